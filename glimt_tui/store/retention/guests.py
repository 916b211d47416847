"""Forgetting guests: who has nothing coming, and is on no list any more.

Who is still in a past booking stays there as somebody without a name, since the weeks that rules
look back on count people; with the booking's people that goes, too. So does whoever stands in for
somebody who was erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from glimt_rules.plan.model import NOT_LIVE, Person, Visit
from glimt_tui.store import journal
from glimt_tui.store.daybook import Loan
from glimt_tui.store.days import Days
from glimt_tui.store.records import Arrival, Record
from glimt_tui.store.references import named_by
from glimt_tui.store.repository import Reading
from glimt_tui.store.stand_ins import is_stand_in


def due(
    reading: Reading, days: Days, first_arrival_day: date
) -> Iterator[tuple[Record, Person | None]]:
    """Who is to be forgotten, and what stays of each; None where nothing does.

    ``first_arrival_day`` is the first of which the visitor list still tells. What stays may be
    what is there, of somebody who has lost the name already.
    """
    people = reading.all("person")
    going = {record.id: visits for record, visits in _going(reading, days, first_arrival_day)}
    # who is named only by somebody who goes can go, too
    staying = (record for record in people if record.id not in going)
    beside = (record for kind in ("series", "loan") for record in reading.all(kind))
    named = {key for record in (*staying, *beside) for key in named_by(record.value)}
    for record in people:
        person = record.value
        if isinstance(person, Person) and record.id in going:
            is_needed = going[record.id] or record.key in named
            yield record, _without_name(person) if is_needed else None


def _going(
    reading: Reading, days: Days, first_arrival_day: date
) -> Iterator[tuple[Record, list[Record]]]:
    """The guests, and those who stand in for somebody, whom nothing keeps; and their visits."""
    kept = {
        record.value.person
        for record in (*reading.arrivals(), *reading.all("loan"))
        if isinstance(record.value, Arrival)
        or (isinstance(record.value, Loan) and record.value.back is None)
    }
    for record in reading.all("person"):
        person = record.value
        if isinstance(person, Person) and (person.role == "guest" or is_stand_in(person)):
            visits = reading.visits_of(record.key)
            seen = _days_of(reading, days, record, visits)
            if record.id not in kept and not any(day >= first_arrival_day for day in seen):
                yield record, visits


def _days_of(reading: Reading, days: Days, record: Record, visits: list[Record]) -> Iterator[date]:
    """On which days a guest is or was here, and on which one was written down."""
    for each in visits:
        if isinstance(each.value, Visit) and each.value.status not in NOT_LIVE:
            yield days.local(each.value.start)
    entry = reading.entry(record.version)
    if entry is not None and entry.action not in journal.FORGETTING:
        yield days.local(entry.at)


def _without_name(person: Person) -> Person:
    if is_stand_in(person):
        return person
    return Person(id=person.id, role="guest", household=person.household)
