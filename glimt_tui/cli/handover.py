"""``glimt handover``: messages for the next shift, and what was decided on a day and why."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.days import Days
from glimt_tui.desk.decided import Decision
from glimt_tui.desk.handover import Handover, handover_of, write_notice
from glimt_tui.desk.view import View
from glimt_tui.exits import Exit
from glimt_tui.reports.answer import failed_rules
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.daybook import Notice
from glimt_tui.store.days import clock
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import HOUSE, Key, Record
from glimt_tui.store.store import system_clock, zone_of
from glimt_tui.terminal import BOLD, write, write_for_programs

#: The options that give what a message is made of.
_OPTIONS = {"text": "--write", "until": "--until"}


def run(context: Context) -> Exit:
    """Print the page, or leave a message."""
    with Gathered() as gathered:
        days = gathered.of(context.days)
        gathered.of(lambda: _check_options(context))
    if context.args.write is not None:
        return _write(context, days.until)
    return _show(context, days)


def _check_options(context: Context) -> None:
    args, problems = context.args, []
    if args.write is None and args.until is not None:
        message = say("only a message has a last day; --write leaves one")
        problems.append(Problem(message=message, where="--until"))
    if args.write is not None and args.day is not None:
        message = say("a message is left today; --until says through which day it is shown")
        problems.append(Problem(message=message, where="--day"))
    if problems:
        raise InputError(problems)


def _write(context: Context, until: date | None) -> Exit:
    """Leave a message for the next shift."""
    with context.session() as session:
        with session.store.reading() as reading:
            zone = zone_of(reading.get(Key("house", HOUSE)))
        today = session.store.clock().astimezone(zone).date()
        last = until or today + timedelta(days=1)
        try:
            notice = write_notice(session.store, context.args.write, last, today)
        except Refused as refused:
            raise InputError(
                Problem(message=each.message, where=_OPTIONS[each.where])
                for each in refused.problems
            ) from None
    context.say(say("The message is shown through {day}", day=notice.until))
    return Exit.OK


def _show(context: Context, days: Days) -> Exit:
    """Print the messages that hold, and what was decided on a day."""
    book = context.book(of_centre=True)
    with context.session(mode="ro") as session, session.store.reading() as reading:
        view = View(reading, book, now=system_clock(), centre=context.config.config.centre,
                    first=days.day)  # fmt: skip
        found = handover_of(reading, view, days.day or view.today)
    if context.args.format == "json":
        write_for_programs(_as_json(context, found, view.zone) + "\n")
    else:
        _tell(context, found, view.zone)
    tell_errors([*view.book.problems, *failed_rules(view.judgement.failures)], context.texts)
    whole = view.judgement.complete and not view.book.problems
    return Exit.OK if whole else Exit.INCOMPLETE


def _tell(context: Context, found: Handover, zone: ZoneInfo) -> None:
    texts, paint = context.texts, context.text_report().paint
    write(paint(texts(say("Messages")), BOLD) + "\n")
    if not found.notices:
        write(f"  {texts(say('No message holds'))}\n")
    for notice in _values(found.notices):
        head = say(
            "{who}, {time}, to {day}", who=notice.by, time=clock(notice.at, zone), day=notice.until
        )
        write(f"  {harmless(texts(head))}\n    {harmless(notice.text)}\n")
    write(paint(texts(say("Decided on {day}", day=found.day)), BOLD) + "\n")
    if not found.decisions:
        write(f"  {texts(say('Nothing was decided that departs from the rules'))}\n")
    for each in found.decisions:
        at = clock(each.at, zone).strftime("%H:%M")
        write(f"  {at} {harmless(each.who)}: {harmless(texts.sentence(each.told))}\n")
        if each.reason is not None:
            write(f"    {harmless(texts.sentence(say('why: {reason}', reason=each.reason)))}\n")


def _as_json(context: Context, found: Handover, zone: ZoneInfo) -> str:
    values = {
        "format": 1,
        "day": found.day,
        "messages": [
            {
                "id": notice.id,
                "at": clock(notice.at, zone).isoformat(),
                "by": notice.by,
                "text": notice.text,
                "until": notice.until,
            }
            for notice in _values(found.notices)
        ],
        "decided": [_decided(context, each, zone) for each in found.decisions],
    }
    return msgspec.json.format(msgspec.json.encode(values), indent=1).decode()


def _decided(context: Context, each: Decision, zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": clock(each.at, zone).isoformat(),
        "who": each.who,
        "what": each.what,
        "message": context.texts.sentence(each.told),
        "reason": each.reason,
        "visit": each.visit,
        "rule": each.rule,
    }


def _values(records: tuple[Record, ...]) -> list[Notice]:
    return [record.value for record in records if isinstance(record.value, Notice)]
