"""What somebody is called, found in texts that people wrote: titles, reasons, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from msgspec import Struct

from glimt_rules.plan.model import Person

#: What is put where a name or a number stood.
GAP = "…"

_WORD = re.compile(r"[^\W_]+")
#: A single letter of somebody's name tells nothing.
_SHORTEST_WORD = 2
#: Numbers are known by their last digits, with which country codes have nothing to do.
_PHONE_DIGITS, _FEWEST_DIGITS = 8, 5


class Called(Struct, frozen=True):
    """All the names and numbers of one person, now and before."""

    id: str
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def also(self, *people: Person) -> Called:
        """The same with the names and numbers of these."""
        return self.and_as((person.name for person in people), (person.phone for person in people))

    def and_as(self, names: Iterable[str | None], numbers: Iterable[str | None]) -> Called:
        """The same with these names and numbers."""
        also = {normalize("NFC", name).strip() for name in names if name and name.strip()}
        digits = filter(None, map(_digits, numbers))
        return Called(
            self.id, self.names | also, self.numbers | {each[-_PHONE_DIGITS:] for each in digits}
        )

    def finder(self, *, near: bool) -> Finder:
        """What finds them in a text.

        ``near`` is for what tells of their own bookings, where a part of the name is enough to
        tell who is meant; elsewhere somebody else may be called so.
        """
        return Finder(self, near)


class Finder:
    """Finds somebody in texts."""

    def __init__(self, called: Called, near: bool) -> None:
        patterns = [_spaced(number) for number in called.numbers]
        for words in filter(None, (_WORD.findall(name) for name in called.names)):
            if near or len(words) > 1:
                patterns.append(_in_a_row(words))
            if near:
                patterns += [_in_a_row([word]) for word in words if len(word) >= _SHORTEST_WORD]
        words = _WORD.findall(called.id)
        if words and (near or any(char.isdigit() for char in called.id)):
            patterns.append(_in_a_row(words))
        # the longest first, so that a whole name leaves one gap
        patterns.sort(key=len, reverse=True)
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def finds(self, text: str) -> bool:
        """Whether a text names them."""
        return self._pattern is not None and bool(self._pattern.search(normalize("NFC", text)))

    def without(self, text: str) -> str:
        """A text with a gap wherever it names them; as it was where it does not."""
        if self._pattern is None or not self.finds(text):
            return text
        return self._pattern.sub(GAP, normalize("NFC", text))


def is_only_gaps(text: str) -> bool:
    """Whether nothing is left of a text but gaps."""
    return GAP in text and not _WORD.search(text)


def _in_a_row(words: list[str]) -> str:
    """These words, and the genitive of the last: Anes, Ane's."""
    return r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, words)) + r"(?:['’]?s)?(?![^\W_])"


def _spaced(number: str) -> str:
    """These digits, however they are grouped."""
    return r"(?<!\d)(?:(?:\+|00)?\d\d[ .-]?)?" + r"[ .()-]{0,2}".join(number) + r"(?!\d)"


def _digits(phone: str | None) -> str:
    digits = "".join(char for char in normalize("NFKC", phone or "") if char.isdecimal())
    return digits if len(digits) >= _FEWEST_DIGITS else ""
