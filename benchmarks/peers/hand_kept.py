"""A plan that changes, with its counts kept by hand: what one edit touches, and no more.

Counts of who is there are taken anew for the visits that start while the edited one goes on, as
it was and as it is now. A change that counts nowhere, a tick in a list, touches the visit alone.
It relies on what holds of the plans here: nothing goes on past midnight, nothing is cancelled
by an edit, and nobody changes but the visits.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from benchmarks.peers.facts import Facts, Preparer, live, prepare
from glimt_rules.plan.model import Plan, Visit

#: What says who is where, and when.
_COUNTED = ("start", "end", "people", "absent", "setting", "kind", "room")


class _There(NamedTuple):
    """A visit in the premises, in order of arrival."""

    start: datetime
    visit: str
    end: datetime
    bits: int
    #: None for a shift, which is in no room
    room: str | None


class HandKept:
    """A plan, its visits' facts, and who is in the premises day by day."""

    def __init__(self, plan: Plan) -> None:
        self._preparer = Preparer(plan)
        visits = live(plan.visits)
        self.visits = {visit.id: visit for visit in visits}
        self.facts = {facts.visit: facts for facts in prepare(plan)}
        self._days: dict[int, list[_There]] = {}
        for visit in visits:
            if visit.setting == "centre":
                self._days.setdefault(self.facts[visit.id].day, []).append(self._there(visit))

    def _there(self, visit: Visit) -> _There:
        bits = self._preparer.group(visit).bits
        room = None if visit.kind == "shift" else visit.room
        return _There(visit.start, visit.id, visit.end, bits, room)

    def in_order(self) -> list[Facts]:
        """The facts of every visit, in order of arrival."""
        return [self.facts[visit.id] for visit in live(self.visits.values())]

    def put(self, visit: Visit) -> list[Facts]:
        """Change a visit; the facts of those that are to be decided anew."""
        old = self.visits[visit.id]
        known = self.facts[visit.id]
        self.visits[visit.id] = visit
        group = self._preparer.group(visit)
        if all(getattr(old, key) == getattr(visit, key) for key in _COUNTED):
            facts = self._preparer.facts(visit, group, known.inside, known.in_room)
            self.facts[visit.id] = facts
            return [facts]
        if old.setting == "centre":
            there = self._there(old)
            day = self._days[known.day]
            del day[bisect_left(day, there)]
        anew = self._preparer.facts(visit, group, 0, 0)
        if visit.setting == "centre":
            insort(self._days.setdefault(anew.day, []), self._there(visit))
        self.facts[visit.id] = anew
        touched: dict[str, Facts] = {visit.id: anew}
        for each, number in ((old, known.day), (visit, anew.day)):
            if each.setting == "centre":
                touched |= self._counted_anew(number, each.start, each.end)
        self.facts |= touched
        return list(touched.values())

    def _counted_anew(
        self, number: int, first: datetime, last: datetime
    ) -> Iterator[tuple[str, Facts]]:
        """The visits of a day that start within some time, with their counts."""
        day = self._days[number]
        going: list[_There] = []
        for there in day:
            start, visit, _, everybody, room = there
            if start >= last:
                return
            if start >= first:
                going = [other for other in going if other.end > start]
                in_room = everybody
                for other in going:
                    everybody |= other.bits
                    if other.room == room:
                        in_room |= other.bits
                known, in_room = self.facts[visit], in_room if room is not None else 0
                yield (
                    visit,
                    known._replace(inside=everybody.bit_count(), in_room=in_room.bit_count()),
                )
            going.append(there)
