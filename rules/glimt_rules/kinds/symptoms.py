"""Who has symptoms stays at home."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import BROKEN, Description, Fault, VisitKindOfRule
from glimt_rules.message import Message, say


class NoSymptoms(VisitKindOfRule, frozen=True, kw_only=True):
    """Nobody who has symptoms on the day meets others in person."""

    name = "no-symptoms"
    counts_shifts: ClassVar[bool] = True

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits in which somebody has symptoms."""
        people, day = facts.people, facts.day
        today, ill = -1, frozenset[int]()
        for slot in slots:
            if day[slot] != today:
                today = day[slot]
                ill = facts.ill_on(today)
            if ill and not ill.isdisjoint(people[slot]):
                yield Fault(slot, BROKEN)

    @staticmethod
    def _ill(facts: Facts, slot: int) -> frozenset[int]:
        return facts.people[slot] & facts.ill_on(facts.day[slot])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who has symptoms."""
        ill = self._ill(facts, fault.slot)
        return Description(
            say("symptoms are recorded for {people} on that day", people=facts.names(ill)),
            people=ill,
            evidence=(fault.slot,),
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Nobody has symptoms."""
        return say("no symptoms are recorded for anybody on that day")
