"""A text about a time, read piece by piece, and what is said in it of how long something lasts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from glimt_tui.screen import when_words as words
from glimt_tui.screen.when_terms import Span
from glimt_tui.screen.when_words import any_of


def expression(text: str) -> re.Pattern[str]:
    """What may stand at a position, after blanks or none."""
    return re.compile(" *" + text, re.ASCII)


_END = expression("$")
_SPAN = expression(
    rf"(?:(\d{{1,3}}(?:[.,]\d)?)|({any_of(words.AMOUNTS)})) ?"
    rf"({any_of([*words.MINUTES, *words.DAYS])})"
)
AHEAD = expression("(?:om|in)(?![a-z])")


class Text:
    """One text, and today."""

    def __init__(self, text: str, today: date) -> None:
        self.written = words.tidy(text)
        self.text = words.plain(self.written)
        self.today = today
        #: how far anything was understood
        self.understood = 0

    @property
    def rest(self) -> str:
        """What was not understood; all of it if only the end is amiss."""
        return self.written[self.understood :].strip(" ,") or self.written

    def _spans(self, at: int) -> Iterator[tuple[Span, int]]:
        found = self._match(_SPAN, at)
        if found is None:
            return
        amount = float(found[1].replace(",", ".") if found[1] else words.AMOUNTS[found[2]])
        unit = found[3]
        if unit in words.MINUTES:
            yield Span(minutes=round(amount * words.MINUTES[unit])), found.end()
        elif amount.is_integer():
            yield Span(days=int(amount) * words.DAYS[unit]), found.end()

    def _near(self, year: int) -> bool:
        """Whether a year is this one or beside it: another is more likely a time of day."""
        return abs(year - self.today.year) <= 1

    def _match(self, expression: re.Pattern[str], at: int) -> re.Match[str] | None:
        found = expression.match(self.text, at)
        if found:
            self.understood = max(self.understood, found.end())
        return found

    def _ends(self, at: int) -> bool:
        return _END.match(self.text, at) is not None

    def _between(self, start: int, end: int) -> str:
        return self.written[start:end].strip()

    def _cut(self, found: re.Match[str]) -> str:
        return self._between(found.start(), found.end())
