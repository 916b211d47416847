"""One day as staff need to see it: what goes on, who is late, what must be cleaned or waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from msgspec import Struct, structs

from glimt_rules.finding import LEVELS, Finding
from glimt_rules.kinds.base import Kind
from glimt_rules.kinds.persons_at_once import PersonsAtOnce
from glimt_rules.message import Message, count
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Visit
from glimt_tui.desk.clash import Clash
from glimt_tui.desk.decision import HAPPENED
from glimt_tui.desk.equipment import Stock
from glimt_tui.desk.reception import guests
from glimt_tui.desk.view import View
from glimt_tui.store.records import Arrival

#: Whoever has not come after so long is late.
LATE = timedelta(minutes=10)


class Waiting(Struct, frozen=True):
    """A room that must be cleaned, and until when that takes."""

    id: str
    until: Moment
    #: the visit after which it is
    after: Visit
    #: the visit that needs it next today
    before: Visit | None = None


class Aside(Struct, frozen=True):
    """A thing that cannot be washed and is set aside, and until when."""

    id: str
    until: Moment
    #: the visit after which it is; None after a loan
    after: Visit | None


class Noted(Struct, frozen=True):
    """A coming visit, and what the house is warned of at it."""

    visit: Visit
    clash: Clash
    message: Message


class Day(Struct, frozen=True, kw_only=True):
    """What stands on the page of today."""

    #: visits that have begun and not ended, by time; whoever came early has begun
    #: theirs, and staff on duty come last
    now: tuple[Visit, ...]
    #: visits that are still to come
    next: tuple[Visit, ...]
    #: visits that have ended by the clock, and nobody has said what became of them
    unclosed: tuple[Visit, ...]
    #: visits that are over, or do not take place
    over: tuple[Visit, ...]
    #: visits that have begun, with those who have not come to them
    late: tuple[tuple[Visit, tuple[str, ...]], ...]
    #: coming visits with what must be decided, the worst first
    to_decide: tuple[tuple[Visit, Finding], ...]
    #: coming visits with what the house is warned of, by time
    to_note: tuple[Noted, ...]
    to_clean: tuple[Waiting, ...]
    set_aside: tuple[Aside, ...]
    #: who is in the premises, those first who should have gone by now
    here: tuple[tuple[Arrival, Visit | None], ...]
    #: the least number of people at once that a rule in force allows
    allowed: int | None
    #: the next visit on a later day
    later: Visit | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is booked today, and nobody is here."""
        return not (self.now or self.next or self.unclosed or self.over or self.here)


def day_of(view: View) -> Day:
    """The day that a view calls today, with what yesterday left open."""
    yesterday = view.today - timedelta(days=1)
    near = [v for v in view.visits.values() if yesterday <= view.day_of(v) <= view.today]
    live = [visit for visit in near if visit.status not in NOT_LIVE]
    now = [v for v in live if view.has_begun(v) and view.now < v.end and v.status != "done"]
    now.sort(key=lambda visit: visit.kind == "shift")
    coming = [v for v in live if not view.has_begun(v) and v.status != "done"]
    unclosed = [v for v in live if v.end <= view.now and v.status != "done"]
    shown = {visit.id for visit in (*now, *coming, *unclosed)}
    return Day(
        now=tuple(now),
        next=tuple(coming),
        unclosed=tuple(unclosed),
        over=tuple(visit for visit in view.on(view.today) if visit.id not in shown),
        late=tuple(_late(view, now)),
        to_decide=tuple(_to_decide(view)),
        to_note=tuple(_to_note(view)),
        to_clean=tuple(_to_clean(view, live)),
        set_aside=tuple(_set_aside(view)),
        here=tuple(_here(view)),
        allowed=allowed_at_once(view),
        later=next(
            (
                visit
                for visit in view.visits.values()
                if view.day_of(visit) > view.today and visit.status not in NOT_LIVE
            ),
            None,
        ),
    )


def by_room(view: View, day: Day) -> list[tuple[str | None, tuple[Visit, ...]]]:
    """What is not over today, room by room as the plan lists them; without a room last."""
    open_ = sorted((*day.unclosed, *day.now, *day.next), key=lambda visit: (visit.start, visit.id))
    rooms: list[str | None] = [*(room.id for room in view.plan.rooms), None]
    found = [(room, tuple(visit for visit in open_ if visit.room == room)) for room in rooms]
    return [(room, visits) for room, visits in found if visits]


def should_have_gone(view: View, arrival: Arrival, visit: Visit | None) -> bool:
    """Whether somebody is still here after their visit has ended, or since another day."""
    return arrival.day < view.today or (visit is not None and visit.end <= view.now)


def allowed_at_once(view: View) -> int | None:
    """The least number of people at once in the premises that a rule of today allows."""
    limits = [kind.limit for kind in _kinds_today(view) if isinstance(kind, PersonsAtOnce)]
    return min(limits, default=None)


def _kinds_today(view: View) -> Iterator[Kind]:
    """What the rules in force at this moment ask for; nothing until they have been asked."""
    if not view.is_judged:
        return
    now = view.now.ticks
    for in_force in view.judgement.rules:
        if any(first <= now < last for first, last in in_force.times):
            yield in_force.rule.kind


def _late(view: View, now: Iterable[Visit]) -> Iterator[tuple[Visit, tuple[str, ...]]]:
    """Those who are awaited at visits that have begun; whoever is at work is not called."""
    for visit in now:
        if visit.start + LATE > view.now or visit.setting in REMOTE or visit.kind == "shift":
            continue
        there = guests(view, visit)
        if visit.status == "arrived" and all(guest.arrived is None for guest in there):
            continue  # received together, without a list
        missing = tuple(
            guest.person
            for guest in there
            if guest.state == "awaited" and view.people[guest.person].role != "staff"
        )
        if missing:
            yield visit, missing


def _here(view: View) -> list[tuple[Arrival, Visit | None]]:
    """Who is in the premises and why; the same person once."""
    there = {arrival.person: arrival for arrival in view.here()}
    found = [(arrival, _stays_for(view, arrival)) for arrival in there.values()]
    return sorted(
        found,
        key=lambda pair: (not should_have_gone(view, *pair), pair[0].arrived, pair[0].person),
    )


def _stays_for(view: View, arrival: Arrival) -> Visit | None:
    """Why somebody is here: the visit that goes on with them, else the one they came to."""
    for visit in view.visits.values():
        goes_on = visit.start <= view.now < visit.end and visit.status in HAPPENED
        if goes_on and visit.status != "done" and _takes_part(visit, arrival.person):
            return visit
    return view.visits.get(arrival.visit or "")


def _takes_part(visit: Visit, person: str) -> bool:
    return person in visit.people and person not in visit.absent and visit.setting == "centre"


def _to_decide(view: View) -> list[tuple[Visit, Finding]]:
    """The worst finding of each coming visit that cannot stay as it is."""
    worst = []
    for id_, findings in (view.findings if view.is_judged else {}).items():
        visit = view.visits[id_]
        if visit.end < view.now or visit.status in HAPPENED:
            continue
        open_ = [f for f in findings if not f.waived and f.level != "advice"]
        if open_:
            worst.append((visit, min(open_, key=_weight)))
    return sorted(worst, key=lambda pair: (_weight(pair[1]), pair[0].start, pair[0].id))


def _to_note(view: View) -> list[Noted]:
    """The warnings at visits ahead, as far as the rules have been asked.

    A day without staff is told once, at the first visit that nobody is on duty for.
    """
    noted: dict[object, Noted] = {}
    others: dict[object, set[str]] = {}
    for clash in view.clashes.between(view.today, view.last) if view.is_judged else ():
        visit = view.visits[clash.visit]
        if visit.status != "planned" or visit.start <= view.now:
            continue
        key: object = (clash.what, visit.id, clash.other, clash.ids)
        if clash.what == "unstaffed":
            key = view.day_of(visit)
            others.setdefault(key, set()).add(visit.id)
        noted.setdefault(key, Noted(visit, clash, view.clashes.message(clash)))
    for day, visits in others.items():
        if len(visits) > 1:
            message = count(
                "nobody is on duty, nor at {n} other booking that day",
                "nobody is on duty, nor at {n} other bookings that day",
                len(visits) - 1,
            )
            noted[day] = structs.replace(noted[day], message=message)
    return list(noted.values())


def _weight(finding: Finding) -> tuple[int, bool]:
    return LEVELS.index(finding.level), finding.force != "binding"


def _to_clean(view: View, live: Iterable[Visit]) -> Iterator[Waiting]:
    """Rooms in which the last visit is over, and nobody has said that they were cleaned."""
    last: dict[str, Visit] = {}
    next_: dict[str, Visit] = {}
    for visit in live:
        if visit.room is None or visit.kind == "shift":
            continue
        if visit.start <= view.now:
            last[visit.room] = visit
        else:
            next_.setdefault(visit.room, visit)
    found = []
    for room, visit in last.items():
        over = visit.end <= view.now or visit.status == "done"
        if over and visit.surfaces_cleaned is not True and visit.status != "planned":
            until = visit.end + _cleaning(view, room)
            found.append(Waiting(room, until, visit, next_.get(room)))
    far = view.now + timedelta(days=2)
    yield from sorted(found, key=lambda w: (w.before.start if w.before else far, w.until, w.id))


def _cleaning(view: View, room_id: str) -> timedelta:
    own = next((room.cleaning_minutes for room in view.plan.rooms if room.id == room_id), None)
    return timedelta(minutes=view.plan.centre.cleaning_minutes if own is None else own)


def _set_aside(view: View) -> list[Aside]:
    """Things that cannot be washed and rest, as the equipment has it; none before rules are asked.

    What rests for the minutes that washing takes is left to the equipment.
    """
    if not view.is_judged:
        return []
    found = [
        Aside(each.thing.id, each.until, each.visit)
        for each in Stock(view, view.loans).set_aside()
        if each.why == "quarantine" and each.until is not None
    ]
    return sorted(found, key=lambda aside: (aside.until, aside.id))
