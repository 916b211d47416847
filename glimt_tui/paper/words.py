"""How paper says things: rooms, times, days and titles, as text that disturbs no printer."""

from __future__ import annotations

from datetime import date, datetime, time

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Visit
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts
from glimt_tui.desk.short_names import short_names
from glimt_tui.desk.view import View
from glimt_tui.paper.cells import UNBROKEN
from glimt_tui.store.days import clock


class PaperWords:
    """One language, and what the things and the people of a view are called in it."""

    def __init__(self, view: View, texts: Texts) -> None:
        self.view = view
        self.texts = texts
        self._rooms = {room.id: room.name for room in view.plan.rooms}
        self._things = {thing.id: thing.name for thing in view.plan.equipment}

    def __call__(self, message: Message) -> str:
        """A message as a line."""
        return harmless(self.texts(message))

    def sentence(self, message: Message) -> str:
        """A message with a capital letter."""
        return harmless(self.texts.sentence(message))

    def short(self, people: list[Person]) -> dict[str, str]:
        """What people are called on a sheet that names these, by id."""
        return {id_: harmless(name) for id_, name in short_names(people).items()}

    def phone(self, number: str) -> str:
        """A number as it was written down, in one piece."""
        return UNBROKEN.join(harmless(number).split())

    def room(self, id_: str) -> str:
        """What a room is called."""
        return harmless(self._rooms.get(id_) or id_)

    def thing(self, id_: str) -> str:
        """What a thing is called."""
        return harmless(self._things.get(id_) or id_)

    def place(self, visit: Visit) -> str:
        """Where a visit is."""
        where = SETTINGS[visit.setting]
        return self.sentence(where) if visit.room is None else self.room(visit.room)

    def title(self, visit: Visit) -> str:
        """What a visit is called: its title, else its kind."""
        title = (visit.title or "").strip()
        return harmless(title) if title else self.sentence(VISIT_KINDS[visit.kind])

    def clock(self, moment: Moment, day: date | None = None) -> str:
        """What the clock on the wall shows; with the day where it is not ``day``."""
        local = clock(moment, self.view.zone)
        told = local.strftime("%H:%M")
        if day is None or local.date() == day:
            return told
        return f"{self.weekday(local.date())} {local.day}.{local.month}. {told}"

    def span(self, start: Moment, end: Moment) -> str:
        """From when until when: ``13:00–14:30``."""
        return f"{self.clock(start)}–{self.clock(end)}"

    def weekday(self, day: date) -> str:
        """The day of the week."""
        return self.texts.weekday(datetime.combine(day, time()))

    def day(self, day: date) -> str:
        """A day with its weekday, as a heading."""
        named = f"{self.weekday(day)} {self.texts.date(day)}"
        return named[:1].upper() + named[1:]
