"""What series are told as, on the screen and by the commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from glimt_rules.message import Bilingual, Message, WithWeekday, count, say
from glimt_rules.texts import WEEKDAYS
from glimt_tui.desk.series.changing import to_come
from glimt_tui.desk.series.days import left_out
from glimt_tui.desk.series.outlook import Carry, Fate, Outlook
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Series
from glimt_tui.store.days import clock

_RHYTHMS: Mapping[int, Message] = {1: say("every week"), 2: say("every other week")}

#: What becomes of a day, in a word or two; what is made as it was asked for needs none.
FATES: Mapping[Fate, Message] = {
    "changed": say("changed"),
    "same": say("as it is already"),
    "cancelled": say("called off"),
    "taken_out": say("taken out"),
    "broken": say("skipped"),
    "impossible": say("skipped"),
}
_MADE = say("made")
#: What becomes of a booking that is there already, and cannot take a change.
STAYS = say("stays as it is")


def rhythm(weeks: int) -> Message:
    """How often a series comes."""
    return _RHYTHMS.get(weeks) or say("every {weeks} weeks", weeks=weeks)


def weekday(day: date) -> Bilingual:
    """The day of the week."""
    return Bilingual(nb=WEEKDAYS["nb"][day.weekday()], en=WEEKDAYS["en"][day.weekday()])


def words_of(series: Series) -> Message:
    """How often, on which weekday, at what time, and until when a series comes."""
    end = datetime.combine(series.first, series.starts) + timedelta(minutes=series.minutes)
    return say(
        "{rhythm} on {weekday} at {start}–{end}, through {last}",
        rhythm=rhythm(series.weeks),
        weekday=weekday(series.first),
        start=series.starts,
        end=end.time(),
        last=series.last,
    )


def summary(found: Outlook) -> Iterator[Message]:
    """How many bookings are written, and how many are not, and why."""
    fates = Counter(day.fate for day in found.days)
    if fates["made"]:
        yield count("{n} booking is made", "{n} bookings are made", fates["made"])
    if fates["changed"]:
        yield count("{n} booking is changed", "{n} bookings are changed", fates["changed"])
    if fates["cancelled"]:
        yield count("{n} booking is called off", "{n} bookings are called off", fates["cancelled"])
    broken = fates["broken"]
    if broken and isinstance(found.asked, Carry):
        yield count(
            "{n} stays as it is: a rule is in the way",
            "{n} stay as they are: rules are in the way",
            broken,
        )
    elif broken:
        yield count(
            "{n} day is left out: a rule is in the way",
            "{n} days are left out: rules are in the way",
            broken,
        )


def listed(view: View, series: Series) -> Iterator[Message]:
    """What is told of a series in a list: when it comes, how many are left, and the next."""
    yield words_of(series)
    coming = to_come(view, series)
    if coming:
        start = min(visit.start for visit in coming.values())
        yield count(
            "{n} booking is to come, the next on {next}",
            "{n} bookings are to come, the next on {next}",
            len(coming),
            next=WithWeekday(clock(start, view.zone).date()),
        )
    else:
        yield say("nothing is to come any more")
    days = left_out(series, view.visits.values())
    if days:
        yield say("not on {days}", days=tuple(map(WithWeekday, days)))


def of_days(found: Outlook) -> Iterator[tuple[WithWeekday, list[object]]]:
    """What becomes of each day, and why where it is not as it was asked for."""
    for day in found.days:
        told: list[object] = [FATES.get(day.fate, _MADE)]
        if day.holiday is not None:
            told.append(day.holiday)
        told += dict.fromkeys(each.rule.title for each in day.broken)
        told += [each for each in (day.why, *day.notes) if each is not None]
        yield WithWeekday(day.day), told
