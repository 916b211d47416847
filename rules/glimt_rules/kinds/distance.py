"""Keeping a distance: as recorded, or as far as the room has space for it."""

from collections.abc import Iterator, Sequence
from typing import Literal

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
from glimt_rules.kinds.common import room_label
from glimt_rules.message import Message, count, say


class Distance(VisitKindOfRule, frozen=True, kw_only=True):
    """People of two or more households keep ``metres`` (1 or 2) apart.

    Decided by the visit's ``distance_m``; where that is not recorded, by the capacity of
    the room at the centre, counting everybody at once in it by order of arrival. Where
    neither is recorded at the centre it is undecided; elsewhere nothing is said.
    """

    name = "distance"
    scope = Scope.ROOM

    metres: Literal[1, 2]

    def reach(self, house: House) -> int:
        """Who has left is counted no longer."""
        return 0

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits in which people come too close, or may do so."""
        crowded, one_household = crowding(facts, self.metres), facts.of_one_household
        visits = facts.visits
        for slot in slots:
            measured = crowded[slot]
            if measured is KEPT or one_household[slot]:
                continue
            if measured is not NOT_RECORDED:
                yield Fault(slot, BROKEN, None, measured)
            elif visits[slot].setting == "centre":
                yield Fault(slot, UNDECIDED)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell the distance, or how many are in the room and for how many it has space."""
        if fault.outcome is UNDECIDED:
            return Description(
                say("it is not recorded whether {metres} m can be kept", metres=self.metres),
                evidence=(fault.slot,),
                questions=(distance_question(facts, fault.slot, self.metres),),
            )
        close = too_close(facts, fault.slot, self.metres)
        return Description(close.message, close.limit, close.unit, close.people, close.evidence)

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Who lives together need not keep apart; elsewhere only what is recorded counts."""
        reason = super().not_applicable(facts, slot)
        if reason is None and facts.of_one_household[slot]:
            return say("everybody is of one household")
        visit = facts.visits[slot]
        if reason is None and visit.setting != "centre" and visit.distance_m is None:
            return say("no distance is recorded, and the visit is not at the centre")
        return reason

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell the distance, or how many are in the room."""
        visit = facts.visits[slot]
        if visit.distance_m is not None:
            return say(
                "a distance of {distance} m is kept; at least {metres} m is required",
                distance=visit.distance_m,
                metres=self.metres,
            )
        assert visit.room is not None
        capacity = facts.capacity(self.metres)[visit.room]
        return count(
            "{n} person at once in {room}; at {metres} m there is space for {capacity}",
            "{n} people at once in {room}; at {metres} m there is space for {capacity}",
            facts.room_headcount[slot],
            room=room_label(facts, visit.room),
            capacity=capacity,
            metres=self.metres,
        )


def distance_question(facts: Facts, slot: int, metres: int) -> Question:
    """Ask for the room's capacity, which answers for many visits, or for the distance."""
    visit = facts.visits[slot]
    if visit.room is None:
        return Question(
            say("Which room is the visit in, or what is the least distance between people?"),
            ("visits", visit.id, "distance_m"),
        )
    return Question(
        say(
            "How many people can keep {metres} m apart in {room}?",
            metres=metres,
            room=room_label(facts, visit.room),
        ),
        ("rooms", visit.room, f"capacity_{metres}m"),
    )
