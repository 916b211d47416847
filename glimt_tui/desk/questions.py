"""The facts that rules ask for: what form an answer has, and which record it is written to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import structs

from glimt_rules.plan.model import LARGEST_FIGURE, Household, Person, Room, Visit
from glimt_tui.desk.view import View
from glimt_tui.store.records import Key, Value

#: What a question is about, as a path: ("rooms", "studio", "capacity_1m").
About = tuple[str, ...]
Fact = bool | int | float
#: How an answer is given; a capacity is a count of at least one.
Form = Literal["yes_or_no", "count", "capacity", "metres"]

_WORDS = {
    True: ("j", "ja", "y", "yes"),
    False: ("n", "nei", "no"),
}


def form_of(about: About) -> Form | None:
    """How a question is answered; None for one that this program does not know."""
    match about:
        case ("visits", _, "masks") | ("people", _, "risk_group"):
            return "yes_or_no"
        case ("visits", _, "distance_m"):
            return "metres"
        case ("rooms", _, "capacity_1m" | "capacity_2m"):
            return "capacity"
        case ("households", _, "outside_contacts", _):
            return "count"
    return None


def read_fact(form: Form, text: str) -> Fact | None:
    """An answer as it was typed; None where it is none."""
    text = text.strip().casefold()
    if form == "yes_or_no":
        return next((fact for fact, words in _WORDS.items() if text in words), None)
    if form == "metres":
        return read_metres(text)
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return None
    number = int(text)
    least = 1 if form == "capacity" else 0
    return number if least <= number <= LARGEST_FIGURE else None


def read_metres(text: str) -> float | None:
    """A length in metres: ``1``, ``1,5``, ``2 m``; None where it is none."""
    match = re.fullmatch(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*m?", text.strip().casefold(), re.ASCII)
    return float(match[1].replace(",", ".")) if match else None


def answered(about: About, fact: Fact, view: View, put: Mapping[Key, Value]) -> Value | None:
    """The record that an answer changes, as it would be; None where there is none any more.

    ``put`` holds what is to be written anyway, and goes before what the view holds.
    """
    match about:
        case ("visits", id_, "masks" | "distance_m" as name):
            visit = put.get(Key("visit", id_), view.visits.get(id_))
            return structs.replace(visit, **{name: fact}) if isinstance(visit, Visit) else None
        case ("people", id_, "risk_group"):
            person = put.get(Key("person", id_), view.people.get(id_))
            if isinstance(person, Person):
                return structs.replace(person, risk_group=bool(fact))
        case ("rooms", id_, "capacity_1m" | "capacity_2m" as name):
            there = next((room for room in view.plan.rooms if room.id == id_), None)
            room = put.get(Key("room", id_), there)
            return structs.replace(room, **{name: fact}) if isinstance(room, Room) else None
        case ("households", id_, "outside_contacts", week):
            key = Key("household", id_)
            own = next((home for home in view.plan.households if home.id == id_), None)
            household = put.get(key, own) or Household(id=id_)
            assert isinstance(household, Household)
            told = {**household.outside_contacts, week: int(fact)}
            return structs.replace(household, outside_contacts=told)
    return None


def is_told(about: About, view: View) -> bool:
    """Whether a fact has been recorded meanwhile, by whomever."""
    match about:
        case ("rooms", id_, name):
            return any(r.id == id_ and getattr(r, name, None) is not None for r in view.plan.rooms)
        case ("people", id_, "risk_group"):
            return id_ in view.people and view.people[id_].risk_group is not None
        case ("households", id_, "outside_contacts", week):
            return any(h.id == id_ and week in h.outside_contacts for h in view.plan.households)
        case ("visits", id_, name):
            return id_ in view.visits and getattr(view.visits[id_], name, None) is not None
    return False
