"""A week's candidates as a model for the solver: what excludes what, and what is sought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ortools.sat.python import cp_model

from glimt_rules.wishes.candidates import Candidate, Week
from glimt_rules.wishes.exclusive import Limit
from glimt_rules.wishes.possible import Possible, cohorts_of
from glimt_rules.wishes.score import Scale
from glimt_tui.planning.cuts import Cut

Literal = cp_model.IntVar
Terms = list[tuple[Literal, int]]


class Encoding:
    """The model. A candidate is chosen where its variable is true."""

    def __init__(
        self,
        week: Week,
        possible: Possible,
        limits: Iterable[Limit],
        scale: Scale,
        other_staff: int,
    ) -> None:
        self.model = cp_model.CpModel()
        self._week = week
        self._possible = possible
        self._scale = scale
        self._other_staff = other_staff
        self.chosen = {each.number: self.model.new_bool_var("") for each in possible.all}
        #: whether any of some candidates is chosen
        self._any: dict[tuple[int, ...], Literal] = {}
        self._cohorts: dict[tuple[str, str], Literal] = {}
        for limit in limits:
            self._limit(limit)
        self._place()
        self._slots = self._levels()

    # What excludes what ----------------------------------------------------------------------

    def _limit(self, limit: Limit) -> None:
        terms = [(self.any_of(numbers), weight) for weight, numbers in limit.groups]
        if limit.most == 1 and all(weight == 1 for _, weight in terms):
            self.model.add_at_most_one(literal for literal, _ in terms)
        else:
            self.model.add(_sum(terms) <= limit.most)

    def any_of(self, numbers: Sequence[int]) -> Literal:
        """Whether any of these candidates is chosen."""
        if len(numbers) == 1:
            return self.chosen[numbers[0]]
        key = tuple(sorted(numbers))
        if key not in self._any:
            some = self._any[key] = self.model.new_bool_var("")
            literals = [self.chosen[number] for number in key]
            for literal in literals:
                self.model.add_implication(literal, some)
            self.model.add_bool_or([*literals, some.negated()])
        return self._any[key]

    def cut(self, cut: Cut) -> None:
        """Rule out what the rules refused."""
        literals = [self.chosen[number] for numbers in cut.members for number in numbers]
        literals += [self._cohorts[placed] for placed in cut.placed]
        self.model.add(sum(literals) <= len(cut.members) + len(cut.placed) - 1)

    # Cohorts -----------------------------------------------------------------------------------

    def _place(self) -> None:
        """Whoever has no cohort comes to be of one, and of the same as those they are with."""
        cohort_of = {person.id: person.cohort for person in self._week.plan.people}
        parties: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for candidate in self._possible.all:
            if candidate.number in self._possible.of_one_cohort:
                parties[candidate.visit.people].append(candidate.number)
        names = cohorts_of(self._week.plan)
        for id_ in sorted({id_ for people in parties for id_ in people if cohort_of[id_] is None}):
            for name in names:
                self._cohorts[id_, name] = self.model.new_bool_var("")
            self.model.add_at_most_one(self._cohorts[id_, name] for name in names)
        for people, numbers in parties.items():
            self._together(self.any_of(numbers), people, cohort_of, names)

    def _together(
        self,
        together: Literal,
        people: Sequence[str],
        cohort_of: Mapping[str, str | None],
        names: Sequence[str],
    ) -> None:
        lacking = [id_ for id_ in people if cohort_of[id_] is None]
        known = next((cohort for id_ in people if (cohort := cohort_of[id_]) is not None), None)
        if known is not None:
            for id_ in lacking:
                self.model.add_implication(together, self._cohorts[id_, known])
            return
        first, *others = lacking
        self.model.add_bool_or(
            [*(self._cohorts[first, name] for name in names), together.negated()]
        )
        for id_ in others:
            for name in names:
                self.model.add_bool_or(
                    together.negated(),
                    self._cohorts[first, name].negated(),
                    self._cohorts[id_, name],
                )

    # What is sought ----------------------------------------------------------------------------

    def _levels(self) -> dict[int, list[Literal]]:
        """For each level those of whom it is open whether they have so many slots."""
        of_person: dict[str, list[int]] = defaultdict(list)
        for candidate in self._possible.all:
            for wish in candidate.wishes:
                for person in self._week.wishes[wish].people:
                    of_person[person].append(candidate.number)
        levels: dict[int, list[Literal]] = defaultdict(list)
        self._own_levels: list[tuple[list[Literal], frozenset[int]]] = []
        for person, asked in self._scale.asked.items():
            had = self._scale.had[person]
            own = [self.model.new_bool_var("") for _ in range(asked - had)]
            numbers = of_person.get(person, [])
            self._own_levels.append((own, frozenset(numbers)))
            self.model.add(sum(own) <= sum(self.chosen[number] for number in numbers))
            for lower, higher in pairwise(own):
                self.model.add_implication(higher, lower)
            for level, literal in enumerate(own, had + 1):
                levels[level].append(literal)
        return levels

    def people(self, level: int) -> cp_model.LinearExprT:
        """How many people have at least so many slots."""
        already = sum(had >= level for had in self._scale.had.values())
        return sum(self._slots.get(level, ())) + already

    def importance(self) -> cp_model.LinearExprT:
        """The slots that are met, each counted by its wish's importance."""
        wishes = self._week.wishes
        terms = [
            (self.chosen[each.number], sum(wishes[wish].importance for wish in each.wishes))
            for each in self._possible.all
        ]
        return _sum(terms) + self._scale.importance_had

    def distance(self) -> cp_model.LinearExprT:
        """Hundredths of how far it all is from what was preferred."""
        terms = [(self.chosen[each.number], each.cost) for each in self._possible.all if each.cost]
        by_staff: dict[tuple[str, str], list[int]] = defaultdict(list)
        by_person: dict[str, list[int]] = defaultdict(list)
        for each in self._possible.all:
            if each.staff is not None:
                for person in self._asking(each):
                    by_staff[person, each.staff].append(each.number)
                    by_person[person].append(each.number)
        if self._other_staff:
            terms += [(self.any_of(each), self._other_staff) for each in by_staff.values()]
            terms += [(self.any_of(each), -self._other_staff) for each in by_person.values()]
        return _sum(terms)

    def _asking(self, candidate: Candidate) -> set[str]:
        return {id_ for wish in candidate.wishes for id_ in self._week.wishes[wish].people}

    def hint(self, chosen: Iterable[Candidate], cohorts: Mapping[str, str]) -> None:
        """Have the solver begin with a choice that is known: every variable is told."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        hint, there = self.model.add_hint, {candidate.number for candidate in chosen}
        for number, variable in self.chosen.items():
            hint(variable, number in there)
        for numbers, variable in self._any.items():
            hint(variable, not there.isdisjoint(numbers))
        for (person, name), variable in self._cohorts.items():
            hint(variable, cohorts.get(person) == name)
        for own, of_person in self._own_levels:
            slots = len(of_person & there)
            for level, variable in enumerate(own, 1):
                hint(variable, slots >= level)

    def choice(self, values: Sequence[bool]) -> tuple[list[Candidate], dict[str, str]]:
        """The candidates and the cohorts that a solution chooses; ``values`` are by variable."""
        chosen = [each for each in self._possible.all if values[self.chosen[each.number].index]]
        placed = {
            person: name
            for (person, name), variable in self._cohorts.items()
            if values[variable.index]
        }
        return chosen, placed


def _sum(terms: Terms) -> cp_model.LinearExprT:
    literals = [literal for literal, _ in terms]
    weights = [weight for _, weight in terms]
    return cp_model.LinearExpr.weighted_sum(literals, weights) if terms else 0
