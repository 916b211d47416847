"""Drafts of bookings: whose they are, how long they stay, and that nothing is told to others."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from glimt_rules.plan.model import Person
from glimt_tui.desk import drafts as drafts_module
from glimt_tui.desk.booking import Answer, Booking, booking_of, new_booking
from glimt_tui.desk.drafts import KEPT_FOR, Drafts, state_folder
from screen.screens import NASTY, at, visit

DATABASE = Path("/srv/glimt.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "drafts"


def drafts(folder: Path | None, who: str = "kari", database: Path = DATABASE) -> Drafts:
    return Drafts(folder, who, database)


def whole() -> Booking:
    return structs.replace(
        new_booking(people=("ane", "p-1"), start=at("14:00"), end=at("15:00"), room="studio"),
        new_people=(Person(id="p-1", name=NASTY[-1], phone="406 12 345"),),
        answers=(Answer(("rooms", "x", "capacity_1m"), 3), Answer(("visits", "v", "masks"), True)),
        reasons={"senter.cohort": "Bursdag"},
        typed={"when": "to 14-"},
        distance_m=1.5,
    )


def test_a_draft_comes_back_as_it_was(folder: Path) -> None:
    kept, one = whole(), drafts(folder)
    one.keep(kept)
    one.close()
    found = drafts(folder).newest()
    assert found is not None
    assert found.booking == kept


def test_a_draft_is_its_owners_alone(folder: Path) -> None:
    mine = drafts(folder)
    mine.keep(whole())
    mine.settle()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600]
    assert "kari" not in files[0].name


def test_nobody_finds_the_drafts_of_somebody_else_or_of_another_database(folder: Path) -> None:
    mine = drafts(folder)
    mine.keep(whole())
    assert mine.newest() is not None
    assert drafts(folder, who="per").newest() is None
    assert drafts(folder, database=Path("/srv/other.db")).newest() is None


def test_a_link_to_the_database_leads_to_the_same_drafts(folder: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.db", tmp_path / "link.db"
    real.touch()
    link.symlink_to(real)
    mine = drafts(folder, database=real)
    mine.keep(whole())
    mine.settle()
    assert drafts(folder, database=link).newest() is not None


def test_what_was_kept_last_stands_there(folder: Path) -> None:
    mine, booking = drafts(folder), whole()
    for n in range(50):
        mine.keep(structs.replace(booking, title=f"{n}"))
    found = mine.newest()
    assert found is not None
    assert found.booking.title == "49"
    assert len(list(folder.iterdir())) == 1


def test_the_newest_new_booking_is_found_and_a_visits_own_draft_by_its_id(folder: Path) -> None:
    mine = drafts(folder)
    first, second = whole(), whole()
    change = structs.replace(booking_of(visit("v", "10:00", "11:00", "ane"), 3), title="Ny")
    for booking in (first, second, change):
        mine.keep(booking)
    newest = mine.newest()
    assert newest is not None
    assert newest.booking.id == second.id
    of_visit = mine.newest(of="v")
    assert of_visit is not None
    assert of_visit.booking == change
    mine.throw_away(second.id)
    newest = mine.newest()
    assert newest is not None
    assert newest.booking.id == first.id


def test_drafts_are_gone_after_some_days(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = drafts(folder)
    mine.keep(whole())
    assert mine.newest() is not None

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + KEPT_FOR + timedelta(minutes=1)

    monkeypatch.setattr(drafts_module, "datetime", Later)
    assert mine.newest() is None
    assert list(folder.iterdir()) == []


def test_what_is_no_draft_is_removed_and_hinders_nobody(folder: Path) -> None:
    mine = drafts(folder)
    mine.keep(whole())
    mine.settle()
    file = next(folder.iterdir())
    for wrong in (b"", b"{", b'{"touched": 1}', b"\xff"):
        file.write_bytes(wrong)
        assert mine.newest() is None
        assert not file.exists()


@pytest.mark.parametrize("place", ["file", "nowhere"])
def test_a_disk_that_takes_no_draft_costs_the_draft_and_nothing_else(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    folder = None if place == "nowhere" else tmp_path / "file" / "drafts"
    mine = drafts(folder)
    mine.keep(whole())
    mine.throw_away("x")
    assert mine.newest() is None
    mine.close()


def test_drafts_are_kept_in_the_users_state_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "glimt" / "drafts"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_folder() == tmp_path / ".local" / "state" / "glimt" / "drafts"
