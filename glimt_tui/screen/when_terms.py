"""What a text about a time may mean, before clocks and calendars are asked."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR

HALF_DAY, WHOLE_DAY = 720, 1440


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
