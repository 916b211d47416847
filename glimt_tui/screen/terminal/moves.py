"""The shortest way for the cursor from one place to another."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(16384)
def move(column: int | None, row: int | None, to_column: int, to_row: int) -> str:
    """The shortest sequence that takes the cursor to a place; where it is may be unknown."""
    if (column, row) == (to_column, to_row):
        return ""
    ways = [_anywhere(to_column, to_row)]
    if row == to_row:
        ways.append(_along(column, to_column))
    elif row is not None:
        up_or_down = _count(abs(to_row - row), "B" if to_row > row else "A")
        if column == to_column:
            ways.append(up_or_down)
        elif to_column == 0:  # a line feed would be one byte, but a terminal line may add to it
            ways.append("\r" + up_or_down)
    return min(ways, key=len)


def _anywhere(column: int, row: int) -> str:
    if column:
        return f"\x1b[{row + 1 if row else ''};{column + 1}H"
    return f"\x1b[{row + 1 if row else ''}H"


def _along(column: int | None, to_column: int) -> str:
    ways = ["\r" if to_column == 0 else f"\x1b[{to_column + 1}G"]
    if column is not None and to_column > column:
        ways.append(_count(to_column - column, "C"))
    elif column is not None:
        ways += ["\b" * (column - to_column), _count(column - to_column, "D")]
    return min(ways, key=len)


def _count(number: int, letter: str) -> str:
    return f"\x1b[{number if number > 1 else ''}{letter}"
