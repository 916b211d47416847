"""``glimt stats``: a month in figures that name nobody."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from conftest import Run

HEAD = """
format = 1
[centre]
name = "Eksempel recoverysenter"
"""
PERSON = '[[people]]\nid = "{id}"\nname = "{name} Hemmelig"\nphone = "40612345"\n'
VISIT = """
[[visits]]
id = "v{n}"
title = "Hemmelig avtale"
start = 2021-01-{day:02}T10:00:00
end = 2021-01-{day:02}T12:00:00
people = {people}
kind = "{kind}"
setting = "{setting}"
status = "{status}"
"""
NAMES = [f"navn{n}" for n in range(7)]


@pytest.fixture
def month(glimt: Run, tmp_path: Path) -> Run:
    """The command beside a plan: 12 activities, 3 conversations by phone, 2 cancelled."""
    text = HEAD + "".join(PERSON.format(id=name, name=name.title()) for name in NAMES)
    for n in range(17):
        text += VISIT.format(
            n=n,
            day=n + 4,
            people=json.dumps(NAMES[:7] if n % 2 else NAMES[:3]),
            kind="conversation" if 12 <= n < 15 else "activity",
            setting="phone" if 12 <= n < 15 else "centre",
            status="cancelled" if n >= 15 else "done",
        )
    (tmp_path / "plan.toml").write_text(text, "utf-8")
    return glimt


def test_figures_of_a_month_with_small_ones_hidden(month: Run) -> None:
    done = month("stats", "plan.toml", "--month", "2021-01", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "format": 1,
        "first": "2021-01-01",
        "last": "2021-01-31",
        "hide_below": 5,
        "people_complete_from": "2021-01-01",
        "visits": 15,  # 12 and 3, of which either would give the other away
        "visits_by_kind": {"activity": "hidden", "conversation": "<5"},
        "visits_by_setting": {"centre": "hidden", "phone": "<5"},
        "people": 7,
        "person_days": 73,
        "hours": 146,
        "no_shows": 0,
        "cancelled": "<5",
        "cancelled_for": None,
        "waivers": {},
    }


def test_without_hiding_all_is_told(month: Run) -> None:
    done = month(
        "stats", "plan.toml", "--month", "2021-01", "--format", "json", "--hide-below", "1"
    )
    told = json.loads(done.stdout)
    assert (told["visits"], told["people"], told["hours"], told["cancelled"]) == (15, 7, 146, 2)
    assert told["visits_by_kind"] == {"activity": 12, "conversation": 3}
    assert told["cancelled_for"] == {"not_known": 2}


def test_a_spreadsheet_has_the_same_figures(month: Run) -> None:
    args = ["stats", "plan.toml", "--month", "2021-01", "--format"]
    rows = list(csv.DictReader(io.StringIO(month(*args, "csv").stdout)))
    told = json.loads(month(*args, "json").stdout)
    read = {(row["figure"], row["part"]): row["count"] for row in rows}
    assert read["visits_by_setting", "phone"] == told["visits_by_setting"]["phone"] == "<5"
    assert read["people", ""] == str(told["people"])


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_no_name_title_id_or_number_is_ever_told(month: Run, form: str) -> None:
    for below in ("1", "5"):
        done = month(
            "stats", "plan.toml", "--month", "2021-01", "--format", form, "--hide-below", below
        )
        assert done.returncode == 0
        assert not [w for w in ("emmelig", "navn", "Navn", "406", "v1") if w in done.stdout]


def test_the_page_for_people_says_what_the_signs_mean(month: Run) -> None:
    done = month("--lang", "en", "stats", "plan.toml", "--month", "2021-01")
    assert "Figures from 1 January 2021 to 31 January 2021 · Eksempel" in done.stdout
    assert "«<5» stands for 1 to 4" in done.stdout
    done = month("--lang", "nb", "stats", "plan.toml", "--month", "2021-01")
    assert "Forskjellige personer som kom" in done.stdout


def test_days_can_be_named_instead_of_a_month(month: Run) -> None:
    args = ["stats", "plan.toml", "--format", "json", "--hide-below", "1"]
    told = json.loads(month(*args, "--from", "2021-01-04", "--to", "2021-01-05").stdout)
    assert (told["visits"], told["first"], told["last"]) == (2, "2021-01-04", "2021-01-05")


def test_the_month_before_is_meant_where_none_is_named(month: Run) -> None:
    told = json.loads(month("stats", "plan.toml", "--format", "json").stdout)
    assert told["first"].endswith("-01")
    assert told["visits"] == 0


def test_what_is_forgotten_is_counted_all_the_same_and_it_is_said_what_is_missing(
    month: Run,
) -> None:
    assert month("init").returncode == 0
    assert month("import", "plan.toml").returncode == 0
    args = ["stats", "--month", "2021-01", "--hide-below", "1", "--format", "json"]
    before = json.loads(month(*args).stdout)
    assert month("purge").returncode == 0
    after = json.loads(month(*args).stdout)
    assert before["people"] == 7
    assert after == {
        **before,
        "people": 0,
        "people_complete_from": "2021-01-21",
        "cancelled_for": {"not_known": 2},
    }
    told = month("--lang", "en", "stats", "--month", "2021-01").stdout
    assert "complete from 21 January 2021" in told


def test_everything_that_is_wrong_is_told(month: Run) -> None:
    done = month(
        "--lang", "en", "stats", "plan.toml", "--month", "2021-20", "--to", "2021-01-05",
        "--hide-below", "2",
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("error: ") == 4
    assert done.stdout == ""
    done = month("--lang", "en", "stats", "plan.toml", "--from", "2199-01-01")
    assert (done.returncode, "still to come" in done.stderr) == (2, True)


def test_a_time_that_is_not_over_is_said_to_be(month: Run) -> None:
    done = month("--lang", "en", "stats", "plan.toml", "--from", "2021-01-01")
    assert done.returncode == 0
    assert "not over yet" in done.stderr
