"""Finding anybody by a few letters: of the name, the initials, the phone number or the id.

Letters are compared without accents, and as people without a Norwegian keyboard type them: å is
aa or a, ø is oe or o, æ is ae or a. Every word of a query has to be found, in any order. A match
is as good as its worst word:

1. a part of the name begins so (``nord``), or is just that
2. initials (``kn`` for Kari Nordmann), skipping some or not
3. somewhere in the name
4. the beginning of a part of the name with one typing slip, from three letters on
5. somewhere in the phone number, from two digits on
6. somewhere in the id

A single letter is only looked for where something begins. Equally good matches come by how often
people come, then by the Norwegian alphabet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import islice

from msgspec import Struct

from glimt_rules.plan.model import Person
from glimt_tui.screen.found_letters import SHORTEST_SLIP, Entry, Word, in_order, positions
from glimt_tui.screen.name_parts import alphabetical, parts_of, slipped

#: A query that is longer is cut: nobody types as much to find somebody.
LONGEST = 100
_MOST_WORDS = 8


class Match(Struct, frozen=True):
    """Somebody who was found, and which letters of the label the query stands for."""

    person: Person
    positions: tuple[int, ...] = ()


class _Tier(IntEnum):
    """How good a match is; the smaller the better."""

    WHOLE = 0
    PREFIX = 1
    INITIALS = 2
    WITHIN = 3
    SLIP = 4
    PHONE = 5
    ID = 6


class _Words:
    """Different texts and whose they are, looked through without going through the people."""

    def __init__(self, texts: Sequence[tuple[str, int]]) -> None:
        owners: dict[str, list[int]] = {}
        for text, owner in texts:
            if text:
                owners.setdefault(text, []).append(owner)
        self.texts = sorted(owners)
        self._owners = [owners[text] for text in self.texts]
        self._joined = "\n".join(self.texts)
        self._starts: list[int] = []
        start = 0
        for text in self.texts:
            self._starts.append(start)
            start += len(text) + 1

    def being(self, word: str) -> set[int]:
        """Whose texts are the word."""
        n = bisect_left(self.texts, word)
        return self._of([n] if self.texts[n : n + 1] == [word] else [])

    def beginning(self, word: str) -> set[int]:
        """Whose texts begin so."""
        first = bisect_left(self.texts, word)
        last = bisect_right(self.texts, word + "\U0010ffff")
        return self._of(range(first, last))

    def holding(self, word: str) -> set[int]:
        """Whose texts hold the word."""
        found: list[int] = []
        at = self._joined.find(word)
        while at >= 0:
            n = bisect_right(self._starts, at) - 1
            found.append(n)
            if n + 1 == len(self.texts):
                break
            at = self._joined.find(word, self._starts[n + 1])
        return self._of(found)

    def like(self, fits: Callable[[str], bool], among: Sequence[int] | None = None) -> set[int]:
        """Whose texts fit."""
        numbers = range(len(self.texts)) if among is None else among
        return self._of([n for n in numbers if fits(self.texts[n])])

    def _of(self, numbers: Sequence[int]) -> set[int]:
        return {owner for n in numbers for owner in self._owners[n]}


class Finder:
    """People prepared for being found; made once, asked at every letter."""

    def __init__(self, people: Sequence[Person], weight: Mapping[str, float] | None = None) -> None:
        """``weight`` tells by id how often people come."""
        often = weight or {}
        self._entries = [_entry(person, often.get(person.id, 0.0)) for person in people]
        self._entries.sort(key=lambda entry: entry.order)
        numbered = list(enumerate(self._entries))
        tails = [
            ("".join(part.letters for part in entry.parts[first:]), n)
            for n, entry in numbered
            for first in range(len(entry.parts))
        ]
        self._tails = _Words(tails)
        self._parts = _Words([(p.letters, n) for n, entry in numbered for p in entry.parts])
        self._plain = _Words([(p.plain, n) for n, entry in numbered for p in entry.parts])
        self._initials = _Words([(entry.initials, n) for n, entry in numbered])
        self._phones = _Words([(entry.phone, n) for n, entry in numbered])
        self._ids = _Words([(entry.ids, n) for n, entry in numbered])
        #: the different parts of names by their first two letters
        self._by_start: dict[str, list[int]] = {}
        for n, text in enumerate(self._parts.texts):
            self._by_start.setdefault(text[:2], []).append(n)

    def find(self, query: str, *, most: int = 8) -> list[Match]:
        """Who may be meant, the likeliest first; without a query those who come most."""
        if most <= 0:
            return []
        if not query.strip():
            return [Match(entry.person) for entry in self._entries[:most]]
        words = _words_of(query[:LONGEST])
        if not words:
            return []
        found: list[Match] = []
        seen: set[int] = set()
        theirs: list[set[int]] = [set() for _ in words]
        for tier in _Tier:
            for so_far, word in zip(theirs, words, strict=True):
                so_far |= self._at(tier, word)
            new = set.intersection(*theirs) - seen
            seen |= new
            found += islice(self._ranked(new, words), most - len(found))
            if len(found) >= most:
                break
        return found

    def _ranked(self, numbers: set[int], words: Sequence[Word]) -> Iterator[Match]:
        """Those of one tier; names that are spelled just as typed come first."""

        def rank(n: int) -> tuple[bool, int]:
            label = self._entries[n].lower
            return not all(word.typed in label for word in words), n

        for n in sorted(numbers, key=rank):
            meant = positions(self._entries[n], words)
            if meant is not None:
                yield Match(self._entries[n].person, meant)

    def _at(self, tier: _Tier, word: Word) -> set[int]:
        """Whom a word finds in this way."""
        letters = word.letters
        match tier:
            case _Tier.WHOLE:
                return self._parts.being(letters)
            case _Tier.PREFIX:
                return self._tails.beginning(letters)
            case _Tier.INITIALS if len(word.plain) > 1:
                return self._initials.like(
                    lambda initials: in_order(word.plain, initials) is not None
                )
            case _Tier.WITHIN if len(word.plain) > 1:
                spelled = self._plain.holding(word.plain)
                return spelled | self._parts.holding(letters) if len(letters) > 1 else spelled
            case _Tier.SLIP if len(letters) >= SHORTEST_SLIP and letters.isalpha():
                return self._parts.like(lambda part: slipped(letters, part), self._near(letters))
            case _Tier.PHONE if len(word.digits) > 1:
                return self._phones.holding(word.digits)
            case _Tier.ID:
                return (
                    self._ids.holding(letters)
                    if len(letters) > 1
                    else (self._ids.beginning(letters))
                )
        return set()

    def _near(self, word: str) -> list[int]:
        """The parts of names that one slip can lead to, judged by their first two letters."""
        first, second = word[0], word[1]
        return [
            n
            for start, numbers in self._by_start.items()
            if start[0] in (first, second) or start[1:] in (first, second)
            for n in numbers
        ]


def find(
    query: str,
    people: Sequence[Person],
    *,
    most: int = 8,
    weight: Mapping[str, float] | None = None,
) -> list[Match]:
    """Find somebody once; where it is asked again and again, keep a ``Finder``."""
    return Finder(people, weight).find(query, most=most)


def _entry(person: Person, weight: float) -> Entry:
    label = person.label
    ids = "".join(part.letters for part in parts_of(person.id))
    order = (-weight, alphabetical(label), person.id)
    return Entry(person, label.lower(), parts_of(label), ids, _number(person.phone or ""), order)


def _number(text: str) -> str:
    """The digits of a phone number, without what is dialled before it from abroad."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if digits.startswith("00"):
        return digits.removeprefix("0047") if digits[2:4] == "47" else digits[2:]
    return digits.removeprefix("47") if text.lstrip().startswith("+") else digits


_PHONE_SIGNS = frozenset("0123456789+()-–./ \u00a0")


def _words_of(query: str) -> list[Word]:
    """The words of a query; a phone number is one, however it is spaced."""
    if _PHONE_SIGNS.issuperset(query):
        digits = _number(query)
        return [Word(digits, digits, digits, digits)] if digits else []
    words = []
    for part in parts_of(query):
        typed = query[part.spans[0][0] : part.spans[-1][1]].lower()
        digits = part.letters if part.letters.isascii() and part.letters.isdigit() else ""
        words.append(Word(part.letters, part.plain, typed, digits))
    return words[:_MOST_WORDS]
