"""Opening hours: no rule, but worth a word where somebody books outside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import WEEKDAYS, Centre

#: From a moment until another, which does not belong to it.
Stretch = tuple[Moment, Moment]


def hours_on(centre: Centre, day: date) -> tuple[str, ...]:
    """The opening hours of a day as they are written, ``10:00-17:00``; none where it is closed."""
    hours: tuple[str, ...] = getattr(centre.opening_hours, WEEKDAYS[day.weekday()])
    return hours


def open_times(centre: Centre, start: Moment, end: Moment, zone: ZoneInfo) -> list[Stretch]:
    """When the centre is open on the local days from one moment to another, by time."""
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sorted(
        (_moment(day, text[:5], zone), _moment(day, text[-5:], zone))
        for day in days
        for text in hours_on(centre, day)
    )


def gaps(start: Moment, end: Moment, covered: Iterable[Stretch]) -> list[Stretch]:
    """What of a time nothing covers; ``covered`` comes by its beginnings, and may overlap."""
    found = []
    for first, last in covered:
        if first >= end:
            break
        if first > start:
            found.append((start, first))
        start = max(start, last)
    if start < end:
        found.append((start, end))
    return found


def outside_hours(centre: Centre, start: Moment, end: Moment, zone: ZoneInfo) -> Message | None:
    """That the centre is not open all that time; None where it is."""
    if not gaps(start, end, open_times(centre, start, end, zone)):
        return None
    hours: Sequence[str] = hours_on(centre, start.astimezone(zone).date())
    if not hours:
        return say("the centre is closed on that day")
    told = ", ".join(span.replace("-", "–") for span in hours)
    return say("outside the opening hours, {hours}", hours=told)


def _moment(day: date, text: str, zone: ZoneInfo) -> Moment:
    """The moment at which the local clock shows a time of a day; 24:00 ends the day."""
    minutes = timedelta(hours=int(text[:2]), minutes=int(text[3:]))
    utc = (datetime.combine(day, time(), zone) + minutes).astimezone(UTC)
    return Moment.combine(utc.date(), utc.time(), UTC)
