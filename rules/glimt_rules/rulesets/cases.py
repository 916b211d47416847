"""Running the cases of a rule set: each is a small plan and what is to be found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import read_source
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError, Problem
from glimt_rules.explain import explain
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, say
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.check import day_or_time
from glimt_rules.rulesets.model import Case, Expectation, Rule, RuleSet

_WHERE = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
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
    places = Places(rule_set)
    for rule in rule_set.rules:
        for place, case in enumerate(rule.cases if not rule.inherited else ()):
            file, number = rule.casebook.place(rule.name, place)
            result = run_case(rule_set, rule, case, f"rules.{rule.name}.cases[{number}]")
            yield places.located(result, file) if result.problems else result


class Places:
    """Finds the lines of what is wrong with cases, in the files in which they stand."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._own = rule_set.file
        self._lines: dict[str, Lines | None] = {}

    def located(self, result: CaseResult, beside: Path | None) -> CaseResult:
        """The same result, with file and line; ``beside`` where it stands in a file of cases."""
        file = self._own if beside is None else str(beside)
        if file not in self._lines:
            try:
                self._lines[file] = Lines(read_source(file))
            except InputError:  # it is gone, or never was a file
                self._lines[file] = None
        lines = self._lines[file]
        return result._replace(
            problems=tuple(
                structs.replace(
                    problem,
                    file=file,
                    line=None if lines is None else lines.line(path_of(problem.where)),
                )
                for problem in result.problems
            )
        )


def path_of(where: str) -> tuple[str | int, ...]:
    """A key path as steps: the opposite of ``path_text``, for names without dots."""
    return tuple(int(n) if n else key for key, n in _WHERE.findall(where))


def run_case(rule_set: RuleSet, rule: Rule, case: Case, where: str) -> CaseResult:
    """Judge a case of a rule by its rule set alone; ``where`` is where it stands."""
    try:
        plan = plan_from_raw(case_plan(case)).plan
    except InputError as error:
        wrong = [structs.replace(p, where=f"{where}.{p.where}") for p in error.problems]
        return _result(rule_set, rule, case, wrong)
    judgement = judge(plan, RuleBook([rule_set]), known_at=case.known_at)
    failed = [Problem(message=failure.message, where=where) for failure in judgement.failures]
    if failed:
        return _result(rule_set, rule, case, failed, undecided=True)
    silent = [Problem(message=failure, where=where) for failure in _silent(judgement, rule, case)]
    if silent:
        return _result(rule_set, rule, case, silent, undecided=True)
    return _result(rule_set, rule, case, _differences(judgement, rule, case, where))


def _silent(judgement: Judgement, rule: Rule, case: Case) -> list[Message]:
    """Why a rule that failed while it explained itself says nothing of the case; each once."""
    failed: list[Message] = []
    for visit in case.expect:
        for line in explain(judgement, visit) if visit in judgement.verdicts else ():
            is_new = line.failure is not None and line.failure.message not in failed
            if is_new and line.rule.id == rule.id:
                failed.append(line.message)
    return failed


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
    if case.force is not None and case.force != rule.force:
        message = say(
            "the rule is «{found}», and the case says that it is «{expected}»",
            expected=case.force,
            found=rule.force,
        )
        yield Problem(message=message, where=f"{where}.force")
    for visit, expected in case.expect.items():
        if visit not in ids:
            message = say(
                "the case has no visit {visit}; its visits are {known}",
                visit=quoted(visit),
                known=tuple(sorted(ids)),
            )
            yield Problem(message=message, where=f"{where}.expect")
            continue
        found, why = _said(judgement, rule, visit)
        if found != expected:
            yield Problem(
                message=say(
                    "«{expected}» was expected at {visit}, and «{found}» was found: {why}",
                    visit=visit,
                    expected=expected,
                    found=found,
                    why=why,
                ),
                where=f"{where}.expect.{visit}",
            )


def _said(judgement: Judgement, rule: Rule, visit: str) -> tuple[Expectation, Message]:
    """What the rule says of a visit of the case, the worst first, and why."""
    if visit not in judgement.verdicts:  # cancelled, or nobody came
        return "not-applicable", say("the visit is cancelled, or nobody came")
    said = {
        line.status.value: line.message
        for line in reversed(explain(judgement, visit))
        if line.rule.id == rule.id
    }
    for worst in _EXPECTATIONS:
        if worst in said:
            return worst, said[worst]
    return "not-in-force", _not_then(judgement, rule, visit)


def _not_then(judgement: Judgement, rule: Rule, visit: str) -> Message:
    """That a visit lies outside the time for which a rule is in force."""
    facts, rule_set = judgement.facts, judgement.book.rule_sets[0]
    start = facts.visits[facts.slot_of[visit]].start.astimezone(ZoneInfo(facts.plan.timezone))
    first = rule.in_force or rule_set.in_force
    until = rule.until or rule_set.until(judgement.known_at)
    if until is None:
        return say(
            "the visit starts on {start}, and the rule is in force from {first}",
            start=start,
            first=day_or_time(first),
        )
    return say(
        "the visit starts on {start}, and the rule is in force from {first} to just before {until}",
        start=start,
        first=day_or_time(first),
        until=day_or_time(until),
    )


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
