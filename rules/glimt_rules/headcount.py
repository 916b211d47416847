"""Counting by order of arrival: who is there at the moment a visit starts.

Each count costs the same however many are there at once, so a full house is judged as
quickly as an empty one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

#: How many visits to take at a time where all of them are looked at more than once: few
#: enough to be at hand in the processor's cache.
BLOCK = 2048


class Passing:
    """Who is in one place, and until when it is in use, as its visits go by.

    Visits are handed in by order of arrival, all at once or some after the other.
    """

    __slots__ = ("_again", "_alone", "_going", "_here", "_latest")

    def __init__(self) -> None:
        self._here: set[int] = set()
        #: who is in several visits at once, and in how many more
        self._again: dict[int, int] = {}
        #: the visits that go on, by their end
        self._going: list[tuple[int, int]] = []
        self._latest: int | None = None
        #: the visit that goes on, where it is the only one; or -1
        self._alone = -1

    def add(
        self,
        group: Iterable[int],
        start: Sequence[int],
        end: Sequence[int],
        people: Sequence[frozenset[int]],
        counts: list[int],
        in_use_until: list[int | None],
    ) -> None:
        """Count who is there as each of these visits starts, and note until when others are.

        Visits that have ended at that moment do not count; the visit itself does.
        """
        here, again, going = self._here, self._again, self._going
        latest, alone = self._latest, self._alone
        for slot in group:
            now, coming, leaves = start[slot], people[slot], end[slot]
            in_use_until[slot] = latest
            if latest is None or latest <= now:  # nobody is left
                counts[slot] = len(coming)
                latest, alone = leaves, slot
                continue
            if alone >= 0:  # somebody comes to those who were there alone
                going, here = [(latest, alone)], set(people[alone])
                again.clear()
                alone = -1
            while going[0][0] <= now:
                leaving = people[heappop(going)[1]]
                if again and not leaving.isdisjoint(again):
                    leaving = _once(leaving, again)
                here -= leaving
            if not here.isdisjoint(coming):
                for person in here & coming:
                    again[person] = again.get(person, 0) + 1
            here |= coming
            heappush(going, (leaves, slot))
            counts[slot] = len(here)
            if leaves > latest:
                latest = leaves
        self._here, self._going, self._latest, self._alone = here, going, latest, alone


def at_once(
    groups: Iterable[Sequence[int]],
    start: Sequence[int],
    end: Sequence[int],
    people: Sequence[frozenset[int]],
) -> tuple[list[int], list[int | None]]:
    """How many different people of the group are there as each of its visits starts.

    And the latest end among the earlier visits of its group. Slots that are in no group get
    0 and None.
    """
    counts = [0] * len(start)
    latest: list[int | None] = [None] * len(start)
    places = [(group, Passing()) for group in groups]
    for first in range(0, len(start), BLOCK):
        # what the visits of one stretch have in common is at hand for all places
        for group, place in places:
            some = group[bisect_left(group, first) : bisect_left(group, first + BLOCK)]
            place.add(some, start, end, people, counts, latest)
    return counts, latest


def _once(leaving: frozenset[int], again: dict[int, int]) -> frozenset[int]:
    """Those who were in no other visit; whoever was is in one less."""
    for person in leaving:
        more = again.get(person, 0)
        if more == 1:
            del again[person]
        elif more:
            again[person] = more - 1
        if more:
            leaving -= {person}
    return leaving


def still_there(
    group: Sequence[int],
    slot: int,
    after: int,
    end: Sequence[int],
    in_use_until: Sequence[int | None] | Mapping[int, int | None],
) -> list[int]:
    """The visits of a group before one of them that end later than a moment, and it.

    ``in_use_until`` tells of each visit when the last of those before it ends: beyond the first
    of those that count, none has to be looked at.
    """
    found = [slot]
    place, until = bisect_left(group, slot), in_use_until[slot]
    while until is not None and until > after:
        place -= 1
        other = group[place]
        if end[other] > after:
            found.append(other)
        until = in_use_until[other]
    found.reverse()
    return found
