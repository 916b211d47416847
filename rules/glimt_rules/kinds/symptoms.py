"""Who has symptoms stays at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Description, Fault, Outcome, VisitKindOfRule
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Person


def has_symptoms(person: Person, day: date) -> bool:
    """Whether somebody has symptoms on a day; the day they cleared is free of them."""
    return any(
        stretch.since <= day and (stretch.cleared is None or stretch.cleared > day)
        for stretch in person.symptoms
    )


class NoSymptoms(VisitKindOfRule, frozen=True, kw_only=True):
    """Nobody who has symptoms on the day meets others in person."""

    name = "no-symptoms"
    counts_shifts: ClassVar[bool] = True

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits in which somebody has symptoms."""
        people, ever = facts.people, facts.ever_symptoms
        if not ever:
            return
        for slot in slots:
            if not people[slot].isdisjoint(ever) and self._ill(facts, slot):
                yield Fault(slot, Outcome.BROKEN)

    @staticmethod
    def _ill(facts: Facts, slot: int) -> frozenset[int]:
        day = facts.date_of(slot)
        return frozenset(
            person
            for person in facts.people[slot] & facts.ever_symptoms
            if has_symptoms(facts.persons[person], day)
        )

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who has symptoms."""
        ill = self._ill(facts, fault.slot)
        return Description(
            say("{people} should stay at home because of symptoms", people=facts.names(ill)),
            people=ill,
            evidence=(fault.slot,),
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Nobody has symptoms."""
        return say("no symptoms are recorded for anybody on that day")
