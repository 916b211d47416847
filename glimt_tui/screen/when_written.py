"""Writing a time as somebody would type it, so that it is read as the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment
from glimt_rules.texts import MONTHS, WEEKDAYS, Language
from glimt_tui.screen.when import When, read_when

_DAY_WORDS = {
    "nb": {-1: "i går", 0: "i dag", 1: "i morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


def write_when(
    start: Moment, end: Moment, *, now: datetime, zone: ZoneInfo, language: Language
) -> str:
    """A time as somebody would type it, which ``read_when`` reads as the same at this ``now``."""
    meant = When(start, end)
    for text in _shortest_first(start, end, now, zone, language):
        if read_when(text, now=now, zone=zone) == meant:
            return text
    return f"{_stamp(start, zone)} - {_stamp(end, zone)}"


def _shortest_first(
    start: Moment, end: Moment, now: datetime, zone: ZoneInfo, language: Language
) -> Iterator[str]:
    today = now.astimezone(zone).date()
    first, last = start.astimezone(zone), end.astimezone(zone)
    midnight = (last.hour, last.minute) == (0, 0)
    hours = f"{_clock(first)}-{24 if midnight else _clock(last)}"
    dates = [
        (_date(first, language, year=year), _date(last, language, year=year))
        for year in (False, True)
    ]
    days = (first.date() - today).days
    if days in _DAY_WORDS[language]:
        yield f"{_DAY_WORDS[language][days]} {hours}"
    if 0 < days < 7:
        yield f"{WEEKDAYS[language][first.weekday()]} {hours}"
    for day, _ in dates:
        yield f"{day} {hours}"
    for day, last_day in dates:
        yield f"{day} {_clock(first)} - {last_day} {_clock(last)}"


def _clock(value: datetime) -> str:
    if value.minute:
        return f"{value.hour}:{value.minute:02d}"
    return str(value.hour or "00")


def _date(value: datetime, language: Language, *, year: bool) -> str:
    if language == "nb":
        return f"{value.day}.{value.month}." + (f"{value.year:04d}" if year else "")
    return f"{value.day} {MONTHS['en'][value.month - 1]}" + (f" {value.year}" if year else "")


def _stamp(moment: Moment, zone: ZoneInfo) -> str:
    """The moment with its offset from UTC, for what no shorter text says exactly."""
    local = moment.astimezone(zone)
    whole = not (local.utcoffset() or timedelta()) % timedelta(minutes=1)
    return (local if whole else moment).isoformat()
