"""``glimt clashes``: double bookings, closed hours and time without staff, which no rule judges."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_rules.plan.read import PlanDocument
from glimt_rules.texts import Texts
from glimt_tui.cli.check import from_today
from glimt_tui.cli.context import Context
from glimt_tui.desk.clash import Clash
from glimt_tui.desk.clashes import Clashes
from glimt_tui.desk.lent import Lent
from glimt_tui.exits import Exit
from glimt_tui.reports.problems import tell_notes
from glimt_tui.store.daybook import Loan
from glimt_tui.store.families import switched, switches
from glimt_tui.store.plans import plan_of
from glimt_tui.terminal import BOLD, write, write_for_programs


def run(context: Context) -> Exit:
    """Print the warnings, in order of arrival; exit code 1 where there are any."""
    args = context.args
    days = context.days()
    incomplete, lent = Exit.OK, None
    if args.plan is None:
        document, lent, incomplete = _of_centre(context)
        days = from_today(days, document)
    else:
        document = context.plan(args.plan)
    tell_notes(document.notes, context.texts)
    plan, zone = document.plan, ZoneInfo(document.plan.timezone)
    clashes = Clashes(plan, zone, lent)
    found = list(clashes.between(days.date_from, days.date_to))
    told = [(clash, clashes.message(clash)) for clash in found]
    if args.format == "json":
        write_for_programs(_as_json(context, told, zone) + "\n")
    else:
        _tell(context, told, {visit.id: visit for visit in plan.visits}, zone)
    return incomplete or (Exit.FAILED if found else Exit.OK)


def _of_centre(context: Context) -> tuple[PlanDocument, Lent | None, Exit]:
    """What the centre's database holds, with the loans; rules are read where there are some.

    The exit code is of rules that cannot be read, so that a rest that they ask for is not told.
    """
    with context.session(mode="ro") as session, session.store.reading() as reading:
        document = PlanDocument(plan_of(reading, context.config.config.centre))
        there = switches(reading)
        loans = [each.value for each in reading.all("loan") if isinstance(each.value, Loan)]
        now = session.store.clock()
    if not loans:
        return document, None, Exit.OK
    book = switched(context.book(of_centre=True), there.values())
    zone = ZoneInfo(document.plan.timezone)
    return document, Lent(document.plan, book, zone, now, loans), context.exit_of(book)


def _as_json(context: Context, told: list[tuple[Clash, Message]], zone: ZoneInfo) -> str:
    values = {
        "format": 1,
        "clashes": [
            {
                "what": clash.what,
                "visit": clash.visit,
                "start": _local(clash.start, zone).isoformat(),
                "end": _local(clash.end, zone).isoformat(),
                "ids": clash.ids,
                "other": clash.other,
                "message": context.texts.sentence(message),
            }
            for clash, message in told
        ],
    }
    return msgspec.json.format(msgspec.json.encode(values), indent=1).decode()


def _tell(
    context: Context,
    told: list[tuple[Clash, Message]],
    visits: dict[str, Visit],
    zone: ZoneInfo,
) -> None:
    """Each visit once, with its warnings below."""
    texts, paint = context.texts, context.text_report().paint
    if not told:
        context.say(say("Nothing is double-booked, closed or without staff"))
    last = None
    for clash, message in told:
        if clash.visit != last:
            last, visit = clash.visit, visits[clash.visit]
            title = f" «{harmless(visit.title)}»" if visit.title else ""
            when = _when(texts, _local(visit.start, zone), _local(visit.end, zone))
            write(f"{paint(visit.id, BOLD)}{title}, {when}\n")
        write(f"  {harmless(texts.sentence(message))}\n")


def _when(texts: Texts, start: datetime, end: datetime) -> str:
    until = texts.clock(end.time()) if end.date() == start.date() else texts.date_and_clock(end)
    return f"{texts.weekday(start)} {texts.date_and_clock(start)}–{until}"


def _local(moment: Moment, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    return datetime.combine(local.date(), local.timetz())
