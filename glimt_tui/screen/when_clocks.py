"""Times of day as people tell them: 14, 14.30, 2pm, half past two, halv tre, kvart over tre."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from glimt_tui.screen import when_words as words
from glimt_tui.screen.when_terms import HALF_DAY, WHOLE_DAY, Clock
from glimt_tui.screen.when_text import Text, expression
from glimt_tui.screen.when_words import any_of

#: Spoken times say nothing of morning or afternoon; they are taken from 08:00 to 20:00.
_FROM = 480
_AT = expression(r"(?:kl(?:okk(?:a|en))?\.?|at|fra|from)(?![a-z])")
_DIGITS = expression(r"(?:(\d{1,2})(?:[:.](\d\d))?|(\d{1,2})(\d\d))(?!\d)")
_HALF_OF_DAY = expression(r"([ap])\.?m(?:\.|(?![a-z]))")
_ISO_TO_COME = re.compile(r"\d{4}-\d{1,2}(?:-|$)", re.ASCII)
_HOUR = expression(rf"(?:({any_of(words.HOURS)})|(\d{{1,2}})(?![\d.:]*\d))")
_NAMED = expression(f"({any_of(words.NAMED)})")
_HALF_TO = expression("halv(?![a-z])")
_HALF_PAST = expression("half(?: past)?(?![a-z])")
_QUARTER = expression(
    "(?:a )?(?:kvart|kvarter|quarter) (over|past|after|pa|for|to|before)(?![a-z])"
)
_SOME = expression(
    "(fem|five|ti|ten|tjue|twenty|[0-9]{1,2})(?: minut(?:ter|tar|es)| min)?"
    " (over|past|pa)(?![a-z])(?:( halv)(?![a-z]))?"
)
_SOME_MINUTES = {"fem": 5, "five": 5, "ti": 10, "ten": 10, "tjue": 20, "twenty": 20}
_PAST = frozenset({"over", "past", "after"})


class Clocks(Text):
    """What of a text may be a time of day."""

    def _clocks(self, at: int) -> Iterator[tuple[Clock, int]]:
        if found := self._match(_AT, at):
            for clock, end in self._clocks_only(found.end()):
                yield replace(clock, found=self._between(at, end)), end
            return
        yield from self._clocks_only(at)

    def _clocks_only(self, at: int) -> Iterator[tuple[Clock, int]]:
        yield from self._spoken(at)
        if named := self._match(_NAMED, at):
            yield Clock(words.NAMED[named[1]], named[1]), named.end()
        digits = self._match(_DIGITS, at)
        if digits is None or self._is_year(digits):
            return
        hour, minute = int(digits[1] or digits[3]), int(digits[2] or digits[4] or 0)
        minutes = hour * 60 + minute if minute < 60 and hour <= 24 else WHOLE_DAY + 1
        half = self._match(_HALF_OF_DAY, digits.end())
        if half:
            if not 1 <= hour <= 12:
                minutes = WHOLE_DAY + 1
            elif minutes <= WHOLE_DAY:
                minutes = minutes % HALF_DAY + (HALF_DAY if half[1] == "p" else 0)
            end = half.end()
            yield Clock(minutes, self._between(at, end), half_said=True), end
            return
        end, either = digits.end(), 1 <= hour <= 12 and minutes <= WHOLE_DAY
        yield Clock(minutes, self._between(at, end), half_open=either), end

    def _is_year(self, digits: re.Match[str]) -> bool:
        """Whether four digits are where a day such as 2021-01-14 begins."""
        start = digits.start(3)
        if start < 0 or not _ISO_TO_COME.match(self.text, start):
            return False
        return self._near(int(digits[3] + digits[4]))

    def _spoken(self, at: int) -> Iterator[tuple[Clock, int]]:
        """Times in words; without a word at all it is no spoken time."""
        for shift, hour_at in self._shifts(at):
            hour = self._match(_HOUR, hour_at)
            if hour is None or (shift is None and not hour[1]):
                continue
            n = words.HOURS[hour[1]] if hour[1] else int(hour[2])
            minutes, end = n * 60 + (shift or 0), hour.end()
            if n > 24:
                yield Clock(WHOLE_DAY + 1, self._between(at, end)), end
            elif half := self._match(_HALF_OF_DAY, end):
                minutes = minutes % HALF_DAY + (HALF_DAY if half[1] == "p" else 0)
                end = half.end()
                yield Clock(minutes, self._between(at, end), half_said=True), end
            elif n > 12 or n == 0:
                yield Clock(minutes % WHOLE_DAY, self._between(at, end)), end
            else:
                minutes = (minutes - _FROM) % HALF_DAY + _FROM
                yield Clock(minutes, self._between(at, end), spoken=True), end

    def _shifts(self, at: int) -> Iterator[tuple[int | None, int]]:
        """How far from the hour that follows: half an hour before, a quarter past, not at all."""
        if found := self._match(_HALF_TO, at):
            yield -30, found.end()
        if found := self._match(_HALF_PAST, at):
            yield 30, found.end()
        if found := self._match(_QUARTER, at):
            yield (15 if found[1] in _PAST else -15), found.end()
        if found := self._match(_SOME, at):
            n = _SOME_MINUTES.get(found[1]) or int(found[1])
            if 0 < n < 30:
                yield (n if found[2] in _PAST else -n) - (30 if found[3] else 0), found.end()
        yield None, at
