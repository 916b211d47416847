"""What the centre's day holds beside the plan: series, loans, calls, notices, languages.

None of these is part of a plan document, and no rule judges them: a series stands in the plan by
the bookings that it has made. They name people under the same keys as the plan does, so that
whoever is erased is found in them, too.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from msgspec import Meta, Struct

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Purpose, Setting, VisitKind

#: What may stand in a text that somebody writes: as long as those of a plan.
Text = Annotated[str, Meta(max_length=200)]

#: What became of a call: spoken with, not reached, or put off without having been tried; or what
#: is no call: that somebody is missing, or used to come and is missed from ``again_on`` on.
Outcome = Literal["reached", "no_answer", "put_off", "missing", "expected"]
OUTCOMES: tuple[Outcome, ...] = ("reached", "no_answer", "put_off", "missing", "expected")
#: Those that no call has.
NO_CALL: frozenset[Outcome] = frozenset({"missing", "expected"})

#: The languages that staff can send words in.
SpokenLanguage = Literal["nb", "en"]


class Series(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bookings that come back: on the weekday of ``first``, every so many weeks, through ``last``.

    Each is a booking of its own, called ``<id>.<day>`` after the day for which the series made
    it: it keeps that id when it is moved, and is judged by the rules of the day on which it is.
    """

    id: str
    first: date
    last: date
    weeks: Annotated[int, Meta(ge=1, le=8)] = 1
    #: the local time at which each begins, and for how many minutes it lasts
    starts: time
    minutes: Annotated[int, Meta(ge=1, le=1440)]
    #: days on which it would have come, and does not
    skipped: tuple[date, ...] = ()
    title: Text | None = None
    kind: VisitKind = "activity"
    setting: Setting = "centre"
    room: str | None = None
    people: tuple[str, ...]
    host: str | None = None
    equipment: tuple[str, ...] = ()
    public: bool = False
    link: Text | None = None
    masks: bool | None = None
    distance_m: Annotated[float, Meta(ge=0)] | None = None
    purpose: Purpose | None = None
    booked_at: Moment | None = None


class Loan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A thing in somebody's hands, from when it was handed out until it was back and washed."""

    id: str
    thing: str
    #: who has it; None for somebody who was erased
    person: str | None = None
    out: Moment
    back: Moment | None = None
    washed: Moment | None = None


class Call(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That somebody was called, or is to be; the newest one says how things stand with them."""

    id: str
    person: str
    at: Moment
    #: who called, by the name that the journal gives
    by: Text
    outcome: Outcome
    #: the day on which to call again
    again_on: date | None = None
    #: a few words for whoever calls next, and the last day on which they may be read
    note: Text | None = None
    note_until: date | None = None


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message for the next shift."""

    id: str
    text: Text
    by: Text
    at: Moment
    #: the last day on which it is shown
    until: date


class Language(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which language somebody gets the words that are sent to them; called as the person is."""

    id: str
    person: str
    language: SpokenLanguage
