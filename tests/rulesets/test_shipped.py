"""The rule sets that come with Glimt: complete, sourced, and true to their own cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from glimt_rules.rulesets.cases import case_plan, run_cases
from glimt_rules.rulesets.model import Case, Rule, RuleSet
from glimt_tui.plugins import BUILT_IN, load_book

BOOK = load_book(BUILT_IN)
RULES = [(rule_set, rule) for rule_set in BOOK.rule_sets for rule in rule_set.rules]
OWN = [(rule_set, rule) for rule_set, rule in RULES if not rule.inherited]

#: Every rule of the contract and its force.
CONTRACT = {
    "kommunal@2020-12-26": {"contacts": "binding", "mask": "binding"},
    "nasjonal@2021-01-03": {
        "indoor-persons": "binding",
        "distance": "binding",
        "home-visits": "advice",
        "private-gathering": "binding",
        "leisure": "advice",
        "symptoms": "advice",
    },
    "senter@2020-12-26": {
        "booked-ahead": "house",
        "cohort": "house",
        "visitor-list": "house",
        "room-cap": "house",
        "distance-2m": "house",
    },
    "senter@2021-01-04": {
        "booked-ahead": "house",
        "mask": "advice",
        "cohort": "house",
        "distance": "house",
        "distance-2m": "advice",
        "cleaning": "house",
        "equipment-washing": "house",
        "equipment-quarantine": "house",
        "contacts": "house",
        "visitor-list": "house",
        "handwash": "house",
        "after-use": "house",
    },
    "stottekontakt@2021-04-12": {
        "paused": "binding",
        "symptoms": "binding",
        "venue": "advice",
        "assessment": "house",
        "prefer-remote": "advice",
    },
}


def name(value: object) -> str:
    return value.id if isinstance(value, Rule | RuleSet) else ""


def test_nothing_failed_to_load() -> None:
    assert BOOK.problems == ()


def test_the_rule_sets_are_those_of_the_contract_with_their_forces() -> None:
    assert {s.id: {r.name: r.force for r in s.rules} for s in BOOK.rule_sets} == CONTRACT


@pytest.mark.parametrize(
    ("rule_set", "in_force", "decided", "ends"),
    [
        ("kommunal@2020-12-26", "2020-12-26", "2020-12-26", [
            ("2020-12-26", "2021-01-10"), ("2021-01-05", "2021-02-01"),
            ("2021-01-20", "2021-02-04"), ("2021-02-02", "2021-02-03"),
        ]),
        ("nasjonal@2021-01-03", "2021-01-04", "2021-01-03", [
            ("2021-01-03", "2021-01-19"), ("2021-01-18", "2021-01-20"),
        ]),
        ("senter@2020-12-26", "2020-12-26", "2020-12-26", [("2020-12-26", "2021-01-10")]),
        ("senter@2021-01-04", "2021-01-04", "2021-01-04", [("2021-01-04", "2021-01-30")]),
        ("stottekontakt@2021-04-12", "2021-01-01", "2021-04-12", []),
    ],
)  # fmt: skip
def test_the_dates_are_those_that_were_decided(
    rule_set: str, in_force: str, decided: str, ends: list[tuple[str, str]]
) -> None:
    found = next(s for s in BOOK.rule_sets if s.id == rule_set)
    assert found.in_force == datetime.fromisoformat(in_force)
    assert found.decided == date.fromisoformat(decided)
    assert [(end.decided, end.until) for end in found.ends] == [
        (date.fromisoformat(known), datetime.fromisoformat(until)) for known, until in ends
    ]


@pytest.mark.parametrize("rule_set", BOOK.rule_sets, ids=name)
def test_every_case_holds(rule_set: RuleSet) -> None:
    failed = [result for result in run_cases(rule_set) if result.problems]
    assert failed == []


@pytest.mark.parametrize(("rule_set", "rule"), OWN, ids=name)
def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it(
    rule_set: RuleSet, rule: Rule
) -> None:
    expected = {what for case in rule.cases for what in case.expect.values()}
    assert expected & {"violation", "advice"}
    assert expected & {"kept", "not-applicable"}


@pytest.mark.parametrize(("rule_set", "rule"), RULES, ids=name)
def test_every_rule_has_a_source_that_can_be_looked_up(rule_set: RuleSet, rule: Rule) -> None:
    assert rule.source.url is not None
    assert rule.source.url.startswith("https://")
    assert rule.source.title.nb.strip()
    assert rule.source.title.en.strip()


def starts(case: Case) -> Iterator[tuple[str, datetime]]:
    for visit in case_plan(case)["visits"]:  # type: ignore[attr-defined]
        yield visit["id"], datetime.fromisoformat(str(visit["start"])).replace(tzinfo=None)


def dates_of(rule_set: RuleSet) -> list[tuple[datetime, date | None]]:
    """Every date that a rule set has, and the day on which it was known, where that matters."""
    dates: list[tuple[datetime, date | None]] = [(rule_set.in_force, None)]
    for place, end in enumerate(rule_set.ends):
        last = place == len(rule_set.ends) - 1
        dates.append((end.until, None if last else end.decided))
    for rule in rule_set.rules:
        dates += [(moment, None) for moment in (rule.in_force, rule.until) if moment]
    return dates


@pytest.mark.parametrize("rule_set", BOOK.rule_sets, ids=name)
def test_there_is_a_case_on_each_side_of_every_date(rule_set: RuleSet) -> None:
    seen = {
        (start, case.expect[visit] == "not-in-force", case.known_at is None)
        for rule in rule_set.rules
        for case in rule.cases
        for visit, start in starts(case)
        if visit in case.expect
    }
    for moment, known in dates_of(rule_set):
        lasting = known is None
        before = {
            outside
            for start, outside, last in seen
            if moment - timedelta(days=1) <= start < moment and last == lasting
        }
        after = {
            outside
            for start, outside, last in seen
            if moment <= start < moment + timedelta(days=1) and last == lasting
        }
        assert before, f"no case just before {moment}"
        assert after, f"no case just after {moment}"
        assert len(before | after) == 2, f"no difference at {moment}"
