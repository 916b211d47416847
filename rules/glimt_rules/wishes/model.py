"""The wishes document as typed, frozen values.

The field names are the document's keys; ``docs/plan-a-week.md`` describes them for people. The
people, rooms and things that it names are those of the plan that is given beside it.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Metres, OpeningHours, Purpose, Setting, Text

#: What a visit that is wished for may be: staff on duty is no wish.
WishKind = Literal["activity", "conversation", "support_contact", "private_gathering", "leisure"]
#: Who else is to be there, where nobody is named: nobody, any member of staff of the cohort, or
#: anybody of the cohort (staff, or who wishes for the same and for anybody's company, too).
Company = Literal["nobody", "staff", "anybody"]

MOST_TIMES = 7
MOST_IMPORTANT = 9
SHORTEST, LONGEST = 5, 24 * 60


class _Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A part of the wishes document."""


class Wish(_Value, frozen=True):
    """What somebody, or several together, would like to do that week."""

    id: str
    people: Annotated[tuple[str, ...], Meta(min_length=1)]
    company: Company | tuple[str, ...] = msgspec.field(name="with", default="nobody")
    times: Annotated[int, Meta(ge=1, le=MOST_TIMES)] = 1
    importance: Annotated[int, Meta(ge=1, le=MOST_IMPORTANT)] = 1
    minutes: Annotated[int, Meta(ge=SHORTEST, le=LONGEST)] = 60
    when: OpeningHours | None = None
    preferably: tuple[str, ...] = ()
    title: Text | None = None
    kind: WishKind = "activity"
    settings: Annotated[tuple[Setting, ...], Meta(min_length=1)] = ("centre",)
    rooms: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    host: str | None = None
    masks: bool | None = None
    distance_m: Metres | None = None
    purpose: Purpose | None = None
    assessed_at: Moment | None = None


class Wishes(_Value, frozen=True):
    """A whole wishes document: one week's wishes."""

    format: Literal[1]
    week: str
    wishes: Annotated[tuple[Wish, ...], Meta(min_length=1)]
    booked_at: Moment | None = None
