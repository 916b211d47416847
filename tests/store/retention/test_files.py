"""What is forgotten stands in no file any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person
from glimt_tui.store.journal import verify
from glimt_tui.store.records import (
    Arrival,
    Key,
)
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import Purged, purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.sqlite import cleaning
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from glimt_tui.store.visitors import arrive, depart, visitors
from store.places import KARI, OLA, FakeClock, at, fill, new_repository, visit
from store.retention.remembering import NOON

GUESTS = 500


def name(number: int) -> str:
    return f"Ærlig Øyås Gjestesen{number:04d}"


def phone(number: int) -> str:
    return f"4791{number:04d}"


class Full:
    """A database of many guests who were all here, and of somebody who is to stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(NOON)
        self.repository = SqliteRepository(folder / "glimt.db")
        self.keys = DayKeys(folder / "keys")
        self.store = Store(self.repository, "kari-i-vakt", self.clock)

    def fill(self) -> None:
        """Write in many steps, so that rows move from page to page."""
        random = Random(2021)
        numbers = list(range(GUESTS))
        random.shuffle(numbers)
        fill(self.store, KARI)
        for number in numbers:
            id_ = f"gjest{number:04d}"
            named = name(number) + " Lang" * random.randint(0, 8)
            guest = Person(id=id_, name=named, phone=phone(number), role="guest")
            fill(self.store, guest)
            if number % 5 == 0:  # somebody who stays, among those who go
                fill(self.store, Person(id=f"gj{number:04d}", name="Fast" * random.randint(1, 40)))
        for number in range(GUESTS):
            id_ = f"gjest{number:04d}"
            arrive(self.store, self.keys, id_, phone=phone(number) + "9")
            if number % 3 == 0:
                self._edit(id_, name(number) + " Endret" * random.randint(1, 20))
            if number % 6 == 0:
                depart(self.store, id_)
                self._edit(id_, name(number))
            if number % 50 == 0:
                booked = visit(
                    f"v{number}", start=at(4, 9), end=at(4, 10), people=(id_,), title="Hemmelig"
                )
                fill(self.store, booked)

    def _edit(self, id_: str, name_: str) -> None:
        with self.store.action("edit") as action:
            record = action.get(Key("person", id_))
            assert record is not None
            assert isinstance(record.value, Person)
            action.put(structs.replace(record.value, name=name_), record.version)

    def purge(self, now: Moment) -> Purged:
        self.clock.now = now
        return purge(self.repository, self.keys, Keeping(), who="cron", clock=self.clock)

    def found(self) -> set[str]:
        """What stands somewhere in the files."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        assert self.folder / "glimt.db" in files
        content = b"".join(file.read_bytes() for file in files)
        return {word for word in WORDS if word.encode() in content}


WORDS = ("rlig", "Øyås", "Gjestesen", "gjest", "4791", "Endret", "Hemmelig", '"arrived":')


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    new_repository("sqlite", folder).close()
    (folder / "keys").mkdir()
    made = Full(folder)
    made.fill()
    made.repository.close()
    return folder


@pytest.fixture
def full(filled: Path, tmp_path: Path) -> Iterator[Full]:
    copytree(filled, tmp_path / "copy")
    made = Full(tmp_path / "copy")
    yield made
    made.repository.close()


def test_after_a_purge_the_names_and_numbers_are_nowhere_in_the_files(full: Full) -> None:
    assert full.found() == set(WORDS)
    done = full.purge(at(15, 11))
    assert (done.arrivals, done.guests, done.keys, done.clean) == (GUESTS, GUESTS, 1, True)
    # bookings keep their people, who have no names, and their titles until they are forgotten
    assert full.found() == {"gjest", "Hemmelig"}
    assert full.purge(at(2, 11, month=2)).clean
    assert full.found() == set()
    with full.repository.reading() as reading:
        assert verify(reading) is None
    full.repository.close()
    assert full.found() == set()


def test_so_they_are_while_another_session_has_the_database_open(full: Full) -> None:
    other = SqliteRepository(full.folder / "glimt.db")
    with other.reading() as reading:
        assert len(reading.arrivals()) == GUESTS
    assert full.purge(at(2, 11, month=2)).clean
    assert full.found() == set()
    with other.reading() as reading:
        assert reading.arrivals() == []
    other.close()
    assert full.found() == set()


def test_who_reads_meanwhile_keeps_the_files_from_being_cleaned_until_the_next_purge(
    full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "SCRUB_SECONDS", 0.0)
    other = SqliteRepository(full.folder / "glimt.db")
    with other.reading() as reading:
        assert len(reading.arrivals()) == GUESTS
        done = full.purge(at(2, 11, month=2))
        assert (done.arrivals, done.clean) == (GUESTS, False)
        assert full.found()
        assert not full.purge(at(2, 11, month=2)).clean
    other.close()
    again = full.purge(at(2, 11, month=2))
    assert again == Purged()
    assert full.found() == set()


def test_who_writes_meanwhile_does_so_too(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """The purge is committed, so that what it says was forgotten is; the files come later."""
    monkeypatch.setattr(cleaning, "SCRUB_SECONDS", 0.0)
    path = full.folder / "glimt.db"
    full.repository.close()
    full.repository = SqliteRepository(path, busy_seconds=0.1)
    scrub = full.repository.scrub
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        def scrub_beside_a_writer() -> bool:
            other.execute("BEGIN IMMEDIATE")
            try:
                return scrub()
            finally:
                other.execute("ROLLBACK")

        full.repository.scrub = scrub_beside_a_writer  # type: ignore[method-assign]
        done = full.purge(at(2, 11, month=2))
        assert (done.arrivals, done.clean) == (GUESTS, False)
    full.repository.scrub = scrub  # type: ignore[method-assign]
    assert full.purge(at(2, 11, month=2)) == Purged()
    assert full.found() == set()


def test_a_purge_with_nothing_to_do_writes_nothing_anew(full: Full) -> None:
    full.purge(at(2, 11, month=2))
    fill(full.store, OLA)
    before = (full.folder / "glimt.db").stat().st_ino, full.repository.data_version()
    statements: list[str] = []
    full.repository._connection.set_trace_callback(statements.append)
    assert full.purge(at(2, 11, month=2)) == Purged()
    assert not any("VACUUM" in statement for statement in statements)
    after = (full.folder / "glimt.db").stat().st_ino, full.repository.data_version()
    assert before == after


def test_nobody_who_is_still_listed_loses_anything(full: Full) -> None:
    assert full.purge(at(14, 11)) == Purged()
    there = visitors(full.store, full.keys)
    assert len(there) == GUESTS
    assert all(found.phone and found.phone.endswith("9") for found in there)


def test_the_lists_of_copies_cannot_be_read_once_the_days_key_is_gone(full: Full) -> None:
    copied = full.folder.parent / "copy.db"
    full.repository.copy_to(copied)
    full.purge(at(15, 11))
    copy = SqliteRepository(copied)
    with copy.reading() as reading:
        sealed = [r.value for r in reading.arrivals() if isinstance(r.value, Arrival)]
    copy.close()
    copied.unlink()
    assert len(sealed) == GUESTS
    assert {full.keys.open(each.day, each.id, each.sealed) for each in sealed} == {None}
