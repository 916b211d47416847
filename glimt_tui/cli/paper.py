"""What ``glimt today`` and ``glimt week`` share: what they look at, and how it is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, count, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.outputs import outputs_of
from glimt_tui.desk.view import View
from glimt_tui.exits import Exit
from glimt_tui.paper import lists, wall
from glimt_tui.paper.sheet import Section, Sheet
from glimt_tui.paper.views import forgotten, repository_of, view_of, zone_in
from glimt_tui.paper.words import PaperWords
from glimt_tui.reports.answer import failed_rules
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.store.days import clock
from glimt_tui.store.errors import Refused
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import system_clock
from glimt_tui.terminal import write

#: What a sheet says: figures above its sections, and those.
Said = tuple[tuple[str, ...], tuple[Section, ...]]


class Paper(Struct, frozen=True, kw_only=True):
    """What one of the two commands prints."""

    #: the first and the last day of the sheet; given the day on which it is printed
    days: Callable[[date], tuple[date, date]]
    title: Callable[[PaperWords, date], str]
    wall: Callable[[View, PaperWords, date], tuple[Section, ...]]
    lists: Callable[..., Said]


class Looking(Struct, frozen=True, kw_only=True):
    """Where something is looked up, and the rules that judge it."""

    reading: Reading
    book: RuleBook
    #: the centre's figures where the database has none of its own
    centre: Centre | None
    now: Moment
    zone: ZoneInfo


@contextmanager
def looking(context: Context, book: RuleBook) -> Iterator[Looking]:
    """Look at the centre's database, or at the plan document that the options name."""
    now, path = system_clock(), context.args.plan
    if path is None:
        with context.session(mode="ro") as session, session.store.reading() as reading:
            centre = context.config.config.centre
            yield Looking(reading=reading, book=book, centre=centre, now=now, zone=zone_in(reading))
        return
    document = context.plan(path)
    tell_notes(document.notes, context.texts)
    try:
        repository = repository_of(document.plan, lambda: now)
    except Refused as error:
        raise InputError(document.located(problem) for problem in error.problems) from None
    with repository.reading() as reading:
        yield Looking(reading=reading, book=book, centre=None, now=now, zone=zone_in(reading))


def print_paper(context: Context, paper: Paper) -> Exit:
    """Make a sheet, and write it to standard output or to a file."""
    args = context.args
    with Gathered() as gathered:
        book = gathered.of(lambda: context.book(of_centre=args.plan is None))
        gathered.of(lambda: paper.days(date(2021, 1, 1)))
        gathered.of(lambda: _check_options(context))
        if book is not None:
            gathered.of(lambda: check_output(context, book))
    with looking(context, book) as there:
        first, last = paper.days(there.now.astimezone(there.zone).date())
        view = view_of(there.reading, book, there.centre, there.now, first, last)
        gone = forgotten(there.reading, first, last)
    sheet = _sheet(context, paper, view, first, there.now, gone)
    write_out(context, _as_bytes(context, sheet), private=context.args.reader == "desk")
    tell_errors([*view.book.problems, *failed_rules(view.judgement.failures)], context.texts)
    whole = view.judgement.complete and not view.book.problems
    return Exit.OK if whole else Exit.INCOMPLETE


def _check_options(context: Context) -> None:
    args = context.args
    problems: list[Problem] = []
    if args.phones and args.reader == "wall":
        message = say("phone numbers do not hang on the wall; --for desk has them")
        problems.append(Problem(message=message, where="--phones"))
    problems += pdf_for_a_terminal(context)
    if problems:
        raise InputError(problems)


def pdf_for_a_terminal(context: Context) -> list[Problem]:
    """What is wrong where a PDF would be written to a terminal."""
    args = context.args
    if args.format != "pdf" or args.output is not None or not sys.stdout.isatty():
        return []
    message = say("a PDF is nothing to read on a terminal; --output says where it goes")
    return [Problem(message=message, where="--format")]


def check_output(context: Context, book: RuleBook) -> None:
    """See that there can be such a file, and that nothing is lost by it."""
    args = context.args
    if args.output is None:
        return
    if not args.output:
        message = say("{found} names no file", found=quoted(args.output))
        raise InputError(Problem(message=message, where="--output"))
    formats = {args.format: str}  # which format it is was seen to by the options
    plans = [args.plan] if args.plan else []
    outputs_of(
        [f"{args.format}={args.output}"],
        plans,
        context.config.file,
        book,
        formats,
    )
    if args.plan is None:
        _must_not_be_the_database(context)


def _must_not_be_the_database(context: Context) -> None:
    from glimt_tui.store.place.paths import database_path

    path = database_path(getattr(context.args, "database", None), context.config)
    if os.path.realpath(path) == os.path.realpath(context.args.output):
        message = say("this is the database, and is not written over")
        raise InputError(Problem(message=message, where="--output", file=context.args.output))


def _sheet(context: Context, paper: Paper, view: View, day: date, now: Moment, gone: int) -> Sheet:
    words = PaperWords(view, context.texts)
    notes: tuple[str, ...] = ()
    if context.args.reader == "wall":
        about, sections = wall.ABOUT, paper.wall(view, words, day)
    else:
        about = lists.ABOUT
        notes, sections = paper.lists(view, words, day, phones=context.args.phones)
    if gone:
        notes += (words(_gone(gone)),)
    name = (view.plan.centre.name or "").strip()
    printed = say("printed {time}", time=clock(now, view.zone))
    told = [harmless(name), words(about), words(printed)]
    return Sheet(
        language=context.texts.language,
        title=paper.title(words, day),
        about=" · ".join(part for part in told if part),
        notes=notes,
        sections=sections,
        page=context.texts(say("page {n} of {pages}", n="{n}", pages="{pages}")),
    )


def _gone(n: int) -> Message:
    return count(
        "{n} visit is left out: it is forgotten who took part",
        "{n} visits are left out: it is forgotten who took part",
        n,
    )


def write_out(context: Context, data: bytes, *, private: bool) -> None:
    """Write what was made to standard output or to a file, which is ``private`` with names."""
    args = context.args
    if args.output is not None:
        from glimt_tui.paper.files import write_file

        write_file(args.output, data, private=private)
    elif args.format == "text":
        write(data.decode())
    else:
        if hasattr(sys.stdout, "reconfigure"):  # every byte as it is
            sys.stdout.reconfigure(encoding="latin-1", newline="")
        write(data.decode("latin-1"))


def _as_bytes(context: Context, sheet: Sheet) -> bytes:
    """The sheet in the format that was asked for."""
    if context.args.format == "text":
        from glimt_tui.paper.text import as_text

        return as_text(sheet).encode("utf-8", "backslashreplace")
    if context.args.format == "html":
        from glimt_tui.paper.html import as_html

        return as_html(sheet).encode("utf-8", "backslashreplace")
    from glimt_tui.paper.pdf import as_pdf, lacking

    tell_lacking(context, lacking(sheet))
    return as_pdf(sheet)


def tell_lacking(context: Context, letters: str) -> None:
    """Tell which letters the PDF's font has no picture of."""
    if letters:
        context.note(
            say(
                "the PDF's font lacks {letters}, and a box stands for each; --format html has all",
                letters=quoted(letters),
            )
        )
