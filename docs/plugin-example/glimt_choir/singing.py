"""Two kinds of rules: how long people sing at a time, and how much space they have."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from glimt_rules.facts import Facts
from glimt_rules.hooks import both
from glimt_rules.kinds.base import (
    BROKEN,
    UNDECIDED,
    Description,
    Fault,
    Question,
    Scope,
    VisitKindOfRule,
)
from glimt_rules.message import Message
from glimt_rules.moments import MINUTE
from glimt_rules.plan.model import Setting

_CENTRE: tuple[Setting, ...] = ("centre",)


class _Singing(VisitKindOfRule, frozen=True, kw_only=True):
    """What both kinds share: they judge visits at the centre in the ``rooms`` for singing."""

    rooms: Annotated[tuple[str, ...], Meta(min_length=1)]
    settings: tuple[Setting, ...] | None = _CENTRE

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Nobody sings in the other rooms."""
        reason = super().not_applicable(facts, slot)
        if reason is None and facts.visits[slot].room not in self.rooms:
            return both("i dette rommet synges det ikke", "nobody sings in this room")
        return reason


class SingingTime(_Singing, frozen=True, kw_only=True):
    """At most ``minutes`` minutes of singing at a time."""

    name = "singing-time"

    minutes: Annotated[int, Meta(ge=1)]

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits in a room for singing that last too long."""
        visits, rooms, longest = facts.visits, self.rooms, self.minutes * MINUTE
        for slot in slots:
            lasts = facts.end[slot] - facts.start[slot]
            if lasts > longest and visits[slot].room in rooms:
                yield Fault(slot, BROKEN, measured=-(-lasts // MINUTE))  # minutes, rounded up

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell how long it lasts; reports say themselves where and when."""
        return Description(
            both(
                f"{fault.measured} minutter med sang i ett strekk; høyst {self.minutes} er lov",
                f"{fault.measured} minutes of singing at a time; at most {self.minutes} may be",
            ),
            limit=self.minutes,
            unit="minutes",
            people=facts.people[fault.slot],
            evidence=[fault.slot],
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell the limit that is kept."""
        return both(
            f"det synges i høyst {self.minutes} minutter i ett strekk",
            f"there are at most {self.minutes} minutes of singing at a time",
        )


class SingingSpace(_Singing, frozen=True, kw_only=True):
    """Nobody sings closer than 2 m: no more people at once than the room's ``capacity_2m``.

    Where that is not recorded the rule is undecided, and asks for it.
    """

    name = "singing-space"
    scope = Scope.ROOM  # a change of one visit may break the rule at the next in the room

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that start with too many in the room, by order of arrival."""
        visits, rooms, there = facts.visits, self.rooms, facts.room_headcount
        capacity = facts.capacity(2)
        for slot in slots:
            room = visits[slot].room
            if room is None or room not in rooms:
                continue
            space = capacity[room]
            if space is None:
                yield Fault(slot, UNDECIDED)
            elif there[slot] > space:
                yield Fault(slot, BROKEN, measured=there[slot])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell how many are there and for how many there is space, or ask for that."""
        room = facts.visits[fault.slot].room or ""
        space = facts.capacity(2)[room]
        if space is None:
            question = both(
                f"Hvor mange kan holde 2 m avstand i {room}?",
                f"How many people can keep 2 m apart in {room}?",
            )
            return Description(
                both("plassen i rommet er ikke registrert", "the room's space is not recorded"),
                evidence=[fault.slot],
                questions=(Question(question, ("rooms", room, "capacity_2m")),),
            )
        return Description(
            both(
                f"{fault.measured} personer der det synges; med 2 m er det plass til {space}",
                f"{fault.measured} people where one sings; at 2 m there is space for {space}",
            ),
            limit=space,
            unit="persons",
            people=facts.people[fault.slot],
            evidence=facts.in_room_with(fault.slot),
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell that there is space."""
        return both("alle kan holde 2 m avstand", "everybody can keep 2 m apart")
