"""``glimt rules timeline``: all rule sets on one page, as bars over the days."""

from __future__ import annotations

from datetime import datetime

from glimt_tui.cli.context import Context
from glimt_tui.cli.drafts import read_files
from glimt_tui.exits import Exit
from glimt_tui.reports.timeline import ZONE
from glimt_tui.reports.timeline_page import TimelinePage
from glimt_tui.terminal import write


def run(context: Context) -> Exit:
    """Print the page; with files, of their families alone."""
    days = context.days()
    book, families = context.book(), None
    if context.args.files:
        book, rule_sets = read_files(context, book, context.args.files)
        families = sorted({rule_set.family for rule_set in rule_sets})
    page = TimelinePage(
        context.text_report(),
        book,
        today=days.today or datetime.now(ZONE).date(),
        known_at=days.known_at,
        days=(days.date_from, days.date_to),
        families=families,
    )
    write(page.render())
    return context.exit_of(book)
