"""The live visits of a plan in the groups that rules look at, however many they are.

A group is found by its key, and within it by the day (of UTC) on which visits start: no visit
is longer than a day, so what goes on at a moment started on that day or the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from glimt_rules.facts import IN_PERSON, Facts, apart, present
from glimt_rules.house import House, week_number
from glimt_rules.moments import DAY, EPOCH, TICK
from glimt_rules.plan.model import Visit


class Entry(NamedTuple):
    """A live visit, as its groups hold it; sorted, entries are in order of arrival."""

    #: microseconds since 1970
    start: int
    id: str
    end: int
    visit: Visit
    #: the numbers of those who take part
    people: frozenset[int]
    #: the ordinal of the local start date
    day: int
    #: the households that meet others in it; none where nobody meets anybody
    meeting: tuple[int, ...]
    #: the number of the calendar week
    week: int

    @property
    def in_premises(self) -> bool:
        """Whether it counts among those in the centre."""
        return self.visit.setting == "centre"

    @property
    def room(self) -> str | None:
        """The room that it uses; a shift uses none."""
        return None if self.visit.kind == "shift" else self.visit.room

    @property
    def things(self) -> tuple[str, ...]:
        """The things that it uses; a shift uses none."""
        return () if self.visit.kind == "shift" else self.visit.equipment


def entry_of(house: House, visit: Visit) -> Entry:
    """A live visit's entry."""
    start = (visit.start - EPOCH) // TICK
    number = house.number
    people = frozenset([number[person] for person in present(visit)])
    end, day = (visit.end - EPOCH) // TICK, house.local(start).toordinal()
    meeting = _meeting(house, visit, people)
    return Entry(start, visit.id, end, visit, people, day, meeting, week_number(day))


def entries_of(facts: Facts) -> Iterator[Entry]:
    """The entries of all live visits of a plan, from what was prepared for judging it."""
    for start, end, visit, people, day in zip(
        facts.start, facts.end, facts.visits, facts.people, facts.day, strict=True
    ):
        meeting = _meeting(facts, visit, people)
        yield Entry(start, visit.id, end, visit, people, day, meeting, week_number(day))


def _meeting(house: House, visit: Visit, people: frozenset[int]) -> tuple[int, ...]:
    """The households that meet others in a visit."""
    if visit.kind == "shift" or visit.setting not in IN_PERSON or apart(visit):
        return ()
    homes = house.homes_of(people)
    return homes if len(homes) > 1 else ()


class Groups:
    """The visits of each group of one sort: in a room, or with a thing."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[int, dict[str, Entry]]] = {}

    def add(self, key: str, entry: Entry) -> None:
        """Put a visit into a group."""
        self._by_key.setdefault(key, {}).setdefault(entry.start // DAY, {})[entry.id] = entry

    def remove(self, key: str, entry: Entry) -> None:
        """Take a visit out of a group."""
        days = self._by_key[key]
        day = days[entry.start // DAY]
        del day[entry.id]
        if not day:
            del days[entry.start // DAY]

    def around(self, key: str, after: int, last: int) -> list[Entry]:
        """Those that end later than ``after`` and start at ``last`` at the latest (ticks)."""
        days = self._by_key.get(key)
        if not days:
            return []
        first_day, last_day = after // DAY - 1, last // DAY
        if last_day - first_day < len(days):
            buckets = [days[day] for day in range(first_day, last_day + 1) if day in days]
        else:
            buckets = [bucket for day, bucket in days.items() if first_day <= day <= last_day]
        found = [
            entry
            for bucket in buckets
            for entry in bucket.values()
            if entry[2] > after and entry[0] <= last
        ]
        found.sort()
        return found


class Index:
    """Every live visit, by id and in its groups."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        #: the premises are one group, whose key is ""
        self.premises = Groups()
        self.rooms = Groups()
        self.things = Groups()
        #: by household and week, those in which its members meet others
        self.weeks: dict[tuple[int, int], dict[str, Entry]] = {}
        #: in which visits each person takes part
        self.of_person: dict[str, set[str]] = {}

    def add(self, entry: Entry) -> None:
        """Put a visit into all of its groups."""
        self.entries[entry.id] = entry
        if entry.in_premises:
            self.premises.add("", entry)
        if entry.room is not None:
            self.rooms.add(entry.room, entry)
        for thing in entry.things:
            self.things.add(thing, entry)
        for household in entry.meeting:
            self.weeks.setdefault((household, entry.week), {})[entry.id] = entry
        for person in present(entry.visit):
            self.of_person.setdefault(person, set()).add(entry.id)

    def remove(self, entry: Entry) -> None:
        """Take a visit out of all of its groups."""
        del self.entries[entry.id]
        if entry.in_premises:
            self.premises.remove("", entry)
        if entry.room is not None:
            self.rooms.remove(entry.room, entry)
        for thing in entry.things:
            self.things.remove(thing, entry)
        for household in entry.meeting:
            del self.weeks[household, entry.week][entry.id]
        for person in present(entry.visit):
            self.of_person[person].discard(entry.id)
