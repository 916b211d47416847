"""A judgement that lives: edits go in, findings that come and go are read off.

Only the groups that an edit touches are judged again, so an edit costs the same however long
the plan is. At every step the findings are those of judging the whole plan anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from glimt_rules.finding import LEVELS, Failure, Finding
from glimt_rules.judge import judge
from glimt_rules.live.anew import Anew, FoundAt, change
from glimt_rules.live.asking import answers
from glimt_rules.live.edits import Change, Edit, Found, Put
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.live.index import Beside, Index
from glimt_rules.live.state import Done, State
from glimt_rules.live.timetable import Timetable
from glimt_rules.live.touched import Swap, Touched
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Level, Rule

#: What says of a finding whether it is enough to know.
Until = Callable[[Found], bool]


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
        self._found: FoundAt = {}
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
        done = self._edit(edits)
        anew, undo = self._judged_after(done), _undoing(done)
        if anew is None:
            before = self._found
            self._judge_whole(self.plan)
            return change(before, self._found, undo)
        came = anew.change(undo)
        anew.keep()
        return came

    def what_if(self, *edits: Edit) -> Change:
        """What edits would do. Nothing is kept of them, so there is nothing to undo.

        Raises InputError where the plan would not be one afterwards.
        """
        if len(edits) == 1 and isinstance(edits[0], Put) and isinstance(edits[0].record, Visit):
            return self.try_visit(edits[0].record)
        return self._tried(edits)

    def try_visit(self, visit: Visit, until: Until | None = None) -> Change:
        """What it would do to add a visit, or to have it otherwise. Nothing is kept of it.

        ``until`` says of what is found whether that is enough to know: the rest is then not
        judged. Raises InputError where the plan would not be one afterwards.
        """
        if self._state.waivers.at(visit.id):  # which may not be valid any more
            return self._tried((Put(visit),), until)
        swap, index = self._state.tried(visit)
        anew = self._judged_anew([swap], index, until)
        return self._tried((Put(visit),), until) if anew is None else anew.change()

    def _tried(self, edits: Sequence[Edit], until: Until | None = None) -> Change:
        """What edits would do, from applying them and taking them back."""
        done = self._edit(edits)
        try:
            anew = self._judged_after(done, until)
            if anew is None:
                whole = Session(self.plan, self._book, known_at=self._known_at)
                return change(self._found, whole._found)
            return anew.change()
        finally:
            self._take_back(done)

    def _edit(self, edits: Sequence[Edit]) -> list[Done]:
        """Change the plan, or nothing where one of the edits cannot be."""
        done: list[Done] = []
        try:
            for edit in edits:
                applied = self._state.do(edit)
                done.append(applied)
        except BaseException:
            self._take_back(done)
            raise
        return done

    def _take_back(self, done: Sequence[Done]) -> None:
        for edit in _undoing(done):
            self._state.do(edit)

    # Judging anew ---------------------------------------------------------------------------

    def _judged_after(self, done: Sequence[Done], until: Until | None = None) -> Anew | None:
        """What edits that have been applied touch, judged; None where only the whole will do."""
        if len(done) > 1 and any(each.renumbers for each in done):
            return None
        swaps = [swap for each in done for swap in each.swaps]
        return self._judged_anew(swaps, self._state.index, until)

    def _judged_anew(
        self, swaps: Sequence[Swap], index: Index | Beside, until: Until | None
    ) -> Anew | None:
        """What edits touch, judged as far as ``until``; None where a rule fails.

        Most alternatives fail at the same rule, so the one that was in the way last is asked
        before others.
        """
        if self._failures:
            return None
        state, timetable = self._state, self._timetable
        touched = Touched(swaps, index, state.reach(timetable.rules), timetable.time_of)
        anew = Anew(self._found, state.house.households)
        first = None if until is None else self._stopped_by
        units = []
        for unit in touched.units(None if first is None else first.kind.scope):
            units.append(unit)
            excerpt = Excerpt(state.known, unit)
            for said in answers(unit, excerpt, timetable, state.waivers, first=first):
                if said.failures:
                    return None
                for fault in said.faults:
                    found = Found(unit.entries[fault.slot].id, fault, excerpt)
                    if until is not None and until(found):
                        self._stopped_by = found.rule
                        anew.stopped_by = found
                        return anew
                    anew.add(found)
        anew.replace(touched, units)
        return anew


def _undoing(done: Sequence[Done]) -> tuple[Edit, ...]:
    """The edits that take others back, the last first."""
    return tuple([edit for each in reversed(done) for edit in each.undo])
