"""The plan document as typed, frozen values.

The field names are the document's keys; ``docs/plan.md`` describes them for people.
What a type cannot say (references, order of times, what goes with which setting) is
checked in ``glimt_rules.plan.check``.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from glimt_rules.moments import Moment

#: Larger figures are slips, and times would no longer hold that many minutes.
LARGEST_FIGURE = 1_000_000_000

Text = Annotated[str, Meta(max_length=200)]
Count = Annotated[int, Meta(ge=0, le=LARGEST_FIGURE)]
Capacity = Annotated[int, Meta(ge=1, le=LARGEST_FIGURE)]
Metres = Annotated[float, Meta(ge=0)]

Role = Literal["participant", "staff", "support_contact", "guest"]
VisitKind = Literal[
    "activity", "conversation", "support_contact", "private_gathering", "leisure", "shift"
]
Setting = Literal[
    "centre",
    "outdoors",
    "home",
    "cafe",
    "shopping_centre",
    "crowded_place",
    "other_indoors",
    "online",
    "phone",
]
Purpose = Literal["necessary_home_service", "end_of_life"]
Status = Literal["planned", "arrived", "done", "cancelled", "no_show"]

#: The settings in which nobody meets anybody in person.
REMOTE: frozenset[str] = frozenset({"online", "phone"})
#: The statuses of visits that do not take place.
NOT_LIVE: frozenset[str] = frozenset({"cancelled", "no_show"})

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_TIMEZONE = "Europe/Oslo"
DEFAULT_OPENING_HOURS = ("08:00-21:00",)


class _Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A part of the plan document."""


class OpeningHours(_Value, frozen=True):
    """When alternatives may lie; a day that is left out is closed."""

    mon: tuple[str, ...] = ()
    tue: tuple[str, ...] = ()
    wed: tuple[str, ...] = ()
    thu: tuple[str, ...] = ()
    fri: tuple[str, ...] = ()
    sat: tuple[str, ...] = ()
    sun: tuple[str, ...] = ()


EVERY_DAY = OpeningHours(**dict.fromkeys(WEEKDAYS, DEFAULT_OPENING_HOURS))


class Centre(_Value, frozen=True):
    """The centre itself, and the minutes that it cleans and washes."""

    name: Text | None = None
    health_service: bool = False
    cleaning_minutes: Count = 15
    washing_minutes: Count = 10
    opening_hours: OpeningHours = EVERY_DAY


class Room(_Value, frozen=True):
    """A room, and how many people keep 1 m and 2 m apart in it."""

    id: str
    name: Text | None = None
    capacity_1m: Capacity | None = None
    capacity_2m: Capacity | None = None
    cleaning_minutes: Count | None = None


class Equipment(_Value, frozen=True):
    """A thing that is lent out; one that cannot be washed is set aside after use."""

    id: str
    name: Text | None = None
    washable: bool = True
    room: str | None = None


class Cohort(_Value, frozen=True):
    """A fixed group of participants and staff."""

    id: str
    name: Text | None = None


class Household(_Value, frozen=True):
    """People who live together, and whom they say they met outside the centre."""

    id: str
    outside_contacts: dict[str, Count] = {}


class Symptoms(_Value, frozen=True):
    """A stretch of days with symptoms; ``cleared`` is the first day without."""

    since: date = msgspec.field(name="from")
    cleared: date | None = None


class Person(_Value, frozen=True):
    """Somebody in the plan. Holds no diagnosis, and no reason for an exemption."""

    id: str
    name: Text | None = None
    phone: Text | None = None
    role: Role = "participant"
    household: str | None = None
    cohort: str | None = None
    born: date | None = None
    lives_alone: bool = False
    mask_exempt: bool = False
    risk_group: bool | None = None
    fixed_contacts: Annotated[tuple[str, ...], Meta(max_length=2)] = ()
    fixed_household: str | None = None
    comes_with: str | None = None
    symptoms: tuple[Symptoms, ...] = ()

    @property
    def lives_in(self) -> str:
        """The household's id: the person's own where none is given."""
        return self.household if self.household is not None else self.id

    @property
    def label(self) -> str:
        """What to call this person in a message: the name, or the id where it is blank."""
        return self.name.strip() if self.name and self.name.strip() else self.id


class Visit(_Value, frozen=True):
    """One planned slot: people, a setting, a start and an end."""

    id: str
    start: Moment
    end: Moment
    people: Annotated[tuple[str, ...], Meta(min_length=1)]
    title: Text | None = None
    kind: VisitKind = "activity"
    setting: Setting = "centre"
    room: str | None = None
    absent: tuple[str, ...] = ()
    public: bool = False
    link: Text | None = None
    host: str | None = None
    booked_at: Moment | None = None
    equipment: tuple[str, ...] = ()
    masks: bool | None = None
    distance_m: Metres | None = None
    purpose: Purpose | None = None
    assessed_at: Moment | None = None
    status: Status = "planned"
    handwashed: bool | None = None
    surfaces_cleaned: bool | None = None


class Waiver(_Value, frozen=True):
    """A recorded exception from a house or advice rule at one visit."""

    rule: str
    visit: str
    reason: Text
    by: Text
    until: date


class Plan(_Value, frozen=True):
    """A whole plan document: what is judged together."""

    format: Literal[1]
    timezone: str = DEFAULT_TIMEZONE
    centre: Centre = Centre()
    rooms: tuple[Room, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    households: tuple[Household, ...] = ()
    people: tuple[Person, ...] = ()
    visits: tuple[Visit, ...] = ()
    waivers: tuple[Waiver, ...] = ()
