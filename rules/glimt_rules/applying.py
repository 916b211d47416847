"""Letting one rule judge the groups that it looks at, and holding what fails to where it fails."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple, Protocol

from glimt_rules.facts import Facts
from glimt_rules.finding import Failure, Judged, RuleFailed, failed_message
from glimt_rules.kinds.base import ADVISED, BROKEN, UNDECIDED, Fault, Group, Scope
from glimt_rules.rulesets.model import Level, Rule

#: The scopes whose counts stand in the facts' columns: they are handed bare slots.
SLOT_BY_SLOT = (Scope.VISIT, Scope.PREMISES, Scope.ROOM)


class Waived(Protocol):
    """What says which rules are waived where."""

    def of(self, rule: Rule) -> bool:
        """Whether there is any waiver of this rule."""

    def covers(self, rule: Rule, visit: str) -> bool:
        """Whether the rule is waived at a visit."""


class Answer(NamedTuple):
    """What a rule found, and where it failed."""

    faults: list[Judged]
    failures: list[Failure]


def apply(
    facts: Facts,
    rule: Rule,
    groups: Iterable[Group],
    mask: bytearray,
    waivers: Waived,
    judges: Callable[[int], bool],
) -> Answer:
    """Let a rule judge some groups; where it fails, find those at which it does.

    ``mask`` is set at the slots that are judged, for the scopes that need it; ``judges`` says
    of a slot whether the rule is in force there.
    """
    try:
        return Answer(_faults(facts, rule, groups, mask, waivers), [])
    except (Exception, SystemExit) as error:
        failed = error
    faults: list[Judged] = []
    failures: list[Failure] = []
    candidates: Container[int] | None = None
    for group in _one_by_one(rule, groups):
        try:
            faults += _faults(facts, rule, [group], mask, waivers)
        except (Exception, SystemExit) as error:
            if candidates is None:
                candidates = _candidates(facts, rule)
            slots = [slot for slot in group[1] if slot in candidates and judges(slot)]
            there = undecided(rule, slots, error)
            faults += there.faults
            failures += there.failures
    if not failures:  # it fails on several groups together only
        failures = undecided(rule, [], failed).failures
    return Answer(faults, failures)


def _faults(
    facts: Facts, rule: Rule, groups: Iterable[Group], mask: bytearray, waivers: Waived
) -> list[Judged]:
    """What a rule finds in some groups, with levels; nothing where it fails half-way."""
    found = []
    advice = rule.force == "advice"
    broken: Level = "advice" if advice else "violation"
    rule_id, households, visits = rule.id, facts.households, facts.visits
    waived = False
    any_waived = waivers.of(rule)
    slots = len(visits)
    for fault in rule.asked.judge(facts, groups, mask):
        slot, outcome, subject = fault.slot, fault.outcome, fault.subject
        if not 0 <= slot < slots:
            raise ValueError(f"slot {slot}")
        level: Level
        if outcome is BROKEN:
            level = broken
        elif outcome is UNDECIDED:
            if advice:
                continue
            level = "unknown"
        elif outcome is ADVISED:
            level = "advice"
        else:
            raise TypeError(f"outcome {outcome!r}")
        if subject is None:
            name = ""
        else:
            name = subject if isinstance(subject, str) else households[subject]
        if any_waived:
            waived = waivers.covers(rule, visits[slot].id)
        found.append(Judged(slot, rule_id, name, level, rule, fault, waived))
    return found


def _candidates(facts: Facts, rule: Rule) -> Container[int]:
    """The slots that a rule that fails may judge: every one where it fails to say that, too."""
    try:
        return frozenset(rule.asked.candidates(facts))
    except (Exception, SystemExit):
        return range(len(facts.visits))


def _one_by_one(rule: Rule, groups: Iterable[Group]) -> Iterable[Group]:
    """The smallest groups that a rule can be asked about."""
    if rule.kind.scope not in SLOT_BY_SLOT:
        return groups
    return [(key, (slot,)) for key, slots in groups for slot in slots]


def undecided(rule: Rule, slots: Sequence[int], error: BaseException) -> Answer:
    """That a rule failed: each visit that it was to judge there is undecided."""
    message = failed_message(rule, error)
    faults = [
        Judged(
            slot,
            rule.id,
            "",
            "unknown",
            rule,
            Fault(slot, UNDECIDED, detail=RuleFailed(message)),
            False,
        )
        for slot in slots
    ]
    return Answer(faults, [Failure(rule, message, tuple(slots))])


def asked_once(faults: Sequence[Judged], week: Sequence[int]) -> list[Judged]:
    """What is unknown of a household's week, asked once, whichever version asks.

    Where two versions of a family rule in one week, each has judged its own visits; of
    the two the first asks, and neither does where the other was broken. ``week`` is the
    number of each slot's week.
    """
    broken: dict[tuple[str, str, int], set[str]] = {}
    first: dict[tuple[str, str, int], Judged] = {}
    for judged in faults:
        if judged.rule.kind.scope is Scope.HOUSEHOLD_WEEK and judged.subject:
            key = (judged.rule_id, judged.subject, week[judged.slot])
            if judged.level != "unknown":
                broken.setdefault(key, set()).add(judged.rule.version)
            elif key not in first or judged.slot < first[key].slot:
                first[key] = judged

    def asked(judged: Judged) -> bool:
        key = (judged.rule_id, judged.subject, week[judged.slot])
        if judged.level != "unknown" or key not in first:
            return True
        version = judged.rule.version
        return first[key].rule.version == version and not broken.get(key, set()) - {version}

    return [judged for judged in faults if asked(judged)] if first else list(faults)
