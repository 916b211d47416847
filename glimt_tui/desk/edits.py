"""Edits: parts of the plan as somebody would have them, tried out or written."""

from __future__ import annotations

from collections.abc import Iterable

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
    lists: dict[str, dict[Key, Value]] = {}

    def records(kind: Kind) -> dict[Key, Value]:
        name = _LISTS[kind]
        if name not in lists:
            lists[name] = _by_key(getattr(plan, name))
        return lists[name]

    for key in edit.remove:
        records(key.kind).pop(key, None)
    for value in edit.put:
        key = key_of(value)
        records(key.kind)[key] = value
    return structs.replace(plan, **{name: tuple(there.values()) for name, there in lists.items()})


def _by_key(values: Iterable[Value]) -> dict[Key, Value]:
    return {key_of(value): value for value in values}
