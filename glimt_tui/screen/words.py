"""How the screen says things: names that may be masked, times, places, verdicts, as text."""

from __future__ import annotations

from datetime import date, datetime, time

from msgspec import structs
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import LEVELS, Finding
from glimt_rules.message import Message, PersonName, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts
from glimt_tui.desk.view import View
from glimt_tui.store.days import clock

#: The sign, the name and the colour of each verdict; never colour alone.
LOOKS: dict[str, tuple[str, Message, str]] = {
    "violation": ("✗", say("VIOLATION"), "red"),
    "unknown": ("?", say("UNKNOWN"), "yellow"),
    "advice": ("!", say("ADVICE"), "cyan"),
    "ok": ("✓", say("fine"), "green"),
    "waived": ("~", say("exception"), "magenta"),
}
#: The sign of what is worth a word and is no verdict: a warning of the house.
NOTE = "·"
#: What is said of what breaks no rule, and has a note.
_KEPT_BUT = say("rules kept, but see {note}", note=NOTE)
#: What stands for a name that nobody is to read over a shoulder.
MASK = "•••"


class Words:
    """One language, and whether names are shown."""

    def __init__(self, texts: Texts, *, masked: bool = False) -> None:
        self.texts = texts
        self.masked = masked

    def __call__(self, message: Message) -> str:
        """A message as a line that does nothing to a terminal."""
        return harmless(self.texts(_masked(message) if self.masked else message))

    def sentence(self, message: Message) -> str:
        """A message with a capital letter."""
        return harmless(self.texts.sentence(_masked(message) if self.masked else message))

    # People and places ---------------------------------------------------------------------

    def person(self, view: View, id_: str) -> str:
        """What to call somebody."""
        if self.masked:
            return MASK
        person = view.people.get(id_)
        return harmless(person.label if person else id_)

    def phone(self, view: View, id_: str) -> str:
        """Somebody's number; empty where there is none."""
        person = view.people.get(id_)
        if self.masked or person is None:
            return MASK if self.masked else ""
        return harmless(person.phone or "")

    def people(self, view: View, visit: Visit) -> str:
        """Who takes part in a visit."""
        there = [id_ for id_ in visit.people if id_ not in visit.absent]
        return ", ".join(self.person(view, id_) for id_ in there)

    def room(self, view: View, id_: str) -> str:
        """What a room is called."""
        found = next((room for room in view.plan.rooms if room.id == id_), None)
        return harmless(found.name or id_ if found else id_)

    def thing(self, view: View, id_: str) -> str:
        """What a thing is called."""
        found = next((thing for thing in view.plan.equipment if thing.id == id_), None)
        return harmless(found.name or id_ if found else id_)

    def place(self, view: View, visit: Visit) -> str:
        """Where a visit is."""
        if visit.room is not None:
            return self.room(view, visit.room)
        return self(SETTINGS[visit.setting])

    def title(self, view: View, visit: Visit, *, masked: bool = False) -> str:
        """What a visit is called: its title, else its kind; a title may hold a name."""
        if visit.title and (visit.public or not (masked or self.masked)):
            return harmless(visit.title)
        return self(VISIT_KINDS[visit.kind]).capitalize()

    # Times ---------------------------------------------------------------------------------

    def clock(self, view: View, moment: Moment) -> str:
        """What the clock on the wall shows: ``13:00``."""
        return clock(moment, view.zone).strftime("%H:%M")

    def span(self, view: View, visit: Visit) -> str:
        """From when until when: ``13:00–14:30``."""
        return f"{self.clock(view, visit.start)}–{self.clock(view, visit.end)}"

    def day(self, day: date) -> str:
        """A day as the screen names it: ``ti 12.1.``."""
        weekday = self.texts.weekday(datetime.combine(day, time()))[:2]
        return f"{weekday} {day.day}.{day.month}."

    # Verdicts ------------------------------------------------------------------------------

    def sign(self, findings: list[Finding]) -> Text:
        """The sign of a visit's verdict, coloured."""
        sign, _, colour = LOOKS[verdict_of(findings)]
        return Text(sign, Style(color=colour, bold=True))

    def verdict(self, level: str, *, is_noted: bool = False) -> Text:
        """A verdict in a sign and a word; not "fine" of what ``is_noted`` beside the rules."""
        sign, name, colour = LOOKS[level]
        if is_noted and level == "ok":
            name = _KEPT_BUT
        return Text(f"{sign} {self(name)}", Style(color=colour, bold=True))


def _masked(message: Message) -> Message:
    """A message that names nobody."""
    return structs.replace(message, values={k: _hidden(v) for k, v in message.values.items()})


def _hidden(value: object) -> object:
    if isinstance(value, PersonName):
        return MASK
    if isinstance(value, Message):
        return _masked(value)
    if isinstance(value, tuple):
        return tuple(map(_hidden, value))
    return value


def verdict_of(findings: list[Finding]) -> str:
    """The worst level among findings; "waived" where there are only such, "ok" where none."""
    levels = [finding.level for finding in findings if not finding.waived]
    if levels:
        return min(levels, key=LEVELS.index)
    return "waived" if findings else "ok"
