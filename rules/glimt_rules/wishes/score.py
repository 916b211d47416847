"""Which of two choices is the better: fairness before fullness.

A choice is better where more people have a first slot; where as many have one, where more have a
second, and so on. Where that is alike, what was called important decides, and then how near it is
to what was preferred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from glimt_rules.wishes.candidates import Candidate, Week


class Score(Struct, frozen=True, order=True):
    """What a choice comes to; of two, the larger is the better."""

    #: how many people have at least one slot, at least two, and so on
    people: tuple[int, ...]
    #: the slots that are met, each counted by its wish's importance
    importance: int
    #: hundredths of how near they are to what was preferred; 0 is just that
    nearness: int


class Scale:
    """What is asked for in a week, and what a choice of candidates comes to."""

    def __init__(self, week: Week) -> None:
        self._week = week
        self._asked: Counter[str] = Counter()
        self._had: Counter[str] = Counter()
        self._importance_had = 0
        for wish, met in zip(week.wishes, week.met, strict=True):
            had = min(len(met), wish.times)
            self._importance_had += had * wish.importance
            for person in wish.people:
                self._asked[person] += wish.times
                self._had[person] += had

    @property
    def asked(self) -> dict[str, int]:
        """How many slots each person has asked for."""
        return dict(self._asked)

    @property
    def had(self) -> dict[str, int]:
        """How many of them each has already by visits of an earlier proposal."""
        return dict(self._had)

    @property
    def importance_had(self) -> int:
        """What the slots that are met already come to by importance."""
        return self._importance_had

    @property
    def most(self) -> tuple[int, ...]:
        """How many people have asked for at least one slot, at least two, and so on."""
        return levels(self._asked)

    @property
    def most_important(self) -> int:
        """What all that is asked for comes to by importance."""
        return sum(wish.times * wish.importance for wish in self._week.wishes)

    def of(self, chosen: Iterable[Candidate], other_staff: int) -> Score:
        """What a choice comes to; ``other_staff`` is what each further member of staff costs."""
        slots, importance, cost = Counter(self._had), self._importance_had, 0
        staff: set[tuple[str, str]] = set()
        for candidate in chosen:
            cost += candidate.cost
            for number in candidate.wishes:
                wish = self._week.wishes[number]
                importance += wish.importance
                slots.update(wish.people)
                if candidate.staff is not None:
                    staff.update((person, candidate.staff) for person in wish.people)
        people = levels(slots)
        people += (0,) * (len(self.most) - len(people))
        served = len({person for person, _ in staff})
        return Score(people, importance, -cost - other_staff * (len(staff) - served))


def levels(slots: Counter[str]) -> tuple[int, ...]:
    """How many people have at least one slot, at least two, and so on."""
    most = max(slots.values(), default=0)
    return tuple(sum(n >= level for n in slots.values()) for level in range(1, most + 1))
