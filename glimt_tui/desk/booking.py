"""A booking as somebody is writing it down: half of it may be missing, and some of it is wrong."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.check_visits import LONGEST_HOURS
from glimt_rules.plan.forms import text_fault
from glimt_rules.plan.model import Person, Purpose, Setting, Status, Visit, VisitKind
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.questions import About, Fact, answered
from glimt_tui.desk.view import View
from glimt_tui.store.records import Key, Value, key_of

#: The fields of the form, in their order.
FieldName = Literal[
    "who",
    "when",
    "where",
    "host",
    "what",
    "kind",
    "equipment",
    "masks",
    "distance",
    "purpose",
    "assessed",
    "public",
    "link",
    "status",
    "handwashed",
    "cleaned",
]
#: What ids that the program makes up are made of: nothing that is taken for something else.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Answer(Struct, frozen=True):
    """A fact that was missing, as it was told."""

    about: About
    fact: Fact


class Booking(Struct, frozen=True, kw_only=True):
    """What stands in the form, with all that it takes to write it or to take it up again."""

    id: str
    #: the visit as it was when the form was opened on it, and its version; None for a new one
    opened: Visit | None = None
    seen: int | None = None
    people: tuple[str, ...] = ()
    #: those among the people who are not registered yet
    new_people: tuple[Person, ...] = ()
    start: Moment | None = None
    end: Moment | None = None
    title: str = ""
    kind: VisitKind = "activity"
    setting: Setting = "centre"
    room: str | None = None
    host: str | None = None
    equipment: tuple[str, ...] = ()
    masks: bool | None = None
    distance_m: float | None = None
    purpose: Purpose | None = None
    #: whether it was weighed beforehand how an assignment can be done
    assessed: bool = False
    public: bool = False
    link: str = ""
    status: Status = "planned"
    handwashed: bool | None = None
    surfaces_cleaned: bool | None = None
    answers: tuple[Answer, ...] = ()
    #: why the house makes an exception, by rule
    reasons: dict[str, str] = {}
    #: what has been typed and is not understood, or not chosen, yet; by field
    typed: dict[str, str] = {}

    @property
    def is_new(self) -> bool:
        """Whether it has never been written."""
        return self.opened is None


def new_id(prefix: str) -> str:
    """An id that nobody has: ``v-k3x9pa``."""
    return f"{prefix}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"


def new_booking(
    *,
    people: tuple[str, ...] = (),
    start: Moment | None = None,
    end: Moment | None = None,
    room: str | None = None,
) -> Booking:
    """A booking of which no more than this is known."""
    return Booking(id=new_id("v"), people=people, start=start, end=end, room=room)


def booking_of(visit: Visit, version: int | None) -> Booking:
    """What stands in the form for a visit that is there."""
    return Booking(
        id=visit.id,
        opened=visit,
        seen=version,
        people=visit.people,
        start=visit.start,
        end=visit.end,
        title=visit.title or "",
        kind=visit.kind,
        setting=visit.setting,
        room=visit.room,
        host=visit.host,
        equipment=visit.equipment,
        masks=visit.masks,
        distance_m=visit.distance_m,
        purpose=visit.purpose,
        assessed=visit.assessed_at is not None,
        public=visit.public,
        link=visit.link or "",
        status=visit.status,
        handwashed=visit.handwashed,
        surfaces_cleaned=visit.surfaces_cleaned,
    )


def visit_of(booking: Booking, now: Moment) -> Visit | None:
    """The visit that would be written now; None as long as it lacks people or a time."""
    if not booking.people or booking.start is None or booking.end is None:
        return None
    opened = booking.opened
    at_centre, at_home = booking.setting == "centre", booking.setting == "home"
    assessed_at = opened.assessed_at if opened else None
    if booking.assessed != (assessed_at is not None):
        assessed_at = now if booking.assessed else None
    return Visit(
        id=booking.id,
        start=booking.start,
        end=booking.end,
        people=booking.people,
        title=booking.title.strip() or None,
        kind=booking.kind,
        setting=booking.setting,
        room=booking.room if at_centre else None,
        absent=_absent(opened, booking.people),
        public=booking.public,
        link=booking.link.strip() or None,
        host=booking.host if at_home else None,
        booked_at=opened.booked_at if opened else now,
        equipment=booking.equipment,
        masks=booking.masks,
        distance_m=booking.distance_m,
        purpose=booking.purpose,
        assessed_at=assessed_at,
        status=booking.status,
        handwashed=booking.handwashed,
        surfaces_cleaned=booking.surfaces_cleaned,
    )


def standing(booking: Booking) -> Visit | None:
    """Where and when it would stand, whether or not anybody takes part yet; None without a time."""
    if booking.start is None or booking.end is None:
        return None
    return Visit(
        id=booking.id,
        start=booking.start,
        end=booking.end,
        people=booking.people,
        kind=booking.kind,
        setting=booking.setting,
        room=booking.room if booking.setting == "centre" else None,
        absent=_absent(booking.opened, booking.people),
        equipment=booking.equipment,
        status=booking.status,
    )


def _absent(opened: Visit | None, people: tuple[str, ...]) -> tuple[str, ...]:
    """Those who did not come, of those who still stand there; never all of them."""
    absent = tuple(id_ for id_ in opened.absent if id_ in people) if opened else ()
    return absent if len(absent) < len(people) else ()


def edit_of(booking: Booking, view: View, now: Moment) -> Edit | None:
    """What saving would write; None as long as the visit lacks people or a time."""
    visit = visit_of(booking, now)
    if visit is None:
        return None
    new: list[Value] = [p for p in booking.new_people if p.id in booking.people]
    put = {key_of(value): value for value in (*new, visit)}
    seen = {} if booking.seen is None else {key_of(visit): booking.seen}
    for answer in booking.answers:
        value = answered(answer.about, answer.fact, view, put)
        if value is None:
            continue
        key = key_of(value)
        put[key] = value
        if key in view.versions and key != key_of(visit):
            seen[key] = view.versions[key]
    return Edit(put=tuple(put.values()), seen=seen)


def cancelling(booking: Booking) -> Edit | None:
    """What writes that the visit does not take place, and else leaves it as it was."""
    visit = booking.opened
    if visit is None or booking.seen is None:
        return None
    cancelled = structs.replace(visit, status="cancelled")
    return Edit(put=(cancelled,), seen={Key("visit", visit.id): booking.seen})


def person_of(booking: Booking, view: View, id_: str) -> Person | None:
    """Somebody who is registered, or is about to be."""
    new = next((person for person in booking.new_people if person.id == id_), None)
    return new or view.people.get(id_)


# What is wrong ---------------------------------------------------------------------------


def faults(booking: Booking, view: View) -> Mapping[str, Message]:
    """Why it cannot be written as it is, by field; the rules have not been asked."""
    found: dict[str, Message] = {}
    for field, message in _faults(booking, view):
        found.setdefault(field, message)
    return found


def _faults(booking: Booking, view: View) -> Iterator[tuple[str, Message]]:
    if not booking.people:
        yield "who", say("somebody must take part")
    for id_ in booking.people:
        if person_of(booking, view, id_) is None:
            yield "who", say("{person} is not registered any more", person=id_)
    for person in booking.new_people:
        if person.id in booking.people and (wrong := text_fault(person.phone or "")):
            yield f"phone:{person.id}", wrong
    yield from _wrong_time(booking)
    yield from _wrong_place(booking, view)
    for field, text in (("what", booking.title), ("link", booking.link)):
        if wrong := text_fault(text):
            yield field, wrong
    there = {thing.id for thing in view.plan.equipment}
    if not there.issuperset(booking.equipment):
        yield "equipment", say("some of this is not there any more")
    for rule, reason in booking.reasons.items():
        if wrong := text_fault(reason):
            yield f"reason:{rule}", wrong


def _wrong_time(booking: Booking) -> Iterator[tuple[str, Message]]:
    if booking.start is None or booking.end is None:
        yield "when", say("a time is missing")
    elif booking.end <= booking.start:
        yield "when", say("the end must be later than the start")
    elif booking.end - booking.start > timedelta(hours=LONGEST_HOURS):
        yield "when", say("a visit is {most} hours long at most", most=LONGEST_HOURS)


def _wrong_place(booking: Booking, view: View) -> Iterator[tuple[str, Message]]:
    if booking.setting == "centre" and booking.room is not None:
        if booking.room not in {room.id for room in view.plan.rooms}:
            yield "where", say("this room is not there any more")
    elif booking.kind == "shift" and booking.setting != "centre":
        yield "kind", say("staff are on duty at the centre only")
    if booking.setting == "home" and booking.host not in booking.people:
        yield "host", say("whose home is it?")
