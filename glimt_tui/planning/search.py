"""Searching a proposal for a week: at once a fair one, and better ones as long as there is time.

What is sought comes one after the other, and what was reached is kept: the most people with a
first slot, with a second, and so on; then what was called important; then what was preferred.
Whatever the solver finds is judged. What the rules refuse it is told, and asked again; meanwhile
what they pass of it is filled up, and kept where it is better than the best so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.weights import Weights
from glimt_rules.wishes.candidates import Candidate, Candidates, Week, candidates_of
from glimt_rules.wishes.greedy import Choice, fill
from glimt_rules.wishes.limits import Limits
from glimt_rules.wishes.model import Wishes
from glimt_rules.wishes.possible import Filter, Possible
from glimt_rules.wishes.score import Scale, Score
from glimt_rules.wishes.trial import Trial
from glimt_tui.planning.cuts import Cut, Widening, add_all
from glimt_tui.planning.looking_back import in_the_way, told
from glimt_tui.planning.proposal import Ended, Goal, Proposal
from glimt_tui.planning.watcher import Progress, Watcher

if TYPE_CHECKING:
    from glimt_tui.planning.encode import Encoding
    from glimt_tui.planning.solve import Solved

#: The share of the time that is left which the search for one thing may take, and the share of
#: all the time that is kept for what comes after the slots.
_SHARE = 0.6
_KEPT = 0.2


class _Best(NamedTuple):
    """The best choice so far."""

    chosen: tuple[Candidate, ...]
    cohorts: dict[str, str]
    score: Score


def propose(
    wishes: Wishes,
    plan: Plan,
    book: RuleBook,
    *,
    now: Moment,
    watcher: Watcher,
    known_at: date | None = None,
    weights: Weights | None = None,
) -> Proposal:
    """Propose visits for a week of wishes, beside what the plan has already.

    ``now`` is when they are arranged, where the document does not say. Raises InputError where a
    waiver of the plan is wrong.
    """
    week = Week(wishes, plan, now)
    return _Search(week, book, known_at, weights or Weights(), watcher).run(wishes.week)


class _Search:
    """One search."""

    def __init__(
        self,
        week: Week,
        book: RuleBook,
        known_at: date | None,
        weights: Weights,
        watcher: Watcher,
    ) -> None:
        self._week = week
        self._ask = (book, known_at)
        self._weights = weights
        self._watcher = watcher
        self._scale = Scale(week)
        self._other_staff = round(100 * weights.other_staff)
        self._candidates: Candidates
        self._by_number: dict[int, Candidate] = {}
        self._best: _Best
        self._goals: list[Goal] = []
        self._cuts: list[Cut] = []
        self._first_after = 0.0

    def run(self, name: str) -> Proposal:
        """Search, and say what came of it."""
        choice = self._nothing()
        if choice.trial.session.failures:  # what a rule would say is not known: nothing is passed
            failed = {failure.rule.id for failure in choice.trial.session.failures}
            self._candidates = Candidates(self._week, (), 0, 0)
            return self._proposal(name, choice, "best", tuple(sorted(failed)))
        self._candidates = candidates_of(self._week, self._weights)
        self._by_number = {each.number: each for each in self._candidates.all}
        self._best = _Best((), {}, self._scale.of((), self._other_staff))
        # there is always something to propose, however little time was given
        fill(choice, self._week, self._candidates.all, lambda: not self._watcher.stopped)
        self._first_after = self._watcher.seconds
        self._keep(choice)
        self._tell()
        proven = self._improve()
        ended: Ended = "best" if proven else "stopped" if self._watcher.stopped else "time"
        return self._proposal(name, self._best_again(), ended, ())

    def _nothing(self) -> Choice:
        return Choice(self._week, Trial(self._week.plan, *self._ask))

    def _keep(self, choice: Choice) -> None:
        """Keep a choice that is judged, where it is better than the best so far."""
        chosen = tuple(self._by_number[each.number] for each in choice.chosen.values())
        score = self._scale.of(chosen, self._other_staff)
        if score > self._best.score:
            self._best = _Best(chosen, dict(choice.trial.cohorts), score)

    def _tell(self, goal: Goal | None = None) -> None:
        watcher = self._watcher
        watcher.tell(Progress(watcher.seconds, self._best.score, self._scale.most, goal))

    # Improving -------------------------------------------------------------------------------

    def _improve(self) -> bool:
        """Look for better ones; whether it is proven that there is none."""
        if all(self._scale.most[n] == met for n, met in enumerate(self._best.score.people)) and (
            self._best.score.nearness == 0
        ):
            self._goals = [self._trivial(goal) for goal in self._sought()]
            return True
        possible = self._possible()
        if possible is None:
            self._goals = [self._trivial(goal) for goal in self._sought()]
            return False
        from glimt_tui.planning.encode import Encoding

        session = Trial(self._week.plan, *self._ask).session
        limits = Limits(self._week, possible.all, session, *self._ask).all()
        encoding = Encoding(self._week, possible, limits, self._scale, self._other_staff)
        for goal in self._sought():
            self._goals.append(self._reach(goal, encoding, possible))
        return all(goal.is_best for goal in self._goals)

    def _possible(self) -> Possible | None:
        """The candidates that the rules pass by themselves; None where the time is up."""
        advice = round(100 * self._weights.advice)
        filter_ = Filter(self._week.plan, *self._ask, advice)
        possible = filter_.possible(self._candidates.all, self._watcher.go_on)
        if possible is not None:
            self._by_number.update((each.number, each) for each in possible.all)
            chosen = tuple(self._by_number[each.number] for each in self._best.chosen)
            score = self._scale.of(chosen, self._other_staff)
            self._best = self._best._replace(chosen=chosen, score=score)
        return possible

    def _sought(self) -> Iterator[Goal]:
        """What is sought, one after the other, as it stands and with the bound that is plain."""
        for level, most in enumerate(self._scale.most, 1):
            yield Goal(name="slot", slot=level, value=0, bound=most, asked=most)
        important = self._scale.most_important
        yield Goal(name="importance", value=0, bound=important, asked=important)
        yield Goal(name="distance", value=0, bound=0)

    def _trivial(self, goal: Goal) -> Goal:
        return self._as_it_is(goal, goal.bound)

    def _as_it_is(self, goal: Goal, bound: float) -> Goal:
        """How far a goal is reached by the best so far."""
        score, value = self._best.score, 0.0
        if goal.name == "slot":
            value = score.people[goal.slot - 1]
        elif goal.name == "importance":
            value = score.importance
        else:
            value, bound = -score.nearness / 100, min(bound, -score.nearness / 100)
        return Goal(name=goal.name, slot=goal.slot, value=value, bound=bound, asked=goal.asked)

    def _reach(self, goal: Goal, encoding: Encoding, possible: Possible) -> Goal:
        """Come as far as there is time for, and hold the model to that from now on."""
        bound = goal.bound
        until = self._watcher.seconds + self._share(goal)
        value = self._as_it_is(goal, bound).value
        while value != bound and self._watcher.go_on() and self._watcher.seconds < until:
            solved = self._solve(goal, encoding, until - self._watcher.seconds)
            if solved.impossible:  # the best so far is no choice of candidates that pass alone
                break
            if solved.bound == solved.bound:  # it has one
                bound = self._bound(goal, solved.bound, bound)
            refused = self._judge(solved, encoding, possible)
            value = self._as_it_is(goal, bound).value
            self._tell(self._as_it_is(goal, bound))
            if not refused and (solved.proven or solved.values is None):
                break
            if not refused and self._watcher.seconds >= until:
                break
        reached = self._as_it_is(goal, bound)
        if goal.name == "slot":
            encoding.model.add(encoding.people(goal.slot) >= int(reached.value))
        elif goal.name == "importance":
            encoding.model.add(encoding.importance() >= int(reached.value))
        return reached

    def _share(self, goal: Goal) -> float:
        """For how long one thing may be sought (seconds)."""
        left = self._watcher.left
        if goal.name == "slot":
            return max(0.0, left - _KEPT * (left + self._watcher.seconds)) * _SHARE
        return left * _SHARE if goal.name == "importance" else left

    def _solve(self, goal: Goal, encoding: Encoding, seconds: float) -> Solved:
        from glimt_tui.planning.solve import solve

        model = encoding.model
        if goal.name == "slot":
            model.maximize(encoding.people(goal.slot))
        elif goal.name == "importance":
            model.maximize(encoding.importance())
        else:
            model.minimize(encoding.distance())
        encoding.hint(self._best.chosen, self._best.cohorts)

        def heard(_: float, bound: float) -> None:
            self._tell(self._as_it_is(goal, self._bound(goal, bound, goal.bound)))

        return solve(model, seconds, self._watcher.go_on, heard)

    @staticmethod
    def _bound(goal: Goal, found: float, before: float) -> float:
        """The solver's bound, in the goal's own figures, or the one that was known if better."""
        if goal.name == "distance":
            return max(before, round(found / 100, 2))
        return min(before, int(found + 1e-6))

    def _judge(self, solved: Solved, encoding: Encoding, possible: Possible) -> bool:
        """Judge what the solver found, and keep it if it is better; whether any was refused."""
        if solved.values is None:
            return False
        chosen, cohorts = encoding.choice(solved.values)
        choice = self._nothing()
        refused = add_all(choice, chosen, cohorts)
        if refused:
            trial = self._nothing().trial
            trial.place(cohorts)
            widening = Widening(trial, possible.all, self._cuts, self._watcher.go_on)
            for them in refused:
                self._cuts.append(widening.cut(them))
                encoding.cut(self._cuts[-1])
        fill(choice, self._week, possible.all, self._watcher.go_on)
        self._keep(choice)
        return bool(refused)

    # What came of it -------------------------------------------------------------------------

    def _best_again(self) -> Choice:
        """The best choice, judged once more from the beginning."""
        choice = self._nothing()
        choice.trial.place(self._best.cohorts)
        for candidate in sorted(self._best.chosen, key=lambda each: (each.span, each.visit.id)):
            choice.add(candidate)
        return choice

    def _proposal(
        self, name: str, choice: Choice, ended: Ended, failed: tuple[str, ...]
    ) -> Proposal:
        refused = []
        if not failed:
            refused = in_the_way(choice, self._candidates, self._watcher)
            self._keep(choice)
        return told(
            choice,
            self._candidates,
            refused,
            week=name,
            goals=tuple(self._as_it_is(goal, goal.bound) for goal in self._goals),
            ended=ended,
            seconds=self._watcher.seconds,
            first_after=self._first_after,
            failed=failed,
        )
