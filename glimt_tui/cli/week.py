"""``glimt week``: the week on paper, rooms by day."""

from __future__ import annotations

from datetime import date, timedelta

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR, parse_week
from glimt_tui.cli.context import Context
from glimt_tui.cli.paper import Paper, print_paper
from glimt_tui.desk.week import monday_of
from glimt_tui.exits import Exit
from glimt_tui.paper.lists import lists_of_week
from glimt_tui.paper.wall import wall_of_week
from glimt_tui.paper.words import PaperWords


def run(context: Context) -> Exit:
    """Print a week."""

    def days(today: date) -> tuple[date, date]:
        monday = monday_of(today) if context.args.week is None else _monday(context.args.week)
        return monday, monday + timedelta(days=6)

    return print_paper(
        context, Paper(days=days, title=_title, wall=wall_of_week, lists=lists_of_week)
    )


def _title(words: PaperWords, monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return words.sentence(
        say(
            "week {week} of {year}: {first} to {last}",
            week=week,
            year=str(year),
            first=monday,
            last=monday + timedelta(days=6),
        )
    )


def _monday(text: str) -> date:
    """The Monday of the week that an option names; raises InputError where it is none."""
    try:
        monday = parse_week(text)
    except ValueError:
        monday = None
    if monday is None or not FIRST_YEAR <= monday.year < LAST_YEAR:
        message = say("{found} is no week; write it as 2021-W02", found=quoted(text))
        raise InputError(Problem(message=message, where="--week"))
    return monday
