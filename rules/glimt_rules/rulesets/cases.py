"""Running the cases of a rule set: each is a small plan and what is to be found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import structs

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.explain import explain
from glimt_rules.judge import Judgement, judge
from glimt_rules.message import say
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Case, Expectation, Rule, RuleSet

_EXPECTATIONS: tuple[Expectation, ...] = get_args(Expectation)

_PLAN_KEYS = (
    "timezone",
    "centre",
    "rooms",
    "equipment",
    "cohorts",
    "households",
    "people",
    "visits",
)


class CaseResult(NamedTuple):
    """What became of a case; without problems it passed."""

    rule_set: RuleSet
    rule: Rule
    case: Case
    problems: tuple[Problem, ...]
    #: that a rule failed while it judged, so that nothing is known of the case
    undecided: bool = False


def run_cases(rule_set: RuleSet) -> Iterable[CaseResult]:
    """Judge every case of a rule set by that rule set alone."""
    for rule in rule_set.rules:
        for place, case in enumerate(rule.cases if not rule.inherited else ()):
            where = f"rules.{rule.name}.cases[{place}]"
            yield _run(rule_set, rule, case, where)


def _run(rule_set: RuleSet, rule: Rule, case: Case, where: str) -> CaseResult:
    try:
        plan = plan_from_raw(case_plan(case)).plan
    except InputError as error:
        wrong = [structs.replace(p, where=f"{where}.{p.where}") for p in error.problems]
        return _result(rule_set, rule, case, wrong)
    judgement = judge(plan, RuleBook([rule_set]), known_at=case.known_at)
    failed = [Problem(message=failure.message, where=where) for failure in judgement.failures]
    if failed:
        return _result(rule_set, rule, case, failed, undecided=True)
    return _result(rule_set, rule, case, _differences(judgement, rule, case, where))


def _result(
    rule_set: RuleSet,
    rule: Rule,
    case: Case,
    problems: Iterable[Problem],
    undecided: bool = False,
) -> CaseResult:
    told = tuple(structs.replace(problem, file=rule_set.file) for problem in problems)
    return CaseResult(rule_set, rule, case, told, undecided)


def _differences(judgement: Judgement, rule: Rule, case: Case, where: str) -> Iterable[Problem]:
    """Where the rule says something else than the case expects."""
    ids = {visit.id for visit in judgement.facts.plan.visits}
    for visit, expected in case.expect.items():
        if visit not in ids:
            message = say("the case has no visit {visit}", visit=quoted(visit))
            yield Problem(message=message, where=f"{where}.expect")
            continue
        found = _said(judgement, rule, visit)
        if found != expected:
            yield Problem(
                message=say(
                    "«{expected}» was expected at {visit}, and «{found}» was found",
                    visit=visit,
                    expected=expected,
                    found=found,
                ),
                where=f"{where}.expect.{visit}",
            )


def _said(judgement: Judgement, rule: Rule, visit: str) -> Expectation:
    """What the rule says of a visit of the case, the worst first."""
    if visit not in judgement.verdicts:  # cancelled, or nobody came
        return "not-applicable"
    said = {line.status.value for line in explain(judgement, visit) if line.rule.id == rule.id}
    return next((worst for worst in _EXPECTATIONS if worst in said), "not-in-force")


def case_plan(case: Case) -> dict[str, object]:
    """The case as a plan document, with entries for all that its visits name."""
    raw: dict[str, Any] = {"format": 1}
    for key in _PLAN_KEYS:
        value = getattr(case, key)
        if value is not msgspec.UNSET:
            raw[key] = value
    visits = raw.get("visits")
    if isinstance(visits, list):
        tables = [visit for visit in visits if isinstance(visit, Mapping)]
        _complete(raw, "people", [p for v in tables for p in _listed(v.get("people"))])
        _complete(raw, "rooms", [v["room"] for v in tables if "room" in v])
        _complete(raw, "equipment", [t for v in tables for t in _listed(v.get("equipment"))])
    return raw


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _complete(raw: dict[str, Any], key: str, named: Iterable[Any]) -> None:
    entries = raw.get(key, [])
    if not isinstance(entries, list):
        return
    there = [entry.get("id") for entry in entries if isinstance(entry, Mapping)]
    names = dict.fromkeys(name for name in named if isinstance(name, str))
    missing = [name for name in names if name not in there]
    raw[key] = [*entries, *({"id": name} for name in missing)]
