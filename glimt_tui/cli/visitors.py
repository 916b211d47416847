"""``glimt arrive``, ``depart``, ``visitors`` and ``trace``: the visitor list."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.convert import Refused as NotATime
from glimt_rules.documents.faults import harmless
from glimt_rules.documents.times import Times
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import count, say
from glimt_rules.moments import Moment
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.store.days import clock
from glimt_tui.store.records import HOUSE, Key
from glimt_tui.store.session import Session
from glimt_tui.store.store import system_clock, zone_of
from glimt_tui.store.trace import Meeting, trace
from glimt_tui.store.visitors import Visitor, arrive, depart, visitors
from glimt_tui.terminal import write, write_for_programs

#: What stands for a name or a number that nobody asked to see.
MASK = "•••"


def receive(context: Context) -> Exit:
    """Put somebody on the visitor list."""
    args = context.args
    with context.session() as session:
        zone = _zone(session)
        arrival = arrive(
            session.store,
            session.keys,
            args.person,
            visit_id=args.visit,
            at=moment_of(args.at, zone),
            handwashed=args.hands,
            name=args.name,
            phone=args.phone,
        )
    context.say(
        say("{person} arrived on {time}", person=args.person, time=clock(arrival.arrived, zone))
    )
    return Exit.OK


def leave(context: Context) -> Exit:
    """Write down that somebody has left."""
    with context.session() as session:
        zone = _zone(session)
        arrival = depart(session.store, context.args.person, at=moment_of(context.args.at, zone))
    assert arrival.left is not None
    context.say(
        say("{person} left on {time}", person=context.args.person, time=clock(arrival.left, zone))
    )
    return Exit.OK


def show(context: Context) -> Exit:
    """Print the visitor list; names and numbers only where they are asked for."""
    with context.session() as session:
        zone = _zone(session)
        today = system_clock().astimezone(zone).date()
        first = today - timedelta(days=session.keeping.retention_days)
        there = visitors(session.store, session.keys)
        kept = [visitor for visitor in there if visitor.arrival.day >= first]
    for visitor in kept:
        days = (visitor.arrival.day - first).days
        write(_row(context, visitor, days, zone) + "\n")
    if not kept:
        context.say(say("The visitor list is empty"))
    locked = sum(visitor.is_sealed for visitor in kept)
    if locked:
        context.note(
            count(
                "The key of {n} entry does not open it; what is known of the person may help",
                "The keys of {n} entries do not open them; what is known of the people may help",
                locked,
            )
        )
    if len(kept) < len(there):
        context.note(
            count(
                "{n} entry should be gone; glimt purge forgets it",
                "{n} entries should be gone; glimt purge forgets them",
                len(there) - len(kept),
            )
        )
    return Exit.OK


def _row(context: Context, visitor: Visitor, days: int, zone: ZoneInfo) -> str:
    arrival = visitor.arrival
    came = clock(arrival.arrived, zone).strftime("%Y-%m-%d %H:%M")
    left = clock(arrival.left, zone).strftime("%H:%M") if arrival.left else "     "
    named = (visitor.name or "", visitor.phone or "") if context.args.names else (MASK, MASK)
    hands = {True: "✓", False: "✗", None: "?"}[arrival.handwashed]
    stays = context.texts(count("{n} day left", "{n} days left", days))
    who = [harmless(arrival.person), *map(harmless, named), harmless(arrival.visit or "")]
    told = context.texts(say("hands"))
    hand = f"{told} {hands}"
    return "  ".join([f"{came}–{left}", *(part for part in who if part), hand, stays])


def trace_person(context: Context) -> Exit:
    """Print who was with somebody, for whoever the health authorities ask."""
    days = context.days()
    with context.session() as session:
        zone = _zone(session)
        today = system_clock().astimezone(zone).date()
        held = today - timedelta(days=session.keeping.booking_days)
        found = trace(
            session.store,
            session.keys,
            context.args.person,
            days.date_from or held,
            days.date_to or today,
        )
    if context.args.format == "json":
        write_for_programs(msgspec.json.encode(found, enc_hook=_iso).decode() + "\n")
        return Exit.OK
    for meeting in found.meetings:
        write(_meeting(context, meeting, zone) + "\n")
    people = len({meeting.person for meeting in found.meetings})
    context.say(
        count(
            "{n} person was with {person} from {first} to {last}, as far as it is held",
            "{n} people were with {person} from {first} to {last}, as far as it is held",
            people,
            person=found.person,
            first=found.first,
            last=found.last,
        )
    )
    return Exit.OK


def _meeting(context: Context, meeting: Meeting, zone: ZoneInfo) -> str:
    start, end = clock(meeting.start, zone), clock(meeting.end, zone)
    how = say("in the visit {visit}", visit=meeting.visit or "")
    if meeting.how == "premises":
        how = say("in the premises")
    named = [meeting.person, meeting.name or "", meeting.phone or ""]
    parts = [f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}", *(harmless(part) for part in named if part)]
    return "  ".join([*parts, context.texts(how)])


def _iso(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _zone(session: Session) -> ZoneInfo:
    with session.store.reading() as reading:
        return zone_of(reading.get(Key("house", HOUSE)))


def moment_of(text: str | None, zone: ZoneInfo) -> Moment | None:
    """A time of an option; raises InputError where it is none."""
    if text is None:
        return None
    try:
        moment: Moment = Times(zone)(Moment, text)
    except NotATime as refused:
        raise InputError(Problem(message=refused.message, where="--at")) from None
    return moment
