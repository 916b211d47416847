"""Whether what would be written is a valid part of a plan, told as a plan's errors are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from glimt_rules.documents.faults import Fault, path_text, quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.plan.check import check_plan
from glimt_rules.plan.model import Centre, Equipment, Person, Plan, Visit, Waiver
from glimt_tui.store.daybook import Call, Language, Loan, Series
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Arrival, House, Key, Kind, PastVisit, Value
from glimt_tui.store.repository import Reading
from glimt_tui.store.terms import named

#: The lists of a plan, in which the kinds of records stand.
LISTS: dict[Kind, str] = {
    "room": "rooms",
    "equipment": "equipment",
    "cohort": "cohorts",
    "household": "households",
    "person": "people",
    "visit": "visits",
    "waiver": "waivers",
}


def check_references(reading: Reading, changed: Mapping[Key, Value | None]) -> None:
    """Raise Refused with all that would be wrong if these records stood there; None removes one."""
    faults = [*_wrong(reading, changed), *_missed(reading, changed)]
    if faults:
        raise Refused(faults)


def _wrong(reading: Reading, changed: Mapping[Key, Value | None]) -> Iterable[Problem]:
    """What a plan of these records, and of those that they name, would have wrong."""
    written = {key: value for key, value in changed.items() if value is not None}
    named = {other for value in written.values() for other in named_by(value)} - changed.keys()
    beside = {key: record.value for key in named if (record := reading.get(key))}
    there = {**written, **beside}
    plan, ids = _plan_of(there)
    for fault in check_plan(plan):
        # what stands beside is not looked at in full, and was checked when it was written
        if ids.get(fault.path[:2]) not in beside:
            yield Problem(message=fault.message, where=_place(fault, ids))
    for key, value in written.items():
        if key.kind not in LISTS:
            yield from _missing(key, value, there)
            yield from _wrong_times(key, value)


def _missing(key: Key, value: Value, known: Mapping[Key, Value]) -> Iterable[Problem]:
    """Whom or what a record names that stands in no list; of a plan's parts the plan says it."""
    for other in named_by(value):
        if other not in known:
            yield Problem(
                message=say(
                    "There is no {found} in {list}", found=quoted(other.id), list=LISTS[other.kind]
                ),
                where=f"{key.kind}.{key.id}",
            )


def _wrong_times(key: Key, value: Value) -> Iterable[Problem]:
    """What ends before it begins."""
    where = f"{key.kind}.{key.id}"
    if isinstance(value, Arrival) and value.left is not None and value.left < value.arrived:
        yield Problem(message=say("Nobody leaves before they have come"), where=f"{where}.left")
    if isinstance(value, Loan):
        if value.back is not None and value.back < value.out:
            yield Problem(
                message=say("Nothing comes back before it is handed out"), where=f"{where}.back"
            )
        if value.washed is not None and (value.back is None or value.washed < value.back):
            yield Problem(
                message=say("Nothing is washed before it is back"), where=f"{where}.washed"
            )
    if isinstance(value, Series) and value.last < value.first:
        yield Problem(
            message=say("A series does not end before its first day"), where=f"{where}.last"
        )


def _plan_of(records: Mapping[Key, Value]) -> tuple[Plan, dict[Any, Key]]:
    """A plan of these records, and which record stands at which place of it."""
    lists: dict[str, list[Any]] = {name: [] for name in LISTS.values()}
    ids: dict[Any, Key] = {}
    rest: dict[str, Any] = {}
    for key, value in records.items():
        if isinstance(value, House):
            rest = {"timezone": value.timezone, "centre": value.centre or Centre()}
        elif key.kind in LISTS and not isinstance(value, PastVisit):
            name = LISTS[key.kind]
            ids[name, len(lists[name])] = key
            lists[name].append(value)
    rest |= {name: tuple(values) for name, values in lists.items()}
    return Plan(format=1, **rest), ids


def _place(fault: Fault, ids: Mapping[Any, Key]) -> str:
    key = ids.get(fault.path[:2])
    if key is None:
        return path_text(fault.path)
    rest = path_text(fault.path[2:])
    return ".".join(part for part in (key.kind, key.id, rest) if part)


def _missed(reading: Reading, changed: Mapping[Key, Value | None]) -> Iterable[Problem]:
    """Who would miss the records that are removed."""
    for key, value in changed.items():
        if value is not None:
            continue
        for missing in sorted(_naming(reading, key, changed)):
            yield Problem(
                message=say(
                    "{thing} still needs this; change that first",
                    thing=named(missing.kind, missing.id),
                ),
                where=f"{key.kind}.{key.id}",
            )


def _naming(reading: Reading, key: Key, changed: Mapping[Key, Value | None]) -> Iterable[Key]:
    """The records that would name one that is removed."""
    for kind in _MAY_NAME.get(key.kind, ()):
        if kind == "visit":
            found = reading.visits_of(key)
        elif kind == "arrival":
            found = reading.arrivals_of(key)
        else:
            found = reading.all(kind)
        for record in found:
            value = changed.get(record.key, record.value)
            if value is not None and key in named_by(value):
                yield record.key


_MAY_NAME: dict[Kind, tuple[Kind, ...]] = {
    "person": ("person", "visit", "arrival", "series", "loan", "call", "language"),
    "room": ("equipment", "visit", "series"),
    "equipment": ("visit", "series", "loan"),
    "visit": ("waiver", "arrival"),
}


def named_by(value: Value | None) -> list[Key]:
    """The records that one refers to, each once."""
    named: list[tuple[Kind, str | None]] = []
    if isinstance(value, Visit | PastVisit | Series):
        named = [("room", value.room), *(("equipment", thing) for thing in value.equipment)]
        if not isinstance(value, PastVisit):
            named += [("person", value.host), *(("person", person) for person in value.people)]
    elif isinstance(value, Equipment):
        named = [("room", value.room)]
    elif isinstance(value, Person):
        named = [("person", other) for other in (*value.fixed_contacts, value.comes_with)]
    elif isinstance(value, Waiver):
        named = [("visit", value.visit)]
    elif isinstance(value, Arrival):
        named = [("person", value.person), ("visit", value.visit)]
    elif isinstance(value, Loan):
        named = [("equipment", value.thing), ("person", value.person)]
    elif isinstance(value, Call | Language):
        named = [("person", value.person)]
    return [Key(kind, id_) for kind, id_ in dict.fromkeys(named) if id_ is not None]
