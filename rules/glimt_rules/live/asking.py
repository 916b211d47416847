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

#: What decides which rules judge a visit: the number of the time, the setting, and the kind.
_Sort = tuple[int, str, str]

#: The rules of a scope that are in force for visits of one sort, and these visits.
_InForce = tuple[RulesOfScope, _Sort, list[int]]

#: Rules that judge the same visits, and these.
_Asked = tuple[Sequence[Rule], Sequence[int]]


def answers(
    unit: Unit,
    excerpt: Excerpt,
    timetable: Timetable,
    waivers: Waived,
    *,
    first: Rule | None = None,
) -> Iterator[Answer]:
    """What the rules of a unit's scopes say of its visits, one rule after the other.

    ``first`` is asked before others of its scope. Of households' weeks the rules speak together,
    since what is unknown of a week is asked by one of them only.
    """
    said = _one_by_one(unit, excerpt, timetable, waivers, first)
    return _together(said, excerpt.week) if unit.weeks else said


def _one_by_one(
    unit: Unit, excerpt: Excerpt, timetable: Timetable, waivers: Waived, first: Rule | None
) -> Iterator[Answer]:
    sorts = _sorts(unit.slots, excerpt, timetable)
    for scope in unit.scopes:
        in_force = [(timetable.rules_in(sort[0])[scope], sort, slots) for sort, slots in sorts]
        for rules, slots in _judging(in_force, first):
            groups, mask = _groups(scope, unit, excerpt, slots)
            for rule in rules:
                yield apply(excerpt, rule, groups, mask, waivers, slots.__contains__)
        for rules, slots in _own_minded(in_force):
            for rule in rules:
                yield _by_its_own_mind(rule, unit, excerpt, slots, waivers)


def _sorts(
    slots: Sequence[int], excerpt: Excerpt, timetable: Timetable
) -> Iterable[tuple[_Sort, list[int]]]:
    """Visits by what decides which rules judge them."""
    start, visits, time_of = excerpt.start, excerpt.visits, timetable.time_of
    sorts: dict[_Sort, list[int]] = {}
    for slot in slots:
        visit = visits[slot]
        sort = time_of(start[slot]), visit.setting, visit.kind
        if sort in sorts:
            sorts[sort].append(slot)
        else:
            sorts[sort] = [slot]
    return sorts.items()


def _judging(in_force: Sequence[_InForce], first: Rule | None) -> Iterable[_Asked]:
    """The rules with the visits that they judge, ``first`` before others."""
    if len(in_force) == 1:  # mostly
        rules, (_, setting, kind), slots = in_force[0]
        asked: list[_Asked] = [(rules.judging(setting, kind), slots)]
    else:
        asked = _each_once(
            (rule, slots)
            for rules, (_, setting, kind), slots in in_force
            for rule in rules.judging(setting, kind)
        )
    if first is not None:
        asked = [((rule,), slots) for rules, slots in asked for rule in rules]
        asked.sort(key=lambda each: each[0][0] is not first)
    return asked


def _own_minded(in_force: Iterable[_InForce]) -> Iterable[_Asked]:
    """The rules that say for themselves which visits they judge, with those that they may."""
    return _each_once((rule, slots) for rules, _, slots in in_force for rule in rules.own_minded)


def _each_once(asked: Iterable[tuple[Rule, list[int]]]) -> list[_Asked]:
    """A rule that is in force in several times is asked once about all of its visits."""
    once: dict[int, tuple[Rule, list[int]]] = {}
    for rule, slots in asked:
        there = once.get(id(rule))
        once[id(rule)] = rule, slots if there is None else sorted(there[1] + slots)
    return [((rule,), slots) for rule, slots in once.values()]


def _by_its_own_mind(
    rule: Rule, unit: Unit, excerpt: Excerpt, slots: Sequence[int], waivers: Waived
) -> Answer:
    """What a rule says that decides for itself which visits it judges."""
    try:
        judged = [slot for slot in rule.asked.candidates(excerpt) if slot in slots]
    except (Exception, SystemExit) as error:
        return undecided(rule, slots, error)
    groups, mask = _groups(rule.kind.scope, unit, excerpt, judged)
    return apply(excerpt, rule, groups, mask, waivers, slots.__contains__)


def _groups(
    scope: Scope, unit: Unit, excerpt: Excerpt, slots: Sequence[int]
) -> tuple[Iterable[Group], bytearray]:
    """The groups that rules of a scope read, and which slots in them they judge."""
    if scope in SLOT_BY_SLOT:
        return [(None, slots)], _NO_MASK
    mask = bytearray(len(unit.entries))
    for slot in slots:
        mask[slot] = 1
    if scope is Scope.THING:
        return [(unit.key, range(len(unit.entries)))], mask
    return excerpt.household_weeks.items(), mask


def _together(said: Iterable[Answer], week: Sequence[int]) -> Iterator[Answer]:
    """What several rules say of households' weeks, as one answer."""
    faults: list[Judged] = []
    failures: list[Failure] = []
    for each in said:
        faults += each.faults
        failures += each.failures
    yield Answer(asked_once(faults, week) if faults else faults, failures)


_NO_MASK = bytearray()
