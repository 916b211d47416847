"""What stands in the fields of a booking, as people read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_tui.desk.booking import Booking, FieldName, person_of
from glimt_tui.desk.view import View
from glimt_tui.screen.words import MASK, Words

LABELS: Mapping[FieldName, Message] = {
    "who": say("Who"),
    "when": say("When"),
    "where": say("Where"),
    "host": say("Host"),
    "what": say("What"),
    "kind": say("Kind"),
    "equipment": say("Things"),
    "masks": say("Masks"),
    "distance": say("Distance"),
    "purpose": say("Purpose"),
    "assessed": say("Weighed"),
    "public": say("Public"),
    "link": say("Link"),
    "status": say("State"),
    "handwashed": say("Hands"),
    "cleaned": say("Wiped"),
}
STATUSES: Mapping[str, Message] = {
    "planned": say("planned"),
    "arrived": say("has come"),
    "done": say("finished"),
    "cancelled": say("cancelled"),
    "no_show": say("did not come"),
}
ROLES: Mapping[str, Message] = {
    "guest": say("guest"),
    "participant": say("participant"),
}
PURPOSES: Mapping[str | None, Message] = {
    None: say("none in particular"),
    "necessary_home_service": say("necessary home service"),
    "end_of_life": say("end of life"),
}
YES_OR_NO: Mapping[bool | None, Message] = {
    None: say("not recorded"),
    True: say("yes"),
    False: say("no"),
}


def name_of(words: Words, view: View, booking: Booking, id_: str) -> str:
    """What to call somebody, registered or not."""
    if words.masked:
        return MASK
    person = person_of(booking, view, id_)
    return harmless(person.label if isinstance(person, Person) else id_)


def span_of(words: Words, view: View, start: Moment, end: Moment) -> str:
    """From when until when, with the days: ``ti 12.1. 14:00–15:30``."""
    first, last = start.astimezone(view.zone).date(), end.astimezone(view.zone).date()
    year = f"{first.year} " if first.year != view.today.year else ""
    until = words.clock(view, end)
    if last != first:
        until = f"{words.day(last)} {until}"
    return f"{words.day(first)} {year}{words.clock(view, start)}–{until}"


def place_of(words: Words, view: View, booking: Booking) -> str:
    """Where it is."""
    if booking.setting != "centre":
        return words(SETTINGS[booking.setting])
    if booking.room is None:
        return words(say("at the centre, no room"))
    return words.room(view, booking.room)


def value_of(words: Words, view: View, booking: Booking, field: FieldName) -> str:
    """What stands in a field."""
    return _VALUES[field](words, view, booking)


def _when(words: Words, view: View, booking: Booking) -> str:
    if booking.start is None or booking.end is None:
        return ""
    return span_of(words, view, booking.start, booking.end)


def _where(words: Words, view: View, booking: Booking) -> str:
    place = place_of(words, view, booking)
    if booking.setting != "home" or booking.host is None:
        return place
    return f"{place}: {name_of(words, view, booking, booking.host)}"


def _distance(words: Words, booking: Booking) -> str:
    metres = booking.distance_m
    return "" if metres is None else f"{words.texts.number(metres)} m"


_VALUES: Mapping[FieldName, Callable[[Words, View, Booking], str]] = {
    "who": lambda words, view, b: ", ".join(name_of(words, view, b, id_) for id_ in b.people),
    "when": _when,
    "where": _where,
    "host": lambda words, view, b: name_of(words, view, b, b.host) if b.host else "",
    "what": lambda words, _, b: MASK if words.masked and b.title else harmless(b.title),
    "kind": lambda words, _, b: words(VISIT_KINDS[b.kind]),
    "equipment": lambda words, view, b: ", ".join(words.thing(view, id_) for id_ in b.equipment),
    "masks": lambda words, _, b: words(YES_OR_NO[b.masks]),
    "distance": lambda words, _, b: _distance(words, b),
    "purpose": lambda words, _, b: words(PURPOSES[b.purpose]),
    "assessed": lambda words, _, b: words(YES_OR_NO[b.assessed]),
    "public": lambda words, _, b: words(YES_OR_NO[b.public]),
    "link": lambda _words, _view, b: harmless(b.link),
    "status": lambda words, _, b: words(STATUSES[b.status]),
    "handwashed": lambda words, _, b: words(YES_OR_NO[b.handwashed]),
    "cleaned": lambda words, _, b: words(YES_OR_NO[b.surfaces_cleaned]),
}
