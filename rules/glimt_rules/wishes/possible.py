"""Which candidates the rules pass by themselves, on the plan as it is.

Somebody of whom no cohort is recorded may come to be of any: a candidate that fails as it is, is
asked about once more with those people in a cohort of its others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec import Struct, structs

from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.candidates import Candidate
from glimt_rules.wishes.trial import Trial


class Possible(Struct, frozen=True):
    """The candidates that pass by themselves."""

    all: tuple[Candidate, ...]
    #: the numbers of those whose people must be of one cohort, since some have none yet
    of_one_cohort: frozenset[int]


class Filter:
    """Asks the rules about candidates, one by one."""

    def __init__(self, plan: Plan, book: RuleBook, known_at: date | None, advice_cost: int) -> None:
        self._plan = plan
        self._ask = (book, known_at)
        self._as_it_is = Trial(plan, book, known_at)
        self._with: dict[str, Trial] = {}
        self._advice_cost = advice_cost

    def possible(
        self, candidates: Iterable[Candidate], go_on: Callable[[], bool]
    ) -> Possible | None:
        """Those that pass; None where ``go_on`` says that the time is up before all were asked."""
        passed: list[Candidate] = []
        need: set[int] = set()
        for candidate in candidates:
            if not go_on():
                return None
            allowed, advice, needs = self._judged(candidate)
            if not allowed:
                continue
            if needs:
                need.add(candidate.number)
            cost = candidate.cost + self._advice_cost * advice
            passed.append(structs.replace(candidate, cost=cost) if advice else candidate)
        return Possible(tuple(passed), frozenset(need))

    def _judged(self, candidate: Candidate) -> tuple[bool, int, bool]:
        """Whether it passes, how much advice is not followed, and whether it needs a cohort."""
        visit = candidate.visit
        found, advice = self._as_it_is.asked(visit)
        if found is None:
            return True, advice, False
        cohort = self._cohort_for(visit.people)
        if cohort is None:
            return False, 0, False
        found, advice = self._trial_with(cohort).asked(visit)
        return found is None, advice, True

    def _cohort_for(self, people: Sequence[str]) -> str | None:
        """The cohort in which those of them would be who have none; None where there is no such."""
        if len(people) < 2 or not self._as_it_is.lacking(people):
            return None
        there = {self._as_it_is.people[id_].cohort for id_ in people} - {None}
        if len(there) > 1:
            return None
        return next(iter(there), None) or next(iter(cohorts_of(self._plan)), None)

    def _trial_with(self, cohort: str) -> Trial:
        """The plan with everybody in a cohort who has none."""
        if cohort not in self._with:
            people = tuple(
                structs.replace(person, cohort=cohort) if person.cohort is None else person
                for person in self._plan.people
            )
            plan = structs.replace(self._plan, people=people)
            self._with[cohort] = Trial(plan, *self._ask)
        return self._with[cohort]


def cohorts_of(plan: Plan) -> list[str]:
    """The cohorts that there are: those of the plan, and those that people are of."""
    named = [cohort.id for cohort in plan.cohorts]
    named += sorted({person.cohort for person in plan.people if person.cohort is not None})
    return list(dict.fromkeys(named))
