"""What there is to tell of a rule, as values: one model, shown as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, get_args
from zoneinfo import ZoneInfo

from glimt_rules.errors import InputError
from glimt_rules.explain import explain
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import case_plan
from glimt_rules.rulesets.model import Case, Expectation, Rule, RuleSet, SourceDocument
from glimt_rules.rulesets.timeline import rule_span, stretches, wall_clock
from glimt_rules.terms import FORCES
from glimt_tui.reports.lines import KEPT, LOOKS, NOT_APPLICABLE, UNDECIDED, period
from glimt_tui.reports.timeline import ZONE

#: How what a rule says of a visit looks: sign, word, colour.
SAID_LOOKS: dict[str, tuple[str, Message, str]] = {
    **LOOKS,
    "kept": KEPT,
    "undecided": UNDECIDED,
    "not-applicable": NOT_APPLICABLE,
    "not-in-force": ("–", say("NOT IN FORCE"), NOT_APPLICABLE[2]),
}
_WORST_FIRST: tuple[Expectation, ...] = get_args(Expectation)
_FINE = frozenset({"kept", "not-applicable"})

MORE_EXAMPLES = say("More examples")

#: A value of a fact: a text, a source, or several periods.
Value = Message | Bilingual | SourceDocument | tuple[Message, ...]


class Said(NamedTuple):
    """What a rule says of a visit of an example, and why; None where it says no more."""

    visit: str
    what: Expectation
    why: Message | None


class Example(NamedTuple):
    """A case as it is shown, and what is said of each visit that it is about."""

    heading: Message
    case: Case
    said: tuple[Said, ...]
    #: None where its plan cannot be read; then what is expected stands for what is said
    judgement: Judgement | None


class Edition(NamedTuple):
    """A rule in one version of its family."""

    rule_set: RuleSet
    rule: Rule
    facts: list[tuple[Message, Value]]
    #: where the examples are of a rule that is another version's as it stands
    taken_over: Message | None
    #: one that breaks the rule and one that is fine; a single one where it shows both
    examples: tuple[Example, ...]
    others: tuple[Case, ...]


def editions(book: RuleBook, called: Iterable[tuple[RuleSet, Rule]]) -> Iterator[Edition]:
    """What there is to tell of a rule in each of these versions."""
    for rule_set, rule in called:
        cases = rule.cases
        examples = tuple(_examples(rule_set, rule, cases))
        shown = [example.case for example in examples]
        yield Edition(
            rule_set,
            rule,
            facts(book, rule_set, rule),
            _taken_over(book, rule) if not cases else None,
            examples,
            tuple(case for case in cases if case not in shown),
        )


# Facts -----------------------------------------------------------------------------------


def facts(
    book: RuleBook,
    rule_set: RuleSet,
    rule: Rule,
    known_at: date | None = None,
    zone: ZoneInfo = ZONE,
) -> list[tuple[Message, Value]]:
    """Whose a rule is, since and until when it holds, by which source, and how it is read.

    With ``known_at`` it holds as was known on that day; ``zone`` is whose midnights count.
    """
    periods = tuple(_periods(book, rule_set, rule, known_at, zone))
    told: list[tuple[Message, Value]] = [
        (say("force"), FORCES[rule.force]),
        (say("authority"), rule_set.authority),
        (say("applies to"), rule_set.jurisdiction),
        (say("period"), periods or say("never")),
        (say("source"), rule.source),
    ]
    if note := rule.note or rule_set.note:
        told.append((say("reading"), note))
    return told


def _periods(
    book: RuleBook, rule_set: RuleSet, rule: Rule, known_at: date | None, zone: ZoneInfo
) -> Iterator[Message]:
    """When the rule is in force in this version, as other versions take over."""
    for stretch in stretches(book.families[rule.family], zone, known_at):
        first, last = rule_span(rule, stretch, zone)
        start = wall_clock(first, zone)
        if stretch.rule_set is rule_set and first < last and isinstance(start, datetime):
            yield period(start, wall_clock(last, zone))


def _taken_over(book: RuleBook, rule: Rule) -> Message | None:
    for rule_set, other in book.rules_called(rule.id):
        same = (other.kind, other.force, other.demand) == (rule.kind, rule.force, rule.demand)
        if same and not other.inherited and rule_set.version != rule.version:
            return say(
                "taken over as it is from {version}, where its examples stand",
                version=rule_set.version,
            )
    return None


# Examples --------------------------------------------------------------------------------


def _examples(rule_set: RuleSet, rule: Rule, cases: Sequence[Case]) -> Iterator[Example]:
    """The most telling breaking case and the most telling one that is fine."""
    level = "advice" if rule.force == "advice" else "violation"
    breaks = say("What goes against the advice") if level == "advice" else say("What breaks it")
    fine = say("What is fine")
    breaking = min(
        (case for case in cases if level in case.expect.values()),
        key=lambda case: (*_aside(case), len({*case.expect.values()} - {level, "kept"})),
        default=None,
    )
    allowed = min(
        (case for case in cases if not _FINE.isdisjoint(case.expect.values())),
        key=lambda case: (*_aside(case), _mixed(case, breaking)),
        default=None,
    )
    if breaking is not None and breaking is allowed:
        both = say("{breaks}, and what is fine", breaks=breaks)
        yield _judged(both, rule_set, rule, breaking)
        return
    if breaking is not None:
        yield _judged(breaks, rule_set, rule, breaking)
    if allowed is not None:
        yield _judged(fine, rule_set, rule, allowed)


def _aside(case: Case) -> tuple[bool, bool]:
    """What is rather about dates than about the rule comes last."""
    return case.known_at is not None, "not-in-force" in case.expect.values()


def _mixed(case: Case, breaking: Case | None) -> int:
    """How far a case is from showing only what is fine: the best is 0."""
    said = set(case.expect.values())
    if "kept" not in said:
        return 3 if said <= _FINE else 5
    if case is breaking:
        return 1
    return 0 if said <= _FINE else 2


def _judged(heading: Message, rule_set: RuleSet, rule: Rule, case: Case) -> Example:
    try:
        plan = plan_from_raw(case_plan(case)).plan
    except InputError:
        expected = tuple(Said(visit, what, None) for visit, what in case.expect.items())
        return Example(heading, case, expected, None)
    judgement = judge(plan, RuleBook([rule_set]), known_at=case.known_at)
    said = [one for visit in case.expect for one in _said(judgement, rule, visit)]
    return Example(heading, case, tuple(said), judgement)


def _said(judgement: Judgement, rule: Rule, visit: str) -> Iterator[Said]:
    if visit not in judgement.verdicts:  # cancelled, or nobody came
        yield Said(visit, "not-applicable", None)
        return
    lines = [line for line in explain(judgement, visit) if line.rule.id == rule.id]
    found = {line.status.value for line in lines}
    worst = next((what for what in _WORST_FIRST if what in found), None)
    if worst is None:
        yield Said(visit, "not-in-force", None)
    for line in lines:
        if line.status.value == worst:
            yield Said(visit, worst, line.message)
