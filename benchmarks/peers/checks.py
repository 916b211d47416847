"""The checks that everybody decides, and how their answers are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from benchmarks.peers.facts import Facts

#: What is said of a check at a visit: nothing, or a finding of this level.
FINE, ADVICE, UNKNOWN, VIOLATION = range(4)
LEVELS = ("", "advice", "unknown", "violation")

#: The rules, by the ids that they have in the rule sets.
CHECKS = (
    "kommunal.mask",
    "nasjonal.distance",
    "nasjonal.home-visits",
    "nasjonal.indoor-persons",
    "nasjonal.leisure",
    "nasjonal.private-gathering",
    "nasjonal.symptoms",
    "senter.after-use",
    "senter.booked-ahead",
    "senter.distance",
    "senter.distance-2m",
    "senter.handwash",
    "senter.mask",
    "senter.room-cap",
    "stottekontakt.assessment",
)

#: The figures that stand in the rules.
MOST_INDOORS = 10
MOST_AT_A_GATHERING = 5
ROOM_CAPS = {"felles": 8, "musikkrom": 4, "kunstrom": 3}
#: from this day on assignments are weighed beforehand (as an ordinal)
WEIGHED_FROM = date(2021, 4, 12).toordinal()

#: A visit, a check, and the level of what is found.
Fault = tuple[str, str, int]


class Peer(Protocol):
    """Somebody who decides the checks on prepared facts."""

    #: its name, and how it is used
    name: str
    #: what it is measured at: above so many visits it would take minutes
    most: int

    def hand_over(self, facts: Sequence[Facts]) -> object:
        """Put prepared facts into its own form."""

    def decide(self, handed: object) -> object:
        """Decide every check at every visit; the answer in its own form."""

    def faults(self, facts: Sequence[Facts], answer: object) -> list[Fault]:
        """Its answer as it is compared, by visit and check; not measured."""

    def missing(self, fact: str) -> str:
        """What it says of a plain rule where a fact is missing: a key of ``MISSING``."""


#: Plain rules, told as they are, and which fact is missing of which they ask.
MISSING = {
    "masks": "somebody who is not exempt is without a mask; not recorded whether masks are worn",
    "capacity_1m": "at most so many as keep 1 m apart; not recorded for how many there is space",
}


def from_levels(facts: Sequence[Facts], levels: Iterable[Sequence[int]]) -> list[Fault]:
    """Faults of an answer that has a level for each check at each visit."""
    return [
        (visit.visit, CHECKS[place], int(level))
        for visit, row in zip(facts, levels, strict=True)
        for place, level in enumerate(row)
        if level
    ]


def first_difference(name: str, known: list[Fault], found: list[Fault]) -> str | None:
    """Where an answer differs first from the one written by hand; None where it is the same."""
    if known == found:
        return None
    by_hand = {fault[:2]: fault[2] for fault in known}
    theirs = {fault[:2]: fault[2] for fault in found}
    for key in sorted(by_hand.keys() | theirs.keys()):
        one, other = by_hand.get(key, FINE), theirs.get(key, FINE)
        if one != other:
            return (
                f"The answers differ at {key[0]}, {key[1]}:"
                f" by hand {LEVELS[one] or 'fine'}, {name} {LEVELS[other] or 'fine'}"
            )
    return f"The answers of {name} are not in order of arrival, or some are given twice"
