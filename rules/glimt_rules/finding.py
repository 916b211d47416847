"""A finding: one rule, one visit, one reason why the visit is not simply fine."""

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from glimt_rules.documents.faults import harmless
from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Description, Fault, Question, Scope
from glimt_rules.message import Message, say
from glimt_rules.rulesets.model import Force, Level, Rule

#: The levels, worst first; a visit's verdict is the worst of its findings.
LEVELS: tuple[Level, ...] = ("violation", "unknown", "advice")


class Subject(Struct, frozen=True, gc=False):
    """What a finding is about, besides its visit."""

    household: str | None = None
    equipment: str | None = None
    room: str | None = None
    people: tuple[str, ...] = ()


class Finding(Struct, frozen=True, gc=False):
    """What a rule found at a visit, explained."""

    visit: str
    rule: Rule
    level: Level
    waived: bool
    message: Message
    #: what was counted, against what, in what; None where the rule counts nothing
    measured: float | None
    limit: float | None
    unit: str | None
    subject: Subject
    #: the visits that were counted or compared with, itself included, by arrival
    evidence: tuple[str, ...]
    #: the facts that are missing, where the level is unknown
    questions: tuple[Question, ...]

    @property
    def force(self) -> Force:
        """What the rule is: binding, house or advice."""
        return self.rule.force


class Failure(Struct, frozen=True):
    """A rule that failed while it judged: what it was to say of these visits is not known."""

    rule: Rule
    message: Message
    slots: tuple[int, ...]


class Judged(Struct, frozen=True, gc=False):
    """A fault with its rule and level."""

    slot: int
    rule_id: str
    #: the household or the thing that it is about, or ""
    subject: str
    level: Level
    rule: Rule
    fault: Fault
    waived: bool


class RuleFailed(Struct, frozen=True):
    """The detail of a fault that the engine records where a rule raised."""

    message: Message


def failed_message(rule: Rule, error: BaseException) -> Message:
    """What is said of a rule that raised."""
    return say(
        "the rule «{rule}» failed while it judged ({error}), so nothing is known about it here",
        rule=rule.title,
        error=harmless(f"{type(error).__name__}: {error}"[:200]),
    )


def findings_of(facts: Facts, faults: Iterable[Judged]) -> tuple[list[Finding], list[Failure]]:
    """Explain faults; where a kind fails at that, it is said instead."""
    findings: list[Finding] = []
    failures: list[Failure] = []
    explaining: dict[int, _Explain] = {}
    add = findings.append
    for judged in faults:
        rule = judged.rule
        explain = explaining.get(id(rule))
        if explain is None:
            explain = explaining[id(rule)] = _explaining(facts, rule)
        try:
            add(explain(judged))
        except (Exception, SystemExit) as error:
            message = failed_message(rule, error)
            failures.append(Failure(rule, message, (judged.slot,)))
            add(explain(judged, message))
    return findings, failures


def finding_of(facts: Facts, judged: Judged) -> Finding:
    """Explain one fault."""
    return findings_of(facts, (judged,))[0][0]


class _Explain(Protocol):
    def __call__(self, judged: Judged, message: Message | None = None) -> Finding:
        """Explain a fault; with a message only that is told of it."""


def _explaining(facts: Facts, rule: Rule) -> _Explain:
    """What explains the faults of a rule."""
    describe, visits, ids = rule.asked.describe, facts.visits, facts.ids
    scope = rule.kind.scope
    is_of_room, is_of_thing = scope is Scope.ROOM, scope is Scope.THING
    is_of_household = scope is Scope.HOUSEHOLD_WEEK

    def explain(judged: Judged, message: Message | None = None) -> Finding:
        fault, slot = judged.fault, judged.slot
        if type(fault.detail) is RuleFailed:
            message = fault.detail.message
        told = describe(facts, fault) if message is None else Description(message, evidence=(slot,))
        visit = visits[slot]
        unit, limit, measured = told.unit, told.limit, fault.measured
        if type(limit) is not int and limit is not None:
            limit = _whole(limit)
        if unit is None:
            measured = None
        elif type(measured) is not int:
            measured = _whole(measured)
        evidence = told.evidence
        if len(evidence) == 1 and evidence[0] == slot:
            seen: tuple[str, ...] = (visit.id,)
        else:
            if evidence and min(evidence) < 0:
                raise IndexError(min(evidence))
            seen = tuple([visits[other].id for other in evidence])
        return Finding(
            visit.id,
            rule,
            judged.level,
            judged.waived,
            told.message,
            measured,
            limit,
            unit,
            Subject(
                judged.subject if is_of_household else None,
                judged.subject if is_of_thing else None,
                visit.room if is_of_room else None,
                ids(told.people),
            ),
            seen,
            told.questions,
        )

    return explain


def _whole(number: float | None) -> float | None:
    """2 rather than 2.0: the same plan in TOML and in JSON gives the same bytes."""
    if number is None or type(number) is int:
        return number
    return int(number) if float(number).is_integer() else float(number)
