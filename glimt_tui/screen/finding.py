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

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from glimt_rules.plan.model import Person

#: A query that is longer is cut: nobody types as much to find somebody.
LONGEST = 100
#: Shorter words are like too many others.
SHORTEST_SLIP = 3
_MOST_WORDS = 8
_LETTERS: Mapping[str, str] = {
    "å": "a", "ø": "o", "æ": "a", "ä": "a", "ö": "o", "œ": "o", "ß": "ss", "ð": "d", "đ": "d",
    "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t", "ə": "e",
}  # fmt: skip
#: Two letters that stand for one: aa for å, oe for ø, ae for æ.
_PAIRS = frozenset({("a", "a"), ("o", "e"), ("a", "e")})
#: Where å, ø and æ are in the alphabet, and what is sorted like them.
_LAST: Mapping[str, str] = {
    "æ": "{a", "ä": "{b", "œ": "{c", "ø": "|a", "ö": "|b", "å": "}",
}  # fmt: skip


Span = tuple[int, int]


class Match(Struct, frozen=True):
    """Somebody who was found, and which letters of the label the query stands for."""

    person: Person
    positions: tuple[int, ...] = ()


class _Part(Struct, frozen=True):
    """A part of a name: its letters for comparing, and where each stands in the label.

    ``plain`` are the letters with each of aa, oe and ae as the two that they are.
    """

    letters: str
    spans: tuple[Span, ...]
    plain: str
    plain_spans: tuple[Span, ...]


class _Tier(IntEnum):
    """How good a match is; the smaller the better."""

    WHOLE = 0
    PREFIX = 1
    INITIALS = 2
    WITHIN = 3
    SLIP = 4
    PHONE = 5
    ID = 6


class _Word(Struct, frozen=True):
    """A word of the query: as names are compared, as it was typed, and its digits, if only that."""

    letters: str
    plain: str
    typed: str
    digits: str


def parts_of(text: str) -> tuple[_Part, ...]:
    """The parts of a name, for comparing."""
    parts: list[_Part] = []
    letters: list[tuple[str, int, int]] = []
    for cluster, start, end in (*_clusters(text), (" ", 0, 0)):
        if not _between_names(cluster[0]):
            letters.append((cluster, start, end))
        elif letters:
            part = _part(letters)
            if part.letters:
                parts.append(part)
            letters = []
    return tuple(parts)


def _part(clusters: Sequence[tuple[str, int, int]]) -> _Part:
    letters: list[str] = []
    spans: list[Span] = []
    plain: list[str] = []
    plain_spans: list[Span] = []
    before = ""  # the letter before, if it may be the first of a pair
    for cluster, start, end in clusters:
        spelled = _plain(cluster)
        plain.extend(spelled)
        plain_spans.extend([(start, end)] * len(spelled))
        if (before, cluster) in _PAIRS:
            spans[-1], before = (spans[-1][0], end), ""
        elif spelled:
            letters.extend(spelled)
            spans.extend([(start, end)] * len(spelled))
            before = cluster
    return _Part("".join(letters), tuple(spans), "".join(plain), tuple(plain_spans))


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each letter with its accents, in small, and where it stands."""
    if text.isascii():
        yield from ((char, n, n + 1) for n, char in enumerate(text.lower()))
        return
    start, size = 0, len(text)
    while start < size:
        end = start + 1
        while end < size and unicodedata.combining(text[end]):
            end += 1
        cluster = text[start:end]
        if not cluster.isascii():
            cluster = unicodedata.normalize("NFC", cluster)
        yield cluster.lower(), start, end
        start = end


@lru_cache(maxsize=1024)
def _between_names(char: str) -> bool:
    """Whether a new part of a name begins behind it: blanks, hyphens, stops."""
    category = unicodedata.category(char)
    return category[0] in "ZPC" and category != "Cf" and char not in _APOSTROPHES


_APOSTROPHES = frozenset("'’ʼ`´")


@lru_cache(maxsize=1024)
def _plain(cluster: str) -> str:
    """A letter without its accents; nothing for apostrophes and what is not seen."""
    if cluster.isascii():
        return "" if cluster in _APOSTROPHES else cluster
    if cluster in _LETTERS:
        return _LETTERS[cluster]
    spelled = unicodedata.normalize("NFKD", cluster)
    return "".join(
        _LETTERS.get(char, char)
        for char in spelled.lower()
        if not unicodedata.combining(char)
        and char not in _APOSTROPHES
        and unicodedata.category(char) not in ("Cf", "Mn")
        and not char.isspace()
    )


def slipped(word: str, part: str) -> bool:
    """Whether some beginning of the part is the word, but for at most one typing slip.

    A slip is a wrong letter, one too many, one left out, or two that changed places.
    """
    at = 0
    for mine, theirs in zip(word, part, strict=False):
        if mine != theirs:
            break
        at += 1
    if at == len(word):
        return True
    if part.startswith(word[at + 1 :], at):  # one too many
        return True
    if at == len(part):
        return False
    rest = word[at + 1 :]
    if part.startswith(rest, at + 1) or part.startswith(word[at:], at + 1):
        return True
    return part[at : at + 2] == word[at : at + 2][::-1] and part.startswith(rest[1:], at + 2)


def alphabetical(label: str) -> str:
    """A key that sorts as the Norwegian alphabet does: æ, ø and å last, aa as å."""
    low = unicodedata.normalize("NFC", label).lower().replace("aa", "å")
    if low.isascii():
        return low
    return "".join(_LAST.get(char) or unicodedata.normalize("NFKD", char)[0] for char in low)


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


class _Entry(Struct, frozen=True):
    """Somebody, prepared for being compared."""

    person: Person
    lower: str
    parts: tuple[_Part, ...]
    ids: str
    phone: str
    #: those who come often first, then by the alphabet
    order: tuple[float, str, str]

    @property
    def initials(self) -> str:
        return "".join(part.letters[0] for part in self.parts)


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

    def _ranked(self, numbers: set[int], words: Sequence[_Word]) -> Iterator[Match]:
        """Those of one tier; names that are spelled just as typed come first."""

        def rank(n: int) -> tuple[bool, int]:
            label = self._entries[n].lower
            return not all(word.typed in label for word in words), n

        for n in sorted(numbers, key=rank):
            positions = _positions(self._entries[n], words)
            if positions is not None:
                yield Match(self._entries[n].person, positions)

    def _at(self, tier: _Tier, word: _Word) -> set[int]:
        """Whom a word finds in this way."""
        letters = word.letters
        match tier:
            case _Tier.WHOLE:
                return self._parts.being(letters)
            case _Tier.PREFIX:
                return self._tails.beginning(letters)
            case _Tier.INITIALS if len(word.plain) > 1:
                return self._initials.like(
                    lambda initials: _in_order(word.plain, initials) is not None
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


def _entry(person: Person, weight: float) -> _Entry:
    label = person.label
    ids = "".join(part.letters for part in parts_of(person.id))
    order = (-weight, alphabetical(label), person.id)
    return _Entry(person, label.lower(), parts_of(label), ids, _number(person.phone or ""), order)


def _number(text: str) -> str:
    """The digits of a phone number, without what is dialled before it from abroad."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if digits.startswith("00"):
        return digits.removeprefix("0047") if digits[2:4] == "47" else digits[2:]
    return digits.removeprefix("47") if text.lstrip().startswith("+") else digits


_PHONE_SIGNS = frozenset("0123456789+()-–./ \u00a0")


def _words_of(query: str) -> list[_Word]:
    """The words of a query; a phone number is one, however it is spaced."""
    if _PHONE_SIGNS.issuperset(query):
        digits = _number(query)
        return [_Word(digits, digits, digits, digits)] if digits else []
    words = []
    for part in parts_of(query):
        typed = query[part.spans[0][0] : part.spans[-1][1]].lower()
        digits = part.letters if part.letters.isascii() and part.letters.isdigit() else ""
        words.append(_Word(part.letters, part.plain, typed, digits))
    return words[:_MOST_WORDS]


def _in_order(word: str, initials: str) -> list[int] | None:
    """Where the letters of the word are among the initials, in this order."""
    places: list[int] = []
    at = -1
    for letter in word:
        at = initials.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    return places


# Which letters of a label are meant ----------------------------------------------------


def _positions(entry: _Entry, words: Sequence[_Word]) -> tuple[int, ...] | None:
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


def _in_name(entry: _Entry, word: _Word, free: set[int]) -> list[Span] | None:
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
        places = _in_order(word.plain, entry.initials)
        if places is not None and free.issuperset(places):
            free.difference_update(places)
            return [parts[n].spans[0] for n in places]
    return _in_one_part(parts, order, word, free)


def _in_one_part(
    parts: Sequence[_Part], order: Sequence[int], word: _Word, free: set[int]
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


def _beside_name(entry: _Entry, word: _Word) -> bool:
    """Whether a word stands for the phone number or the id."""
    if len(word.digits) > 1 and word.digits in entry.phone:
        return True
    if len(word.letters) > 1:
        return word.letters in entry.ids
    return entry.ids.startswith(word.letters)
