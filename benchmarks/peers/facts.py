"""What a visit's checks need to know, prepared once by plain Python for whoever decides.

The other engines cannot count who is in a room as a visit starts, look people up, or tell a
local day: they are handed that, the same to all of them, as one flat record a visit. Our own
engine is handed the plan, and finds all of this out itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from glimt_rules.plan.model import Person, Plan, Visit

_EPOCH, _MINUTE, _DAY = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1), timedelta(days=1)
_NOT_LIVE = frozenset({"cancelled", "no_show"})
_REMOTE = frozenset({"phone", "online"})
_MASKS_FROM_AGE = 12


class Facts(NamedTuple):
    """A visit, ready to be decided. ``None`` is what is not recorded, or not there.

    Times are minutes since 1970, the day is its ordinal.
    """

    visit: str
    day: int
    start: int
    setting: str
    kind: str
    status: str
    health_service: bool
    #: how many take part, are in the premises and are in the room as it starts
    persons: int
    inside: int
    room: str | None
    in_room: int
    capacity_1m: int | None
    capacity_2m: int | None
    #: whether they are of two or more households
    apart: bool
    distance: float | None
    masks: bool | None
    #: whether anybody is not exempt from masks, and of those anybody 12 or older
    unmasked: bool
    unmasked_grown: bool
    booked_at: int | None
    assessed_at: int | None
    handwashed: bool | None
    cleaned: bool | None
    #: whether anybody has symptoms that day
    ill: bool
    #: whether anybody is in a risk group; None where nobody is, but somebody may be
    risk: bool | None
    #: whether guests are at somebody's home, and what may excuse them
    guests: bool
    purpose: bool
    host_alone: bool
    fixed_contacts: bool
    fixed_household: bool
    guests_alone: bool


class _Group(NamedTuple):
    """Those who take part in a visit, or in many."""

    bits: int
    persons: list[Person]
    n: int
    apart: bool
    #: whether anybody is not exempt from masks, and those of them who may be children
    unmasked: bool
    certainly_grown: bool
    perhaps_grown: list[Person]
    risk: bool | None


class Preparer:
    """The people, rooms and clock of a plan: what is known before any visit is looked at."""

    def __init__(self, plan: Plan) -> None:
        self.zone = ZoneInfo(plan.timezone)
        self.health_service = plan.centre.health_service
        self.people = {person.id: person for person in plan.people}
        self.bit = {person: 1 << n for n, person in enumerate(self.people)}
        self.room = {room.id: (room.capacity_1m, room.capacity_2m) for room in plan.rooms}
        self.symptoms = [
            (stretch.since, stretch.cleared or date.max, self.bit[person.id])
            for person in plan.people
            for stretch in person.symptoms
        ]
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._ill: dict[date, int] = {}
        #: the day of the visit before, and the minutes at which it begins and ends
        self._day, self._midnight, self._next = date.min, 0, 0

    def group(self, visit: Visit) -> _Group:
        """Those who take part; whoever is absent is left out."""
        ids = visit.people
        if visit.absent:
            ids = tuple([person for person in ids if person not in visit.absent])
        found = self._groups.get(ids)
        if found is None:
            persons = [self.people[person] for person in ids]
            known = any(person.risk_group for person in persons)
            missing = any(p.role == "participant" and p.risk_group is None for p in persons)
            unmasked = [person for person in persons if not person.mask_exempt]
            found = self._groups[ids] = _Group(
                sum(self.bit[person] for person in ids),
                persons,
                len(persons),
                len({person.lives_in for person in persons}) > 1,
                bool(unmasked),
                any(person.born is None for person in unmasked),
                [person for person in unmasked if person.born is not None],
                known or (None if missing else False),
            )
        return found

    def ill_on(self, day: date) -> int:
        """Those who have symptoms on a day."""
        found = self._ill.get(day)
        if found is None:
            found = 0
            for since, cleared, bit in self.symptoms:
                if since <= day < cleared:
                    found |= bit
            self._ill[day] = found
        return found

    def day_of(self, visit: Visit, minute: int) -> date:
        """The local day on which a visit starts, at a minute since 1970."""
        if not self._midnight <= minute < self._next:  # mostly the same day goes on
            self._day = day = visit.start.astimezone(self.zone).date()
            first, last = (datetime.combine(each, time(), self.zone) for each in (day, day + _DAY))
            self._midnight = (first.astimezone(UTC) - _EPOCH) // _MINUTE
            self._next = (last.astimezone(UTC) - _EPOCH) // _MINUTE
        return self._day

    def facts(self, visit: Visit, group: _Group, inside: int, in_room: int) -> Facts:
        """A visit's facts, where it has been counted who is there."""
        start = (visit.start - _EPOCH) // _MINUTE
        day = self.day_of(visit, start)
        setting, room = visit.setting, visit.room
        capacity_1m, capacity_2m = self.room[room] if room is not None else (None, None)
        booked, assessed = visit.booked_at, visit.assessed_at
        grown = group.certainly_grown or any(_grown(person, day) for person in group.perhaps_grown)
        at_home = self._at_home(visit, group) if setting == "home" else _NO_GUESTS
        return _made((
            visit.id, day.toordinal(), start, setting, visit.kind,
            visit.status, self.health_service, group.n, inside, room, in_room,
            capacity_1m, capacity_2m, group.apart, visit.distance_m, visit.masks,
            group.unmasked, grown,
            None if booked is None else (booked - _EPOCH) // _MINUTE,
            None if assessed is None else (assessed - _EPOCH) // _MINUTE,
            visit.handwashed, visit.surfaces_cleaned, group.bits & self.ill_on(day) != 0,
            group.risk, *at_home,
        ))  # fmt: skip

    def _at_home(self, visit: Visit, group: _Group) -> tuple[bool, ...]:
        if not group.apart:
            return _NO_GUESTS
        host = self.people[visit.host or ""]
        guests = [person for person in group.persons if person.lives_in != host.lives_in]
        return (
            True,
            visit.purpose is not None,
            host.lives_alone,
            all(guest.id in host.fixed_contacts for guest in guests),
            all(guest.lives_in == host.fixed_household for guest in guests),
            all(
                guest.lives_alone
                and (host.id in guest.fixed_contacts or guest.fixed_household == host.lives_in)
                for guest in guests
            ),
        )


_made = Facts._make  # less work than to give each by itself
_NO_GUESTS = (False, False, False, False, False, False)


def _grown(person: Person, day: date) -> bool:
    """Whether somebody whose birthday is known is old enough for a mask."""
    born = person.born
    assert born is not None
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age >= _MASKS_FROM_AGE


def live(visits: Iterable[Visit]) -> list[Visit]:
    """The visits that take place, in order of arrival."""
    found = [visit for visit in visits if visit.status not in _NOT_LIVE]
    found.sort(key=attrgetter("id"))
    found.sort(key=attrgetter("start"))
    return found


def prepare(plan: Plan) -> list[Facts]:
    """The facts of every visit that takes place, in order of arrival."""
    preparer = Preparer(plan)
    facts = preparer.facts
    premises: list[tuple[datetime, int]] = []  # who is there, and until when
    rooms: dict[str, list[tuple[datetime, int]]] = {room: [] for room in preparer.room}
    found = []
    for visit in live(plan.visits):
        inside = in_room = 0
        group = preparer.group(visit)
        if visit.setting not in _REMOTE:
            bits = group.bits
            if visit.setting == "centre":
                premises, inside = _arrive(premises, visit, bits)
            if visit.room is not None and visit.kind != "shift":
                rooms[visit.room], in_room = _arrive(rooms[visit.room], visit, bits)
        found.append(facts(visit, group, inside, in_room))
    return found


def _arrive(
    there: list[tuple[datetime, int]], visit: Visit, bits: int
) -> tuple[list[tuple[datetime, int]], int]:
    """Who is there once a visit has started, and how many they are."""
    start, everybody = visit.start, bits
    there = [one for one in there if one[0] > start]
    for one in there:
        everybody |= one[1]
    there.append((visit.end, bits))
    return there, everybody.bit_count()
