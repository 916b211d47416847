"""What the next shift is told, beside the page: messages above, the day's decisions below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import ClassVar, Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_tui.desk.decided import Decision
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.handover import (
    Handover,
    handover_of,
    remove_notice,
    write_notice,
)
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, key_name
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import BOLD, FAINT, GAP, Block, Reading, heading
from glimt_tui.screen.short_form import ShortForm, typed_day
from glimt_tui.screen.trace_panel import read_day
from glimt_tui.screen.words import MASK
from glimt_tui.store.daybook import Notice
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Record

NO_HEALTH = say("No health information, and no more names than the next shift needs.")


class HandoverPanel(Panel):
    """One page for whoever takes over."""

    BINDINGS: ClassVar = [
        Binding("n", "write", show=False),
        Binding("f", "remove", show=False),
        Binding("comma,left_square_bracket", "go(-1)", show=False),
        Binding("full_stop,right_square_bracket", "go(1)", show=False),
    ]
    help_text = say(
        "Messages hold through their last day, for everybody. Below stands what was decided on the "
        "day, from the journal: exceptions with their reasons, what was written down afterwards "
        "and breaks a rule, and rules that were switched or changed. Enter opens the visit."
    )

    def __init__(self) -> None:
        super().__init__("", id="handover-panel")
        #: the day whose decisions are shown; None for today
        self._day: date | None = None
        self._found: Handover | None = None
        self._read_of: tuple[View, date | None] | None = None

    def compose(self) -> ComposeResult:
        """The page, and where a message is written."""
        yield self.heading
        yield Reading(id="handover-page")
        lines = (("text", say("message")), ("until", say("until")))
        yield ShortForm(lines, NO_HEALTH, id="notice")

    @property
    def told(self) -> Reading:
        """What is told, with messages and visits as rows in it."""
        return self.query_one(Reading)

    @property
    def form(self) -> ShortForm:
        """Where a message is written."""
        return self.query_one(ShortForm)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The page takes the keys."""
        self.told.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys | None:
        """What the keys do here, and to what is under the cursor."""
        keys: list[tuple[str, Message]] = [("n", say("new message"))]
        kind = (self.told.here or "").partition(":")[0]
        if kind == "notice":
            keys.append(("f", say("remove")))
        if kind == "visit":
            keys.append((ENTER, BY_ID["open"].label))
        keys.append((", .", say("other day")))
        keys.append((key_name(self.glimt.keys_of(BY_ID["undo"])), BY_ID["undo"].label))
        return (*keys, (ESCAPE, say("close")))

    # Showing -------------------------------------------------------------------------------

    def refresh_view(self, view: View) -> None:
        """Read the page anew."""
        self._draw(view)
        if self._read_of is None or self._read_of != (view, self._day):
            self.run_worker(self._read(view, self._day), exclusive=True, group="handover")

    async def _read(self, view: View, day: date | None) -> None:
        desk = self.glimt.desk

        def look() -> Handover:
            with desk.session.store.reading() as reading:
                return handover_of(reading, view, day or view.today)

        try:
            found = await desk.ask(look, kind="handover")
        except Overtaken:
            return
        is_other = self._found is None or self._found.day != found.day
        self._found, self._read_of = found, (view, day)
        if self.is_attached:
            self._draw(view, anew=is_other)
            self.glimt.tell_lines()

    def _draw(self, view: View, *, anew: bool = False) -> None:
        self.heading.update(Text(self.glimt.words(say("Messages for the next shift"))))
        if self._found is not None:
            self.told.tell(list(self._blocks(view, self._found)), anew=anew)

    def _blocks(self, view: View, found: Handover) -> Iterator[Block]:
        words = self.glimt.words
        if not found.notices:
            yield Block(Text(words(say("No message holds")), FAINT))
        for record in found.notices:
            yield from self._notice(view, record)
        yield GAP
        yield heading(words(say("Decided on {day}", day=words.day(found.day))))
        if not found.decisions:
            nothing = say("Nothing was decided that departs from the rules")
            yield Block(Text(words(nothing), FAINT))
        for place, each in enumerate(found.decisions):
            yield from self._decision(view, place, each)

    def _notice(self, view: View, record: Record) -> Iterator[Block]:
        words, notice = self.glimt.words, record.value
        assert isinstance(notice, Notice)
        day = words.day(notice.at.astimezone(view.zone).date())
        when = f"{day} {words.clock(view, notice.at)}"
        head = say("to {day} · {who} {time}", who=notice.by, time=when, day=words.day(notice.until))
        yield Block(Text(words(head), BOLD), f"notice:{record.id}")
        yield Block(Text(f"  {self._of_people(notice.text)}"), hang=2)

    def _decision(self, view: View, place: int, each: Decision) -> Iterator[Block]:
        words = self.glimt.words
        head = f"{words.clock(view, each.at)} {harmless(each.who)}"
        id_ = None if each.visit is None else f"visit:{each.visit}:{place}"
        yield Block(Text(head, BOLD), id_)
        yield Block(Text(f"  {words.sentence(each.told)}"), hang=2)
        if each.reason is not None:
            reason = say("why: {reason}", reason=self._of_people(each.reason))
            yield Block(Text(f"  {words.sentence(reason)}"), hang=2)

    def _of_people(self, text: str) -> str:
        """What somebody wrote, which may name others."""
        return MASK if self.glimt.words.masked else harmless(text)

    def action_go(self, days: int) -> None:
        """Show what was decided on the day before, or the day after; never what is to come."""
        view = self.glimt.view
        if view is None:
            return
        day = (self._day or view.today) + timedelta(days=days)
        if day > view.today:
            self.glimt.say(say("nothing has been decided on the days to come"))
            return
        self._day = None if day == view.today else day
        self.refresh_view(view)

    async def do_open(self) -> None:
        """Open the visit under the cursor."""
        kind, _, rest = (self.told.here or "").partition(":")
        if kind == "visit":
            await self.glimt.open_visit(rest.rpartition(":")[0])

    # Messages ------------------------------------------------------------------------------

    def action_write(self) -> None:
        """Ask for a message; through tomorrow, unless another day is named."""
        view = self.glimt.view
        if view is not None:
            until = typed_day(view.today + timedelta(days=1))
            title = self.glimt.words(say("A message for the next shift"))
            self.form.ask(title, {"until": until}, "text")

    @on(ShortForm.Left)
    def _left(self, event: ShortForm.Left) -> None:
        event.stop()
        self.told.focus()

    @on(ShortForm.Sent)
    def _sent(self, event: ShortForm.Sent) -> None:
        event.stop()
        if self.glimt.view is not None:
            self.glimt.attempt(self._write(self.glimt.view, event.values))

    async def _write(self, view: View, values: Mapping[str, str]) -> None:
        """Write the message, or say what is wrong where it was typed."""
        app = self.glimt
        try:
            until = read_day(values["until"], view.now, view.zone)
            if isinstance(until, Message):
                raise Refused(Problem(message=until, where="until"))
            day = until
            notice = await app.desk.ask(
                lambda: write_notice(app.desk.session.store, values["text"], day, view.today)
            )
        except Refused as refused:
            self.form.go_to(refused.problems[0].where or "text")
            raise
        self.form.close()
        self.told.focus()
        await app.renew()
        key = key_name(app.keys_of(BY_ID["undo"]))
        until_day = app.words.day(notice.until)
        app.say(say("The message is shown through {day}; {key} takes it back", day=until_day,
                    key=key))  # fmt: skip

    def action_remove(self) -> None:
        """Remove the message under the cursor."""
        kind, _, id_ = (self.told.here or "").partition(":")
        there = self._found.notices if self._found is not None else ()
        record = next((each for each in there if each.id == id_), None)
        if kind != "notice" or record is None:
            self.glimt.say(say("put the cursor on a message first"))
        else:
            self.glimt.attempt(self._remove(record))

    async def _remove(self, record: Record) -> None:
        app = self.glimt
        try:
            await app.desk.ask(lambda: remove_notice(app.desk.session.store, record))
        finally:  # whoever was too late sees what stands there now
            await app.renew()
        key = key_name(app.keys_of(BY_ID["undo"]))
        app.say(say("The message is removed; {key} takes it back", key=key))
