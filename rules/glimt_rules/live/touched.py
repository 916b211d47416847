"""Which groups of visits an edit touches, and which visits in them are to be judged anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from glimt_rules.house import House
from glimt_rules.kinds.base import Scope
from glimt_rules.live.index import Entry, Groups, Index
from glimt_rules.rulesets.model import Rule
from glimt_rules.rulesets.timeline import EVER, NEVER_ENDING

#: How long a visit matters to later ones of its group (ticks), by scope; None is for ever.
Reach = Mapping[Scope, int | None]


class Swap(NamedTuple):
    """A visit before and after an edit; None where it is not there, or does not take place."""

    old: Entry | None
    new: Entry | None
    #: that all who met it may be concerned, whatever has changed: something besides the visit
    #: did, or there are rules of which nobody knows what they look at in other people's visits
    thorough: bool = False

    @property
    def counts_alike(self) -> bool:
        """Whether nobody else can notice: the same people, at the same time and place."""
        old, new = self.old, self.new
        return (
            not self.thorough
            and old is not None
            and new is not None
            and old[:3] == new[:3]
            and old.people == new.people
            and old.meeting == new.meeting
            and old.visit.setting == new.visit.setting
            and old.visit.kind == new.visit.kind
            and old.room == new.room
            and old.things == new.things
        )


class Unit(NamedTuple):
    """A group with what its rules need to see, and the visits in it that are judged anew."""

    scopes: tuple[Scope, ...]
    #: the room or the thing; "" for other scopes
    key: str
    #: in order of arrival
    entries: Sequence[Entry]
    #: the places, among the entries, of those that are judged anew
    slots: Sequence[int]
    #: the households and weeks that are judged anew
    weeks: frozenset[tuple[int, int]] = frozenset()


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


def units(swaps: Sequence[Swap], index: Index, reach: Reach) -> Iterator[Unit]:
    """What these edits touch; the index holds the visits as they are now."""
    edited = {swap.new.id for swap in swaps if swap.new is not None}
    there = index.entries
    yield from _by_themselves(there[visit] for visit in sorted(edited) if visit in there)
    sorts: tuple[tuple[Scope, Groups, Callable[[Entry], Sequence[str]]], ...] = (
        (Scope.PREMISES, index.premises, _premises),
        (Scope.ROOM, index.rooms, _rooms),
        (Scope.THING, index.things, _things),
    )
    for scope, groups, keys in sorts:
        times = _times(swaps, keys, reach[scope])
        for key, spans in times.items():
            for first, last in spans:
                own = reach[scope]
                after = EVER if own is None else first - own
                entries = groups.around(key, after, last)
                slots = [slot for slot, entry in enumerate(entries) if entry[0] >= first]
                if slots:
                    yield Unit((scope,), key, entries, slots)
    weeks = frozenset(_weeks(swaps))
    met: dict[str, Entry] = {}
    for week in weeks:
        met |= index.weeks.get(week, {})
    if met:
        entries = sorted(met.values())
        yield Unit((Scope.HOUSEHOLD_WEEK,), "", entries, range(len(entries)), weeks)


def by_itself(entry: Entry) -> Unit:
    """A visit by itself, and for the rules about groups of which it is in none."""
    return Unit(_scopes_alone(entry), "", (entry,), (0,))


def _by_themselves(entries: Iterable[Entry]) -> Iterator[Unit]:
    """Visits by themselves, those together of which the same rules judge."""
    alike: dict[tuple[Scope, ...], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(_scopes_alone(entry), []).append(entry)
    for key, them in alike.items():
        yield Unit(key, "", sorted(them), range(len(them)))


def _scopes_alone(entry: Entry) -> tuple[Scope, ...]:
    if not entry.in_premises:
        return _ALONE_ELSEWHERE
    return _ALONE if entry.room is not None else _ALONE_IN_NO_ROOM


_ALONE = (Scope.VISIT,)
_ALONE_IN_NO_ROOM = (Scope.VISIT, Scope.ROOM)
_ALONE_ELSEWHERE = (Scope.VISIT, Scope.PREMISES, Scope.ROOM)


def _premises(entry: Entry) -> Sequence[str]:
    return ("",) if entry.in_premises else ()


def _rooms(entry: Entry) -> Sequence[str]:
    return () if entry.room is None else (entry.room,)


def _things(entry: Entry) -> Sequence[str]:
    return entry.things


def _times(
    swaps: Iterable[Swap], keys: Callable[[Entry], Sequence[str]], reach: int | None
) -> dict[str, list[tuple[int, int]]]:
    """For each group the times within which visits that start are judged anew."""
    times: dict[str, list[tuple[int, int]]] = {}
    for swap in swaps:
        if swap.counts_alike:
            assert swap.new is not None
            for key in keys(swap.new):
                times.setdefault(key, []).append((swap.new.start, swap.new.start))
            continue
        for entry in (swap.old, swap.new):
            if entry is not None:
                last = NEVER_ENDING if reach is None else entry.end + reach
                for key in keys(entry):
                    times.setdefault(key, []).append((entry.start, last))
    return {key: _joined(spans) for key, spans in times.items()}


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same times, each once."""
    if len(spans) == 1:
        return spans
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _weeks(swaps: Iterable[Swap]) -> Iterator[tuple[int, int]]:
    """The households whose weeks are touched, with those weeks."""
    for swap in swaps:
        if not swap.counts_alike:
            for entry in (swap.old, swap.new):
                if entry is not None:
                    for household in entry.meeting:
                        yield household, entry.week
