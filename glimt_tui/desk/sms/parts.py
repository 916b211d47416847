"""How long a text is as an SMS: in how many parts it is sent, and how much room they have.

A text of the signs of GSM 03.38 is counted in septets: 160 in a single message, 153 in each part of
a longer one, whose parts begin with what puts them together again. Nine signs of that alphabet's
extension take two. Any other sign has the whole text sent as UCS-2: 70 units in a single message,
67 in each part, and what lies beyond U+FFFF takes two. A sign of two is never parted.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

#: The default alphabet of GSM 03.38; each takes one septet.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Its extension; each takes two, the first of which says so.
EXTENDED = frozenset("\f^{}\\[~]|€")
#: How many units a single message has room for, and each of several parts.
_ROOM = {"gsm": (160, 153), "ucs2": (70, 67)}


class Length(Struct, frozen=True):
    """A text's length as an SMS."""

    #: in how many parts it is sent; none for an empty text
    parts: int
    #: how many units it takes, and how many those parts have room for
    used: int
    room: int
    #: which alphabet it is counted in: ``gsm`` in septets, ``ucs2`` in units of 16 bits
    alphabet: Literal["gsm", "ucs2"]
    #: the signs, each once, because of which it is no GSM text
    other: str = ""


def length(text: str) -> Length:
    """Count a text as phones send it."""
    other = "".join(dict.fromkeys(char for char in text if char not in BASIC | EXTENDED))
    alphabet: Literal["gsm", "ucs2"] = "ucs2" if other else "gsm"
    sizes = [_size(char, alphabet) for char in text]
    single, part = _ROOM[alphabet]
    used = sum(sizes)
    if used <= single:
        return Length(int(used > 0), used, single, alphabet, other)
    parts = _parts(sizes, part)
    return Length(parts, used, parts * part, alphabet, other)


def _size(char: str, alphabet: str) -> int:
    if alphabet == "gsm":
        return 2 if char in EXTENDED else 1
    return 2 if char > "\uffff" else 1


def _parts(sizes: list[int], room: int) -> int:
    """In how many parts signs of these sizes go, none of them in two."""
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return parts
