"""Between the database and plan documents: what it holds as a plan, and a plan taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from msgspec import Struct, structs

from glimt_rules.documents.times import zone_named
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import (
    DEFAULT_TIMEZONE,
    Centre,
    Cohort,
    Equipment,
    Household,
    Person,
    Plan,
    Room,
    Visit,
    Waiver,
)
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import HOUSE, House, Key, Record, Value, key_of
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Action, Store
from glimt_tui.store.terms import named

T = TypeVar("T")


def plan_of(
    reading: Reading,
    centre: Centre | None = None,
    *,
    versions: dict[Key, int] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> Plan:
    """All that the database holds, as one plan; bookings whose people are gone are left out.

    ``centre`` gives the centre's figures where the database has none of its own; ``versions``
    is filled with the version of each record. ``since`` and ``until`` leave out the visits, and
    their waivers, that are over before or begin after.
    """
    found: dict[Key, int] = {} if versions is None else versions
    record = reading.get(Key("house", HOUSE))
    house = record.value if record and isinstance(record.value, House) else House()
    if record is not None:
        found[record.key] = record.version
    visits = _values(reading.visits(since, until), Visit, found)
    return Plan(
        format=1,
        timezone=house.timezone,
        centre=house.centre or centre or Centre(),
        rooms=_values(reading.all("room"), Room, found),
        equipment=_values(reading.all("equipment"), Equipment, found),
        cohorts=_values(reading.all("cohort"), Cohort, found),
        households=_values(reading.all("household"), Household, found),
        people=_values(reading.all("person"), Person, found),
        visits=visits,
        waivers=tuple(
            waiver
            for waiver in _values(reading.all("waiver"), Waiver, found)
            if Key("visit", waiver.visit) in found
        ),
    )


def between(plan: Plan, first: date | None, last: date | None) -> Plan:
    """A plan with those of its visits only that start on the days from ``first`` to ``last``."""
    if first is None and last is None:
        return plan
    zone = zone_named(plan.timezone) or zone_named(DEFAULT_TIMEZONE)
    visits = tuple(
        visit
        for visit in plan.visits
        if (first is None or visit.start.astimezone(zone).date() >= first)
        and (last is None or visit.start.astimezone(zone).date() <= last)
    )
    kept = {visit.id for visit in visits}
    waivers = tuple(waiver for waiver in plan.waivers if waiver.visit in kept)
    return structs.replace(plan, visits=visits, waivers=waivers)


class Taken(Struct, kw_only=True):
    """What became of a plan's parts."""

    added: int = 0
    replaced: int = 0
    #: were there already, just like that
    same: int = 0


def take_in(
    store: Store,
    plan: Plan,
    *,
    replace: bool = False,
    require: Callable[[Action, Value], None] | None = None,
) -> Taken:
    """Take a plan in as one action.

    Raises Refused, with every place, where the database says something else of the same thing,
    unless ``replace`` lets the plan win; what the plan does not name stays as it is. ``require``
    is asked of each part before it is written, and raises Refused where that may not be.
    """
    taken = Taken()
    problems: list[Problem] = []
    seen: dict[Key, Value] = {}
    with store.action("import") as action:
        for place, value in _parts(plan):
            key = key_of(value)
            if seen.setdefault(key, value) != value:
                problems.append(Problem(message=_twice(key), where=place))
                continue
            if require is not None:
                require(action, value)
            record = action.get(key)
            if record is None:
                taken.added += 1
                action.put(value)
            elif record.value == value:
                taken.same += 1
            elif replace or _is_untouched(record):
                taken.replaced += 1
                action.put(value, record.version)
            else:
                problems.append(Problem(message=_differs(key), where=place))
        if problems:
            raise Refused(problems)
    return taken


def _parts(plan: Plan) -> Iterator[tuple[str, Value]]:
    """The parts of a plan as records, and where each stands."""
    if plan.centre != Centre() or plan.timezone != DEFAULT_TIMEZONE:
        centre = None if plan.centre == Centre() else plan.centre
        yield "centre", House(timezone=plan.timezone, centre=centre)
    for name in ("rooms", "equipment", "cohorts", "households", "people", "visits", "waivers"):
        for index, value in enumerate(getattr(plan, name)):
            yield f"{name}[{index}]", value


def _is_untouched(record: Record) -> bool:
    """Whether nobody has said anything yet of the house."""
    return record.value == House()


def _differs(key: Key) -> Message:
    return say(
        "the database says something else of {thing}; with --replace the document wins",
        thing=named(key.kind, key.id),
    )


def _twice(key: Key) -> Message:
    return say(
        "two parts of the document say different things of {thing}",
        thing=named(key.kind, key.id),
    )


def _values(records: Iterable[Record], type_: type[T], versions: dict[Key, int]) -> tuple[T, ...]:
    values = []
    for record in records:
        if isinstance(record.value, type_):
            versions[record.key] = record.version
            values.append(record.value)
    return tuple(values)
