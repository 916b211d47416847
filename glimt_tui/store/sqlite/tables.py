"""Where a record stands: its table, the columns by which it is found, and whom it refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from glimt_rules.plan.model import Equipment, Person, Visit, Waiver
from glimt_tui.store.daybook import Call, Language, Loan, Series
from glimt_tui.store.records import Arrival, Kind, PastVisit, Value

#: By kind of record.
TABLES: dict[Kind, str] = {
    "house": "house",
    "room": "rooms",
    "equipment": "equipment",
    "cohort": "cohorts",
    "household": "households",
    "person": "people",
    "visit": "visits",
    "waiver": "waivers",
    "arrival": "arrivals",
    "family": "families",
    "series": "series",
    "loan": "loans",
    "call": "calls",
    "notice": "notices",
    "language": "languages",
}
#: How the records of a kind are sorted, where that is not by id alone.
ORDER: dict[Kind, str] = {"visit": "starts, id", "arrival": "day, id"}


class References(NamedTuple):
    """The people or the things to which a record refers, in a table of their own."""

    table: str
    #: the column of the record, and that of those it refers to
    owner: str
    other: str
    ids: Collection[str]


def columns_of(value: Value) -> dict[str, str | int | None]:
    """What of a record is looked for or referred to."""
    if isinstance(value, Visit | PastVisit):
        return {
            "starts": value.start.ticks,
            "ends": value.end.ticks,
            "peopled": int(isinstance(value, Visit)),
            "room": value.room,
        }
    if isinstance(value, Equipment | Series):
        return {"room": value.room}
    if isinstance(value, Waiver):
        return {"visit": value.visit}
    if isinstance(value, Arrival):
        return {"day": value.day.isoformat(), "person": value.person, "visit": value.visit}
    if isinstance(value, Loan):
        return {"thing": value.thing, "person": value.person}
    if isinstance(value, Call | Language):
        return {"person": value.person}
    return {}


def references_of(value: Value) -> Iterator[References]:
    """Which people and things a record refers to."""
    if isinstance(value, Visit | PastVisit):
        people = value.people if isinstance(value, Visit) else ()
        yield References("visit_people", "visit", "person", people)
        yield References("visit_equipment", "visit", "thing", value.equipment)
    elif isinstance(value, Person):
        near = {*value.fixed_contacts, *filter(None, [value.comes_with])}
        yield References("people_named", "person", "named", near)
    elif isinstance(value, Series):
        taking_part = tuple(dict.fromkeys((*value.people, *filter(None, [value.host]))))
        yield References("series_people", "series", "person", taking_part)
        yield References("series_equipment", "series", "thing", value.equipment)
