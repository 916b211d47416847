"""Days laid out in columns of a line: a week a column, or as many days as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from glimt_rules.texts import MONTHS, Language

_DAY = timedelta(days=1)


class Timescale:
    """The columns of a picture: each begins with a day, and holds ``step`` days."""

    def __init__(self, first: date, columns: int, step: int) -> None:
        self.step = timedelta(days=step)
        self.days = [first + n * self.step for n in range(columns)]

    @classmethod
    def within(cls, first: date, last: date, most: int) -> Timescale:
        """From one day to another, both included, in at most so many columns."""
        days = (last - first).days + 1
        step = max(1, -(-days // most))
        return cls(first, -(-days // step), step)

    @classmethod
    def of_weeks(cls, first: date, last: date) -> Timescale:
        """A column a week, from the Monday of a day to two weeks after another."""
        monday = first - first.weekday() * _DAY
        return cls(monday, (last - monday).days // 7 + 3, 7)

    @property
    def end(self) -> date:
        """The first day after the last column."""
        return self.days[-1] + self.step

    def column(self, day: date) -> int | None:
        """The column of a day; None where it lies outside."""
        place = (day - self.days[0]) // self.step
        return place if 0 <= place < len(self.days) else None

    def overlaps(self, place: int, first: datetime | None, last: datetime | None) -> bool:
        """Whether a time from a moment to just before another falls into a column."""
        begin = datetime.combine(self.days[place], time())
        return (first is None or first < begin + self.step) and (last is None or last > begin)

    def months(self, language: Language) -> str:
        """The names of the months above the columns in which they begin, where there is room."""
        names = [MONTHS[language][day.month - 1][:3] for day in self.days]
        return self._row(names, [(a.year, a.month) != (b.year, b.month) for a, b in self._pairs()])

    def years(self) -> str:
        """The years in the same way."""
        return self._row(
            [str(day.year) for day in self.days], [a.year != b.year for a, b in self._pairs()]
        )

    def _pairs(self) -> list[tuple[date, date]]:
        return list(pairwise(self.days))

    def _row(self, names: Sequence[str], turns: Sequence[bool]) -> str:
        starts = [0, *(n + 1 for n, turn in enumerate(turns) if turn)]
        row = ""
        for place, following in zip(starts, [*starts[1:], len(names) + 4], strict=True):
            if following - place > len(names[place]):
                row = row.ljust(place) + names[place]
        return row
