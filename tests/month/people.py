"""Who comes to the invented centre, who works there, and what is on in its first week."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

#: Ten in each of four fixed groups, called by the group's letter and a number.
GROUPS = {"a": "Musikkgruppa", "b": "Kunstgruppa", "c": "Verkstedgruppa", "d": "Turgruppa"}
FIRST = ("Ane", "Bo", "Cai", "Dina", "Emil", "Frida", "Geir", "Hanne", "Iver", "Jorunn")
LAST = {"a": "Eksempel", "b": "Prøve", "c": "Oppdikt", "d": "Påhitt"}
STAFF = {"kari": "Kari Vakt", "ola": "Ola Vakt", "siri": "Siri Vakt"}

BEFORE = date(2021, 1, 3)
LAST_DAY = date(2021, 1, 29)
#: The days on which the centre is open: Mondays to Fridays, from 4 to 29 January 2021.
DAYS = [
    day
    for n in range(1, 27)
    if (day := BEFORE + timedelta(days=n)).isoweekday() <= 5
]  # fmt: skip
#: Of which weeks everybody has told that they meet nobody elsewhere.
WEEKS = ("2020-W53", "2021-W01", "2021-W02", "2021-W03", "2021-W04", "2021-W05")


def some(group: str, first: int, last: int) -> tuple[str, ...]:
    """Some of a group."""
    return tuple(f"{group}{number}" for number in range(first, last + 1))


EVERYBODY = [id_ for group in GROUPS for id_ in some(group, 1, 10)]


class Activity(NamedTuple):
    """What is on from 12 to 14, every so many weeks."""

    name: str
    first: date
    room: str
    people: tuple[str, ...]
    weeks: int = 1
    equipment: tuple[str, ...] = ()


class Shift(NamedTuple):
    """Who is on duty from 10 to 16, on one day of each week."""

    name: str
    first: date
    who: str


MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = DAYS[:5]
ACTIVITIES = (
    Activity("musikk", MONDAY, "musikkrom", some("a", 1, 6), equipment=("gitar",)),
    Activity("maling", TUESDAY, "felles", some("b", 1, 6)),
    Activity("verksted", WEDNESDAY, "felles", some("c", 1, 6)),
    Activity("tur", THURSDAY, "felles", some("d", 1, 6)),
    Activity("brettspill", FRIDAY, "felles", some("a", 7, 10), weeks=2),
)
SHIFTS = (
    Shift("vakt-man", MONDAY, "kari"),
    Shift("vakt-tir", TUESDAY, "kari"),
    Shift("vakt-ons", WEDNESDAY, "ola"),
    Shift("vakt-tor", THURSDAY, "ola"),
    Shift("vakt-fre", FRIDAY, "siri"),
)

HOUSE = {
    "format": 1,
    "rooms": [
        {"id": "felles", "name": "Fellesrommet", "capacity_1m": 14, "capacity_2m": 9},
        {"id": "musikkrom", "name": "Musikkrommet", "capacity_1m": 10, "capacity_2m": 6},
    ],
    "equipment": [{"id": "gitar", "name": "Westerngitar", "room": "musikkrom"}],
    "cohorts": [{"id": id_, "name": name} for id_, name in GROUPS.items()],
    "people": [
        {"id": id_, "name": name, "phone": f"406 12 39{n}", "role": "staff"}
        for n, (id_, name) in enumerate(STAFF.items())
    ],
}


def name_of(person: str) -> str:
    """What somebody is called."""
    return STAFF.get(person) or f"{FIRST[int(person[1:]) - 1]} {LAST[person[0]]}"


def table() -> str:
    """The forty, as a spreadsheet writes them."""
    rows = ["Navn;Telefon;Rolle;Kohort"]
    for n, person in enumerate(EVERYBODY):
        rows.append(f"{name_of(person)};406 12 3{n:02d};deltaker;{person[0]}")
    return "\n".join(rows) + "\n"


def with_first_week(document: dict[str, Any], ids: Mapping[str, str]) -> str:
    """The centre's own plan with the first booking of each kind, and what everybody has told."""
    booked = f"{BEFORE}T18:00:00"
    visits: list[dict[str, Any]] = [
        {
            "id": each.name, "title": each.name.capitalize(), "room": each.room,
            "start": f"{each.first}T12:00:00", "end": f"{each.first}T14:00:00",
            "people": [ids[person] for person in each.people], "booked_at": booked,
            "equipment": list(each.equipment), "masks": True, "distance_m": 2,
        }
        for each in ACTIVITIES
    ]  # fmt: skip
    visits += [
        {
            "id": each.name, "kind": "shift", "people": [ids[each.who]], "booked_at": booked,
            "start": f"{each.first}T10:00:00", "end": f"{each.first}T16:00:00",
        }
        for each in SHIFTS
    ]  # fmt: skip
    households = [{"id": id_, "outside_contacts": dict.fromkeys(WEEKS, 0)} for id_ in ids.values()]
    return json.dumps({**document, "households": households, "visits": visits})
