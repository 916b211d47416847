"""Whom somebody was with, for whoever the health authorities ask; asked beside the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, count, say
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, TAB
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import FAINT, Block, Reading
from glimt_tui.screen.when import read_when
from glimt_tui.screen.words import MASK
from glimt_tui.store.days import clock
from glimt_tui.store.errors import Refused
from glimt_tui.store.trace import Meeting, Traced

LEAVES_AN_ENTRY = say(
    "Enter asks. Each time it leaves an entry in the journal: that you asked, about whom, and "
    "when. What is found is written nowhere."
)


class TracePanel(Panel):
    """Two days, and who was with somebody from the first to the last."""

    DEFAULT_CSS = """
    TracePanel Horizontal { height: 1; }
    TracePanel Horizontal > Static { width: 12; }
    TracePanel Input { width: 1fr; }
    TracePanel > #trace-note { color: $text-muted; margin: 1 0; height: auto; }
    """
    help_text = say(
        "Write the first and the last day, for example 5.1. or yesterday, and press enter. You "
        "see who was in the same visits, or in the premises at the same time, as far as it is "
        "still held."
    )

    def __init__(self, person_id: str) -> None:
        super().__init__("", id="trace-panel")
        self.person_id = person_id
        self._found: Traced | None = None

    def compose(self) -> ComposeResult:
        """The days, what asking means, and what was found."""
        words = self.glimt.words
        yield self.heading
        for name, label in (("trace-from", say("from")), ("trace-to", say("to"))):
            with Horizontal():
                yield Static(words.sentence(label), markup=False)
                yield Input(id=name, compact=True, select_on_focus=False)
        yield Static(words(LEAVES_AN_ENTRY), markup=False, id="trace-note")
        yield Reading(id="trace-found")

    def on_mount(self) -> None:
        """The days that are held stand there already."""
        view = self.glimt.view
        for field in self.query(Input):
            field.cursor_blink = False
        if view is not None:
            held = view.today - timedelta(days=self.glimt.desk.keeping.booking_days)
            self.query_one("#trace-from", Input).value = _day(held)
            self.query_one("#trace-to", Input).value = _day(view.today)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The first day takes the keys."""
        self.query_one("#trace-from", Input).focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Show what was found; names go where all names are hidden."""
        words = self.glimt.words
        who = words.person(view, self.person_id)
        self.heading.update(Text(words(say("Trace: {person}", person=who)), no_wrap=True))
        if self._found is not None:
            self.query_one(Reading).tell(list(self._blocks(view, self._found)))

    # Asking --------------------------------------------------------------------------------

    def keys_now(self) -> Keys | None:
        """What the keys do while the days are written."""
        if not isinstance(self.app.focused, Input):
            return None
        return ((ENTER, say("ask")), (TAB, say("the other day")), (ESCAPE, say("close")))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.glimt.attempt(self._ask())

    async def _ask(self) -> None:
        view = self.glimt.view
        if view is None:
            return
        days = []
        for field in self.query(Input):
            day = read_day(field.value, view.now, view.zone)
            if isinstance(day, Message):
                field.focus()
                raise Refused(Problem(message=day, where=field.id or ""))
            days.append(day)
        self._found = await self.glimt.desk.trace(self.person_id, days[0], days[1])
        await self.glimt.renew()
        if self.is_attached:
            self.query_one(Reading).focus()

    # What was found ------------------------------------------------------------------------

    def _blocks(self, view: View, found: Traced) -> Iterator[Block]:
        words = self.glimt.words
        people = len({meeting.person for meeting in found.meetings})
        told = count(
            "{n} person from {first} to {last}, as far as it is held",
            "{n} people from {first} to {last}, as far as it is held",
            people,
            first=found.first,
            last=found.last,
        )
        yield Block(Text(words(told), Style(bold=True)))
        by_person: dict[str, list[Meeting]] = {}
        for meeting in found.meetings:
            by_person.setdefault(meeting.person, []).append(meeting)
        for person, meetings in by_person.items():
            yield Block(self._who(meetings), f"person:{person}")
            for meeting in meetings:
                yield Block(Text(f"  {self._how(view, meeting)}", FAINT), hang=4)

    def _who(self, meetings: Sequence[Meeting]) -> Text:
        """Somebody's number and name; what they gave at the door may differ, and is told too."""
        if self.glimt.words.masked:
            return Text(f"{MASK}  {MASK}")
        names = dict.fromkeys(harmless(each.name or each.person) for each in meetings)
        phones = dict.fromkeys(harmless(each.phone) for each in meetings if each.phone)
        phone = ", ".join(phones) or self.glimt.words(say("no number"))
        return Text(f"{phone}  {', '.join(names)}")

    def _how(self, view: View, meeting: Meeting) -> str:
        words = self.glimt.words
        start, end = clock(meeting.start, view.zone), clock(meeting.end, view.zone)
        when = f"{words.day(start.date())} {start:%H:%M}–{end:%H:%M}"
        if meeting.how == "premises":
            how = say("in the premises")
        else:
            visit = view.visits.get(meeting.visit or "")
            called = words.title(view, visit) if visit else harmless(meeting.visit or "")
            how = say("in the visit {visit}", visit=called)
        return f"{when} {words(how)}"

    async def do_open(self) -> None:
        """Open the person under the cursor."""
        kind, _, id_ = (self.query_one(Reading).here or "").partition(":")
        if kind == "person":
            await self.glimt.open_person(id_)


def read_day(text: str, now: datetime, zone: ZoneInfo) -> date | Message:
    """A day as people type it, or what was not understood of it."""
    wanted = text.strip()
    found = read_when(f"{wanted} 12:00", now=now, zone=zone) if wanted else None
    if found is None or isinstance(found, Message):
        return say(
            "{found} was not understood; write a day, for example 5.1. or yesterday",
            found=quoted(wanted),
        )
    return found.start.astimezone(zone).date()


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
