"""Finding bookings by a few letters of what they are called, of who comes, or by the day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from glimt_rules.plan.model import Visit
from glimt_rules.terms import VISIT_KINDS
from glimt_rules.texts import WEEKDAYS
from glimt_tui.desk.view import View
from glimt_tui.screen.finding import LONGEST
from glimt_tui.screen.name_parts import parts_of, words_of
from glimt_tui.screen.words import Words

#: How far from today bookings are looked for.
NEAR = timedelta(days=28)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(?:(\d{4}))?", re.ASCII)
_NAMED_DAYS = {
    "i dag": 0, "idag": 0, "today": 0,
    "i morgen": 1, "imorgen": 1, "tomorrow": 1,
    "i går": -1, "igår": -1, "yesterday": -1,
}  # fmt: skip


class _Entry(Struct, frozen=True):
    visit: Visit
    day: date
    #: the words of what it is called and where, each after a blank
    called: str
    #: the words of the names of those who come
    people: str


class BookingFinder:
    """The bookings about a view's day, prepared for being found."""

    def __init__(self, view: View, words: Words) -> None:
        self._today, self._now = view.today, view.now
        names = {id_: words_of(person.label) for id_, person in view.people.items()}
        kinds = {kind: words_of(words(message)) for kind, message in VISIT_KINDS.items()}
        rooms = {room.id: words_of(room.name or room.id) for room in view.plan.rooms}
        self._entries = []
        for visit in view.visits.values():
            day = view.day_of(visit)
            if abs(day - view.today) <= NEAR:
                called = words_of(visit.title or "") + kinds[visit.kind]
                people = "".join(names.get(id_, "") for id_ in visit.people)
                called += rooms.get(visit.room or "", "")
                self._entries.append(_Entry(visit, day, called, people))

    def find(self, query: str, *, most: int = 12) -> list[Visit]:
        """The bookings that every word fits, the best first; of equals, the next to come."""
        days, letters = _asked(query[:LONGEST], self._today)
        if not days and not letters:
            return []
        found = []
        for entry in self._entries:
            if days and not any(_on(entry.day, day) for day in days):
                continue
            worst = max((_fit(entry, word) for word in letters), default=0)
            if worst < _NOT:
                over = entry.visit.end <= self._now
                apart = abs((entry.visit.start - self._now).total_seconds())
                found.append((worst, over, apart, entry.visit.id, entry.visit))
        return [visit for *_, visit in sorted(found, key=lambda each: each[:4])[:most]]


_NOT = 3


def _fit(entry: _Entry, word: str) -> int:
    """How well a word fits, 0 the best: it begins a word of the title, of a name, or is within."""
    if f" {word}" in entry.called:
        return 0
    if f" {word}" in entry.people:
        return 1
    if len(word) > 1 and (word in entry.called or word in entry.people):
        return 2
    return _NOT


#: A day of the week, or one of the calendar.
_Day = int | date


def _on(day: date, asked: _Day) -> bool:
    return day == asked if isinstance(asked, date) else day.weekday() == asked


def _asked(query: str, today: date) -> tuple[list[_Day], list[str]]:
    """The days that a query names, and the words that are left."""
    days: list[_Day] = []
    rest = query.casefold()
    for name, apart in _NAMED_DAYS.items():
        if re.search(rf"(?<!\w){name}(?!\w)", rest):
            days.append(today + timedelta(days=apart))
            rest = re.sub(rf"(?<!\w){name}(?!\w)", " ", rest)
    left = []
    for word in rest.split():
        day: _Day | None = _calendar_day(word, today)
        if day is None:
            day = _weekday(word)
        if day is None:
            left.append(word)
        else:
            days.append(day)
    return days, [part.letters for part in parts_of(" ".join(left)) if part.letters]


def _calendar_day(word: str, today: date) -> date | None:
    """The day that ``14.1.`` means: the nearest, unless a year is told."""
    match = _DAY.fullmatch(word)
    if match is None:
        return None
    years: Iterable[int] = [today.year - 1, today.year, today.year + 1]
    if match[3]:
        years = [int(match[3])]
    found = []
    for year in years:
        try:
            found.append(datetime.combine(date(year, int(match[2]), int(match[1])), time()).date())
        except ValueError:
            continue
    return min(found, key=lambda day: abs(day - today), default=None)


def _weekday(word: str) -> int | None:
    """The day of the week whose whole name this is; shorter ones may begin somebody's name."""
    for names in WEEKDAYS.values():
        for number, name in enumerate(names):
            if word == name.casefold():
                return number
    return None
