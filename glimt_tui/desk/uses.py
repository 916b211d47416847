"""Who uses which thing when, and for how long the rules ask that it rests afterwards.

A thing is used in bookings and in loans; a loan that is returned counts as a use by whoever had
it. How long a thing rests is in ``rests``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from functools import cached_property

from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Equipment, Visit
from glimt_tui.desk.rests import Rests, Use, free_after
from glimt_tui.desk.slack import here
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Loan


class Uses:
    """The uses of each thing, at the moment of a view."""

    def __init__(self, view: View, loans: Iterable[Loan]) -> None:
        """``loans`` are those that had been handed out by then."""
        self._view = view
        self._now = view.now
        self._loans = loans
        self._rests = Rests(view.plan, view.book, view.zone)

    @cached_property
    def _of(self) -> dict[str, list[Use]]:
        found: dict[str, list[Use]] = {each.id: [] for each in self._view.plan.equipment}
        for visit in self._view.visits.values():
            if visit.status not in NOT_LIVE and visit.kind != "shift":
                use = Use(visit.start, visit.end, frozenset(here(visit)), visit)
                for thing in visit.equipment:
                    found[thing].append(use)
        for loan in self._loans:
            people = frozenset() if loan.person is None else frozenset({loan.person})
            back = loan.back if loan.back is not None and loan.back <= self._now else None
            if loan.thing in found:
                found[loan.thing].append(Use(loan.out, back, people, loan))
        for uses in found.values():
            uses.sort(key=_order)
        return found

    def of(self, thing: Equipment) -> list[Use]:
        """The uses of a thing, planned ones too, in order of arrival."""
        return self._of[thing.id]

    def begun(self, thing: Equipment) -> list[tuple[Moment, Use]]:
        """The uses that have begun by now and have an end, each with that end."""
        return [
            (use.end, use) for use in self.of(thing) if use.start <= self._now and use.end
        ]  # fmt: skip

    def earlier(self, thing: Equipment, visit: Visit) -> list[Use]:
        """The uses that come before a booking, in order of arrival."""
        return [use for use in self.of(thing) if _order(use) < (visit.start, visit.id)]

    def wanting(self, thing: Equipment) -> Iterator[Visit]:
        """The bookings ahead that want a thing, by time."""
        for use in self.of(thing):
            visit = use.source
            if isinstance(visit, Visit) and visit.start > self._now and visit.status == "planned":
                yield visit

    # What rules ask after a use ------------------------------------------------------------

    def must_be_washed(self, thing: Equipment) -> bool:
        """Whether a rule in force now asks that a thing is washed between two users."""
        return self._rests.must_be_washed(thing, self._now)

    def rest(self, thing: Equipment, visit: Visit) -> timedelta:
        """For how long others must have had their hands off a thing as a booking begins."""
        return self._rests.before(thing, visit)

    def free_from(self, thing: Equipment, people: Collection[str]) -> Moment:
        """When people may begin to use a thing at the centre, after all that has begun by now.

        In whole minutes, as clocks and labels tell it: never before the rest is over.
        """
        rested = self._now - self._rests.longest  # what ended by then has nothing to say any more
        stretches = [
            stretch
            for end, use in self.begun(thing)
            if end > rested
            for stretch in self._rests.after(thing, use, end, people, "centre", "activity")
        ]
        return free_after(self._now, stretches)

    def is_too_late(self, thing: Equipment, use: Use, end: Moment, visit: Visit) -> bool:
        """Whether a booking begins while others use a thing until ``end``, or before it rested."""
        return self._rests.is_too_late(thing, use, end, visit, here(visit))


def _order(use: Use) -> tuple[Moment, str]:
    return use.start, use.source.id
