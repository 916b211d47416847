"""Times as people type them: ``to 14-15:30``, ``i morgen 10``, ``14.1. 13:00``, ``+1u``.

Norwegian and English are read side by side, whatever the language of the screen. Where a text
could mean several things:

- A weekday is the next one to come. Today counts as long as the start is still ahead: on a
  Thursday at 10, ``to 11`` is today and ``to 9`` is in a week. ``neste torsdag`` is the one in the
  next calendar week, ``forrige torsdag`` the last one before today, ``torsdag om en uke`` a week
  after the coming one.
- A day without a year is the next that comes, unless it was in the last two months.
- ``14.10`` is a day if a time follows, and a time otherwise.
- Digits are the 24-hour clock. Spoken times (``halv to``, ``kvart over tre``) lie between 08:00
  and 20:00.
- Without a day it is the day of the earlier time, or today.
- An end that is earlier on the clock is on the next day if it is midnight, or if the start is at
  16:00 or later and the end by 08:00. Otherwise it is taken for a slip.
- A local time that comes twice is the first; one that the clock change leaves out is refused.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment, parse_time, to_moment
from glimt_tui.screen.when_phrases import Reading
from glimt_tui.screen.when_terms import (
    HALF_DAY,
    WHOLE_DAY,
    Clock,
    Day,
    FromNow,
    Phrase,
    Shift,
    Slot,
    Span,
    Stamps,
    Unfinished,
    no_day,
    too_far,
)

HOUR = timedelta(hours=1)
#: Nobody types as much about a time; it is not looked at.
LONGEST = 120
#: Visits over midnight start in the evening and end in the morning.
_EVENING, _MORNING = 16 * 60, 8 * 60


class When(Struct, frozen=True):
    """A time that was understood."""

    start: Moment
    end: Moment


class _WrongError(Exception):
    """A reading that makes no sense, and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def read_when(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    length: timedelta = HOUR,
    previous: tuple[Moment, Moment] | None = None,
) -> When | Message:
    """Read a time, or say what was not understood.

    ``now`` carries its zone. A time without an end is as long as ``length``. ``previous`` is what
    ``+1d`` moves, and whose day a bare ``14-15`` is on.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    reading = Reading(text[:LONGEST], local.date())
    if not reading.text.strip():
        return say("Write when, for example tomorrow 10, Thursday 14-15:30 or 14 January 13:00")
    wrong: Message | None = None
    if len(text) <= LONGEST:
        meaning = _Meaning(now, local, zone, length, previous)
        for phrase in reading.phrases():
            try:
                return meaning(phrase)
            except _WrongError as error:
                wrong = wrong or error.message
    return wrong or say(
        "{found} was not understood;"
        " write for example tomorrow 10, Thursday 14-15:30 or 14 January 13:00",
        found=quoted(reading.rest),
    )


class _Meaning:
    """What phrases mean now, and here."""

    def __init__(
        self,
        now: datetime,
        local: datetime,
        zone: ZoneInfo,
        length: timedelta,
        previous: tuple[Moment, Moment] | None,
    ) -> None:
        self.now = now
        self.local = local
        self.zone = zone
        self.length = length
        self.previous = previous

    def __call__(self, phrase: Phrase) -> When:
        """Start and end; raises _WrongError."""
        match phrase:
            case Slot():
                return self._slot(phrase)
            case FromNow():
                return self._from_now(phrase)
            case Shift():
                return self._shifted(phrase)
            case Stamps():
                start = self._stamp(phrase.start)
                return self._visit(start, self._stamp(phrase.end) if phrase.end else None)
            case Unfinished():
                raise _WrongError(phrase.lacks)

    def _slot(self, slot: Slot) -> When:
        minutes = _in_half_of(slot.start, slot.end)
        if minutes >= WHOLE_DAY:
            raise _no_clock(slot.start)
        day = self._day(slot.day, minutes)
        start = self._moment(_at(day, minutes))
        if isinstance(slot.end, Clock):
            end_day = None if slot.end_day is None else self._end_day(slot.end_day, day)
            end = _end_after(day, minutes, slot.end, end_day, later=slot.start.half_said)
            return self._visit(start, self._moment(end))
        return self._visit(start, None, slot.end)

    def _from_now(self, phrase: FromNow) -> When:
        minute = self.now.astimezone(self.zone).replace(second=0, microsecond=0)
        start = self._later(self._moment(minute), timedelta(minutes=phrase.ahead.minutes))
        if isinstance(phrase.end, Clock):
            local = start.astimezone(self.zone)
            minutes = local.hour * 60 + local.minute
            end = _end_after(local.date(), minutes, phrase.end, None, later=False)
            return self._visit(start, self._moment(end))
        return self._visit(start, None, phrase.end)

    def _shifted(self, phrase: Shift) -> When:
        if self.previous is None:
            raise _WrongError(
                say(
                    "There is no earlier time that {found} could move;"
                    " write for example tomorrow 10-11:30",
                    found=quoted(phrase.found),
                )
            )
        start, end = (self._moved(moment, phrase.by) for moment in self.previous)
        return self._visit(start, end)

    def _visit(self, start: Moment, end: Moment | None, lasting: Span | None = None) -> When:
        if end is None:
            end = self._moved(start, lasting) if lasting else self._later(start, self.length)
        if end <= start:
            raise self._backwards(start, end)
        return When(start, end)

    def _backwards(self, start: datetime, end: datetime) -> _WrongError:
        return _backwards(
            start.astimezone(self.zone).replace(tzinfo=None),
            end.astimezone(self.zone).replace(tzinfo=None),
        )

    # Days -------------------------------------------------------------------------------

    def _day(self, day: Day | None, minutes: int) -> date:
        if day is None:
            if self.previous is None:
                return self.local.date()
            return self.previous[0].astimezone(self.zone).date()
        on = _existing(day)
        if day.floats and _at(on, minutes) <= self.local:
            on += timedelta(days=7)
        return on

    @staticmethod
    def _end_day(day: Day, start: date) -> date:
        """A weekday is the first one that is not before the start."""
        on = _existing(day)
        while day.floats and on < start:
            on += timedelta(days=7)
        return on

    # Moments ----------------------------------------------------------------------------

    def _moment(self, value: datetime) -> Moment:
        """The moment of a local time, as the plan document reads it."""
        try:
            return to_moment(value, self.zone)[0]
        except LookupError:
            raise _WrongError(
                say(
                    "There is no {found} in {zone}: the clock was put forward over it",
                    found=value,
                    zone=self.zone.key,
                )
            ) from None
        except OverflowError:
            raise _WrongError(too_far(value)) from None

    def _later(self, moment: Moment, by: timedelta) -> Moment:
        return self._moment((moment + by).astimezone(self.zone))

    def _moved(self, moment: Moment, by: Span) -> Moment:
        """By the clock for minutes and hours; days keep the time that the wall clock shows."""
        if not by.days:
            return self._later(moment, timedelta(minutes=by.minutes))
        local = moment.astimezone(self.zone).replace(tzinfo=None, fold=0)
        return self._moment(local + timedelta(days=by.days))

    def _stamp(self, text: str) -> Moment:
        try:
            value = parse_time(text)
        except ValueError:
            raise _WrongError(no_day(text)) from None
        return self._moment(value)


def _existing(day: Day) -> date:
    if day.on is None:
        raise _WrongError(day.wrong or no_day(""))
    return day.on


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _no_clock(clock: Clock) -> _WrongError:
    return _WrongError(
        say(
            "There is no time of day {found}; write for example 9:30 or 13-14:30",
            found=quoted(clock.found),
        )
    )


def _in_half_of(start: Clock, end: Clock | Span | None) -> int:
    """The start in minutes: in 1-2pm it is in the afternoon as well, in 10-2pm it is not."""
    if isinstance(end, Clock) and end.half_said and start.half_open:
        same = start.minutes % HALF_DAY + end.minutes // HALF_DAY * HALF_DAY
        if same < end.minutes:
            return same
    return start.minutes


def _end_after(day: date, start: int, end: Clock, end_day: date | None, *, later: bool) -> datetime:
    """The local end: on the day that was said, the start's, or where it makes sense the next."""
    minutes = end.minutes
    if minutes > WHOLE_DAY:
        raise _no_clock(end)
    if end_day is not None:
        return _at(end_day, minutes)
    if minutes <= start < minutes + HALF_DAY <= WHOLE_DAY and (
        end.spoken or (later and end.half_open)
    ):
        minutes += HALF_DAY  # ten till eight, 2pm-3
    if minutes <= start:
        if minutes and not (start >= _EVENING and minutes <= _MORNING):
            raise _backwards(_at(day, start), _at(day, minutes))
        day += timedelta(days=1)
    return _at(day, minutes)


def _backwards(start: datetime, end: datetime) -> _WrongError:
    days_apart = start.date() != end.date()
    return _WrongError(
        say(
            "The end, {end}, is not after the start, {start}; write for example 14-15:30 or 22-02",
            end=end if days_apart else end.time(),
            start=start if days_apart else start.time(),
        )
    )
