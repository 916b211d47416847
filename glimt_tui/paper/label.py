"""Labels to put on what is set aside: the thing, until when, and why. Nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.texts import Texts
from glimt_tui.desk.equipment import State, Stock, Thing
from glimt_tui.desk.equipment_words import REASONS
from glimt_tui.paper.words import PaperWords
from glimt_tui.store.days import clock

#: The states in which a thing lies aside, and nobody is to take it.
LABELLED: frozenset[State] = frozenset({"aside", "to_wash"})
#: What the days of the week are called where there is little room.
_SHORT: Mapping[str, tuple[str, ...]] = {
    "nb": ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


class Label(Struct, frozen=True):
    """What stands on a label, line by line, in the reader's language."""

    #: what the thing is called
    name: str
    told: str
    #: until when; what must happen where no time says it
    until: str
    #: why, in a word
    why: str


class Labels(Struct, frozen=True, kw_only=True):
    """All labels that are printed at once."""

    language: str
    title: str
    labels: tuple[Label, ...]


def labels_of(things: Iterable[Thing], stock: Stock, texts: Texts) -> Labels:
    """The labels of those of some things that are set aside, those first that wait least."""
    words = PaperWords(stock.view, texts)
    there = [thing for thing in things if thing.state in LABELLED]
    there.sort(key=lambda thing: (thing.until or stock.now, thing.thing.id))
    return Labels(
        language=texts.language,
        title=words.sentence(say("set aside")),
        labels=tuple(_label(thing, stock, words) for thing in there),
    )


def _label(thing: Thing, stock: Stock, words: PaperWords) -> Label:
    until = say("it has been washed")
    if thing.until is not None:
        until = _when(thing.until, stock, words.texts)
    return Label(
        name=words.thing(thing.thing.id),
        told=words.sentence(say("set aside until")),
        until=words(until),
        why=words(REASONS[thing.why or "wash"]),
    )


def _when(moment: Moment, stock: Stock, texts: Texts) -> Message:
    """A moment as a label tells it: ``ons. 14. januar kl. 13:00``; the year only of another."""
    shown = clock(moment, stock.view.zone)
    day = shown.date()
    return say(
        "{weekday} {day} at {time}",
        weekday=_SHORT[texts.language][day.weekday()],
        day=_day(day, stock.view.today, texts),
        time=shown.time(),
    )


def _day(day: date, today: date, texts: Texts) -> str:
    told = texts.date(day)
    return told if day.year != today.year else told.removesuffix(f" {day.year}")
