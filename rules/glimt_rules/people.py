"""The people of a plan: numbered by id, with their households and what is known of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from glimt_rules.message import Names, PersonName
from glimt_rules.plan.model import Person


class People:
    """Who is in a plan. Lists are indexed by person unless they say otherwise."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.persons = sorted(persons, key=lambda person: person.id)
        #: the number of each person's id
        self.number = {person.id: n for n, person in enumerate(self.persons)}
        self._homes: dict[frozenset[int], tuple[int, ...]] = {}
        self._ill: dict[int, frozenset[int]] = {}
        self._known: dict[frozenset[int], tuple[Names, tuple[str, ...]]] = {}

    # What to call them -------------------------------------------------------------------

    @cached_property
    def labels(self) -> list[PersonName]:
        """What to call each person."""
        return [PersonName(person.label, person.id) for person in self.persons]

    @cached_property
    def person_ids(self) -> list[str]:
        """The id of each person."""
        return [person.id for person in self.persons]

    def names(self, people: Iterable[int]) -> Names:
        """What to call these people, in order of their ids."""
        called = self._known.get(people) if type(people) is frozenset else None
        return (called or self._called(people))[0]

    def ids(self, people: Iterable[int]) -> tuple[str, ...]:
        """The ids of these people, in order."""
        called = self._known.get(people) if type(people) is frozenset else None
        return (called or self._called(people))[1]

    def _called(self, people: Iterable[int]) -> tuple[Names, tuple[str, ...]]:
        """Names and ids together: whoever is told of is mostly pointed at as well."""
        people = frozenset(people)
        called = self._known.get(people)
        if called is None:
            labels, ids, ordered = self.labels, self.person_ids, sorted(people)
            if ordered and ordered[0] < 0:
                raise IndexError(ordered[0])
            called = self._known[people] = (
                Names([labels[number] for number in ordered]),
                tuple([ids[number] for number in ordered]),
            )
        return called

    # What is known of them --------------------------------------------------------------

    @cached_property
    def households(self) -> list[str]:
        """The households' ids, in order; a household's number is its place here."""
        return sorted({person.lives_in for person in self.persons})

    @cached_property
    def household_of(self) -> list[int]:
        """The household's number of each person (indexed by person)."""
        number = {household: n for n, household in enumerate(self.households)}
        return [number[person.lives_in] for person in self.persons]

    @cached_property
    def members(self) -> list[frozenset[int]]:
        """The people of each household (indexed by household)."""
        members: list[set[int]] = [set() for _ in self.households]
        for person, household in enumerate(self.household_of):
            members[household].add(person)
        return [frozenset(people) for people in members]

    def homes_of(self, people: frozenset[int]) -> tuple[int, ...]:
        """The households of some people."""
        homes = self._homes.get(people)
        if homes is None:
            household_of = self.household_of
            homes = self._homes[people] = tuple({household_of[person] for person in people})
        return homes

    def live_together(self, people: Iterable[int]) -> bool:
        """Whether all of these people are of one household."""
        household_of = self.household_of
        return len({household_of[person] for person in people}) == 1

    @cached_property
    def staff(self) -> frozenset[int]:
        """Those who work at the centre."""
        return self._those("role", "staff")

    @cached_property
    def staffed(self) -> frozenset[int]:
        """The households of those who work at the centre."""
        return frozenset([self.household_of[person] for person in self.staff])

    @cached_property
    def risk_group(self) -> frozenset[int]:
        """Those who are recorded as being in a risk group."""
        return self._those("risk_group", True)

    @cached_property
    def mask_exempt(self) -> frozenset[int]:
        """Those who are exempt from wearing a mask."""
        return self._those("mask_exempt", True)

    def ill_on(self, ordinal: int) -> frozenset[int]:
        """Those who have symptoms on a day; the day on which they cleared is free of them."""
        changes = bisect_right(self._changes, ordinal)  # it is the same until the next one
        ill = self._ill.get(changes)
        if ill is None:
            ill = self._ill[changes] = frozenset(
                [person for since, cleared, person in self._symptoms if since <= ordinal < cleared]
            )
        return ill

    @cached_property
    def _changes(self) -> list[int]:
        """The days (ordinals) on which somebody begins or ceases to have symptoms."""
        return sorted({day for stretch in self._symptoms for day in stretch[:2]})

    @cached_property
    def _symptoms(self) -> list[tuple[int, int, int]]:
        """From which day (ordinal) until before which one who has symptoms."""
        return [
            (
                stretch.since.toordinal(),
                date.max.toordinal() + 1
                if stretch.cleared is None
                else stretch.cleared.toordinal(),
                number,
            )
            for number, person in enumerate(self.persons)
            for stretch in person.symptoms
        ]

    def _those(self, field: str, value: object) -> frozenset[int]:
        return frozenset(
            n for n, person in enumerate(self.persons) if getattr(person, field) == value
        )
