"""Who is to be called, beside the page: name, phone, why, the last call; a key for each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec import Struct, structs
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from glimt_rules.errors import Problem
from glimt_rules.message import Message, count, say
from glimt_tui.desk.calls import (
    LONGEST_NOTE_DAYS,
    NOTE_DAYS,
    Answer,
    CalledSince,
    CallMade,
    next_open_day,
    write_call,
)
from glimt_tui.desk.following_up import ToCall, to_call
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, key_name
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.follow_up_blocks import NARROW, FollowUpBlocks
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import Reading
from glimt_tui.screen.short_form import ShortForm, typed_day
from glimt_tui.screen.trace_panel import read_day
from glimt_tui.store.daybook import Call
from glimt_tui.store.errors import Refused
from glimt_tui.store.words import OUTCOMES

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp

#: The key of each outcome: spoken with (snakket med), no answer (ikke svar), wait until (vent til).
OUTCOME_KEYS: Mapping[Answer, str] = {"reached": "s", "no_answer": "i", "put_off": "v"}
NO_HEALTH = say(
    "No health information: nothing of illness, symptoms, treatment, or why somebody stays away."
)


class _Writing(Struct, frozen=True, kw_only=True):
    """What is being written down: of whom, and what came of the call."""

    person: str
    outcome: Answer
    #: the newest call to them that was told, by its id
    seen: str | None
    #: the note that stands, which is kept where nothing is typed since it is not shown
    hidden: Call | None = None
    #: the last day of the note as it was proposed
    until: str = ""


class FollowUpPanel(Panel):
    """The list for whoever has the phone, and a few lines for what came of a call."""

    BINDINGS: ClassVar = [
        Binding(key, f"called('{outcome}')", show=False) for outcome, key in OUTCOME_KEYS.items()
    ]
    help_text = say(
        "Those who are to be called, the most pressing first. Call, and press the key of what came "
        "of it. Whoever does not answer, or is put off, stands here again on the day that you "
        "name; whoever you have spoken with is left in peace, unless you name a day. A note is for "
        "whoever calls next, is gone after its last day, and holds no health information."
    )

    def __init__(self, found: list[ToCall], view: View, asked_for: str | None) -> None:
        """``found`` is whom to call by ``view``; ``asked_for`` comes first, on the list or not."""
        super().__init__("", id="follow-up-panel")
        self._found, self._read_of = found, view
        self._asked_for = asked_for
        self._writing: _Writing | None = None

    def compose(self) -> ComposeResult:
        """How many there are, the list, and where a call is written down."""
        yield self.heading
        yield Reading(id="follow-up-list")
        lines = (
            ("again", say("call again")),
            ("note", say("short note")),
            ("until", say("note until")),
        )
        yield ShortForm(lines, NO_HEALTH, id="call")

    @property
    def rows(self) -> Reading:
        """Those who are to be called."""
        return self.query_one(Reading)

    @property
    def form(self) -> ShortForm:
        """Where a call is written down."""
        return self.query_one(ShortForm)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The list takes the keys."""
        self.rows.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys | None:
        """What the keys do in the list."""
        undo = (key_name(self.glimt.keys_of(BY_ID["undo"])), BY_ID["undo"].label)
        if not self._found:
            return (undo, (ESCAPE, say("close")))
        outcomes = [(key, OUTCOMES[outcome]) for outcome, key in OUTCOME_KEYS.items()]
        return (*outcomes, (ENTER, BY_ID["open"].label), undo, (ESCAPE, say("close")))

    # Showing -------------------------------------------------------------------------------

    def refresh_view(self, view: View) -> None:
        """Look anew who is to be called."""
        self._draw(view)
        if view is not self._read_of:
            self.glimt.attempt(self._read(view))

    async def _read(self, view: View) -> None:
        self._found = await _look(self.glimt, view, self._asked_for)
        self._read_of = view
        if self.is_attached:
            self._draw(view)
            self.glimt.tell_lines()

    def _draw(self, view: View) -> None:
        words, found = self.glimt.words, self._found
        n = sum(each.why != "asked" for each in found)
        title = count("{n} person to call today", "{n} people to call today", n)
        if not n:
            title = say("Nobody is to be called today")
        self.heading.update(Text(words.sentence(title), no_wrap=True))
        width = self.rows.scrollable_content_region.width or NARROW  # not laid out yet
        blocks = FollowUpBlocks(words, view, width)
        self.rows.tell([block for each in found for block in blocks.of(each)])

    # Writing a call down -------------------------------------------------------------------

    @property
    def _here(self) -> ToCall | None:
        """Whoever is under the cursor; before the list is laid out, whoever comes first."""
        id_ = (self.rows.here or "").partition(":")[2]
        named = next((each for each in self._found if each.person.id == id_), None)
        return named or next(iter(self._found), None)

    def action_called(self, outcome: Answer) -> None:
        """Ask for the few lines that belong to an outcome."""
        app, each = self.glimt, self._here
        if app.view is None or each is None:
            app.say(say("put the cursor on a person first"))
            return
        today, last = app.view.today, each.last
        again = next_open_day(app.view.plan.centre, today)
        note_until = today + timedelta(days=NOTE_DAYS)
        # what was noted for whoever calls next still holds where nobody was reached
        noted = last if last is not None and last.note and outcome != "reached" else None
        is_hidden = noted is not None and app.words.masked
        given = {
            "again": "" if outcome == "reached" else typed_day(again),
            "note": noted.note or "" if noted is not None and not is_hidden else "",
            "until": typed_day(last.note_until if last and last.note_until else note_until),
        }
        self._writing = _Writing(
            person=each.person.id,
            outcome=outcome,
            seen=None if last is None else last.id,
            hidden=noted if is_hidden else None,
            until=given["until"],
        )
        who = app.words.person(app.view, each.person.id)
        title = f"{who}: {app.words(OUTCOMES[outcome])}"
        self.form.ask(title, given, "note" if outcome == "reached" else "again")

    @on(ShortForm.Left)
    def _left(self, event: ShortForm.Left) -> None:
        event.stop()
        self._writing = None
        self.rows.focus()

    @on(ShortForm.Sent)
    def _sent(self, event: ShortForm.Sent) -> None:
        event.stop()
        view = self.glimt.view
        if self._writing is not None and view is not None:
            self.glimt.attempt(self._write(view, self._writing, event.values))

    async def _write(self, view: View, writing: _Writing, values: Mapping[str, str]) -> None:
        """Write the call, or say what is wrong where it was typed."""
        app, person = self.glimt, writing.person
        try:
            called = self._called(view, writing, values)
            await app.desk.ask(
                lambda: write_call(
                    app.desk.session.store, person, called, view.today, seen=writing.seen
                )
            )
        except CalledSince as since:
            # now it is told: whoever presses enter once more writes theirs after it
            self._writing = structs.replace(writing, seen=since.call.id)
            await app.renew()
            raise
        except Refused as refused:
            line = _LINES.get(refused.problems[0].where or "")
            if line is not None:
                self.form.go_to(line)
            raise
        self._writing = None
        self.form.close()
        self.rows.focus()
        await app.renew()
        app.say(self._told(view, person, called))

    def _called(self, view: View, writing: _Writing, values: Mapping[str, str]) -> CallMade:
        note, hidden = values["note"].strip(), writing.hidden
        again_on = _day(view, values["again"], "again_on")
        if not note and hidden is not None:
            note, until = hidden.note or "", hidden.note_until
        else:
            until = _day(view, values["until"], "note_until") if note else None
            is_proposed = values["until"] == writing.until
            if until is not None and again_on is not None and is_proposed:
                # whoever calls then is to read it; nobody has said that it should go before
                longest = view.today + timedelta(days=LONGEST_NOTE_DAYS)
                until = max(until, min(again_on, longest))
        return CallMade(outcome=writing.outcome, again_on=again_on, note=note, note_until=until)

    def _told(self, view: View, person: str, called: CallMade) -> Message:
        app = self.glimt
        who = app.words.person(view, person)
        key = key_name(app.keys_of(BY_ID["undo"]))
        if called.again_on is None:
            return say("Written: {person}, spoken with; {key} takes it back", person=who, key=key)
        day = app.words.day(called.again_on)
        return say(
            "Written: {person} is called again on {day}; {key} takes it back",
            person=who,
            day=day,
            key=key,
        )

    async def do_open(self) -> None:
        """Open the person under the cursor."""
        if self._here is not None:
            await self.glimt.open_person(self._here.person.id)


#: The line of the form in which each part of a call is typed.
_LINES = {"again_on": "again", "note": "note", "note_until": "until"}


def _day(view: View, text: str, part: str) -> date | None:
    """A day that was typed; None where nothing was."""
    if not text.strip():
        return None
    day = read_day(text, view.now, view.zone)
    if isinstance(day, Message):
        raise Refused(Problem(message=day, where=part))
    return day


async def open_follow_up(app: GlimtApp) -> None:
    """Open the list once it is read, so that what is typed next is about whoever stands on it."""
    view, person = app.view, app.current.person_here()
    if view is not None:
        await app.open_panel(FollowUpPanel(await _look(app, view, person), view, person))


async def _look(app: GlimtApp, view: View, asked_for: str | None) -> list[ToCall]:
    """Who is to be called by now; raises Overtaken where somebody has asked again."""
    desk = app.desk

    def look() -> list[ToCall]:
        with desk.session.store.reading() as reading:
            return to_call(reading, view.now, desk.follow_up_days, also=asked_for)

    return await desk.ask(look, kind="follow-up")
