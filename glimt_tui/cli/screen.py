"""``glimt`` alone: the screen, on the centre's own database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from glimt_rules.errors import GlimtError, InputError, Problem
from glimt_rules.message import say
from glimt_tui.cli.context import Context
from glimt_tui.cli.first_time import made_where_there_is_none
from glimt_tui.reports.problems import tell_errors

if TYPE_CHECKING:
    from glimt_tui.desk.rule_watch import RuleWatch


def run(context: Context) -> int:
    """Open the screen; where there is no terminal, or no database, say what there is instead."""
    today = context.days().today
    if not on_a_terminal():
        message = say("The screen needs a terminal; «glimt --help» tells what works without one")
        raise InputError(Problem(message=message))
    sets_up = made_where_there_is_none(context)
    try:
        watch = _watch(context)  # before the book is read, so that nothing comes in between
        book = context.book()
    except GlimtError:
        with context.session():  # what is wrong with the database is told before
            pass
        raise
    from glimt_tui.screen.start import open_screen, opened_desk

    desk = opened_desk(context, book, today, watch)
    tell_errors(book.problems, context.texts)
    return open_screen(context, desk, today, sets_up=sets_up)


def _watch(context: Context) -> RuleWatch | None:
    """What looks after the folders of rule sets, where the configuration names some."""
    if not context.config.rule_directories:
        return None
    from glimt_tui.desk.rule_watch import RuleWatch

    return RuleWatch(context.config.rule_directories, context.book_with)


def on_a_terminal() -> bool:
    """Whether somebody sits at a terminal."""
    # a stream that was closed before the program began is None
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
