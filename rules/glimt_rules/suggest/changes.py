"""What may be changed about a visit, and how much each change asks of whoever wanted it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from glimt_rules.message import Message, Names, PersonName, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import WEEKDAYS, OpeningHours, Person, Plan, Visit
from glimt_rules.suggest.weights import Weights
from glimt_rules.terms import SETTINGS


class Change(Struct, frozen=True):
    """One change of a visit: the keys that it sets, what it asks, and what it is called."""

    #: which part of the visit it is about; two changes of one part exclude each other
    part: str
    values: Mapping[str, object]
    distance: float
    told: Message


#: Starts are looked for at these steps.
STEP = timedelta(minutes=15)
#: So many days before and after the visit's own are looked at.
DAYS_AROUND = 7
#: At most so many people are left out.
MOST_LEFT_OUT = 3


class Changes:
    """The changes that are possible for one visit of a plan."""

    def __init__(
        self, plan: Plan, visit: Visit, zone: ZoneInfo, weights: Weights, not_before: Moment | None
    ) -> None:
        self._plan = plan
        self._visit = visit
        self._zone = zone
        self._weights = weights
        self._not_before = not_before
        self._people = {person.id: person for person in plan.people}
        self._there = tuple(id_ for id_ in visit.people if id_ not in visit.absent)

    def all(self) -> list[Change]:
        """Every single change."""
        return [
            *self.times(),
            *self.rooms(),
            *self.settings(),
            *self.people(),
            *self.equipment(),
            *self.masks(),
        ]

    # When ----------------------------------------------------------------------------------

    def times(self) -> Iterator[Change]:
        """Other times within opening hours: this day, then the days around it."""
        visit = self._visit
        length = visit.end - visit.start
        own = visit.start.astimezone(self._zone)
        for days in sorted(range(-DAYS_AROUND, DAYS_AROUND + 1), key=lambda n: (abs(n), -n)):
            day = own.date() + timedelta(days=days)
            for start in starts_on(day, length, self._plan.centre.opening_hours, self._zone):
                if start == visit.start or (self._not_before and start < self._not_before):
                    continue
                yield self._moved(start, start + length, days, own)

    def _moved(self, start: Moment, end: Moment, days: int, own: datetime) -> Change:
        weights, local = self._weights, start.astimezone(self._zone)
        minutes = abs((local.hour * 60 + local.minute) - (own.hour * 60 + own.minute))
        distance = weights.day * abs(days) + weights.hour * minutes / 60
        ends = end.astimezone(self._zone).time()
        told = say("at {start}–{end}", start=local.time(), end=ends)
        if days:
            told = say("on {day} at {start}–{end}", day=local.date(), start=local.time(), end=ends)
        return Change("time", {"start": start, "end": end}, distance, told)

    # Where ---------------------------------------------------------------------------------

    def rooms(self) -> Iterator[Change]:
        """Other rooms of the centre."""
        if self._visit.setting != "centre" or self._visit.kind == "shift":
            return
        for room in self._plan.rooms:
            if room.id != self._visit.room:
                told = say("in {room}", room=room.name or room.id)
                yield Change("place", {"room": room.id}, self._weights.room, told)

    def settings(self) -> Iterator[Change]:
        """Outdoors, by video or by phone."""
        visit, weights = self._visit, self._weights
        if visit.kind == "shift":
            return
        for setting, distance in (
            ("outdoors", weights.outdoors),
            ("online", weights.online),
            ("phone", weights.phone),
        ):
            if setting != visit.setting and visit.setting not in ("online", "phone"):
                values = {"setting": setting, "room": None, "host": None}
                yield Change("place", values, distance, SETTINGS[setting])

    # Who -----------------------------------------------------------------------------------

    def people(self) -> Iterator[Change]:
        """Leaving somebody out, or another member of staff; never who asks for the visit."""
        asks = self.who_asks()
        others = [id_ for id_ in self._there if id_ != asks and id_ != self._visit.host]
        for n in range(1, min(MOST_LEFT_OUT, len(others)) + 1):
            for left in combinations(others, n):
                if len(left) < len(self._there):
                    yield self._without(left)
        for id_ in others:
            person = self._people[id_]
            if person.role == "staff":
                for other in self._colleagues(person):
                    yield self._instead(person, other)

    def who_asks(self) -> str:
        """For whom the visit is: the first who is no staff, else the first."""
        return next(
            (id_ for id_ in self._there if self._people[id_].role != "staff"), self._there[0]
        )

    def _without(self, left: Sequence[str]) -> Change:
        weights = self._weights
        distance = sum(
            weights.without_staff if self._people[id_].role == "staff" else weights.without_somebody
            for id_ in left
        )
        keeps = tuple(id_ for id_ in self._visit.people if id_ not in left)
        return Change(
            "people", {"people": keeps}, distance, say("without {people}", people=self._names(left))
        )

    def _colleagues(self, person: Person) -> Iterator[Person]:
        for other in self._plan.people:
            if (
                other.role == "staff"
                and other.id not in self._visit.people
                and other.cohort == person.cohort
            ):
                yield other

    def _instead(self, person: Person, other: Person) -> Change:
        people = tuple(other.id if id_ == person.id else id_ for id_ in self._visit.people)
        told = say(
            "with {other} instead of {person}",
            other=PersonName(other.label, other.id),
            person=PersonName(person.label, person.id),
        )
        return Change("people", {"people": people}, self._weights.other_staff, told)

    def _names(self, ids: Sequence[str]) -> Names:
        return Names(PersonName(self._people[id_].label, id_) for id_ in ids)

    # With what -----------------------------------------------------------------------------

    def equipment(self) -> Iterator[Change]:
        """Without a thing, or with another one of the same name."""
        visit, weights = self._visit, self._weights
        known = {thing.id: thing for thing in self._plan.equipment}
        for id_ in visit.equipment:
            name = known[id_].name or id_
            rest = tuple(other for other in visit.equipment if other != id_)
            told = say("without {thing}", thing=name)
            yield Change("equipment", {"equipment": rest}, weights.without_thing, told)
            for other in self._plan.equipment:
                if other.id not in visit.equipment and name == other.name:
                    told = say("with {thing} ({id})", thing=name, id=other.id)
                    things = tuple(other.id if each == id_ else each for each in visit.equipment)
                    yield Change("equipment", {"equipment": things}, weights.other_thing, told)

    def masks(self) -> Iterator[Change]:
        """With masks, where they were not to be worn, or nobody has said."""
        if self._visit.masks is not True and self._visit.kind != "shift":
            yield Change("masks", {"masks": True}, self._weights.masks, say("with masks"))


def starts_on(
    day: date, length: timedelta, opening: OpeningHours, zone: ZoneInfo, step: timedelta = STEP
) -> Iterator[Moment]:
    """The starts of a day at which a visit of this length lies within opening hours."""
    for stretch in getattr(opening, WEEKDAYS[day.weekday()]):
        opens, closes = (_moment(day, text, zone) for text in stretch.split("-"))
        start = opens
        while start + length <= closes:
            yield start
            start += step


def _moment(day: date, text: str, zone: ZoneInfo) -> Moment:
    """A time of a day, such as 17:00; 24:00 is the midnight at its end."""
    hour, minute = map(int, text.split(":"))
    local = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute), zone)
    utc = local.astimezone(UTC)
    return Moment.combine(utc.date(), utc.time(), UTC)


def changed(visit: Visit, changes: Sequence[Change]) -> Visit:
    """The visit with some changes."""
    values: dict[str, object] = {}
    for change in changes:
        values |= change.values
    people = values.get("people", visit.people)
    assert isinstance(people, tuple)
    if visit.absent:
        values["absent"] = tuple(id_ for id_ in visit.absent if id_ in people)
    return structs.replace(visit, **values)
