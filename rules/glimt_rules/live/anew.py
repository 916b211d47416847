"""What is found anew, and what it replaces: so which findings come, and which go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glimt_rules.kinds.base import Scope
from glimt_rules.live.edits import Change, Edit, Found
from glimt_rules.live.touched import Touched, Unit

#: What was found, by visit; nothing where nothing was.
FoundAt = dict[str, list[Found]]

_THING, _HOUSEHOLD_WEEK = Scope.THING, Scope.HOUSEHOLD_WEEK


class Anew:
    """What was judged anew. What no rule was asked about again stays as it was found."""

    def __init__(self, before: FoundAt, households: Sequence[str]) -> None:
        """``before`` is everything that was found so far."""
        self._before = before
        self._households = households
        self._found: FoundAt = {}
        #: what was found before of what was judged anew, by identity
        self._replaced: dict[int, Found] = {}
        #: what was enough to know, so that no more was judged
        self.stopped_by: Found | None = None

    def add(self, found: Found) -> None:
        """Note what was found."""
        there = self._found.get(found.visit)
        if there is None:
            self._found[found.visit] = [found]
        else:
            there.append(found)

    # What it replaces -----------------------------------------------------------------------

    def replace(self, touched: Touched, units: Iterable[Unit]) -> None:
        """Note what was found before of what was judged anew."""
        replaced = self._replaced
        for found in self._of_edited(touched):
            replaced[id(found)] = found
        for unit in units:
            for found in self._of_weeks(unit) if unit.weeks else self._of_group(unit):
                replaced[id(found)] = found

    def _of_edited(self, touched: Touched) -> Iterator[Found]:
        """What was found of edited visits, and is not asked there any more."""
        for old, new in touched.stayed:
            if old.groups is not new.groups:
                things = {group.key for group in new.groups if group.scope is _THING}
                for found in self._before.get(old.id, ()):
                    if found.rule.kind.scope is _THING and found.judged.subject not in things:
                        yield found
        for swap in touched.moved:
            gone = swap.old
            if gone is not None and gone.id in self._before:
                weeks = {self._households[n] for n, week in touched.weeks if week == gone.week}
                for found in self._before[gone.id]:
                    of_week = found.rule.kind.scope is _HOUSEHOLD_WEEK
                    if swap.thorough or not of_week or found.judged.subject in weeks:
                        yield found

    def _of_group(self, unit: Unit) -> Iterator[Found]:
        before, entries, scopes = self._before, unit.entries, unit.scopes
        for slot in unit.slots:
            for found in before.get(entries[slot].id, ()):
                scope = found.rule.kind.scope
                if scope in scopes and (scope is not _THING or found.judged.subject == unit.key):
                    yield found

    def _of_weeks(self, unit: Unit) -> Iterator[Found]:
        before = self._before
        for (household, _), visits in unit.weeks.items():
            name = self._households[household]
            for visit in visits:
                for found in before.get(visit, ()):
                    if found.rule.kind.scope is _HOUSEHOLD_WEEK and found.judged.subject == name:
                        yield found

    # What comes of it -----------------------------------------------------------------------

    def keep(self) -> None:
        """Let what was found be what holds from now on."""
        before, replaced = self._before, self._replaced
        for visit in {found.visit for found in replaced.values()}.union(self._found):
            kept = [found for found in before.get(visit, ()) if id(found) not in replaced]
            now = kept + self._found.get(visit, [])
            if now:
                before[visit] = sorted(now, key=_place)
            else:
                del before[visit]

    def change(self, undo: tuple[Edit, ...] = ()) -> Change:
        """Which findings came, and which went."""
        if self.stopped_by is not None:
            return Change((), (), undo, self.stopped_by)
        return _came(self._replaced.values(), _all(self._found), undo)


def change(old: FoundAt, new: FoundAt, undo: tuple[Edit, ...] = ()) -> Change:
    """Which findings came and which went, where everything was judged anew."""
    return _came(_all(old), _all(new), undo)


def _all(found_at: FoundAt) -> list[Found]:
    return [found for there in found_at.values() for found in there]


def _came(old: Iterable[Found], new: Iterable[Found], undo: tuple[Edit, ...]) -> Change:
    """What is there now and was not before, and the other way round."""
    before = [(found.key, found) for found in old]
    after = [(found.key, found) for found in new]
    was, now = {key for key, _ in before}, {key for key, _ in after}
    return Change(
        _by_visit([found for key, found in after if key not in was]),
        _by_visit([found for key, found in before if key not in now]),
        undo,
    )


def _by_visit(found: list[Found]) -> tuple[Found, ...]:
    """Visit by visit, and there by rule and by household or thing."""
    if len(found) > 1:
        visits = {each.visit: place for place, each in enumerate(reversed(found))}
        found.sort(key=lambda each: (-visits[each.visit], *_place(each)))
    return tuple(found)


def _place(found: Found) -> tuple[str, str]:
    return found.judged.rule_id, found.judged.subject
