"""When rooms stand free on a day: open, and with time to clean before and after."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_tui.desk.view import View
from glimt_tui.desk.week import Week

#: What is shorter is no use to anybody.
LEAST = timedelta(minutes=30)


class Free(Struct, frozen=True):
    """A room and when it is free."""

    room: str
    times: tuple[tuple[Moment, Moment], ...]


def cleaning_of(view: View, room: str) -> timedelta:
    """How long a room is cleaned after each activity: by its own figure, else the centre's."""
    own = next((each.cleaning_minutes for each in view.plan.rooms if each.id == room), None)
    return timedelta(minutes=view.plan.centre.cleaning_minutes if own is None else own)


def free_rooms(week: Week, day: date) -> list[Free]:
    """Every room of the plan with the times at which it is free, as the plan lists the rooms."""
    return [Free(room.id, tuple(_times(week, day, room.id))) for room in week.view.plan.rooms]


def _times(week: Week, day: date, room: str) -> list[tuple[Moment, Moment]]:
    cleaning = cleaning_of(week.view, room)
    taken = [
        (visit.start - cleaning, visit.end + cleaning)
        for visit in week.on(day)
        if visit.room == room and visit.kind != "shift"
    ]
    found = []
    for opens, closes in week.hours(day):
        at, end = week.moment(day, opens), week.moment(day, closes)
        for start, until in sorted(taken):
            if until <= at:
                continue
            if start >= end:
                break
            found.append((at, start))
            at = until
        found.append((at, end))
    return [(start, until) for start, until in found if until - start >= LEAST]
