"""Edits: parts of the plan as somebody would have them, tried out or written."""

from __future__ import annotations

from operator import attrgetter

from msgspec import Struct, structs

from glimt_rules.plan.model import Plan
from glimt_tui.store.records import Key, Kind, Value, key_of

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
    """The plan as it would be."""
    put: dict[Kind, dict[str, Value]] = {key.kind: {} for key in edit.keys}
    for value in edit.put:
        key = key_of(value)
        put[key.kind][key.id] = value
    changed = {}
    for kind, new in put.items():
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
