"""How a cell looks, and the shortest sequence from one look to another.

A terminal keeps the look that was set last, its pen. Textual sets every look from nothing and
takes it back after each piece of text; here only what differs is written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style


class Look(NamedTuple):
    """Attributes as bits in the order of ``ON``, and the colours as the codes that set them."""

    attributes: int
    foreground: str | None  #: None where it cannot be seen: on a blank
    background: str


DEFAULT_FOREGROUND, DEFAULT_BACKGROUND = "39", "49"
PLAIN = Look(0, DEFAULT_FOREGROUND, DEFAULT_BACKGROUND)
RESET = "\x1b[m"

#: The codes that set the attributes of a Rich style, from the lowest bit, as Textual sets them.
ON = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
#: What takes attributes back, and all the bits that it takes back.
_OFF = (
    ("22", 0b11),
    ("23", 0b100),
    ("24", 0b10_0000_1000),
    ("25", 0b11_0000),
    ("27", 0b100_0000),
    ("28", 0b1000_0000),
    ("29", 0b1_0000_0000),
    ("54", 0b1100_0000_0000),
    ("55", 0b1_0000_0000_0000),
)
#: Lines, frames and reversed colours: what is seen on a blank as well.
SEEN_ON_BLANKS = 0b1_1111_0100_1000


@lru_cache(16384)
def look_of(style: Style | None, colours: ColorSystem) -> Look:
    """The look that Textual's own renderer gives a style; links are left out."""
    if style is None:
        return PLAIN
    attributes = style._attributes & style._set_attributes
    foreground, background = DEFAULT_FOREGROUND, DEFAULT_BACKGROUND
    if style.color is not None:
        foreground = ";".join(style.color.downgrade(colours).get_ansi_codes())
    if style.bgcolor is not None:
        background = ";".join(style.bgcolor.downgrade(colours).get_ansi_codes(foreground=False))
    return Look(attributes, foreground, background)


@lru_cache(4096)
def on_blank(look: Look) -> Look:
    """What can be seen of a look where there is nothing but a space."""
    if look.attributes & SEEN_ON_BLANKS:
        return look
    return Look(0, None, look.background)


@lru_cache(16384)
def change(pen: Look, look: Look) -> tuple[str, Look]:
    """The shortest sequence after which the terminal writes in a look, and its pen then."""
    goal = look
    if look.foreground is None:  # what a blank does not show may stay as it is
        goal = Look(pen.attributes & ~SEEN_ON_BLANKS, pen.foreground, look.background)
    codes = ";".join(_differences(pen, goal))
    if not codes:
        return "", goal
    anew = Look(look.attributes, look.foreground or DEFAULT_FOREGROUND, look.background)
    from_nothing = ";".join(_differences(PLAIN, anew))
    if len(from_nothing) + 2 * bool(from_nothing) < len(codes):
        return f"\x1b[0;{from_nothing}m" if from_nothing else RESET, anew
    return f"\x1b[{codes}m", goal


def _differences(pen: Look, goal: Look) -> list[str]:
    codes = []
    held, gone = pen.attributes, pen.attributes & ~goal.attributes
    for code, bits in _OFF:
        if gone & bits:
            codes.append(code)
            held &= ~bits
    missing = goal.attributes & ~held
    codes += [code for bit, code in enumerate(ON) if missing >> bit & 1]
    if goal.foreground != pen.foreground:
        codes.append(goal.foreground or DEFAULT_FOREGROUND)
    if goal.background != pen.background:
        codes.append(goal.background)
    return codes
