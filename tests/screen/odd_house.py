"""A house in which everything has a name that could break a screen.

It is that of ``glimt demo``: the same people, rooms and bookings by the same ids, so that whatever
leads somewhere there leads to the same place here. Only what somebody could have typed is odd.
"""

from __future__ import annotations

from itertools import count

from msgspec import structs

from glimt_rules.message import Bilingual
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from screen.screens import FORBIDDEN, NASTY

#: What somebody may be called, and what nobody may, but what another program could have written.
ODD = (
    *NASTY,
    *FORBIDDEN,
    "\x1b]52;c;eA==\x07",
    "\x9b2J\x07\x00\x7f",
    "\u2066\u202eommvendt\u202c\u2069\u200f",
    "\u200b\u200c\u200d\ufeff\u2060",
    "a\nb\u2028c\r\nd",
    "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b",
    "漢" * 100,
    "🇳🇴🧑🏽❤️⚠👨\u200d👩\u200d👧\u200d👦" * 4,
    "{name} %s {0} \\n $x",
    "=cmd|' /C calc'!A0",
    "W" * 200,
    "",
    " ",
)
#: As long as a text may be.
_LONGEST = 200


class Odd:
    """The odd names one after the other, for ever; another first one each time."""

    def __init__(self, first: int) -> None:
        self._next = count(first)

    def __call__(self, name: str = "") -> str:
        """An odd name, with the beginning of an ordinary one, by which it can be found."""
        place = next(self._next)
        odd, word = ODD[place % len(ODD)], name.partition(" ")[0]
        parts = (odd[: _LONGEST - len(word) - 1], word)
        return " ".join(filter(None, parts if place % 2 else parts[::-1]))


def odd_plan(plan: Plan, first: int = 0) -> Plan:
    """A plan in which every text is odd."""
    odd = Odd(first)
    return structs.replace(
        plan,
        centre=structs.replace(plan.centre, name=odd()),
        rooms=tuple(structs.replace(room, name=odd()) for room in plan.rooms),
        equipment=tuple(structs.replace(thing, name=odd()) for thing in plan.equipment),
        cohorts=tuple(structs.replace(cohort, name=odd()) for cohort in plan.cohorts),
        people=tuple(
            structs.replace(one, name=odd(one.name or ""), phone=odd()) for one in plan.people
        ),
        visits=tuple(
            structs.replace(visit, title=odd(), link=odd() if visit.link else None)
            for visit in plan.visits
        ),
        waivers=tuple(
            structs.replace(each, reason=odd("Fordi"), by=odd("Kari")) for each in plan.waivers
        ),
    )


def odd_book(book: RuleBook, first: int = 0) -> RuleBook:
    """A rule book in which every text is odd."""
    odd = Odd(first)

    def text() -> Bilingual:
        return Bilingual(en=odd(), nb=odd())

    return RuleBook(
        [
            structs.replace(
                rule_set,
                authority=text(),
                rules=tuple(
                    structs.replace(
                        rule,
                        title=text(),
                        demand=text(),
                        note=text(),
                        source=structs.replace(rule.source, title=text(), url=odd()),
                    )
                    for rule in rule_set.rules
                ),
            )
            for rule_set in book.rule_sets
        ],
        problems=book.problems,
    )
