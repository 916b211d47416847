"""What a store still holds, and what its journal still tells."""

from __future__ import annotations

from collections.abc import Callable

from glimt_rules.plan.model import Visit
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import (
    Key,
    Kind,
    PastVisit,
    Value,
    key_of,
)
from glimt_tui.store.retention.purging import Purged
from glimt_tui.store.store import Store
from store.places import at

Purge = Callable[..., Purged]
OLA_KEY = Key("person", "ola")
NOON = at(4, 11)


def values(store: Store, kind: Kind) -> list[Value]:
    with store.reading() as reading:
        return [record.value for record in reading.all(kind)]


def ids(store: Store, kind: Kind) -> list[str]:
    with store.reading() as reading:
        return [record.id for record in reading.all(kind)]


def told(store: Store) -> set[tuple[str, str]]:
    """The records of which the journal still tells."""
    with store.reading() as reading:
        return {(c.kind, c.id) for e in reading.entries() for c in e.changes if c.id is not None}


def last_entry(store: Store) -> Entry:
    with store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    return entry


def edit(store: Store, value: Value) -> None:
    with store.action("edit") as action:
        record = action.get(key_of(value))
        assert record is not None
        action.put(value, record.version)


def remove(store: Store, *keys: Key) -> None:
    with store.action("remove") as action:
        for key in keys:
            record = action.get(key)
            assert record is not None
            action.remove(key, record.version)


def past(visit_: Visit) -> PastVisit:
    return PastVisit(**{name: getattr(visit_, name) for name in PastVisit.__struct_fields__})
