"""What is ticked off as people arrive and after use."""

from collections.abc import Iterator, Sequence
from typing import Literal

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import BROKEN, Description, Fault, Record, VisitKindOfRule
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Status

Item = Literal["handwashed", "surfaces_cleaned"]

_MISSING: dict[str, Message] = {
    "handwashed": say("it is not ticked off that hands were washed on arrival"),
    "surfaces_cleaned": say("it is not ticked off that surfaces were wiped after use"),
}
_TO_TICK: dict[str, Message] = {
    "handwashed": say("tick off that hands were washed on arrival, if they were"),
    "surfaces_cleaned": say("tick off that surfaces were wiped after use, if they were"),
}
_TICKED: dict[str, Message] = {
    "handwashed": say("hands were washed on arrival"),
    "surfaces_cleaned": say("surfaces were wiped after use"),
}


class Checklist(VisitKindOfRule, frozen=True, kw_only=True):
    """Once a visit has one of ``statuses``, ``item`` is ticked off."""

    name = "checklist"

    item: Item
    statuses: tuple[Status, ...]

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that have come so far without the item."""
        visits, statuses = facts.visits, self.statuses
        hands = self.item == "handwashed"
        for slot in slots:
            visit = visits[slot]
            if visit.status in statuses and not (
                visit.handwashed if hands else visit.surfaces_cleaned
            ):
                yield Fault(slot, BROKEN)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell what is not ticked off."""
        people = facts.people[fault.slot]
        return Description(_MISSING[self.item], people=people, evidence=(fault.slot,))

    def to_record(self, facts: Facts, fault: Fault) -> Record:
        """Tick it off."""
        return Record(_TO_TICK[self.item], {self.item: True})

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """It is asked for only once the visit has come so far."""
        reason = super().not_applicable(facts, slot)
        if reason is None and facts.visits[slot].status not in self.statuses:
            return say("the visit has not come that far yet")
        return reason

    def kept(self, facts: Facts, slot: int) -> Message:
        """It is ticked off."""
        return _TICKED[self.item]
