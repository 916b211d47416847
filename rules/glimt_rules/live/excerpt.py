"""A few visits of a plan, prepared for judging like the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import inf
from typing import TypeVar

from glimt_rules.facts import Facts
from glimt_rules.headcount import at_once
from glimt_rules.kinds.base import Scope
from glimt_rules.live.touched import Unit

T = TypeVar("T")

_PREMISES, _ROOM, _HOUSEHOLD_WEEK = Scope.PREMISES, Scope.ROOM, Scope.HOUSEHOLD_WEEK


class Excerpt(Facts):
    """Some visits, in order of arrival, with what is known of the house they are in.

    Holds what the rules that look at these groups need, and no more. The columns that they are
    sure to read are there from the start, since all visits are known to be of one group; others
    are made as they are for a whole plan, when a rule asks.
    """

    def __init__(self, house: dict[str, object], unit: Unit) -> None:
        self.__dict__ = house.copy()  # worked out once, and the same for every excerpt
        # what ``_begin`` lays out for a whole plan, taken over from the entries
        self.start, _, self.end, self.visits, self.people, self.day, self.week, *_ = map(
            list, zip(*unit.entries, strict=True)
        )
        # what is told of a party is kept with the house, so each visit may be one of its own
        self.parties, self.party = self.people, list(range(len(self.people)))
        self._candidates = {}
        self._remembered = {}
        scope = unit.scopes[-1]
        if scope is _ROOM:
            self._begin_room(unit)
        elif scope is _PREMISES:
            self.premises = self.party
            self._in_premises = at_once([self.party], self.start, self.end, self.people)
        elif scope is _HOUSEHOLD_WEEK:
            self._begin_weeks(unit)

    def _begin_room(self, unit: Unit) -> None:
        """All are in one room, or none is in any."""
        rooms = [self.party] if unit.key else []
        self._in_rooms = at_once(rooms, self.start, self.end, self.people)
        homes_of = self.homes_of
        self.of_one_household = [len(homes_of(people)) == 1 for people in self.people]

    def _begin_weeks(self, unit: Unit) -> None:
        """Of these households and weeks every visit is there."""
        people, members, told = self.people, self.members, self.outside_contacts
        slot_of = {entry.id: slot for slot, entry in enumerate(unit.entries)}
        groups, most = {}, {}
        for week, ids in unit.weeks.items():
            slots = groups[week] = sorted([slot_of[id_] for id_ in ids])
            own = members[week[0]]
            met = len(own.union(*[people[slot] for slot in slots])) - len(own)
            most[week] = told.get(week, inf) + met
        self._meetings = groups, most

    def by_party(self, key: Hashable, tell: Callable[[frozenset[int]], T]) -> list[T]:
        """What ``tell`` says of each visit's people, remembered for as long as the house is."""
        known: dict[frozenset[int], T] = self.keep((Excerpt, key), dict)
        for people in self.people:
            if people not in known:
                known[people] = tell(people)
        return [known[people] for people in self.people]
