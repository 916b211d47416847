"""How a text can be read as a time: what it may mean, before clocks and calendars are asked.

A text often allows several readings: 14.10 is a day and a time of day, ``to`` is Thursday, two,
and English for until. Each method takes a position and yields what may stand there, with the
position behind it, the likelier first; a reading counts if it takes the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR
from glimt_tui.screen import when_words as words
from glimt_tui.screen.when_words import any_of

HALF_DAY, WHOLE_DAY = 720, 1440
#: A day without a year is the next that comes, or was up to this long ago.
_BACK = timedelta(days=62)
#: Spoken times say nothing of morning or afternoon; they are taken from 08:00 to 20:00.
_FROM = 480


class Span(Struct, frozen=True):
    """How long: in days by the calendar, or in minutes by the clock."""

    days: int = 0
    minutes: int = 0


class Day(Struct, frozen=True):
    """A day, or what is wrong with it; one that only its weekday names may be weeks later."""

    on: date | None
    wrong: Message | None = None
    floats: bool = False


class Clock(Struct, frozen=True):
    """A time of day in minutes; whether it was said with am or pm, or may lack it."""

    minutes: int
    found: str
    half_said: bool = False
    half_open: bool = False
    spoken: bool = False


class Slot(Struct, frozen=True):
    """A day and a time of day, and when it ends."""

    day: Day | None
    start: Clock
    end: Clock | Span | None = None
    end_day: Day | None = None


class FromNow(Struct, frozen=True):
    """So long from now, and when it ends."""

    ahead: Span
    end: Clock | Span | None = None


class Shift(Struct, frozen=True):
    """So much later than what was there before."""

    by: Span
    found: str


class Stamps(Struct, frozen=True):
    """Start and end as computers write them."""

    start: str
    end: str | None = None


class Unfinished(Struct, frozen=True):
    """Something that only lacks its end."""

    lacks: Message


Phrase = Slot | FromNow | Shift | Stamps | Unfinished


def _expression(text: str) -> re.Pattern[str]:
    return re.compile(" *" + text, re.ASCII)


_END = _expression("$")
_RELATIVE = _expression(f"({any_of(words.RELATIVE)})")
_WEEKDAY = _expression(
    f"(?:({any_of(words.WEEK_OF)}) |(?:forstkommende|kommende|coming|denne|this|pa|on) |)"
    rf"({any_of(words.WEEKDAYS)})\.?"
)
_WEEK = _expression(f"({any_of(words.WEEKS)})")
_AHEAD = _expression("(?:om|in)(?![a-z])")
_NOW = _expression("(?:na|naa|now)(?![a-z])")
_MONTH = any_of(words.MONTHS) + r"\.?"
_ISO_DAY = _expression(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_DAY_MONTH = tuple(
    _expression(r"(?:(?:den|the) )?" + text)
    for text in (
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d)(?!\d)",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}|\d\d)(?!\d)",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?!\d)",
        r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?![\d.]*\d)",
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?(?P<name>{_MONTH})",
        rf"(?P<name>{_MONTH}) ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\.?\d|:)",
    )
)
_ONLY_DAY = _expression(r"(?:den|the) (?P<day>\d{1,2})(?:\.|st|nd|rd|th)?(?![\d.:/])")
_YEAR = _expression(r"(\d{4})(?!\d)")
_AT = _expression(r"(?:kl(?:okk(?:a|en))?\.?|at|fra|from)(?![a-z])")
_DIGITS = _expression(r"(?:(\d{1,2})(?:[:.](\d\d))?|(\d{1,2})(\d\d))(?!\d)")
_HALF_OF_DAY = _expression(r"([ap])\.?m(?:\.|(?![a-z]))")
_ISO_TO_COME = re.compile(r"\d{4}-\d{1,2}(?:-|$)", re.ASCII)
_HOUR = _expression(rf"(?:({any_of(words.HOURS)})|(\d{{1,2}})(?![\d.:]*\d))")
_NAMED = _expression(f"({any_of(words.NAMED)})")
_HALF_TO = _expression("halv(?![a-z])")
_HALF_PAST = _expression("half(?: past)?(?![a-z])")
_QUARTER = _expression(
    "(?:a )?(?:kvart|kvarter|quarter) (over|past|after|pa|for|to|before)(?![a-z])"
)
_SOME = _expression(
    "(fem|five|ti|ten|tjue|twenty|[0-9]{1,2})(?: minut(?:ter|tar|es)| min)?"
    " (over|past|pa)(?![a-z])(?:( halv)(?![a-z]))?"
)
_SOME_MINUTES = {"fem": 5, "five": 5, "ti": 10, "ten": 10, "tjue": 20, "twenty": 20}
_PAST = frozenset({"over", "past", "after"})
_UNTIL = _expression("(?:-|(?:til|to|until|till)(?![a-z]))")
_LASTING = _expression(r"(?:\+|(?:i|for|in)(?![a-z])|)")
_SPAN = _expression(
    rf"(?:(\d{{1,3}}(?:[.,]\d)?)|({any_of(words.AMOUNTS)})) ?"
    rf"({any_of([*words.MINUTES, *words.DAYS])})"
)
_SIGN = _expression(r"([+-])")
_STAMP = _expression(
    r"(\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:z|[+-]\d\d:?\d\d)?)(?![\d:.])"
)


class Reading:
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
        elif ahead := self._match(_AHEAD, 0):
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

    # Days -------------------------------------------------------------------------------

    def _days(self, at: int, *, behind: bool = False) -> Iterator[tuple[Day, int]]:
        if found := self._match(_RELATIVE, at):
            yield Day(self.today + timedelta(days=words.RELATIVE[found[1]])), found.end()
        yield from self._weekdays(at, behind=behind)
        yield from self._dates(at)
        if ahead := self._match(_AHEAD, at):
            for span, end in self._spans(ahead.end()):
                if span.days:
                    yield Day(self.today + timedelta(days=span.days)), end
        if week := self._match(_WEEK, at):
            for which, name, end in self._weekday_words(week.end()):
                if which is None:
                    yield self._in_week(words.WEEKS[week[1]], words.WEEKDAYS[name]), end

    def _weekday_words(self, at: int) -> Iterator[tuple[str | None, str, int]]:
        if found := self._match(_WEEKDAY, at):
            yield found[1], found[2], found.end()

    def _weekdays(self, at: int, *, behind: bool) -> Iterator[tuple[Day, int]]:
        for which, name, end in self._weekday_words(at):
            if behind and name in words.NOT_BEHIND:
                continue
            weekday = words.WEEKDAYS[name]
            coming = self.today + timedelta(days=(weekday - self.today.weekday()) % 7)
            if which is None:
                for day, day_end in self._dates(end):
                    yield self._agreeing(day, weekday, name), day_end
                if week := self._match(_WEEK, end):
                    yield self._in_week(words.WEEKS[week[1]], weekday), week.end()
                if ahead := self._match(_AHEAD, end):
                    for span, span_end in self._spans(ahead.end()):
                        if span.days and span.days % 7 == 0:
                            yield Day(coming + timedelta(days=span.days)), span_end
                yield Day(coming, floats=True), end
            elif words.WEEK_OF[which] > 0:
                yield self._in_week(1, weekday), end
            else:
                yield Day(coming - timedelta(days=7)), end

    def _in_week(self, weeks: int, weekday: int) -> Day:
        monday = self.today - timedelta(days=self.today.weekday())
        return Day(monday + timedelta(days=7 * weeks + weekday))

    @staticmethod
    def _agreeing(day: Day, weekday: int, name: str) -> Day:
        if day.on is None or day.on.weekday() == weekday:
            return day
        return Day(
            None,
            say(
                "{date} is another day of the week than {found}; write only one of them,"
                " for example Thursday 14-15:30",
                date=day.on,
                found=quoted(name),
            ),
        )

    def _dates(self, at: int) -> Iterator[tuple[Day, int]]:
        if iso := self._match(_ISO_DAY, at):
            yield self._date(iso, int(iso["year"])), iso.end()
        for expression in _DAY_MONTH:
            found = self._match(expression, at)
            if found is None:
                continue
            said = found.groupdict().get("year")
            if said:
                yield self._date(found, int(said) + (2000 if len(said) == 2 else 0)), found.end()
            else:
                yield from self._dates_without_year(found)
        if found := self._match(_ONLY_DAY, at):
            yield self._day_of_month(found), found.end()

    def _dates_without_year(self, found: re.Match[str]) -> Iterator[tuple[Day, int]]:
        """A day and a month; four digits behind may be a year, or a time."""
        year = self._match(_YEAR, found.end())
        if year:
            yield self._date(found, int(year[1])), year.end()
            if self._ends(year.end()) and self._near(int(year[1])):
                return
        yield self._date(found, None), found.end()

    def _near(self, year: int) -> bool:
        return abs(year - self.today.year) <= 1

    def _date(self, found: re.Match[str], year: int | None) -> Day:
        groups, day = found.groupdict(), int(found["day"])
        name = groups.get("name")
        month = words.MONTHS[name.rstrip(".")] if name else int(found["month"])
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            return Day(None, too_far(self._cut(found)))
        oldest = self.today - _BACK
        years = (oldest.year, oldest.year + 1) if year is None else (year,)
        for each in years:
            try:
                on = date(each, month, day)
            except ValueError:
                continue
            if year is not None or oldest <= on:
                return Day(on)
        return self._no_day(found)

    def _day_of_month(self, found: re.Match[str]) -> Day:
        """The next day with this number, in this month or in one that has it."""
        year, month, day = self.today.year, self.today.month, int(found["day"])
        for _ in range(3):
            try:
                on = date(year, month, day)
            except ValueError:
                pass
            else:
                if on >= self.today:
                    return Day(on)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return self._no_day(found)

    def _no_day(self, found: re.Match[str]) -> Day:
        return Day(None, no_day(self._cut(found)))

    # Times of day -----------------------------------------------------------------------

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

    # How long ---------------------------------------------------------------------------

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

    # The text ---------------------------------------------------------------------------

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


def too_far(found: object) -> Message:
    """What to say of a year that is no year to book in."""
    return say(
        "Found {found}; only the years {first} to {last} are allowed",
        found=quoted(found),
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )


def no_day(found: str) -> Message:
    """What to say of a day that no calendar holds."""
    return say("There is no day {found}; write for example 14 January 13:00", found=quoted(found))


def _no_clock() -> Unfinished:
    return Unfinished(say("The time of day is missing; write for example tomorrow 10-11:30"))


def _no_end() -> Unfinished:
    return Unfinished(say("The end is missing; write for example 14-15:30"))
