"""``glimt today``: the day on paper, for the wall or for when the line is down."""

from __future__ import annotations

from datetime import date

from glimt_tui.cli.context import Context
from glimt_tui.cli.paper import Paper, print_paper
from glimt_tui.exits import Exit
from glimt_tui.paper.lists import lists_of_day
from glimt_tui.paper.wall import wall_of_day


def run(context: Context) -> Exit:
    """Print a day."""

    def days(today: date) -> tuple[date, date]:
        day = context.days().day or today
        return day, day

    return print_paper(
        context,
        Paper(
            days=days,
            title=lambda words, day: words.day(day),
            wall=wall_of_day,
            lists=lists_of_day,
        ),
    )
