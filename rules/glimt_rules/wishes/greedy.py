"""A first proposal at once: whoever has least comes first, and takes the first that is allowed.

Every visit is judged as it is added, so that what there is at any moment may be proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from glimt_rules.wishes.candidates import Candidate, Week
from glimt_rules.wishes.possible import cohorts_of
from glimt_rules.wishes.taken import Taken
from glimt_rules.wishes.trial import Trial

#: A rule's id, or None where somebody or something is taken, with how many candidates it refused.
Refused = Counter[str | None]


class Choice:
    """Candidates that may be proposed together, one added after the other."""

    def __init__(self, week: Week, trial: Trial) -> None:
        self.trial = trial
        self._week = week
        self._taken = Taken(week.plan, *week.span)
        self.chosen: dict[str, Candidate] = {}
        #: for each wish the days on which it is met
        self.days: list[set[int]] = [set(days) for days in week.met]

    def left(self, wish: int) -> int:
        """How often a wish is still to be met."""
        return self._week.wishes[wish].times - len(self.days[wish])

    def fits(self, candidate: Candidate) -> bool:
        """Whether nobody and nothing that it needs is taken, and its wishes are still open."""
        for wish in candidate.wishes:
            if candidate.day in self.days[wish] or self.left(wish) <= 0:
                return False
        return self._taken.allows(candidate.visit, candidate.span)

    def add(self, candidate: Candidate) -> str | None:
        """Add a candidate that fits, unless a rule is in the way, which is then returned."""
        if (rule := self.trial.put(candidate.visit)) is not None:
            return rule
        self._taken.add(candidate.visit, candidate.span)
        self.chosen[candidate.visit.id] = candidate
        for wish in candidate.wishes:
            self.days[wish].add(candidate.day)
        return None

    def remove(self, visit_id: str) -> None:
        """Take a candidate out again."""
        candidate = self.chosen.pop(visit_id)
        self.trial.take_back(visit_id)
        self._taken.remove(candidate.visit, candidate.span)
        for wish in candidate.wishes:
            self.days[wish].discard(candidate.day)


def fill(
    choice: Choice,
    week: Week,
    candidates: Sequence[Candidate],
    go_on: Callable[[], bool],
    refused: Sequence[Refused] | None = None,
) -> None:
    """Add candidates to a choice until none fits any more that the rules pass.

    Those who have least come first, and of their wishes the most important; ``go_on`` says whether
    there is time left, and ``refused`` is told what was in the way of each wish.
    """
    by_wish: dict[int, list[Candidate]] = {n: [] for n in range(len(week.wishes))}
    for candidate in sorted(candidates, key=_cost):
        for place in candidate.wishes:
            by_wish[place].append(candidate)
    given_up: set[int] = set()
    slots = Counter[str]()
    for place, wish in enumerate(week.wishes):
        for person in wish.people:
            slots[person] += wish.times - choice.left(place)
    while go_on():
        open_ = [n for n in by_wish if n not in given_up and choice.left(n) > 0]
        if not open_:
            return
        number = min(open_, key=lambda n: _turn(week, slots, n, len(by_wish[n])))
        told = None if refused is None else refused[number]
        added = _first(choice, week, by_wish[number], go_on, told)
        if added is None:
            given_up.add(number)
            continue
        for met in added.wishes:
            slots.update(week.wishes[met].people)


def _cost(candidate: Candidate) -> int:
    return candidate.cost


def _turn(week: Week, slots: Mapping[str, int], number: int, choices: int) -> tuple[int, ...]:
    """Whose turn it is: who has least, the most important, and with the fewest ways to meet it."""
    wish = week.wishes[number]
    has = min(slots[person] for person in wish.people)
    return has, -wish.importance, choices, number


def _first(
    choice: Choice,
    week: Week,
    candidates: Iterable[Candidate],
    go_on: Callable[[], bool],
    refused: Refused | None,
) -> Candidate | None:
    """Add the first of these candidates that can be."""
    waiting: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if not go_on():
            return None
        people = candidate.visit.people
        if not choice.fits(candidate):
            if not any(candidate.day in choice.days[wish] for wish in candidate.wishes):
                _note(refused, None)  # that it is met on that day is nothing in the way
        elif (rule := choice.add(candidate)) is None:
            return candidate
        elif len(people) > 1 and choice.trial.lacking(people):
            waiting.setdefault(people, []).append(candidate)
        else:
            _note(refused, rule)
    for people, them in waiting.items():
        if (added := _first_placed(choice, week, people, them, refused)) is not None:
            return added
    return None


def _first_placed(
    choice: Choice,
    week: Week,
    people: tuple[str, ...],
    candidates: Sequence[Candidate],
    refused: Refused | None,
) -> Candidate | None:
    """The same with those in a cohort who have none yet."""
    trial = choice.trial
    cohort, lacking = _cohort_for(trial, week, people), trial.lacking(people)
    placed = cohort is not None and trial.place(dict.fromkeys(lacking, cohort))
    for candidate in candidates:
        if (rule := choice.add(candidate)) is None:
            return candidate
        _note(refused, rule)
    if placed:
        trial.take_out(lacking)
    return None


def _cohort_for(trial: Trial, week: Week, people: Sequence[str]) -> str | None:
    """The cohort of the others; where none has one, that which has the fewest people."""
    there = {cohort for id_ in people if (cohort := trial.people[id_].cohort) is not None}
    if there:
        return there.pop() if len(there) == 1 else None
    sizes = Counter(person.cohort for person in trial.people.values())
    return min(cohorts_of(week.plan), key=lambda cohort: sizes[cohort], default=None)


def _note(refused: Refused | None, rule: str | None) -> None:
    """Count what was in the way, where somebody wants to know."""
    if refused is not None:
        refused[rule] += 1
