"""The days of a week, and the times at which something may lie within stretches of hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment
from glimt_rules.plan.model import WEEKDAYS

#: A stretch of a day, in minutes after midnight by the clock.
Stretch = tuple[int, int]

_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_PREFERENCE = re.compile(rf"({'|'.join(WEEKDAYS)})|(?:({'|'.join(WEEKDAYS)}) )?{_CLOCK}", re.ASCII)


def days_of(monday: date) -> list[date]:
    """The seven days of the week that begins on a Monday."""
    return [monday + timedelta(days=n) for n in range(7)]


@lru_cache(maxsize=16384)
def at(day: date, minute: int, zone: ZoneInfo) -> Moment:
    """The moment at which the clock of a day shows so many minutes after midnight."""
    clock = time(minute // 60 % 24, minute % 60)
    local = datetime.combine(day + timedelta(days=minute // (24 * 60)), clock, zone)
    utc = local.astimezone(UTC)
    return Moment.combine(utc.date(), utc.time(), UTC)


def preference(text: str) -> tuple[int | None, int | None] | None:
    """What a preference names: the day's number from Monday, the minutes after midnight, or both.

    None where the text is none: "tue", "13:00" and "tue 13:00" are.
    """
    match = _PREFERENCE.fullmatch(text)
    if match is None:
        return None
    day = match[1] or match[2]
    minute = None if match[3] is None else 60 * int(match[3]) + int(match[4])
    return (WEEKDAYS.index(day) if day else None), minute


def stretches(texts: Iterable[str]) -> list[Stretch]:
    """Stretches as documents write them ("10:00-17:00"), in order; empty ones are left out."""
    found = []
    for text in texts:
        first, last = (
            60 * int(hour) + int(minute)
            for hour, _, minute in (clock.partition(":") for clock in text.split("-"))
        )
        if first < last:
            found.append((first, last))
    return sorted(found)


def within(some: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """The stretches that lie in both."""
    others = list(others)
    return [
        (max(first, other_first), min(last, other_last))
        for first, last in some
        for other_first, other_last in others
        if max(first, other_first) < min(last, other_last)
    ]


def starts(
    stretches: Iterable[Stretch], minutes: int, step: int, wanted: Iterable[int] = ()
) -> Iterator[int]:
    """When something of this length may start, in order: every ``step`` minutes, and as wanted."""
    found: set[int] = set()
    for first, last in stretches:
        found.update(range(-(-first // step) * step, last - minutes + 1, step))
        found.update(minute for minute in wanted if first <= minute <= last - minutes)
    return iter(sorted(found))
