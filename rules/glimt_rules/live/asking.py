"""Asking the rules that look at a group about the visits in it that are judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glimt_rules.applying import SLOT_BY_SLOT, Answer, Waived, apply, asked_once, undecided
from glimt_rules.finding import Failure, Judged
from glimt_rules.kinds.base import Group, Scope
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.live.timetable import RulesOfScope, Timetable
from glimt_rules.live.touched import Unit
from glimt_rules.rulesets.model import Rule


def answer(unit: Unit, excerpt: Excerpt, timetable: Timetable, waivers: Waived) -> Answer:
    """What the rules of a unit's scopes say of its visits."""
    faults: list[Judged] = []
    failures: list[Failure] = []
    for said in answers(unit, excerpt, timetable, waivers):
        faults += said.faults
        failures += said.failures
    if unit.weeks:
        faults = asked_once(faults, excerpt.week)
    return Answer(faults, failures)


def answers(
    unit: Unit,
    excerpt: Excerpt,
    timetable: Timetable,
    waivers: Waived,
    *,
    first: Rule | None = None,
) -> Iterator[Answer]:
    """What one rule after the other says of a unit's visits; ``first`` is asked before others."""
    times: dict[int, list[int]] = {}
    for slot in unit.slots:
        times.setdefault(timetable.time_of(unit.entries[slot][0]), []).append(slot)
    for time, slots in times.items():
        by_scope = timetable.rules_in(time)
        for scope in unit.scopes:
            asked = _judged_by(by_scope[scope], excerpt, slots)
            if first is not None:
                asked.sort(key=lambda pair: pair[0] is not first)
            for rule, judged in asked:
                groups, mask = _groups(rule, unit, excerpt, judged)
                yield apply(excerpt, rule, groups, mask, waivers, slots.__contains__)
            yield from _by_their_own_minds(by_scope[scope], unit, excerpt, slots, waivers)


def _judged_by(
    rules: RulesOfScope, excerpt: Excerpt, slots: Sequence[int]
) -> list[tuple[Rule, list[int]]]:
    """The rules with the slots that they judge."""
    visits = excerpt.visits
    if len(slots) == 1:
        visit = visits[slots[0]]
        return [(rule, [slots[0]]) for rule in rules.judging(visit.setting, visit.kind)]
    judged: dict[int, tuple[Rule, list[int]]] = {}
    for slot in slots:
        visit = visits[slot]
        for rule in rules.judging(visit.setting, visit.kind):
            its = judged.get(id(rule))
            if its is None:
                judged[id(rule)] = rule, [slot]
            else:
                its[1].append(slot)
    return list(judged.values())


def _by_their_own_minds(
    rules: RulesOfScope, unit: Unit, excerpt: Excerpt, slots: Sequence[int], waivers: Waived
) -> Iterator[Answer]:
    """What the rules say that decide for themselves which visits they judge."""
    for rule in rules.own_minded:
        try:
            judged = [slot for slot in rule.asked.candidates(excerpt) if slot in slots]
        except (Exception, SystemExit) as error:
            yield undecided(rule, slots, error)
        else:
            groups, mask = _groups(rule, unit, excerpt, judged)
            yield apply(excerpt, rule, groups, mask, waivers, slots.__contains__)


def _groups(
    rule: Rule, unit: Unit, excerpt: Excerpt, slots: Sequence[int]
) -> tuple[Iterable[Group], bytearray]:
    """The groups that a rule reads, and which slots in them it judges."""
    scope = rule.kind.scope
    if scope in SLOT_BY_SLOT:
        return [(None, slots)], _NO_MASK
    mask = bytearray(len(unit.entries))
    for slot in slots:
        mask[slot] = 1
    if scope is Scope.THING:
        return [(unit.key, range(len(unit.entries)))], mask
    return excerpt.household_weeks.items(), mask


_NO_MASK = bytearray()
