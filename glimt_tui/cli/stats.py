"""``glimt stats``: a month in figures that name nobody."""

from __future__ import annotations

import re
from datetime import date, timedelta

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.paper import looking
from glimt_tui.desk.stats import figures_of
from glimt_tui.exits import Exit
from glimt_tui.reports.stats import as_csv, as_json, as_text, published
from glimt_tui.store.plans import plan_of
from glimt_tui.terminal import write, write_for_programs


def run(context: Context) -> Exit:
    """Print the figures of a month, or of some days."""
    args = context.args
    with Gathered() as gathered:
        book = gathered.of(lambda: context.book(of_centre=args.plan is None))
        gathered.of(lambda: _days(context, date(LAST_YEAR, 1, 1)))
        gathered.of(lambda: _check_limit(args.hide_below))
    with looking(context, book) as there:
        today = there.now.astimezone(there.zone).date()
        first, last = _days(context, today)
        _must_have_begun(first, today)
        figures = figures_of(there.reading, book, there.centre, there.now, first, min(last, today))
        name = plan_of(there.reading, there.centre).centre.name or ""
    if last >= today:
        context.note(say("the time is not over yet: these are the figures until now"))
    told = published(figures, args.hide_below)
    if args.format == "text":
        write(as_text(told, name, book, context.texts))
    else:
        write_for_programs((as_json if args.format == "json" else as_csv)(told))
    return context.exit_of(book)


def _days(context: Context, today: date) -> tuple[date, date]:
    """The first and the last day; raises InputError with all that is wrong with the options."""
    args = context.args
    with Gathered() as gathered:
        days = gathered.of(context.days)
        month = gathered.of(lambda: _month(args.month, today))
        if args.month is not None and (args.date_from or args.date_to):
            message = say("--from and --to name other days; take one or the other")
            gathered.of(lambda: _refuse(message, "--month"))
        if args.date_to and not args.date_from:
            gathered.of(lambda: _refuse(say("--from is wanted with it"), "--to"))
    if days.date_from is None:
        return month
    return days.date_from, days.date_to or max(today, days.date_from)


def _month(text: str | None, today: date) -> tuple[date, date]:
    """The days of a month; without a name, of the month before today's."""
    if text is None:
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    found = re.fullmatch(r"(\d{4})-(\d\d)", text, re.ASCII)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (FIRST_YEAR <= year < LAST_YEAR and 1 <= month <= 12):
        raise InputError(
            Problem(
                message=say("{found} is no month; write it as 2021-01", found=quoted(text)),
                where="--month",
            )
        )
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _refuse(message: Message, where: str) -> None:
    raise InputError(Problem(message=message, where=where))


def _check_limit(below: int) -> None:
    if below == 2:  # a single one is all that is below 2 and not 0
        message = say("2 would hide nothing, for «<2» is 1; 3 or more hides, 1 shows everything")
        _refuse(message, "--hide-below")


def _must_have_begun(first: date, today: date) -> None:
    if first > today:
        _refuse(say("{day} is still to come", day=first), "--from")
