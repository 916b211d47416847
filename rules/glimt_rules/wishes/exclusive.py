"""What excludes what: limits on groups of candidates, and what lies over each other in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from msgspec import Struct

#: From when until when (ticks), and what may be chosen or not.
Interval = tuple[int, int, int]


class Limit(Struct, frozen=True, gc=False):
    """Of these groups of candidates, weighed, any may be chosen of at most so many."""

    #: each group's weight and the numbers of its candidates, in order
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    most: int

    @property
    def binds(self) -> bool:
        """Whether it can be exceeded at all."""
        return sum(weight for weight, _ in self.groups) > self.most

    def allows(self, chosen: frozenset[int]) -> bool:
        """Whether a choice of candidates keeps to it."""
        come = (weight for weight, group in self.groups if not chosen.isdisjoint(group))
        return sum(come) <= self.most


def at_most_one(numbers: Iterable[int]) -> Limit:
    """Of some candidates at most one."""
    return Limit(tuple((1, (number,)) for number in numbers), 1)


def one_at_a_time(intervals: Iterable[tuple[Hashable, Interval]]) -> Iterator[Limit]:
    """Of what lies over each other, by key, at most one."""
    by_key: dict[Hashable, list[Interval]] = defaultdict(list)
    for key, interval in intervals:
        by_key[key].append(interval)
    for them in by_key.values():
        for clique in cliques(them):
            yield at_most_one(clique)


def cliques(intervals: Sequence[Interval]) -> Iterator[list[int]]:
    """The largest sets of intervals that all lie over each other, by their numbers."""
    events: list[tuple[int, int, int]] = []
    for start, end, number in intervals:
        events += [(start, 1, number), (end, 0, number)]
    events.sort()  # what ends as another starts does not lie over it
    there: set[int] = set()
    grown = False
    for _, starts, number in events:
        if starts:
            there.add(number)
            grown = True
            continue
        if grown and len(there) > 1:
            yield sorted(there)
        grown = False
        there.discard(number)
