"""All the fields of the form, and what can be chosen in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from msgspec import structs

from glimt_rules.message import say
from glimt_rules.plan.model import Setting
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_tui.desk.booking import Booking, FieldName
from glimt_tui.desk.questions import read_metres
from glimt_tui.screen.form.fields import (
    Choice,
    Field,
    Line,
    ManyField,
    OneField,
    TextField,
    one_field,
    terms,
    text_field,
)
from glimt_tui.screen.form.people_field import PeopleField
from glimt_tui.screen.form.values import LABELS, PURPOSES, STATUSES, YES_OR_NO, name_of
from glimt_tui.screen.form.when_field import WhenField

if TYPE_CHECKING:
    from glimt_tui.screen.form.state import FormState

#: What each of the seldom needed ones is called in a booking.
ATTRIBUTES: dict[FieldName, str] = {
    "masks": "masks",
    "distance": "distance_m",
    "purpose": "purpose",
    "assessed": "assessed",
    "public": "public",
    "link": "link",
    "handwashed": "handwashed",
    "cleaned": "surfaces_cleaned",
}


def all_fields(form: FormState) -> Iterator[Field]:
    """The fields that do not depend on what stands in the form."""
    words = form.words
    yield PeopleField("who", LABELS["who"])
    yield WhenField("when", LABELS["when"])
    yield OneField("where", LABELS["where"], _places, _place, _put_place)
    yield one_field("host", LABELS["host"], "host", _hosts)
    yield text_field("what", LABELS["what"], "title")
    yield one_field("kind", LABELS["kind"], "kind", lambda form: terms(words, VISIT_KINDS))
    yield ManyField("equipment", LABELS["equipment"], _things, "equipment")
    yield one_field("status", LABELS["status"], "status", lambda form: terms(words, STATUSES))
    metres = say("a number of metres is wanted, such as 1,5")
    yield TextField("distance", LABELS["distance"], _metres, _put_metres, metres)
    yield one_field("purpose", LABELS["purpose"], "purpose", lambda form: terms(words, PURPOSES))
    yield text_field("link", LABELS["link"], "link")
    facts: tuple[FieldName, ...] = ("masks", "handwashed", "cleaned")
    for name in facts:
        yield one_field(name, LABELS[name], ATTRIBUTES[name], lambda _: terms(words, YES_OR_NO))
    no_or_yes = [Choice(fact, words(YES_OR_NO[fact])) for fact in (False, True)]
    marks: tuple[FieldName, ...] = ("assessed", "public")
    for name in marks:
        yield one_field(name, LABELS[name], name, lambda _: no_or_yes)
    yield Line("more", say("More …"))
    yield Line("save", say("Save"))


def _places(form: FormState) -> list[Choice]:
    """The centre's rooms, and all that is elsewhere."""
    words, view = form.words, form.view
    rooms = [Choice(("centre", r.id), words.room(view, r.id)) for r in view.plan.rooms]
    elsewhere = [
        Choice((setting, None), words(SETTINGS[setting]))
        for setting in get_args(Setting)
        if setting != "centre"
    ]
    return [Choice(("centre", None), words(say("at the centre, no room"))), *rooms, *elsewhere]


def _place(booking: Booking) -> tuple[str, str | None]:
    return booking.setting, booking.room if booking.setting == "centre" else None


def _put_place(booking: Booking, place: tuple[Setting, str | None]) -> Booking:
    setting, room = place
    host = booking.host if setting == "home" else None
    return structs.replace(booking, setting=setting, room=room, host=host)


def _hosts(form: FormState) -> list[Choice]:
    booking = form.booking
    return [Choice(id_, name_of(form.words, form.view, booking, id_)) for id_ in booking.people]


def _things(form: FormState) -> list[Choice]:
    """Equipment, that of the room first."""
    room = form.booking.room
    things = sorted(form.view.plan.equipment, key=lambda thing: thing.room != room)
    return [Choice(thing.id, form.words.thing(form.view, thing.id)) for thing in things]


def _metres(booking: Booking) -> str:
    metres = booking.distance_m
    return booking.typed.get("distance", "" if metres is None else f"{metres:g}")


def _put_metres(booking: Booking, text: str) -> Booking:
    metres = read_metres(text)
    typed = {key: value for key, value in booking.typed.items() if key != "distance"}
    if metres is None and text.strip():
        typed["distance"] = text
    return structs.replace(booking, distance_m=metres, typed=typed)
