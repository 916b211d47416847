"""Which letters of a name a query stands for."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from glimt_rules.plan.model import Person
from glimt_tui.screen.name_parts import Part, Span, slipped

#: Shorter words are like too many others.
SHORTEST_SLIP = 3


class Word(Struct, frozen=True):
    """A word of the query: as names are compared, as it was typed, and its digits, if only that."""

    letters: str
    plain: str
    typed: str
    digits: str


class Entry(Struct, frozen=True):
    """Somebody, prepared for being compared."""

    person: Person
    lower: str
    parts: tuple[Part, ...]
    ids: str
    phone: str
    #: those who come often first, then by the alphabet
    order: tuple[float, str, str]

    @property
    def initials(self) -> str:
        """The first letters of the parts of the name."""
        return "".join(part.letters[0] for part in self.parts)


def in_order(word: str, initials: str) -> list[int] | None:
    """Where the letters of the word are among the initials, in this order."""
    places: list[int] = []
    at = -1
    for letter in word:
        at = initials.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    return places


def positions(entry: Entry, words: Sequence[Word]) -> tuple[int, ...] | None:
    """The letters that the words stand for; None if two words need the same part of the name."""
    free = set(range(len(entry.parts)))
    meant: set[int] = set()
    # The longest first: what a shorter word can begin, it leaves to none that needs it more.
    for word in sorted(words, key=lambda word: -len(word.letters)):
        spans = _in_name(entry, word, free)
        if spans is None:
            if not _beside_name(entry, word):
                return None
            continue
        for start, end in spans:
            meant.update(range(start, end))
    return tuple(sorted(meant))


def _in_name(entry: Entry, word: Word, free: set[int]) -> list[Span] | None:
    """Where in the label a word is found, the best way; takes the part from those still free."""
    letters, parts = word.letters, entry.parts
    order = sorted(free)
    for n in sorted(order, key=lambda n: parts[n].letters != letters):
        if parts[n].letters.startswith(letters):
            free.discard(n)
            return list(parts[n].spans[: len(letters)])
    for n in order:
        run, spans = "", list[Span]()
        for last in range(n, len(parts)):
            run, spans = run + parts[last].letters, spans + list(parts[last].spans)
            if last not in free:
                break
            if run.startswith(letters):
                free.difference_update(range(n, last + 1))
                return spans[: len(letters)]
    if len(word.plain) > 1:
        places = in_order(word.plain, entry.initials)
        if places is not None and free.issuperset(places):
            free.difference_update(places)
            return [parts[n].spans[0] for n in places]
    return _in_one_part(parts, order, word, free)


def _in_one_part(
    parts: Sequence[Part], order: Sequence[int], word: Word, free: set[int]
) -> list[Span] | None:
    """Somewhere in a part of the name, or with a slip at its beginning."""
    letters = word.letters
    if len(word.plain) > 1:
        for n in order:
            for text, wanted, spans in (
                (parts[n].letters, letters, parts[n].spans),
                (parts[n].plain, word.plain, parts[n].plain_spans),
            ):
                at = text.find(wanted)
                if at >= 0 and len(wanted) > 1:
                    free.discard(n)
                    return list(spans[at : at + len(wanted)])
    if len(letters) >= SHORTEST_SLIP and letters.isalpha():
        for n in order:
            if slipped(letters, parts[n].letters):
                free.discard(n)
                return list(parts[n].spans[: len(letters)])
    return None


def _beside_name(entry: Entry, word: Word) -> bool:
    """Whether a word stands for the phone number or the id."""
    if len(word.digits) > 1 and word.digits in entry.phone:
        return True
    if len(word.letters) > 1:
        return word.letters in entry.ids
    return entry.ids.startswith(word.letters)
