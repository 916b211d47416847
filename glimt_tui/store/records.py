"""What the database holds: the plan, the visitor list, the day beside it, switches of rules.

Every record has a kind, an id, and a version: the number of the journal entry that wrote it
last. Its value is the same frozen struct that a plan document is read into, so whoever judges,
exports or shows it needs no second vocabulary.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_rules.plan.model import (
    DEFAULT_TIMEZONE,
    Centre,
    Cohort,
    Equipment,
    Household,
    Person,
    Purpose,
    Room,
    Setting,
    Status,
    Visit,
    VisitKind,
    Waiver,
)
from glimt_tui.store.daybook import Call, Language, Loan, Notice, Series


class House(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The centre itself and the clock that it goes by; there is one such record."""

    timezone: str = DEFAULT_TIMEZONE
    #: None where it is as the configuration says
    centre: Centre | None = None


class Arrival(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of the visitor list: somebody came, and perhaps left.

    ``sealed`` holds the name and phone number as they were given at the door, readable only
    with the key of ``day``, which is destroyed when the entry must be gone.
    """

    id: str
    person: str
    visit: str | None = None
    #: the local day of the arrival, from which the days are counted that the entry is kept
    day: date
    arrived: Moment
    left: Moment | None = None
    #: whether hands were washed on arrival; None where nobody asked
    handwashed: bool | None = None
    sealed: bytes = b""


class Family(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A switch of a whole family of rules; it goes before what the configuration says of it."""

    id: str
    #: whether the family judges
    active: bool


class PastVisit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stays of a booking when its people must be gone: when, where, and of what kind."""

    id: str
    start: Moment
    end: Moment
    kind: VisitKind = "activity"
    setting: Setting = "centre"
    room: str | None = None
    equipment: tuple[str, ...] = ()
    purpose: Purpose | None = None
    status: Status = "planned"


class DayCount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day in figures that name nobody: what is left of it when all else is gone."""

    day: date
    visits: int = 0
    cancelled: int = 0
    #: different people who took part in visits
    people: int = 0
    #: different people who are not staff among them
    guests: int = 0
    #: minutes, each person's by themselves
    minutes: int = 0


Kind = Literal[
    "house",
    "room",
    "equipment",
    "cohort",
    "household",
    "person",
    "visit",
    "waiver",
    "arrival",
    "family",
    "series",
    "loan",
    "call",
    "notice",
    "language",
]
Value = (
    House
    | Room
    | Equipment
    | Cohort
    | Household
    | Person
    | Visit
    | PastVisit
    | Waiver
    | Arrival
    | Family
    | Series
    | Loan
    | Call
    | Notice
    | Language
)

#: In the order in which they can be written: what is referred to comes first.
KINDS: tuple[Kind, ...] = get_args(Kind)
#: The id of the one record of its kind.
HOUSE = "house"

_TYPES: dict[Kind, Any] = {
    "house": House,
    "room": Room,
    "equipment": Equipment,
    "cohort": Cohort,
    "household": Household,
    "person": Person,
    "visit": Visit,
    "waiver": Waiver,
    "arrival": Arrival,
    "family": Family,
    "series": Series,
    "loan": Loan,
    "call": Call,
    "notice": Notice,
    "language": Language,
}


class Key(Struct, frozen=True, order=True):
    """What a record is called: its kind, and its id among those of that kind."""

    kind: Kind
    id: str


class Record(Struct, frozen=True):
    """A record as it was read: whoever writes it back says with its version what was seen."""

    kind: Kind
    id: str
    value: Value
    version: int

    @property
    def key(self) -> Key:
        """What it is called."""
        return Key(self.kind, self.id)


def key_of(value: Value) -> Key:
    """What the record of a value is called."""
    if isinstance(value, House):
        return Key("house", HOUSE)
    if isinstance(value, Waiver):
        return Key("waiver", f"{value.visit} {value.rule} {value.until}")
    return Key(_KIND_OF[type(value)], value.id)


_KIND_OF: dict[type, Kind] = {type_: kind for kind, type_ in _TYPES.items()} | {PastVisit: "visit"}


def encode(value: Value) -> str:
    """A value as the database keeps it: JSON with the keys of the plan document, times in UTC.

    The same value gives the same text, so that texts can be compared and hashed.
    """
    return _ENCODER.encode(value).decode()


def decode(kind: Kind, text: str | bytes) -> Value:
    """A value from what the database keeps; raises ValueError where that is no such value."""
    try:
        if kind == "visit":
            return _decode_visit(text)
        value: Value = _decoder(_TYPES[kind]).decode(text)
    except (msgspec.MsgspecError, OverflowError) as error:
        raise ValueError(str(error)) from error
    return value


def _decode_visit(text: str | bytes) -> Visit | PastVisit:
    try:  # one without people is what is left of a visit
        visit: Visit = _decoder(Visit).decode(text)
    except msgspec.ValidationError:
        past: PastVisit = _decoder(PastVisit).decode(text)
        return past
    return visit


@lru_cache
def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_, dec_hook=_read)


def _write(value: object) -> str:
    if isinstance(value, Moment):
        return value.replace(tzinfo=None).isoformat() + "Z"
    raise TypeError(type(value).__name__)


def _read(type_: type, value: Any) -> Any:
    if type_ is not Moment or not isinstance(value, str):
        raise ValueError(value)
    return Moment.fromisoformat(value)


_ENCODER = msgspec.json.Encoder(enc_hook=_write, order="deterministic")
