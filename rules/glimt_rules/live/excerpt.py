"""A few visits of a plan, prepared for judging like the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from math import inf
from typing import TypeVar

from glimt_rules.facts import Facts
from glimt_rules.live.index import Entry

T = TypeVar("T")


class Excerpt(Facts):
    """Some visits, in order of arrival, with what is known of the house they are in.

    Holds what the rules that look at these groups need, and no more: ``weeks`` are the
    households and weeks of which every visit is there.
    """

    def __init__(
        self,
        house: Mapping[str, object],
        entries: Sequence[Entry],
        weeks: Iterable[tuple[int, int]] = (),
    ) -> None:
        vars(self).update(house)  # worked out once, and the same for every excerpt
        self._begin([entry.visit for entry in entries])
        self.start = [entry.start for entry in entries]
        self.end = [entry.end for entry in entries]
        self.people = [entry.people for entry in entries]
        numbers: dict[frozenset[int], int] = {}
        self.party = [numbers.setdefault(people, len(numbers)) for people in self.people]
        self.parties = list(numbers)
        self._weeks = weeks
        self._entries = entries

    @cached_property
    def day(self) -> list[int]:
        """The ordinal of each visit's local start date."""
        return [entry.day for entry in self._entries]

    def by_party(self, key: Hashable, tell: Callable[[frozenset[int]], T]) -> list[T]:
        """What ``tell`` says of each visit's people, remembered for as long as the house is."""
        known: dict[frozenset[int], T] = self.keep((Excerpt, key), dict)
        for people in self.parties:
            if people not in known:
                known[people] = tell(people)
        return [known[people] for people in self.people]

    @cached_property
    def _meetings(self) -> tuple[dict[tuple[int, int], list[int]], dict[tuple[int, int], float]]:
        groups: dict[tuple[int, int], list[int]] = {key: [] for key in self._weeks}
        for slot, entry in enumerate(self._entries):
            for household in entry.meeting:
                group = groups.get((household, entry.week))
                if group is not None:
                    group.append(slot)
        groups = {key: slots for key, slots in groups.items() if slots}
        most = {}
        for key, slots in groups.items():
            own = self.members[key[0]]
            met = len(own.union(*[self.people[slot] for slot in slots])) - len(own)
            most[key] = self.outside_contacts.get(key, inf) + met
        return groups, most
