"""Reading rule sets: strict, with every problem told, and never half."""

from __future__ import annotations

import textwrap

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.errors import Problem
from glimt_rules.kinds import KINDS
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import Failed, read_rule_sets
from glimt_rules.texts import Texts

EN = Texts("en")
KIND_BY_NAME = {kind.name: kind for kind in KINDS}

HEAD = """
format = 1
family = "prove"
version = "2021-01-01"
authority = { nb = "Prøve", en = "Test" }
jurisdiction = { nb = "Her", en = "Here" }
decided = 2021-01-01
in_force = 2021-01-02
source = { title = { nb = "Kilde", en = "Source" }, url = "https://example.org" }
"""
RULE = """
[rules.few]
kind = "persons-at-once"
force = "house"
limit = 2
title = { nb = "Få", en = "Few" }
demand = { nb = "Vær få.", en = "Be few." }
cases = [{ name = { nb = "En", en = "One" }, expect = { a = "kept", b = "violation" }, visits = [
  { id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] } ] }]
"""


def read(*texts: str, known: list[RuleSet] | None = None) -> tuple[list[RuleSet], list[Failed]]:
    sources = [
        Source(name=f"{n}.toml", text=textwrap.dedent(text), format="toml")
        for n, text in enumerate(texts)
    ]
    return read_rule_sets(sources, KIND_BY_NAME, known or [])


def problems_of(*texts: str) -> list[tuple[str, int | None, str]]:
    read_sets, failed = read(*texts)
    assert read_sets == []
    return [told(problem) for one in failed for problem in one.problems]


def told(problem: Problem) -> tuple[str, int | None, str]:
    return problem.where, problem.line, EN(problem.message)


def test_a_whole_file_gives_a_rule_set() -> None:
    (rule_set,), failed = read(HEAD + RULE)
    assert failed == []
    assert rule_set.id == "prove@2021-01-01"
    assert [rule.id for rule in rule_set.rules] == ["prove.few"]
    assert rule_set.until(None) is None


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("limit = 2", "limti = 2", "rules.few.limti", "limit"),
        ("limit = 2", 'limit = "2"', "rules.few.limit", '"2"'),
        ("limit = 2", "limit = 0", "rules.few.limit", "0"),
        ("limit = 2", "limit = 2\nsettings = ['moon']", "rules.few.settings[0]", "moon"),
        ('"persons-at-once"', '"person-at-once"', "rules.few.kind", "persons-at-once"),
        ('"persons-at-once"', '"zzz"', "rules.few.kind", "booked-ahead"),
        ('force = "house"', 'force = "law"', "rules.few.force", "binding"),
        ('title = { nb = "Få", en = "Few" }', 'title = { nb = "Få" }', "rules.few.title.en", ""),
        ('en = "Be few."', 'en = " "', "rules.few.demand.en", "empty"),
        ("decided = 2021-01-01", "decided = 2021-01-01T10:00:00", "decided", "2021-01-01"),
        ("in_force = 2021-01-02", "in_force = 2021-01-02T10:00:00Z", "in_force", "offset"),
        ("in_force = 2021-01-02", 'in_force = "soon"', "in_force", "soon"),
        ("in_force = 2021-01-02", "in_force = 2021-01-02\nuntil = 2021-01-02", "until", "before"),
        ("in_force = 2021-01-02",
         "in_force = 2021-01-02\nuntil = 2021-02-01\n"
         "ends = [{decided=2021-01-01,until=2021-03-01}]",
         "until", "not both"),
        ("in_force = 2021-01-02",
         "in_force = 2021-01-02\nends = [{decided=2021-01-05,until=2021-03-01},"
         "{decided=2021-01-04,until=2021-03-01}]", "ends[1].decided", "order"),
        ('family = "prove"', 'family = "pr.ve"', "family", "dot"),
        ("[rules.few]", '[rules."f w"]', 'rules."f w"', "name"),
        ('force = "house"', 'force = "house"\nin_force = 2020-01-01', "rules.few.in_force",
         "not in force"),
        ('force = "house"', 'force = "house"\nuntil = 2021-01-01', "rules.few.until", "before"),
        ('a = "kept"', 'a = "fine", c = "kept"', "rules.few.cases[0].expect.a", "kept"),
        ('a = "kept"', 'a = "violation"', "rules.few.cases", "keeps"),
        ('b = "violation"', 'b = "kept"', "rules.few.cases", "breaks"),
        ('nb = "En"', 'nb = "\\u001b[2J"', "rules.few.cases[0].name.nb", "control character"),
        ("https://example.org", "https://example.org/\\u202e", "source.url", "direction mark"),
        ("format = 1", "format = 2", "format", "1"),
        ("format = 1", "", "format", ""),
        ('source = { title = { nb = "Kilde", en = "Source" }, url = "https://example.org" }', "",
         "source", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, where: str, words: str) -> None:
    text = HEAD + RULE
    assert old in text
    found = problems_of(text.replace(old, new, 1))
    assert [place for place, _, _ in found] == [where]
    assert words in found[0][2]
    assert found[0][1] is not None or new == ""


def test_a_rule_cannot_outlast_its_rule_set() -> None:
    text = (HEAD + RULE).replace(
        "in_force = 2021-01-02", "in_force = 2021-01-02\nuntil = 2021-06-01"
    )
    found = problems_of(text.replace('force = "house"', 'force = "house"\nuntil = 2021-06-02'))
    assert [(where, "no longer" in said) for where, _, said in found] == [("rules.few.until", True)]


@pytest.mark.parametrize("ends", ["[3]", "[{decided = 2021-01-01}]", "3", '["x", {}]'])
def test_ends_of_any_shape_are_told_and_never_crash(ends: str) -> None:
    assert problems_of((HEAD + RULE).replace("\nsource", f"\nends = {ends}\nsource"))


def test_a_plan_that_is_given_as_a_rule_set_is_told_as_that() -> None:
    ((_, _, said),) = problems_of("format = 1\nvisits = []\n")
    assert "plan" in said


def test_a_misspelt_rule_of_the_base_is_told_with_what_was_meant() -> None:
    failed = read(HEAD + RULE, NEXT + "[rules.fwe]\nlimit = 5\n")[1]
    (problem,) = failed[0].problems
    assert (problem.where, '"few"' in EN(problem.message)) == ("rules.fwe", True)


def test_a_rule_without_cases_is_refused() -> None:
    without = RULE[: RULE.index("cases =")]
    assert [(where, "cases" in said) for where, _, said in problems_of(HEAD + without)] == [
        ("rules.few.cases", True)
    ]


def test_every_problem_of_a_file_is_told_at_once_by_line() -> None:
    text = (HEAD + RULE).replace("limit = 2", "limit = -1").replace('"house"', '"law"')
    text = text.replace('version = "2021-01-01"', 'version = "2021 01"')
    found = problems_of(text)
    assert [where for where, _, _ in found] == ["version", "rules.few.force", "rules.few.limit"]
    assert [line for _, line, _ in found] == sorted(line or 0 for _, line, _ in found)


def test_a_file_that_is_no_toml_is_told_and_the_others_are_read() -> None:
    read_sets, failed = read("format = ", HEAD + RULE)
    assert [s.id for s in read_sets] == ["prove@2021-01-01"]
    assert [one.name for one in failed] == ["0.toml"]


def test_a_version_that_is_there_already_is_refused() -> None:
    known, _ = read(HEAD + RULE)
    read_sets, failed = read(HEAD + RULE, known=known)
    assert read_sets == []
    assert [one.repeated for one in failed] == [True]


NEXT = (
    HEAD.replace('version = "2021-01-01"', 'version = "2021-02-01"\nbase = "2021-01-01"')
    .replace("in_force = 2021-01-02", "in_force = 2021-02-02")
)  # fmt: skip
CHANGE = """
[rules.few]
limit = 5
cases = [{ name = { nb = "En", en = "One" }, expect = { a = "kept", b = "violation" }, visits = [
  { id = "a", start = 2021-02-05T12:00:00, end = 2021-02-05T13:00:00, people = ["x"] } ] }]
"""


def test_a_version_takes_over_the_rules_of_its_base() -> None:
    first, second = read(HEAD + RULE, NEXT)[0]
    assert [(r.name, r.version, r.inherited) for r in second.rules] == [("few", "2021-02-01", True)]
    assert second.rules[0].kind == first.rules[0].kind
    assert second.rules[0].cases == ()


def test_the_order_of_the_files_does_not_matter_to_a_base() -> None:
    read_sets, failed = read(NEXT, HEAD + RULE)
    assert failed == []
    assert len(read_sets) == 2


def test_a_change_is_written_as_the_change() -> None:
    read_sets, failed = read(HEAD + RULE, NEXT + CHANGE)
    assert failed == []
    rule = read_sets[1].rules[0]
    assert rule.kind.limit == 5  # type: ignore[attr-defined]
    assert rule.force == "house"
    assert not rule.inherited


def test_a_changed_rule_needs_cases_of_its_own() -> None:
    failed = read(HEAD + RULE, NEXT + "[rules.few]\nlimit = 5\n")[1]
    assert [problem.where for problem in failed[0].problems] == ["rules.few.cases"]


def test_a_rule_of_the_base_can_be_dropped() -> None:
    text = NEXT.replace("[", "[").replace("decided", 'drop = ["few"]\ndecided', 1)
    read_sets, failed = read(HEAD + RULE, text)
    assert failed == []
    assert read_sets[1].rules == ()


def test_dropping_what_the_base_has_not_is_refused() -> None:
    failed = read(HEAD + RULE, NEXT.replace("decided", 'drop = ["fwe"]\ndecided', 1))[1]
    assert [problem.where for problem in failed[0].problems] == ["drop[0]"]


def test_a_base_that_is_not_there_is_refused() -> None:
    failed = read(NEXT + CHANGE)[1]
    assert "base" in [problem.where for problem in failed[0].problems]


def test_rule_sets_that_build_on_each_other_in_a_ring_are_refused() -> None:
    other = NEXT.replace('version = "2021-02-01"', 'version = "2021-01-01"').replace(
        'base = "2021-01-01"', 'base = "2021-02-01"'
    )
    read_sets, failed = read(NEXT, other)
    assert read_sets == []
    assert len(failed) == 2
    assert all(any("ring" in EN(p.message) for p in one.problems) for one in failed)
