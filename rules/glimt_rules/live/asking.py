"""Asking the rules that look at a group about the visits in it that are judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glimt_rules.applying import SLOT_BY_SLOT, Answer, Waived, apply, asked_once, undecided
from glimt_rules.finding import Failure, Judged
from glimt_rules.kinds.base import Group, Scope
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.live.timetable import Timetable
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
    for scope in unit.scopes:
        # a rule that is in force in several times is asked once about all of its visits
        asked: dict[int, tuple[Rule, list[int]]] = {}
        own_minded: dict[int, tuple[Rule, list[int]]] = {}
        for time, slots in times.items():
            rules = timetable.rules_in(time)[scope]
            for slot in slots:
                visit = excerpt.visits[slot]
                for rule in rules.judging(visit.setting, visit.kind):
                    asked.setdefault(id(rule), (rule, []))[1].append(slot)
            for rule in rules.own_minded:
                own_minded.setdefault(id(rule), (rule, []))[1].extend(slots)
        in_order = sorted(asked.values(), key=lambda pair: pair[0] is not first)
        for rule, judged in in_order if first is not None else asked.values():
            judged.sort()
            groups, mask = _groups(rule, unit, excerpt, judged)
            yield apply(excerpt, rule, groups, mask, waivers, judged.__contains__)
        for rule, slots in own_minded.values():
            yield _by_its_own_mind(rule, unit, excerpt, sorted(slots), waivers)


def _by_its_own_mind(
    rule: Rule, unit: Unit, excerpt: Excerpt, slots: Sequence[int], waivers: Waived
) -> Answer:
    """What a rule says that decides for itself which visits it judges."""
    try:
        judged = [slot for slot in rule.asked.candidates(excerpt) if slot in slots]
    except (Exception, SystemExit) as error:
        return undecided(rule, slots, error)
    groups, mask = _groups(rule, unit, excerpt, judged)
    return apply(excerpt, rule, groups, mask, waivers, slots.__contains__)


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
