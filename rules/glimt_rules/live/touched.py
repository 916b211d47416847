"""Which groups of visits an edit touches, and which visits in them are to be judged anew.

Rules of the kinds that come with Glimt see of other people's visits who meets when and where, in a
visit of what sort, and rules about the premises, things and weeks see no more than that of the
visit that they judge. So where nothing of the sort changes, nothing can be found there that was
not found before. Where rules are of other kinds, every edit is ``thorough``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from glimt_rules.house import House
from glimt_rules.kinds.base import Scope
from glimt_rules.live.index import Beside, Entry, Group, Index, Week
from glimt_rules.rulesets.model import Rule
from glimt_rules.rulesets.timeline import EVER, NEVER_ENDING

#: How long a visit matters to later ones of its group (ticks), by scope; None is for ever.
Reach = Mapping[Scope, int | None]

_ROOM = Scope.ROOM

#: From one moment to another (ticks).
Span = tuple[int, int]


class Swap(NamedTuple):
    """A visit before and after an edit; None where it is not there, or does not take place."""

    old: Entry | None
    new: Entry | None
    #: that all who met it may be concerned, whatever has changed: something besides the visit
    #: did, or there are rules of which nobody knows what they look at in other people's visits
    thorough: bool = False

    @property
    def meets_alike(self) -> bool:
        """Whether the same people meet as before, in a visit of the same sort."""
        old, new = self.old, self.new
        return (
            not self.thorough
            and old is not None
            and new is not None
            and old.people == new.people
            and old.meeting == new.meeting
            and old.visit.setting == new.visit.setting
            and old.visit.kind == new.visit.kind
        )


class Unit(NamedTuple):
    """A group with what its rules need to see, and the visits in it that are judged anew."""

    scopes: tuple[Scope, ...]
    #: in order of arrival
    entries: Sequence[Entry]
    #: the places, among the entries, of those that are judged anew
    slots: Sequence[int]
    #: the room or the thing; "" for other scopes
    key: str = ""
    #: the households and weeks that are judged anew, with the ids of their visits
    weeks: Mapping[Week, Collection[str]] = {}


def reach_of(rules: Iterable[Rule], house: House) -> Reach:
    """The longest reach of the rules of each scope."""
    longest: dict[Scope, int | None] = dict.fromkeys(Scope, 0)
    for rule in rules:
        scope, so_far = rule.kind.scope, longest[rule.kind.scope]
        try:
            own = rule.asked.reach(house)
        except (Exception, SystemExit):  # it cannot say; judging it will tell what is wrong
            own = None
        longest[scope] = None if own is None or so_far is None else max(own, so_far)
    return longest


class Touched:
    """What some edits touch, in an index that holds the visits as they are afterwards."""

    def __init__(
        self,
        swaps: Sequence[Swap],
        index: Index | Beside,
        reach: Reach,
        time_of: Callable[[int], int],
    ) -> None:
        """``time_of`` numbers the times between two of which other rules come into force."""
        self._swaps = swaps
        self._index = index
        self._reach = reach
        self._time_of = time_of
        #: the visits, before and after, at which the same people meet at the same time: only those
        #: can notice who use the same room or the same things
        self.stayed: list[tuple[Entry, Entry]] = []
        self.moved: list[Swap] = []
        for swap in swaps:
            old, new = swap.old, swap.new
            if old is not None and new is not None and old[:3] == new[:3] and swap.meets_alike:
                self.stayed.append((old, new))
            else:
                self.moved.append(swap)

    def units(self, first: Scope | None = None) -> Iterator[Unit]:
        """What is to be judged anew: groups of the scope ``first``, the edited visits, the rest.

        The weeks come last; they take the longest.
        """
        parts = [(Scope.VISIT, self._by_themselves())]
        for group, times in self._comings().items():
            parts.append((group.scope, self._in_group(group, times)))
        if first is not None:
            parts.sort(key=lambda part: part[0] is not first)
        for _, units in parts:
            yield from units
        if self.moved:
            yield from self._in_weeks()

    def _comings(self) -> dict[Group, list[Span]]:
        """The groups to which somebody comes, or from which, with the times of these visits."""
        times: dict[Group, list[Span]] = {}
        for swap in self.moved:
            for entry in (swap.old, swap.new):
                if entry is not None:
                    for group in entry.groups:
                        times.setdefault(group, []).append((entry.start, entry.end))
        for old, new in self.stayed:
            start, end = new.start, new.end
            for group in old.groups:
                if group not in new.groups:
                    times.setdefault(group, []).append((start, end))
            for group in new.groups:
                if group not in old.groups:
                    times.setdefault(group, []).append((start, end))
                elif group.scope is _ROOM:  # its rules read more of the visit itself: masks, say
                    times.setdefault(group, []).append((start, start))
        return times

    def _in_group(self, group: Group, times: Sequence[Span]) -> Iterator[Unit]:
        """A group, as far as it can matter to those judged anew in it."""
        scopes = (group.scope,)
        reach = self._reach[group.scope]
        if reach is None:
            spans = [(min(times)[0], NEVER_ENDING)]
        else:
            spans = _joined([(start, end + reach) for start, end in times])
        for first, last in spans:
            entries = self._index.around(group, EVER if reach is None else first - reach, last)
            slots = [slot for slot, entry in enumerate(entries) if entry[0] >= first]
            if slots:
                yield Unit(scopes, entries, slots, group.key)

    def _in_weeks(self) -> Iterator[Unit]:
        """The weeks of all households together."""
        of_week = self._index.of_week
        weeks = {week: there for week in self.weeks if (there := of_week(week))}
        met: dict[str, Entry] = {}
        for there in weeks.values():
            met.update(there)
        if met:
            entries = sorted(met.values())
            yield Unit((Scope.HOUSEHOLD_WEEK,), entries, range(len(entries)), weeks=weeks)

    @cached_property
    def weeks(self) -> frozenset[Week]:
        """The households whose weeks are judged anew, with those weeks."""
        return frozenset(self._weeks())

    def _weeks(self) -> Iterator[Week]:
        for swap in self.moved:
            within = len(self.moved) == 1 and self._stays(swap)
            for entry in (swap.new,) if within else (swap.old, swap.new):
                if entry is not None:
                    for household in entry.meeting:
                        week = household, entry.week
                        if not within or self._passes_somebody(swap, week):
                            yield week

    def _stays(self, swap: Swap) -> bool:
        """Whether the same people meet in the same week, under the same rules.

        Whom they meet in that week depends on the order of its visits, not on the clock.
        """
        old, new = swap.old, swap.new
        return (
            swap.meets_alike
            and old is not None
            and new is not None
            and old.week == new.week
            and self._time_of(old.start) == self._time_of(new.start)
        )

    def _passes_somebody(self, swap: Swap, week: Week) -> bool:
        """Whether a visit may have changed places with another of a household's week."""
        old, new = swap.old, swap.new
        assert old is not None
        assert new is not None
        first, last = sorted((old.start, new.start))
        there = self._index.of_week(week).values()
        return any(first <= other[0] <= last and other is not new for other in there)

    def _by_themselves(self) -> Iterator[Unit]:
        """The edited visits by themselves, those together of which the same rules judge."""
        alike: dict[tuple[Scope, ...], list[Entry]] = {}
        for visit in dict.fromkeys(swap.new.id for swap in self._swaps if swap.new is not None):
            entry = self._index.of_visit(visit)
            if entry is not None:
                alike.setdefault(_scopes_alone(entry), []).append(entry)
        for scopes, them in alike.items():
            yield Unit(scopes, sorted(them), range(len(them)))


def _scopes_alone(entry: Entry) -> tuple[Scope, ...]:
    """The scopes of the rules that look at nothing else, since it is in none of their groups."""
    if entry.visit.setting != "centre":
        return _ALONE_ELSEWHERE
    in_room = any(group.scope is _ROOM for group in entry.groups)
    return _ALONE if in_room else _ALONE_IN_NO_ROOM


_ALONE = (Scope.VISIT,)
_ALONE_IN_NO_ROOM = (Scope.VISIT, Scope.ROOM)
_ALONE_ELSEWHERE = (Scope.VISIT, Scope.PREMISES, Scope.ROOM)


def _joined(spans: list[Span]) -> list[Span]:
    """The same times, each once."""
    if len(spans) == 1:
        return spans
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined
