"""Opening hours: no rule, but worth a word where somebody books outside them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import WEEKDAYS, Centre


def outside_hours(centre: Centre, start: Moment, end: Moment, zone: ZoneInfo) -> Message | None:
    """That the centre is not open all that time; None where it is."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    hours: tuple[str, ...] = getattr(centre.opening_hours, WEEKDAYS[first.weekday()])
    if not hours:
        return say("the centre is closed on that day")
    minutes = _minutes(first), _minutes(last, same_day=first)
    for span in hours:
        opens, closes = (_clock(text) for text in span.split("-"))
        if opens <= minutes[0] and minutes[1] <= closes:
            return None
    told = ", ".join(span.replace("-", "–") for span in hours)
    return say("outside the opening hours, {hours}", hours=told)


def _minutes(moment: datetime, same_day: datetime | None = None) -> int:
    minutes = moment.hour * 60 + moment.minute
    days = (moment.date() - same_day.date()).days if same_day else 0
    return minutes + days * 24 * 60


def _clock(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    return int(hour) * 60 + int(minute)
