"""Making a series of bookings like one that is there, which becomes the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import structs

from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk.series.changing import is_to_come
from glimt_tui.desk.series.days import (
    LONGEST,
    booking_at,
    days_between,
    like,
    series_of,
    times_on,
    why_not_like,
)
from glimt_tui.desk.series.judging import Step, judged
from glimt_tui.desk.series.outlook import Make, Outlook, told, whole
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Series
from glimt_tui.store.records import Record


def why_not_repeat(view: View, there: Mapping[str, Record], visit: str) -> Message | None:
    """Why a booking cannot be repeated; None where it can."""
    found = view.visits.get(visit)
    if found is None:
        return say("this booking is not there any more")
    if found.status in NOT_LIVE:
        return say("what does not take place cannot be repeated")
    if series_of(visit, there) is not None:
        return say("this booking belongs to a series already")
    return why_not_like(found, view.zone)


def first_and_next(view: View, visit: Visit, weeks: int) -> tuple[date, bool]:
    """The first day of a series of such bookings, and whether that is the booking itself.

    What has begun stays as it is: then the first is the next day on which one is still to come.
    """
    day = view.day_of(visit)
    if is_to_come(view, visit):
        return day, True
    now = view.now.astimezone(view.zone)
    is_over_today = visit.start.astimezone(view.zone).time() <= now.time()
    step = timedelta(weeks=weeks)
    day += step
    while day < view.today or (day == view.today and is_over_today):
        day += step
    return day, False


def making(view: View, there: Mapping[str, Record], asked: Make) -> Outlook:
    """What making a series would do; see ``series.outlook``."""
    why_not = why_not_repeat(view, there, asked.visit)
    if why_not is not None:
        return Outlook(asked=asked, seq=view.seq, why_not=why_not)
    visit = view.visits[asked.visit]
    first, takes_along = first_and_next(view, visit, asked.weeks)
    if asked.last > first + LONGEST:
        why_not = say(
            "a series goes on for a year at most; that is until {day}", day=first + LONGEST
        )
    days = days_between(first, asked.last, asked.weeks) if why_not is None else []
    if why_not is None and len(days) < 1 + takes_along:
        why_not = say("nothing comes again until then")
    if why_not is not None:
        return Outlook(asked=asked, seq=view.seq, why_not=why_not)
    series = like(
        visit, view.zone, id_=asked.id, weeks=asked.weeks, first=first, last=asked.last,
        booked_at=view.now.replace(microsecond=0),
    )  # fmt: skip
    steps = [
        _made_on(view, series, day, visit if takes_along and day == first else None) for day in days
    ]
    found = judged(view, [step for step in steps if step.day not in asked.without])
    days_told = tuple(told(view, found, steps, taken_out=asked.without))
    made = [day.day for day in days_told if day.fate == "made"]
    if not made or (takes_along and made == [first]):
        return Outlook(
            asked=asked, seq=view.seq, days=days_told, why_not=say("no day is left to make it on")
        )
    skipped = [day for day in days if day > made[0] and day not in made]
    series = structs.replace(series, first=made[0], skipped=tuple(skipped))
    edit = structs.replace(found.edit, put=(series, *found.edit.put))
    return whole(view, asked, found, edit, days_told, after=series)


def _made_on(view: View, series: Series, day: date, old: Visit | None) -> Step:
    """The booking of a day; the one that it all began with keeps what is known of it."""
    times = times_on(series, day, view.zone)
    if isinstance(times, Message):
        return Step(day=day, why=times)
    new = booking_at(series, day, times)
    if old is not None:
        new = structs.replace(old, id=new.id)
    return Step(day=day, old=old, new=new)
