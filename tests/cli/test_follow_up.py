"""``glimt follow-up``: the list for whoever has the phone."""

from __future__ import annotations

import json
import stat
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.writing import visit, write
from conftest import Run
from glimt_tui.desk.calls import CallMade, write_call
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store

OSLO = ZoneInfo("Europe/Oslo")
PEOPLE = [
    {"id": "ane", "name": "Ane Eksempel", "phone": "40612311"},
    {"id": "bo", "name": "Bo Påhitt"},
    {"id": "kari", "name": "Kari Vakt", "phone": "40612301", "role": "staff"},
]


def today() -> date:
    return datetime.now(OSLO).date()


def long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def on(days_ago: int, who: str, **more: object) -> dict[str, object]:
    day = today() - timedelta(days=days_ago)
    start, end = f"{day}T10:00", f"{day}T11:00"
    return visit(f"{who}{days_ago}", start, end, [who], status="done", **more)


@pytest.fixture
def kept(glimt: Run, tmp_path: Path) -> Run:
    """The command beside a database: Ane did not come, Bo used to, and so did a colleague."""
    visits = [
        on(1, "ane") | {"status": "no_show"},
        *(on(n, who) for who in ("bo", "kari") for n in (15, 17, 19)),
    ]
    plan = {"format": 1, "people": PEOPLE, "visits": visits}
    write(tmp_path / "plan.json", plan)
    assert glimt("init").returncode == 0
    done = glimt("import", "plan.json")
    assert done.returncode == 0, done.stderr
    return glimt


def test_whoever_is_to_be_called_is_listed_with_number_and_reason(kept: Run) -> None:
    done = kept("--lang", "en", "follow-up")
    assert (done.returncode, done.stderr) == (0, "")
    missed, last = (long(today() - timedelta(days=n)) for n in (1, 15))
    assert done.stdout.splitlines() == [
        "2 people to call today",
        "Ane Eksempel  40612311",
        f"  Did not come on {missed}",
        "Bo Påhitt  no number",
        f"  Used to come; was here last on {last}",
    ]
    assert "2 personer å ringe i dag" in kept("--lang", "nb", "follow-up").stdout


def test_a_program_gets_the_same(kept: Run) -> None:
    done = kept("--lang", "en", "follow-up", "--format", "json")
    told = json.loads(done.stdout)
    assert (told["format"], told["day"]) == (1, today().isoformat())
    first, second = told["to_call"]
    day = today() - timedelta(days=1)
    assert first == {
        "person": "ane", "name": "Ane Eksempel", "phone": "40612311", "why": "missed",
        "day": day.isoformat(), "message": f"Did not come on {long(day)}", "last_call": None,
    }  # fmt: skip
    assert (second["person"], second["phone"], second["why"]) == ("bo", None, "silent")


def test_the_configuration_says_after_how_many_days_somebody_is_missed(
    kept: Run, tmp_path: Path
) -> None:
    (tmp_path / "glimt.toml").write_text("follow_up_days = 16\n", "utf-8")
    told = json.loads(kept("follow-up", "--format", "json").stdout)
    assert [each["person"] for each in told["to_call"]] == ["ane"]
    (tmp_path / "glimt.toml").write_text("follow_up_days = 0\n", "utf-8")
    done = kept("--lang", "en", "follow-up")
    assert (done.returncode, done.stdout) == (2, "")
    assert "follow_up_days" in done.stderr


def journal(kept: Run) -> list[str]:
    done = kept("journal", "list", "--format", "json")
    return [json.loads(line)["action"] for line in done.stdout.splitlines()]


def test_a_purge_keeps_who_is_missed_once(kept: Run) -> None:
    assert kept("purge").returncode == 0
    assert journal(kept).count("missing") == 1
    assert kept("purge").returncode == 0
    assert journal(kept).count("missing") == 1
    told = json.loads(kept("follow-up", "--format", "json").stdout)["to_call"]
    assert [(each["person"], each["why"], each["last_call"]) for each in told] == [
        ("ane", "missed", None), ("bo", "silent", None),
    ]  # fmt: skip
    assert told[1]["day"] == (today() - timedelta(days=15)).isoformat()


def test_whoever_asks_what_is_held_is_told_until_when_a_call_is_kept(
    kept: Run, tmp_path: Path
) -> None:
    kept("purge")

    def notes() -> list[tuple[str, object, object]]:
        done = kept("person", "export", "bo", "--format", "json")
        return [
            (each["outcome"], each.get("kept_until"), each.get("kept_until_called"))
            for each in json.loads(done.stdout)["notes"]
        ]

    assert notes() == [("missing", None, True)]
    told = kept("--lang", "en", "person", "export", "bo").stdout
    assert "ept until the next call: yes" in told
    assert "not seen for a while" in told
    later = str(today() + timedelta(days=28))
    repository = SqliteRepository(tmp_path / ".local/share/glimt/glimt.db")
    store = Store(repository, "kari")
    write_call(store, "bo", CallMade(outcome="no_answer", again_on=today()), today(), seen=None)
    assert notes() == [("missing", later, None), ("no_answer", None, True)]
    with store.reading() as reading:
        seen = reading.all("call")[-1].id
    write_call(store, "bo", CallMade(outcome="reached"), today(), seen=seen)
    repository.close()
    assert [kept for _, kept, _ in notes()] == [later] * 3


def test_where_nobody_is_to_be_called_that_is_said(glimt: Run) -> None:
    assert glimt("init").returncode == 0
    assert glimt("--lang", "en", "follow-up").stdout == "Nobody is to be called today\n"


def test_a_list_of_names_is_for_those_only_who_may_use_the_database(
    kept: Run, tmp_path: Path
) -> None:
    path = tmp_path / ".local/share/glimt/glimt.db"
    path.chmod(0o644)
    done = kept("--lang", "en", "follow-up")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Ane" not in done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("wrong", [["x"], ["--format", "csv"], ["--names"]])
def test_wrong_options_are_told(kept: Run, wrong: list[str]) -> None:
    done = kept("follow-up", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_where_it_takes_longer_to_miss_somebody_than_bookings_are_kept_that_is_told(
    kept: Run, tmp_path: Path
) -> None:
    (tmp_path / "glimt.toml").write_text("follow_up_days = 29\n", "utf-8")
    done = kept("--lang", "en", "follow-up")
    assert done.returncode == 0
    assert done.stderr == (
        "note: Nobody who used to come is missed: follow_up_days is 29, and bookings keep their"
        " people for 28 days\n"
    )
