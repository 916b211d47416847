"""Names as they are compared: by their parts, and by letters without accents.

Letters are compared as people without a Norwegian keyboard type them: å is aa or a, ø is oe or o,
æ is ae or a.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

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


class Part(Struct, frozen=True):
    """A part of a name: its letters for comparing, and where each stands in the label.

    ``plain`` are the letters with each of aa, oe and ae as the two that they are.
    """

    letters: str
    spans: tuple[Span, ...]
    plain: str
    plain_spans: tuple[Span, ...]


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a name, for comparing."""
    parts: list[Part] = []
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


def _part(clusters: Sequence[tuple[str, int, int]]) -> Part:
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
    return Part("".join(letters), tuple(spans), "".join(plain), tuple(plain_spans))


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


def words_of(text: str) -> str:
    """The letters of a text, with a blank before each word, so that its beginnings can be found."""
    return "".join(f" {part.letters}" for part in parts_of(text))
