"""Following up: who is to be called today, why, and in which order.

Three reasons, the most pressing first: the day has come on which somebody was to be called again;
they did not come; or they used to come, and have not been here for a while. So nobody is
forgotten: a day that was named stands until a later call, who stayed away stands there until they
are called or come, for as long as the booking's people are kept, and that somebody is missed who
used to come is written down before the bookings forget that they did (``keep_missed``). And
nobody is nagged: whoever was spoken with is left in peace for as many days as it takes to miss
somebody, unless they stay away once more or a day was agreed on.

Only who was received has been here: a booking that is over and that nobody ticked off tells
neither that somebody came nor that they did not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Visit
from glimt_tui.desk.calls import is_followed_up, newest_records
from glimt_tui.store.daybook import Call
from glimt_tui.store.days import midnight
from glimt_tui.store.records import HOUSE, Arrival, Key, Record
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Store, zone_of

#: Why somebody is on the list. ``asked``: they are not, but somebody wants to write down a call.
Why = Literal["again", "missed", "silent", "asked"]
_ORDER: tuple[Why, ...] = ("again", "missed", "silent", "asked")
#: Who used to come: so many visits in so many days, the day of the last one included.
USED_TO, BEFORE = 2, timedelta(days=28)
#: What the journal calls it that somebody is missed.
MISSING = "missing"
#: Who did not come, and comes within so many days, today included, is met then, and not called.
SOON = timedelta(days=7)


class ToCall(Struct, frozen=True, kw_only=True):
    """Somebody to call."""

    person: Person
    why: Why
    #: the day on which to call again, on which they did not come, or were here last; None where
    #: nobody is held to have been here any more
    day: date | None = None
    #: the day on which it was written down that they are missing
    missing_since: date | None = None
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
    """The longest waiting of each reason first; whose last day is forgotten waits longest."""
    since = each.day or each.missing_since or date.min
    is_known = each.day is not None
    return _ORDER.index(each.why), is_known, since, each.person.label, each.person.id


class _Looking:
    """What the database knows of those who are followed up, gathered in one pass."""

    def __init__(self, reading: Reading, now: Moment, silent_days: int) -> None:
        self._zone = zone_of(reading.get(Key("house", HOUSE)))
        self._now = now
        self._today = self._day(now)
        #: who was here on this day or later is not missed
        self._since = self._today - timedelta(days=silent_days - 1)
        #: who used to come is not missed who comes before this day
        self._soon = self._today + timedelta(days=silent_days)
        self.people: Mapping[str, Person] = {
            record.id: record.value
            for record in reading.all("person")
            if isinstance(record.value, Person) and is_followed_up(record.value)
        }
        self._calls = _calls(newest_records(reading))
        self._missing = _calls(newest_records(reading, missing=True))
        #: when each was here as far as it is held, did not come, and comes next
        self._came: dict[str, list[Moment]] = {}
        self._missed: dict[str, Moment] = {}
        self._coming: dict[str, Moment] = {}
        ahead = max(self._soon, self._today + SOON)
        for record in reading.visits_with_people(before=midnight(ahead, self._zone)):
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
        for id_ in visit.people:
            if visit.status == "no_show" or id_ in visit.absent:
                if visit.start <= self._now:
                    self._missed[id_] = visit.start
            elif visit.status in ("arrived", "done"):
                self._came.setdefault(id_, []).append(visit.start)
            elif visit.end > self._now:
                self._coming.setdefault(id_, visit.start)

    def _day(self, moment: Moment) -> date:
        return moment.astimezone(self._zone).date()

    def at(self, person: Person) -> ToCall | None:
        """Why somebody is to be called today; None where they are not."""
        call = self._call_that_stands(person)
        if call is not None and call.again_on is not None:
            # a day was named: they are called then, and not before
            return None if call.again_on > self._today else self._to_call(person, "again")
        missed = self._missed.get(person.id)
        if missed is not None and self._is_missed(person, missed):
            return self._to_call(person, "missed")
        return self._to_call(person, "silent") if self._is_silent(person) else None

    def is_newly_missed(self, person: Person) -> bool:
        """Whether somebody is missed who used to come, and it is not written down yet."""
        if not self._is_silent(person):
            return False
        known, here = self._word_that_stands(person), self._was_here(person)
        return known is None or (here is not None and self._day(here) >= self._day(known.at))

    def _word_that_stands(self, person: Person) -> Call | None:
        """That somebody is missing, where nobody has called them since it was written down."""
        word, call = self._missing.get(person.id), self._calls.get(person.id)
        return None if word and call and (call.at, call.id) > (word.at, word.id) else word

    def _call_that_stands(self, person: Person) -> Call | None:
        """The newest call to somebody, where it is the newest word on them."""
        return None if self._word_that_stands(person) else self._calls.get(person.id)

    def _is_missed(self, person: Person, missed: Moment) -> bool:
        """Whether somebody did not come, and nobody has met or called them since."""
        call = self._calls.get(person.id)
        if call is not None and call.at >= missed:
            return False
        here = self._was_here(person)
        coming = self._coming.get(person.id)
        return (here is None or here < missed) and (
            coming is None or self._day(coming) >= self._today + SOON
        )

    def _is_silent(self, person: Person) -> bool:
        """Whether somebody used to come, and has not been here for a while."""
        coming, here = self._coming.get(person.id), self._was_here(person)
        if person.role != "participant":
            return False
        if coming is not None and self._day(coming) < self._soon:
            return False
        if here is not None and self._day(here) >= self._since:
            return False
        if self._word_that_stands(person) is not None:
            return True
        return here is not None and self._used_to_come(person) and not self._in_peace(person, here)

    def _used_to_come(self, person: Person) -> bool:
        came = [self._day(moment) for moment in self._came.get(person.id, ())]
        return len([day for day in came if came[-1] - day < BEFORE]) >= USED_TO

    def _in_peace(self, person: Person, here: Moment) -> bool:
        """Whether somebody has been called since they were here, so that they are not missed now.

        However long bookings are kept, nobody is called again and again for what was long ago.
        """
        call = self._calls.get(person.id)
        if call is None:
            return False
        if call.again_on is not None or self._day(call.at) >= self._since:
            return True
        return call.at > here and self._day(here) < self._since - BEFORE

    def _was_here(self, person: Person) -> Moment | None:
        """When somebody was here last."""
        times = [*self._came.get(person.id, ())[-1:]]
        if person.id in self._received:
            times.append(self._received[person.id])
        return max(times, default=None)

    def _to_call(self, person: Person, why: Why) -> ToCall:
        last, word = self.last_call(person), self._word_that_stands(person)
        if why == "again":
            day = last.again_on if last else None
        else:
            moment = self._missed[person.id] if why == "missed" else self._was_here(person)
            day = self._day(moment) if moment else None
        since = word.again_on if word and why == "silent" else None
        return ToCall(person=person, why=why, day=day, missing_since=since, last=last)

    def last_call(self, person: Person) -> Call | None:
        """The newest call to somebody, without a note whose last day is over."""
        call = self._calls.get(person.id)
        if call is None or call.note_until is None or call.note_until >= self._today:
            return call
        return structs.replace(call, note=None, note_until=None)


def _calls(records: Mapping[str, Record]) -> dict[str, Call]:
    return {id_: record.value for id_, record in records.items() if isinstance(record.value, Call)}


def why_words(each: ToCall, told: Callable[[date], object]) -> Message:
    """Why somebody is to be called; ``told`` is how a day is told."""
    if each.why == "silent" and each.day is None and each.missing_since is not None:
        return say("used to come; missed since {day}", day=told(each.missing_since))
    if each.day is None:
        return say("is not on the list today")
    if each.why == "again":
        return say("was to be called again on {day}", day=told(each.day))
    if each.why == "missed":
        return say("did not come on {day}", day=told(each.day))
    return say("used to come; was here last on {day}", day=told(each.day))


def keep_missed(store: Store, now: Moment, silent_days: int) -> int:
    """Write down who used to come and is missed from now on; returns how many those are.

    What tells that they used to come is forgotten before long: so this is done right before
    anything is. Costs one look, and writes nothing where nobody is newly missed.
    """
    with store.reading() as reading:
        if not _newly_missed(reading, now, silent_days):
            return 0
    with store.action(MISSING) as action:
        # looked at once more: another session may have written it down meanwhile
        found = _newly_missed(action.writing, now, silent_days)
        for place, person in enumerate(found, 1):
            action.put(
                Call(
                    id=f"call-{action.writing.entries_ever() + 1:09d}.{place}",
                    person=person.id,
                    at=action.now,
                    by=store.who,
                    outcome="missing",
                    again_on=action.today(),
                )
            )
    return len(found)


def _newly_missed(reading: Reading, now: Moment, silent_days: int) -> list[Person]:
    looking = _Looking(reading, now, silent_days)
    return [person for person in looking.people.values() if looking.is_newly_missed(person)]
