"""Whether lines have moved up or down, so that moving them is shorter than writing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glimt_tui.screen.terminal.cells import Cell

Line = Sequence[Cell]

#: Below so many lines it is hardly worth looking.
_FEWEST_LINES = 4
#: How many cells must be saved: about what the sequences cost.
_LEAST_GAIN = 30


class Scroll(NamedTuple):
    """Lines between two rows, these included, that move up, or down where ``lines`` < 0."""

    top: int
    bottom: int
    lines: int


def best_scroll(shown: Sequence[Line], wanted: Mapping[int, Line]) -> Scroll | None:
    """The scroll that saves most of the writing; None where none saves anything."""
    changed = [row for row in sorted(wanted) if shown[row] != wanted[row]]
    if len(changed) < _FEWEST_LINES:
        return None
    furthest = changed[-1] - changed[0]
    best: list[int] = []
    best_lines = 0
    for lines in (step * sign for step in range(1, furthest) for sign in (1, -1)):
        moved = [
            row
            for row in changed
            if 0 <= row + lines < len(shown) and wanted[row] == shown[row + lines]
        ]
        if len(moved) > len(best):
            best, best_lines = moved, lines
    if not best:
        return None
    ends = (best[0], best[-1], best[0] + best_lines, best[-1] + best_lines)
    scroll = Scroll(min(ends), max(ends), best_lines)
    return scroll if _gain(scroll, shown, wanted) >= _LEAST_GAIN else None


def _gain(scroll: Scroll, shown: Sequence[Line], wanted: Mapping[int, Line]) -> int:
    """How many cells need not be written when the lines are moved first."""
    top, bottom, lines = scroll
    gain = 0
    for row in range(top, bottom + 1):
        line = wanted.get(row, shown[row])
        gain += _differences(shown[row], line)
        if top <= row + lines <= bottom:
            gain -= _differences(shown[row + lines], line)
        else:  # a line that comes in is written in full, its blank end for little
            gain -= _length(line)
    return gain


def _differences(one: Line, other: Line) -> int:
    if one == other:
        return 0
    return sum(a != b for a, b in zip(one, other, strict=True))


def _length(line: Line) -> int:
    end = len(line)
    while end and line[end - 1][0] == " ":
        end -= 1
    return end
