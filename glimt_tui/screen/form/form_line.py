"""A line of a form, and what every form draws in the same way: the cursor, and what is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_rules.message import say
from glimt_tui.screen.form.fields import Choice
from glimt_tui.screen.words import Words

#: How many choices are shown at a time.
MOST_CHOICES = 5
BOLD, FAINT, CURSOR = Style(bold=True), Style(dim=True), Style(reverse=True)
INDENT = "  "


class FormLine(Struct, frozen=True):
    """A line of a form."""

    text: Text
    #: the field that it belongs to
    field: str | None = None
    #: the column of the cursor, where it is on this line
    cursor: int | None = None


class Listing(Protocol):
    """A field under which something can be listed."""

    name: str
    #: which of the choices enter takes
    pick: int
    #: whether there are more than are listed, which other letters would find
    is_cut: bool


def choice_lines(
    field: Listing, choices: Sequence[Choice], words: Words, width: int
) -> Iterator[FormLine]:
    """What can be taken, around the one that enter takes, and how much more there is."""
    most = MOST_CHOICES
    if len(choices) == most + 1 and not field.is_cut:
        most += 1  # the last one takes no more room than saying that there is one more
    first = max(0, min(field.pick - most // 2, len(choices) - most))
    shown = choices[first : first + most]
    for place, choice in enumerate(shown, first):
        is_picked = place == field.pick
        text = Text(f"{INDENT}{'›' if is_picked else ' '} {choice.text}")
        if choice.beside:
            text.append(f"  {choice.beside}", FAINT)
        text.truncate(width, overflow="ellipsis")
        if is_picked:
            text.stylize(BOLD)
        yield FormLine(text, field.name)
    left = len(choices) - len(shown)
    if left or (choices and field.is_cut):
        more = say("and more: type more letters") if field.is_cut else say("and {n} more", n=left)
        yield FormLine(Text(f"{INDENT}  … {words(more)}", FAINT), field.name)


def with_cursor(text: Text, column: int) -> Text:
    """A text with the cursor on the sign that begins at a column, or behind its end."""
    plain = text.plain
    offset, cells = 0, 0
    while offset < len(plain) and cells < column:
        cells += cell_len(plain[offset])
        offset += 1
    text = text.copy()
    if offset >= len(plain):
        text.append(" " * max(0, column - cells))
        text.append(" ", CURSOR)
    else:
        text.stylize(CURSOR, offset, offset + 1)
    return text
