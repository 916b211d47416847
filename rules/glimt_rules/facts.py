"""What rules look at: the live visits of a plan, ordered, counted and grouped.

Visits are numbered by order of arrival (start as a moment, then id); a *slot* is such a
number. People are numbered by id. Kinds of rules work on these numbers and on the
columns and groups below, each made once, when the first rule asks for it; no rule scans
the plan.

A *party* is those who take part in a visit together; most come together again and again,
so what a rule has to know of its people alone is found out once a party, and is a look-up
for each of its visits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from itertools import chain
from math import inf
from operator import attrgetter, itemgetter
from typing import TypeVar, get_args

from glimt_rules.headcount import BLOCK, at_once, still_there
from glimt_rules.house import House, week_number
from glimt_rules.moments import MINUTE
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Plan, Setting, Visit

T = TypeVar("T")

#: Outdoors, those who keep this distance throughout do not count as having met.
OUTDOORS_APART_M = 2

IN_PERSON: frozenset[str] = frozenset(get_args(Setting)) - REMOTE

_MINUTES = [time(minute // 60, minute % 60) for minute in range(24 * 60)]


@lru_cache(maxsize=1024)
def week_of_year(number: int) -> int:
    """What people call the calendar week of this number: 1 to 53."""
    return date.fromordinal(number * 7).isocalendar().week


def _bits(people: Iterable[int]) -> int:
    """People as a number, a bit a person: united and counted several times as fast as a set."""
    return sum([1 << person for person in people])


def apart(visit: Visit) -> bool:
    """Whether nobody meets anybody: outdoors, with two metres kept throughout."""
    return (
        visit.setting == "outdoors"
        and visit.distance_m is not None
        and visit.distance_m >= OUTDOORS_APART_M
    )


def present(visit: Visit) -> tuple[str, ...]:
    """The ids of those who take part."""
    return tuple([person for person in visit.people if person not in visit.absent])


class _SortedOut:
    """The slots of visits by setting and kind, by room and by thing: found in one go."""

    def __init__(self) -> None:
        #: by setting, and there by kind
        self.alike: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(_by_kind)
        self.rooms: defaultdict[str, list[int]] = defaultdict(list)
        self.things: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, visits: Iterable[Visit], first: int) -> None:
        """Add visits that follow each other, from the slot of the first of them on."""
        alike, rooms, things = self.alike, self.rooms, self.things
        for slot, visit in enumerate(visits, first):
            kind, room = visit.kind, visit.room
            alike[visit.setting][kind].append(slot)
            if kind != "shift":
                if room is not None:
                    rooms[room].append(slot)
                if visit.equipment:
                    for thing in visit.equipment:
                        things[thing].append(slot)


def _by_kind() -> defaultdict[str, list[int]]:
    return defaultdict(list)


class Facts(House):
    """A plan, prepared for judging. Lists are indexed by slot unless they say otherwise."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        visits = [visit for visit in plan.visits if visit.status not in NOT_LIVE]
        visits.sort(key=attrgetter("id"))
        visits.sort(key=attrgetter("start"))
        self._begin(visits)
        known: dict[tuple[str, ...], int] = {}
        sorted_out = _SortedOut()
        for first in range(0, len(visits), BLOCK):
            block = visits[first : first + BLOCK]
            self._read(block, known)
            sorted_out.add(block, first)
        self._sorted_out = sorted_out
        self.people += self._spread(self.parties)

    def _begin(self, visits: list[Visit]) -> None:
        """Lay out the columns."""
        #: the live visits, in order of arrival
        self.visits = visits
        #: microseconds since 1970
        self.start: list[int] = []
        self.end: list[int] = []
        #: the numbers of those who come together (indexed by party)
        self.parties: list[frozenset[int]] = []
        #: the number of the party that comes; who is absent is left out
        self.party: list[int] = []
        #: the numbers of those who take part
        self.people: list[frozenset[int]] = []
        self._candidates: dict[object, list[int]] = {}
        self._remembered: dict[Hashable, object] = {}

    def _read(self, visits: Sequence[Visit], known: dict[tuple[str, ...], int]) -> None:
        """Add some visits to the columns; ``known`` are the parties so far."""
        self.start += [visit.start.ticks for visit in visits]
        self.end += [visit.end.ticks for visit in visits]
        parties, number, column = self.parties, self.number, self.party
        for visit in visits:
            ids = visit.people if not visit.absent else present(visit)
            party = known.get(ids)
            if party is None:
                party = known[ids] = len(parties)
                parties.append(frozenset([number[person] for person in ids]))
            column.append(party)

    # Finding one's way ---------------------------------------------------------------

    @cached_property
    def slot_of(self) -> dict[str, int]:
        """The slot of each live visit's id."""
        return {visit.id: slot for slot, visit in enumerate(self.visits)}

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
                for setting, by_kind in self._sorted_out.alike.items()
                if setting in settings
                for kind, slots in by_kind.items()
                if (shifts or kind != "shift") and (kinds is None or kind in kinds)
            ]
            found = self._candidates[key] = (
                lists[0] if len(lists) == 1 else sorted(chain.from_iterable(lists))
            )
        return found

    @cached_property
    def _sorted_out(self) -> _SortedOut:
        sorted_out = _SortedOut()
        sorted_out.add(self.visits, 0)
        return sorted_out

    # Days ------------------------------------------------------------------------------

    @cached_property
    def day(self) -> list[int]:
        """The ordinal of each visit's local start date."""
        days: list[int] = []
        start, ordinal = self.start, date.min.toordinal()
        while len(days) < len(start):
            slot = len(days)
            ordinal += 1  # mostly it is the next day; no clock is put back over midnight
            if not self.midnight(ordinal) <= start[slot] < self.midnight(ordinal + 1):
                ordinal = self.local(start[slot]).toordinal()
            last = bisect_left(start, self.midnight(ordinal + 1), slot)
            days += [ordinal] * max(1, last - slot)
        return days

    @cached_property
    def week(self) -> list[int]:
        """The number of each visit's calendar week."""
        weeks = {ordinal: week_number(ordinal) for ordinal in set(self.day)}
        return list(map(weeks.__getitem__, self.day))

    def date_of(self, slot: int) -> date:
        """The local start date of a visit."""
        return date.fromordinal(self.day[slot])

    def clock(self, slot: int) -> time:
        """The wall clock at which a visit starts."""
        first = self.even_day(self.day[slot])
        if first is None:  # the clock changes on that day
            return self.local(self.start[slot]).time()
        return _MINUTES[(self.start[slot] - first) // MINUTE]

    def clock_or_day(self, ticks: int, slot: int) -> time | datetime:
        """A time as it is told beside a visit: with its day where that is another one."""
        local = self.local(ticks)
        return local.time() if local.toordinal() == self.day[slot] else local

    # People ----------------------------------------------------------------------------

    def by_party(self, key: Hashable, tell: Callable[[frozenset[int]], T]) -> list[T]:
        """What ``tell`` says of each visit's people (by slot), asked once a party.

        Remembered under ``key``, so that rules that ask the same share the column.
        """
        return self.remember(key, lambda: self._spread([tell(people) for people in self.parties]))

    def _spread(self, told: Sequence[T]) -> list[T]:
        """What is told of each party, for each visit's party (by slot)."""
        if len(self.party) < 2:
            return [told[party] for party in self.party]
        return list(self._of_each(told))

    @cached_property
    def _of_each(self) -> Callable[[Sequence[T]], tuple[T, ...]]:
        """Takes what is told of the parties to all visits, without a step of Python's for each."""
        return itemgetter(*self.party)

    @cached_property
    def people_off_work(self) -> list[frozenset[int]]:
        """Those who take part in each visit, less those who are at work."""
        if not self.staff:
            return self.people
        return self.by_party("off work", lambda people: people - self.staff)

    @cached_property
    def homes(self) -> list[tuple[int, ...]]:
        """The households of each party (indexed by party)."""
        return list(map(self.homes_of, self.parties))

    @cached_property
    def of_one_household(self) -> list[bool]:
        """Whether everybody in a visit lives together."""
        alone = [len(homes) == 1 for homes in self.homes]
        return self._spread(alone)

    # Groups ----------------------------------------------------------------------------

    @cached_property
    def rooms(self) -> dict[str, list[int]]:
        """The visits in each room; shifts are in none."""
        return dict(self._sorted_out.rooms)

    @cached_property
    def things(self) -> dict[str, list[int]]:
        """The uses of each thing, wherever they are; shifts use nothing."""
        return dict(self._sorted_out.things)

    @cached_property
    def premises(self) -> list[int]:
        """The visits in the centre's premises, shifts included."""
        return self.candidates(frozenset({"centre"}), None, shifts=True)

    @property
    def household_weeks(self) -> dict[tuple[int, int], list[int]]:
        """The visits in which a household's members meet others, by (household, week)."""
        return self._meetings[0]

    @property
    def most_contacts(self) -> dict[tuple[int, int], float]:
        """How many others the household met at most, by (household, week).

        Everybody in those visits, whoever of them counts, and those outside the centre; no
        end of them where it has not told.
        """
        return self._meetings[1]

    @cached_property
    def _meetings(self) -> tuple[dict[tuple[int, int], list[int]], dict[tuple[int, int], float]]:
        party, told = self.party, self.outside_contacts
        meeting = [homes if len(homes) > 1 else () for homes in self.homes]  # by party
        everybody = list(map(_bits, self.parties))
        members = list(map(_bits, self.members))
        outdoors = self.candidates(frozenset({"outdoors"}), None, shifts=False)
        kept_apart = {slot for slot in outdoors if apart(self.visits[slot])}
        groups: dict[tuple[int, int], list[int]] = {}
        most: dict[tuple[int, int], float] = {}
        in_person = self.candidates(IN_PERSON, None, shifts=False)
        place = 0
        while place < len(in_person):
            first, week = place, self.week[in_person[place]]
            place = bisect_right(in_person, week, first, key=self.week.__getitem__)
            table: list[list[int] | None] = [None] * len(members)  # by household
            there = members.copy()
            for slot in in_person[first:place]:
                if slot not in kept_apart:
                    own = party[slot]
                    people = everybody[own]
                    for household in meeting[own]:
                        there[household] |= people
                        group = table[household]
                        if group is None:
                            table[household] = [slot]
                        else:
                            group.append(slot)
            for household, group in enumerate(table):
                if group is not None:
                    key = (household, week)
                    groups[key] = group
                    met = there[household].bit_count() - members[household].bit_count()
                    most[key] = told.get(key, inf) + met
        return groups, most

    # Counts by order of arrival ----------------------------------------------------------

    @cached_property
    def _in_premises(self) -> tuple[list[int], list[int | None]]:
        return at_once([self.premises], self.start, self.end, self.people)

    @property
    def premises_headcount(self) -> list[int]:
        """How many people are in the premises as a visit starts; 0 outside them."""
        return self._in_premises[0]

    @cached_property
    def _in_rooms(self) -> tuple[list[int], list[int | None]]:
        return at_once(self.rooms.values(), self.start, self.end, self.people)

    @property
    def room_headcount(self) -> list[int]:
        """How many people are in its room as a visit starts; 0 without a room."""
        return self._in_rooms[0]

    @property
    def room_in_use_until(self) -> list[int | None]:
        """When the last of the earlier visits in its room ends (ticks), as a visit starts."""
        return self._in_rooms[1]

    def going_on(self, group: Sequence[int], slot: int) -> list[int]:
        """The visits of a group that are going on as one of them starts, and it."""
        now, end = self.start[slot], self.end
        return [o for o in group[: bisect_left(group, slot)] if end[o] > now] + [slot]

    def in_premises_with(self, slot: int) -> list[int]:
        """The visits going on in the premises as this one starts, and it."""
        until = self._in_premises[1]
        return still_there(self.premises, slot, self.start[slot], self.end, until)

    def in_room_with(self, slot: int, rest: int = 0) -> list[int]:
        """The visits in its room that end less than ``rest`` before this one starts, and it.

        Without a rest those that are going on as it starts.
        """
        room = self.visits[slot].room
        assert room is not None
        after = self.start[slot] - rest
        return still_there(self.rooms[room], slot, after, self.end, self.room_in_use_until)
