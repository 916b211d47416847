"""What a terminal can do, as far as it makes a difference to what is written to it."""

from __future__ import annotations

import os
from typing import NamedTuple


class Abilities(NamedTuple):
    """What the terminal's description promises; nothing where there is none."""

    erases_in_colour: bool = False  #: what is erased gets the background that is set
    erases_ahead: bool = False  #: it can erase some cells and leave the rest of the line
    scrolls_parts: bool = False  #: it can move some lines up or down


def terminal_abilities() -> Abilities:
    """Look the terminal named by ``$TERM`` up in the system's descriptions.

    curses reads one description in a process and keeps it: the answer is the first one's
    for as long as the process lives. The repeating of a character is left alone: many
    terminals call themselves xterm and do not know it.
    """
    try:
        import curses

        curses.setupterm(os.environ.get("TERM") or "dumb", 2)
    except Exception:  # no such terminal, no descriptions, or a Python without curses
        return Abilities()
    return Abilities(
        erases_in_colour=curses.tigetflag("bce") > 0,
        erases_ahead=bool(curses.tigetstr("ech")),
        scrolls_parts=bool(curses.tigetstr("csr")),
    )
