"""The words in which people say when, in Norwegian and English, as ``plain`` leaves them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_LETTERS = str.maketrans("åøæ‐‑‒–—−", "aoa------")
_COMMA = re.compile(r"(?<!\d),|,(?!\d)", re.ASCII)


def plain(text: str) -> str:
    """The text in small letters without rings and strokes, as long as it was."""
    small = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return _COMMA.sub(" ", small.translate(_LETTERS))


def tidy(text: str) -> str:
    """The text with single blanks, and letters in one piece."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _numbered(*rows: str, first: int = 0) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows, first) for word in row.split()}


#: Days counted from today.
RELATIVE: Mapping[str, int] = {
    "i forgars": -2, "i forgaars": -2, "day before yesterday": -2,
    "i gar": -1, "i gaar": -1, "igar": -1, "yesterday": -1,
    "i dag": 0, "idag": 0, "today": 0,
    "i morgen": 1, "imorgen": 1, "i morgon": 1, "tomorrow": 1,
    "i overmorgen": 2, "overmorgen": 2, "i overmorgon": 2, "day after tomorrow": 2,
    "the day after tomorrow": 2, "the day before yesterday": -2,
}  # fmt: skip
WEEKDAYS = _numbered(
    "mandag man ma monday mon",
    "tirsdag tysdag tirs tir ti tuesday tues tue",
    "onsdag ons on wednesday weds wed",
    "torsdag tors tor to thursday thurs thur thu",
    "fredag fre fr friday fri",
    "lordag loerdag laurdag lor lo saturday sat",
    "sondag soendag sundag son so sunday sun",
)
#: Weekdays in two letters that are other words behind a time: 10 to 11, 14 on Monday.
NOT_BEHIND = frozenset({"to", "ti", "on"})
MONTHS = _numbered(
    "januar january jan",
    "februar february feb",
    "mars march mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "desember december des dec",
    first=1,
)
#: Which week a weekday is in, where that is said.
WEEK_OF: Mapping[str, int] = {
    "neste": 1, "nest": 1, "next": 1, "forrige": -1, "sist": -1, "siste": -1, "last": -1,
}  # fmt: skip
WEEKS: Mapping[str, int] = {
    f"{which} {week}": n
    for n, whiches in ((1, "neste next"), (0, "denne this"), (-1, "forrige last"))
    for which in whiches.split()
    for week in ("uke", "uka", "uken", "veke", "veka", "week")
}
HOURS = _numbered(
    "ett en ein one",
    "to two",
    "tre three",
    "fire four",
    "fem five",
    "seks six",
    "sju syv seven",
    "atte aatte eight",
    "ni nine",
    "ti ten",
    "elleve eleven",
    "tolv twelve",
    first=1,
)
#: Times of day with a name, in minutes.
NAMED: Mapping[str, int] = {"noon": 720, "midday": 720, "midnatt": 1440, "midnight": 1440}
AMOUNTS: Mapping[str, float] = {
    **HOURS, "ei": 1, "et": 1, "a": 1, "an": 1, "halvannen": 1.5,
    "en halv": 0.5, "ein halv": 0.5, "et halvt": 0.5, "half an": 0.5, "half a": 0.5,
}  # fmt: skip
#: What is counted by the clock, in minutes.
MINUTES: Mapping[str, int] = {
    **dict.fromkeys(("m", "min", "mins", "minutt", "minutter", "minute", "minutes"), 1),
    "kvarter": 15,
    "halvtime": 30,
    **dict.fromkeys(("t", "h", "time", "timer", "timar", "hour", "hours", "hr", "hrs"), 60),
}
#: What is counted by the calendar, in days.
DAYS: Mapping[str, int] = {
    **dict.fromkeys(("d", "dag", "dager", "dagar", "dogn", "day", "days"), 1),
    **dict.fromkeys(("u", "w", "uke", "uker", "uka", "veke", "veker", "week", "weeks"), 7),
}


def any_of(words: Iterable[str]) -> str:
    """An expression for one of the words, which ends where the word does."""
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})(?![a-z])"
