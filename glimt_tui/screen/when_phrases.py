"""How a text can be read as a time: what it may mean, before clocks and calendars are asked.

A text often allows several readings: 14.10 is a day and a time of day, ``to`` is Thursday, two,
and English for until. Each method takes a position and yields what may stand there, with the
position behind it, the likelier first; a reading counts if it takes the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator

from glimt_rules.message import say
from glimt_tui.screen import when_words as words
from glimt_tui.screen.when_clocks import Clocks
from glimt_tui.screen.when_days import Days
from glimt_tui.screen.when_terms import (
    Clock,
    Day,
    FromNow,
    Phrase,
    Shift,
    Slot,
    Span,
    Stamps,
    Unfinished,
)
from glimt_tui.screen.when_text import AHEAD, expression

_NOW = expression("(?:na|naa|now)(?![a-z])")
_UNTIL = expression("(?:-|(?:til|to|until|till)(?![a-z]))")
_LASTING = expression(r"(?:\+|(?:i|for|in)(?![a-z])|)")
_SIGN = expression(r"([+-])")
_STAMP = expression(
    r"(\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:z|[+-]\d\d:?\d\d)?)(?![\d:.])"
)


class Reading(Days, Clocks):
    """One text, and today."""

    def phrases(self) -> Iterator[Phrase]:
        """Every reading of the whole text, the likelier first."""
        if sign := self._match(_SIGN, 0):
            forward = sign[1] == "+"
            for by, at in self._spans(sign.end()):
                if self._ends(at):
                    later = by if forward else Span(days=-by.days, minutes=-by.minutes)
                    yield Shift(later, self.written)
            return
        yield from self._stamps()
        yield from self._from_now()
        yield from self._slots()

    # The whole text ---------------------------------------------------------------------

    def _stamps(self) -> Iterator[Phrase]:
        start = self._match(_STAMP, 0)
        if start is None:
            return
        if self._ends(start.end()):
            yield Stamps(start[1].upper())
        elif until := self._match(_UNTIL, start.end()):
            end = self._match(_STAMP, until.end())
            if end and self._ends(end.end()):
                yield Stamps(start[1].upper(), end[1].upper())

    def _from_now(self) -> Iterator[Phrase]:
        starts: list[tuple[Span, int]] = []
        if now := self._match(_NOW, 0):
            starts = [(Span(), now.end())]
        elif ahead := self._match(AHEAD, 0):
            starts = [found for found in self._spans(ahead.end()) if not found[0].days]
        for span, at in starts:
            yield from (
                FromNow(span, end)
                for end, day, end_at in self._ends_of_visit(at)
                if day is None and self._ends(end_at)
            )
            if self._open(at):
                yield _no_end()

    def _slots(self) -> Iterator[Phrase]:
        for day, at in self._days(0):
            if self._ends(at):
                yield _no_clock()
            yield from self._timed(day, at)
        yield from self._timed(None, 0)

    def _timed(self, day: Day | None, at: int) -> Iterator[Phrase]:
        """A time of day with its end; the day may stand behind."""
        for start, start_at in self._clocks(at):
            for end, end_day, end_at in self._ends_of_visit(start_at):
                if self._ends(end_at):
                    if day or end or start.found.lower() not in words.NOT_BEHIND:
                        yield Slot(day, start, end, end_day)
                elif day is None and end_day is None:
                    for behind, behind_at in self._days(end_at, behind=True):
                        if self._ends(behind_at):
                            yield Slot(behind, start, end)
            if self._open(start_at):
                yield _no_end()

    def _ends_of_visit(self, at: int) -> Iterator[tuple[Clock | Span | None, Day | None, int]]:
        """When it ends: at a time, after a while, or nothing is said of it."""
        if until := self._match(_UNTIL, at):
            for clock, clock_at in self._clocks(until.end()):
                yield clock, None, clock_at
            for day, day_at in self._days(until.end()):
                for clock, clock_at in self._clocks(day_at):
                    yield clock, day, clock_at
        if lasting := self._match(_LASTING, at):
            for span, span_at in self._spans(lasting.end()):
                yield span, None, span_at
        yield None, None, at

    def _open(self, at: int) -> bool:
        """Whether the text stops right behind the word or dash for until."""
        until = self._match(_UNTIL, at)
        return until is not None and self._ends(until.end())


def _no_clock() -> Unfinished:
    return Unfinished(say("The time of day is missing; write for example tomorrow 10-11:30"))


def _no_end() -> Unfinished:
    return Unfinished(say("The end is missing; write for example 14-15:30"))
