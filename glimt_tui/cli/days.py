"""The days that options name, as they are written: 2021-01-31, or as staff write it, 31.1.2021."""

from __future__ import annotations

import argparse
import re
from datetime import date

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
#: As the date field of the screen reads it; a year of two digits is of this century.
_NORWEGIAN = re.compile(r"(?P<day>\d\d?)\. ?(?P<month>\d\d?)\. ?(?P<year>\d{4}|\d\d)", re.ASCII)


class Days(Struct, frozen=True):
    """The days that the options name; None where they name none."""

    known_at: date | None = None
    date_from: date | None = None
    date_to: date | None = None
    #: the day that the screen takes for today
    today: date | None = None
    #: the day that is printed
    day: date | None = None
    #: the last day on which a message is shown
    until: date | None = None


#: Each option that takes a day, as it is written.
_DAY_OPTIONS = {
    "known_at": "--known-at",
    "date_from": "--from",
    "date_to": "--to",
    "today": "--today",
    "day": "--day",
    "until": "--until",
}


def days_of(args: argparse.Namespace) -> Days:
    """The days of the options; raises InputError with every one that is none."""
    problems, days = [], {}
    for name, option in _DAY_OPTIONS.items():
        text = getattr(args, name, None)
        if text is None:
            continue
        days[name] = read_day(text)
        if days[name] is None:
            problems.append(Problem(message=no_day(text), where=option))
    found = Days(**days)
    if found.date_from and found.date_to and found.date_from > found.date_to:
        message = say("it lies before the day that --from names")
        problems.append(Problem(message=message, where="--to"))
    if problems:
        raise InputError(problems)
    return found


def read_day(text: str) -> date | None:
    """The day that a text names; None where it is none, or lies outside the years of plans."""
    found = _ISO.fullmatch(text) or _NORWEGIAN.fullmatch(text)
    if found is None:
        return None
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        on = date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return on if FIRST_YEAR <= on.year <= LAST_YEAR else None


def no_day(text: str) -> Message:
    """Why a text is refused where a day is wanted."""
    return say("{found} is no day; write it as 2021-01-31 or 31.1.2021", found=quoted(text))
