"""From strips to cells: what stands in each column of a line.

A cell holds all that a reader sees as one sign, however many code points it is written with.
A wide sign stands in its first cell; the cells that it also covers are empty.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.color import ColorSystem

from glimt_tui.screen.terminal.looks import PLAIN, Look, look_of, on_blank

if TYPE_CHECKING:
    from rich.segment import Segment

#: A sign, or nothing in a cell that the sign before it covers as well; and its look.
Cell = tuple[str, Look]

BLANK: Cell = (" ", on_blank(PLAIN))
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"

#: Signs that every terminal draws as wide as we think. After any other one, the cursor's
#: place is told anew, so that a terminal that thinks otherwise spoils no more than that sign.
_NARROW = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x2FF),
    (0x370, 0x482),
    (0x48A, 0x52F),
    (0x5D0, 0x5EA),
    (0x620, 0x64A),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x20A0, 0x20BF),
    (0x2190, 0x2193),
    (0x2400, 0x2426),
    (0x2500, 0x25A9),
    (0x2713, 0x2713),
    (0x2717, 0x2717),
    (0x2800, 0x28FF),
)
_WIDE = ((0x3041, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFF01, 0xFF60))


def cells_of(segments: Iterable[Segment], colours: ColorSystem) -> list[Cell]:
    """The cells of a line."""
    cells: list[Cell] = []
    for text, style, control in segments:
        if control or not text:
            continue
        look = look_of(style, colours)
        blank = (" ", on_blank(look))
        if text.isascii():
            cells += [blank if char == " " else (char, look) for char in text]
            continue
        for sign, width in signs(text):
            if width:
                cells.append(blank if sign == " " else (sign, look))
                cells += [("", look)] * (width - 1)
            else:
                _join(cells, sign)
    return cells


def _join(cells: list[Cell], mark: str) -> None:
    """Put a mark without a width on the sign before it, if there is one."""
    place = len(cells) - 1
    while place > 0 and not cells[place][0]:
        place -= 1
    if place >= 0 and cells[place][0] != " ":
        sign, look = cells[place]
        cells[place] = (sign + mark, look)


@lru_cache(4096)
def signs(text: str) -> Sequence[tuple[str, int]]:
    """The signs of a text, each with its width; their widths add up to the text's."""
    found: list[str] = []
    joined = False
    for char in text:
        if found and (joined or _belongs(char, found[-1])):
            found[-1] += char
        else:
            found.append(char)
        joined = char == _JOINER
    return tuple((sign, cell_len(sign)) for sign in found)


def _belongs(char: str, before: str) -> bool:
    if "\U0001f3fb" <= char <= "\U0001f3ff":  # a colour of skin
        return True
    if _is_half_flag(char):
        return len(before) == 1 and _is_half_flag(before)
    return char in (_JOINER, _EMOJI_STYLE) or not cell_len(char)


def _is_half_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@lru_cache(4096)
def is_steady(sign: str) -> bool:
    """Whether every terminal agrees with us on how wide a sign is."""
    base, marks = ord(sign[0]), sign[1:]
    if any(low <= base <= high for low, high in _NARROW):
        return all(mark < "\u0370" and unicodedata.combining(mark) for mark in marks)
    return not marks and any(low <= base <= high for low, high in _WIDE)
