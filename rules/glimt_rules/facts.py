"""What rules look at: the live visits of a plan, ordered, counted and grouped.

Visits are numbered by order of arrival (start as a moment, then id); a *slot* is such a
number. People are numbered by id. Kinds of rules work on these numbers and on the
columns and groups below, each made once, when the first rule asks for it; no rule scans
the plan.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter, sub
from typing import TypeVar, get_args
from zoneinfo import ZoneInfo

from glimt_rules import moments
from glimt_rules.headcount import at_once, latest_end_before
from glimt_rules.moments import DAY, EPOCH, MINUTE, TICK
from glimt_rules.people import People
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Equipment, Plan, Room, Setting, Visit

T = TypeVar("T")

#: Outdoors, those who keep this distance throughout do not count as having met.
OUTDOORS_APART_M = 2

IN_PERSON: frozenset[str] = frozenset(get_args(Setting)) - REMOTE

_MINUTES = [time(minute // 60, minute % 60) for minute in range(24 * 60)]


def week_number(ordinal: int) -> int:
    """The number of the calendar week (Monday to Sunday) of a day's ordinal."""
    return (ordinal + 6) // 7


@lru_cache(maxsize=1024)
def week_of_year(number: int) -> int:
    """What people call the calendar week of this number: 1 to 53."""
    return date.fromordinal(number * 7).isocalendar().week


def _apart(visit: Visit) -> bool:
    """Whether nobody meets anybody: outdoors, with two metres kept throughout."""
    return (
        visit.setting == "outdoors"
        and visit.distance_m is not None
        and visit.distance_m >= OUTDOORS_APART_M
    )


def _present(visit: Visit) -> tuple[str, ...]:
    """The ids of those who take part."""
    return tuple([person for person in visit.people if person not in visit.absent])


class Facts(People):
    """A plan, prepared for judging. Lists are indexed by slot unless they say otherwise."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.timezone)
        super().__init__(plan.people)
        #: the live visits, in order of arrival
        self.visits: list[Visit] = [v for v in plan.visits if v.status not in NOT_LIVE]
        self.visits.sort(key=attrgetter("id"))
        self.visits.sort(key=attrgetter("start"))
        #: microseconds since 1970
        self.start: list[int] = [(visit.start - EPOCH) // TICK for visit in self.visits]
        self.end: list[int] = [(visit.end - EPOCH) // TICK for visit in self.visits]
        #: the number of the party that comes; who is absent is left out
        self.party: list[int] = self.parties_of(
            [visit.people if not visit.absent else _present(visit) for visit in self.visits]
        )
        #: the numbers of those who take part
        self.people: list[frozenset[int]] = [self.parties[party] for party in self.party]
        self._candidates: dict[object, list[int]] = {}
        self._midnights: dict[int, tuple[int, int]] = {}
        self._remembered: dict[Hashable, object] = {}

    # Finding one's way ---------------------------------------------------------------

    @cached_property
    def slot_of(self) -> dict[str, int]:
        """The slot of each live visit's id."""
        return {visit.id: slot for slot, visit in enumerate(self.visits)}

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
        return self.remember(
            (Room, metres),
            lambda: {
                room.id: room.capacity_1m if metres == 1 else room.capacity_2m
                for room in self.plan.rooms
            },
        )

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once: for what several rules work out from these facts."""
        if key not in self._remembered:
            self._remembered[key] = make()
        return self._remembered[key]  # type: ignore[return-value]

    def slots_between(self, first: int, last: int) -> tuple[int, int]:
        """The range of slots that start at or after ``first`` and before ``last`` (ticks)."""
        return bisect_left(self.start, first), bisect_left(self.start, last)

    def candidates(
        self, settings: frozenset[str], kinds: frozenset[str] | None, shifts: bool
    ) -> list[int]:
        """The slots in these settings and of these kinds; ``None`` is every kind.

        Shifts are passed over unless ``shifts`` says that they count.
        """
        key = (settings, kinds, shifts)
        found = self._candidates.get(key)
        if found is None:
            lists = [
                slots
                for (setting, kind), slots in self._by_setting_and_kind.items()
                if setting in settings
                and (shifts or kind != "shift")
                and (kinds is None or kind in kinds)
            ]
            found = self._candidates[key] = (
                lists[0] if len(lists) == 1 else sorted(chain.from_iterable(lists))
            )
        return found

    @cached_property
    def _by_setting_and_kind(self) -> dict[tuple[str, str], list[int]]:
        groups: dict[tuple[str, str], list[int]] = {}
        for slot, visit in enumerate(self.visits):
            key = (visit.setting, visit.kind)
            group = groups.get(key)
            if group is None:
                groups[key] = [slot]
            else:
                group.append(slot)
        return groups

    # Days ------------------------------------------------------------------------------

    @cached_property
    def day(self) -> list[int]:
        """The ordinal of each visit's local start date."""
        days: list[int] = []
        midnight, ordinal = 0, 0
        for start in self.start:
            if not days or start >= midnight:
                local = self.local(start).date()
                ordinal = local.toordinal()
                midnight = moments.day_ticks(local + timedelta(days=1), self.zone)
            days.append(ordinal)
        return days

    @cached_property
    def week(self) -> list[int]:
        """The number of each visit's calendar week."""
        return [week_number(ordinal) for ordinal in self.day]

    def local(self, ticks: int) -> datetime:
        """The wall clock at these ticks, without its zone."""
        moment = datetime.fromtimestamp(ticks // moments.SECOND, UTC)
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def date_of(self, slot: int) -> date:
        """The local start date of a visit."""
        return date.fromordinal(self.day[slot])

    def clock(self, slot: int) -> time:
        """The wall clock at which a visit starts."""
        first, length = self._midnight(self.day[slot])
        if length != DAY:  # the clock changes on that day
            return self.local(self.start[slot]).time()
        return _MINUTES[(self.start[slot] - first) // MINUTE]

    def _midnight(self, ordinal: int) -> tuple[int, int]:
        """When a local day begins, and how long it is (ticks)."""
        known = self._midnights.get(ordinal)
        if known is None:
            day = date.fromordinal(ordinal)
            first = moments.day_ticks(day, self.zone)
            last = moments.day_ticks(day + timedelta(days=1), self.zone)
            known = self._midnights[ordinal] = (first, last - first)
        return known

    def clock_or_day(self, ticks: int, slot: int) -> time | datetime:
        """A time as it is told beside a visit: with its day where that is another one."""
        local = self.local(ticks)
        return local.time() if local.toordinal() == self.day[slot] else local

    # People ----------------------------------------------------------------------------

    def by_party(self, key: Hashable, tell: Callable[[frozenset[int]], T]) -> list[T]:
        """What ``tell`` says of each visit's people (by slot), asked once a party.

        Remembered under ``key``, so that rules that ask the same share the column.
        """

        def column() -> list[T]:
            told = [tell(people) for people in self.parties]
            return [told[party] for party in self.party]

        return self.remember(key, column)

    @cached_property
    def people_off_work(self) -> list[frozenset[int]]:
        """Those who take part in each visit, less those who are at work."""
        if not self.staff:
            return self.people
        return self.by_party("off work", lambda people: people - self.staff)

    @cached_property
    def of_one_household(self) -> list[bool]:
        """Whether everybody in a visit lives together."""
        alone = [len(homes) == 1 for homes in self.homes]
        return [alone[party] for party in self.party]

    @cached_property
    def outside_contacts(self) -> dict[tuple[int, int], int]:
        """How many a household met outside, by (household, week), where it has told."""
        number = {household: n for n, household in enumerate(self.households)}
        weeks: dict[str, int] = {}  # the same few texts stand in every household
        told: dict[tuple[int, int], int] = {}
        for household in self.plan.households:
            own = number.get(household.id)
            if own is None:
                continue
            for text, met in household.outside_contacts.items():
                week = weeks.get(text)
                if week is None:
                    week = weeks[text] = week_number(moments.parse_week(text).toordinal())
                told[own, week] = met
        return told

    # Groups ----------------------------------------------------------------------------

    @cached_property
    def rooms(self) -> dict[str, list[int]]:
        """The visits in each room; shifts are in none."""
        groups: dict[str, list[int]] = {}
        for slot, visit in enumerate(self.visits):
            if visit.room is not None and visit.kind != "shift":
                groups.setdefault(visit.room, []).append(slot)
        return groups

    @cached_property
    def things(self) -> dict[str, list[int]]:
        """The uses of each thing, wherever they are; shifts use nothing."""
        groups: dict[str, list[int]] = {}
        for slot, visit in enumerate(self.visits):
            if visit.equipment and visit.kind != "shift":
                for thing in visit.equipment:
                    groups.setdefault(thing, []).append(slot)
        return groups

    @cached_property
    def premises(self) -> list[int]:
        """The visits in the centre's premises, shifts included."""
        return self.candidates(frozenset({"centre"}), None, shifts=True)

    @cached_property
    def household_weeks(self) -> dict[tuple[int, int], list[int]]:
        """The visits in which a household's members meet others, by (household, week)."""
        homes, party, week, visits = self.homes, self.party, self.week, self.visits
        weeks: dict[int, list[list[int] | None]] = {}
        for slot in self.candidates(IN_PERSON, None, shifts=False):
            households = homes[party[slot]]
            if len(households) > 1 and not _apart(visits[slot]):
                table = weeks.get(week[slot])
                if table is None:
                    table = weeks[week[slot]] = [None] * len(self.households)
                for household in households:
                    group = table[household]
                    if group is None:
                        table[household] = [slot]
                    else:
                        group.append(slot)
        return {
            (household, number): group
            for number, table in weeks.items()
            for household, group in enumerate(table)
            if group is not None
        }

    # Counts by order of arrival ----------------------------------------------------------

    @cached_property
    def premises_headcount(self) -> list[int]:
        """How many people are in the premises as a visit starts; 0 outside them."""
        return at_once([self.premises], self.start, self.end, self.people)

    @cached_property
    def room_headcount(self) -> list[int]:
        """How many people are in its room as a visit starts; 0 without a room."""
        return at_once(self.rooms.values(), self.start, self.end, self.people)

    @cached_property
    def room_in_use_until(self) -> list[int | None]:
        """When the last of the earlier visits in its room ends (ticks), as a visit starts."""
        return latest_end_before(self.rooms.values(), self.end)

    def going_on(self, group: Sequence[int], slot: int) -> list[int]:
        """The earlier visits of a group that are still going on as this one starts, and it."""
        return self.ended_after(group, slot, 0)

    def in_room_with(self, slot: int) -> list[int]:
        """The visits going on in its room as this one starts, and it."""
        room = self.visits[slot].room
        assert room is not None
        return self.remember(("room", slot), lambda: self.going_on(self.rooms[room], slot))

    def ended_after(self, group: Sequence[int], slot: int, rest: int) -> list[int]:
        """The earlier visits of a group that ended less than ``rest`` before this one, and it."""
        place = bisect_left(group, slot)
        return [*self.ended_since(group, place, self.start[slot] - rest), slot]

    @cached_property
    def _longest(self) -> int:
        """How long the longest visit is: nothing that started earlier can still be going on."""
        return max(map(sub, self.end, self.start), default=0)

    def ended_since(self, group: Sequence[int], place: int, after: int) -> list[int]:
        """The visits before a place in a group that ended later than a moment (ticks)."""
        first = bisect_left(self.start, after - self._longest)
        end = self.end
        return [other for other in group[bisect_left(group, first) : place] if end[other] > after]
