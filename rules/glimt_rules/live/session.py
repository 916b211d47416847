"""A judgement that lives: edits go in, findings that come and go are read off.

Only the groups that an edit touches are judged again, so an edit costs the same however long
the plan is. At every step the findings are those of judging the whole plan anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from glimt_rules.applying import SLOT_BY_SLOT, Answer, apply, asked_once, undecided
from glimt_rules.finding import LEVELS, Failure, Finding
from glimt_rules.judge import judge
from glimt_rules.kinds.base import Group, Scope
from glimt_rules.live.edits import Change, Edit, Found
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.live.state import State
from glimt_rules.live.timetable import RulesOfScope, Timetable
from glimt_rules.live.touched import Swap, Unit, reach_of, units
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Level, Rule

#: Stands for every household or thing.
_ANY = "*"

#: What is judged anew at each visit: scopes, with the household or thing that it is about.
_Anew = dict[str, set[tuple[Scope, str]]]


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
        self._reach = reach_of(self._timetable.rules, self._state.house)
        #: of the visits at which anything was found
        self._found: dict[str, list[Found]] = {}
        for judged in judgement.faults:
            visit = facts.visits[judged.slot].id
            self._found.setdefault(visit, []).append(Found(visit, judged, facts))
        self._failures = list(judgement.failures_of_judging)

    # What there is ------------------------------------------------------------------------

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._state.plan

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
        before, after = self._judged_anew(swaps)
        if after is None:  # a rule fails somewhere: nothing less than the whole will do
            old = list(self.found)
            self._judge_whole(self.plan)
            return _change(old, list(self.found), undo)
        for visit, found in after.items():
            if found:
                self._found[visit] = found
            else:
                self._found.pop(visit, None)
        return _change(before, [found for them in after.values() for found in them], undo)

    def what_if(self, *edits: Edit) -> Change:
        """What edits would do. Nothing is kept of them.

        Raises InputError where the plan would not be one afterwards.
        """
        swaps, undo = self._edit(edits)
        try:
            before, after = self._judged_anew(swaps)
            if after is not None:
                return _change(before, [found for them in after.values() for found in them], undo)
            plan = self.plan
        finally:
            for edit in undo:
                self._state.do(edit)
        whole = Session(plan, self._book, known_at=self._known_at)
        return _change(list(self.found), list(whole.found), undo)

    def _edit(self, edits: Sequence[Edit]) -> tuple[list[Swap], tuple[Edit, ...]]:
        """Change the plan, or nothing where one of the edits cannot be."""
        swaps: list[Swap] = []
        undo: list[Edit] = []
        house = self._state.house
        try:
            for edit in edits:
                more, back = self._state.do(edit)
                swaps += more
                undo = back + undo
        except BaseException:
            for edit in undo:
                self._state.do(edit)
            raise
        if self._state.house is not house:
            self._reach = reach_of(self._timetable.rules, self._state.house)
        return swaps, tuple(undo)

    # Judging anew ---------------------------------------------------------------------------

    def _judged_anew(
        self, swaps: Sequence[Swap]
    ) -> tuple[list[Found], dict[str, list[Found]] | None]:
        """What was found where the edits touch anything, and what is found now.

        By visit, with what was not judged again; None where a rule fails.
        """
        if self._failures:
            return [], None
        state = self._state
        anew: _Anew = {}
        fresh: dict[str, list[Found]] = {}
        for swap in swaps:
            _swapped(anew, swap)
        for unit in units(swaps, state.index, self._reach):
            _touched(anew, unit, state.house.households)
            excerpt = Excerpt(state.known, unit.entries, unit.weeks)
            answer = self._answer(unit, excerpt)
            if answer.failures:
                return [], None
            for judged in answer.faults:
                visit = unit.entries[judged.slot].id
                fresh.setdefault(visit, []).append(Found(visit, judged, excerpt))
        before: list[Found] = []
        after: dict[str, list[Found]] = {}
        for visit, scopes in anew.items():
            old, new = self._found.get(visit, ()), fresh.get(visit, [])
            if not old and not new:
                continue
            before += old
            kept = [found for found in old if not _is_anew(found, scopes)]
            after[visit] = sorted([*kept, *new], key=_place)
        return before, after

    def _answer(self, unit: Unit, excerpt: Excerpt) -> Answer:
        """What the rules of a unit's scopes say of its visits."""
        found = Answer([], [])
        times: dict[int, list[int]] = {}
        time_of, entries = self._timetable.time_of, unit.entries
        for slot in unit.slots:
            times.setdefault(time_of(entries[slot][0]), []).append(slot)
        for time, slots in times.items():
            by_scope = self._timetable.rules_in(time)
            for scope in unit.scopes:
                for rule, judged in _judged_by(by_scope[scope], excerpt, slots, found):
                    groups, mask = _groups(rule, unit, excerpt, judged)
                    judges = slots.__contains__
                    answer = apply(excerpt, rule, groups, mask, self._state.waivers, judges)
                    found.faults.extend(answer.faults)
                    found.failures.extend(answer.failures)
        if unit.weeks and len(times) > 1:
            return Answer(asked_once(found.faults, excerpt.week), found.failures)
        return found


def _judged_by(
    rules: RulesOfScope, excerpt: Excerpt, slots: Sequence[int], found: Answer
) -> Iterator[tuple[Rule, Sequence[int]]]:
    """The rules with the slots that they judge; what cannot say so has failed."""
    judged: dict[int, tuple[Rule, list[int]]] = {}
    visits = excerpt.visits
    for slot in slots:
        visit = visits[slot]
        for rule in rules.judging(visit.setting, visit.kind):
            its = judged.get(id(rule))
            if its is None:
                judged[id(rule)] = rule, [slot]
            else:
                its[1].append(slot)
    yield from judged.values()
    for rule in rules.own_minded:
        try:
            its_own = [slot for slot in rule.kind.candidates(excerpt) if slot in slots]
        except (Exception, SystemExit) as error:
            found.failures.extend(undecided(rule, slots, error).failures)
        else:
            yield rule, its_own


def _groups(
    rule: Rule, unit: Unit, excerpt: Excerpt, slots: Sequence[int]
) -> tuple[Iterable[Group], bytearray]:
    """The groups that a rule reads, and which slots in them it judges."""
    scope = rule.kind.scope
    if scope in SLOT_BY_SLOT:
        return [(None, slots)], _NO_MASK
    mask = bytearray(len(unit.entries))
    for slot in slots:
        mask[slot] = 1
    if scope is Scope.THING:
        return [(unit.key, range(len(unit.entries)))], mask
    return excerpt.household_weeks.items(), mask


_NO_MASK = bytearray()


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


def _change(before: Sequence[Found], after: Sequence[Found], undo: tuple[Edit, ...]) -> Change:
    """What appeared and disappeared."""
    old, new = {found.key for found in before}, {found.key for found in after}
    return Change(
        tuple([found for found in after if found.key not in old]),
        tuple([found for found in before if found.key not in new]),
        undo,
    )
