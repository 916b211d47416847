"""The equipment at a moment: what is free, who has the rest, what is set aside and until when.

Each thing is in exactly one state. Handing out and taking back is in ``loans``, and what is said
of it all in ``equipment_words``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.moments import EPOCH, Moment
from glimt_rules.plan.model import Equipment, Visit
from glimt_tui.desk.rests import Use
from glimt_tui.desk.slack import here
from glimt_tui.desk.uses import Uses
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Loan
from glimt_tui.store.records import Record

#: What becomes of a thing; what needs somebody's hands comes first. ``to_wash``: it is back from
#: a loan and nobody has washed it; ``aside``: it rests after a use, for as long as a rule asks.
State = Literal["to_wash", "out", "in_use", "aside", "free"]
STATES: tuple[State, ...] = ("to_wash", "out", "in_use", "aside", "free")
#: Why a thing rests: it cannot be washed, or washing takes its time.
Why = Literal["quarantine", "wash"]


class Need(Struct, frozen=True):
    """The next booking of today that wants a thing, and whether it can have it."""

    visit: Visit
    is_ready: bool
    #: where the thing is handed out: when it must be back at the latest; None where that is past
    back_by: Moment | None = None


class Thing(Struct, frozen=True, kw_only=True):
    """A thing, in the one state in which it is now."""

    thing: Equipment
    state: State
    #: since when it is handed out, or back and not washed
    since: Moment | None = None
    #: until when it is in use, or set aside
    until: Moment | None = None
    why: Why | None = None
    #: the booking in which it is in use, or the one after which it is set aside
    visit: Visit | None = None
    #: the loan by which it is handed out, or the one after which it is washed or set aside
    loan: Loan | None = None
    next: Need | None = None

    @property
    def is_late(self) -> bool:
        """Whether a booking of today wants it, and cannot have it as things are."""
        return self.next is not None and not self.next.is_ready


#: Whoever gets a thing that others have booked so soon is told of it first.
SOON = timedelta(hours=1)


class Hindrance(Struct, frozen=True, kw_only=True):
    """Why somebody should not be given a thing now."""

    what: Literal["in_use", "to_wash", "aside", "needed"]
    #: when the thing can be had by them; of ``needed``, when the booking begins
    until: Moment | None = None
    why: Why | None = None
    #: the booking in which it is in use, or that needs it
    visit: Visit | None = None


class Stock:
    """Every thing that there is, at the moment of a view."""

    def __init__(self, view: View, loans: Sequence[Record]) -> None:
        """``loans`` are the records of loans, as they are read beside the view."""
        self.view = view
        self.now = view.now
        #: the version of each loan, for whoever changes it
        self.versions = {record.id: record.version for record in loans}
        found = [record.value for record in loans]
        self._loans = sorted(
            (loan for loan in found if isinstance(loan, Loan) and loan.out <= self.now),
            key=lambda loan: (loan.out, loan.id),
        )
        self._uses = Uses(view, self._loans)

    @cached_property
    def things(self) -> list[Thing]:
        """All things, those first that need something done."""
        return sorted(map(self._thing, self.view.plan.equipment), key=_attention)

    def set_aside(self) -> Iterator[Thing]:
        """The things that rest, in the plan's order; who wants them next is not looked for."""
        states = map(self._state, self.view.plan.equipment)
        return (each for each in states if each.state == "aside")

    def thing(self, id_: str) -> Thing | None:
        """One thing; None where there is no such thing."""
        return next((each for each in self.things if each.thing.id == id_), None)

    def last_loan(self, id_: str) -> Loan | None:
        """The newest loan of a thing."""
        return next((loan for loan in reversed(self._loans) if loan.thing == id_), None)

    # The state of a thing ------------------------------------------------------------------

    def _thing(self, thing: Equipment) -> Thing:
        return structs.replace(self._state(thing), next=self._next(thing))

    def _state(self, thing: Equipment) -> Thing:
        loan = self._out(thing)
        if loan is not None:
            return Thing(thing=thing, state="out", since=loan.out, loan=loan)
        visit = self._going_on(thing)
        if visit is not None:
            return Thing(thing=thing, state="in_use", until=visit.end, visit=visit)
        last = max(self._uses.begun(thing), key=lambda each: each[0], default=None)
        if last is not None:
            source = last[1].source
            loan = source if isinstance(source, Loan) else None
            if loan is not None and self._waits_for_washing(thing, loan):
                return Thing(thing=thing, state="to_wash", since=loan.back, why="wash", loan=loan)
            until = self._uses.free_from(thing, ())
            if until > self.now:
                visit = source if isinstance(source, Visit) else None
                return Thing(
                    thing=thing, state="aside", until=until, why=_why(thing), visit=visit, loan=loan
                )
        return Thing(thing=thing, state="free")

    def _out(self, thing: Equipment) -> Loan | None:
        """The loan by which a thing is in somebody's hands."""
        loans = [use.source for use in self._uses.of(thing) if use.end is None]
        return next((loan for loan in reversed(loans) if isinstance(loan, Loan)), None)

    def _going_on(self, thing: Equipment) -> Visit | None:
        """The booking in which a thing is in use: of several, the one that ends last."""
        found = [
            visit
            for use in self._uses.of(thing)
            if isinstance(visit := use.source, Visit)
            and self.view.has_begun(visit)
            and self.now < visit.end
            and visit.status != "done"
        ]
        return max(found, key=lambda visit: visit.end, default=None)

    def _waits_for_washing(self, thing: Equipment, loan: Loan) -> bool:
        is_washed = loan.washed is not None and loan.washed <= self.now
        return not is_washed and self._uses.must_be_washed(thing)

    # Who wants it next ---------------------------------------------------------------------

    def _next(self, thing: Equipment) -> Need | None:
        for visit in self._uses.wanting(thing):
            if self.view.day_of(visit) == self.view.today:
                return self._need(thing, visit)
        return None

    def _need(self, thing: Equipment, visit: Visit) -> Need:
        uses = self._uses
        earlier = uses.earlier(thing, visit)
        if any(use.end and uses.is_too_late(thing, use, use.end, visit) for use in earlier):
            return Need(visit, False)
        if all(use.end or use.is_of(here(visit)) for use in earlier):
            return Need(visit, True)
        back_by = visit.start - uses.rest(thing, visit)
        return Need(visit, False, back_by if back_by >= self.now else None)

    # Handing out ---------------------------------------------------------------------------

    def likely(self, id_: str) -> dict[str, bool]:
        """Who may be given a thing, the likeliest first, and whether they have it booked now.

        After those come who has it booked later today, and whoever is in the house.
        """
        found = self.thing(id_)
        if found is None:
            return {}
        going_on = self._going_on(found.thing)
        now = here(going_on) if going_on else []
        later = [
            person
            for visit in self._uses.wanting(found.thing)
            if self.view.day_of(visit) == self.view.today
            for person in here(visit)
        ]
        known = self.view.people
        there = [arrival.person for arrival in self.view.here() if arrival.person in known]
        there.sort(key=lambda person: (known[person].label.casefold(), person))
        return {one: one in now for one in (*now, *later, *there) if one in known}

    def hindrances(self, id_: str, person: str) -> list[Hindrance]:
        """Why somebody should not be given a thing now; nothing where they may have it."""
        found = self.thing(id_)
        return [] if found is None else list(self._hindrances(found, person))

    def _hindrances(self, found: Thing, person: str) -> Iterator[Hindrance]:
        thing, visit, loan = found.thing, found.visit, found.loan
        if found.state == "in_use" and visit is not None and person not in here(visit):
            yield Hindrance(what="in_use", until=found.until, visit=visit)
        elif found.state == "to_wash" and loan is not None and loan.person != person:
            yield Hindrance(what="to_wash", why="wash")
        elif found.state in ("aside", "to_wash"):
            until = self._uses.free_from(thing, (person,))
            if until > self.now:
                yield Hindrance(what="aside", until=until, why=_why(thing))
        given = Loan(id="", thing=thing.id, person=person, out=self.now)
        use = Use(self.now, self.now, frozenset({person}), given)
        for wanting in self._uses.wanting(thing):
            is_soon = wanting.start - self.now < SOON and person not in here(wanting)
            if is_soon or self._uses.is_too_late(thing, use, self.now, wanting):
                yield Hindrance(what="needed", until=wanting.start, visit=wanting)
                return


def _why(thing: Equipment) -> Why:
    return "wash" if thing.washable else "quarantine"


def _attention(found: Thing) -> tuple[object, ...]:
    """What a booking of today cannot have comes first; then by what is to be done, and when."""
    far = Moment.max.replace(tzinfo=EPOCH.tzinfo)
    next_ = found.next.visit.start if found.next else far
    when = found.until or found.since or far
    name = (found.thing.name or found.thing.id).casefold()
    return not found.is_late, STATES.index(found.state), next_, when, name, found.thing.id
