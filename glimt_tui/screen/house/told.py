"""What the house looks like in lines: what there is, and what a change does to coming bookings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import WEEKDAYS, Cohort, Equipment, Room
from glimt_tui.desk.house import Sort, things
from glimt_tui.desk.house_effects import Effects
from glimt_tui.desk.view import View
from glimt_tui.screen.rows import Row
from glimt_tui.screen.words import Words

FAINT = Style(dim=True)
#: So many bookings are named at most; of the rest, how many there are.
_MOST = 3
_MONDAY = date(2021, 1, 4)

#: What is above each part of the house, and what makes one more of it.
HEADINGS: Mapping[Sort, Message] = {
    "centre": say("The centre"),
    "hours": say("Opening hours"),
    "room": say("Rooms"),
    "equipment": say("Equipment"),
    "cohort": say("Cohorts"),
}
NEW: Mapping[Sort, Message] = {
    "room": say("a new room"),
    "equipment": say("a new thing"),
    "cohort": say("a new cohort"),
}


def house_rows(words: Words, view: View, sorts: Sequence[Sort], width: int) -> Iterator[Row]:
    """What there is of some parts of the house, each with a line for one more."""
    for sort in sorts:
        if len(sorts) > 1:
            yield Row(Text(words(HEADINGS[sort])))
        if sort == "centre":
            yield from _centre(words, view)
        elif sort == "hours":
            yield from _hours(words, view)
        else:
            for each in things(view, sort):
                name = harmless(each.name or each.id)
                yield from _row(name, _beside(words, view, each), f"{sort}:{each.id}", width)
            yield Row(Text(f" + {words(NEW[sort])}"), f"new:{sort}")


def _centre(words: Words, view: View) -> Iterator[Row]:
    centre = view.plan.centre
    name = harmless(centre.name) if centre.name else words(say("no name yet"))
    yield Row(Text(f" {name}"), "centre:")
    minutes = say(
        "cleaning {cleaning} min, washing {washing} min",
        cleaning=centre.cleaning_minutes,
        washing=centre.washing_minutes,
    )
    yield Row(Text(f"   {words(minutes)}", FAINT), goes_on=True)


def _hours(words: Words, view: View) -> Iterator[Row]:
    """A line for days one after the other that are alike: ``man–fre  10:00–17:00``."""
    hours = view.plan.centre.opening_hours
    there = [(n, getattr(hours, day)) for n, day in enumerate(WEEKDAYS)]
    groups: list[tuple[int, int, tuple[str, ...]]] = []
    for number, told in there:
        if groups and groups[-1][2] == told:
            groups[-1] = (groups[-1][0], number, told)
        else:
            groups.append((number, number, told))
    for place, (first, last, told) in enumerate(groups):
        days = _day(words, first) + (f"–{_day(words, last)}" if last > first else "")
        shown = ", ".join(span.replace("-", "–") for span in told) or words(say("closed"))
        text = Text(f" {days:<8} {shown}")
        yield Row(text, "hours:" if place == 0 else None, goes_on=place > 0)


def _day(words: Words, number: int) -> str:
    return words.texts.weekday(datetime.combine(_MONDAY + timedelta(days=number), time()))[:2]


def _beside(words: Words, view: View, each: Room | Equipment | Cohort) -> str:
    """What there is to know of a thing, in a few words."""
    if isinstance(each, Room):
        told = [
            words(say("{n} at {distance}", n=number, distance=distance))
            for number, distance in ((each.capacity_1m, "1 m"), (each.capacity_2m, "2 m"))
            if number is not None
        ]
        if each.cleaning_minutes is not None:
            told.append(f"{each.cleaning_minutes} min")
        return ", ".join(told)
    if isinstance(each, Equipment):
        told = [] if each.washable else [words(say("not washable"))]
        if each.room is not None:
            told.append(words.room(view, each.room))
        return ", ".join(told)
    members = Counter(person.cohort for person in view.plan.people)[each.id]
    return words(count("{n} member", "{n} members", members)) if members else ""


def _row(name: str, beside: str, id_: str, width: int) -> Iterator[Row]:
    """A name, and what there is to know at the right end; below it where it is too long."""
    room = width - cell_len(name) - cell_len(beside) - 1
    if not beside or room >= 2:
        yield Row(Text(f" {name}{' ' * max(0, room)}").append(beside, FAINT), id_)
    else:
        yield Row(Text(f" {name}"), id_)
        yield Row(Text(f"   {beside}", FAINT), goes_on=True)


def effects_told(words: Words, view: View, effects: Effects) -> Iterator[str]:
    """What a change does to coming bookings, the worst first; nothing where there are none."""
    told = (
        ("✗", effects.broken, count(
            "{n} coming booking breaks a rule then",
            "{n} coming bookings break a rule then",
            len(effects.broken),
        )),
        ("!", effects.closed, count(
            "{n} coming booking lies outside the hours then",
            "{n} coming bookings lie outside the hours then",
            len(effects.closed),
        )),
        ("✓", effects.mended, count(
            "{n} coming booking breaks no rule any more",
            "{n} coming bookings break no rule any more",
            len(effects.mended),
        )),
    )  # fmt: skip
    if effects.coming and not any(visits for _, visits, _ in told):
        yield words.sentence(say("no coming booking gets another verdict"))
    for sign, visits, message in told:
        if visits:
            yield f"{sign} {words.sentence(message)}:"
            yield from _bookings(words, view, visits)


def _bookings(words: Words, view: View, ids: Sequence[str]) -> Iterator[str]:
    for id_ in ids[:_MOST]:
        visit = view.visits.get(id_)
        if visit is not None:
            when = f"{words.day(view.day_of(visit))} {words.clock(view, visit.start)}"
            yield f"· {when} {words.title(view, visit)}"
    if len(ids) > _MOST:
        rest = words(say("and {n} more", n=len(ids) - _MOST))
        yield f"· {rest}"
