"""The live visits of a plan in the groups that rules look at, however many they are.

In a group visits are found by the day (of UTC) on which they start: none is longer than a day,
so what goes on at a moment started on that day or the one before.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glimt_rules.facts import IN_PERSON, Facts, apart, present
from glimt_rules.house import House, week_number
from glimt_rules.kinds.base import Scope
from glimt_rules.moments import DAY
from glimt_rules.plan.model import Visit


class Group:
    """The visits that rules of a scope look at together: the premises', a room's or a thing's."""

    __slots__ = ("_days", "_ends", "key", "scope")

    def __init__(self, scope: Scope, key: str) -> None:
        self.scope = scope
        #: the id of the room or the thing; "" for the premises
        self.key = key
        self._days: dict[int, dict[str, Entry]] = {}
        #: when the last of those that start on a day ends, or later: it never becomes less
        self._ends: dict[int, int] = {}

    def add(self, entry: Entry) -> None:
        """Put a visit into the group."""
        day = entry.start // DAY
        there = self._days.get(day)
        if there is None:
            self._days[day] = {entry.id: entry}
            self._ends[day] = entry.end
        else:
            there[entry.id] = entry
            if entry.end > self._ends[day]:
                self._ends[day] = entry.end

    def remove(self, entry: Entry) -> None:
        """Take a visit out of the group."""
        day = entry.start // DAY
        there = self._days[day]
        del there[entry.id]
        if not there:
            del self._days[day], self._ends[day]

    def around(self, after: int, last: int) -> list[Entry]:
        """Those that end later than ``after`` and start at ``last`` at the latest (ticks)."""
        days, ends = self._days, self._ends
        first_day, last_day = after // DAY - 1, last // DAY
        near: Sequence[int] = range(first_day, last_day + 1)
        if len(near) > len(days):
            near = [day for day in days if first_day <= day <= last_day]
        found = [
            entry
            for day in near
            if ends.get(day, after) > after
            for entry in days[day].values()
            if entry[2] > after and entry[0] <= last
        ]
        found.sort()
        return found


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
    #: the number of the calendar week
    week: int
    #: the households that meet others in it; none where nobody meets anybody
    meeting: tuple[int, ...]
    #: those in which it counts
    groups: tuple[Group, ...] = ()


#: A household's number, and that of a calendar week.
Week = tuple[int, int]


def entry_of(house: House, visit: Visit, groups: tuple[Group, ...] = ()) -> Entry:
    """A live visit's entry."""
    start, end = visit.start.ticks, visit.end.ticks
    number = house.number
    ids = present(visit) if visit.absent else visit.people
    people = frozenset([number[person] for person in ids])
    day = house.local(start).toordinal()
    meeting = _meeting(house, visit, people)
    return Entry(start, visit.id, end, visit, people, day, week_number(day), meeting, groups)


def _meeting(house: House, visit: Visit, people: frozenset[int]) -> tuple[int, ...]:
    """The households that meet others in a visit."""
    if visit.kind == "shift" or visit.setting not in IN_PERSON or apart(visit):
        return ()
    homes = house.homes_of(people)
    return homes if len(homes) > 1 else ()


class Index:
    """Every live visit, by id and in its groups."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        #: by household and week, those in which its members meet others
        self.weeks: dict[Week, dict[str, Entry]] = {}
        #: in which visits each person takes part
        self.of_person: dict[str, set[str]] = {}
        self._groups: dict[tuple[Scope, str], Group] = {}
        #: those of each place, the same tuple for the same: setting, room, things
        self._at: dict[tuple[str, str | None, tuple[str, ...]], tuple[Group, ...]] = {}

    def fill(self, facts: Facts) -> None:
        """Put all visits of a plan in, from what was prepared for judging it."""
        for start, end, visit, people, day in zip(
            facts.start, facts.end, facts.visits, facts.people, facts.day, strict=True
        ):
            groups, meeting = self.groups_of(visit), _meeting(facts, visit, people)
            week = week_number(day)
            self.swap(
                visit.id, Entry(start, visit.id, end, visit, people, day, week, meeting, groups)
            )

    def of_visit(self, visit_id: str) -> Entry | None:
        """A visit's entry, if it takes place."""
        return self.entries.get(visit_id)

    def around(self, group: Group, after: int, last: int) -> list[Entry]:
        """Those of a group that end later than ``after`` and start at ``last`` at the latest."""
        return group.around(after, last)

    def of_week(self, week: Week) -> Mapping[str, Entry]:
        """The visits in which the members of a household meet others in a week, by id."""
        return self.weeks.get(week, {})

    def groups_of(self, visit: Visit) -> tuple[Group, ...]:
        """The groups in which a visit counts; a shift is in no room, and uses nothing."""
        place = visit.setting, visit.room, visit.equipment
        if visit.kind == "shift":
            place = visit.setting, None, ()
        groups = self._at.get(place)
        if groups is None:
            setting, room, things = place
            keys = [(Scope.PREMISES, "")] if setting == "centre" else []
            keys += [(Scope.ROOM, room)] if room is not None else []
            keys += [(Scope.THING, thing) for thing in things]
            groups = self._at[place] = tuple(
                [self._groups.setdefault(key, Group(*key)) for key in keys]
            )
        return groups

    def swap(self, visit_id: str, new: Entry | None) -> Entry | None:
        """Put a visit's new entry, if it takes place, in the place of its old one."""
        old = self.entries.get(visit_id)
        if old is None or new is None or not _is_where_it_was(old, new):
            if old is not None:
                self._leave(old)
            if new is not None:
                for person in present(new.visit):
                    self.of_person.setdefault(person, set()).add(visit_id)
        if new is not None:
            self.entries[visit_id] = new
            for group in new.groups:
                group.add(new)
            for household in new.meeting:
                self.weeks.setdefault((household, new.week), {})[visit_id] = new
        return old

    def _leave(self, entry: Entry) -> None:
        """Take a visit out of all of its groups."""
        del self.entries[entry.id]
        for group in entry.groups:
            group.remove(entry)
        for household in entry.meeting:
            del self.weeks[household, entry.week][entry.id]
        for person in present(entry.visit):
            self.of_person[person].discard(entry.id)


def _is_where_it_was(old: Entry, new: Entry) -> bool:
    """Whether a visit is found under the same keys, so that one entry takes the other's place."""
    return (
        old.groups is new.groups
        and old.start // DAY == new.start // DAY
        and old.week == new.week
        and old.people == new.people
        and old.meeting == new.meeting
    )


class Beside:
    """An index as it would be if one visit were otherwise; the index itself is not changed."""

    def __init__(self, index: Index, new: Entry | None, old: Entry | None) -> None:
        self._index = index
        self._new = new
        self._old = old

    def of_visit(self, visit_id: str) -> Entry | None:
        """A visit's entry, if it takes place."""
        new = self._new
        return new if new is not None and new.id == visit_id else self._index.of_visit(visit_id)

    def around(self, group: Group, after: int, last: int) -> list[Entry]:
        """Those of a group that end later than ``after`` and start at ``last`` at the latest."""
        new, old = self._new, self._old
        found = [entry for entry in group.around(after, last) if entry is not old]
        if new is not None and group in new.groups and new.end > after and new.start <= last:
            insort(found, new)
        return found

    def of_week(self, week: Week) -> Mapping[str, Entry]:
        """The visits in which the members of a household meet others in a week, by id."""
        new, old = self._new, self._old
        there = dict(self._index.of_week(week))
        if old is not None:
            there.pop(old.id, None)
        if new is not None and new.week == week[1] and week[0] in new.meeting:
            there[new.id] = new
        return there
