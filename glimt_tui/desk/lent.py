"""The loans that bookings run into: what is handed out, and what has not rested since it came back.

It is a warning of the house like the others in ``clashes``, which asks here and tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import structs

from glimt_rules.message import Message, PersonName, WithWeekday, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Equipment, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.clash import Clash, present
from glimt_tui.desk.rests import Rests, Use, free_after
from glimt_tui.store.daybook import Loan
from glimt_tui.store.days import clock

#: What is handed out now may well be back by the day after tomorrow: nobody is warned so early.
_SOON = timedelta(days=1)


class Lent:
    """The loans of a plan's things at a moment, as far as bookings run into them."""

    def __init__(
        self, plan: Plan, book: RuleBook, zone: ZoneInfo, now: Moment, loans: Iterable[Loan]
    ) -> None:
        """``book`` holds the rules that judge, and ``loans`` are all that there are."""
        self._plan = plan
        self._book = book
        self._zone = zone
        self._now = now
        self._loans = [loan for loan in loans if loan.out <= now]

    def of(self, visit: Visit) -> Iterator[Clash]:
        """The warnings at a visit that is not over, or at what one would become."""
        if not self._loans or visit.end <= self._now or visit.start >= self._far:
            return
        for id_ in visit.equipment:
            if id_ in self._near and id_ in self._things:
                yield from self._of(self._things[id_], visit)

    def _of(self, thing: Equipment, visit: Visit) -> Iterator[Clash]:
        """The warning at a visit about one thing: that it is out, else the longest rest."""
        people = frozenset(present(visit))
        until, last = max(visit.start, self._now), None
        for loan in self._near[thing.id]:
            had = frozenset() if loan.person is None else frozenset({loan.person})
            use = Use(loan.out, loan.back, had, loan)
            if use.is_of(people):
                continue
            if loan.back is None:
                if self._is_soon(visit) or self._rests.is_too_late(
                    thing, use, self._now, visit, people
                ):
                    yield Clash("loan", visit.id, visit.start, visit.end, (thing.id,), loan=loan)
                    return
                continue
            stretches = self._rests.after(thing, use, loan.back, people, visit.setting, visit.kind)
            free = free_after(max(visit.start, self._now), stretches)
            if free > until:
                until, last = free, loan
        if last is not None:
            yield Clash("loan", visit.id, visit.start, until, (thing.id,), loan=last)

    def _is_soon(self, visit: Visit) -> bool:
        """Whether a visit is today or tomorrow."""
        day, today = (moment.astimezone(self._zone).date() for moment in (visit.start, self._now))
        return day <= today + _SOON

    def message(self, clash: Clash) -> Message:
        """What a warning says."""
        loan = clash.loan
        assert loan is not None
        thing = self._things[loan.thing].name or loan.thing
        if loan.back is not None:
            until = WithWeekday(clock(clash.end, self._zone))
            return say(
                "{thing} is back from a loan, and set aside until {time}", thing=thing, time=until
            )
        if loan.person is None:
            return say("{thing} is handed out", thing=thing)
        names = {person.id: person.label for person in self._plan.people}
        who = PersonName(names.get(loan.person, loan.person), loan.person)
        return say("{thing} is handed out to {person}", thing=thing, person=who)

    @cached_property
    def _near(self) -> dict[str, list[Loan]]:
        """The loans of each thing after which it has not rested yet; one that is out has no end."""
        found: dict[str, list[Loan]] = {}
        for loan in self._loans:
            if loan.back is None or loan.back > self._now:
                found.setdefault(loan.thing, []).append(structs.replace(loan, back=None))
            elif loan.back + self._rests.longest > self._now:
                found.setdefault(loan.thing, []).append(loan)
        return found

    @cached_property
    def _far(self) -> Moment:
        """From when on no loan of now says anything."""
        return self._now + max(self._rests.longest, _SOON + timedelta(days=2))

    @cached_property
    def _rests(self) -> Rests:
        return Rests(self._plan, self._book, self._zone)

    @cached_property
    def _things(self) -> dict[str, Equipment]:
        return {thing.id: thing for thing in self._plan.equipment}
