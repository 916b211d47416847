"""Writing down what came of a call to somebody who is followed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.forms import text_fault
from glimt_rules.plan.model import Centre, Person
from glimt_tui.desk.day_range import day_fault
from glimt_tui.desk.hours import hours_on
from glimt_tui.store.daybook import NO_CALL, Call
from glimt_tui.store.errors import Refused, Stale
from glimt_tui.store.records import Key, Record
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Action, Store
from glimt_tui.store.words import OUTCOMES

#: What can come of a call.
Answer = Literal["reached", "no_answer", "put_off"]
#: For how many days a note stays where nobody says otherwise, and at most.
NOTE_DAYS, LONGEST_NOTE_DAYS = 7, 28
#: So many days ahead somebody can be put off at most.
LONGEST_WAIT = 365


class CallMade(Struct, frozen=True, kw_only=True):
    """What came of a call, as somebody writes it down."""

    outcome: Answer
    again_on: date | None = None
    note: str = ""
    #: the last day of the note; of no meaning without one
    note_until: date | None = None


def next_open_day(centre: Centre, today: date) -> date:
    """The first day after today on which the centre is open; tomorrow where it never is."""
    week = [today + timedelta(days=n) for n in range(1, 8)]
    return next((day for day in week if hours_on(centre, day)), week[0])


def faults(called: CallMade, today: date) -> Iterator[tuple[str, Message]]:
    """What is wrong with it, by its key."""
    again_on, note = called.again_on, called.note.strip()
    earliest = today + timedelta(days=called.outcome == "put_off")
    latest = today + timedelta(days=LONGEST_WAIT)
    if again_on is None and called.outcome != "reached":
        yield "again_on", say("without a day on which to call again, somebody would be forgotten")
    elif again_on is not None and (wrong := day_fault(again_on, earliest, latest)):
        yield "again_on", wrong
    fault = text_fault(note)
    if fault is not None:
        yield "note", fault
    if note:
        last = today + timedelta(days=LONGEST_NOTE_DAYS)
        if called.note_until is None:
            yield "note_until", say("a note needs a last day")
        elif wrong := day_fault(called.note_until, today, last):
            yield "note_until", wrong


class CalledSince(Stale):
    """Somebody else has written down a call since the list was read; nothing was written."""

    def __init__(self, mine: Record, theirs: Record) -> None:
        super().__init__(mine, theirs)
        assert isinstance(theirs.value, Call)
        self.call = theirs.value
        message = say(
            "not written: {who} has called them meanwhile ({outcome})",
            who=self.call.by,
            outcome=OUTCOMES[self.call.outcome],
        )
        self.problems = (Problem(message=message, where=f"call.{mine.id}"),)


def write_call(
    store: Store, person: str, called: CallMade, today: date, *, seen: str | None
) -> Call:
    """Write down what came of a call.

    ``seen`` is the id of the newest call to them that whoever called has seen; None for none.
    Raises Refused with all that is wrong, and CalledSince where there is a newer call by now.
    """
    problems = [Problem(message=why, where=key) for key, why in faults(called, today)]
    if problems:
        raise Refused(problems)
    note = called.note.strip() or None
    with store.action("call") as action:
        _require_followed_up(action, person)
        call = Call(
            # of two at one moment, the later is the newer one
            id=f"call-{action.writing.entries_ever() + 1:09d}",
            person=person,
            at=action.now,
            by=store.who,
            outcome=called.outcome,
            again_on=called.again_on,
            note=note,
            note_until=called.note_until if note else None,
        )
        theirs = newest_records(action.writing).get(person)
        if theirs is not None and theirs.id != seen:
            raise CalledSince(Record("call", call.id, call, 0), theirs)
        action.put(call)
    return call


def newest_records(reading: Reading, *, missing: bool = False) -> dict[str, Record]:
    """The newest call to each person, by the person's id.

    ``missing`` asks for the newest word that somebody is or would be missed instead, which is no
    call.
    """
    newest: dict[str, Record] = {}
    for record in reading.all("call"):
        call = record.value
        if isinstance(call, Call) and (call.outcome in NO_CALL) == missing:
            known = newest.get(call.person)
            if known is None or _when(known.value) < _when(call):
                newest[call.person] = record
    return newest


def _when(call: object) -> tuple[Moment, str]:
    """What calls are put in order by; of two at one moment, the later has the greater id."""
    assert isinstance(call, Call)
    return call.at, call.id


def is_followed_up(person: Person) -> bool:
    """Whether anybody calls somebody: no colleagues or guests, nor who stands in as such."""
    return person.role in ("participant", "support_contact")


def _require_followed_up(action: Action, id_: str) -> None:
    record = action.get(Key("person", id_))
    person = record.value if record else None
    if isinstance(person, Person) and is_followed_up(person):
        return
    message = say("there is no person {person}", person=quoted(id_))
    if isinstance(person, Person):
        message = say("{person} is nobody to follow up", person=person.label)
    raise Refused(Problem(message=message, where=f"person.{id_}"))
