"""Times: moments in UTC, local clocks, and the calendar weeks of local days.

A plan's times are local unless they carry an offset. They are turned into moments in
UTC as they are read, so that comparing and subtracting them is always about elapsed
time: arithmetic inside one zone would ignore the clock change.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

#: Times outside these years are refused: a typing slip, and too near what dates can hold.
FIRST_YEAR, LAST_YEAR = 1900, 2199

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)


class Moment(datetime):
    """A point in time, always in UTC."""

    __slots__ = ("ticks",)

    #: microseconds since 1970: what the engine compares and subtracts
    ticks: int

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> int:
            """The ticks of a moment that somebody reckoned; they are found out when asked for."""
            if name != "ticks":
                raise AttributeError(name)
            self.ticks = _ticks(self)
            return self.ticks


#: Moments are counted in ticks, microseconds since 1970.
EPOCH, TICK = Moment(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class LocalTime(datetime):
    """A wall-clock time without a zone: when a rule set comes into force or ends."""

    __slots__ = ()


def parse_time(text: str) -> datetime:
    """Read an ISO 8601 time, with or without seconds, with or without an offset.

    Raises ValueError for anything else, and for dates that no calendar holds.
    """
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def to_moment(value: datetime, zone: ZoneInfo) -> tuple[Moment, bool]:
    """Turn a time into a moment; say whether it was a local time that comes twice.

    A local time that comes twice is the first. Raises LookupError for one that the
    clock change leaves out, and OverflowError for years that are not accepted.
    """
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise OverflowError(value.year)
    twice = False
    if value.tzinfo is None:
        first = value.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
        second = value.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
        if first < second:  # the clock was put forward over this time
            raise LookupError(value)
        twice = first > second
        offset = first
    else:
        offset = value.utcoffset() or timedelta()
        value = value.replace(tzinfo=None)
    utc = value - offset
    moment = Moment(
        utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, UTC
    )
    moment.ticks = _ticks(moment)
    return moment, twice


def to_local_time(value: date | datetime) -> LocalTime:
    """A date is its midnight; a time must not carry an offset (ValueError)."""
    if not isinstance(value, datetime):
        return LocalTime(value.year, value.month, value.day)
    if value.tzinfo is not None:
        raise ValueError(value)
    return LocalTime(value.year, value.month, value.day, value.hour, value.minute, value.second)


def _ticks(moment: datetime) -> int:
    """Microseconds since 1970 of a moment: what the engine compares and subtracts."""
    return (moment - EPOCH) // TICK


@lru_cache(maxsize=4096)
def local_ticks(value: datetime, zone: ZoneInfo) -> int:
    """The ticks at which a wall clock in the zone first shows this time, or passes it."""
    return _ticks(value.replace(tzinfo=zone, fold=0))


def day_ticks(day: date, zone: ZoneInfo) -> int:
    """The ticks of a local midnight."""
    return local_ticks(datetime.combine(day, time()), zone)


def iso_week(day: date) -> str:
    """The ISO week of a day: ``2020-W53``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def parse_week(text: str) -> date:
    """The Monday of an ISO week; ValueError where there is no such week."""
    match = _WEEK.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def is_iso_week(text: str) -> bool:
    """Whether this names an ISO week that exists."""
    try:
        parse_week(text)
    except ValueError:
        return False
    return True


def age_on(born: date, day: date) -> int:
    """Whole years on a day; who is born on 29 February has birthday on 1 March elsewhere."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
