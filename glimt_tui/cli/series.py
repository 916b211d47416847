"""``glimt series``: bookings that come back, listed, made and ended, as on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.plan.model import WEEKDAYS
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context
from glimt_tui.cli.days import no_day, read_day
from glimt_tui.desk.booking import new_id
from glimt_tui.desk.series.changing import to_come
from glimt_tui.desk.series.days import left_out, series_there
from glimt_tui.desk.series.outlook import Asked, End, Make, Outlook
from glimt_tui.desk.series.words import listed, of_days
from glimt_tui.desk.series.writing import look, write
from glimt_tui.desk.view import View
from glimt_tui.exits import Exit
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.daybook import Series
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Record
from glimt_tui.store.session import Session
from glimt_tui.terminal import BOLD, write_for_programs
from glimt_tui.terminal import write as show


def list_them(context: Context) -> Exit:
    """Print every series: when it comes, until when, how many are left, and the next."""
    with context.session(mode="ro") as session:
        view = _view(context, session, RuleBook(()))
        with session.store.reading() as reading:
            there = [each.value for each in series_there(reading).values()]
    found = [each for each in there if isinstance(each, Series)]
    if context.args.format == "json":
        values = [_as_values(view, each) for each in found]
        write_for_programs(_json({"format": 1, "series": values}))
        return Exit.OK
    if not found:
        context.say(say("There is no series"))
    paint = context.text_report().paint
    for each in found:
        title = f" «{harmless(each.title)}»" if each.title else ""
        show(f"{paint(each.id, BOLD)}{title}\n")
        for message in listed(view, each):
            show(f"  {context.texts.sentence(message)}\n")
    return Exit.OK


def make(context: Context) -> Exit:
    """Repeat a booking; exit code 1 where a day was left out because of a rule."""
    args = context.args
    without = (("--without", text) for text in args.without)
    last, *left_out = _days(("--through", args.through), *without)
    asked = Make(
        id=new_id("s"),
        visit=args.visit,
        weeks=args.every,
        last=last,
        without=frozenset(left_out),
    )
    return _do(context, asked)


def end(context: Context) -> Exit:
    """Call off what is to come of a series."""
    args = context.args
    day = _days(("--from", args.date_from))[0] if args.date_from else None
    return _do(context, End(series=args.series, scope="following" if day else "all", day=day))


def _do(context: Context, asked: Asked) -> Exit:
    """Write what is asked for, and tell what came of each day."""
    book = context.book(of_centre=True)
    if book.problems:  # what cannot be judged is not written
        return context.exit_of(book)
    with context.session() as session:
        store = session.store
        view = _view(context, session, book)
        with store.reading() as reading:
            _require_there(view, series_there(reading), asked)
        seen = look(store, view, asked)
        _require_days(asked, seen)
        if seen.failed:
            message = say("the rule failed, so nothing is written")
            tell_errors(
                [Problem(message=message, where=rule) for rule in seen.failed], context.texts
            )
            return Exit.INCOMPLETE
        if seen.why_not is None:
            done = write(store, book, store.clock(), view, seen)
            if not done.is_written:
                raise Refused(Problem(message=say("Others write all the time; try once more")))
            seen = done.outlook
    _tell(context, view, seen)
    if seen.why_not is not None:
        tell_errors([Problem(message=seen.why_not)], context.texts)
        return Exit.FAILED if seen.days else Exit.WRONG_INPUT
    return Exit.FAILED if any(day.fate == "broken" for day in seen.days) else Exit.OK


def _view(context: Context, session: Session, book: RuleBook) -> View:
    with session.store.reading() as reading:
        return View(reading, book, now=session.store.clock(), centre=context.config.config.centre)


# What is wrong with it -------------------------------------------------------------------


def _days(*given: tuple[str, str]) -> list[date]:
    """The days of options; raises InputError with every one that is none."""
    found = [(option, text, read_day(text)) for option, text in given]
    problems = [
        Problem(message=no_day(text), where=option) for option, text, day in found if day is None
    ]
    if problems:
        raise InputError(problems)
    return [day for _, _, day in found if day is not None]


def _require_there(view: View, there: Mapping[str, Record], asked: Asked) -> None:
    """Raise InputError where the booking, or the series, is not there."""
    if isinstance(asked, Make) and asked.visit not in view.visits:
        message = say("there is no visit {found}", found=quoted(asked.visit))
        raise InputError(Problem(message=message, where="VISIT"))
    if isinstance(asked, End) and asked.series not in there:
        message = say("there is no series {found}", found=quoted(asked.series))
        if there:
            message = say(
                "there is no series {found}; there are: {known}",
                found=quoted(asked.series),
                known=tuple(there),
            )
        raise InputError(Problem(message=message, where="SERIES"))


def _require_days(asked: Asked, seen: Outlook) -> None:
    """Raise InputError for days to leave out on which it does not come anyway."""
    if isinstance(asked, Make) and seen.days:
        wrong = sorted(asked.without - {day.day for day in seen.days})
        message = say("it does not come on this day anyway")
        problems = [Problem(message=message, where=f"--without {day}") for day in wrong]
        if problems:
            raise InputError(problems)


# Telling ---------------------------------------------------------------------------------


def _tell(context: Context, view: View, seen: Outlook) -> None:
    if context.args.format == "json":
        write_for_programs(_json(_outcome(context, view, seen)))
        return
    texts, paint = context.texts, context.text_report().paint
    if seen.why_not is None and isinstance(seen.asked, Make) and seen.after is not None:
        show(f"{paint(seen.after.id, BOLD)}\n")
    for day, told in of_days(seen):
        row = f"{texts.value(day)}: {'; '.join(map(texts.value, told))}"
        show(f"  {harmless(row)}\n")


def _outcome(context: Context, view: View, seen: Outlook) -> dict[str, object]:
    """What came of it, for programs."""
    series = seen.after if seen.after is not None else seen.before
    return {
        "format": 1,
        "written": seen.why_not is None,
        "series": series.id if series is not None and seen.why_not is None else None,
        "days": [
            {
                "day": day.day.isoformat(),
                "fate": day.fate,
                "visit": day.visit.id if day.visit is not None else None,
                "holiday": context.texts.pick(day.holiday) if day.holiday else None,
                "broken": sorted({each.rule.id for each in day.broken}),
                "notes": [context.texts.sentence(note) for note in day.notes],
            }
            for day in seen.days
        ],
    }


def _as_values(view: View, series: Series) -> dict[str, object]:
    coming = list(to_come(view, series).values())
    return {
        "id": series.id,
        "title": series.title,
        "weekday": WEEKDAYS[series.first.weekday()],
        "weeks": series.weeks,
        "first": series.first.isoformat(),
        "last": series.last.isoformat(),
        "starts": series.starts.isoformat("minutes"),
        "minutes": series.minutes,
        "left": len(coming),
        "next": min((view.day_of(visit) for visit in coming), default=None),
        "skipped": [day.isoformat() for day in left_out(series, view.visits.values())],
    }


def _json(values: dict[str, object]) -> str:
    return msgspec.json.format(msgspec.json.encode(values), indent=1).decode() + "\n"
