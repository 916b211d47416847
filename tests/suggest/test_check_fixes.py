"""``glimt check --fixes``: told in words, and applied as edits, the rule finds nothing any more."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from cli.kinds_of_plans import mixed
from cli.writing import (
    FAILING_KIND,
    ODD_RULE_SET,
    Run,
    fine,
    gathering,
    plan,
    plugin,
    surroundings,
    write,
)
from glimt_rules.documents.source import source_from_bytes
from glimt_rules.judge import judge
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import PlanDocument, plan_from_raw, read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.fixes import Fixes
from glimt_rules.texts import Texts
from glimt_tui.exchange.documents import as_json, as_toml
from glimt_tui.reports import sarif
from glimt_tui.reports.answer import Answer, Answers
from oracle.random_plans import random_plan
from suggest.applying import applied

CHECKOUT = Path(__file__).parents[2]
DATA = CHECKOUT / "tests" / "data"
DOCUMENTS = [
    CHECKOUT / "glimt_tui" / "demo" / "plan.toml",
    DATA / "cases" / "offsets.json",
    DATA / "cases" / "premises.toml",
    DATA / "cases" / "week-53.toml",
]


@cache
def validator() -> Draft202012Validator:
    schema = json.loads((DATA / "sarif" / "sarif-2.1.0.json").read_text("utf-8-sig"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def read(text: str, name: str) -> PlanDocument:
    return read_plan(source_from_bytes(name, text.encode()))


def run_of(text: str, name: str, book: RuleBook) -> Any:
    """The run of a SARIF report with fixes on a plan's text, which the schema accepts."""
    document = read(text, name)
    judgement = judge(document.plan, book)
    answer = Answer(
        plan=name, document=document, judgement=judgement, fixes=Fixes(judgement, budget=300)
    )
    report = json.loads(sarif.render(Answers(plans=[answer], texts=Texts("en"))))
    assert not [f"{e.json_path}: {e.message}" for e in validator().iter_errors(report)]
    (run,) = report["runs"]
    assert run["columnKind"] == "utf16CodeUnits"
    return run


def every_fix_holds(text: str, name: str, book: RuleBook) -> int:
    """Apply each fix by itself, read the plan, judge it; how many there were."""
    plan, seen = read(text, name).plan, 0
    for result in run_of(text, name, book)["results"]:
        visit = result["properties"]["visit"]
        for fix in result.get("fixes", []):
            (change,) = fix["artifactChanges"]
            assert change["artifactLocation"] == {"uri": name}
            assert fix["description"]["text"].startswith("Least change: ")
            after = read(applied(text, change["replacements"]), name).plan
            assert others(after, visit) == others(plan, visit)
            judgement = judge(after, book)
            slot = judgement.facts.slot_of[visit]
            assert result["ruleId"] not in {
                each.rule_id for each in judgement.faults if each.slot == slot
            }
            seen += 1
    return seen


def others(plan: Plan, visit: str) -> list[Any]:
    """All of a plan but one visit."""
    visits = [each for each in plan.visits if each.id != visit]
    return [*visits, plan.people, plan.rooms, plan.equipment, plan.households, plan.waivers]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_fix_of_a_document_satisfies_its_rule(path: Path, book: RuleBook) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    assert every_fix_holds(text, path.name, book) >= (10 if path.name == "plan.toml" else 0)


@pytest.mark.parametrize("seed", range(200, 220))
def test_every_fix_of_a_random_plan_satisfies_its_rule(seed: int, book: RuleBook) -> None:
    plan = plan_from_raw(random_plan(random.Random(seed))).plan
    text, name = (as_toml(plan), "plan.toml") if seed % 2 else (as_json(plan), "plan.json")
    line_end = "\r\n" if seed % 3 == 0 else "\n"
    every_fix_holds(text.replace("\n", line_end), name, book)


def test_there_are_fixes_in_json_too(book: RuleBook) -> None:
    text = as_json(read(DOCUMENTS[0].read_text("utf-8"), "plan.toml").plan)
    assert every_fix_holds(text, "plan.json", book) >= 8


# The command --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "plan.toml", mixed())
    return tmp_path


def test_the_least_change_stands_below_the_message(folder: Path, glimt: Run) -> None:
    done = glimt("check", "plan.toml", "--fixes", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    blocks = {block.splitlines()[0].split()[-1]: block for block in done.stdout.split("\n\n")}
    party = blocks["nasjonal.private-gathering"].splitlines()
    assert party[1] == "  6 people at a private gathering; at most 5 are allowed outside the home"
    assert party[2] == "    least change  Without P2"
    assert "least change" not in blocks["senter.booked-ahead"]  # it is waived
    assert done.stdout.count("Which room is the visit in") == 1  # asked already
    bare = glimt("check", "plan.toml", "--lang", "en")
    assert "least change" not in bare.stdout
    assert bare.returncode == 1


def test_explain_tells_it_of_every_rule_and_asks_what_is_missing(folder: Path, glimt: Run) -> None:
    party = glimt("explain", "plan.toml", "party", "--lang", "en").stdout
    assert "outside the home\n    least change  Without P2\n    rule " in party
    unclear = glimt("explain", "plan.toml", "unclear", "--lang", "en").stdout
    assert "\n    question  Which room is the visit in, or what is the least distance" in unclear
    door = glimt("explain", "plan.toml", "door", "--lang", "en").stdout
    assert "waived" in door
    assert "least change" not in door


def test_it_says_so_where_nothing_would_do(tmp_path: Path, glimt: Run) -> None:
    ill = [{"id": "ane", "role": "staff", "symptoms": [{"from": "2020-12-01"}]}]
    times = [f"2021-01-12T{hour}:00" for hour in ("09", "15")]  # the rule holds all week round
    shift = fine("shift", *times, kind="shift", people=["ane"], room=None)
    write(tmp_path / "plan.toml", plan(shift, people=ill))
    told = "least change  Nothing that was tried would satisfy this rule alone\n"
    assert told in glimt("explain", "plan.toml", "shift", "--lang", "en").stdout
    assert told in glimt("check", "plan.toml", "--fixes", "--lang", "en").stdout
    report = glimt("check", "plan.toml", "--fixes", "--format", "sarif", "--lang", "en").stdout
    (result,) = json.loads(report)["runs"][0]["results"]
    assert "fixes" not in result
    assert result["properties"]["fix"].startswith("Nothing that was tried")


def test_what_is_no_plain_edit_is_told_in_words_alone(folder: Path, glimt: Run) -> None:
    text = (folder / "plan.toml").read_text("utf-8")
    for plans, stdin in ((["plan.json"], None), (["-"], text)):
        write(folder / "plan.json", mixed())
        report = glimt(
            "check", *plans, "--fixes", "--format", "sarif", "--lang", "en", stdin=stdin
        ).stdout
        (party,) = [
            result
            for result in json.loads(report)["runs"][0]["results"]
            if result["ruleId"] == "nasjonal.private-gathering"
        ]
        assert "fixes" not in party
        assert party["properties"]["fix"] == "Least change: without p2"


def test_a_report_without_fixes_is_as_it_was(folder: Path, glimt: Run) -> None:
    (run,) = json.loads(glimt("check", "plan.toml", "--format", "sarif").stdout)["runs"]
    assert "columnKind" not in run
    assert not [each for each in run["results"] if "fixes" in each or "fix" in each["properties"]]


def test_annotations_and_test_reports_tell_it_too(folder: Path, glimt: Run) -> None:
    annotations = glimt("check", "plan.toml", "--fixes", "--format", "github", "--lang", "en")
    (party,) = [a for a in annotations.stdout.splitlines() if "private-gathering" in a]
    assert "at most 5 are allowed outside the home%0ALeast change: without p2%0A" in party
    (unclear,) = [a for a in annotations.stdout.splitlines() if "unclear%3A nasjonal.distance" in a]
    assert "%0AWhich room is the visit in, or what is the least distance" in unclear
    junit = glimt("check", "plan.toml", "--fixes", "--format", "junit", "--lang", "en").stdout
    (failure,) = ElementTree.fromstring(junit).findall(".//testcase[@name='party']/failure")
    assert failure.text is not None
    assert "    least change  Without p2\n" in failure.text


def test_a_format_without_a_place_for_it_is_refused(folder: Path, glimt: Run) -> None:
    done = glimt("check", "plan.toml", "--fixes", "--format", "json", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'error: --fixes: The format "json" has no place for the least change; these have one:'
        " text, sarif, junit and github\n"
    )
    beside = ["--format", "json", "--output", "sarif=report.sarif"]
    done = glimt("check", "plan.toml", "--fixes", *beside)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == glimt("check", "plan.toml", "--format", "json").stdout
    assert '"fixes"' in (folder / "report.sarif").read_text("utf-8")


def test_an_answer_that_is_not_complete_names_no_least_change(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", plan(gathering()))
    (tmp_path / "glimt.toml").write_text('families = ["nasjonal", "prove"]\n', "utf-8")
    env = plugin(tmp_path / "path", FAILING_KIND, prove=ODD_RULE_SET)
    for command in (["check", "plan.toml", "--fixes"], ["explain", "plan.toml", "party"]):
        done = glimt(*command, "--config", "glimt.toml", "--lang", "en", env=env)
        assert done.returncode == 3
        assert "nasjonal.private-gathering" in done.stdout
        assert "least change" not in done.stdout


def test_what_the_page_on_reports_shows_is_what_is_said(tmp_path: Path, glimt: Run) -> None:
    page = (CHECKOUT / "docs" / "reports.md").read_text("utf-8")
    (tmp_path / "plan.toml").write_bytes(DOCUMENTS[0].read_bytes())
    _, console, shown = re.split(r"```(?:console|json)\n", page.partition("## The least")[2])[:3]
    command, _, output = console.partition("```")[0].partition("\n")
    asked = command.removeprefix("$ glimt ").split()
    assert glimt(*asked).stdout == output
    (run,) = json.loads(glimt(*asked, "--format", "sarif").stdout)["runs"]
    assert run["results"][0]["fixes"] == [json.loads(shown.partition("```")[0])]


SCRIPT = """
import sys
from glimt_tui.main import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
ONLY_FOR_FIXES = {
    "glimt_rules.live", "glimt_rules.suggest.fixes", "glimt_rules.suggest.search",
    "glimt_rules.suggest.changes", "glimt_tui.reports.plain_edits",
    "glimt_tui.reports.sarif_fixes", "glimt_tui.exchange.documents", "tomli_w",
}  # fmt: skip


def test_nothing_is_imported_for_fixes_that_nobody_asked_for(folder: Path) -> None:
    def imported(*args: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, "check", "plan.toml", *args], cwd=folder,
            env=surroundings(folder, PYTHONUTF8="1"), capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        return set(done.stderr.split())

    for format_ in ("text", "sarif"):
        assert imported("--format", format_) & ONLY_FOR_FIXES == set()
    assert imported("--format", "sarif", "--fixes") >= ONLY_FOR_FIXES
