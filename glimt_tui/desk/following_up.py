"""Following up: who is to be called today, why, and in which order; and what came of a call.

Three reasons, the most pressing first: the day has come on which somebody was to be called again;
they did not come; or they used to come, and have not been here for a while. So nobody is
forgotten: a day that was named stands until a later call, and who stayed away until they are
called or come, for as long as the booking's people are kept. And nobody is nagged: whoever was
spoken with is left in peace for as many days as it takes to miss somebody, unless they stay away
once more or a day was agreed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.forms import text_fault
from glimt_rules.plan.model import Centre, Person, Visit
from glimt_tui.desk.day_range import day_fault
from glimt_tui.desk.hours import hours_on
from glimt_tui.store.daybook import Call, Outcome
from glimt_tui.store.daybook_retention import newest_calls
from glimt_tui.store.days import midnight
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import HOUSE, Arrival, Key
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Action, Store, zone_of

#: Why somebody is on the list. ``asked``: they are not, but somebody wants to write down a call.
Why = Literal["again", "missed", "silent", "asked"]
_ORDER: tuple[Why, ...] = ("again", "missed", "silent", "asked")
#: Who used to come: so many visits in so many days before they stayed away.
USED_TO, BEFORE = 3, timedelta(days=28)
#: Whoever comes within so many days, today included, is met then, and not called.
SOON = timedelta(days=7)
#: For how many days a note stays where nobody says otherwise, and at most.
NOTE_DAYS, LONGEST_NOTE_DAYS = 7, 28
#: So many days ahead somebody can be put off at most.
LONGEST_WAIT = 365


class ToCall(Struct, frozen=True, kw_only=True):
    """Somebody to call."""

    person: Person
    why: Why
    #: the day on which to call again, on which they did not come, or were here last
    day: date | None = None
    #: the newest call to them; its note only as long as it may be read
    last: Call | None = None


def to_call(
    reading: Reading, now: Moment, silent_days: int, *, also: str | None = None
) -> list[ToCall]:
    """Who is to be called today, the most pressing first.

    ``silent_days`` is how long it takes to miss somebody who used to come. ``also`` is somebody
    about whom a call is to be written down, whether or not they are to be called; they come first.
    """
    looking = _Looking(reading, now, silent_days)
    found = [each for person in looking.people.values() if (each := looking.at(person))]
    asked = looking.people.get(also or "")
    if asked is not None and all(each.person.id != asked.id for each in found):
        found.append(ToCall(person=asked, why="asked", last=looking.last_call(asked)))
    return sorted(found, key=lambda each: (each.person.id != also, *_pressing(each)))


def _pressing(each: ToCall) -> tuple[object, ...]:
    """The longest waiting of each reason first."""
    return _ORDER.index(each.why), each.day or date.min, each.person.label, each.person.id


class _Looking:
    """What the database knows of those who are followed up, gathered in one pass."""

    def __init__(self, reading: Reading, now: Moment, silent_days: int) -> None:
        self._zone = zone_of(reading.get(Key("house", HOUSE)))
        self._now = now
        self._today = self._day(now)
        #: who was here on this day or later is not missed
        self._since = self._today - timedelta(days=silent_days - 1)
        self.people: Mapping[str, Person] = {
            record.id: record.value
            for record in reading.all("person")
            if isinstance(record.value, Person) and is_followed_up(record.value)
        }
        self._calls = newest_calls(reading)
        #: when each was here in the days that are looked at, did not come, and comes next
        self._came: dict[str, list[Moment]] = {}
        self._missed: dict[str, Moment] = {}
        self._coming: dict[str, Moment] = {}
        for record in reading.visits(midnight(self._since - BEFORE, self._zone)):
            if isinstance(record.value, Visit):
                self._take_in(record.value)
        #: when each was received last, with a visit or without
        self._received: dict[str, Moment] = {}
        for record in reading.arrivals():
            if isinstance(record.value, Arrival):
                self._received[record.value.person] = record.value.arrived

    def _take_in(self, visit: Visit) -> None:
        """Note who was at a visit, stayed away from it, or will come to it; by its start."""
        if visit.status == "cancelled":
            return
        has_begun, is_over = visit.start <= self._now, visit.end <= self._now
        for id_ in visit.people:
            if visit.status == "no_show" or id_ in visit.absent:
                if has_begun:
                    self._missed[id_] = visit.start
            elif is_over or visit.status in ("arrived", "done"):
                self._came.setdefault(id_, []).append(visit.start)
            else:
                self._coming.setdefault(id_, visit.start)

    def _day(self, moment: Moment) -> date:
        return moment.astimezone(self._zone).date()

    def at(self, person: Person) -> ToCall | None:
        """Why somebody is to be called today; None where they are not."""
        call = self._calls.get(person.id)
        if call is not None and call.again_on is not None:
            # a day was named: they are called then, and not before
            return None if call.again_on > self._today else self._to_call(person, "again")
        missed = self._missed.get(person.id)
        if missed is not None and self._is_missed(person, missed, call):
            return self._to_call(person, "missed")
        return self._to_call(person, "silent") if self._is_silent(person, call) else None

    def _is_missed(self, person: Person, missed: Moment, call: Call | None) -> bool:
        """Whether somebody did not come, and nobody has met or called them since."""
        if call is not None and call.at >= missed:
            return False
        here = self._was_here(person)
        coming = self._coming.get(person.id)
        return (here is None or here < missed) and (
            coming is None or self._day(coming) >= self._today + SOON
        )

    def _is_silent(self, person: Person, call: Call | None) -> bool:
        """Whether somebody used to come, and has not been here for a while."""
        if person.role != "participant" or person.id in self._coming:
            return False
        if call is not None and call.outcome == "reached" and self._day(call.at) >= self._since:
            return False
        here = self._was_here(person)
        often = len(self._came.get(person.id, ()))
        return here is not None and self._day(here) < self._since and often >= USED_TO

    def _was_here(self, person: Person) -> Moment | None:
        """When somebody was here last."""
        times = [*self._came.get(person.id, ())[-1:]]
        if person.id in self._received:
            times.append(self._received[person.id])
        return max(times, default=None)

    def _to_call(self, person: Person, why: Why) -> ToCall:
        last = self.last_call(person)
        if why == "again":
            day = last.again_on if last else None
        else:
            moment = self._missed[person.id] if why == "missed" else self._was_here(person)
            day = self._day(moment) if moment else None
        return ToCall(person=person, why=why, day=day, last=last)

    def last_call(self, person: Person) -> Call | None:
        """The newest call to somebody, without a note whose last day is over."""
        call = self._calls.get(person.id)
        if call is None or call.note_until is None or call.note_until >= self._today:
            return call
        return structs.replace(call, note=None, note_until=None)


def is_followed_up(person: Person) -> bool:
    """Whether anybody calls somebody: no colleagues or guests, nor who stands in as such."""
    return person.role in ("participant", "support_contact")


def why_words(each: ToCall, told: Callable[[date], object]) -> Message:
    """Why somebody is to be called; ``told`` is how a day is told."""
    if each.day is None:
        return say("is not on the list today")
    if each.why == "again":
        return say("was to be called again on {day}", day=told(each.day))
    if each.why == "missed":
        return say("did not come on {day}", day=told(each.day))
    return say("used to come; was here last on {day}", day=told(each.day))


# Writing a call down ---------------------------------------------------------------------------


class CallMade(Struct, frozen=True, kw_only=True):
    """What came of a call, as somebody writes it down."""

    outcome: Outcome
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


def write_call(store: Store, person: str, called: CallMade, today: date) -> Call:
    """Write down what came of a call; raises Refused with all that is wrong."""
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
        action.put(call)
    return call


def _require_followed_up(action: Action, id_: str) -> None:
    record = action.get(Key("person", id_))
    person = record.value if record else None
    if isinstance(person, Person) and is_followed_up(person):
        return
    message = say("there is no person {person}", person=quoted(id_))
    if isinstance(person, Person):
        message = say("{person} is nobody to follow up", person=person.label)
    raise Refused(Problem(message=message, where=f"person.{id_}"))
