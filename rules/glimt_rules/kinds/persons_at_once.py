"""At most so many people at once, in the premises or in a room."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.kinds.base import BROKEN, Description, Fault, Scope, VisitKindOfRule
from glimt_rules.kinds.common import arrivals, room_label
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Setting

_CENTRE: tuple[Setting, ...] = ("centre",)


class PersonsAtOnce(VisitKindOfRule, frozen=True, kw_only=True):
    """At most ``limit`` different people at once in the premises, staff included.

    Broken by the visit that starts while too many are there, itself counted; those who
    were there first are not blamed.
    """

    name = "persons-at-once"
    scope = Scope.PREMISES
    counts_shifts: ClassVar[bool] = True

    limit: Annotated[int, Meta(ge=1)]
    settings: tuple[Setting, ...] | None = _CENTRE

    def reach(self, house: House) -> int:
        """Who has left is counted no longer."""
        return 0

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that start with too many people in the premises."""
        headcount, limit = facts.premises_headcount, self.limit
        for slot in slots:
            if headcount[slot] > limit:
                yield Fault(slot, BROKEN, None, headcount[slot])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell how many were there and at what time."""
        there = facts.in_premises_with(fault.slot)
        n = facts.premises_headcount[fault.slot]
        message = count(
            "{n} person at once in the premises at {time}; at most {limit} are allowed",
            "{n} people at once in the premises at {time}; at most {limit} are allowed",
            n,
            time=facts.clock(fault.slot),
            limit=self.limit,
        )
        return Description(
            message, self.limit, "persons", arrivals(facts, there, fault.slot), there
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell how many are there."""
        return count(
            "{n} person at once in the premises; at most {limit} are allowed",
            "{n} people at once in the premises; at most {limit} are allowed",
            facts.premises_headcount[slot],
            limit=self.limit,
        )


class RoomCap(VisitKindOfRule, frozen=True, kw_only=True):
    """At most so many different people at once in a room: ``limits`` by the room's id.

    Rooms that are not named have no cap.
    """

    name = "room-cap"
    scope = Scope.ROOM

    limits: dict[str, Annotated[int, Meta(ge=1)]]
    settings: tuple[Setting, ...] | None = _CENTRE

    def reach(self, house: House) -> int:
        """Who has left is counted no longer."""
        return 0

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that start with too many people in their room."""
        headcount, limits, visits = facts.room_headcount, self.limits, facts.visits
        for slot in slots:
            room = visits[slot].room
            if room is not None and room in limits and headcount[slot] > limits[room]:
                yield Fault(slot, BROKEN, None, headcount[slot])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell how many were in which room, and at what time."""
        room = facts.visits[fault.slot].room
        assert room is not None
        there = facts.in_room_with(fault.slot)
        message = count(
            "{n} person at once in {room} at {time}; there is room for {limit}",
            "{n} people at once in {room} at {time}; there is room for {limit}",
            facts.room_headcount[fault.slot],
            room=room_label(facts, room),
            time=facts.clock(fault.slot),
            limit=self.limits[room],
        )
        return Description(
            message, self.limits[room], "persons", arrivals(facts, there, fault.slot), there
        )

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Rooms that are not named have no cap."""
        room = facts.visits[slot].room
        if room is None:
            return super().not_applicable(facts, slot) or say("no room is given")
        if room not in self.limits:
            return say("there is no cap on {room}", room=room_label(facts, room))
        return super().not_applicable(facts, slot)

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell how many are in the room."""
        room = facts.visits[slot].room
        assert room is not None
        return count(
            "{n} person at once in {room}; there is room for {limit}",
            "{n} people at once in {room}; there is room for {limit}",
            facts.room_headcount[slot],
            room=room_label(facts, room),
            limit=self.limits[room],
        )
