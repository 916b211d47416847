"""``glimt handover``: messages for the next shift, and what was decided and why."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from cli.writing import visit, write
from conftest import Run
from glimt_rules.plan.model import Waiver
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store

OSLO = ZoneInfo("Europe/Oslo")


def today() -> date:
    return datetime.now(OSLO).date()


def long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


@pytest.fixture
def kept(glimt: Run, tmp_path: Path) -> Run:
    """The command beside a database in which somebody is to come tomorrow."""
    day = today() + timedelta(days=1)
    booked = visit("sang", f"{day}T10:00", f"{day}T11:00", ["ane"], title="Sang")
    people = [{"id": "ane", "name": "Ane Eksempel"}]
    write(tmp_path / "plan.json", {"format": 1, "people": people, "visits": [booked]})
    assert glimt("init").returncode == 0
    assert glimt("import", "plan.json").returncode == 0
    return glimt


def store_in(folder: Path) -> Store:
    return Store(SqliteRepository(folder / ".local/share/glimt/glimt.db"), "kari")


def waive(folder: Path) -> None:
    with store_in(folder).action("change") as action:
        action.put(
            Waiver(rule="senter.visitor-list", visit="sang", reason="kjent fra før", by="kari",
                   until=today() + timedelta(days=1))
        )  # fmt: skip


def messages(glimt: Run) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(glimt("handover", "--format", "json").stdout)[
        "messages"
    ]
    return found


def test_an_empty_page_says_that_it_is(kept: Run) -> None:
    done = kept("--lang", "en", "handover")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Messages\n  No message holds\n"
        f"Decided on {long(today())}\n  Nothing was decided that departs from the rules\n"
    )


def test_a_message_is_left_through_tomorrow_or_another_day(kept: Run) -> None:
    done = kept("--lang", "en", "handover", "--write", "vinduet lekker")
    assert (done.returncode, done.stderr) == (0, "")
    tomorrow = today() + timedelta(days=1)
    assert done.stdout == f"The message is shown through {long(tomorrow)}\n"
    last = today() + timedelta(days=5)
    assert kept("handover", "--write", "mer", "--until", last.isoformat()).returncode == 0
    assert [(each["text"], each["until"]) for each in messages(kept)] == [
        ("mer", last.isoformat()), ("vinduet lekker", tomorrow.isoformat()),
    ]  # fmt: skip
    text = kept("--lang", "en", "handover").stdout
    assert f", to {long(tomorrow)}\n    vinduet lekker\n" in text
    assert kept("undo").returncode == 0
    assert [each["text"] for each in messages(kept)] == ["vinduet lekker"]


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["--write", ""], ["--write"]),
        (["--write", "x" * 201, "--until", "2021-01-01"], ["--write", "--until"]),
        (["--write", "x", "--until", "x"], ["--until"]),
        (["--until", "2021-01-01"], ["--until"]),
        (["--write", "x", "--day", "2021-01-01"], ["--day"]),
        (["--day", "2021-13-01", "--until", "y"], ["--day", "--until"]),
    ],
)
def test_all_that_is_wrong_is_told_and_nothing_is_left(
    kept: Run, options: list[str], wrong: list[str]
) -> None:
    done = kept("--lang", "en", "handover", *options)
    assert (done.returncode, done.stdout) == (2, "")
    for option in wrong:
        assert f"error: {option}: " in done.stderr
    assert messages(kept) == []


def test_what_was_decided_is_told_with_who_when_and_why(kept: Run, tmp_path: Path) -> None:
    waive(tmp_path)
    done = kept("--lang", "en", "handover")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert " kari: Exception from «" in lines[-2]
    assert "»: «Sang» on " in lines[-2]
    assert lines[-1] == "    Why: kjent fra før"
    (found,) = json.loads(kept("handover", "--format", "json").stdout)["decided"]
    assert (found["who"], found["what"], found["rule"], found["visit"], found["reason"]) == (
        "kari", "exception", "senter.visitor-list", "sang", "kjent fra før",
    )  # fmt: skip
    assert datetime.fromisoformat(found["at"]).date() == today()


def test_another_day_is_told_by_its_date(kept: Run, tmp_path: Path) -> None:
    waive(tmp_path)
    yesterday = (today() - timedelta(days=1)).isoformat()
    told = json.loads(kept("handover", "--day", yesterday, "--format", "json").stdout)
    assert (told["day"], told["decided"]) == (yesterday, [])


def test_a_family_that_is_switched_is_told(kept: Run) -> None:
    assert kept("rules", "disable", "senter", "--yes").returncode == 0
    told = kept("--lang", "en", "handover").stdout
    assert "Switched off the rules of senter" in told


def test_where_rules_cannot_be_loaded_the_page_is_not_taken_for_whole(
    kept: Run, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir(mode=0o700)
    (rules / "x.toml").write_text("format = 1\n", "utf-8")
    (tmp_path / "glimt.toml").write_text('rule_directories = ["rules"]\n', "utf-8")
    done = kept("--lang", "en", "handover")
    assert done.returncode == 3
    assert "Messages" in done.stdout
    assert done.stderr


def test_what_is_read_is_written_by_nobody(kept: Run, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.reading() as reading:
        before = reading.entries_ever()
    kept("handover")
    kept("follow-up")
    with store.reading() as reading:
        assert reading.entries_ever() == before
        record = reading.get(Key("visit", "sang"))
    assert record is not None
    with store.action("change") as action:
        action.put(structs.replace(record.value, title="Annet"), record.version)
    assert "Nothing was decided" in kept("--lang", "en", "handover").stdout
