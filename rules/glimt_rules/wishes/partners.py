"""Who could be together in a visit that meets a wish, or two wishes at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from glimt_rules.plan.model import Person
from glimt_rules.wishes.model import Wish

if TYPE_CHECKING:
    from glimt_rules.wishes.candidates import Week


class Party(NamedTuple):
    """Those who would be together, and for which wishes."""

    #: the places of the wishes
    wishes: tuple[int, ...]
    people: tuple[str, ...]
    equipment: tuple[str, ...]
    #: the member of staff who was chosen, where any would do
    staff: str | None = None


def parties(week: Week) -> Iterator[Party]:
    """Every party that would meet a wish."""
    people = {person.id: person for person in week.plan.people}
    for number, wish in enumerate(week.wishes):
        if isinstance(wish.company, tuple):
            yield Party((number,), wish.people + wish.company, wish.equipment)
        elif wish.company == "nobody":
            yield Party((number,), wish.people, wish.equipment)
        else:
            for colleague in staff_of(wish, people):
                together = (*wish.people, colleague)
                yield Party((number,), together, wish.equipment, colleague)
    yield from _partners(week.wishes, people)


def staff_of(wish: Wish, people: Mapping[str, Person]) -> list[str]:
    """The members of staff of the cohort of those who wish, or who could come to be of it."""
    cohorts = _cohorts(wish.people, people)
    if len(cohorts) > 1:
        return []
    return [
        person.id
        for person in people.values()
        if person.role == "staff"
        and person.id not in wish.people
        and (not cohorts or person.cohort is None or person.cohort in cohorts)
    ]


def _partners(wishes: Sequence[Wish], people: Mapping[str, Person]) -> Iterator[Party]:
    """Those of one cohort who wish for the same, each for anybody's company."""
    open_ = [(n, wish) for n, wish in enumerate(wishes) if wish.company == "anybody"]
    for place, (number, wish) in enumerate(open_):
        for other_number, other in open_[place + 1 :]:
            if not _alike(wish, other) or not set(wish.people).isdisjoint(other.people):
                continue
            together = wish.people + other.people
            if len(_cohorts(together, people)) <= 1:
                things = tuple(dict.fromkeys(wish.equipment + other.equipment))
                yield Party((number, other_number), together, things)


def _cohorts(ids: Sequence[str], people: Mapping[str, Person]) -> set[str]:
    """The cohorts that are recorded of these people."""
    return {cohort for id_ in ids if (cohort := people[id_].cohort) is not None}


def _alike(wish: Wish, other: Wish) -> bool:
    """Whether two wish for the same."""
    return _what(wish) == _what(other)


def _what(wish: Wish) -> tuple[object, ...]:
    title = None if wish.title is None else wish.title.strip().casefold()
    return (
        wish.kind,
        title,
        wish.minutes,
        wish.host,
        wish.masks,
        wish.distance_m,
        wish.purpose,
        wish.assessed_at,
    )
