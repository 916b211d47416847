"""The days of a series, and the booking that it makes for each of them.

Times are those of the clock on the wall: a series at 13:00 is at 13:00 in summer and in winter,
and lasts as long as the clock says, so that what begins at 22:00 for ten hours ends at 08:00, also
in the night in which the clock changes. A time that the clock change leaves out is no time: that
day has no booking, and it is said why; nor has one on which an hour comes twice, so that it would
last longer than a booking may. A time that comes twice is the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment, to_moment
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk.decision import HAPPENED
from glimt_tui.store.daybook import Series
from glimt_tui.store.records import Record
from glimt_tui.store.repository import Reading

_MINUTE = timedelta(minutes=1)
#: A booking is a day long at most, by the clock and in hours.
_LONGEST = 1440
#: A series goes on for so long at most: whoever wants more of it says so again.
LONGEST = timedelta(days=366)

#: What a series says of its bookings besides their times: fields of the same names.
FIELDS = (
    "title",
    "kind",
    "setting",
    "room",
    "people",
    "host",
    "equipment",
    "public",
    "link",
    "masks",
    "distance_m",
    "purpose",
)

#: When a booking begins and ends.
Times = tuple[Moment, Moment]


# Days ------------------------------------------------------------------------------------


def days_of(series: Series) -> list[date]:
    """The days for which a series has a booking, in order."""
    return days_between(series.first, series.last, series.weeks, series.skipped)


def days_between(first: date, last: date, weeks: int, without: Collection[date] = ()) -> list[date]:
    """Every so many weeks from the first day through the last, but for some days."""
    from dateutil.rrule import WEEKLY, rrule

    start, end = (datetime.combine(day, time()) for day in (first, last))
    found = (each.date() for each in rrule(WEEKLY, interval=weeks, dtstart=start, until=end))
    return [day for day in found if day not in without]


# Ids -------------------------------------------------------------------------------------


def visit_id(series: str, day: date) -> str:
    """What the booking is called that a series has made for a day."""
    return f"{series}.{day.isoformat()}"


def made_for(visit: str) -> tuple[str, date] | None:
    """The series and the day in a booking's id; None where it is called otherwise.

    Other bookings may be called so as well: whether there is such a series is another question.
    """
    series, _, text = visit.rpartition(".")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return (series, day) if series and day.isoformat() == text else None


def series_there(reading: Reading) -> dict[str, Record]:
    """The records of all series, by id."""
    return {record.id: record for record in reading.all("series")}


def series_of(visit: str, there: Mapping[str, Record]) -> tuple[Series, date] | None:
    """The series that has made a booking, and for which day; None where none has."""
    made = made_for(visit)
    record = there.get(made[0]) if made is not None else None
    if made is None or record is None or not isinstance(record.value, Series):
        return None
    return record.value, made[1]


def bookings_of(series: Series, visits: Iterable[Visit]) -> dict[date, Visit]:
    """The bookings of a series among some, by the day that each was made for, in order."""
    made = ((made_for(visit.id), visit) for visit in visits)
    own = {known[1]: visit for known, visit in made if known is not None and known[0] == series.id}
    return dict(sorted(own.items()))


def left_out(series: Series, visits: Iterable[Visit]) -> list[date]:
    """The days that a series skips; not those whose booking among these was planned again."""
    there = bookings_of(series, visits)
    live = {day for day, visit in there.items() if visit.status not in NOT_LIVE}
    return [day for day in series.skipped if day not in live]


# Bookings --------------------------------------------------------------------------------


def times_on(series: Series, day: date, zone: ZoneInfo) -> Times | Message:
    """When the booking of a day begins and ends, or why there is no such time."""
    start = datetime.combine(day, series.starts)
    moments = []
    for local in (start, start + series.minutes * _MINUTE):
        try:
            moments.append(to_moment(local, zone)[0])
        except LookupError:
            return say("the clock is put forward over {time} on that day", time=local.time())
        except OverflowError:
            return say("no calendar here goes so far")
    if moments[1] - moments[0] > _LONGEST * _MINUTE:
        return say("the clock is put back meanwhile, and it would last longer than 24 hours")
    return moments[0], moments[1]


def booking_at(series: Series, day: date, times: Times) -> Visit:
    """The booking that a series makes for a day."""
    start, end = times
    values = {field: getattr(series, field) for field in FIELDS}
    id_ = visit_id(series.id, day)
    return Visit(id=id_, start=start, end=end, booked_at=series.booked_at, **values)


def like(
    visit: Visit,
    zone: ZoneInfo,
    *,
    id_: str,
    weeks: int,
    first: date,
    last: date,
    booked_at: Moment | None,
    skipped: Collection[date] = (),
) -> Series:
    """A series of bookings like one; see ``why_not_like``.

    What was recorded of masks and distance at a visit that has happened says nothing of the next.
    """
    start, end = (_wall(moment, zone) for moment in (visit.start, visit.end))
    values = {field: getattr(visit, field) for field in FIELDS}
    if visit.status in HAPPENED:
        values |= {"masks": None, "distance_m": None}
    return Series(
        id=id_,
        first=first,
        last=last,
        weeks=weeks,
        starts=start.time(),
        minutes=(end - start) // _MINUTE,
        skipped=tuple(sorted(skipped)),
        booked_at=booked_at,
        **values,
    )


def why_not_like(visit: Visit, zone: ZoneInfo) -> Message | None:
    """Why no series can have bookings like this one; None where one can."""
    lasts = _wall(visit.end, zone) - _wall(visit.start, zone)
    if lasts % _MINUTE or not 1 <= lasts // _MINUTE <= _LONGEST:
        return say("only a booking of whole minutes, a day at most by the clock, can be repeated")
    return None


def _wall(moment: Moment, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    local = moment.astimezone(zone)
    return datetime(*local.timetuple()[:6], local.microsecond)  # noqa: DTZ001 a clock's face
