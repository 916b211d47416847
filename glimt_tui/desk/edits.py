"""Edits: parts of the plan as somebody would have them, tried out or written."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from msgspec import Struct, structs

from glimt_rules.plan.model import Plan
from glimt_tui.store.records import House, Key, Kind, Value, key_of

#: The lists of a plan that edits reach, by the kind of their records.
_LISTS: dict[Kind, str] = {
    "room": "rooms",
    "equipment": "equipment",
    "cohort": "cohorts",
    "household": "households",
    "person": "people",
    "visit": "visits",
    "waiver": "waivers",
}

_ID = attrgetter("id")


class Edit(Struct, frozen=True):
    """Records to write and to remove, together.

    ``seen`` holds the versions that were looked at; a record that is new has none.
    """

    put: tuple[Value, ...] = ()
    remove: tuple[Key, ...] = ()
    seen: dict[Key, int] = {}

    @property
    def keys(self) -> set[Key]:
        """What the edit touches."""
        return {*map(key_of, self.put), *self.remove}


def edited(plan: Plan, edit: Edit) -> Plan:
    """The plan as it would be; what is held beside the plan changes nothing in it."""
    put: dict[Kind, dict[str, Value]] = {key.kind: {} for key in edit.keys}
    for value in edit.put:
        key = key_of(value)
        put[key.kind][key.id] = value
    changed: dict[str, Any] = {}
    for kind, new in put.items():
        if kind == "house":
            changed |= _of_the_house(plan, new)
        if kind not in _LISTS:
            continue
        gone = {key.id for key in edit.remove if key.kind == kind and key.id not in new}
        values = getattr(plan, _LISTS[kind])
        # thousands of visits: what each is called is looked up as cheaply as can be
        ids = [key_of(value).id for value in values] if kind == "waiver" else map(_ID, values)
        there = {
            id_: new.get(id_, value)
            for id_, value in zip(ids, values, strict=True)
            if id_ not in gone
        }
        changed[_LISTS[kind]] = tuple((there | new).values())
    return structs.replace(plan, **changed)


def _of_the_house(plan: Plan, new: Mapping[str, Value]) -> dict[str, Any]:
    """What the plan says of the centre; what the record leaves out stays as configured."""
    return {
        name: value
        for house in new.values()
        if isinstance(house, House)
        for name, value in (("timezone", house.timezone), ("centre", house.centre or plan.centre))
    }
