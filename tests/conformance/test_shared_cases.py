"""The plans with what must be found in them: the project's own, and those beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glimt_rules.documents.source import read_source
from glimt_rules.judge import judge
from glimt_rules.plan.read import read_plan
from glimt_rules.rulesets.book import RuleBook

CHECKOUT = Path(__file__).parents[2]
FOLDERS = (CHECKOUT / "tests" / "data" / "cases", CHECKOUT.parent / "shared" / "cases")
EXPECTED = sorted(file for folder in FOLDERS for file in folder.rglob("*.expect.json"))


def plan_of(expected: Path) -> Path:
    name = expected.name.removesuffix(".expect.json")
    return next(
        path
        for path in (expected.with_name(name + end) for end in (".toml", ".json"))
        if path.exists()
    )


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_a_plan_has_exactly_the_findings_that_are_written_down_for_it(
    expected: Path, book: RuleBook
) -> None:
    judgement = judge(read_plan(read_source(plan_of(expected))).plan, book)
    found = [
        [f.visit, f.rule.id, f.level, f.subject.household or f.subject.equipment]
        for f in judgement.findings
    ]
    assert judgement.complete
    assert sorted(found, key=str) == sorted(json.loads(expected.read_text("utf-8")), key=str)


def test_the_project_has_cases_of_its_own() -> None:
    assert any(FOLDERS[0].rglob("*.expect.json"))
