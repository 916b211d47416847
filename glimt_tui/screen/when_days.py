"""Days as people name them: today, Thursday, 14.1., the 14th, in a week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from glimt_rules.documents.faults import quoted
from glimt_rules.message import say
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR
from glimt_tui.screen import when_words as words
from glimt_tui.screen.when_terms import Day, no_day, too_far
from glimt_tui.screen.when_text import AHEAD, Text, expression
from glimt_tui.screen.when_words import any_of

#: A day without a year is the next that comes, or was up to this long ago.
_BACK = timedelta(days=62)
_RELATIVE = expression(f"({any_of(words.RELATIVE)})")
_WEEKDAY = expression(
    f"(?:({any_of(words.WEEK_OF)}) |(?:forstkommende|kommende|coming|denne|this|pa|on) |)"
    rf"({any_of(words.WEEKDAYS)})\.?"
)
_WEEK = expression(f"({any_of(words.WEEKS)})")
_MONTH = any_of(words.MONTHS) + r"\.?"
_ISO_DAY = expression(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_DAY_MONTH = tuple(
    expression(r"(?:(?:den|the) )?" + text)
    for text in (
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d)(?!\d)",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}|\d\d)(?!\d)",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?!\d)",
        r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?![\d.]*\d)",
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?(?P<name>{_MONTH})",
        rf"(?P<name>{_MONTH}) ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\.?\d|:)",
    )
)
_ONLY_DAY = expression(r"(?:den|the) (?P<day>\d{1,2})(?:\.|st|nd|rd|th)?(?![\d.:/])")
_YEAR = expression(r"(\d{4})(?!\d)")


class Days(Text):
    """What of a text may be a day."""

    def _days(self, at: int, *, behind: bool = False) -> Iterator[tuple[Day, int]]:
        if found := self._match(_RELATIVE, at):
            yield Day(self.today + timedelta(days=words.RELATIVE[found[1]])), found.end()
        yield from self._weekdays(at, behind=behind)
        yield from self._dates(at)
        if ahead := self._match(AHEAD, at):
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
                if ahead := self._match(AHEAD, end):
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
        for pattern in _DAY_MONTH:
            found = self._match(pattern, at)
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
