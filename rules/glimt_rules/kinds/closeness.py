"""Whether people can keep a distance at a visit, and how that is known.

Decided by the visit's ``distance_m``; where that is not recorded, by the capacity of its
room, counting everybody at once in it by order of arrival.
"""

from collections.abc import Sequence

from msgspec import Struct

from glimt_rules.facts import Facts
from glimt_rules.kinds.common import arrivals, room_label
from glimt_rules.message import Message, count, say

#: The distance is kept, as far as anything says.
KEPT = None
#: Neither a distance nor a capacity is recorded.
NOT_RECORDED = -1.0


class Close(Struct, frozen=True, gc=False):
    """That a distance cannot be kept, and how that is known."""

    message: Message
    limit: float
    unit: str
    people: frozenset[int]
    evidence: Sequence[int]


def crowding(facts: Facts, metres: int) -> list[float | None]:
    """For each visit ``KEPT``, ``NOT_RECORDED``, or the figure that shows people too close.

    The figure is the distance in metres where that is recorded, and otherwise how many
    people are in the room.
    """
    return facts.remember(crowding, lambda: _crowding(facts))[metres]


def _crowding(facts: Facts) -> dict[int, list[float | None]]:
    """The columns at 1 m and at 2 m, which most plans ask for both."""
    headcount, at_1m, at_2m = facts.room_headcount, facts.capacity(1), facts.capacity(2)
    # up to how many people both distances are known to be kept, by room
    fine = {
        room: -1 if most is None or (far := at_2m[room]) is None else min(most, far)
        for room, most in at_1m.items()
    }
    one: list[float | None] = [KEPT] * len(headcount)
    two = one.copy()
    for slot, visit in enumerate(facts.visits):
        distance, room = visit.distance_m, visit.room
        if distance is not None:
            if distance < 2:
                two[slot] = distance
                if distance < 1:
                    one[slot] = distance
        elif room is None:
            one[slot] = two[slot] = NOT_RECORDED
        elif headcount[slot] > fine[room]:
            n, at_1, at_2 = headcount[slot], at_1m[room], at_2m[room]
            if at_1 is None or n > at_1:
                one[slot] = NOT_RECORDED if at_1 is None else n
            if at_2 is None or n > at_2:
                two[slot] = NOT_RECORDED if at_2 is None else n
    return {1: one, 2: two}


def too_close(facts: Facts, slot: int, metres: int) -> Close:
    """Explain a figure of ``crowding``."""
    visit = facts.visits[slot]
    if visit.distance_m is not None:
        message = say(
            "{distance} m between people; at least {metres} m is required",
            distance=visit.distance_m,
            metres=metres,
        )
        return Close(message, metres, "metres", facts.people[slot], (slot,))
    assert visit.room is not None
    capacity = facts.capacity(metres)[visit.room]
    assert capacity is not None
    there = facts.in_room_with(slot)
    message = count(
        "{n} person at once in {room} at {time}; at {metres} m there is space for {capacity}",
        "{n} people at once in {room} at {time}; at {metres} m there is space for {capacity}",
        facts.room_headcount[slot],
        room=room_label(facts, visit.room),
        time=facts.clock(slot),
        capacity=capacity,
        metres=metres,
    )
    return Close(message, capacity, "persons", arrivals(facts, there, slot), there)
