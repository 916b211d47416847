"""What the rules refused of a choice, as something that a solver can be told.

A refused visit is brought down to the fewest others with which it is refused, and then widened:
other times and places of the same wish and day that are refused with the same others are ruled
out at once. All that a cut rules out was asked. It is taken for granted that what is refused
stays refused where more is added.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import prod

from msgspec import Struct

from glimt_rules.wishes.candidates import Candidate
from glimt_rules.wishes.greedy import Choice
from glimt_rules.wishes.trial import Trial

#: So many combinations are asked about to widen what was refused of one choice.
_BUDGET = 20_000


class Cut(Struct, frozen=True):
    """Candidates that are not to be chosen together: one of each member, with these cohorts."""

    members: tuple[tuple[int, ...], ...]
    #: the person and the cohort
    placed: tuple[tuple[str, str], ...] = ()

    def covers(self, groups: Sequence[Collection[int]]) -> bool:
        """Whether it rules out one each of these groups of candidates, whichever they are."""
        return not self.placed and all(
            any(set(member).issuperset(group) for group in groups) for member in self.members
        )


def add_all(
    choice: Choice, chosen: Sequence[Candidate], cohorts: Mapping[str, str]
) -> list[list[Candidate]]:
    """Add to an empty choice all that the rules pass.

    Gives what was refused, each time with the fewest others with which it is.
    """
    refused: list[list[Candidate]] = []
    choice.trial.place(cohorts)
    for candidate in sorted(chosen, key=lambda each: (each.span, each.visit.id)):
        if not choice.fits(candidate):
            continue
        if choice.add(candidate) is not None:
            refused.append([*_fewest(choice, candidate), candidate])
    return refused


def _fewest(choice: Choice, candidate: Candidate) -> list[Candidate]:
    """The fewest of what is chosen with which a candidate is refused."""
    found = choice.trial.refuses(candidate.visit)
    evidence = set(found.finding().evidence) if found is not None else set()
    there = list(choice.chosen.values())
    near = [each for each in there if each.visit.id in evidence]
    far = [each for each in there if each.visit.id not in evidence]
    out = _without(choice, candidate, far)
    if not out:
        out = [each for each in far if _without(choice, candidate, [each])]
    out += [each for each in near if _without(choice, candidate, [each])]
    needed = [each for each in there if each.visit.id in choice.chosen]
    for each in out:
        choice.add(each)
    return needed


def _without(choice: Choice, candidate: Candidate, them: Sequence[Candidate]) -> list[Candidate]:
    """Take some out for good where the candidate is refused without them, too."""
    for each in them:
        choice.remove(each.visit.id)
    if choice.trial.refuses(candidate.visit) is not None:
        return list(them)
    for each in them:
        choice.add(each)
    return []


class Widening:
    """Widens what was refused to all that is refused for the same reason."""

    def __init__(
        self,
        trial: Trial,
        candidates: Sequence[Candidate],
        known: Sequence[Cut],
        go_on: Callable[[], bool],
    ) -> None:
        """``trial`` is the plan with the cohorts that were chosen, and nothing else.

        ``known`` are the cuts so far: what they rule out is not asked about again.
        """
        self._trial = trial
        self._known = known
        self._go_on = go_on
        self._budget = _BUDGET
        self._alike: dict[tuple[tuple[int, ...], int], list[Candidate]] = {}
        for each in candidates:
            self._alike.setdefault((each.wishes, each.day), []).append(each)

    def cut(self, refused: Sequence[Candidate]) -> Cut:
        """What is to be ruled out."""
        members = [[each] for each in refused]
        for place, (own, *_) in enumerate(members):
            others = sorted((them for n, them in enumerate(members) if n != place), key=len)
            combinations = prod(map(len, others))
            groups = [[each.number for each in them] for them in others]
            for each in self._alike[own.wishes, own.day]:
                if each is own or not self._go_on():
                    continue
                if any(cut.covers([[each.number], *groups]) for cut in self._known):
                    members[place].append(each)
                elif self._budget >= combinations:
                    self._budget -= combinations
                    if self._is_always_refused(each, others):
                        members[place].append(each)
        people = {id_ for them in members for each in them for id_ in each.visit.people}
        placed = [
            (id_, self._trial.cohorts[id_]) for id_ in sorted(people & set(self._trial.cohorts))
        ]
        return Cut(tuple(tuple(each.number for each in them) for them in members), tuple(placed))

    def _is_always_refused(
        self, candidate: Candidate, others: Sequence[Sequence[Candidate]]
    ) -> bool:
        """Whether a candidate is refused with one each of the others, whichever they are."""
        trial = self._trial
        if trial.lacking(candidate.visit.people):
            return False
        if not others:
            return trial.refuses(candidate.visit) is not None
        if trial.put(candidate.visit) is not None:
            return True
        try:
            first, *rest = others
            return all(self._is_always_refused(each, rest) for each in first)
        finally:
            trial.take_back(candidate.visit.id)
