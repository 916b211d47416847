"""Counting by order of arrival: who is there at the moment a visit starts.

Each count costs the same however many are there at once, so a full house is judged as
quickly as an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush


def at_once(
    groups: Iterable[Sequence[int]],
    start: Sequence[int],
    end: Sequence[int],
    people: Sequence[frozenset[int]],
) -> list[int]:
    """How many different people of the group are there as each of its visits starts.

    Visits that have ended at that moment do not count; the visit itself does. Slots that
    are in no group get 0.
    """
    counts = [0] * len(start)
    for group in groups:
        here: set[int] = set()
        again: dict[int, int] = {}  # who is in several visits at once, and in how many more
        going: list[tuple[int, int]] = []
        latest, alone = None, -1
        for slot in group:
            now, coming = start[slot], people[slot]
            if latest is None or latest <= now:  # nobody is left
                counts[slot] = len(coming)
                latest, alone = end[slot], slot
                continue
            if alone >= 0:  # somebody comes to those who were there alone
                going, here = [(latest, alone)], set(people[alone])
                again.clear()
                alone = -1
            while going[0][0] <= now:
                _leave(people[heappop(going)[1]], here, again)
            if not here.isdisjoint(coming):
                for person in here & coming:
                    again[person] = again.get(person, 0) + 1
            here |= coming
            heappush(going, (end[slot], slot))
            counts[slot] = len(here)
            if end[slot] > latest:
                latest = end[slot]
    return counts


def _leave(leaving: frozenset[int], here: set[int], again: dict[int, int]) -> None:
    """Take those away who were in no other visit."""
    if again:
        for person in leaving & again.keys():
            if again[person] == 1:
                del again[person]
            else:
                again[person] -= 1
            leaving -= {person}
    here -= leaving


def latest_end_before(groups: Iterable[Sequence[int]], end: Sequence[int]) -> list[int | None]:
    """The latest end among the earlier visits of the group, for each of its visits."""
    latest: list[int | None] = [None] * len(end)
    for group in groups:
        so_far: int | None = None
        for slot in group:
            latest[slot] = so_far
            if so_far is None or end[slot] > so_far:
                so_far = end[slot]
    return latest
