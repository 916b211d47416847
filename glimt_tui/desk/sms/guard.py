"""What no message tells: why somebody comes, and who else does.

That somebody has an appointment says something of them already. What else stands in a message
comes from the plan only where it has to, as names of rooms and of groups; and what people have
called those may say too much. No list of words knows what does. So only those are named that the
configuration lists, and each of them is still held against what must not be told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

from glimt_rules.plan.model import Cohort, Plan, Room, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.terms import VISIT_KINDS
from glimt_tui.language import texts_in

_WORD = re.compile(r"\w+")
#: A shorter part of a name, such as an initial, is a part of much else.
_SHORTEST = 2


class Guard:
    """Says whether a text of the plan may stand in a message to somebody about a visit.

    Words for kinds of visits and rules are looked for within words, too; names and titles are not,
    or a title such as "Music" would leave nobody to find the "Music room".
    """

    def __init__(
        self,
        plan: Plan,
        book: RuleBook,
        visits: Iterable[Visit],
        to: str,
        may_name: Collection[str] = (),
    ) -> None:
        """``visits`` are those that the message tells of; ``to`` is the id of who gets it.

        ``may_name`` has the ids of the rooms and the cohorts that may be named.
        """
        self._may_name = may_name
        others = [folded(person.label) for person in plan.people if person.id != to]
        self._parts = {*_kinds(), *map(folded, book.rule_ids)}
        self._words = {word for name in others for word in _words(name) if len(word) >= _SHORTEST}
        titles = {folded(visit.title) for visit in visits if visit.title}
        self._phrases = {*others, *titles} - {""}

    def name_of(self, thing: Room | Cohort | None) -> str:
        """What a room or a group is called, where that may be told; else nothing."""
        if thing is None or thing.id not in self._may_name:
            return ""
        name = plain(thing.name)
        return name if self.lets(name) else ""

    def lets(self, text: str) -> bool:
        """Whether a text tells nothing of these."""
        told = folded(text)
        if self.tells_why(text):
            return False
        words = _words(told)
        if not self._words.isdisjoint((*words, *(word.removesuffix("s") for word in words))):
            return False
        return not any(phrase in told and _stands_in(phrase, told) for phrase in self._phrases)

    def tells_why(self, text: str) -> bool:
        """Whether a text tells of a kind of visit, or of a rule."""
        told = folded(text)
        return any(part in told for part in self._parts)


def _stands_in(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text, and not in the middle of a word."""
    before = r"(?<!\w)" if _WORD.match(phrase) else ""
    after = r"(?!\w)" if _WORD.match(phrase[-1]) else ""
    return re.search(f"{before}{re.escape(phrase)}{after}", text) is not None


def plain(text: str | None) -> str:
    """A text of the plan as one line of signs that can be seen."""
    whole = unicodedata.normalize("NFC", text or "")
    seen = "".join(char for char in whole if char.isprintable() or char.isspace())
    return " ".join(seen.split())


def folded(text: str) -> str:
    """A text as it is compared: looks, capitals and blanks are no difference."""
    return " ".join(unicodedata.normalize("NFKC", plain(text)).casefold().split())


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


@cache
def _kinds() -> frozenset[str]:
    """What kinds of visits are called, in the plan and in either language."""
    both = (texts_in("nb"), texts_in("en"))
    called = {folded(texts(name)) for texts in both for name in VISIT_KINDS.values()}
    return frozenset(called | {folded(kind.replace("_", " ")) for kind in VISIT_KINDS})
