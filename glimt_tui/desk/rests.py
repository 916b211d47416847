"""For how long the rules ask that a thing rests between two who are not of one booking.

How long that is, is what the rules in force say, with the figures that they have then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.house import House
from glimt_rules.kinds.between_uses import EquipmentRest
from glimt_rules.moments import EPOCH, MINUTE, TICK, Moment
from glimt_rules.plan.model import Equipment, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.timeline import all_in_force
from glimt_tui.store.daybook import Loan

#: A stretch of time, in ticks.
Stretch = tuple[int, int]


class Use(Struct, frozen=True):
    """A booking or a loan of a thing; a loan that is still out has no end."""

    start: Moment
    end: Moment | None
    #: who had the thing; nobody where that was erased
    people: frozenset[str]
    #: the record behind it
    source: Visit | Loan

    def is_of(self, people: Collection[str]) -> bool:
        """Whether nobody else had the thing, so that these people may just go on with it."""
        return bool(self.people) and self.people <= set(people)


class Rests:
    """What the rules of a book ask after a use of a thing."""

    def __init__(self, plan: Plan, book: RuleBook, zone: ZoneInfo) -> None:
        self._house = House(plan)
        self._rests = [
            (first, last, rule.kind)
            for first, last, _, rule in all_in_force(book, zone)
            if isinstance(rule.kind, EquipmentRest)
        ]

    @cached_property
    def longest(self) -> timedelta:
        """The longest that any rule lets any thing rest."""
        return max((rest.reach(self._house) for _, _, rest in self._rests), default=0) * TICK

    def must_be_washed(self, thing: Equipment, now: Moment) -> bool:
        """Whether a rule in force now asks that a thing is washed between two users."""
        return thing.washable and any(self._resting(thing, now, "centre", "activity"))

    def before(self, thing: Equipment, visit: Visit) -> timedelta:
        """For how long others must have had their hands off a thing as a booking begins."""
        rests = self._resting(thing, visit.start, visit.setting, visit.kind)
        return max((rest.reach(self._house) for rest in rests), default=0) * TICK

    def is_too_late(
        self, thing: Equipment, use: Use, end: Moment, visit: Visit, people: Collection[str]
    ) -> bool:
        """Whether a booking begins while others use a thing until ``end``, or before it rested.

        ``people`` are those who take part in the booking.
        """
        if use.is_of(people):
            return False
        start = visit.start.ticks
        stretches = self.after(thing, use, end, people, visit.setting, visit.kind)
        return end > visit.start or any(first <= start < last for first, last in stretches)

    def after(
        self,
        thing: Equipment,
        use: Use,
        end: Moment,
        people: Collection[str],
        setting: str,
        kind: str,
    ) -> Iterator[Stretch]:
        """The stretches in which people may not begin to use a thing because of a use."""
        if use.is_of(people):
            return
        for first, last, rest in self._rests:
            if _is_about(rest, thing) and rest.judges(setting, kind):
                over = end.ticks + rest.reach(self._house)
                yield max(first, use.start.ticks), min(last, over)

    def _resting(
        self, thing: Equipment, moment: Moment, setting: str, kind: str
    ) -> Iterator[EquipmentRest]:
        now = moment.ticks
        for first, last, rest in self._rests:
            if first <= now < last and _is_about(rest, thing) and rest.judges(setting, kind):
                yield rest


def free_after(moment: Moment, stretches: Iterable[Stretch]) -> Moment:
    """The first moment, from one on, that is in none of the stretches.

    In whole minutes, as clocks and labels tell it: never before the last of them is over.
    """
    found = list(stretches)
    start = free = moment.ticks
    while ends := [last for first, last in found if first <= free < last]:
        free = max(ends)
    return moment if free == start else EPOCH + -(-free // MINUTE) * MINUTE * TICK


def _is_about(rest: EquipmentRest, thing: Equipment) -> bool:
    return (rest.hours is None) is thing.washable
