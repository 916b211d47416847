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
    columns: tuple[list[float | None], list[float | None]] = [], []
    one, two = columns[0].append, columns[1].append
    for visit, n in zip(facts.visits, headcount, strict=True):
        distance, room = visit.distance_m, visit.room
        if distance is not None:
            one(distance if distance < 1 else KEPT)
            two(distance if distance < 2 else KEPT)
        elif room is None:
            one(NOT_RECORDED)
            two(NOT_RECORDED)
        else:
            capacity = at_1m[room]
            one(NOT_RECORDED if capacity is None else n if n > capacity else KEPT)
            capacity = at_2m[room]
            two(NOT_RECORDED if capacity is None else n if n > capacity else KEPT)
    return {1: columns[0], 2: columns[1]}


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
