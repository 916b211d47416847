"""A week as staff plan it: rooms by day and time, what stands there, and where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct

from glimt_rules.finding import Finding
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, WEEKDAYS, Visit
from glimt_tui.desk.slack import Limits, Presence, Seats, Space, seats, space
from glimt_tui.desk.view import View
from glimt_tui.store.days import midnight

#: Minutes of a local day; 24:00 is where it ends.
WHOLE_DAY = 24 * 60
#: What is shown of a day on which nothing is open and nothing is planned.
_QUIET = (10 * 60, 16 * 60)

State = Literal["closed", "over", "taken", "cleaning", "free"]


class Lane(Struct, frozen=True):
    """A place that a day is divided by: a room, the centre without a room, outside it, on duty."""

    kind: Literal["room", "centre", "outside", "staff"]
    room: str | None = None


CENTRE, OUTSIDE, STAFF = Lane("centre"), Lane("outside"), Lane("staff")


class Block(Struct, frozen=True):
    """A visit in its lane: from minute ``first`` to ``last`` of the day, beside others."""

    visit: Visit
    first: int
    last: int
    #: its place among those at the same time, and how many places there are
    place: int = 0
    places: int = 1


class Slot(Struct, frozen=True):
    """A stretch of time in a lane: what stands there, or how many more there is room for."""

    start: Moment
    end: Moment
    state: State
    blocks: tuple[Block, ...] = ()
    #: where the state is "free"
    space: Space | None = None


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def lane_of(visit: Visit) -> Lane:
    """Where a visit stands."""
    if visit.kind == "shift":
        return STAFF
    if visit.room is not None:
        return Lane("room", visit.room)
    return CENTRE if visit.setting == "centre" else OUTSIDE


class Week:
    """One week of a view, worked out as it is looked at."""

    def __init__(self, view: View, day: date, carried: Visit | None = None) -> None:
        """``carried`` is a booking that is shown as it would stand, not as it does."""
        self.view = view
        self.monday = monday_of(day)
        self.days: Sequence[date] = tuple(self.monday + timedelta(days=n) for n in range(7))
        first = midnight(self.monday, view.zone)
        last = midnight(self.monday + timedelta(days=7), view.zone)
        #: all that takes place and touches the week, in order of arrival
        self.visits = _with(
            [
                visit
                for visit in view.visits.values()
                if visit.start < last and visit.end > first and visit.status not in NOT_LIVE
            ],
            carried,
        )
        self._presence = Presence(self.visits)
        self._cleaning = {
            room.id: timedelta(
                minutes=view.plan.centre.cleaning_minutes
                if room.cleaning_minutes is None
                else room.cleaning_minutes
            )
            for room in view.plan.rooms
        }
        self._blocks: dict[tuple[date, int], dict[Lane, tuple[Block, ...]]] = {}
        self._seats: dict[str, Seats | None] = {}
        self._present: dict[tuple[date, int, int], tuple[int, int | None]] = {}
        self._slots: dict[tuple[date, Lane, int, int], Slot] = {}

    @cached_property
    def limits(self) -> Limits:
        """What the rules allow."""
        return Limits(self.view)

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes of each day; the centre without a room only where something stands there."""
        rooms = [Lane("room", room.id) for room in self.view.plan.rooms]
        used = {lane_of(visit) for visit in self.visits}
        others = [CENTRE] if CENTRE in used or not rooms else []
        return (*rooms, *others, OUTSIDE, STAFF)

    # Days and times --------------------------------------------------------------------------

    def moment(self, day: date, minute: int) -> Moment:
        """The moment at which the local clock shows a minute of a day."""
        return moment_at(self.view, day, minute)

    def minute(self, moment: Moment, day: date) -> int:
        """What the local clock shows, in minutes of a day; at most the whole of it."""
        local = moment.astimezone(self.view.zone)
        if local.date() != day:
            return 0 if local.date() < day else WHOLE_DAY
        return local.hour * 60 + local.minute

    def hours(self, day: date) -> list[tuple[int, int]]:
        """When the centre is open, in minutes of the day."""
        stretches: Iterable[str] = getattr(
            self.view.plan.centre.opening_hours, WEEKDAYS[day.weekday()]
        )
        return sorted((_minutes(text[:5]), _minutes(text[-5:])) for text in stretches)

    def span(self, days: Iterable[date]) -> tuple[int, int]:
        """The hours to show of some days: all that are open, and all that is planned."""
        edges = [edge for day in days for hours in self.hours(day) for edge in hours]
        for day in days:
            for visit in self.on(day):
                edges += [self.minute(visit.start, day), self.minute(visit.end, day)]
        first, last = min(edges, default=_QUIET[0]), max(edges, default=_QUIET[1])
        return first // 30 * 30, min(WHOLE_DAY, -(-last // 30) * 30)

    def on(self, day: date) -> list[Visit]:
        """What takes place on a day, whether or not it began there."""
        first = midnight(day, self.view.zone)
        last = midnight(day + timedelta(days=1), self.view.zone)
        return [visit for visit in self.visits if visit.start < last and visit.end > first]

    # What stands there -------------------------------------------------------------------------

    def blocks(self, day: date, lane: Lane, step: int = 30) -> tuple[Block, ...]:
        """The visits of a day in a lane, side by side where they share a slot of ``step``."""
        key = (day, step)
        if key not in self._blocks:
            by_lane: dict[Lane, list[Visit]] = {}
            for visit in self.on(day):
                by_lane.setdefault(lane_of(visit), []).append(visit)
            self._blocks[key] = {
                lane: tuple(self._side_by_side(day, visits, step))
                for lane, visits in by_lane.items()
            }
        return self._blocks[key].get(lane, ())

    def _side_by_side(self, day: date, visits: list[Visit], step: int) -> Iterable[Block]:
        """Give each visit the first place that is free in its slots."""
        group: list[Block] = []
        for visit in visits:
            first, last = self.minute(visit.start, day), self.minute(visit.end, day)
            slot, after = first // step * step, -(-last // step) * step
            if group and all(each.last <= slot for each in group):
                yield from _with_places(group)
                group = []
            taken = {each.place for each in group if each.last > slot}
            place = next(n for n in range(len(group) + 1) if n not in taken)
            group.append(Block(visit, slot, max(after, slot + step), place))
        yield from _with_places(group)

    def slot(self, day: date, lane: Lane, minute: int, step: int = 30) -> Slot:
        """What is at a time in a lane."""
        key = (day, lane, minute, step)
        if key not in self._slots:
            self._slots[key] = self._slot(day, lane, minute, step)
        return self._slots[key]

    def _slot(self, day: date, lane: Lane, minute: int, step: int) -> Slot:
        start, end = self.moment(day, minute), self.moment(day, minute + step)
        there = tuple(
            block for block in self.blocks(day, lane, step) if block.first <= minute < block.last
        )
        if there:
            return Slot(start, end, "taken", there)
        if end <= self.view.now:
            return Slot(start, end, "over")
        if lane.kind in ("outside", "staff"):  # neither has hours, nor a limit
            return Slot(start, end, "free", space=Space())
        if not self.is_open(day, minute, minute + step):
            return Slot(start, end, "closed")
        if lane.room is not None and not self.is_clean(lane.room, start, end):
            return Slot(start, end, "cleaning")
        room = space(self.limits, self._presence, lane.room, start, end)
        return Slot(start, end, "free", space=room)

    def is_open(self, day: date, first: int, last: int) -> bool:
        """Whether the centre is open all the time between two minutes of a day."""
        return any(opens <= first and last <= closes for opens, closes in self.hours(day))

    def is_clean(self, room: str, start: Moment, end: Moment) -> bool:
        """Whether a room stays empty, with time to clean it before and after."""
        needed = self._cleaning.get(room, timedelta())
        return not any(
            visit.room == room
            and visit.kind != "shift"
            and visit.end + needed > start
            and visit.start < end + needed
            for visit in self.visits
        )

    def free_until(self, day: date, lane: Lane, minute: int, longest: int, step: int = 30) -> int:
        """How long a free slot and those after it stay free, ``longest`` minutes at most."""
        last = minute + step
        while last < min(minute + longest, WHOLE_DAY):
            if self.slot(day, lane, last, step).state != "free":
                break
            last += step
        return last

    # How full it is ----------------------------------------------------------------------------

    def present(self, day: date, minute: int, step: int = 30) -> tuple[int, int | None]:
        """The most people at once in the premises during a slot, and how many may be."""
        key = (day, minute, step)
        if key not in self._present:
            start, end = self.moment(day, minute), self.moment(day, minute + step)
            self._present[key] = self._presence.most(start, end), self.limits.premises(start)
        return self._present[key]

    def seats(self, visit: Visit) -> Seats | None:
        """How many more of its cohort could join a visit."""
        if visit.id not in self._seats:
            self._seats[visit.id] = seats(self.view, self.limits, self.visits, visit)
        return self._seats[visit.id]

    def is_judged(self, day: date) -> bool:
        """Whether the rules have been asked about a day; before that, nothing is known of it."""
        return self.view.first <= day <= self.view.last

    def findings(self, visits: Iterable[Visit]) -> list[Finding]:
        """What the rules say of some visits."""
        return [found for visit in visits for found in self.view.findings.get(visit.id, [])]


def moment_at(view: View, day: date, minute: int) -> Moment:
    """The moment at which the local clock shows a minute of a day.

    A time that the clock change leaves out is as long after midnight as it would be without.
    """
    local = datetime.combine(day, time(), view.zone) + timedelta(minutes=minute)
    utc = local.astimezone(UTC)
    return Moment.combine(utc.date(), utc.time(), UTC)


def _with(visits: list[Visit], carried: Visit | None) -> list[Visit]:
    """The visits, one of them elsewhere, in order of arrival."""
    if carried is None:
        return visits
    others = [visit for visit in visits if visit.id != carried.id]
    return sorted([*others, carried], key=lambda visit: (visit.start, visit.id))


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _with_places(group: list[Block]) -> list[Block]:
    places = max((block.place for block in group), default=0) + 1
    return [Block(block.visit, block.first, block.last, block.place, places) for block in group]
