"""Receiving somebody at the door: hands, masks, symptoms, name and number, one person at a time.

``k`` and Enter are enough where somebody came, washed their hands, and all is as it was known.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from msgspec import structs
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk import reception
from glimt_tui.desk.desk import Overtaken, Preview
from glimt_tui.desk.reception import Told
from glimt_tui.desk.view import View
from glimt_tui.screen.arrival_text import BOLD, PLAIN, Door, guest_line, other, what_for
from glimt_tui.screen.bars import Keys, tell_keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.rows import Row, Rows
from glimt_tui.store.errors import StoreError

#: How many people the list shows at once.
_MOST = 5


class ArrivalPanel(Panel):
    """Those who are awaited at a visit, received one by one; or somebody without a visit."""

    DEFAULT_CSS = """
    ArrivalPanel > Static { height: auto; }
    ArrivalPanel > Rows { height: 1; }
    ArrivalPanel > Horizontal { height: 1; }
    ArrivalPanel > Horizontal > Static { width: 12; height: 1; }
    ArrivalPanel Input { width: 1fr; border: none; height: 1; padding: 0; }
    ArrivalPanel Input:focus { border: none; background: $boost; }
    ArrivalPanel > #arrival-said { height: 1fr; }
    """

    def __init__(self, visit_id: str | None, person: str | None = None) -> None:
        """``person`` is offered first; without a visit, it is the one of today that awaits them."""
        super().__init__("")
        self._visit_id = visit_id
        self._first = person
        self._person: str | None = None
        self._told = Told()
        #: name and number as they are known, and as the fields show them
        self._known = ("", "")
        self._preview: Preview | None = None
        self._is_writing = False
        self._guests = Rows(id="arrival-guests")
        self._when = Static("", markup=False)
        self._called = Input(max_length=200, id="arrival-name", compact=True)
        self._number = Input(max_length=200, id="arrival-phone", compact=True)
        self._called.cursor_blink = self._number.cursor_blink = False
        self._asked = Static("", markup=False)
        self._said = Static("", markup=False, id="arrival-said")

    def compose(self) -> ComposeResult:
        """The people, what is asked, and what the rules say."""
        words = self.glimt.words
        self.heading.update(words(say("Receive")))
        yield self.heading
        yield self._when
        yield self._guests
        yield Static("", markup=False)
        fields = (("e ", say("Name"), self._called), ("  ", say("Phone"), self._number))
        for key, label, field in fields:
            with Horizontal():
                yield Static(Text(key, BOLD).append(words(label), PLAIN), markup=False)
                yield field
        yield self._asked
        yield self._said

    def on_mount(self) -> None:
        """The list of people takes the keys."""
        self._guests.focus()

    # Showing -------------------------------------------------------------------------------

    def refresh_view(self, view: View) -> None:
        """Show who is awaited now."""
        if self._visit_id is None and self._first is not None:
            found = reception.visit_for(view, self._first)
            self._visit_id = found.id if found else None
        visit = self._visit
        if visit is None:
            rows = [self._row(view, self._first or "", None)]
        else:
            rows = [self._row(view, guest.person, guest) for guest in reception.guests(view, visit)]
        self._when.update(what_for(view, self.glimt.words, visit))
        self._called.password = self._number.password = self.glimt.words.masked
        self._guests.styles.height = min(len(rows), _MOST)
        self._guests.show(rows)
        if self._person is None:
            wanted = reception.offered(view, visit, self._first)
            if wanted is not None:
                self._guests.go_to(f"person:{wanted}")
            self._turn_to(wanted or self._first)
        else:
            self._tell()

    def _row(self, view: View, person: str, guest: reception.Guest | None) -> Row:
        width = (60 if self.has_class("-wide") else 42) - 3
        text = guest_line(view, self.glimt.words, person, guest, width)
        return Row(text, f"person:{person}")

    @property
    def _view(self) -> View:
        view = self.glimt.view
        assert view is not None
        return view

    @property
    def _visit(self) -> Visit | None:
        return self._view.visits.get(self._visit_id or "")

    def _turn_to(self, person: str | None) -> None:
        """Ask about somebody: all as it is known, and hands washed."""
        self._person = person
        self._preview = None
        if person is None:
            return
        known, visit = self._view.people[person], self._visit
        self._told = Told(masks=visit.masks if visit else None)
        self._known = (harmless(known.name or ""), harmless(known.phone or ""))
        with self.prevent(Input.Changed):
            for field, value in zip((self._called, self._number), self._known, strict=True):
                field.value = value
        self._tell()
        self._judge()

    @property
    def _door(self) -> Door | None:
        """Who stands at the door."""
        known = self._view.people.get(self._person or "")
        if known is None:
            return None
        return Door(
            view=self._view,
            words=self.glimt.words,
            visit=self._visit,
            person=known,
            told=self._told,
            number_is_gone=bool(self._known[1]) and not self._number.value.strip(),
            preview=self._preview,
        )

    def _tell(self) -> None:
        """Write the questions, their answers, what the rules say, and what the keys do."""
        door = self._door
        if door is not None:
            self._asked.update(door.questions())
            self._said.update(door.verdict())
            tell_keys(self.glimt)

    def _judge(self) -> None:
        self.run_worker(self._do_judge(), exclusive=True, group="judge")

    async def _do_judge(self) -> None:
        """Ask what the rules would say."""
        visit, person = self._visit, self._person
        if visit is None or person is None:
            return
        try:
            preview = await self.glimt.desk.preview(
                reception.tried(self._view, visit, person, self._told)
            )
        except Overtaken:
            return
        except StoreError as error:  # somebody who belongs to it is gone; the news tell the rest
            self.glimt.say_error(error)
            return
        self._preview = preview
        self._tell()

    # Asking --------------------------------------------------------------------------------

    def keys_now(self) -> Keys | None:
        """What the keys do at the door, unless name and number are being written."""
        door = self._door
        return None if door is None or isinstance(self.app.focused, Input) else door.keys()

    async def on_key(self, event: events.Key) -> None:
        """Answer a question, or receive the person."""
        door = self._door
        if isinstance(self.app.focused, Input) or door is None:
            return
        if event.key == "enter":
            self._write(self._receive(door))
        elif event.key == "b":  # else it would open the messages in place of what is asked here
            if door.is_ill:
                self._write(self._send_home(door))
        elif event.key == "e":
            self._called.focus()
        elif event.key in ("h", "m", "s", "r"):
            self._take(door.turned(event.key))
        else:
            return
        event.stop()

    def _take(self, told: Told) -> None:
        """Take another answer, and ask what the rules say of it."""
        if told != self._told:
            self._told = told
            self._tell()
            self._judge()

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        here = (self._guests.here or "").removeprefix("person:")
        if here and here != self._person:
            self._turn_to(here)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        typed = (self._called.value, self._number.value)
        name, phone = (
            "" if value == known else value for value, known in zip(typed, self._known, strict=True)
        )
        self._told = structs.replace(self._told, name=name, phone=phone)
        self._tell()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """From the name to the number, and from there back to the list."""
        event.stop()
        if event.input is self._called:
            self._number.focus()
        else:
            self._guests.focus()

    # Writing -------------------------------------------------------------------------------

    def _write(self, work: Coroutine[Any, Any, None]) -> None:
        """Write one thing at a time: a key that bounces must not receive the next one, too."""

        async def alone() -> None:
            try:
                await work
            except StoreError:  # somebody else was quicker; show what stands there now
                await self.glimt.renew()
                raise
            finally:
                self._is_writing = False

        if self._is_writing:
            work.close()
            return
        self._is_writing = True
        self.glimt.attempt(alone())

    async def _receive(self, door: Door) -> None:
        """Write down that somebody has come, and offer the next one."""
        view, visit, told, person = door.view, door.visit, door.told, door.person
        if not reception.can_be_received(self._view, self._visit, person.id):
            self.glimt.say(say("{person} is here already", person=self._label(person.id)))
            return
        desk = self.glimt.desk
        edit = reception.facts(view, visit, person.id, told)
        if edit.put:
            await desk.record(edit, name="door")
        if visit is None or not reception.begins_by_itself(view, visit, person.id):
            await desk.arrive(
                person.id,
                visit_id=visit.id if visit else None,
                handwashed=told.handwashed,
                name=other(told.name, person.name),
                phone=other(told.phone, person.phone),
            )
        time = self.glimt.words.clock(view, desk.clock())
        await self._go_on(say("{person} came at {time}", person=self._label(person.id), time=time))

    async def _send_home(self, door: Door) -> None:
        """Write down that somebody with symptoms went home again."""
        edit = reception.sent_home(door.view, door.visit, door.person.id, door.told)
        if edit.put:
            await self.glimt.desk.record(edit, name="sent_home")
        await self._go_on(say("{person} went home again", person=self._label(door.person.id)))

    def _label(self, person: str) -> str:
        return self.glimt.words.person(self._view, person)

    async def _go_on(self, told: Message) -> None:
        """Offer the next one who is awaited; where there is none, it is done."""
        glimt = self.glimt
        self._person, self._first = None, None
        await glimt.renew()
        visit = self._visit
        states = [] if visit is None else reception.guests(self._view, visit)
        if not any(guest.state in ("awaited", "here") for guest in states):
            await glimt.close_panel()
        glimt.say(told)
