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
        alone: int | None = None  # the one visit going on, not yet spread over `present`
        present: dict[int, int] = {}
        going: list[tuple[int, int]] = []
        latest = -1
        for slot in group:
            now = start[slot]
            if alone is None or latest <= now:  # everybody has left
                if going:
                    present.clear()
                    going.clear()
                counts[slot] = len(people[slot])
                alone, latest = slot, end[slot]
                continue
            if not going:
                _arrive(alone, end, people, present, going)
            while going and going[0][0] <= now:
                _leave(heappop(going)[1], people, present)
            _arrive(slot, end, people, present, going)
            counts[slot] = len(present)
            latest = max(latest, end[slot])
    return counts


def _arrive(
    slot: int,
    end: Sequence[int],
    people: Sequence[frozenset[int]],
    present: dict[int, int],
    going: list[tuple[int, int]],
) -> None:
    for person in people[slot]:
        present[person] = present.get(person, 0) + 1
    heappush(going, (end[slot], slot))


def _leave(slot: int, people: Sequence[frozenset[int]], present: dict[int, int]) -> None:
    for person in people[slot]:
        if present[person] == 1:
            del present[person]
        else:
            present[person] -= 1


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
