"""Masks: where people come close, and at the centre as such."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.kinds.base import (
    BROKEN,
    UNDECIDED,
    Description,
    Fault,
    Question,
    Scope,
    VisitKindOfRule,
)
from glimt_rules.kinds.closeness import KEPT, NOT_RECORDED, crowding, too_close
from glimt_rules.message import Message, say
from glimt_rules.moments import age_on


class MasksWhenClose(VisitKindOfRule, frozen=True, kw_only=True):
    """Masks are worn where people cannot keep a metre apart.

    Whether they can is decided as in ``distance``; where nothing is recorded the rule is
    kept. Who is exempt, or younger than ``exempt_under`` on that day, need not wear one.
    Where people come close and it is not recorded whether masks are worn, it is undecided.
    """

    name = "masks-when-close"
    scope = Scope.ROOM

    exempt_under: Annotated[int, Meta(ge=0)] = 0

    def reach(self, house: House) -> int:
        """Who has left is counted no longer."""
        return 0

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits in which people come close without masks, or may do so."""
        visits, crowded = facts.visits, crowding(facts, 1)
        for slot in slots:
            measured = crowded[slot]
            if measured is KEPT or measured is NOT_RECORDED:
                continue
            masks = visits[slot].masks
            if masks is None:
                yield Fault(slot, UNDECIDED, None, measured)
            elif not masks and self.without(facts, slot):
                yield Fault(slot, BROKEN, None, measured)

    def without(self, facts: Facts, slot: int) -> frozenset[int]:
        """Those in a visit who should wear a mask."""
        people = facts.people[slot] - facts.mask_exempt
        if not self.exempt_under or not people:
            return people
        day = facts.date_of(slot)
        return frozenset(
            person
            for person in people
            if (born := facts.persons[person].born) is None
            or age_on(born, day) >= self.exempt_under
        )

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell why the distance cannot be kept, and who has no mask."""
        close = too_close(facts, fault.slot, 1)
        if fault.outcome is UNDECIDED:
            return Description(
                say(
                    "{reason}, and it is not recorded whether masks are worn", reason=close.message
                ),
                close.limit,
                close.unit,
                evidence=close.evidence,
                questions=(
                    Question(
                        say("Does everybody who is not exempt wear a mask at this visit?"),
                        ("visits", facts.visits[fault.slot].id, "masks"),
                    ),
                ),
            )
        without = self.without(facts, fault.slot)
        return Description(
            say(
                "{reason}, so {people} must wear a mask",
                reason=close.message,
                people=facts.names(without),
            ),
            close.limit,
            close.unit,
            without,
            close.evidence,
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell whether masks are worn, not needed, or the distance is kept."""
        if facts.visits[slot].masks:
            return say("masks are worn")
        if crowding(facts, 1)[slot] in (KEPT, NOT_RECORDED):
            return say("nothing says that people come closer than 1 m")
        return say("everybody is exempt or too young to need a mask")


class MasksWorn(VisitKindOfRule, frozen=True, kw_only=True):
    """Everybody who is not exempt wears a mask; each judges that for themselves."""

    name = "masks-worn"

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits without masks, and those of which nothing is recorded."""
        visits, exempt = facts.visits, facts.mask_exempt
        needed = facts.by_party(MasksWorn, lambda people: not people <= exempt)
        for slot in slots:
            masks = visits[slot].masks
            if not masks and needed[slot]:
                yield Fault(slot, UNDECIDED if masks is None else BROKEN)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who is without a mask."""
        without = facts.people[fault.slot] - facts.mask_exempt
        if fault.outcome is UNDECIDED:
            return Description(
                say("it is not recorded whether masks are worn"),
                evidence=(fault.slot,),
                questions=(
                    Question(
                        say("Does everybody who is not exempt wear a mask at this visit?"),
                        ("visits", facts.visits[fault.slot].id, "masks"),
                    ),
                ),
            )
        return Description(
            say("{people} should wear a mask", people=facts.names(without)),
            people=without,
            evidence=(fault.slot,),
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell whether masks are worn or nobody needs one."""
        masks = facts.visits[slot].masks
        if masks:
            return say("masks are worn")
        return say("everybody is exempt")
