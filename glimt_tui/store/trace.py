"""Tracing infection: who was in the same visits, or in the premises at the same time.

For whoever the health authorities ask. It tells what is still held, and leaves an entry in the
journal that names nobody for longer than the visitor list does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Person, Visit
from glimt_tui.store.days import midnight
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.repository import Reading
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.visitors import Visitor, visitor_of

How = Literal["visit", "premises"]


class Meeting(Struct, frozen=True, kw_only=True):
    """Somebody was near the person traced, from one moment to another."""

    person: str
    name: str | None
    phone: str | None
    how: How
    #: the visit that both took part in; None for the premises
    visit: str | None
    start: Moment
    end: Moment


class Traced(Struct, frozen=True, kw_only=True):
    """Whom somebody may have infected, or been infected by, as far as it is held."""

    person: str
    first: date
    last: date
    meetings: tuple[Meeting, ...]


def trace(store: Store, keys: DayKeys, person_id: str, first: date, last: date) -> Traced:
    """Who was with a person on the local days from ``first`` to ``last``, both included.

    Raises Refused where there is no such person, or no such day.
    """
    if first > last:
        message = say("{first} is after {last}", first=first, last=last)
        raise Refused(Problem(message=message, where=f"person.{person_id}"))
    with store.action("trace", first=str(first), last=str(last)) as action:
        key = Key("person", person_id)
        record = action.get(key)
        if record is None:
            message = say("there is no person {person}", person=quoted(person_id))
            raise Refused(Problem(message=message, where=f"person.{person_id}"))
        tracing = _Tracing(action.writing, action.zone(), keys, first, last, action.now)
        meetings = sorted(
            [*tracing.in_visits(person_id), *tracing.in_premises(person_id)],
            key=lambda meeting: (meeting.start, meeting.person, meeting.how),
        )
        action.facts["found"] = len({meeting.person for meeting in meetings})
        action.look_at(record)
    return Traced(person=person_id, first=first, last=last, meetings=tuple(meetings))


class _Stay(Struct, frozen=True):
    """Somebody's time in the premises, until now; who never signed out has stayed that day.

    Where the list tells nothing of somebody that day, it is the time of their booking.
    """

    person: str
    start: Moment
    end: Moment
    visitor: Visitor | None = None
    visit: str | None = None


def _is_one_visit(one: _Stay, other: _Stay) -> bool:
    """Whether nothing is known of two stays but that they were for the same visit."""
    is_booked_only = one.visitor is None or other.visitor is None
    return one.visit is not None and one.visit == other.visit and is_booked_only


class _Tracing:
    """What is held of some days."""

    def __init__(
        self,
        reading: Reading,
        zone: ZoneInfo,
        keys: DayKeys,
        first: date,
        last: date,
        now: Moment,
    ) -> None:
        self._reading = reading
        self._zone = zone
        self._now = now
        self._start = self._midnight(first)
        self._end = self._midnight(last + timedelta(days=1))
        self._stays = [
            self._stay(visitor_of(record.value, keys))
            # who came the evening before may have stayed into the night
            for record in reading.arrivals(first - timedelta(days=1), last)
            if isinstance(record.value, Arrival)
        ]
        self._stays += self._booked()

    def _booked(self) -> list[_Stay]:
        """The time of those at the centre of whom the list tells nothing on the day."""
        listed = {(stay.person, self._day(stay.start)) for stay in self._stays}
        return [
            _Stay(person, visit.start, visit.end, visit=visit.id)
            for record in self._reading.visits(self._start, self._end)
            if isinstance(visit := record.value, Visit) and self._took_place(visit)
            if visit.setting == "centre"
            for person in visit.people
            if person not in visit.absent and (person, self._day(visit.start)) not in listed
        ]

    def _day(self, moment: Moment) -> date:
        return moment.astimezone(self._zone).date()

    def in_visits(self, person_id: str) -> Iterator[Meeting]:
        """Those who took part in the same visits, in person."""
        for record in self._reading.visits_of(Key("person", person_id)):
            visit = record.value
            if not isinstance(visit, Visit) or person_id in visit.absent:
                continue
            if not self._took_place(visit):
                continue
            for other in visit.people:
                if other != person_id and other not in visit.absent:
                    yield self._meeting(other, "visit", visit.start, visit.end, visit.id)

    def in_premises(self, person_id: str) -> Iterator[Meeting]:
        """Those who were in the premises at the same time, by the list, else by their bookings."""
        own = [stay for stay in self._stays if stay.person == person_id]
        for stay in self._stays:
            for mine in own if stay.person != person_id else ():
                if _is_one_visit(mine, stay):
                    continue  # told as such
                start, end = max(stay.start, mine.start), min(stay.end, mine.end)
                if start < end and start < self._end and self._start < end:
                    yield self._meeting(stay.person, "premises", start, end, None)

    def _took_place(self, visit: Visit) -> bool:
        return (
            self._start < visit.end
            and visit.start < self._end
            and visit.status not in NOT_LIVE
            and visit.setting not in REMOTE
            and visit.start <= self._now
        )

    def _meeting(
        self, person: str, how: How, start: Moment, end: Moment, visit: str | None
    ) -> Meeting:
        name, phone = self._called(person)
        return Meeting(
            person=person, name=name, phone=phone, how=how, visit=visit, start=start, end=end
        )

    def _called(self, person_id: str) -> tuple[str | None, str | None]:
        """The name and number last given at the door; else what is known of the person."""
        record = self._reading.get(Key("person", person_id))
        known = record.value if record else None
        told = [
            stay.visitor
            for stay in reversed(self._stays)
            if stay.person == person_id and stay.visitor is not None
        ]
        if isinstance(known, Person):
            name, phone = known.name, known.phone
        else:
            name, phone = None, None
        return (
            next((visitor.name for visitor in told if visitor.name), name),
            next((visitor.phone for visitor in told if visitor.phone), phone),
        )

    def _stay(self, visitor: Visitor) -> _Stay:
        arrival = visitor.arrival
        end = arrival.left or self._midnight(arrival.day + timedelta(days=1))
        end = max(min(end, self._now), arrival.arrived)
        return _Stay(arrival.person, arrival.arrived, end, visitor, arrival.visit)

    def _midnight(self, day: date) -> Moment:
        return midnight(day, self._zone)
