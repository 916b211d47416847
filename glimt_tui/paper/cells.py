"""Text in columns of characters: how wide it is, broken into lines, filled up.

Printers and terminals give most letters one column, those of East Asia and pictures two, and
accents that are put on the letter before none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

#: A blank at which no line is broken.
UNBROKEN = "\xa0"


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """A text with blanks up to a width."""
    return text + " " * max(0, width - width_of(text))


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most ``width`` columns, broken at blanks where that can be.

    Nothing is left out: a word that is longer than a line goes on in the next. What a blank that
    does not break holds together, such as a phone number, stays together where it fits.
    """
    lines: list[str] = []
    line = ""
    for word in filter(None, text.split(" ")):
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width)
        lines += whole
    return [each.replace(UNBROKEN, " ") for each in (*lines, line)]


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word in pieces of at most ``width`` columns; accents stay with their letter."""
    piece, taken = "", 0
    for char in word:
        columns = _columns(char)
        if piece and taken + columns > width:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + char, taken + columns
    yield piece
