"""Keeping a distance: as recorded, or as far as the room has space for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import (
    Description,
    Fault,
    Outcome,
    Question,
    Scope,
    VisitKindOfRule,
)
from glimt_rules.kinds.common import arrivals, room_label
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

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits in which people come too close, or may do so."""
        visits, metres = facts.visits, self.metres
        headcount, capacities = facts.room_headcount, capacity_of_rooms(facts, metres)
        one_household = facts.one_household
        for slot in slots:
            visit = visits[slot]
            distance = visit.distance_m
            if distance is not None:
                if distance < metres and not one_household(slot):
                    yield Fault(slot, Outcome.BROKEN, None, distance)
            elif visit.setting == "centre":
                capacity = None if visit.room is None else capacities[visit.room]
                if capacity is None:
                    if not one_household(slot):
                        yield Fault(slot, Outcome.UNDECIDED)
                elif headcount[slot] > capacity and not one_household(slot):
                    yield Fault(slot, Outcome.BROKEN, None, headcount[slot])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell the distance, or how many are in the room and for how many it has space."""
        if fault.outcome is Outcome.UNDECIDED:
            return Description(
                say("it is not recorded whether {metres} m can be kept", metres=self.metres),
                evidence=(fault.slot,),
                questions=(distance_question(facts, fault.slot, self.metres),),
            )
        close = too_close(facts, fault.slot, self.metres)
        assert close is not None
        return Description(close.message, close.limit, close.unit, close.people, close.evidence)

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Who lives together need not keep apart; elsewhere only what is recorded counts."""
        reason = super().not_applicable(facts, slot)
        if reason is None and facts.one_household(slot):
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
        capacity = capacity_of_rooms(facts, self.metres)[visit.room]
        return count(
            "{n} person at once in {room}; at {metres} m there is space for {capacity}",
            "{n} people at once in {room}; at {metres} m there is space for {capacity}",
            facts.room_headcount[slot],
            room=room_label(facts, visit.room),
            capacity=capacity,
            metres=self.metres,
        )


class Close(NamedTuple):
    """That a distance cannot be kept, and how that is known."""

    message: Message
    measured: float
    limit: float
    unit: str
    people: frozenset[int]
    evidence: Sequence[int]


def capacity_of_rooms(facts: Facts, metres: int) -> dict[str, int | None]:
    """How many people keep so many metres apart, by the room's id."""
    return {
        room.id: room.capacity_1m if metres == 1 else room.capacity_2m for room in facts.plan.rooms
    }


def too_close(facts: Facts, slot: int, metres: int) -> Close | None:
    """Why a distance cannot be kept at a visit; ``None`` where it can, or nobody knows."""
    visit = facts.visits[slot]
    if visit.distance_m is not None:
        if visit.distance_m >= metres:
            return None
        message = say(
            "{distance} m between people; at least {metres} m is required",
            distance=visit.distance_m,
            metres=metres,
        )
        people = facts.people[slot]
        return Close(message, visit.distance_m, metres, "metres", people, (slot,))
    if visit.room is None:
        return None
    capacity = capacity_of_rooms(facts, metres)[visit.room]
    n = facts.room_headcount[slot]
    if capacity is None or n <= capacity:
        return None
    there = facts.going_on(facts.rooms[visit.room], slot)
    message = count(
        "{n} person at once in {room} at {time}; at {metres} m there is space for {capacity}",
        "{n} people at once in {room} at {time}; at {metres} m there is space for {capacity}",
        n,
        room=room_label(facts, visit.room),
        time=facts.clock(slot),
        capacity=capacity,
        metres=metres,
    )
    return Close(message, n, capacity, "persons", arrivals(facts, there, slot), there)


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
