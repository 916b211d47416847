"""``glimt rules impact``: what a change of the rules does to a plan, before it is made."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.writing import (
    FAILING_KIND,
    NEXT_NASJONAL,
    ODD_RULE_SET,
    RULE_SET,
    Run,
    fine,
    gathering,
    plan,
    plugin,
    unclear,
    write,
)
from glimt_rules.rulesets.book import RuleBook

CHECKOUT = Path(__file__).parents[2]
STRICTER = NEXT_NASJONAL.replace("limit = 6", "limit = 3").replace(
    '"a", "b", "c", "d", "e", "f"]', '"a", "b", "c"]'
)
KEYS = ["format", "plan", "complete", "added", "removed", "summary", "visits",
        "refused_waivers", "errors"]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [{"id": "p1", "name": "Kari Nordmann", "phone": "+47 40 61 23 45"}]
    tables = plan(
        gathering("four", n=4) | {"title": "Kari fyller år"},
        gathering("six", "14:00", "15:00"),
        unclear("unclear", "16:00", "17:00"),
        fine(),
        people=people,
    )
    write(tmp_path / "plan.toml", tables)
    (tmp_path / "stricter.toml").write_text(STRICTER, "utf-8")
    (tmp_path / "looser.toml").write_text(NEXT_NASJONAL, "utf-8")
    (tmp_path / "prove.toml").write_text(RULE_SET, "utf-8")
    return tmp_path


def report(glimt: Run, *args: str) -> Any:
    return json.loads(glimt("rules", "impact", *args, "--format", "json").stdout)


def checked(glimt: Run, *args: str) -> list[Any]:
    found: list[Any] = json.loads(glimt("check", "plan.toml", *args, "--format", "json").stdout)[
        "findings"
    ]
    return found


def bare(finding: dict[str, Any]) -> str:
    return json.dumps({k: v for k, v in finding.items() if k not in ("version", "source")})


# What changes -------------------------------------------------------------------------------


def test_what_is_listed_is_what_check_says_before_and_after(glimt: Run, folder: Path) -> None:
    (folder / "more").mkdir()
    for file in ("stricter.toml", "prove.toml"):
        shutil.copy(folder / file, folder / "more")
    told = report(glimt, "stricter.toml", "prove.toml", "plan.toml", "--no-alternatives")
    assert [*told] == KEYS
    before, after = checked(glimt), checked(glimt, "--rules", "more")
    appear = [finding for visit in told["visits"] for finding in visit["appear"]]
    go = [finding for visit in told["visits"] for finding in visit["go"]]
    assert all(finding in after for finding in appear)
    assert all(finding in before for finding in go)
    old, new = ({bare(finding) for finding in side} for side in (before, after))
    assert {bare(finding) for finding in appear} == new - old
    assert {bare(finding) for finding in go} == old - new
    assert told["added"] == ["nasjonal@2021-01-05", "prove@2021-01-01"]
    assert told["removed"] == []


def test_violations_come_first_and_decide_the_exit_code(glimt: Run, folder: Path) -> None:
    done = glimt("--lang", "en", "rules", "impact", "stricter.toml", "plan.toml")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "With nasjonal@2021-01-05, in force from Wednesday 6 January 2021"
    assert lines[2] == "1 visit becomes a violation"
    assert lines[4:7] == [
        "four, Wednesday 6 January 2021 at 12:00–13:00, outdoors",
        "    ✓ OK → ✗ VIOLATION",
        "    + ✗ VIOLATION nasjonal.private-gathering@2021-01-05: 4 people at a private"
        " gathering; at most 3 are allowed outside the home",
    ]
    assert lines[7].startswith("    1  ")
    assert "1 visit changes in another way" in lines
    assert lines[-1] == (
        "plan.toml: 4 visits judged: ✗ 1 becomes a violation, 1 changes in another way,"
        " 2 stay as they are"
    )


def test_what_becomes_allowed_fails_nothing(glimt: Run, folder: Path) -> None:
    done = glimt("--lang", "en", "rules", "impact", "looser.toml", "plan.toml")
    assert done.returncode == 0
    assert "\n1 visit becomes allowed\n\nsix, " in done.stdout
    assert "\n    ✗ VIOLATION → ✓ OK\n    − ✗ VIOLATION nasjonal.private-g" in done.stdout
    assert "none becomes a violation, ✓ 1 becomes allowed, 3 stay as they are" in done.stdout


def test_alternatives_are_what_suggest_says_under_the_new_rules(glimt: Run, folder: Path) -> None:
    told = report(glimt, "stricter.toml", "plan.toml")
    suggestions = {visit["id"]: visit["suggestions"] for visit in told["visits"]}
    (folder / "more").mkdir()
    shutil.copy(folder / "stricter.toml", folder / "more")
    for visit, found in suggestions.items():
        done = glimt("suggest", "plan.toml", visit, "--rules", "more", "--most", "2",
                     "--format", "json")  # fmt: skip
        expected = json.loads(done.stdout)["suggestions"]
        assert [each["change"] for each in found] == [each["change"] for each in expected]
    without = report(glimt, "stricter.toml", "plan.toml", "--no-alternatives")
    assert all(visit["suggestions"] == [] for visit in without["visits"])


# Which rules --------------------------------------------------------------------------------


def test_an_identical_rule_set_changes_nothing(glimt: Run, folder: Path, book: RuleBook) -> None:
    shipped = Path(book.families["nasjonal"][0].file)
    shutil.copy(shipped, folder / "copy.toml")
    shutil.copy(shipped.with_name("2021-01-03.cases.toml"), folder / "copy.cases.toml")
    told = report(glimt, "copy.toml", "plan.toml")
    assert told["visits"] == []
    assert told["added"] == told["removed"] == ["nasjonal@2021-01-03"]
    assert told["summary"] == {"visits": 4, "violation": 0, "allowed": 0, "other": 0, "same": 4}
    done = glimt("--lang", "en", "rules", "impact", "copy.toml", "plan.toml")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "With nasjonal@2021-01-03, in force from Monday 4 January 2021 to 19 January 2021"
        " inclusive, in place of the one that is there\n"
    )


def test_a_version_that_is_there_is_held_against_the_rules_without_it(
    glimt: Run, folder: Path, book: RuleBook
) -> None:
    named = report(glimt, "nasjonal@2021-01-03", "plan.toml", "--no-alternatives")
    turns = {visit["id"]: visit["turn"] for visit in named["visits"]}
    assert turns["six"] == "violation"
    filed = report(glimt, book.families["nasjonal"][0].file, "plan.toml", "--no-alternatives")
    assert filed == named
    taken = report(glimt, "--without", "nasjonal@2021-01-03", "plan.toml")
    assert {visit["id"]: visit["turn"] for visit in taken["visits"]}["six"] == "allowed"
    assert (taken["added"], taken["removed"]) == ([], ["nasjonal@2021-01-03"])
    assert [v["go"] for v in taken["visits"]] == [v["appear"] for v in named["visits"]]


def test_a_file_can_take_the_place_of_a_version_that_is_left_out(glimt: Run, folder: Path) -> None:
    both = report(glimt, "looser.toml", "plan.toml", "--without", "nasjonal@2021-01-03")
    assert (both["added"], both["removed"]) == (["nasjonal@2021-01-05"], ["nasjonal@2021-01-03"])


def test_waivers_that_the_new_rules_refuse_are_told(glimt: Run, folder: Path) -> None:
    (folder / "more").mkdir()
    shutil.move(folder / "prove.toml", folder / "more" / "prove.toml")
    (folder / "binding.toml").write_text(RULE_SET.replace('"house"', '"binding"'), "utf-8")
    waiver = {"rule": "prove.few", "visit": "fine", "reason": "Avtalt", "by": "Bo"}
    tables = plan(fine(), waivers=[waiver | {"until": "2021-02-01"}])
    write(folder / "plan.toml", tables)
    args = ["binding.toml", "plan.toml", "--rules", "more"]
    done = glimt("--lang", "en", "rules", "impact", *args)
    assert done.returncode == 1
    assert re.fullmatch(
        r"plan.toml:\d+: note: waivers\[0\].rule: This waiver would be refused:"
        r" prove.few is binding and cannot be waived; .*\n",
        done.stderr,
    )
    assert "    − ✗ VIOLATION (waived) prove.few@2021-01-01: " in done.stdout
    (told,) = report(glimt, *args)["refused_waivers"]
    assert (told["rule"], told["visit"]) == ("prove.few", "fine")


# The call list ------------------------------------------------------------------------------


def test_the_call_list_holds_who_to_call_about_what(glimt: Run, folder: Path) -> None:
    told = report(glimt, "stricter.toml", "plan.toml", "--call-list")
    assert [*told] == [*KEYS[:-1], "call_list", "errors"]
    first = told["call_list"][0]
    assert {**first, "proposal": ...} == {
        "person": "p1", "name": "Kari Nordmann", "phone": "+47 40 61 23 45", "visit": "four",
        "day": "2021-01-06", "time": "12:00", "proposal": ...,
        "reason": ["4 personer på en privat sammenkomst; høyst 3 er tillatt utenfor hjemmet"],
    }  # fmt: skip
    assert [(call["person"], call["visit"]) for call in told["call_list"]] == [
        (f"p{n}", visit) for n in range(1, 7) for visit in (("four", "six") if n < 5 else ("six",))
    ]
    shown = glimt("--lang", "en", "rules", "impact", "stricter.toml", "plan.toml", "--call-list")
    report_, _, calls = shown.stdout.partition("Call list: 6 people\n\n")
    assert calls.startswith(
        "Kari Nordmann  +47 40 61 23 45\n"
        "  four, Wednesday 6 January 2021 at 12:00–13:00, outdoors\n"
        "    why      4 people at a private gathering; at most 3 are allowed outside the home\n"
        "    instead  "
    )
    assert "Kari" not in report_


def test_names_stand_nowhere_but_in_the_call_list(glimt: Run, folder: Path) -> None:
    ill = [{"id": "ane", "name": "Kari Nordmann", "symptoms": [{"from": "2021-01-01"}]}]
    write(folder / "plan.toml", plan(fine(), people=ill))
    binding = RULE_SET.replace('"persons-at-once"', '"no-symptoms"').replace("limit = 1\n", "")
    (folder / "ill.toml").write_text(binding, "utf-8")
    for format_ in ("text", "json"):
        done = glimt("rules", "impact", "ill.toml", "plan.toml", "--format", format_)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Kari" not in done.stdout
        assert "ane" in done.stdout
    (first, second) = report(glimt, "ill.toml", "plan.toml", "--call-list")["call_list"]
    assert first["reason"] == second["reason"] == ["Én om gangen"]  # whose symptoms, nobody says


def test_without_a_violation_nobody_needs_to_be_called(glimt: Run, folder: Path) -> None:
    done = glimt("--lang", "en", "rules", "impact", "looser.toml", "plan.toml", "--call-list")
    assert done.stdout.endswith("\n\nNobody needs to be called\n")


# Plans and databases ------------------------------------------------------------------------


def test_without_a_plan_the_database_is_judged_from_today_on(glimt: Run, folder: Path) -> None:
    day = "2190-01-06"
    tables = json.loads(json.dumps(plan(gathering("four", n=4), fine())).replace("2021-01-06", day))
    write(folder / "plan.toml", tables)
    assert glimt("init").returncode == 0
    assert glimt("import", "plan.toml").returncode == 0
    told = report(glimt, "stricter.toml", "--no-alternatives")
    assert (told["plan"], told["summary"]["visits"]) == (None, 2)
    assert [visit["id"] for visit in told["visits"]] == ["four"]
    none = report(glimt, "stricter.toml", "--from", "2190-01-07")
    assert none["summary"]["visits"] == 0
    alone = report(glimt, "--without", "stottekontakt@2021-04-12")
    assert alone["plan"] is None


def test_a_plan_may_come_from_standard_input(glimt: Run, folder: Path) -> None:
    text = (folder / "plan.toml").read_text("utf-8")
    done = glimt("rules", "impact", "stricter.toml", "-", "--format", "json", stdin=text)
    assert json.loads(done.stdout)["summary"]["violation"] == 1


def test_days_and_what_was_known_limit_what_is_judged(glimt: Run, folder: Path) -> None:
    assert report(glimt, "stricter.toml", "plan.toml", "--to", "2021-01-05")["visits"] == []
    assert report(glimt, "stricter.toml", "plan.toml", "--known-at", "2021-01-04")["visits"] == []


# What is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "error: Name a rule set, by a file or as family@version"),
        (["nasjonal@2021-01-30", "plan.toml"], "did you mean nasjonal@2021-01-03?"),
        (["stricter.toml", "nasjonal@2021-01-30"], "did you mean nasjonal@2021-01-03?"),
        (["--without", "nasjonal@2021-01-30", "plan.toml"],
         "--without: There is no rule set \"nasjonal@2021-01-30\"; did you mean"),
        (["gone.toml", "plan.toml"], "gone.toml: error: There is no such file"),
        (["stricter.toml", "gone.json"], "gone.json: error: There is no such file"),
        (["stricter.toml", "looser.toml", "plan.toml"], "nasjonal@2021-01-05 is there already"),
        (["stricter.toml", "wrong.toml"], "wrong.toml:"),
        (["senter@2021-01-04", "plan.toml", "--without", "senter@2021-01-04"],
         "--without senter@2021-01-04: It cannot be both"),
        (["stricter.toml", "plan.toml", "--from", "soon"], "--from: "),
    ],
)  # fmt: skip
def test_wrong_input_is_told_and_nothing_is_judged(
    glimt: Run, folder: Path, args: list[str], told: str
) -> None:
    write(folder / "wrong.toml", plan(fine()) | {"colour": "red"})
    done = glimt("--lang", "en", "rules", "impact", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_rule_that_fails_while_it_judges_makes_the_answer_incomplete(
    glimt: Run, folder: Path
) -> None:
    env = plugin(folder / "lib", FAILING_KIND, odd=ODD_RULE_SET)
    (folder / "glimt.toml").write_text('families = ["prove", "nasjonal"]\n', "utf-8")
    done = glimt("rules", "impact", "stricter.toml", "plan.toml", "--format", "json", env=env)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert (told["complete"], len(told["errors"])) == (False, 1)
    assert told["errors"][0]["where"] == "prove.few@2021-01-01"


def test_a_file_that_is_no_rule_set_makes_the_answer_incomplete(glimt: Run, folder: Path) -> None:
    (folder / "half.toml").write_text("format = 1\nfamily = 'x'\n", "utf-8")
    done = glimt("--lang", "en", "rules", "impact", "half.toml", "stricter.toml", "plan.toml")
    assert done.returncode == 3
    assert 'half.toml:1: error: half.toml: decided: The key "decided" is missing' in done.stderr
    assert done.stdout.endswith(
        "✗ The answer is not complete: rules could not be loaded, or failed\n"
    )
    told = report(glimt, "half.toml", "stricter.toml", "plan.toml")
    assert told["complete"] is False
    assert told["summary"]["violation"] == 1
    assert told["errors"][0]["where"] == "half.toml"
    swapped = glimt("--lang", "en", "rules", "impact", "plan.toml", "stricter.toml", "plan.toml")
    assert swapped.returncode == 3
    assert "This is a plan document, and no rule set" in swapped.stderr
