"""``glimt series``: bookings that come back, made, listed and ended by a script."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Run

#: A Wednesday that is still to come, and those after it.
_SOON = date.today() + timedelta(days=10)
WED = [_SOON + timedelta(days=(2 - _SOON.weekday()) % 7 + 7 * n) for n in range(6)]
PLAN = f"""
format = 1
[[rooms]]
id = "felles"
[[people]]
id = "ane"
name = "Ane Eksempel"
[[people]]
id = "syk"
name = "Siv Eksempel"
symptoms = [{{ from = {WED[2]} }}]
[[visits]]
id = "band"
title = "Bandøving"
start = {WED[0]}T13:00:00
end = {WED[0]}T14:30:00
room = "felles"
people = ["ane"]
[[visits]]
id = "kor"
start = {WED[0]}T16:00:00
end = {WED[0]}T17:00:00
people = ["ane", "syk"]
[[visits]]
id = "avlyst"
start = {WED[0]}T10:00:00
end = {WED[0]}T11:00:00
people = ["ane"]
status = "cancelled"
"""


@pytest.fixture
def kept(glimt: Run, tmp_path: Path) -> Run:
    """The command in a folder with a database."""
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    assert glimt("init").returncode == 0
    assert glimt("import", "plan.toml").returncode == 0
    return glimt


def made(kept: Run, *more: object, visit: str = "band", last: int = 4) -> Any:
    """What making a series says to a program."""
    args = ["make", visit, "--through", str(WED[last]), *map(str, more), "--format", "json"]
    done = kept("series", *args)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def listed(kept: Run) -> Any:
    done = kept("series", "list", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)["series"]


def visits(kept: Run) -> dict[str, str]:
    """The bookings and their status."""
    exported = json.loads(kept("export", "--format", "json").stdout)
    return {visit["id"]: visit.get("status", "planned") for visit in exported["visits"]}


def test_a_series_is_made_listed_ended_and_taken_back(kept: Run) -> None:
    done = kept("series", "make", "band", "--through", str(WED[4]), "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    id_, *days = done.stdout.splitlines()
    assert len(days) == 5
    assert days[0].startswith("  Wednesday ")
    assert ": made" in days[0]
    assert visits(kept) | {f"{id_}.{day}": "planned" for day in WED[:5]} == visits(kept)
    assert "band" not in visits(kept)
    (series,) = listed(kept)
    assert series == {
        "id": id_, "title": "Bandøving", "weekday": "wed", "weeks": 1,
        "first": str(WED[0]), "last": str(WED[4]), "starts": "13:00", "minutes": 90,
        "left": 5, "next": str(WED[0]), "skipped": [],
    }  # fmt: skip
    text = kept("series", "list", "--lang", "en").stdout
    assert f"{id_} «Bandøving»\n  Every week on Wednesday at 13:00–14:30, through " in text
    assert "  5 bookings are to come, the next on Wednesday " in text
    done = kept("series", "end", id_, "--from", f"{WED[2]:%d.%m.%Y}", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("called off") == 3
    (series,) = listed(kept)
    assert (series["left"], series["last"]) == (2, str(WED[2] - timedelta(days=1)))
    undone = kept("undo", "--lang", "en")
    assert undone.stdout.endswith(" (called off bookings of a series, 3 bookings)\n")
    redone = kept("redo", "--lang", "en")
    assert redone.stdout.endswith(", 3 bookings)\n")
    assert kept("undo").returncode == 0
    assert kept("series", "end", id_).returncode == 0
    assert listed(kept) == []
    assert [visits(kept)[f"{id_}.{day}"] for day in WED[:5]] == ["cancelled"] * 5


def test_every_other_week_without_a_day(kept: Run) -> None:
    found = made(kept, "--every", 2, "--without", WED[2])
    assert [(day["day"], day["fate"]) for day in found["days"]] == [
        (str(WED[0]), "made"), (str(WED[2]), "taken_out"), (str(WED[4]), "made"),
    ]  # fmt: skip
    (series,) = listed(kept)
    assert (series["weeks"], series["skipped"], series["left"]) == (2, [str(WED[2])], 2)
    assert "not on Wednesday" in kept("series", "list", "--lang", "en").stdout.replace("Not", "not")


def test_a_day_left_out_because_of_a_rule_is_told_and_fails(kept: Run) -> None:
    done = kept("series", "make", "kor", "--through", str(WED[3]), "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert [line.split(": ")[1].split(";")[0] for line in done.stdout.splitlines()[1:]] == [
        "made", "made", "skipped", "skipped",
    ]  # fmt: skip
    assert "symptoms" in done.stdout
    (series,) = listed(kept)
    assert series["left"] == 2


def test_for_programs_each_day_says_what_became_of_it(kept: Run) -> None:
    found = made(kept, visit="kor", last=3)
    assert (found["format"], found["written"]) == (1, True)
    assert found["days"][2] == {
        "day": str(WED[2]), "fate": "broken", "visit": f"{found['series']}.{WED[2]}",
        "holiday": found["days"][2]["holiday"], "broken": ["stottekontakt.symptoms"],
        "notes": found["days"][2]["notes"],
    }  # fmt: skip


WRONG = [
    (["make", "nobody", "--through", str(WED[3])], 'there is no visit "nobody"'),
    (["make", "band", "--through", "soon"], '"soon" is no day'),
    (["make", "band", "--through", "2021-W02-1"], "is no day"),
    (["make", "band", "--through", str(WED[3]), "--without", "x", "--without", "y"], '"y" is'),
    (["make", "band", "--through", str(WED[3]), "--without", str(WED[5])], "come on this day"),
    (["make", "band", "--through", str(WED[0])], "nothing comes again until then"),
    (["make", "band", "--through", str(WED[0] + timedelta(days=400))], "a year at most"),
    (["make", "avlyst", "--through", str(WED[3])], "cannot be repeated"),
    (["make", "band", "--through", str(WED[3]), "--every", "3"], "invalid choice"),
    (["make", "band"], "--through"),
    (["end", "nothing"], 'there is no series "nothing"'),
    (["end", "nothing", "--from", "x"], '"x" is no day'),
]


def test_wrong_input_is_told_and_nothing_is_written(kept: Run) -> None:
    before = visits(kept)
    for args, told in WRONG:
        done = kept("series", *args, "--lang", "en")
        assert (done.returncode, done.stdout) == (2, ""), args
        assert told.casefold() in done.stderr.casefold(), args
    assert visits(kept) == before
    assert listed(kept) == []


def test_nothing_to_list_is_told_as_well(kept: Run) -> None:
    done = kept("series", "list", "--lang", "en")
    assert (done.returncode, done.stdout, done.stderr) == (0, "There is no series\n", "")


def test_where_a_rule_set_cannot_be_loaded_nothing_is_written(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.toml").write_text("format = 1\n", "utf-8")
    before = visits(kept)
    done = kept("series", "make", "band", "--through", str(WED[3]), "--rules", "rules")
    assert (done.returncode, done.stdout) == (3, "")
    assert "broken.toml" in done.stderr
    assert visits(kept) == before


def test_what_is_ended_cannot_be_ended_again(kept: Run) -> None:
    id_ = made(kept)["series"]
    last = WED[4] + timedelta(days=7)
    done = kept("series", "end", id_, "--from", str(last), "--lang", "en")
    assert done.returncode == 2
    assert "nothing of this series is to come" in done.stderr.casefold()


def test_without_a_database_it_says_so(glimt: Run) -> None:
    assert glimt("series", "list").returncode == 2
