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
    return facts.remember((crowding, metres), lambda: _crowding(facts, metres))


def _crowding(facts: Facts, metres: int) -> list[float | None]:
    headcount, capacities = facts.room_headcount, facts.capacity(metres)
    column: list[float | None] = []
    for slot, visit in enumerate(facts.visits):
        distance = visit.distance_m
        if distance is not None:
            column.append(distance if distance < metres else KEPT)
            continue
        capacity = None if visit.room is None else capacities[visit.room]
        if capacity is None:
            column.append(NOT_RECORDED)
        else:
            column.append(headcount[slot] if headcount[slot] > capacity else KEPT)
    return column


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
