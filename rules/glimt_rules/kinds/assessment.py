"""Weighing beforehand whether and how an assignment can be done."""

from collections.abc import Iterator, Sequence

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import (
    ADVISED,
    BROKEN,
    UNDECIDED,
    Description,
    Fault,
    Question,
    Record,
    VisitKindOfRule,
)
from glimt_rules.message import Message, say


class Assessment(VisitKindOfRule, frozen=True, kw_only=True):
    """It is weighed, at the latest as it starts, whether and how an assignment is done.

    Without that, it is broken where somebody is in a risk group, undecided where a
    participant's risk is not recorded, and otherwise of level advice.
    """

    name = "assessment"

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the assignments that were not weighed in time."""
        for slot in slots:
            visit = facts.visits[slot]
            if visit.assessed_at is not None and visit.assessed_at <= visit.start:
                continue
            if not facts.people[slot].isdisjoint(facts.risk_group):
                yield Fault(slot, BROKEN)
            elif self._not_recorded(facts, slot):
                yield Fault(slot, UNDECIDED)
            else:
                yield Fault(slot, ADVISED)

    @staticmethod
    def _not_recorded(facts: Facts, slot: int) -> frozenset[int]:
        """The participants of whom it is not recorded whether they are in a risk group."""
        return frozenset(
            n
            for n in facts.people[slot]
            if facts.persons[n].role == "participant" and facts.persons[n].risk_group is None
        )

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell that it was not weighed, and why that matters here."""
        slot = fault.slot
        if fault.outcome is UNDECIDED:
            asked = self._not_recorded(facts, slot)
            return Description(
                say(
                    "it was not weighed beforehand how the assignment can be done, and it is"
                    " not recorded whether to count {people} as being in a risk group",
                    people=facts.names(asked),
                ),
                people=asked,
                evidence=(slot,),
                questions=tuple(
                    Question(
                        say(
                            "Should {person} be counted as being in a risk group?",
                            person=facts.labels[number],
                        ),
                        ("people", facts.persons[number].id, "risk_group"),
                    )
                    for number in sorted(asked)
                ),
            )
        if fault.outcome is ADVISED:
            return Description(
                say("it was not weighed beforehand how the assignment can be done"),
                people=facts.people[slot],
                evidence=(slot,),
            )
        at_risk = facts.people[slot] & facts.risk_group
        return Description(
            say(
                "with {people} in a risk group, it was not weighed beforehand how the"
                " assignment can be done",
                people=facts.names(at_risk),
            ),
            people=at_risk,
            evidence=(slot,),
        )

    def to_record(self, facts: Facts, fault: Fault) -> Record:
        """Say when it was weighed."""
        return Record(say("record when it was weighed, if that was before it started"))

    def kept(self, facts: Facts, slot: int) -> Message:
        """It was weighed in time."""
        return say("it was weighed beforehand how the assignment can be done")
