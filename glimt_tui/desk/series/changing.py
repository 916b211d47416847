"""Carrying what was changed about one booking to the others of its series.

Each of them is merged by itself: what the series had said of it becomes what the series says now,
and what somebody had changed about that booking alone stays as it was changed. What has begun or
happened, or was called off, is not touched, and carries nothing on: the series may have been
changed since. Nothing is moved to where it would have begun by now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk.booking import FieldName
from glimt_tui.desk.difference import PARTS
from glimt_tui.desk.series.days import (
    FIELDS,
    booking_at,
    bookings_of,
    days_of,
    like,
    times_on,
    visit_id,
    why_not_like,
)
from glimt_tui.desk.series.judging import Step
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Series

#: The parts of a booking that a series gives, each of which is changed or kept as a whole.
_PARTS: Mapping[FieldName, tuple[str, ...]] = {
    name: fields for name, fields in PARTS.items() if set(fields) <= {*FIELDS, "start", "end"}
}


def is_to_come(view: View, visit: Visit) -> bool:
    """Whether a booking is still to come: planned, not begun, and nobody has come for it."""
    is_ahead = visit.status == "planned" and visit.start > view.now
    return is_ahead and not any(arrival.visit == visit.id for arrival in view.arrivals)


def own_changes(series: Series, day: date, visit: Visit, zone: ZoneInfo) -> list[FieldName]:
    """What differs about a booking from what its series says of it."""
    was = _as_made(series, day, visit, zone)
    return [part for part in _PARTS if _part(was, part) != _part(visit, part)]


def to_come(view: View, series: Series) -> dict[date, Visit]:
    """The bookings of a series that are still to come, by the day that each was made for."""
    bookings = bookings_of(series, view.visits.values())
    return {day: visit for day, visit in bookings.items() if is_to_come(view, visit)}


def why_not_carry(view: View, series: Series, day: date, visit: Visit) -> Message | None:
    """Why nothing about a booking can be carried to others of its series; None where it can."""
    if visit.status in NOT_LIVE:
        return say("what does not take place changes no other booking")
    if not own_changes(series, day, visit, view.zone):
        return say("this booking is as the series has it: there is nothing to carry on")
    if not is_to_come(view, visit):
        return say("what has begun changes no other booking: change the next one, and carry that")
    return why_not_like(visit, view.zone)


class Change:
    """What one booking's changes make of its series: of all that is to come, or from it on."""

    def __init__(
        self, view: View, series: Series, day: date, visit: Visit, *, since: date | None, id_: str
    ) -> None:
        """``since`` is the day from which it is carried on, None for all; ``id_`` a free id."""
        self._view = view
        self._series = series
        self._visit = visit
        there = to_come(view, series)
        chosen = {each: was for each, was in there.items() if since is None or each >= since}
        #: by how many days the booking was moved, and with it all that are chosen
        self._moved = view.day_of(visit) - day
        self._chosen = chosen
        #: the series as it was, as far as it goes on; None where nothing is left of it
        self.before: Series | None = None
        #: the series as it is from then on; one of its own where others stay as they are
        self.after = self._like(min(chosen, default=day), id_)
        if len(chosen) == len(there) and not self._moved:
            self.after = structs.replace(
                self.after,
                id=series.id,
                first=series.first,
                last=series.last,
                skipped=series.skipped,
            )
        elif chosen:
            self.before = cut(series, before=min(chosen))

    def _like(self, first: date, id_: str) -> Series:
        series, moved = self._series, self._moved
        return like(
            self._visit,
            self._view.zone,
            id_=id_,
            weeks=series.weeks,
            first=first + moved,
            last=max(series.last, first) + moved,
            skipped=[day + moved for day in self._without(first)],
            booked_at=series.booked_at,
        )

    def _without(self, first: date) -> list[date]:
        """The days from the first on that have no booking any more."""
        there = {*days_of(self._series), *self._series.skipped}
        return sorted(day for day in there if day >= first and day not in self._chosen)

    def steps(self) -> list[Step]:
        """What becomes of each booking."""
        return [self._step(day, visit) for day, visit in self._chosen.items()]

    def _step(self, day: date, visit: Visit) -> Step:
        zone, series, after = self._view.zone, self._series, self.after
        called = structs.replace(visit, id=visit_id(after.id, day + self._moved))
        times = times_on(after, day + self._moved, zone)
        if isinstance(times, Message):
            return Step(day=day, old=visit, new=called, instead=called, why=times)
        was = _as_made(series, day, visit, zone)
        becomes = booking_at(after, day + self._moved, times)
        values = {
            name: getattr(becomes, name)
            for part, names in _PARTS.items()
            if _part(was, part) == _part(visit, part)
            for name in names
        }
        new = structs.replace(called, **values)
        new = structs.replace(new, absent=tuple(each for each in new.absent if each in new.people))
        why = _why_not_both(new)
        if why is None and new.start <= self._view.now:
            why = say("the booking would be moved to a time that is past")
        if why is not None:
            new = called
        return Step(day=day, old=visit, new=new, instead=called, why=why)


def cut(series: Series, *, before: date) -> Series | None:
    """A series that ends before a day; None where it has no day left then."""
    last = min(series.last, before - timedelta(days=1))
    if last < series.first:
        return None
    skipped = tuple(day for day in series.skipped if day <= last)
    left = structs.replace(series, last=last, skipped=skipped)
    return left if days_of(left) else None


def _as_made(series: Series, day: date, visit: Visit, zone: ZoneInfo) -> Visit:
    """A booking as its series says; where that has no time, at its own."""
    times = times_on(series, day, zone)
    own = (visit.start, visit.end)
    return booking_at(series, day, own if isinstance(times, Message) else times)


def _part(visit: Visit, part: FieldName) -> list[object]:
    return [getattr(visit, name) for name in _PARTS[part]]


def _why_not_both(visit: Visit) -> Message | None:
    """Why what is new does not go with what was changed about one booking; None where it does."""
    wrong: tuple[Callable[[Visit], bool], ...] = (
        lambda each: (each.setting == "home") != (each.host in each.people),
        lambda each: each.kind == "shift" and each.setting != "centre",
        lambda each: len(each.absent) == len(each.people),
    )
    if any(check(visit) for check in wrong):
        return say("the change does not go with what was changed about this booking alone")
    return None
