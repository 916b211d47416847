"""A finding: one rule, one visit, one reason why the visit is not simply fine."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from glimt_rules.documents.faults import harmless
from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Description, Fault, Question, Scope
from glimt_rules.message import Message, say
from glimt_rules.rulesets.model import Force, Level, Rule

#: The levels, worst first; a visit's verdict is the worst of its findings.
LEVELS: tuple[Level, ...] = ("violation", "unknown", "advice")

#: The scopes whose findings have a subject besides their visit.
_ROOM, _THING, _HOUSEHOLD_WEEK = Scope.ROOM, Scope.THING, Scope.HOUSEHOLD_WEEK


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
    describing: dict[int, Callable[[Facts, Fault], Description]] = {}
    add = findings.append
    for judged in faults:
        fault, rule = judged.fault, judged.rule
        describe = describing.get(id(rule))
        if describe is None:
            describe = describing[id(rule)] = rule.asked.describe
        try:
            if type(fault.detail) is RuleFailed:
                add(_finding(facts, judged, _told_only(fault, fault.detail.message)))
            else:
                add(_finding(facts, judged, describe(facts, fault)))
        except (Exception, SystemExit) as error:
            message = failed_message(rule, error)
            failures.append(Failure(rule, message, (fault.slot,)))
            add(_finding(facts, judged, _told_only(fault, message)))
    return findings, failures


def finding_of(facts: Facts, judged: Judged) -> Finding:
    """Explain one fault."""
    return findings_of(facts, (judged,))[0][0]


def _told_only(fault: Fault, message: Message) -> Description:
    return Description(message, evidence=(fault.slot,))


def _finding(facts: Facts, judged: Judged, description: Description) -> Finding:
    rule, slot = judged.rule, judged.slot
    visits = facts.visits
    visit = visits[slot]
    unit, limit, measured = description.unit, description.limit, judged.fault.measured
    if type(limit) is not int and limit is not None:
        limit = _whole(limit)
    if unit is None:
        measured = None
    elif type(measured) is not int:
        measured = _whole(measured)
    evidence = description.evidence
    if len(evidence) == 1 and evidence[0] == slot:
        told: tuple[str, ...] = (visit.id,)
    else:
        if evidence and min(evidence) < 0:
            raise IndexError(min(evidence))
        told = tuple([visits[other].id for other in evidence])
    household = thing = room = None
    scope = rule.kind.scope
    if scope is _ROOM:
        room = visit.room
    elif scope is _HOUSEHOLD_WEEK:
        household = judged.subject
    elif scope is _THING:
        thing = judged.subject
    return Finding(
        visit.id,
        rule,
        judged.level,
        judged.waived,
        description.message,
        measured,
        limit,
        unit,
        Subject(household, thing, room, facts.ids(description.people)),
        told,
        description.questions,
    )


def _whole(number: float | None) -> float | None:
    """2 rather than 2.0: the same plan in TOML and in JSON gives the same bytes."""
    if number is None or type(number) is int:
        return number
    return int(number) if float(number).is_integer() else float(number)
