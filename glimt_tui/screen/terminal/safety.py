"""Nothing inside a string reaches the terminal but as signs that stand there.

Names, notes and messages come from people and files. Textual writes whatever they hold, so
each line goes through a filter last of all: what is not printable, and with it all that could
steer the terminal or reorder a line, becomes a sign that can be seen, or is left out where the
line has no room for it. Widgets have measured the line already, so its width stays the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

#: Stands for what has no picture of its own.
STAND_IN = "\N{REPLACEMENT CHARACTER}"
#: More marks on one sign than any language writes; a pile of them covers other lines.
MOST_MARKS = 8
_JOINER = "\u200d"


class Harmless(LineFilter):
    """Shows what is not printable, and takes links away, which are written as sequences."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line, of the same width, with nothing in it that a terminal obeys."""
        if all(_is_harmless(segment) for segment in segments):
            return segments
        return _as_wide(segments)


def _is_harmless(segment: Segment) -> bool:
    text, style, control = segment
    if control or (style is not None and style.link):
        return False
    return (text.isascii() and text.isprintable()) or text == visible(text)


def _as_wide(segments: Iterable[Segment]) -> list[Segment]:
    """The segments made visible; what this makes wider is taken from the blanks that follow.

    Where too few follow, what was hidden is left out instead: no line may grow.
    """
    kept = [
        Segment(segment.text, _unlinked(segment.style))
        for segment in segments
        if not segment.control
    ]
    width = sum(cell_len(segment.text) for segment in kept)
    shown = _less_blanks([Segment(visible(text), style) for text, style, _ in kept], width)
    if shown is None:
        hidden = [Segment(visible(text, ""), style) for text, style, _ in kept]
        shown = _less_blanks(hidden, width) or hidden
    missing = width - sum(cell_len(segment.text) for segment in shown)
    if missing > 0:
        shown.append(Segment(" " * missing, shown[-1].style if shown else None))
    return shown


def _less_blanks(segments: list[Segment], width: int) -> list[Segment] | None:
    """Take blanks that follow other blanks, the last ones first, until a line fits."""
    surplus = sum(cell_len(segment.text) for segment in segments) - width
    result: list[Segment] = []
    for text, style, _ in reversed(segments):
        while surplus > 0 and "  " in text:
            place = text.rindex("  ")
            text = text[:place] + text[place + 1 :]
            surplus -= 1
        result.append(Segment(text, style))
    return None if surplus > 0 else result[::-1]


def _unlinked(style: Style | None) -> Style | None:
    return style.update_link(None) if style is not None and style.link else style


def visible(text: str, stand_in: str = STAND_IN) -> str:
    """A text in which all that is not printable can be seen; without it for an empty stand-in.

    What is printable is what ``glimt_rules.documents.faults.harmless`` lets through, and
    besides, the joiner inside an emoji. That one escapes with several letters, as suits a
    message; on the screen there is room for one sign.
    """
    if text.isascii() and text.isprintable():
        return text
    result: list[str] = []
    marks = 0
    for place, char in enumerate(text):
        if unicodedata.category(char) in ("Mn", "Me"):
            marks += 1
            if marks > MOST_MARKS:
                continue
        else:
            marks = 0
        if char.isprintable() or (char == _JOINER and _joins_emoji(text, place)):
            result.append(char)
        elif stand_in:
            result.append(_picture(char, stand_in))
    return "".join(result)


def _joins_emoji(text: str, place: int) -> bool:
    before, after = text[:place].rstrip("\ufe0f")[-1:], text[place + 1 : place + 2]
    return _is_emoji(before) and _is_emoji(after)


def _is_emoji(char: str) -> bool:
    return "\U0001f000" <= char <= "\U0001faff" or "\u2600" <= char <= "\u27bf"


def _picture(char: str, stand_in: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else stand_in


def for_clipboard(text: str) -> str:
    """A text as it may be copied: pasted into a shell, it must not be obeyed there either."""
    return "".join(char for char in text if char in "\n\t" or char.isprintable())
