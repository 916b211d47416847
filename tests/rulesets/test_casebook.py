"""Cases in a file beside the rule set's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from glimt_rules.documents.source import read_source
from glimt_rules.errors import InputError
from glimt_rules.kinds import KINDS
from glimt_rules.rulesets.cases import run_cases
from glimt_rules.rulesets.files import rule_set_files
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import read_rule_sets

KIND_BY_NAME = {kind.name: kind for kind in KINDS}

RULE_SET = """
format = 1
family = "prove"
version = "2021-01-01"
authority = { nb = "Prøve", en = "Test" }
jurisdiction = { nb = "Her", en = "Here" }
decided = 2021-01-01
in_force = 2021-01-02
source = { title = { nb = "Kilde", en = "Source" } }

[rules.booked]
kind = "booked-ahead"
force = "house"
title = { nb = "Avtalt", en = "Arranged" }
demand = { nb = "Avtal først.", en = "Arrange first." }
"""
CASES = """
[[rules.booked.cases]]
name = { nb = "Uten avtale går det ikke.", en = "It does not do without." }
expect = { a = "violation" }
visits = [{ id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] }]

[[rules.booked.cases]]
name = { nb = "Med avtale går det.", en = "With one it does." }
expect = { a = "kept" }
visits = [{ id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"],
  booked_at = 2021-01-04T12:00:00 }]
"""


def written(folder: Path, cases: str | None) -> list[RuleSet]:
    (folder / "one.toml").write_text(RULE_SET, "utf-8")
    if cases is not None:
        (folder / "one.cases.toml").write_text(cases, "utf-8")
    return read_rule_sets([read_source(folder / "one.toml")], KIND_BY_NAME)[0]


def test_cases_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    (rule_set,) = written(tmp_path, CASES)
    results = list(run_cases(rule_set))
    assert [result.case.name.en for result in results] == [
        "It does not do without.",
        "With one it does.",
    ]
    assert not any(result.problems for result in results)


def test_without_that_file_the_cases_are_missing(tmp_path: Path) -> None:
    assert written(tmp_path, None) == []


def test_a_file_of_cases_is_no_rule_set_of_the_folder(tmp_path: Path) -> None:
    written(tmp_path, CASES)
    assert [path.name for path in rule_set_files(tmp_path)] == ["one.toml"]


@pytest.mark.parametrize(
    ("cases", "where"),
    [
        ("", ""),
        (CASES.replace('"kept"', '"violation"'), "rules.booked.cases"),
        (CASES.replace("rules.booked", "rules.boked", 1), "rules.boked"),
        (CASES.replace("expect", "expct", 1), "rules.booked.cases[0].expct"),
        (CASES.replace("Uten avtale går det ikke.", " "), "rules.booked.cases[0].name.nb"),
        ("rules = 3", "rules"),
        ("[[rules.booked.cases]", ""),
    ],
)
def test_what_is_wrong_with_it_is_told_when_cases_are_asked_for(
    tmp_path: Path, cases: str, where: str
) -> None:
    (rule_set,) = written(tmp_path, cases)
    with pytest.raises(InputError) as error:
        list(run_cases(rule_set))
    assert where in [problem.where for problem in error.value.problems]
    assert all(
        problem.file and problem.file.endswith("one.cases.toml") for problem in error.value.problems
    )
