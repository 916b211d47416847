"""``glimt`` alone: the screen, on the centre's own database."""

from __future__ import annotations

import sys

from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_tui.cli.context import Context
from glimt_tui.reports.problems import tell_errors


def run(context: Context) -> int:
    """Open the screen; where there is no terminal, or no database, say what there is instead."""
    today = context.days().today
    if not on_a_terminal():
        message = say("The screen needs a terminal; «glimt --help» tells what works without one")
        raise InputError(Problem(message=message))
    with context.session():  # what is wrong with the database is told before the screen opens
        pass
    book = context.book()
    tell_errors(book.problems, context.texts)
    from glimt_tui.screen.start import open_screen

    return open_screen(context, book, today)


def on_a_terminal() -> bool:
    """Whether somebody sits at a terminal."""
    # a stream that was closed before the program began is None
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
