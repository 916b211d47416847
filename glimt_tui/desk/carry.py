"""Carrying a booking to another time or room: what it becomes, before it is written."""

from __future__ import annotations

from datetime import date, timedelta
from random import SystemRandom
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_tui.desk.decision import HAPPENED
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.view import View
from glimt_tui.desk.week import WHOLE_DAY, Lane, lane_of, moment_at
from glimt_tui.store.records import Key, key_of

_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another


class Carried(Struct, frozen=True):
    """A booking on its way: as it would stand if it were put down here."""

    visit: Visit
    name: Literal["move", "copy"]
    day: date
    minute: int
    #: the version that was read, which a copy has none of
    version: int | None = None
    #: the visit that it was picked up from
    origin: str = ""

    @property
    def lane(self) -> Lane:
        """Where it stands."""
        return lane_of(self.visit)

    @property
    def edit(self) -> Edit:
        """What putting it down here writes."""
        if self.version is None:
            return Edit(put=(self.visit,))
        key: Key = key_of(self.visit)
        return Edit(put=(self.visit,), seen={key: self.version})


def pick_up(view: View, visit: Visit) -> Carried:
    """Take a booking in order to move it."""
    return _carried(view, visit, "move", view.versions.get(Key("visit", visit.id)))


def copy(view: View, visit: Visit) -> Carried:
    """Take a copy of a booking: planned, arranged now, with nothing of what happened at it.

    What was recorded of masks and distance at a visit that has happened says nothing of the
    next one, and an assignment is weighed each time.
    """
    made = structs.replace(
        visit,
        id=new_id(view),
        status="planned",
        booked_at=view.now,
        absent=(),
        handwashed=None,
        surfaces_cleaned=None,
        assessed_at=None,
    )
    if visit.status in HAPPENED:
        made = structs.replace(made, masks=None, distance_m=None)
    return structs.replace(_carried(view, made, "copy", None), origin=visit.id)


def carried_to(
    view: View,
    carried: Carried,
    *,
    day: date | None = None,
    minute: int | None = None,
    lane: Lane | None = None,
) -> Carried:
    """The same booking elsewhere, as long as it was.

    It stays within the day, and its setting stays: only what is at the centre goes from room
    to room.
    """
    visit = carried.visit
    day = carried.day if day is None else day
    minute = carried.minute if minute is None else max(0, min(minute, WHOLE_DAY - 15))
    start = moment_at(view, day, minute)
    end = start + (visit.end - visit.start)
    room = visit.room
    if lane is not None and can_go(carried, lane):
        room = lane.room
    moved = structs.replace(
        visit, start=start, end=Moment.combine(end.date(), end.timetz()), room=room
    )
    return structs.replace(carried, visit=moved, day=day, minute=minute)


def can_go(carried: Carried, lane: Lane) -> bool:
    """Whether a booking can stand in a lane without becoming another kind of visit."""
    return carried.lane == lane or (
        carried.lane.kind in ("room", "centre") and lane.kind in ("room", "centre")
    )


def new_id(view: View) -> str:
    """An id that no visit has yet."""
    random = SystemRandom()
    while True:
        id_ = "b-" + "".join(random.choices(_SIGNS, k=6))
        if id_ not in view.visits:
            return id_


def _carried(
    view: View, visit: Visit, name: Literal["move", "copy"], version: int | None
) -> Carried:
    local = visit.start.astimezone(view.zone)
    return Carried(visit, name, local.date(), local.hour * 60 + local.minute, version, visit.id)


def days_later(carried: Carried, days: int) -> date:
    """The day so many days from where a booking stands."""
    return carried.day + timedelta(days=days)
