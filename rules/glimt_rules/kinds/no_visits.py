"""Visits of some kind that are not to take place, or not there."""

from collections.abc import Iterator, Sequence

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import BROKEN, Description, Fault, VisitKindOfRule
from glimt_rules.message import Bilingual, Message, say


class NoVisits(VisitKindOfRule, frozen=True, kw_only=True):
    """Visits of ``visit_kinds`` do not take place in ``settings``.

    With ``with_risk_group``, only where somebody is in a risk group; with
    ``health_service_excepted``, not at a centre that gives health care. ``message`` says
    what is wrong, in a sentence for staff.
    """

    name = "no-visits"

    message: Bilingual
    with_risk_group: bool = False
    health_service_excepted: bool = False

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that are not to take place."""
        if self.health_service_excepted and facts.plan.centre.health_service:
            return
        for slot in slots:
            if not self.with_risk_group or facts.people[slot] & facts.risk_group:
                yield Fault(slot, BROKEN)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell the rule's own sentence."""
        people = facts.people[fault.slot]
        return Description(
            Message("{sentence}", {"sentence": self.message}),
            people=people & facts.risk_group if self.with_risk_group else people,
            evidence=(fault.slot,),
        )

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """A centre that gives health care may be excepted."""
        reason = super().not_applicable(facts, slot)
        if reason is not None:
            return reason
        if self.health_service_excepted and facts.plan.centre.health_service:
            return say("the centre gives health care and is excepted")
        return None

    def kept(self, facts: Facts, slot: int) -> Message:
        """Nobody whom the rule protects takes part."""
        return say("nobody is recorded as being in a risk group")
