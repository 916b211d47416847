"""``glimt follow-up``: who is to be called today, and why, for whoever has the phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_tui.cli.context import Context
from glimt_tui.desk.following_up import ToCall, to_call, why_words
from glimt_tui.exits import Exit
from glimt_tui.store.daybook import Call
from glimt_tui.store.days import clock
from glimt_tui.store.records import HOUSE, Key
from glimt_tui.store.store import system_clock, zone_of
from glimt_tui.store.words import OUTCOMES
from glimt_tui.terminal import BOLD, write, write_for_programs


def run(context: Context) -> Exit:
    """Print the list, the most pressing first."""
    now = system_clock()
    with context.session(mode="ro") as session, session.store.reading() as reading:
        zone = zone_of(reading.get(Key("house", HOUSE)))
        days, kept = context.config.config.follow_up_days, session.keeping.booking_days
        found = to_call(reading, now, days)
    if days > kept:
        context.note(
            say(
                "nobody who used to come is missed: follow_up_days is {days}, and bookings keep"
                " their people for {kept} days",
                days=days,
                kept=kept,
            )
        )
    if context.args.format == "json":
        today = now.astimezone(zone).date()
        write_for_programs(_as_json(context, found, today, zone) + "\n")
        return Exit.OK
    if found:
        context.say(count("{n} person to call today", "{n} people to call today", len(found)))
    else:
        context.say(say("Nobody is to be called today"))
    for each in found:
        write("".join(f"{line}\n" for line in _lines(context, each, zone)))
    return Exit.OK


def _lines(context: Context, each: ToCall, zone: ZoneInfo) -> Iterator[str]:
    """Somebody with their number; below it why, and what is known of the last call."""
    texts, paint = context.texts, context.text_report().paint
    phone = each.person.phone or texts(say("no number"))
    yield f"{paint(harmless(each.person.label), BOLD)}  {harmless(phone)}"
    told: list[Message] = [why_words(each, _as_it_is)]
    call = each.last
    if call is not None:
        told.append(
            say(
                "last call {time}: {outcome} ({who})",
                time=clock(call.at, zone),
                outcome=OUTCOMES[call.outcome],
                who=call.by,
            )
        )
        if call.note is not None and call.note_until is not None:
            told.append(say("note, to {day}: {note}", day=call.note_until, note=call.note))
    yield from (f"  {harmless(texts.sentence(message))}" for message in told)


def _as_it_is(day: date) -> date:
    return day


def _as_json(context: Context, found: list[ToCall], today: date, zone: ZoneInfo) -> str:
    values = {
        "format": 1,
        "day": today,
        "to_call": [
            {
                "person": each.person.id,
                "name": each.person.name,
                "phone": each.person.phone,
                "why": each.why,
                "day": each.day,
                "message": context.texts.sentence(why_words(each, _as_it_is)),
                "last_call": None if each.last is None else _call(each.last, zone),
            }
            for each in found
        ],
    }
    return msgspec.json.format(msgspec.json.encode(values), indent=1).decode()


def _call(call: Call, zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": clock(call.at, zone).isoformat(),
        "by": call.by,
        "outcome": call.outcome,
        "again_on": call.again_on,
        "note": call.note,
        "note_until": call.note_until,
    }
