"""A proposal for a week: visits, cohorts, how far each wish is met, and what was in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.plan.model import Person, Plan, Visit

#: Why the search ended: nothing better is possible, the time was up, or somebody stopped it.
Ended = Literal["best", "time", "stopped"]


class Outcome(Struct, frozen=True, kw_only=True):
    """How far a wish is met."""

    wish: str
    times: int
    #: the visits that meet it, in order of arrival; those of earlier proposals stand in the plan
    visits: tuple[str, ...]
    #: how many of those were there before
    before: int = 0
    #: the rule that refused most of its other possibilities
    limited_by: str | None = None
    #: whether more of them were refused since somebody, a room or a thing is taken then
    taken: bool = False

    @property
    def met(self) -> int:
        """How often it is met."""
        return len(self.visits)

    @property
    def is_met(self) -> bool:
        """Whether it is met as often as was wished for."""
        return self.met >= self.times


class Goal(Struct, frozen=True, kw_only=True):
    """One thing that was sought, after all those before it: what came of it, and the bound."""

    #: "slot" (the people with at least so many), "importance" or "distance"
    name: Literal["slot", "importance", "distance"]
    #: which slot, from 1
    slot: int = 0
    value: float
    #: the solver's bound: no choice that is as good in all before comes to more (distance: less)
    bound: float
    #: how much was asked for
    asked: float | None = None

    @property
    def is_best(self) -> bool:
        """Whether it is proven that there is nothing better."""
        return self.value == self.bound


class Proposal(Struct, frozen=True, kw_only=True):
    """What is proposed for a week."""

    week: str
    #: the plan beside which it is proposed
    plan: Plan
    #: the visits, in order of arrival
    visits: tuple[Visit, ...]
    #: the cohorts of people who had none, by person
    cohorts: Mapping[str, str]
    #: how bad each visit is: "advice" where some is not followed, else "ok"
    verdicts: Mapping[str, str]
    outcomes: tuple[Outcome, ...]
    goals: tuple[Goal, ...]
    ended: Ended
    #: how long the search took, and how long until there was something to propose
    seconds: float
    first_after: float
    #: minutes between the starts that were looked at, and how many candidates were not
    step: int
    candidates: int
    left_out: int
    #: the rules that failed while judging; nothing is proposed then
    failed: tuple[str, ...] = ()

    @property
    def all_met(self) -> bool:
        """Whether every wish is met as often as was wished for."""
        return all(outcome.is_met for outcome in self.outcomes)


def people_of(proposal: Proposal) -> dict[str, Person]:
    """The people for whom a cohort is proposed, as they would be."""
    return {
        person.id: structs.replace(person, cohort=proposal.cohorts[person.id])
        for person in proposal.plan.people
        if person.id in proposal.cohorts
    }


def document_of(proposal: Proposal) -> Plan:
    """The proposal as a plan: the new visits, and of the plan no more than they refer to."""
    plan, placed = proposal.plan, people_of(proposal)
    people = {person.id: placed.get(person.id, person) for person in plan.people}
    wanted = {id_ for visit in proposal.visits for id_ in visit.people} | set(placed)
    while more := _named_by(people[id_] for id_ in wanted) - wanted:
        wanted |= more
    there = [person for id_, person in people.items() if id_ in wanted]
    homes = {home for person in there for home in (person.lives_in, person.fixed_household)}
    things = {thing for visit in proposal.visits for thing in visit.equipment}
    equipment = tuple(thing for thing in plan.equipment if thing.id in things)
    rooms = {visit.room for visit in proposal.visits} | {thing.room for thing in equipment}
    cohorts = {person.cohort for person in there}
    return Plan(
        format=1,
        timezone=plan.timezone,
        centre=plan.centre,
        rooms=tuple(room for room in plan.rooms if room.id in rooms),
        equipment=equipment,
        cohorts=tuple(cohort for cohort in plan.cohorts if cohort.id in cohorts),
        households=tuple(home for home in plan.households if home.id in homes),
        people=tuple(there),
        visits=proposal.visits,
    )


def _named_by(people: Iterable[Person]) -> set[str]:
    """Those whom some people have as fixed contacts, or come with."""
    named: set[str] = set()
    for person in people:
        named.update(person.fixed_contacts)
        if person.comes_with is not None:
            named.add(person.comes_with)
    return named
