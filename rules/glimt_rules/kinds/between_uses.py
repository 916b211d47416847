"""The time between two activities in a room, and between two users of a thing."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from glimt_rules.facts import Facts
from glimt_rules.headcount import still_there
from glimt_rules.house import House
from glimt_rules.kinds.base import (
    BROKEN,
    Description,
    Fault,
    Group,
    Kind,
    Scope,
    VisitKindOfRule,
)
from glimt_rules.kinds.common import room_label, thing_label
from glimt_rules.message import Message, count, say
from glimt_rules.moments import HOUR, MINUTE


def cleaning_minutes(house: House, room: str) -> int:
    """The minutes of cleaning between two activities in a room."""
    own = house.room[room].cleaning_minutes
    return house.plan.centre.cleaning_minutes if own is None else own


def elapsed(ticks: int, unit: int) -> float:
    """A length of time in minutes or hours, rounded down to hundredths; never below 0."""
    return max(0, ticks * 100 // unit) / 100


class Cleaning(VisitKindOfRule, frozen=True, kw_only=True):
    """A room is cleaned between two activities, for its own or the centre's minutes.

    Broken by the visit that starts before an earlier one there has ended and the minutes
    have gone by, also where the minutes are 0.
    """

    name = "cleaning"
    scope = Scope.ROOM

    def reach(self, house: House) -> int:
        """Until the room that takes longest is clean."""
        return max((cleaning_minutes(house, room) for room in house.room), default=0) * MINUTE

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that start before their room is clean."""
        in_use_until, start, visits = facts.room_in_use_until, facts.start, facts.visits
        minutes = {room.id: cleaning_minutes(facts, room.id) * MINUTE for room in facts.plan.rooms}
        most = max(minutes.values(), default=0)
        for slot in slots:
            until = in_use_until[slot]
            if until is not None and start[slot] - until < most:
                room = visits[slot].room
                if room is not None and start[slot] - until < minutes[room]:
                    yield Fault(slot, BROKEN, None, elapsed(start[slot] - until, MINUTE))

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell after which visit, how many minutes there were, and how many are needed."""
        slot = fault.slot
        room = facts.visits[slot].room
        until = facts.room_in_use_until[slot]
        assert room is not None
        assert until is not None
        limit = cleaning_minutes(facts, room)
        compared = facts.in_room_with(slot, limit * MINUTE)
        if until > facts.start[slot]:
            message = say(
                "{room} is in use until {until}",
                room=room_label(facts, room),
                until=facts.clock_or_day(until, slot),
            )
        else:
            message = count(
                "{n} minute to clean {room} before {time}; {limit} are needed",
                "{n} minutes to clean {room} before {time}; {limit} are needed",
                int(fault.measured or 0),
                room=room_label(facts, room),
                time=facts.clock(slot),
                limit=limit,
            )
        return Description(message, limit, "minutes", facts.people[slot], compared)

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Without a room there is nothing to clean."""
        reason = super().not_applicable(facts, slot)
        if reason is None and facts.visits[slot].room is None:
            return say("no room is given")
        return reason

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell how much time there is."""
        room = facts.visits[slot].room
        assert room is not None
        until = facts.room_in_use_until[slot]
        if until is None:
            return say("nobody has used {room} before", room=room_label(facts, room))
        return say(
            "{room} was free from {until}; cleaning takes {limit} min",
            room=room_label(facts, room),
            until=facts.local(until),
            limit=cleaning_minutes(facts, room),
        )


class EquipmentRest(Kind, frozen=True, kw_only=True):
    """A thing rests between two users: washed, or set aside for ``hours``.

    With ``hours`` it concerns things that cannot be washed, and exactly so many hours are
    enough; without, washable things, which rest for the centre's washing minutes. Only
    uses count in which somebody took part who is not in this visit.
    """

    name = "equipment-rest"
    scope = Scope.THING

    hours: Annotated[int, Meta(ge=1)] | None = None

    def _rest(self, house: House) -> int:
        if self.hours is not None:
            return self.hours * HOUR
        return house.plan.centre.washing_minutes * MINUTE

    def reach(self, house: House) -> int:
        """Until the thing has rested."""
        return self._rest(house)

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        """Yield the visits that take a thing before it has rested."""
        washable, rest = self.hours is None, self._rest(facts)
        unit = MINUTE if washable else HOUR
        start, end, people, things = facts.start, facts.end, facts.people, facts.thing
        for key, slots in groups:
            thing = str(key)
            if len(slots) < 2 or things[thing].washable is not washable:
                continue
            latest = start[slots[0]] - rest  # the end of all earlier uses, whoever took part
            in_use_until: dict[int, int | None] = {}
            for slot in slots:
                in_use_until[slot] = latest
                if start[slot] - latest < rest and judged[slot]:
                    mine = people[slot]
                    there = still_there(slots, slot, start[slot] - rest, end, in_use_until)
                    uses = [other for other in there if not people[other] <= mine]
                    if uses:
                        gap = elapsed(start[slot] - max([end[other] for other in uses]), unit)
                        yield Fault(slot, BROKEN, thing, gap, uses)
                if end[slot] > latest:
                    latest = end[slot]

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who had the thing, until when, and when it may be used again."""
        slot, thing = fault.slot, str(fault.subject)
        rest = self._rest(facts)
        uses: list[int] = fault.detail  # type: ignore[assignment]
        last = max(uses, key=facts.end.__getitem__)
        others = facts.people[last] - facts.people[slot]
        ready = facts.local(facts.end[last] + rest)
        if self.hours is None:
            limit, unit = facts.plan.centre.washing_minutes, "minutes"
            message = say(
                "{thing} must be washed after {others}, and can be used from {ready}",
                thing=thing_label(facts, thing),
                others=facts.names(others),
                ready=ready,
            )
        else:
            limit, unit = self.hours, "hours"
            message = say(
                "{thing} cannot be washed and must be set aside for {hours} hours after {others},"
                " until {ready}",
                thing=thing_label(facts, thing),
                others=facts.names(others),
                ready=ready,
                hours=self.hours,
            )
        return Description(message, limit, unit, facts.people[slot], [*uses, slot])

    def _concerned(self, facts: Facts, slot: int) -> list[str]:
        return [
            thing
            for thing in facts.visits[slot].equipment
            if facts.thing[thing].washable is (self.hours is None)
        ]

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Without such a thing there is nothing to wait for."""
        reason = super().not_applicable(facts, slot)
        if reason is None and not self._concerned(facts, slot):
            if self.hours is None:
                return say("no washable equipment is used")
            return say("no equipment is used that cannot be washed")
        return reason

    def kept(self, facts: Facts, slot: int) -> Message:
        """Nobody else has had the thing too recently."""
        return say(
            "nobody else has used {things} too recently",
            things=tuple(sorted(thing_label(facts, t) for t in self._concerned(facts, slot))),
        )
