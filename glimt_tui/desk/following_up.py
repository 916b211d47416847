"""Following up: who is to be called today, why, and in which order.

Three reasons, the most pressing first: the day has come on which somebody was to be called again;
they did not come; or they used to come, and have not been here for a while. So nobody is
forgotten: a day that was named stands until a later call, who stayed away stands there until they
are called or come, for as long as the booking's people are kept, and that somebody used to come is
written down before the bookings forget it (``missed``). And nobody is nagged: whoever was spoken
with is left in peace for as many days as it takes to miss somebody, unless they stay away once
more or a day was agreed on.

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
from glimt_tui.store.store import zone_of

#: Why somebody is on the list. ``asked``: they are not, but somebody wants to write down a call.
Why = Literal["again", "missed", "silent", "asked"]
_ORDER: tuple[Why, ...] = ("again", "missed", "silent", "asked")
#: Who used to come: so many visits in so many days, the day of the last one included.
USED_TO, BEFORE = 2, timedelta(days=28)
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
    looking = Looking(reading, now, silent_days)
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


class Looking:
    """What the database knows of those who are followed up, gathered in one pass."""

    def __init__(self, reading: Reading, now: Moment, silent_days: int) -> None:
        """``silent_days`` is how long it takes to miss somebody who used to come."""
        self._zone = zone_of(reading.get(Key("house", HOUSE)))
        self._now = now
        self.today = self._day(now)
        #: who was here on this day or later is not missed
        self._since = self.today - timedelta(days=silent_days - 1)
        #: who used to come is not missed who comes before this day
        self._soon = self.today + timedelta(days=silent_days)
        self.people: Mapping[str, Person] = {
            record.id: record.value
            for record in reading.all("person")
            if isinstance(record.value, Person) and is_followed_up(record.value)
        }
        self._wait = timedelta(days=silent_days)
        self._calls = _calls(newest_records(reading))
        #: the newest word that somebody is missed or would be, also where they were called since
        self.words = newest_records(reading, missing=True)
        self._missing = _calls(self.words)
        #: when each was here as far as it is held, did not come, and comes next
        self._came: dict[str, list[Moment]] = {}
        self._missed: dict[str, Moment] = {}
        self._coming: dict[str, Moment] = {}
        ahead = max(self._soon, self.today + SOON)
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
            return None if call.again_on > self.today else self._to_call(person, "again")
        missed = self._missed.get(person.id)
        if missed is not None and self._is_missed(person, missed):
            return self._to_call(person, "missed")
        return self._to_call(person, "silent") if self._is_silent(person) else None

    # What would be forgotten ---------------------------------------------------------------

    def is_newly_missed(self, person: Person) -> bool:
        """Whether somebody is missed who used to come, and it is not written down yet."""
        if not self._is_silent(person):
            return False
        known, here = self._word_that_stands(person), self._was_here(person)
        return known is None or (here is not None and self._day(here) >= self._day(known.at))

    def missed_from(self, person: Person, first_kept: date) -> date | None:
        """From which day on somebody is missed unless they come again.

        None where nothing is lost with the bookings of the days before ``first_kept``: the others
        still tell that they used to come, it is written down, or they are to be called anyway.
        """
        came = self._came.get(person.id)
        if person.role != "participant" or not came:
            return None
        if not self.used_to_come(person) or self.used_to_come(person, first_kept):
            return None
        word, call, here = self._word_that_stands(person), self._call_that_stands(person), came[-1]
        if (word and word.at > here) or (call and call.again_on):
            return None
        last = call.at if call and call.at > here else here
        day = self._day(last) + self._wait
        return None if last != here and self._is_long_ago(here, day) else day

    def used_to_come(self, person: Person, since: date = date.min) -> bool:
        """Whether bookings, of one day and later, tell that somebody used to come."""
        came = [self._day(moment) for moment in self._came.get(person.id, ())]
        held = [day for day in came if day >= since]
        return len([day for day in held if held[-1] - day < BEFORE]) >= USED_TO

    def is_over(self, person: Person, word: Record, first_kept: date) -> bool:
        """Whether a word on somebody tells nothing more: the bookings that stay tell it again."""
        here = self._was_here(person)
        came_since = here is not None and isinstance(word.value, Call) and here > word.value.at
        return came_since and self.used_to_come(person, first_kept)

    # What stands ---------------------------------------------------------------------------

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
            coming is None or self._day(coming) >= self.today + SOON
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
        word = self._word_that_stands(person)
        if word is not None and (word.again_on is None or word.again_on <= self.today):
            return True
        if here is None or not (self.used_to_come(person) or self._is_known_to(person, here)):
            return False
        return not self._in_peace(person, here)

    def _is_known_to(self, person: Person, here: Moment) -> bool:
        """Whether it is written down that somebody used to come, though they were called since."""
        word = self._missing.get(person.id)
        return word is not None and word.at > here

    def _in_peace(self, person: Person, here: Moment) -> bool:
        """Whether somebody has been called since they were here, so that they are not missed now.

        However long bookings are kept, nobody is called again and again for what was long ago.
        """
        call = self._calls.get(person.id)
        if call is None:
            return False
        if call.again_on is not None or self._day(call.at) >= self._since:
            return True
        return call.at > here and self._is_long_ago(here, self.today)

    def _is_long_ago(self, here: Moment, day: date) -> bool:
        """Whether somebody was here so long before a day that nobody calls them once more."""
        return self._day(here) <= day - self._wait - BEFORE

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
        if call is None or call.note_until is None or call.note_until >= self.today:
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
