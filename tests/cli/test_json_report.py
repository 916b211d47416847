"""``glimt check --format json``: what programs may rely on, to the letter."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cli.writing import (
    Run,
    Table,
    broken,
    fine,
    gathering,
    line_of,
    plan,
    report,
    reports,
    rules_folder,
    unclear,
    visit,
    write,
)
from oracle.random_plans import random_plan

TOP = [
    "format", "complete", "rule_sets", "not_in_force", "summary", "visits", "findings", "errors",
]  # fmt: skip
FINDING = [
    "visit", "rule", "version", "force", "level", "waived", "message", "measured", "limit", "unit",
    "subject", "evidence", "source", "file", "line",
]  # fmt: skip


def check(glimt: Run, path: Path, *args: str) -> Any:
    """The report on one plan, in English."""
    return report(glimt("check", path.name, "--format", "json", "--lang", "en", *args))


def test_keys_their_order_and_their_types_are_as_the_contract_says(
    tmp_path: Path, glimt: Run
) -> None:
    path = write(tmp_path / "plan.toml", plan(fine(), gathering(), unclear()))
    found = check(glimt, path)
    assert list(found) == TOP
    assert (found["format"], found["complete"], found["errors"]) == (1, True, [])
    assert [list(one) for one in found["rule_sets"]] == [["id", "version", "in_force", "until"]] * 4
    assert list(found["summary"]) == ["visits", "ok", "advice", "unknown", "violation"]
    assert list(found["summary"].values()) == [3, 1, 0, 1, 1]
    assert found["visits"] == [
        {"id": "fine", "verdict": "ok"},
        {"id": "party", "verdict": "violation"},
        {"id": "unclear", "verdict": "unknown"},
    ]
    party, national, own = found["findings"]
    for finding in found["findings"]:
        assert list(finding) == FINDING
        assert list(finding["subject"]) == ["household", "equipment", "room", "people"]
        assert list(finding["source"]) == ["title", "url"]
    assert party == {
        "visit": "party", "rule": "nasjonal.private-gathering", "version": "2021-01-03",
        "force": "binding", "level": "violation", "waived": False, "message": party["message"],
        "measured": 6, "limit": 5, "unit": "persons",
        "subject": {"household": None, "equipment": None, "room": None,
                    "people": party["subject"]["people"]},
        "evidence": ["party"],
        "source": {
            "title": "Altinn's overview of the national measures from January 2021",
            "url": "https://www.altinn.no/starte-og-drive/nyheter-starte-og-drive/"
                   "oversikt-over-nasjonale-koronatiltak-fra-januar-2021/",
        },
        "file": "plan.toml", "line": line_of(path, 'id = "party"'),
    }  # fmt: skip
    assert "6" in party["message"]
    assert "5" in party["message"]
    # where nothing can be counted
    for finding, rule, force in (
        (national, "nasjonal.distance", "binding"), (own, "senter.distance", "house")
    ):  # fmt: skip
        assert [finding[key] for key in ("rule", "force", "level")] == [rule, force, "unknown"]
        assert [finding[key] for key in ("measured", "limit", "unit")] == [None, None, None]
        assert finding["line"] == line_of(path, 'id = "unclear"')


def test_the_report_is_utf_8_whatever_the_terminal_is(tmp_path: Path, glimt: Run) -> None:
    names = plan(fine("blå-øy", booked_at=None, title="Blåbær på Øya"))
    path = write(tmp_path / "æøå.toml", names)
    for surroundings in ({}, {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}):
        done = glimt("check", path.name, "--format", "json", env=surroundings)
        (finding,) = report(done)["findings"]
        assert finding["visit"] == "blå-øy"
        assert finding["file"] == "æøå.toml"
        assert finding["message"] == "Besøket var ikke avtalt på forhånd"
        assert "blå-øy" in done.stdout  # letters, not escapes
        assert done.stdout.endswith("}\n")


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_file_name_that_is_no_utf_8_does_not_crash(tmp_path: Path, glimt: Run) -> None:
    path = write(tmp_path / os.fsdecode(b"p\xff.toml"), plan(fine(booked_at=None)))
    done = glimt("check", path.name, path.name, "nowhere", "--format", "json", "--lang", "en")
    assert [one["plan"] for one in reports(done)] == ["p�.toml", "p�.toml", "nowhere"]
    assert report(glimt("check", path.name, "--format", "json"))["findings"][0]["file"] == "p�.toml"


def test_findings_are_sorted_by_start_visit_rule_and_household(tmp_path: Path, glimt: Run) -> None:
    late = fine("a-late", "12:00", "13:00", people=["cai", "ane"], booked_at=None, masks=False)
    early = fine("b", "10:00", "10:30", people=["ane", "dag"], booked_at=None)
    same = fine(
        "a", "11:00+01:00", "11:15+01:00", people=["bo", "ane"], booked_at=None, room="loft"
    )
    also = fine("B", "10:00", "10:30", people=["bo", "cai"], booked_at=None, room="cellar")
    same["start"] = "2021-01-06T09:00Z"  # the same moment as 10:00 in Oslo
    same["end"] = "2021-01-06T09:15Z"
    path = write(tmp_path / "plan.toml", plan(late, early, same, also, households=[]))
    found = check(glimt, path, "--only", "senter")
    assert [one["id"] for one in found["visits"]] == ["B", "a", "b", "a-late"]
    assert [(f["visit"], f["rule"], f["subject"]["household"]) for f in found["findings"]] == [
        ("B", "senter.booked-ahead", None),
        ("B", "senter.contacts", "bo"),
        ("B", "senter.contacts", "cai"),
        ("a", "senter.booked-ahead", None),
        ("a", "senter.contacts", "ane"),
        ("b", "senter.booked-ahead", None),
        ("b", "senter.contacts", "dag"),
        ("a-late", "senter.booked-ahead", None),
        ("a-late", "senter.mask", None),
    ]


def test_rule_sets_are_those_in_force_for_a_judged_visit_and_not_in_force_the_rest(
    tmp_path: Path, glimt: Run
) -> None:
    days = [fine("old", "2021-01-03T10:00", "2021-01-03T11:00", booked_at="2021-01-01T10:00"),
            fine("new", "2021-01-04T10:00", "2021-01-04T11:00", booked_at="2021-01-01T10:00"),
            fine("off", "2021-02-20T10:00", "2021-02-20T11:00", status="cancelled")]  # fmt: skip
    path = write(tmp_path / "plan.toml", plan(*days))
    found = check(glimt, path)
    assert [f"{one['id']}@{one['version']}" for one in found["rule_sets"]] == [
        "kommunal@2020-12-26", "nasjonal@2021-01-03", "senter@2020-12-26", "senter@2021-01-04",
        "stottekontakt@2021-04-12",
    ]  # fmt: skip
    assert found["not_in_force"] == ["nasjonal"]
    assert found["summary"]["visits"] == 2
    assert found["rule_sets"][-1]["until"] is None
    later = check(glimt, path, "--from", "2021-01-04")
    assert "senter@2020-12-26" not in [f"{s['id']}@{s['version']}" for s in later["rule_sets"]]
    assert later["not_in_force"] == []


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Oslo", "2021-01-04T00:00:00+01:00", "2021-01-20T00:00:00+01:00"),
        ("America/New_York", "2021-01-04T00:00:00-05:00", "2021-01-20T00:00:00-05:00"),
        ("Asia/Kolkata", "2021-01-04T00:00:00+05:30", "2021-01-20T00:00:00+05:30"),
    ],
)
def test_midnights_are_those_of_the_plans_timezone(
    tmp_path: Path, glimt: Run, zone: str, first: str, last: str
) -> None:
    in_time = gathering("in", "2021-01-19T23:59", "2021-01-20T01:00")
    after = gathering("out", "2021-01-20T00:00", "2021-01-20T01:00")
    path = write(tmp_path / "plan.json", plan(in_time, after, timezone=zone))
    found = check(glimt, path, "--only", "nasjonal")
    assert [(one["in_force"], one["until"]) for one in found["rule_sets"]] == [(first, last)]
    assert broken(found) == [("in", "nasjonal.private-gathering", "violation")]
    assert found["not_in_force"] == ["nasjonal"]


def test_several_plans_are_one_line_each_with_the_path_first(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "a.toml", plan(fine()))
    write(tmp_path / "b.json", plan(gathering()))
    (tmp_path / "w.toml").write_text('format = 1\n\n[[visits]]\nid = "x"\nstrat = 1\n', "utf-8")
    done = glimt("check", "b.json", "./a.toml", "w.toml", "a.toml", "--format", "json", "--lang=en")
    found = reports(done)
    assert [one["plan"] for one in found] == ["b.json", "./a.toml", "w.toml", "a.toml"]
    good = [found[0], found[1], found[3]]
    assert [list(one) for one in good] == [["plan", *TOP]] * 3
    assert found[1] | {"plan": "a.toml"} == found[3]
    assert found[0]["findings"][0]["file"] == "b.json"
    assert found[0]["findings"][0]["line"] == line_of(tmp_path / "b.json", '"id": "party"')
    assert next(iter(found[2])) == "plan"
    assert set(found[2]) == {"plan", "format", "complete", "errors"}


def test_a_wrong_plan_gives_its_errors_alone(tmp_path: Path, glimt: Run) -> None:
    text = (
        'format = 1\n\n[[people]]\nid = "ane"\n\n[[visits]]\nid = "x"\n'
        'start = 2021-03-28T02:30:00\nend = 2021-03-28T04:00:00\npeople = ["ane", "ann"]\n'
    )
    (tmp_path / "w.toml").write_text(text, "utf-8")
    done = glimt("check", "w.toml", "--format", "json", "--lang", "en")
    found = report(done)
    assert done.returncode == 2
    assert list(found) == ["format", "plan", "complete", "errors"]
    assert (found["format"], found["plan"], found["complete"]) == (1, "w.toml", False)
    assert [list(error) for error in found["errors"]] == [["where", "line", "message"]] * 2
    assert [(error["where"], error["line"]) for error in found["errors"]] == [
        ("visits[0].start", 8), ("visits[0].people[1]", 10)
    ]  # fmt: skip
    assert "clock was put forward" in found["errors"][0]["message"]
    assert 'did you mean "ane"?' in found["errors"][1]["message"]
    # and the same text on standard error
    assert done.stderr.splitlines() == [
        f"w.toml:{error['line']}: error: {error['where']}: {error['message']}"
        for error in found["errors"]
    ]
    gone = report(glimt("check", "gone.toml", "--format", "json", "--lang", "en"))
    assert gone["errors"] == [{"where": "", "line": None, "message": "There is no such file"}]


def test_an_answer_that_is_not_complete_says_which_rule_set_failed(
    tmp_path: Path, glimt: Run
) -> None:
    head = 'format = 1\nfamily = "prove"\nversion = "2021-01-01"\n'
    rules_folder(tmp_path / "rules", half=head)
    path = write(tmp_path / "plan.toml", plan(gathering()))
    done = glimt("check", path.name, "--rules", "rules", "--format", "json", "--lang", "en")
    found = report(done)
    assert done.returncode == 3
    assert list(found) == TOP
    assert found["complete"] is False
    assert broken(found) == [("party", "nasjonal.private-gathering", "violation")]
    assert [list(error) for error in found["errors"]] == [["where", "message"]] * len(
        found["errors"]
    )
    assert {error["where"] for error in found["errors"]} == {"prove@2021-01-01"}
    assert any("in_force" in error["message"] for error in found["errors"])
    assert all(f": error: prove@2021-01-01: {e['message']}" in done.stderr for e in found["errors"])


def test_the_same_plan_in_toml_and_json_gives_the_same_bytes(tmp_path: Path, glimt: Run) -> None:
    seeds = range(3, 60, 4)
    for seed in seeds:
        tables = random_plan(Random(seed))
        write(tmp_path / f"{seed}.toml", json.loads(json.dumps(tables, default=str)))
        write(tmp_path / f"{seed}.json", json.loads(json.dumps(tables, default=str)))

    def judged(ending: str) -> list[str]:
        names = [f"{seed}.{ending}" for seed in seeds]
        done = glimt("check", *names, "--format", "json")
        assert done.returncode == 1, done.stderr
        texts = []
        for line, name in zip(done.stdout.splitlines(), names, strict=True):
            found = json.loads(line)
            for finding in found["findings"]:
                assert finding["file"] == name
                line = line.replace(f'"file":"{name}","line":{finding["line"]}', "", 1)
            texts.append(line.replace(f'"plan":"{name}"', "", 1))
        return texts

    toml, as_json = judged("toml"), judged("json")
    assert toml == as_json
    assert sum(text.count('"rule":') for text in toml) > 50


# What was counted, by hand ---------------------------------------------------------------


def told(finding: Table) -> tuple[object, ...]:
    """What a finding says besides its message."""
    subject = finding["subject"]
    return (
        finding["visit"], finding["measured"], finding["limit"], finding["unit"],
        subject["household"], subject["equipment"], subject["room"], subject["people"],
        finding["evidence"],
    )  # fmt: skip


def of_rule(found: Table, rule: str) -> list[tuple[object, ...]]:
    return [told(finding) for finding in found["findings"] if finding["rule"] == rule]


def test_headcounts_tell_those_who_came_when_it_was_full(tmp_path: Path, glimt: Run) -> None:
    people = [f"p{n}" for n in range(1, 13)]
    path = write(tmp_path / "plan.toml", plan(
        fine("gone", "09:00", "10:00", people=["p12"], room="loft"),
        fine("first", "09:30", "12:00", people=people[:6], room="hall"),
        fine("duty", "10:00", "12:00", people=["p7"], room="hall", kind="shift"),
        fine("third", "10:00", "11:00", people=["p8", "p9", "p10"], room="loft"),
        fine("again", "10:30", "11:00", people=["p1", "p10"], room="attic"),
        fine("full", "10:45", "11:30", people=["p1", "p11", "p12"], room="cellar"),
        fine("after", "11:00", "12:00", people=["p12"], room="kitchen"),
        rooms=[{"id": "hall"}, {"id": "loft", "capacity_1m": 2}],
    ))  # fmt: skip
    found = check(glimt, path)
    # at 10:45: first 6, duty 1, third 3 (again adds nobody), and two more
    evidence = ["first", "duty", "third", "again", "full"]
    assert of_rule(found, "nasjonal.indoor-persons") == [
        ("full", 12, 10, "persons", None, None, None, ["p11", "p12"], evidence)
    ]  # third and again have left as the next one comes


def test_a_full_room_tells_the_room_and_a_kept_distance_the_metres(
    tmp_path: Path, glimt: Run
) -> None:
    path = write(tmp_path / "plan.toml", plan(
        fine("one", "10:00", "11:00", people=["ane", "bo"], room="loft", distance_m=None),
        fine("two", "10:30", "11:30", people=["bo", "cai"], room="loft", distance_m=None),
        fine("close", "13:00", "14:00", people=["ane", "bo"], distance_m=0.5),
        fine("near", "15:00", "16:00", people=["ane", "bo"], setting="outdoors", room=None,
             distance_m=0),
        rooms=[{"id": "loft", "capacity_1m": 2, "capacity_2m": 2}],
    ))  # fmt: skip
    found = check(glimt, path)
    assert of_rule(found, "nasjonal.distance") == [
        ("two", 3, 2, "persons", None, None, "loft", ["cai"], ["one", "two"]),
        ("close", 0.5, 1, "metres", None, None, "felles", ["ane", "bo"], ["close"]),
        ("near", 0, 1, "metres", None, None, None, ["ane", "bo"], ["near"]),
    ]


def test_contacts_tell_the_new_ones_and_every_meeting_that_was_counted(
    tmp_path: Path, glimt: Run
) -> None:
    def day(id_: str, n: int, people: list[str], **more: object) -> Table:
        times = [f"2021-01-{n:02d}T{hour}:00" for hour in (10, 11)]
        return fine(id_, *times, people=people, booked_at="2020-12-27T10:00", **more)

    outside = [
        {"id": id_, "outside_contacts": {"2020-W53": 0, "2021-W01": n, "2021-W02": 0}}
        for id_, n in (("home", 7), *((p, 0) for p in ("bo", "cai", "dag", "eva", "gro")))
    ]
    path = write(tmp_path / "plan.toml", plan(
        day("sunday", 3, ["ane", "gro"]),  # the week before
        day("mon", 4, ["ane", "bo"]),
        day("tue", 5, ["ali", "cai"]),
        day("walk", 5, ["ane", "eva"], setting="outdoors", room=None),  # two metres apart
        day("both", 6, ["ane", "ali"]),  # of one household
        day("wed", 6, ["ali", "bo"], room="loft"),
        day("thu", 7, ["ane", "dag", "eva"]),
        day("fri", 8, ["ali", "cai"]),
        day("sat", 9, ["ali", "gro"], setting="cafe", room=None, status="cancelled"),
        people=[{"id": "ane", "household": "home"}, {"id": "ali", "household": "home"}],
        households=outside,
    ))  # fmt: skip
    found = check(glimt, path)
    # bo and cai, dag and eva with the seven outside: 11
    expected = ("thu", 11, 10, "contacts", "home", None, None, ["dag", "eva"],
                ["mon", "tue", "wed", "thu"])  # fmt: skip
    assert of_rule(found, "senter.contacts") == [expected]
    assert of_rule(found, "kommunal.contacts") == [expected]


def test_contacts_that_are_not_known_count_nothing(tmp_path: Path, glimt: Run) -> None:
    path = write(tmp_path / "plan.toml", plan(
        fine("alone", "09:00", "09:30", people=["ane"]),
        fine("first", people=["ane", "bo"]),
        fine("second", "12:00", "13:00", people=["ane", "cai"]),
        households=[{"id": "bo", "outside_contacts": {"2021-W01": 0}},
                    {"id": "cai", "outside_contacts": {"2021-W01": 0}}],
    ))  # fmt: skip
    found = check(glimt, path)
    assert of_rule(found, "senter.contacts") == [
        ("first", None, None, None, "ane", None, None, [], ["first"])
    ]
    assert [f["level"] for f in found["findings"]] == ["unknown", "unknown"]


def test_cleaning_tells_the_minutes_and_the_earlier_visits_in_the_room(
    tmp_path: Path, glimt: Run
) -> None:
    path = write(tmp_path / "plan.toml", plan(
        fine("long-ago", "08:00", "08:50"),
        fine("one", "09:00", "10:00", people=["ane"]),
        fine("two", "09:30", "10:15", people=["bo"]),
        fine("three", "10:20", "11:00", people=["cai"]),
        fine("there", "10:20", "11:00", people=["dag"], room="loft"),
        fine("four", "11:20", "12:00", people=["dag"]),
        rooms=[{"id": "felles", "cleaning_minutes": 20, "capacity_1m": 9, "capacity_2m": 9}],
    ))  # fmt: skip
    found = check(glimt, path)
    assert of_rule(found, "senter.cleaning") == [
        ("one", 10, 20, "minutes", None, None, "felles", ["ane"], ["long-ago", "one"]),
        # while the room is in use there is no time at all
        ("two", 0, 20, "minutes", None, None, "felles", ["bo"], ["one", "two"]),
        ("three", 5, 20, "minutes", None, None, "felles", ["cai"], ["two", "three"]),
    ]


def test_equipment_tells_the_thing_the_time_and_the_uses_by_others(
    tmp_path: Path, glimt: Run
) -> None:
    def use(id_: str, day: int, start: str, end: str, people: list[str], *things: str) -> Table:
        times = [f"2021-01-{day:02d}T{time}" for time in (start, end)]
        return fine(id_, *times, people=people, equipment=list(things), room=id_,
                    booked_at="2021-01-02T10:00")  # fmt: skip

    path = write(tmp_path / "plan.toml", plan(
        use("mon", 4, "09:00", "10:00", ["ane", "bo"], "strap", "mike"),
        use("same", 4, "10:00", "10:30", ["ane", "bo"], "strap", "mike"),
        use("tue", 5, "12:00", "13:00", ["cai"], "strap"),
        use("wed", 6, "09:30", "10:00", ["ane", "bo", "cai"], "strap"),
        use("thu", 7, "13:00", "14:00", ["dag"], "strap"),
        use("mine", 7, "09:00", "09:30", ["ane"], "mike"),
        use("yours", 7, "09:34", "10:00", ["bo"], "mike"),
        use("ours", 7, "10:10", "11:00", ["cai"], "mike"),
        equipment=[{"id": "strap", "washable": False}, {"id": "mike"}],
    ))  # fmt: skip
    found = check(glimt, path)
    assert of_rule(found, "senter.equipment-quarantine") == [
        # from Monday 10:30, the last use by others, to Tuesday 12:00
        ("tue", 25.5, 48, "hours", None, "strap", None, ["cai"], ["mon", "same", "tue"]),
        # wed has everybody of the earlier uses in it; thu has not, and tue is 48 hours ago
        ("thu", 27, 48, "hours", None, "strap", None, ["dag"], ["wed", "thu"]),
    ]
    assert of_rule(found, "senter.equipment-washing") == [
        ("yours", 4, 10, "minutes", None, "mike", None, ["bo"], ["mine", "yours"])
    ]


def test_nobodys_phone_number_is_ever_told(tmp_path: Path, glimt: Run) -> None:
    secret = "987 65 43"
    path = write(tmp_path / "plan.toml", plan(fine(), people=[{"id": "ane", "phone": secret}]))
    for output in ("json", "text"):
        done = glimt("check", path.name, "--format", output)
        assert "senter.visitor-list" in done.stdout
        assert secret not in done.stdout + done.stderr
    assert visit("x", "10:00", "11:00", ["ane"])["start"] == "2021-01-06T10:00"
