"""Judging a plan: every live visit against every rule in force at its start.

Pure and deterministic: no clock, no environment, no input or output; the same plan in
any order of its lists gives the same answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter

from glimt_rules import moments
from glimt_rules.applying import SLOT_BY_SLOT, apply, asked_once, undecided
from glimt_rules.facts import Facts
from glimt_rules.finding import Judged
from glimt_rules.headcount import BLOCK
from glimt_rules.judgement import Judgement, RuleInForce
from glimt_rules.kinds.base import UNDECIDED, Fault, Group, Scope
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule
from glimt_rules.rulesets.timeline import EVER, NEVER_ENDING, rule_span, stretches
from glimt_rules.waivers import Waivers


def judge(
    plan: Plan,
    book: RuleBook,
    *,
    known_at: date | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
) -> Judgement:
    """Judge the live visits that start on the days from ``date_from`` to ``date_to``.

    All visits are counted, whether judged or not. ``known_at`` judges with what had been
    decided on that day or before. Raises InputError where a waiver is wrong.
    """
    with collector_paused():
        return _judge(Facts(plan), book, known_at, (date_from, date_to))


def _judge(
    facts: Facts, book: RuleBook, known_at: date | None, days: tuple[date | None, date | None]
) -> Judgement:
    judgement = Judgement(facts, book, known_at)
    asked = _asked_for(facts, *days)
    judgement.judged = range(*facts.slots_between(*asked))
    for family in book.active:
        _settle(judgement, family, asked)
    judgement.rule_sets.sort(key=lambda rule_set: (rule_set.family, rule_set.version))
    judgement.waivers = Waivers(facts, book, known_at)
    _apply_all(judgement)
    return judgement


def _apply_all(judgement: Judgement) -> None:
    """Let every rule judge, and put what they find in order: by visit, rule, household or thing.

    Rules that decide visit by visit look at the same few thousand visits while these are at
    hand in the processor's cache; on long plans that is a third quicker than rule by rule.
    """
    rules = sorted(judgement.rules, key=lambda in_force: in_force.rule.id)
    of_groups = _of_groups(judgement, rules)
    faults, judged = judgement.faults, judgement.judged
    # where two versions of a rule speak of one visit, only sorting all brings them together
    astray = len({in_force.rule.id for in_force in rules}) < len(rules)
    for block, start in enumerate(range(judged.start, judged.stop, BLOCK)):
        stop = min(start + BLOCK, judged.stop)
        there: list[Judged] = []
        for place, in_force in enumerate(rules):
            if in_force.rule.kind.scope not in SLOT_BY_SLOT:
                there += of_groups.pop((place, block), ())
                continue
            within = in_force.within(start, stop)
            if within.ranges:
                found = _apply(judgement, within)
                if any(map(_subject, found)):
                    found.sort(key=_subject)
                there += found
        there.sort(key=_slot)  # what a rule hands in is mostly sorted already
        astray = astray or bool(there and not start <= there[0].slot <= there[-1].slot < stop)
        faults += there
    faults += chain.from_iterable(of_groups.values())
    if astray or of_groups:  # or a rule has spoken of visits that it was not asked about
        faults.sort(key=lambda judged: (judged.slot, judged.rule_id, judged.subject))


_slot, _subject = attrgetter("slot"), attrgetter("subject")


def _of_groups(
    judgement: Judgement, rules: Sequence[RuleInForce]
) -> dict[tuple[int, int], list[Judged]]:
    """What the rules find that look at groups of visits, by the rule's place and by block."""
    found = {
        place: _apply(judgement, in_force)
        for place, in_force in enumerate(rules)
        if in_force.rule.kind.scope not in SLOT_BY_SLOT
    }
    weekly = [p for p in found if rules[p].rule.kind.scope is Scope.HOUSEHOLD_WEEK]
    if len({rules[place].rule.id for place in weekly}) < len(weekly):
        # two versions of a rule about households' weeks may ask the same
        together = [each for place in weekly for each in found[place]]
        kept = {id(each) for each in asked_once(together, judgement.facts.week)}
        for place in weekly:
            found[place] = [each for each in found[place] if id(each) in kept]
    first = judgement.judged.start
    of_groups: defaultdict[tuple[int, int], list[Judged]] = defaultdict(list)
    for place, faults in found.items():
        faults.sort(key=_subject)
        for each in faults:
            of_groups[place, (each.slot - first) // BLOCK].append(each)
    return of_groups


def _asked_for(facts: Facts, date_from: date | None, date_to: date | None) -> tuple[int, int]:
    first = EVER if date_from is None else moments.day_ticks(date_from, facts.zone)
    last = NEVER_ENDING
    if date_to is not None and date_to < date.max:
        last = moments.day_ticks(date_to + timedelta(days=1), facts.zone)
    return first, last


def _settle(judgement: Judgement, family: str, asked: tuple[int, int]) -> None:
    """Settle which rules of a family are in force for which judged visits."""
    facts = judgement.facts
    covered = 0
    in_force: dict[int, tuple[Rule, list[tuple[int, int]], list[tuple[int, int]]]] = {}
    versions = judgement.book.families.get(family, ())
    for stretch in stretches(versions, facts.zone, judgement.known_at):
        span = max(stretch.first, asked[0]), min(stretch.last, asked[1])
        first, last = facts.slots_between(*span)
        if first >= last:
            continue
        covered += last - first
        if stretch.rule_set not in judgement.rule_sets:
            judgement.rule_sets.append(stretch.rule_set)
        for rule in stretch.rule_set.rules:
            own = rule_span(rule, stretch, facts.zone)
            first, last = facts.slots_between(max(own[0], span[0]), min(own[1], span[1]))
            if first < last:
                _, ranges, times = in_force.setdefault(id(rule), (rule, [], []))
                ranges.append((first, last))
                times.append(own)
    if covered < len(judgement.judged):
        judgement.not_in_force.append(family)
    judgement.rules += [
        RuleInForce(rule, tuple(ranges), tuple(times)) for rule, ranges, times in in_force.values()
    ]


def _apply(judgement: Judgement, in_force: RuleInForce) -> list[Judged]:
    """What a rule finds in the groups that it looks at; where it fails is noted."""
    facts, rule = judgement.facts, in_force.rule
    try:
        groups, mask = _groups(facts, in_force)
    except (Exception, SystemExit) as error:  # it cannot even say what it looks at
        every = [slot for first, last in in_force.ranges for slot in range(first, last)]
        answer = undecided(rule, every, error)
    else:
        answer = apply(facts, rule, groups, mask, judgement.waivers, in_force.judges)
    judgement.failures_of_judging += answer.failures
    return answer.faults


def undecided_at(judgement: Judgement, in_force: RuleInForce, slot: int) -> Fault | None:
    """The fault of a rule that cannot be decided at a visit, also where advice says nothing."""
    groups, mask = _groups(judgement.facts, RuleInForce(in_force.rule, ((slot, slot + 1),)))
    groups = [group for group in groups if slot in group[1]]
    for fault in in_force.rule.asked.judge(judgement.facts, groups, mask):
        if fault.slot == slot and fault.outcome is UNDECIDED:
            return fault
    return None


def _groups(facts: Facts, in_force: RuleInForce) -> tuple[Collection[Group], bytearray]:
    """The groups that a rule reads, and which slots in them it judges."""
    kind = in_force.rule.kind
    candidates = in_force.rule.asked.candidates(facts)
    stretches_of = [_within(candidates, first, last) for first, last in in_force.ranges]
    if kind.scope in SLOT_BY_SLOT:
        return [(None, slots) for slots in stretches_of if slots], bytearray()
    mask = bytearray(len(facts.visits))
    for slots in stretches_of:
        for slot in slots:
            mask[slot] = 1
    groups: dict[object, list[int]] = (
        facts.things if kind.scope is Scope.THING else facts.household_weeks  # type: ignore[assignment]
    )
    first, last = in_force.ranges[0][0], in_force.ranges[-1][1]
    if (first, last) == (0, len(facts.visits)):
        return groups.items(), mask
    return [group for group in groups.items() if group[1][-1] >= first and group[1][0] < last], mask


def _within(slots: Sequence[int], first: int, last: int) -> Sequence[int]:
    return slots[bisect_left(slots, first) : bisect_left(slots, last)]
