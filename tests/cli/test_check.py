"""``glimt check``: which plans fail, by which rules, and what it takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.writing import (
    DAY,
    NEXT_NASJONAL,
    RULE_SET,
    Run,
    as_json,
    as_toml,
    broken,
    fine,
    gathering,
    plan,
    plugin,
    report,
    reports,
    rules_folder,
    unclear,
    visit,
    write,
)

JSON = ("--format", "json", "--lang", "en")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with a plan for every exit code, and rule sets that cannot be read."""
    write(tmp_path / "good.toml", plan(fine()))
    write(tmp_path / "bad.toml", plan(fine(), gathering()))
    write(tmp_path / "unknown.toml", plan(unclear()))
    wrong = plan(fine()) | {"colour": "red"}
    wrong["visits"][0]["end"] = "2021-01-06T09:00"
    write(tmp_path / "wrong.toml", wrong)
    rules_folder(tmp_path / "rules", broken="format = 1\nfamily = 'prove'\n", fine=RULE_SET)
    return tmp_path


# Exit codes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["good.toml"], 0),
        (["bad.toml"], 1),
        (["wrong.toml"], 2),
        (["good.toml", "--rules", "rules"], 3),
        (["good.toml", "unknown.toml"], 0),
        (["good.toml", "unknown.toml", "--strict"], 1),
        (["bad.toml", "good.toml"], 1),
        (["wrong.toml", "bad.toml", "good.toml"], 2),
        (["bad.toml", "wrong.toml", "--rules", "rules"], 3),
        (["wrong.toml", "--rules", "rules"], 3),
    ],
)
def test_the_exit_code_is_the_first_that_applies_in_the_order_3_2_1_0(
    plans: Path, glimt: Run, args: list[str], code: int
) -> None:
    assert glimt("check", *args).returncode == code


def test_strict_fails_on_what_is_unknown_but_never_on_advice(plans: Path, glimt: Run) -> None:
    close = plan(fine(distance_m=1.5))  # the centre would rather have two metres
    write(plans / "advice.toml", close)
    done = glimt("check", "advice.toml", "unknown.toml", *JSON)
    advice, unknown = reports(done)
    assert [done.returncode, broken(advice)] == [0, [("fine", "senter.distance-2m", "advice")]]
    assert broken(unknown) == [
        ("unclear", "nasjonal.distance", "unknown"),
        ("unclear", "senter.distance", "unknown"),
    ]
    assert glimt("check", "advice.toml", "--strict").returncode == 0


def test_a_wrong_plan_is_not_judged_and_the_others_are(plans: Path, glimt: Run) -> None:
    done = glimt("check", "bad.toml", "wrong.toml", "good.toml", "nowhere.toml", "--lang", "en")
    assert done.returncode == 2
    told = done.stdout.split("\n\n")
    assert told[0].startswith("bad.toml:")
    assert [block.partition(":")[0] for block in told] == ["bad.toml", "bad.toml", "good.toml"]
    assert "VIOLATION nasjonal.private-gathering" in done.stdout
    assert "wrong.toml" not in done.stdout
    lines = (plans / "wrong.toml").read_text("utf-8").splitlines()
    end = next(n for n, line in enumerate(lines, 1) if line.startswith("end ="))
    assert done.stderr.splitlines() == [
        'wrong.toml:2: error: colour: There is no key "colour" here; did you mean "cohorts"?',
        f"wrong.toml:{end}: error: visits[0].end: The visit ends before it starts; "
        "the end must be later",
        "nowhere.toml: error: There is no such file",
    ]


def test_results_are_on_standard_output_and_everything_else_on_standard_error(
    plans: Path, glimt: Run
) -> None:
    good = glimt("check", "good.toml", "--lang", "en")
    assert good.stderr == ""
    assert good.stdout.splitlines() == [
        "good.toml: 1 visit judged: ✓ 1 fine",
        "Judged by kommunal@2020-12-26, nasjonal@2021-01-03, senter@2021-01-04"
        " and stottekontakt@2021-04-12",
    ]
    wrong = glimt("check", "wrong.toml", "--lang", "en")
    assert (wrong.stdout, len(wrong.stderr.splitlines())) == ("", 2)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["good.toml", "--from", "6.13.2021"], '"6.13.2021" is no day'),
        (["good.toml", "--from", "6/1/2021"], "write it as 2021-01-31 or 31.1.2021"),
        (["good.toml", "--to", "2021-02-30"], '"2021-02-30" is no day'),
        (["good.toml", "--known-at", "2021-W01-3"], '"2021-W01-3" is no day'),
        (["good.toml", "--format", "xml"], "invalid choice: 'xml'"),
        (["good.toml", "--str"], "unrecognized arguments: --str"),
    ],
)
def test_wrong_options_are_told_and_nothing_is_judged(
    plans: Path, glimt: Run, args: list[str], told: str
) -> None:
    done = glimt("check", *args, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.startswith(("usage: glimt", "error: --"))


# Which visits, and what was known --------------------------------------------------------


def strap(id_: str, day: int, who: str) -> dict[str, object]:
    """A use of a thing that cannot be washed."""
    start, end = f"2021-01-{day:02d}T10:00", f"2021-01-{day:02d}T11:00"
    return fine(id_, start, end, people=[who], equipment=["strap"])


def test_from_and_to_choose_what_is_judged_while_everything_counts(
    tmp_path: Path, glimt: Run
) -> None:
    days = plan(
        strap("d5", 5, "ane"), strap("d6", 6, "bo"), strap("d7", 7, "cai"), strap("d9", 9, "dag"),
        equipment=[{"id": "strap", "washable": False}],
    )  # fmt: skip
    days["visits"][3] |= {"start": "2021-01-09T11:00", "end": "2021-01-09T12:00"}
    for one in days["visits"]:
        one["booked_at"] = "2021-01-04T12:00"
    write(tmp_path / "plan.toml", days)
    for args, judged, at_fault in [
        ([], ["d5", "d6", "d7", "d9"], {"d6": ["d5", "d6"], "d7": ["d5", "d6", "d7"]}),
        (["--from", "2021-01-07"], ["d7", "d9"], {"d7": ["d5", "d6", "d7"]}),
        (["--to", "2021-01-05"], ["d5"], {}),
        (["--from", "2021-01-06", "--to", "2021-01-06"], ["d6"], {"d6": ["d5", "d6"]}),
        (["--from", "2021-01-10"], [], {}),
        (["--from", "6.1.2021", "--to", "06.01.2021"], ["d6"], {"d6": ["d5", "d6"]}),
    ]:
        done = glimt("check", "plan.toml", *args, "--only", "senter", *JSON)
        found = report(done)
        evidence = {f["visit"]: f["evidence"] for f in found["findings"]}
        # from the end of d5 to d7 it is 47 hours; from d7 to d9 it is 48, which is enough
        assert [one["id"] for one in found["visits"]] == judged
        assert found["summary"]["visits"] == len(judged)
        assert evidence == at_fault
        assert done.returncode == (1 if at_fault else 0)


def test_known_at_judges_with_what_had_been_decided_on_that_day(tmp_path: Path, glimt: Run) -> None:
    party = gathering("party", "2021-01-19T12:00", "2021-01-19T13:00")
    early = gathering("early", "2021-01-18T23:59", "2021-01-19T01:00", n=5)
    write(tmp_path / "plan.toml", plan(early, party))
    for day, until, not_in_force, code in [
        ("2021-01-17", "2021-01-19T00:00:00+01:00", ["nasjonal"], 0),
        ("2021-01-18", "2021-01-20T00:00:00+01:00", [], 1),
        (None, "2021-01-20T00:00:00+01:00", [], 1),
    ]:
        known = ["--known-at", day] if day else []
        done = glimt("check", "plan.toml", "--only", "nasjonal", *known, *JSON)
        found = report(done)
        assert [one["until"] for one in found["rule_sets"]] == [until]
        assert (found["not_in_force"], done.returncode) == (not_in_force, code)
        assert [one["verdict"] for one in found["visits"]] == ["ok", "violation" if code else "ok"]
    before = glimt("check", "plan.toml", "--only", "nasjonal", "--known-at", "2021-01-02", *JSON)
    assert (report(before)["rule_sets"], before.returncode) == ([], 0)


def test_no_rule_set_in_force_is_no_error_and_is_told(tmp_path: Path, glimt: Run) -> None:
    old = visit("old", "2019-05-06T10:00", "2019-05-06T11:00", ["ane", "bo"])
    write(tmp_path / "plan.toml", plan(old))
    done = glimt("check", "plan.toml", "--lang", "en", "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "plan.toml: 1 visit judged: ✓ 1 fine",
        "No rules were in force for any of them, from kommunal, nasjonal, senter and stottekontakt",
    ]
    found = report(glimt("check", "plan.toml", *JSON))
    assert found["not_in_force"] == ["kommunal", "nasjonal", "senter", "stottekontakt"]
    write(tmp_path / "both.toml", plan(old, fine()))
    both = glimt("check", "both.toml", "--lang", "en")
    assert both.stdout.splitlines() == [
        "both.toml: 2 visits judged: ✓ 2 fine",
        "Judged by kommunal@2020-12-26, nasjonal@2021-01-03, senter@2021-01-04"
        " and stottekontakt@2021-04-12",
        "For 1 of them no rules at all were in force",
        "For some of the visits there are no rules in force from kommunal, nasjonal, senter"
        " and stottekontakt",
    ]
    norwegian = glimt("check", "both.toml").stdout
    assert "For 1 av dem gjaldt ingen regler" in norwegian


def test_a_plan_without_visits_is_fine(tmp_path: Path, glimt: Run) -> None:
    (tmp_path / "empty.toml").write_text("format = 1\n", "utf-8")
    done = glimt("check", "empty.toml", *JSON)
    found = report(done)
    assert done.returncode == 0
    assert found["summary"] == {"visits": 0, "ok": 0, "advice": 0, "unknown": 0, "violation": 0}
    assert (found["visits"], found["rule_sets"], found["not_in_force"]) == ([], [], [])
    for args in (["empty.toml"], ["good.toml", "--from", "2021-02-01"]):
        write(tmp_path / "good.toml", plan(fine()))
        told = glimt("check", *args, "--lang", "en").stdout.splitlines()
        assert told == [f"{args[0]}: 0 visits judged: ✓ 0 fine", "No visit was judged"]


# Which rules -----------------------------------------------------------------------------


def test_only_chooses_families_and_may_be_repeated(plans: Path, glimt: Run) -> None:
    write(plans / "plan.toml", plan(gathering(), unclear()))
    both = [("party", "nasjonal.private-gathering", "violation")]
    unclear_to = [("unclear", f"{family}.distance", "unknown") for family in ("nasjonal", "senter")]
    for families, expected in [
        (["senter"], unclear_to[1:]),
        (["nasjonal"], [*both, unclear_to[0]]),
        (["senter", "nasjonal"], [*both, *unclear_to]),
        (["stottekontakt"], []),
    ]:
        only = [word for family in families for word in ("--only", family)]
        found = report(glimt("check", "plan.toml", *only, *JSON))
        assert broken(found) == expected
        assert {one["id"] for one in found["rule_sets"]} == set(families)


def test_only_of_a_family_that_is_not_there_or_switched_off_is_wrong(
    plans: Path, glimt: Run
) -> None:
    done = glimt("check", "good.toml", "--only", "national", "--only", "senter", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'error: --only: There is no family "national"; there are: '
        "kommunal, nasjonal, senter and stottekontakt\n"
    )
    (plans / "glimt.toml").write_text('families = ["nasjonal"]\n', "utf-8")
    off = glimt("check", "bad.toml", "--only", "senter", "--lang", "en")
    assert (off.returncode, off.stdout) == (2, "")
    assert off.stderr == 'error: --only: There is no family "senter"; there are: nasjonal\n'


def test_a_new_version_in_a_folder_changes_the_answer(plans: Path, glimt: Run) -> None:
    rules_folder(plans / "newer", nasjonal=NEXT_NASJONAL)
    done = glimt("check", "bad.toml", "--rules", "newer", *JSON)
    found = report(done)
    assert (done.returncode, broken(found)) == (0, [])
    assert [(one["id"], one["version"], one["until"]) for one in found["rule_sets"]][1] == (
        "nasjonal",
        "2021-01-05",
        None,
    )
    before = glimt("check", "bad.toml", "--rules", "newer", "--known-at", "2021-01-04", *JSON)
    assert broken(report(before)) == [("party", "nasjonal.private-gathering", "violation")]


def test_a_family_of_its_own_in_a_folder_judges_too(plans: Path, glimt: Run) -> None:
    rules_folder(plans / "mine", prove=RULE_SET)
    rules_folder(plans / "newer", nasjonal=NEXT_NASJONAL)
    done = glimt("check", "bad.toml", "--rules", "mine", "--rules", "newer", *JSON)
    found = report(done)
    assert (done.returncode, broken(found)) == (1, [("fine", "prove.few", "violation")])
    (finding,) = found["findings"]
    assert finding["source"] == {"title": "The trial decision", "url": "https://example.org/p"}
    assert (finding["measured"], finding["limit"], finding["unit"]) == (2, 1, "persons")


def test_a_version_that_is_there_already_is_an_error(plans: Path, glimt: Run) -> None:
    again = NEXT_NASJONAL.replace('"2021-01-05"', '"2021-01-03"').replace('base = "2021-01-03"', "")
    rules_folder(plans / "again", twice=again)
    done = glimt("check", "good.toml", "--rules", "again", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "again/twice.toml:4: error: version: nasjonal@2021-01-03 is there already" in done.stderr


def test_a_broken_file_makes_the_answer_incomplete_and_the_rest_is_judged(
    plans: Path, glimt: Run
) -> None:
    done = glimt("check", "bad.toml", "good.toml", "--rules", "rules", *JSON)
    bad, good = reports(done)
    assert done.returncode == 3
    assert (bad["complete"], good["complete"]) == (False, False)
    assert broken(bad) == [
        ("fine", "prove.few", "violation"),
        ("party", "nasjonal.private-gathering", "violation"),
    ]
    assert {error["where"] for error in bad["errors"]} == {"rules/broken.toml"}
    assert any("version" in error["message"] for error in bad["errors"])
    assert good["errors"] == bad["errors"]
    # told once for all plans, with the file
    told = done.stderr.splitlines()
    assert len(told) == len(set(told)) == len(bad["errors"])
    assert all(line.startswith("rules/broken.toml:") for line in told)


def test_folders_that_are_not_there_are_all_told(plans: Path, glimt: Run) -> None:
    done = glimt("check", "good.toml", "--rules", "nowhere", "--rules", "gone", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f'error: --rules: There is no folder of rule sets "{name}"' for name in ("nowhere", "gone")
    ]


# Waivers ---------------------------------------------------------------------------------


def waiver(
    rule: str, visit_id: str, until: str = "2021-01-31", **more: object
) -> dict[str, object]:
    return {"rule": rule, "visit": visit_id, "reason": "Avtalt før jul", "by": "Ingrid",
            "until": until, **more}  # fmt: skip


def test_a_waiver_counts_out_of_verdict_and_exit_code_but_is_reported(
    tmp_path: Path, glimt: Run
) -> None:
    mixed = plan(
        fine("mixed"), fine("unbooked", "12:00", "13:00", booked_at=None), unclear(),
        people=[{"id": "bo", "cohort": "red"}],
        waivers=[waiver("senter.cohort", id_) for id_ in ("mixed", "unbooked", "unclear")]
        + [waiver("senter.distance", "unclear"), waiver("senter.booked-ahead", "unbooked")],
    )  # fmt: skip
    write(tmp_path / "plan.toml", mixed)
    done = glimt("check", "plan.toml", "--only", "senter", "--strict", *JSON)
    found = report(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert broken(found) == [
        ("mixed", "senter.cohort", "violation"),
        ("unbooked", "senter.booked-ahead", "violation"),
        ("unbooked", "senter.cohort", "violation"),
        ("unclear", "senter.cohort", "violation"),
        ("unclear", "senter.distance", "unknown"),
    ]
    assert all(finding["waived"] is True for finding in found["findings"])
    assert [one["verdict"] for one in found["visits"]] == ["ok"] * 3
    assert found["summary"] == {"visits": 3, "ok": 3, "advice": 0, "unknown": 0, "violation": 0}


def test_expired_and_useless_waivers_are_told_and_do_not_count(tmp_path: Path, glimt: Run) -> None:
    waivers = [
        waiver("senter.cohort", "mixed", "2021-01-05"),
        waiver("senter.mask", "mixed"),
        waiver("senter.cohort", "fine", DAY),
        waiver("senter.cohort", "off"),
    ]
    mixed = plan(
        fine("mixed"), fine("fine", "12:00", "13:00"), fine("off", "14:00", "15:00"),
        people=[{"id": "bo", "cohort": "red"}], waivers=waivers,
    )  # fmt: skip
    mixed["visits"][2]["status"] = "cancelled"
    path = write(tmp_path / "plan.toml", mixed)
    lines = path.read_text("utf-8").splitlines()
    at = [n for n, line in enumerate(lines, 1) if line == "[[waivers]]"]
    done = glimt("check", "plan.toml", "--only", "senter", *JSON)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"plan.toml:{at[0]}: note: waivers[0]: The waiver of senter.cohort at mixed has expired"
        " (5 January 2021) and does not count",
        f"plan.toml:{at[1]}: note: waivers[1]: The waiver of senter.mask at mixed has nothing to"
        " waive",
        f"plan.toml:{at[3]}: note: waivers[3]: The waiver of senter.cohort at off has nothing to"
        " waive",
    ]
    found = report(done)
    # on its last day it still counts
    assert [(f["visit"], f["waived"]) for f in found["findings"]] == [
        ("mixed", False), ("fine", True)
    ]  # fmt: skip


def test_waivers_that_cannot_be_are_all_input_errors(tmp_path: Path, glimt: Run) -> None:
    wrong = plan(
        fine(),
        waivers=[
            waiver("nasjonal.distance", "fine"),
            waiver("senter.cohrot", "fine"),
            waiver("stottekontakt.paused", "fine"),
        ],
    )
    write(tmp_path / "rules.toml", wrong)
    done = glimt("check", "rules.toml", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    told = done.stderr.splitlines()
    assert [line.partition("error: ")[2] for line in told] == [
        "waivers[0].rule: nasjonal.distance is binding and cannot be waived;"
        " only house rules and advice can",
        'waivers[1].rule: There is no rule "senter.cohrot"; did you mean senter.cohort?',
        "waivers[2].rule: stottekontakt.paused is binding and cannot be waived;"
        " only house rules and advice can",
    ]
    assert all(line.startswith("rules.toml:") for line in told)

    wrong["waivers"] = [
        waiver("senter.cohort", "fien"),
        waiver("senter.cohort", "fine", reason="  "),
        waiver("senter.cohort", "fine", by=""),
        {"rule": "senter.cohort", "visit": "fine", "by": "Ingrid", "until": "2021-01-31"},
    ]
    write(tmp_path / "visits.toml", wrong)
    done = glimt("check", "visits.toml", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    told = [line.partition("error: ")[2].partition(":") for line in done.stderr.splitlines()]
    assert [where for where, _, _ in told] == [
        "waivers[0].visit", "waivers[1].reason", "waivers[2].by", "waivers[3].reason"
    ]  # fmt: skip
    assert 'did you mean "fine"?' in told[0][2]
    assert "blank" in told[1][2]
    assert "blank" in told[2][2]
    assert "missing" in told[3][2]


# Where plans come from -------------------------------------------------------------------


@pytest.mark.parametrize("form", [as_toml, as_json])
def test_a_plan_may_come_by_standard_input_in_either_format(
    tmp_path: Path, glimt: Run, form: object
) -> None:
    text = form(plan(fine(), gathering()))  # type: ignore[operator]
    done = glimt("check", "-", *JSON, stdin=text)
    assert done.returncode == 1
    (finding,) = report(done)["findings"]
    assert (finding["visit"], finding["file"]) == ("party", "-")
    line = text.splitlines()[finding["line"] - 1]
    assert line.strip() == ("[[visits]]" if form is as_toml else "{")

    wrong = glimt("check", "-", "--lang", "en", stdin=text.replace("private_gathering", "party"))
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("-:")
    assert "visits[1].kind" in wrong.stderr


def test_files_that_cannot_be_read_are_told_one_by_one(tmp_path: Path, glimt: Run) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.toml").write_bytes(b"")
    (tmp_path / "latin.toml").write_bytes(b'format = 1\ntimezone = "\xe5"\n')
    (tmp_path / "half.toml").write_text("format = \n", "utf-8")
    (tmp_path / "half.json").write_text('{"format": 1,\n "visits": [}\n', "utf-8")
    write(tmp_path / "good.toml", plan(fine()))
    names = ["gone.toml", "folder", "empty.toml", "latin.toml", "half.toml", "half.json"]
    done = glimt("check", *names, "good.toml", "--lang", "en")
    assert done.returncode == 2
    assert done.stdout.startswith("good.toml: 1 visit judged")
    told = done.stderr.splitlines()
    assert [line.partition(": error: ")[0] for line in told] == [
        "gone.toml", "folder", "empty.toml", "latin.toml:2", "half.toml:1", "half.json:2"
    ]  # fmt: skip
    for line, words in zip(told, ["no such file", "folder", "empty", "UTF-8"], strict=False):
        assert words in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "secret.toml", plan(fine())).chmod(0)
    done = glimt("check", "secret.toml", "--lang", "en")
    assert done.returncode == 2
    assert done.stderr.startswith("secret.toml: error: This file may not be read")


# What is asked once, and what stops everything ---------------------------------------------


def test_days_that_are_the_wrong_way_round_are_told(plans: Path, glimt: Run) -> None:
    done = glimt("check", "bad.toml", "--from", "2021-01-07", "--to", "2021-01-06", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: --to: It lies before the day that --from names\n"
    both = glimt("check", "bad.toml", "--from", "x", "--to", "y", "--known-at", "z", "--lang", "en")
    assert (both.returncode, both.stdout) == (2, "")
    told = [line.partition(" is no day")[0] for line in both.stderr.splitlines()]
    assert sorted(told) == ['error: --from: "x"', 'error: --known-at: "z"', 'error: --to: "y"']
    for output in ("text", "json"):
        same = glimt("check", "good.toml", "--from", DAY, "--to", DAY, "--format", output)
        assert same.returncode == 0


def test_offsets_may_be_written_shorter(tmp_path: Path, glimt: Run) -> None:
    for offset, hour in (("+01:00", 12), ("+0100", 12), ("+01", 12), ("-0130", 9), ("Z", 11)):
        party = gathering(
            "party", f"{DAY}T{hour:02d}:00{offset}", f"{DAY}T{hour + 1:02d}:00{offset}"
        )
        path = write(tmp_path / "plan.json", plan(party))
        done = glimt("check", path.name, "--only", "nasjonal", "--lang", "en")
        assert done.returncode == 1
        hours = "11:30–12:30" if offset == "-0130" else "12:00–13:00"
        assert f"6 January 2021 at {hours}, outdoors" in done.stdout
    write(tmp_path / "wrong.json", plan(gathering("p", f"{DAY}T12:00+1", f"{DAY}T13:00+1")))
    assert glimt("check", "wrong.json").returncode == 2


def test_two_versions_in_one_week_ask_once(tmp_path: Path, glimt: Run) -> None:
    following = """
format = 1
family = "senter"
version = "2021-01-06"
base = "2021-01-04"
authority = { nb = "Senteret", en = "The centre" }
jurisdiction = { nb = "Senteret", en = "The centre" }
decided = 2021-01-06
in_force = 2021-01-06
source = { title = { nb = "Nytt", en = "New" }, url = "https://example.org/s" }
"""
    rules_folder(tmp_path / "rules", next=following)
    days = [
        fine(f"d{n}", f"2021-01-0{n}T10:00", f"2021-01-0{n}T11:00", booked_at="2021-01-01T10:00")
        for n in (5, 6, 7)
    ]
    homes = [{"id": "bo", "outside_contacts": {"2021-W01": 0}}]
    write(tmp_path / "plan.toml", plan(*days, households=homes))
    only = ("--only", "senter", "--rules", "rules")
    found = report(glimt("check", "plan.toml", *only, *JSON))
    assert {one["version"] for one in found["rule_sets"]} == {"2021-01-04", "2021-01-06"}
    assert broken(found) == [("d5", "senter.contacts", "unknown")]
    told = glimt("check", "plan.toml", *only, "--lang", "en").stdout
    assert told.count("How many people did Ane meet") == 1
    assert "    1 finding, at d5\n" in told
    # where only the later days are judged, the later version asks
    later = report(glimt("check", "plan.toml", "--from", DAY, *only, *JSON))
    assert broken(later) == [("d6", "senter.contacts", "unknown")]
    # where one of them finds too many, neither asks
    crowd = fine("crowd", "2021-01-08T10:00", "2021-01-08T11:00", booked_at="2021-01-01T10:00",
                 people=["ane", *(f"p{n}" for n in range(11))])  # fmt: skip
    rest = [{"id": f"p{n}", "outside_contacts": {"2021-W01": 0}} for n in range(11)]
    write(tmp_path / "full.toml", plan(*days, crowd, households=homes + rest))
    full = report(glimt("check", "full.toml", *only, *JSON))
    assert ("d5", "senter.contacts", "unknown") not in broken(full)
    assert ("crowd", "senter.contacts", "violation") in broken(full)


def test_a_family_without_any_rule_set_makes_the_answer_incomplete(plans: Path, glimt: Run) -> None:
    env = plugin(plans / "lib", "")
    (plans / "glimt.toml").write_text('families = ["nasjonal", "prove"]\n', "utf-8")
    done = glimt("check", "bad.toml", *JSON, env=env)
    found = report(done)
    assert (done.returncode, found["complete"]) == (3, False)
    assert found["errors"] == [{"where": "prove", "message": "No rule set of this family is there"}]
    assert done.stderr == "error: prove: No rule set of this family is there\n"
    assert broken(found) == [("party", "nasjonal.private-gathering", "violation")]
    text = glimt("check", "good.toml", "--lang", "en", env=env)
    assert text.returncode == 3
    assert text.stdout.splitlines()[-1].startswith("✗ The answer is not complete")


def test_everything_that_is_wrong_with_the_options_is_told_at_once(
    glimt: Run, tmp_path: Path
) -> None:
    (tmp_path / "glimt.toml").write_text("language = 3\n", "utf-8")
    wrong = ("--from", "x", "--known-at", "y", "--rules", "nope", "--output", "foo=bar")
    broken = glimt("check", "--no-such-option", "--lang", "en")
    assert broken.returncode == 2
    assert "glimt.toml:1" in broken.stderr
    (tmp_path / "glimt.toml").unlink()
    told = glimt("check", *wrong, "plan.toml", "--lang", "en")
    assert (told.returncode, told.stdout) == (2, "")
    for place in ("--from", "--known-at", "nope", "foo"):
        assert place in told.stderr
