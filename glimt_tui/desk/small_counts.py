"""Hiding small counts, so that nothing else that is told lets them be reckoned back.

A count from 1 up to a limit is told as being below it. Where a total, and all other parts of it,
would still give such a count away, others are hidden with it, until at least three values (or all
that are below the limit) are possible for whatever is hidden. Which others does not depend on how
large they are, so that this tells nothing either: it is the last ones of a division. A count of 0
is nobody's, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

#: More than any count.
ENDLESS = 10**12
#: How many values of a hidden count must be possible.
LEAST_VALUES = 3
_TOTAL = -1


class Told(Struct, frozen=True):
    """A count as it is told: a number, below a limit, or not at all."""

    n: int | None = None
    below: int | None = None

    def bounds(self, limit: int) -> tuple[int, int]:
        """What it may be, by this alone; what is hidden without a word is not below the limit."""
        if self.n is not None:
            return self.n, self.n
        return (limit, ENDLESS) if self.below is None else (1, self.below - 1)


#: What is not told, though it is not small.
HIDDEN = Told()


class Table(Struct, frozen=True):
    """A total with its divisions; None for one that is left out as a whole."""

    total: Told
    divisions: tuple[Mapping[str, Told] | None, ...]


def told(n: int, limit: int) -> Told:
    """A count that is part of nothing else."""
    return Told(below=limit) if 0 < n < limit else Told(n)


def hide_small(total: int, divisions: Sequence[Mapping[str, int]], limit: int) -> Table:
    """A total that is divided in one way or several, each of which adds up to it."""
    if 0 < total < limit:  # with its parts, it would be told
        return Table(told(total, limit), tuple(None for _ in divisions))
    hiding = _Hiding(total, divisions, limit)
    while (wrong := next(hiding.given_away(), None)) is not None:
        hiding.hide_more(wrong)
    return Table(hiding.total, tuple(hiding.divisions))


class _Hiding:
    def __init__(self, total: int, divisions: Sequence[Mapping[str, int]], limit: int) -> None:
        self.total = told(total, limit)
        self.divisions: list[dict[str, Told] | None] = [
            {name: told(n, limit) for name, n in division.items()} for division in divisions
        ]
        self._limit = limit
        self._values = min(LEAST_VALUES, limit - 1)

    def given_away(self) -> Iterator[int]:
        """The divisions in which something hidden could be reckoned back, or the total."""
        low, high = self._of_total()
        if self._is_narrow(self.total, low, high):
            yield _TOTAL
        for place, division in enumerate(self.divisions):
            bounds = {name: t.bounds(self._limit) for name, t in (division or {}).items()}
            least = sum(each[0] for each in bounds.values())
            most = sum(each[1] for each in bounds.values())
            for name, (own_low, own_high) in bounds.items():
                first = max(own_low, low - (most - own_high))
                last = min(own_high, high - (least - own_low))
                if division and self._is_narrow(division[name], first, last):
                    yield place

    def _of_total(self) -> tuple[int, int]:
        """What the total may be, by itself and by each division."""
        low, high = self.total.bounds(self._limit)
        for division in self.divisions:
            if division is not None:
                bounds = [each.bounds(self._limit) for each in division.values()]
                low = max(low, sum(each[0] for each in bounds))
                high = min(high, sum(each[1] for each in bounds))
        return low, high

    def _is_narrow(self, each: Told, low: int, high: int) -> bool:
        return each.n is None and high - low + 1 < self._values

    def hide_more(self, place: int) -> None:
        """Hide one more count: in a division, else the total, else the division as a whole."""
        places = range(len(self.divisions)) if place == _TOTAL else [place]
        for each in places:
            division = self.divisions[each] or {}
            shown = [name for name, count in division.items() if count.n is not None]
            if shown:
                division[shown[-1]] = HIDDEN
                return
        if self.total.n is not None:
            self.total = HIDDEN
            return
        last = max(at for at in places if self.divisions[at] is not None)
        self.divisions[last] = None
