"""What staff are warned of whatever rules are in force: double bookings, loans, hours, duty.

These are the house's own warnings. They forbid nothing, are no findings, and change no verdict.
Only what is still to take place, or goes on, is warned of; who is on duty is told by whatever
takes place at the centre with staff in it, over or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, Names, PersonName, count, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Plan, Visit
from glimt_rules.terms import VISIT_KINDS
from glimt_tui.desk.clash import STANDING, Clash, What, present
from glimt_tui.desk.hours import Stretch, gaps, hours_on, open_times, outside_hours
from glimt_tui.desk.lent import Lent
from glimt_tui.store.days import midnight

_ORDER = {what: place for place, what in enumerate(get_args(What))}


class Clashes:
    """The warnings of a plan; each day of it is looked at when it is first asked for."""

    def __init__(self, plan: Plan, zone: ZoneInfo, lent: Lent | None = None) -> None:
        """``lent`` knows the loans, where there may be any."""
        self._plan = plan
        self._zone = zone
        self._lent = lent
        #: the visits that take place, by the days (in UTC) that they touch
        self._on: dict[int, list[Visit]] = {}
        for visit in plan.visits:
            if visit.status not in NOT_LIVE:
                for day in _days(visit.start, visit.end):
                    self._on.setdefault(day, []).append(visit)
        self._staff = {person.id for person in plan.people if person.role == "staff"}
        #: whether the plan says who is on duty: where nobody is staff, it does not
        self.knows_duty = bool(self._staff) or any(v.kind == "shift" for v in plan.visits)
        self._uses: dict[int, dict[tuple[str, str], list[Visit]]] = {}
        self._staffed: dict[int, list[Visit]] = {}

    # Warnings ------------------------------------------------------------------------------

    def of(self, visit: Visit) -> Sequence[Clash]:
        """The warnings at a visit, or at what a visit of the plan would become."""
        if visit.status not in STANDING or visit.end <= visit.start:
            return ()
        found = [*self._meeting(visit), *self._closed(visit), *self._unstaffed(visit)]
        if self._lent is not None:
            found += self._lent.of(visit)
        return sorted(found, key=lambda clash: (_ORDER[clash.what], clash.start, clash.other or ""))

    def between(self, first: date | None = None, last: date | None = None) -> Iterator[Clash]:
        """All warnings at visits that start on these local days, in order of arrival.

        Where two visits are in each other's way it is told once, at the one that comes later.
        """
        visits = sorted(self._visits.values(), key=_arrival)
        since = midnight(first, self._zone) if first else None
        until = midnight(last + timedelta(days=1), self._zone) if last else None
        for visit in visits:
            if (since is None or visit.start >= since) and (until is None or visit.start < until):
                for clash in self.of(visit):
                    other = self._visits[clash.other] if clash.other else None
                    if other is None or _arrival(other) < _arrival(visit):
                        yield clash

    def _meeting(self, visit: Visit) -> Iterator[Clash]:
        """Who, and what, is in two places at once; a warning for each other visit and sort."""
        found: dict[tuple[What, str], dict[str, None]] = {}
        for kind, id_ in _uses(visit):
            for day in _days(visit.start, visit.end):
                for other in self._uses_on(day).get((kind, id_), ()):
                    if _in_the_way(kind, visit, other):
                        is_staff = kind == "person" and id_ in self._staff
                        what: What = "staff" if is_staff else kind
                        found.setdefault((what, other.id), {})[id_] = None
        for (what, other_id), ids in found.items():
            other = self._visits[other_id]
            start, end = max(visit.start, other.start), min(visit.end, other.end)
            yield Clash(what, visit.id, start, end, tuple(ids), other_id)

    def _closed(self, visit: Visit) -> Iterator[Clash]:
        """The times at the centre at which it is closed.

        Staff open up before the hours and tidy up after them: a shift is told of only where the
        centre is closed all the time.
        """
        if visit.setting != "centre":
            return
        open_ = open_times(self._plan.centre, visit.start, visit.end, self._zone)
        closed = gaps(visit.start, visit.end, open_)
        if visit.kind != "shift" or closed == [(visit.start, visit.end)]:
            yield from (Clash("closed", visit.id, *stretch) for stretch in closed)

    def _unstaffed(self, visit: Visit) -> Iterator[Clash]:
        """The times at the centre without staff, and shifts that they are not in."""
        if visit.setting != "centre" or self._has_staff(visit):
            return
        if visit.kind == "shift":
            yield Clash("shift", visit.id, visit.start, visit.end)
        elif self.knows_duty:
            there = self._duty(visit.start, visit.end, but=visit.id)
            for stretch in gaps(visit.start, visit.end, there):
                yield Clash("unstaffed", visit.id, *stretch)

    # Duty ----------------------------------------------------------------------------------

    def shifts(self, day: date) -> list[Visit]:
        """The shifts that touch a local day, by time."""
        first = midnight(day, self._zone)
        last = midnight(day + timedelta(days=1), self._zone)
        there = {
            visit.id: visit
            for number in _days(first, last)
            for visit in self._on.get(number, ())
            if visit.kind == "shift" and visit.start < last and visit.end > first
        }
        return sorted(there.values(), key=_arrival)

    def lacks_shift(self, day: date) -> bool:
        """Whether the centre is open on a day, and none of the staff has a shift then."""
        if not self.knows_duty or not hours_on(self._plan.centre, day):
            return False
        return not any(map(self._has_staff, self.shifts(day)))

    def _has_staff(self, visit: Visit) -> bool:
        return not self._staff.isdisjoint(present(visit))

    def _duty(self, start: Moment, end: Moment, *, but: str) -> list[Stretch]:
        """When staff are at the centre, by any visit but one."""
        return sorted(
            (visit.start, visit.end)
            for day in _days(start, end)
            for visit in self._staffed_on(day)
            if visit.id != but
        )

    def _staffed_on(self, day: int) -> list[Visit]:
        """What takes place at the centre on a day (in UTC) with staff in it."""
        if day not in self._staffed:
            self._staffed[day] = [
                visit
                for visit in self._on.get(day, ())
                if visit.setting == "centre" and self._has_staff(visit)
            ]
        return self._staffed[day]

    # Telling -------------------------------------------------------------------------------

    def told(self, visit: Visit) -> list[tuple[Clash, Message]]:
        """The warnings at a visit with what they say; what two would say alike is told once."""
        found: list[tuple[Clash, Message]] = []
        for clash in self.of(visit):
            message = self.message(clash)
            if all(message != there for _, there in found):
                found.append((clash, message))
        return found

    def message(self, clash: Clash) -> Message:
        """What a warning says, where it is known which visit it is about."""
        if clash.what == "closed":
            told = outside_hours(self._plan.centre, clash.start, clash.end, self._zone)
            return told or say("the centre is closed")
        if clash.what == "shift":
            return say("nobody on this shift is staff, who can receive people")
        if self._lent is not None and clash.what == "loan":
            return self._lent.message(clash)
        hours = self._hours(clash.start, clash.end)
        if clash.what == "unstaffed":
            return say("nobody is on duty {hours}", hours=hours)
        assert clash.other is not None
        other = self._visits[clash.other]
        return self._double(clash, other, self._hours(other.start, other.end))

    def _double(self, clash: Clash, other: Visit, hours: str) -> Message:
        n, title = len(clash.ids), _title(other)
        if clash.what == "room":
            room = self._rooms.get(clash.ids[0], clash.ids[0])
            return say(
                "{room} is also booked for «{visit}» {hours}", room=room, visit=title, hours=hours
            )
        if clash.what == "thing":
            things = tuple(self._things.get(id_, id_) for id_ in clash.ids)
            return count(
                "{things} is also booked for «{visit}» {hours}",
                "{things} are also booked for «{visit}» {hours}",
                n, things=things, visit=title, hours=hours,
            )  # fmt: skip
        who = Names(PersonName(self._people.get(id_, id_), id_) for id_ in clash.ids)
        if other.kind == "shift":
            return count(
                "{who} is also on duty {hours}", "{who} are also on duty {hours}", n,
                who=who, hours=hours,
            )  # fmt: skip
        return count(
            "{who} is also at «{visit}» {hours}",
            "{who} are also at «{visit}» {hours}",
            n, who=who, visit=title, hours=hours,
        )  # fmt: skip

    def _hours(self, start: Moment, end: Moment) -> str:
        clocks = (each.astimezone(self._zone).strftime("%H:%M") for each in (start, end))
        return "–".join(clocks)

    # What is looked up -----------------------------------------------------------------------

    @cached_property
    def _visits(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self._plan.visits}

    @cached_property
    def _rooms(self) -> dict[str, str]:
        """What the rooms are called, by id."""
        return {room.id: room.name or room.id for room in self._plan.rooms}

    @cached_property
    def _things(self) -> dict[str, str]:
        """What the things are called, by id."""
        return {thing.id: thing.name or thing.id for thing in self._plan.equipment}

    @cached_property
    def _people(self) -> dict[str, str]:
        """What everybody is called, by id."""
        return {person.id: person.label for person in self._plan.people}

    def _uses_on(self, day: int) -> dict[tuple[str, str], list[Visit]]:
        """Who and what the standing visits of a day (in UTC) take up."""
        if day not in self._uses:
            uses = self._uses[day] = {}
            for visit in self._on.get(day, ()):
                if visit.status in STANDING:
                    for use in _uses(visit):
                        uses.setdefault(use, []).append(visit)
        return self._uses[day]


def _uses(visit: Visit) -> Iterator[tuple[Literal["person", "room", "thing"], str]]:
    """Who and what a visit takes up; a shift takes up no room."""
    for id_ in present(visit):
        yield "person", id_
    if visit.room is not None and visit.setting == "centre" and visit.kind != "shift":
        yield "room", visit.room
    for id_ in visit.equipment:
        yield "thing", id_


def _in_the_way(kind: str, visit: Visit, other: Visit) -> bool:
    """Whether two visits cannot both have somebody or something that both take up."""
    if other.id == visit.id or other.end <= visit.start or visit.end <= other.start:
        return False
    if kind != "person" or (visit.kind == "shift") == (other.kind == "shift"):
        return True
    received = other if visit.kind == "shift" else visit
    # whoever is on duty receives people there, and answers the phone; but is not away
    return received.setting != "centre" and received.setting not in REMOTE


def _title(visit: Visit) -> str | Message:
    """What a visit is called; a title may hold a name, and is hidden where names are."""
    if not visit.title:
        return VISIT_KINDS[visit.kind]
    return visit.title if visit.public else PersonName(visit.title, visit.id)


def _days(start: Moment, end: Moment) -> range:
    """The numbers of the days, in UTC, from one moment to another."""
    return range(start.toordinal(), end.toordinal() + 1)


def _arrival(visit: Visit) -> tuple[Moment, str]:
    return visit.start, visit.id
