"""The house as it is being written down: centre, opening hours, rooms, equipment, cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from unicodedata import normalize

from msgspec import Struct, structs

from glimt_rules.message import Message, count, say
from glimt_rules.plan.forms import LONGEST_ID, text_fault
from glimt_rules.plan.model import Centre, Cohort, Equipment, OpeningHours, Room, Visit
from glimt_tui.access import User, require_admin
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.view import View
from glimt_tui.store.centre import HEALTH
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import HOUSE, House, Key
from glimt_tui.store.references import named_by
from glimt_tui.store.repository import Reading

#: What the house is made of, in the order in which it is set up.
Sort = Literal["centre", "hours", "room", "equipment", "cohort"]
Thing = Centre | OpeningHours | Room | Equipment | Cohort

#: What there may be several of, by sort: its type, and its list in a plan.
_LISTS: Mapping[str, tuple[type[Room | Equipment | Cohort], str]] = {
    "room": (Room, "rooms"),
    "equipment": (Equipment, "equipment"),
    "cohort": (Cohort, "cohorts"),
}
_HOUSE = Key("house", HOUSE)


class Written(Struct, frozen=True, kw_only=True):
    """A part of the house as the form has it."""

    sort: Sort
    value: Thing
    #: the part as it was when it was read, and its version; None for a new one
    opened: Thing | None = None
    seen: int | None = None

    @property
    def is_new(self) -> bool:
        """Whether it has never been written."""
        return self.opened is None


def things(view: View, sort: Sort) -> Sequence[Room | Equipment | Cohort]:
    """The rooms, the equipment or the cohorts of a view."""
    found: Sequence[Room | Equipment | Cohort] = getattr(view.plan, _LISTS[sort][1])
    return found


def something_new(sort: Sort) -> Written:
    """A room, a thing or a cohort of which nothing is known yet; its id comes from its name."""
    return Written(sort=sort, value=_LISTS[sort][0](id=""))


def written(view: View, sort: Sort, id_: str = "") -> Written | None:
    """A part of the house as the view has it; None where it is not there any more."""
    if sort in ("centre", "hours"):
        centre = view.plan.centre
        value: Thing = centre if sort == "centre" else centre.opening_hours
        return Written(sort=sort, value=value, opened=value, seen=view.versions.get(_HOUSE))
    there = next((each for each in things(view, sort) if each.id == id_), None)
    if there is None:
        return None
    seen = view.versions.get(Key(sort, id_))  # type: ignore[arg-type]
    return Written(sort=sort, value=there, opened=there, seen=seen)


def edit_of(form: Written, view: View) -> Edit | None:
    """What saving writes; None where nothing has been changed."""
    if form.value == form.opened:
        return None
    if isinstance(form.value, Centre | OpeningHours):
        house = House(timezone=view.plan.timezone, centre=_centre(form.value, view.plan.centre))
        return Edit(put=(house,), seen={} if form.seen is None else {_HOUSE: form.seen})
    value = form.value
    if form.is_new:
        taken = {each.id for each in things(view, form.sort)}
        return Edit(put=(structs.replace(value, id=id_for(value.name or "", taken)),))
    key = Key(form.sort, value.id)  # type: ignore[arg-type]
    return Edit(put=(value,), seen={} if form.seen is None else {key: form.seen})


def why_not_health(user: User) -> Message | None:
    """Why somebody may not say whether the centre is a health service; None for an admin."""
    try:
        require_admin(user, HEALTH)
    except Refused as refused:
        return refused.problems[0].message
    return None


def _centre(value: Centre | OpeningHours, there: Centre) -> Centre:
    """The centre with one of its two forms filled in; the hours are no field of the other."""
    if isinstance(value, OpeningHours):
        return structs.replace(there, opening_hours=value)
    return value


def id_for(name: str, taken: set[str]) -> str:
    """An id made from a name, which nothing else has: «Øverom 2» is ``øverom-2``."""
    letters = "".join(
        char if char.isalpha() or char in "0123456789" else "-"
        for char in normalize("NFC", name.casefold())
    )
    stem = "-".join(filter(None, letters.split("-")))[: LONGEST_ID - 4].strip("-") or "id"
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def taken_up(form: Written, view: View) -> tuple[Written, list[str]]:
    """The form on something that somebody else has changed meanwhile.

    What they changed is taken over; where both changed the same, it stays as it was written
    here. Also gives the names of those fields. What is gone stays as it is in the form.
    """
    theirs = None if form.is_new else written(view, form.sort, getattr(form.value, "id", ""))
    if theirs is None or theirs.seen == form.seen:
        return form, []
    base, mine, new = (structs.asdict(each) for each in (form.opened, form.value, theirs.value))  # type: ignore[arg-type]
    both = [
        name
        for name in mine
        if mine[name] != base[name] and new[name] not in (base[name], mine[name])
    ]
    kept: dict[str, Any] = {name: each for name, each in mine.items() if each != base[name]}
    return structs.replace(theirs, value=structs.replace(theirs.value, **kept)), both


# What is wrong ---------------------------------------------------------------------------


def faults(form: Written, view: View) -> Mapping[str, Message]:
    """Why it cannot be written as it is, by field."""
    found: dict[str, Message] = {}
    for field, message in _faults(form, view):
        found.setdefault(field, message)
    return found


def _faults(form: Written, view: View) -> Iterator[tuple[str, Message]]:
    value = form.value
    if isinstance(value, OpeningHours):
        return
    name = (value.name or "").strip()
    if wrong := text_fault(name):
        yield "name", wrong
    if isinstance(value, Centre):
        return
    if not name:
        yield "name", say("a name is missing")
    for other in things(view, form.sort):
        if other.id != value.id and (other.name or other.id).casefold() == name.casefold():
            yield "name", say("there is one of this name already")
    if isinstance(value, Room):
        most = value.capacity_1m
        if most is not None and (value.capacity_2m or 0) > most:
            yield "capacity_2m", say("no more have room at 2 m than at 1 m: {most}", most=most)
    elif isinstance(value, Equipment):
        rooms = {None, *(room.id for room in view.plan.rooms)}
        if value.room not in rooms:
            yield "room", say("this room is not there any more")


# Removing --------------------------------------------------------------------------------


def needed_by(reading: Reading, key: Key) -> list[Message]:
    """What still needs a room, a thing or a cohort; nothing where it can be removed."""
    if key.kind == "cohort":
        members = sum(
            getattr(record.value, "cohort", None) == key.id for record in reading.all("person")
        )
        return [count("{n} member", "{n} members", members)] if members else []
    visits = reading.visits_of(key)
    past = sum(not isinstance(record.value, Visit) for record in visits)
    counted = [
        (
            len(visits) - past,
            count("{n} booked visit", "{n} booked visits", len(visits) - past),
        ),
        (past, count("{n} booking long past", "{n} bookings long past", past)),
    ]
    things = sum(key in named_by(record.value) for record in reading.all("equipment"))
    counted.append((things, count("{n} thing", "{n} things", things)))
    series = sum(key in named_by(record.value) for record in reading.all("series"))
    counted.append((series, count("{n} series", "{n} series in all", series)))
    loans = sum(key in named_by(record.value) for record in reading.all("loan"))
    counted.append((loans, count("{n} loan", "{n} loans", loans)))
    return [told for n, told in counted if n]


def why_not_removed(reading: Reading, key: Key) -> Message | None:
    """Why something cannot be removed, and what needs it; None where it can."""
    needed = needed_by(reading, key)
    if not needed:
        return None
    return say("it is still needed by {things}; change that first", things=tuple(needed))


def removing(view: View, key: Key) -> Edit | None:
    """What removes something; None where it is gone already."""
    seen = view.versions.get(key)
    return None if seen is None else Edit(remove=(key,), seen={key: seen})
