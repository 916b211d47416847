"""The visitor list: who came, when they left, and under which name and number."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

from msgspec import Struct, structs

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.forms import text_fault
from glimt_rules.plan.model import REMOTE, Person, Visit
from glimt_tui.store.days import Days
from glimt_tui.store.errors import Refused, StoreError
from glimt_tui.store.records import Arrival, Key, Record
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Action, Store


class Visitor(Struct, frozen=True, kw_only=True):
    """An entry of the visitor list as staff may see it; no name where its key is gone."""

    arrival: Arrival
    name: str | None
    phone: str | None
    #: whether there is a name that its key does not open
    is_sealed: bool = False


def arrive(
    store: Store,
    keys: DayKeys,
    person_id: str,
    *,
    visit_id: str | None = None,
    at: Moment | None = None,
    handwashed: bool | None = None,
    name: str | None = None,
    phone: str | None = None,
) -> Arrival:
    """Receive somebody: put them on the visitor list, and their visit at "arrived".

    ``name`` and ``phone`` are what was said at the door; without them, what is known of the
    person. Raises Refused where they are here already, or do not belong to the visit.
    """
    with store.action("arrive") as action:
        person = _person(action, person_id)
        now = at or action.now
        if now > action.now:
            raise _refused(say("Nobody arrives in the future"), "person", person_id)
        if _open(action, person_id, now) is not None:
            message = say(
                "{person} is here already; if they left in between, write that down first",
                person=person.label,
            )
            raise _refused(message, "person", person_id)
        visit = None if visit_id is None else _receive(action, person, visit_id, handwashed, now)
        day = now.astimezone(action.zone()).date()
        for told_name in (name, phone):
            fault = text_fault(told_name) if told_name is not None else None
            if fault is not None:
                raise _refused(fault, "person", person_id)
        id_ = secrets.token_hex(8)
        told = json.dumps([name or person.name, phone or person.phone], ensure_ascii=False)
        arrival = Arrival(
            id=id_,
            person=person_id,
            visit=visit.id if visit else None,
            day=day,
            arrived=now,
            handwashed=handwashed,
            sealed=keys.seal(day, id_, told),
        )
        action.put(arrival)
    return arrival


def depart(store: Store, person_id: str, *, at: Moment | None = None) -> Arrival:
    """Write down that somebody has left; raises Refused where they are not here."""
    with store.action("depart") as action:
        person = _person(action, person_id)
        now = at or action.now
        if now > action.now:
            raise _refused(say("Nobody leaves in the future"), "person", person_id)
        record = _open(action, person_id, at or action.now)
        if record is None:
            message = say("{person} is not here", person=person.label)
            raise _refused(message, "person", person_id)
        assert isinstance(record.value, Arrival)
        arrival = structs.replace(record.value, left=now)
        action.put(arrival, record.version)
    return arrival


def visitors(store: Store, keys: DayKeys) -> list[Visitor]:
    """The visitor list as far as it is held, by arrival."""
    with store.reading() as reading:
        records = reading.arrivals()
    return [
        visitor_of(record.value, keys) for record in records if isinstance(record.value, Arrival)
    ]


def visitor_of(arrival: Arrival, keys: DayKeys) -> Visitor:
    """An entry with its name and number, as far as its day's key is there, and opens it.

    One that was changed, or sealed with a key that was lost, must not hide all the others.
    """
    try:
        told = keys.open(arrival.day, arrival.id, arrival.sealed)
    except StoreError:
        return Visitor(arrival=arrival, name=None, phone=None, is_sealed=True)
    name, phone = (None, None) if told is None else json.loads(told)
    return Visitor(arrival=arrival, name=name, phone=phone)


def _receive(
    action: Action, person: Person, visit_id: str, handwashed: bool | None, now: Moment
) -> Visit:
    """The visit, with the person's arrival in it."""
    record = action.get(Key("visit", visit_id))
    if record is None or not isinstance(record.value, Visit):
        message = say("there is no visit {visit}", visit=quoted(visit_id))
        raise _refused(message, "visit", visit_id)
    visit = record.value
    if person.id not in visit.people:
        message = say(
            "{person} does not belong to the visit {visit}",
            person=person.label,
            visit=quoted(visit_id),
        )
        raise _refused(message, "visit", visit_id)
    _must_be_today(action, visit, now)
    hands = [handwashed, *(other.handwashed for other in _arrivals_at(action, visit_id))]
    if len(hands) == 1 and visit.handwashed is not None:
        hands.append(visit.handwashed)  # was ticked off before anybody was received
    received = structs.replace(
        visit,
        status="done" if visit.status == "done" else "arrived",
        absent=tuple(other for other in visit.absent if other != person.id),
        handwashed=False if False in hands else None if None in hands else True,
    )
    action.put(received, record.version)
    return received


def _must_be_today(action: Action, visit: Visit, now: Moment) -> None:
    """A slip of the hand must not receive somebody for next week's booking."""
    days = Days(action.zone(), action.get)
    first, last = days.local(visit.start), days.local(visit.end)
    if not first <= days.local(now) <= last:
        message = say("the visit {visit} is on {day}", visit=quoted(visit.id), day=first)
        raise _refused(message, "visit", visit.id)
    if visit.setting in REMOTE:
        message = say("nobody comes to the visit {visit}; it is a call", visit=quoted(visit.id))
        raise _refused(message, "visit", visit.id)


def _arrivals_at(action: Action, visit_id: str) -> list[Arrival]:
    return [
        record.value
        for record in action.writing.arrivals_of(Key("visit", visit_id))
        if isinstance(record.value, Arrival)
    ]


def _open(action: Action, person_id: str, at: Moment) -> Record | None:
    """The entry of somebody who is here at a moment; one from days before was never closed."""
    day = Days(action.zone(), action.get).local(at)
    for record in action.writing.arrivals_of(Key("person", person_id)):
        arrival = record.value
        if not isinstance(arrival, Arrival) or arrival.left is not None:
            continue
        if day - timedelta(days=1) <= arrival.day <= day:
            return record
    return None


def _person(action: Action, person_id: str) -> Person:
    record = action.get(Key("person", person_id))
    if record is None or not isinstance(record.value, Person):
        message = say("there is no person {person}", person=quoted(person_id))
        raise _refused(message, "person", person_id)
    return record.value


def _refused(message: Message, kind: str, id_: str) -> Refused:
    return Refused(Problem(message=message, where=f"{kind}.{id_}"))
