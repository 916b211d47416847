"""What a plan says besides its visits: the people, rooms and things, and its clock.

What is worked out of that holds for every group of visits, so it is made once and shared by
whoever looks at some of them (``glimt_rules.live``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from glimt_rules import moments
from glimt_rules.moments import DAY
from glimt_rules.people import People
from glimt_rules.plan.model import Equipment, Plan, Room

T = TypeVar("T")


def week_number(ordinal: int) -> int:
    """The number of the calendar week (Monday to Sunday) of a day's ordinal."""
    return (ordinal + 6) // 7


class House(People):
    """The people, rooms, things and households of a plan, and its time zone."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.people)
        self.plan = plan
        self.zone = ZoneInfo(plan.timezone)
        self._midnights: dict[int, int] = {}
        self._even_days: dict[int, int | None] = {}
        self._kept: dict[Hashable, Any] = {}

    def worked_out(self) -> Mapping[str, object]:
        """Everything that there is to work out of the house, by attribute."""
        for name in _WORKED_OUT:
            getattr(self, name)
        return vars(self)

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once: for what depends on no visit."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[no-any-return]

    # Rooms, things and households -------------------------------------------------------

    @cached_property
    def room(self) -> dict[str, Room]:
        """The plan's rooms by id."""
        return {room.id: room for room in self.plan.rooms}

    @cached_property
    def thing(self) -> dict[str, Equipment]:
        """The plan's equipment by id."""
        return {thing.id: thing for thing in self.plan.equipment}

    def capacity(self, metres: int) -> dict[str, int | None]:
        """How many people keep so many metres apart (1 or 2), by the room's id."""
        return self.keep(
            (Room, metres),
            lambda: {
                room.id: room.capacity_1m if metres == 1 else room.capacity_2m
                for room in self.plan.rooms
            },
        )

    @cached_property
    def outside_contacts(self) -> dict[tuple[int, int], int]:
        """How many a household met outside, by (household, week), where it has told."""
        number = {household: n for n, household in enumerate(self.households)}
        weeks: dict[str, int] = {}  # the same few texts stand in every household
        told: dict[tuple[int, int], int] = {}
        for household in self.plan.households:
            own = number.get(household.id)
            if own is not None:
                for text, met in household.outside_contacts.items():
                    week = weeks.get(text)
                    if week is None:
                        week = weeks[text] = week_number(moments.parse_week(text).toordinal())
                    told[own, week] = met
        return told

    def changed(self, plan: Plan) -> House:
        """The house of a plan with the same people, whatever else in it has changed."""
        house = copy(self)
        house.plan = plan
        house._kept = {}
        for name in ("room", "thing"):
            vars(house).pop(name, None)
        return house

    def outside_contacts_with(self, plan: Plan, household: str) -> dict[tuple[int, int], int]:
        """``outside_contacts`` where one household tells something else."""
        if household not in self.households:
            return self.outside_contacts
        own = self.households.index(household)
        told = {key: met for key, met in self.outside_contacts.items() if key[0] != own}
        for each in plan.households:
            if each.id == household:
                for text, met in each.outside_contacts.items():
                    told[own, week_number(moments.parse_week(text).toordinal())] = met
        return told

    # Clocks and days --------------------------------------------------------------------

    def local(self, ticks: int) -> datetime:
        """The wall clock at these ticks, without its zone."""
        moment = datetime.fromtimestamp(ticks // moments.SECOND, UTC)
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def midnight(self, ordinal: int) -> int:
        """When a local day begins (ticks)."""
        known = self._midnights.get(ordinal)
        if known is None:
            day = date.fromordinal(ordinal)
            known = self._midnights[ordinal] = moments.day_ticks(day, self.zone)
        return known

    def even_day(self, ordinal: int) -> int | None:
        """When a local day begins (ticks); None for one on which the clock changes."""
        if ordinal not in self._even_days:
            first = self.midnight(ordinal)
            is_even = self.midnight(ordinal + 1) - first == DAY
            self._even_days[ordinal] = first if is_even else None
        return self._even_days[ordinal]


_WORKED_OUT = [
    name
    for cls in House.__mro__
    for name, value in vars(cls).items()
    if isinstance(value, cached_property)
]
