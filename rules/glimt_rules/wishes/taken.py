"""Who and what is taken when, by the visits that a plan has already."""

from __future__ import annotations

from collections import defaultdict

from glimt_rules.facts import present
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Plan, Visit

#: From when until when something is taken (ticks).
Span = tuple[int, int]


class Taken:
    """The people, rooms and things of a plan, and when each is in use between two moments.

    Nobody is in two visits at once, and neither is a room or a thing. Who is on duty at the centre
    may be in a visit there meanwhile, or on the phone, but not elsewhere.
    """

    def __init__(self, plan: Plan, first: int, last: int) -> None:
        self._people: dict[str, list[Span]] = defaultdict(list)
        self._on_duty: dict[str, list[Span]] = defaultdict(list)
        self._rooms: dict[str, list[Span]] = defaultdict(list)
        self._things: dict[str, list[Span]] = defaultdict(list)
        for visit in plan.visits:
            if visit.status not in NOT_LIVE:
                span = visit.start.ticks, visit.end.ticks
                if span[1] > first and span[0] < last:
                    self.add(visit, span)

    def add(self, visit: Visit, span: Span) -> None:
        """Take what a visit needs."""
        if visit.kind == "shift":
            for person in present(visit):
                self._on_duty[person].append(span)
            return
        for person in present(visit):
            self._people[person].append(span)
        if visit.room is not None:
            self._rooms[visit.room].append(span)
        for thing in visit.equipment:
            self._things[thing].append(span)

    def remove(self, visit: Visit, span: Span) -> None:
        """Give back what a visit took; it is none of staff on duty."""
        for person in present(visit):
            self._people[person].remove(span)
        if visit.room is not None:
            self._rooms[visit.room].remove(span)
        for thing in visit.equipment:
            self._things[thing].remove(span)

    def allows(self, visit: Visit, span: Span) -> bool:
        """Whether nobody and nothing that a visit needs is taken then."""
        if visit.room is not None and _clash(self._rooms.get(visit.room), span):
            return False
        away = visit.setting != "centre" and visit.setting not in REMOTE
        for person in visit.people:
            if _clash(self._people.get(person), span):
                return False
            if away and _clash(self._on_duty.get(person), span):
                return False
        return not any(_clash(self._things.get(thing), span) for thing in visit.equipment)


def _clash(spans: list[Span] | None, span: Span) -> bool:
    if not spans:
        return False
    first, last = span
    return any(start < last and first < end for start, end in spans)
