"""A judgement that lives: edits go in, findings that come and go are read off.

Only the groups that an edit touches are judged again, so an edit costs the same however long
the plan is. At every step the findings are those of judging the whole plan anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from glimt_rules.applying import SLOT_BY_SLOT
from glimt_rules.finding import LEVELS, Failure, Finding
from glimt_rules.judge import judge
from glimt_rules.kinds.base import Scope
from glimt_rules.live.asking import answer, answers
from glimt_rules.live.edits import Change, Edit, Found
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.live.state import State
from glimt_rules.live.timetable import Timetable
from glimt_rules.live.touched import Swap, Unit, by_itself, units
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Level, Rule

#: Stands for every household or thing.
_ANY = "*"

#: What is judged anew at each visit: scopes, with the household or thing that it is about.
_Anew = dict[str, set[tuple[Scope, str]]]


class _Judged(NamedTuple):
    """What was judged anew."""

    anew: _Anew
    #: what was found, by visit
    fresh: dict[str, list[Found]]
    #: that a rule failed, so that this is not all
    failed: bool = False
    stopped_by: Found | None = None


class Session:
    """A plan, judged, that can be edited."""

    def __init__(self, plan: Plan, book: RuleBook, *, known_at: date | None = None) -> None:
        """Judge a plan. Raises InputError where a waiver is wrong."""
        self._book = book
        self._known_at = known_at
        self._judge_whole(plan)

    def _judge_whole(self, plan: Plan) -> None:
        judgement = judge(plan, self._book, known_at=self._known_at)
        facts = judgement.facts
        self._state = State(facts, self._book, self._known_at)
        self._timetable = Timetable(self._book, facts.zone, self._known_at)
        #: of the visits at which anything was found
        self._found: dict[str, list[Found]] = {}
        for judged in judgement.faults:
            visit = facts.visits[judged.slot].id
            self._found.setdefault(visit, []).append(Found(visit, judged, facts))
        self._failures = list(judgement.failures_of_judging)
        self._stopped_by: Rule | None = None

    # What there is ------------------------------------------------------------------------

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._state.plan

    def visit(self, visit_id: str) -> Visit:
        """A visit as it is now; KeyError where there is none of that id."""
        return self._state.visits[visit_id]

    @property
    def complete(self) -> bool:
        """Whether every rule set was loaded, and no rule has failed while judging."""
        return not self._book.problems and not self._failures

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The rules that failed while judging."""
        return tuple(self._failures)

    @property
    def found(self) -> Iterator[Found]:
        """Everything that was found, by (visit start, visit id, rule, household or thing)."""
        for entry in sorted(self._state.index.entries.values()):
            yield from self._found.get(entry.id, ())

    @property
    def findings(self) -> list[Finding]:
        """Every finding, explained, in that order."""
        with collector_paused():
            return [found.finding() for found in self.found]

    def found_at(self, visit: str) -> Sequence[Found]:
        """What was found at a visit, by rule and by household or thing."""
        return tuple(self._found.get(visit, ()))

    def verdict(self, visit: str) -> Level | str:
        """The worst level of a visit's findings that are not waived, or "ok"."""
        levels = {found.level for found in self._found.get(visit, ()) if not found.waived}
        return next((level for level in LEVELS if level in levels), "ok")

    @property
    def verdicts(self) -> dict[str, Level | str]:
        """The verdict of each live visit, in order of arrival."""
        entries = sorted(self._state.index.entries.values())
        return {entry.id: self.verdict(entry.id) for entry in entries}

    # Editing ------------------------------------------------------------------------------

    def apply(self, *edits: Edit) -> Change:
        """Apply edits, one after the other, and say which findings appeared and disappeared.

        Raises InputError, and changes nothing, where the plan would not be one afterwards.
        """
        swaps, undo = self._edit(edits)
        judged = self._judged_anew(swaps)
        if judged.failed:  # nothing less than the whole will do
            old = tuple(self.found)
            self._judge_whole(self.plan)
            return _change(old, tuple(self.found), undo)
        before, after = self._held_together(judged)
        for visit, found in after.items():
            if found:
                self._found[visit] = found
            else:
                self._found.pop(visit, None)
        return _change(before, chain.from_iterable(after.values()), undo)

    def what_if(self, *edits: Edit) -> Change:
        """What edits would do. Nothing is kept of them.

        Raises InputError where the plan would not be one afterwards.
        """
        swaps, undo = self._edit(edits)
        try:
            return self._what_came(self._judged_anew(swaps), undo)
        finally:
            for edit in undo:
                self._state.do(edit)

    def try_visit(self, visit: Visit, until: Callable[[Found], bool] = lambda _: False) -> Change:
        """What it would do to add a visit, or to have it otherwise. Nothing is kept of it.

        ``until`` says of what is found whether that is enough to know: the rest is then not
        judged. Raises InputError where the plan would not be one afterwards.
        """
        if (found := self._stops_alone(visit, until)) is not None:
            return Change((), (), stopped_by=found)
        swap, take_back = self._state.try_visit(visit)
        try:
            return self._what_came(self._judged_anew([swap], until), ())
        finally:
            take_back()

    def _stops_alone(self, visit: Visit, until: Callable[[Found], bool]) -> Found | None:
        """What is enough to know of a visit by itself, whatever else there is in the plan.

        Most alternatives fail at the same rule, so the one that was in the way last is asked
        first.
        """
        state = self._state
        entry = state.checked_entry(visit)
        if self._failures or entry is None or state.waivers.at(visit.id):
            return None
        unit = by_itself(entry)
        excerpt = Excerpt(state.known, unit.entries)
        said = answers(unit, excerpt, self._timetable, state.waivers, first=self._stopped_by)
        for fault in chain.from_iterable(each.faults for each in said):
            found = Found(visit.id, fault, excerpt)
            if until(found):
                self._stopped_by = found.rule
                return found
        return None

    def _what_came(self, judged: _Judged, undo: tuple[Edit, ...]) -> Change:
        """What edits that are there for a moment would do."""
        if judged.stopped_by is not None:
            return Change((), (), undo, judged.stopped_by)
        if judged.failed:
            whole = Session(self.plan, self._book, known_at=self._known_at)
            return _change(tuple(self.found), whole.found, undo)
        before, after = self._held_together(judged)
        return _change(before, chain.from_iterable(after.values()), undo)

    def _edit(self, edits: Sequence[Edit]) -> tuple[list[Swap], tuple[Edit, ...]]:
        """Change the plan, or nothing where one of the edits cannot be."""
        swaps: list[Swap] = []
        undo: list[Edit] = []
        try:
            for edit in edits:
                more, back = self._state.do(edit)
                swaps += more
                undo = back + undo
        except BaseException:
            for edit in undo:
                self._state.do(edit)
            raise
        return swaps, tuple(undo)

    # Judging anew ---------------------------------------------------------------------------

    def _judged_anew(
        self, swaps: Sequence[Swap], until: Callable[[Found], bool] | None = None
    ) -> _Judged:
        """Judge what the edits touch, as far as ``until``."""
        state, judged = self._state, _Judged({}, {})
        if self._failures:
            return judged._replace(failed=True)
        for swap in swaps:
            _swapped(judged.anew, swap)
        for unit in units(swaps, state.index, state.reach(self._timetable.rules)):
            _touched(judged.anew, unit, state.house.households)
            excerpt = Excerpt(state.known, unit.entries, unit.weeks)
            said = answer(unit, excerpt, self._timetable, state.waivers)
            if said.failures:
                return judged._replace(failed=True)
            for fault in said.faults:
                visit = unit.entries[fault.slot].id
                found = Found(visit, fault, excerpt)
                if until is not None and until(found):
                    return judged._replace(stopped_by=found)
                judged.fresh.setdefault(visit, []).append(found)
        return judged

    def _held_together(self, judged: _Judged) -> tuple[list[Found], dict[str, list[Found]]]:
        """What was found before at the visits judged anew, and by visit what is found now."""
        before: list[Found] = []
        after: dict[str, list[Found]] = {}
        for visit, scopes in judged.anew.items():
            old, new = self._found.get(visit, ()), judged.fresh.get(visit, ())
            if old or new:
                before += old
                kept = [found for found in old if not _is_anew(found, scopes)]
                after[visit] = sorted([*kept, *new], key=_place)
        return before, after


def _swapped(anew: _Anew, swap: Swap) -> None:
    """An edited visit is judged anew throughout, but for weeks in which nothing changes."""
    for entry in (swap.old, swap.new):
        if entry is not None:
            scopes = anew.setdefault(entry.id, set())
            scopes |= _BUT_WEEKS if swap.counts_alike else _EVERYTHING


_EVERYTHING = frozenset((scope, _ANY) for scope in Scope)
_BUT_WEEKS = _EVERYTHING - {(Scope.HOUSEHOLD_WEEK, _ANY)}


def _touched(anew: _Anew, unit: Unit, households: Sequence[str]) -> None:
    """Note what a unit judges anew."""
    if unit.weeks:
        for number, week in unit.weeks:
            token = frozenset({(Scope.HOUSEHOLD_WEEK, households[number])})
            for entry in unit.entries:
                if number in entry.meeting and entry.week == week:
                    there = anew.get(entry.id)
                    if there is None:
                        anew[entry.id] = set(token)
                    else:
                        there |= token
        return
    tokens = frozenset((scope, unit.key if scope is Scope.THING else "") for scope in unit.scopes)
    for slot in unit.slots:
        visit = unit.entries[slot].id
        there = anew.get(visit)
        if there is None:
            anew[visit] = set(tokens)
        else:
            there |= tokens


def _is_anew(found: Found, scopes: set[tuple[Scope, str]]) -> bool:
    """Whether a finding is of what was judged anew."""
    scope = found.rule.kind.scope
    if scope in SLOT_BY_SLOT:
        return (scope, "") in scopes or (scope, _ANY) in scopes
    return (scope, found.judged.subject) in scopes or (scope, _ANY) in scopes


def _place(found: Found) -> tuple[str, str]:
    return found.judged.rule_id, found.judged.subject


def _change(before: Iterable[Found], after: Iterable[Found], undo: tuple[Edit, ...]) -> Change:
    """What appeared and disappeared."""
    before, after = tuple(before), tuple(after)
    old, new = {found.key for found in before}, {found.key for found in after}
    return Change(
        tuple([found for found in after if found.key not in old]),
        tuple([found for found in before if found.key not in new]),
        undo,
    )
