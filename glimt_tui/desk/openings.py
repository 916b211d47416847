"""When somebody could come in a week: what rules, rooms and opening hours leave open.

Tried slot by slot, by the same search that finds alternatives: an hour with somebody of the
staff of their cohort, or by themselves where there is nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec import Struct, structs

from glimt_rules.live import Found, Session
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Person, Plan, Visit
from glimt_rules.suggest.changes import starts_on
from glimt_rules.suggest.search import in_the_way
from glimt_tui.desk.view import View, near_day, with_accepted_waivers

#: What is tried: so long a visit, at these steps.
LENGTH = timedelta(minutes=60)
STEP = timedelta(minutes=30)


class Opening(Struct, frozen=True):
    """A time in which somebody could come and go."""

    first: Moment
    last: Moment
    #: where they could be at first, and with whom
    room: str | None
    staff: str | None


def openings(
    view: View, person: Person, monday: date, go_on: Callable[[], None] = lambda: None
) -> list[Opening]:
    """When somebody could come in the week of a Monday, from now on, in order.

    What is not recorded forbids nothing here: it is told where it is asked for. ``go_on`` is
    called again and again, and may raise to end the search.
    """
    plan = near_day(view.plan, monday + timedelta(days=3), view.zone)
    session = with_accepted_waivers(plan, lambda plan: Session(plan, view.book))
    tried = _free_id(plan)
    found: list[Opening] = []
    for day in (monday + timedelta(days=n) for n in range(7)):
        for start in starts_on(day, LENGTH, plan.centre.opening_hours, view.zone, STEP):
            go_on()
            if start < view.now:
                continue
            opening = _opening(session, plan, person, tried, start)
            if opening is None:
                continue
            last = found[-1] if found else None
            if last is not None and start - (last.last - LENGTH) == STEP:
                found[-1] = structs.replace(last, last=opening.last)
            else:
                found.append(opening)
    return found


def _opening(
    session: Session, plan: Plan, person: Person, tried: str, start: Moment
) -> Opening | None:
    """The first way in which somebody could come at a moment."""
    end = start + LENGTH
    busy = [v for v in plan.visits if v.status not in NOT_LIVE and v.start < end and v.end > start]
    taken = {id_ for visit in busy if visit.kind != "shift" for id_ in visit.people}
    if person.id in taken:
        return None
    used = {visit.room for visit in busy}
    rooms = [room.id for room in plan.rooms if room.id not in used] or [None][: not plan.rooms]
    for staff in _colleagues(plan, person, taken):
        for room in rooms:
            visit = Visit(
                id=tried,
                start=start,
                end=end,
                people=(person.id,) if staff is None else (person.id, staff),
                room=room,
                booked_at=start - STEP,
                masks=True,
                assessed_at=start - STEP,
            )
            if session.try_visit(visit, _forbids(session, tried)).stopped_by is None:
                return Opening(start, end, room, staff)
    return None


def _colleagues(plan: Plan, person: Person, taken: set[str]) -> Iterator[str | None]:
    """Who could receive somebody; None where nobody of the staff is of their cohort."""
    them = [
        other.id
        for other in plan.people
        if other.role == "staff" and other.cohort == person.cohort and other.id != person.id
    ]
    if not them:
        yield None
    yield from (id_ for id_ in them if id_ not in taken)


def _free_id(plan: Plan) -> str:
    """An id that no visit has."""
    there = {visit.id for visit in plan.visits}
    id_ = "_"
    while id_ in there:
        id_ += "_"
    return id_


def _forbids(session: Session, tried: str) -> Callable[[Found], bool]:
    """What says of a finding whether it forbids the visit that is tried."""
    is_in_the_way = in_the_way(session, tried)
    return lambda found: found.level != "unknown" and is_in_the_way(found)
