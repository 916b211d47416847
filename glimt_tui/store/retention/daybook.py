"""Forgetting what the day holds beside the plan: each kind goes with what it is about.

Series and loans name people, and go when bookings of their days go. A call that has been followed
by another, or that asks for none, goes as bookings do; one that asks for another stays until that
is made, so that nobody is lost. Notes and notices go with their last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import structs

from glimt_tui.store.daybook import Call, Loan, Notice, Series
from glimt_tui.store.days import Days
from glimt_tui.store.records import Key, Record, Value
from glimt_tui.store.repository import Reading

#: A record that is due, and what stays of it; None where nothing does.
Due = tuple[Record, Value | None]


def due(reading: Reading, days: Days, today: date, first_booking_day: date) -> Iterator[Due]:
    """What is to be forgotten on a day; ``first_booking_day`` is the first whose bookings stay."""
    for record in reading.all("series"):
        if isinstance(record.value, Series) and record.value.last < first_booking_day:
            yield record, None
    for record in reading.all("loan"):
        loan = record.value
        if isinstance(loan, Loan) and loan.back and days.local(loan.back) < first_booking_day:
            yield record, None
    for record in reading.all("notice"):
        if isinstance(record.value, Notice) and record.value.until < today:
            yield record, None
    yield from _calls(reading, days, today, first_booking_day)


def _calls(reading: Reading, days: Days, today: date, first_booking_day: date) -> Iterator[Due]:
    calls = [record for record in reading.all("call") if isinstance(record.value, Call)]
    newest = _newest(record.value for record in calls)
    for record in calls:
        call = record.value
        assert isinstance(call, Call)
        is_open = newest[call.person] == call and call.again_on is not None
        if days.local(call.at) < first_booking_day and not is_open:
            yield record, None
        elif call.note_until is not None and call.note_until < today:
            yield record, structs.replace(call, note=None, note_until=None)


def _newest(calls: Iterable[Value]) -> dict[str, Call]:
    newest: dict[str, Call] = {}
    for call in calls:
        if isinstance(call, Call):
            known = newest.get(call.person)
            if known is None or (known.at, known.id) < (call.at, call.id):
                newest[call.person] = call
    return newest


def only_about(reading: Reading, id_: str) -> list[Key]:
    """The records that are about a person and nothing else: they go when the person goes."""
    return [
        record.key
        for kind in ("call", "language")
        for record in reading.all(kind)
        if getattr(record.value, "person", None) == id_
    ]
