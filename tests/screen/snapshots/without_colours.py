"""Whether a screen without colours says all that it says in colours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from screen.snapshots.picture import Picture

#: How far apart the parts of a colour are, from 0 to 255, where it is more than a grey.
_HUE = 50
_SEEN = ("reverse", "underline")


def lost(coloured: Picture, plain: Picture) -> list[str]:
    """What only colours tell, in lines to be read; none where signs and words tell it, too."""
    return [*_cursors_lost(coloured, plain), *_lines_mixed_up(coloured, plain)]


def _cursors_lost(coloured: Picture, plain: Picture) -> Iterator[str]:
    """What stands on a ground of another colour, such as a cursor, and on none without colours."""
    for place, (rich, poor) in enumerate(zip(coloured.rows, plain.rows, strict=True), 1):
        cells = zip(rich, poor, strict=True)
        for is_set_apart, run in groupby(cells, key=lambda pair: has_hue(ground(pair[0][1]))):
            if is_set_apart:
                there = list(run)
                if not any(seen in look for _, (_, look) in there for seen in _SEEN):
                    text = "".join(sign for (sign, _), _ in there)
                    yield f"line {place}: nothing sets «{text.strip()}» apart without colours"


def _lines_mixed_up(coloured: Picture, plain: Picture) -> Iterator[str]:
    """Lines that are the same without colours, and are told apart by colours."""
    seen: dict[object, tuple[int, list[tuple[str, ...]]]] = {}
    for place, (rich, poor) in enumerate(zip(coloured.rows, plain.rows, strict=True), 1):
        hues = [hues_of(look) for _, look in rich]
        before, same = seen.setdefault(poor, (place, hues))
        if same != hues:
            yield f"line {before} and line {place} are the same without colours"


@cache
def hues_of(look: str) -> tuple[str, ...]:
    """The colours in a look that are no greys."""
    return tuple(part for part in look.split() if has_hue(part))


@cache
def ground(look: str) -> str:
    """The colour behind a sign, or what is seen as that."""
    before, _, behind = look.partition("on ")
    return before.split()[0] if "reverse" in before else behind


@cache
def has_hue(colour: str) -> bool:
    """Whether a colour is one, and no grey."""
    if not colour.startswith("#"):
        return False
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return max(parts) - min(parts) >= _HUE
