"""``glimt suggest``: what it promises is what a check of the changed plan says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.writing import Run, fine, gathering, plan, visit, write

KEYS = ["change", "text", "verdict", "distance"]


def findings(glimt: Run, path: str) -> tuple[dict[str, str], set[tuple[str, ...]]]:
    report = json.loads(glimt("check", path, "--format", "json").stdout)
    verdicts = {each["id"]: each["verdict"] for each in report["visits"]}
    found = {
        (
            f["visit"],
            f["rule"],
            f["level"],
            str(f["subject"]["household"]),
            str(f["subject"]["equipment"]),
        )
        for f in report["findings"]
    }
    return verdicts, found


def applied(document: dict[str, Any], visit_id: str, change: dict[str, Any]) -> dict[str, Any]:
    document = json.loads(json.dumps(document))
    (there,) = [each for each in document["visits"] if each["id"] == visit_id]
    for key, value in change.items():
        if value is None:
            there.pop(key, None)
        else:
            there[key] = value
    return document


ROOMS = [
    {"id": "studio", "capacity_1m": 3, "capacity_2m": 2},
    {"id": "sal", "capacity_1m": 12, "capacity_2m": 8},
]
PLANS: dict[str, dict[str, Any]] = {
    "too close": plan(
        fine("a", "10:00", "12:00", room="studio"),
        fine("x", "12:05", "13:00", room="studio"),
        rooms=ROOMS,
    ),
    "too many": plan(
        visit(
            "x",
            "10:00",
            "12:00",
            [f"p{n}" for n in range(5)],
            room="studio",
            booked_at="2021-01-05T09:00",
        ),
        rooms=ROOMS,
    ),
    "ill": plan(
        visit("x", "10:00", "12:00", ["ane", "bo"], room="sal", booked_at="2021-01-05T09:00"),
        rooms=ROOMS,
        people=[{"id": "bo", "cohort": "red"}],
    ),
    "gathering": plan(gathering("x")),
}


@pytest.mark.parametrize("name", PLANS)
def test_every_suggestion_keeps_its_promise(name: str, glimt: Run, tmp_path: Path) -> None:
    document = PLANS[name]
    write(tmp_path / "plan.json", document)
    before, known = findings(glimt, "plan.json")
    done = glimt("suggest", "plan.json", "x", "--format", "json")
    told = json.loads(done.stdout)
    assert list(told) == ["format", "visit", "verdict", "suggestions"]
    assert (told["format"], told["visit"], told["verdict"]) == (1, "x", before["x"])
    assert done.returncode == 0
    assert 1 <= len(told["suggestions"]) <= 5
    distances = [each["distance"] for each in told["suggestions"]]
    assert distances == sorted(distances)
    for each in told["suggestions"]:
        assert list(each) == KEYS
        write(tmp_path / "changed.json", applied(document, "x", each["change"]))
        verdicts, found = findings(glimt, "changed.json")
        assert verdicts["x"] == each["verdict"]
        assert {f for f in found - known if f[0] != "x"} == set()
        assert {f for f in found - known if f[0] == "x" and f[2] != "advice"} == set()


def test_a_visit_that_is_fine_has_an_empty_list(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.json", plan(fine("x", "10:00", "11:00")))
    done = glimt("suggest", "plan.json", "x", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["suggestions"]) == (0, [])


def test_without_an_alternative_it_says_which_rule_stands_in_the_way(
    glimt: Run, tmp_path: Path
) -> None:
    alone = visit("x", "2021-04-29T10:00", "2021-04-29T11:00", ["ane"], kind="shift")
    ill = [{"id": "ane", "symptoms": [{"from": "2021-03-01"}]}]
    closed: dict[str, object] = {"opening_hours": {}}
    write(tmp_path / "plan.json", plan(alone, people=ill, centre=closed))
    done = glimt("--lang", "en", "suggest", "plan.json", "x")
    assert (done.returncode, done.stdout) == (1, "No alternative was found; 0 were tried\n")
    opened = plan(alone, people=ill, centre={"opening_hours": {"thu": ["10:00-12:00"]}})
    write(tmp_path / "plan.json", opened)
    done = glimt("--lang", "en", "suggest", "plan.json", "x")
    assert done.returncode == 1
    assert "and stottekontakt.symptoms stood in the way of most" in done.stdout


def test_at_most_so_many_as_are_asked_for(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.json", PLANS["too many"])
    done = glimt("suggest", "plan.json", "x", "--most", "2", "--format", "json")
    assert len(json.loads(done.stdout)["suggestions"]) == 2


def test_an_unknown_visit_is_an_input_error(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.json", PLANS["too many"])
    assert glimt("suggest", "plan.json", "nobody").returncode == 2


def test_people_read_what_changes_and_what_it_helps(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.json", PLANS["too close"])
    told = glimt("--lang", "en", "suggest", "plan.json", "x").stdout
    assert told.splitlines()[0].startswith("1  ")
    assert "would be followed" in told
