"""``P`` on the page of people: rows pasted from a spreadsheet, looked at, then registered."""

from __future__ import annotations

from typing import ClassVar, Self

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from glimt_rules.errors import InputError
from glimt_rules.message import Message, count, say
from glimt_tui.desk.people_table.table import read_table
from glimt_tui.desk.people_table.writing import register_seen
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, ESCAPE, SIDEWAYS, UP_DOWN, key_name
from glimt_tui.screen.bars import Keys, tell_keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.paste_state import PasteState
from glimt_tui.screen.rows import Rows

_HOW = say(
    "Copy the rows in the spreadsheet, with their heading line, and paste them here: ctrl+shift+v"
    " or shift+insert in most terminals. Taken in are columns called name, phone, role, cohort,"
    " household or born; others are named, and left out."
)


#: The keys that say what the table is.
_KEYS = ("space", "left", "right", "enter", "h")


class PastePanel(Panel):
    """What each row becomes, before anything is written; ctrl+s writes all that is marked."""

    BINDINGS: ClassVar = [Binding("ctrl+s", "save", show=False)]
    DEFAULT_CSS = """
    PastePanel > #paste-how { height: auto; color: $text-muted; }
    """
    help_text = say(
        "Paste rows from a spreadsheet. Space marks a row or leaves it out, left and right say "
        "what a column holds, h says whether the first line is a heading, ctrl+s registers all "
        "that is marked. Nothing is written before."
    )

    def __init__(self) -> None:
        super().__init__("", id="paste-panel")
        self._state: PasteState | None = None
        self._is_busy = False
        #: what somebody has been shown before saving: the columns, and the rows
        self._warned_of: object = None
        self.rows = Rows(id="paste-rows")
        self._how = Static("", markup=False, id="paste-how")

    def compose(self) -> ComposeResult:
        """How it is done; then the columns and the people."""
        yield self.heading
        yield self._how
        yield self.rows

    def focus(self, scroll_visible: bool = True) -> Self:
        """The rows take the keys, and what is pasted."""
        self.rows.focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Look anew who is registered already."""
        if self._state is not None:
            self._state.renew(view)
        self.draw()

    def draw(self) -> None:
        """Show what has changed."""
        words, state = self.glimt.words, self._state
        self.heading.update(Text(words(say("Paste people"))))
        self._how.display = state is None
        if state is None:
            self._how.update(Text(words(_HOW)))
            self.rows.show([])
        else:
            width = self.rows.scrollable_content_region.width or 38
            self.rows.show(list(state.lines(width)))
        tell_keys(self.glimt)

    # Keys ----------------------------------------------------------------------------------

    def keys_now(self) -> Keys:
        """What the keys do here."""
        if self._state is None:
            return (("^⇧v", say("paste")), (ESCAPE, say("close")))
        on_column = (self.rows.here or "").startswith("col:")
        first_line = (
            say("first line: heading") if self._state.is_guessed else say("no heading line")
        )
        own = (SIDEWAYS, say("what it holds")) if on_column else ("␣", say("mark, or leave out"))
        return (
            (key_name("ctrl+s"), say("register")),
            own,
            ("h", first_line),
            (UP_DOWN, say("move")),
            (ESCAPE, say("close")),
        )

    def on_paste(self, event: events.Paste) -> None:
        """Take up what is pasted; it takes the place of what was pasted before."""
        event.stop()
        view = self.glimt.view
        if view is None or self._is_busy:
            return
        try:
            table = read_table(event.text)
        except InputError as error:
            self.glimt.say_error(error)
            return
        self._state = PasteState(table, view, self.glimt.words)
        self._warned_of = None
        self.draw()
        self.rows.action_end(-1)
        self._go_to_people()

    def _go_to_people(self) -> None:
        """Where the columns are certain, the first row is what is looked at."""
        state = self._state
        if state is not None and not state.is_guessed and state.rows:
            self.rows.go_to(f"row:{state.rows[0].line}")
        self.call_after_refresh(self.draw)

    def on_key(self, event: events.Key) -> None:
        """Mark a row, or say what a column holds, or whether there is a heading line."""
        state = self._state
        kind, _, place = (self.rows.here or "").partition(":")
        if state is None or event.key not in _KEYS:
            return
        event.stop()
        event.prevent_default()
        reason: Message | None = None
        if event.key == "h":
            state.turn_heading()
        elif kind == "row" and event.key in ("space", "enter"):
            reason = state.toggle(int(place))
        elif kind == "col":
            reason = state.step(int(place), -1 if event.key == "left" else 1)
        if reason is not None:
            self.glimt.say(reason)
        self.draw()

    # Saving --------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Register all that is marked; what is guessed or left out is asked about once."""
        state = self._state
        if state is None or self._is_busy:
            return
        reason = state.why_not()
        if reason is None and self._needs_a_look(state):
            reason = say(
                "{what}; {key} once more registers {n}",
                what=self._what_to_look_at(state),
                key=key_name("ctrl+s"),
                n=len(state.chosen),
            )
        if reason is not None:
            self.glimt.say(reason)
            return
        self._is_busy = True
        self.glimt.attempt(self._save(state))

    def _needs_a_look(self, state: PasteState) -> bool:
        """Whether something should be looked at before, of which nobody was told yet."""
        seen = (
            tuple(state.columns),
            tuple(row.line for row in state.chosen),
            tuple(state.joined.items()),
        )
        is_seen, self._warned_of = seen == self._warned_of, seen
        return bool(state.is_guessed or state.faulty or state.joined) and not is_seen

    @staticmethod
    def _what_to_look_at(state: PasteState) -> Message:
        if state.faulty:
            return count(
                "{n} row has faults and is left out",
                "{n} rows have faults and are left out",
                state.faulty,
            )
        if state.joined:
            return count(
                "{n} comes to live with somebody who is registered",
                "{n} come to live with somebody who is registered",
                len(state.joined),
            )
        return say("look whether the columns are right")

    async def _save(self, state: PasteState) -> None:
        """Write them all as one action, or none."""
        glimt = self.glimt
        seen = state.registration
        try:
            store = glimt.desk.session.store
            is_written = await glimt.desk.ask(lambda: register_seen(store, seen))
        finally:
            self._is_busy = False
        if not is_written:  # they may have registered the same people
            await glimt.renew()
            glimt.say(say("Somebody has written meanwhile; look once more, then register"))
            return
        await glimt.close_panel()
        await glimt.renew()
        undo = key_name(glimt.keys_of(BY_ID["undo"]))
        glimt.say(
            count(
                "{n} person is registered; {key} takes it back",
                "{n} people are registered; {key} takes it back",
                len(seen.chosen),
                key=undo,
            )
        )

    def on_resize(self) -> None:
        """Lines fit another width."""
        if self.is_attached and self.glimt.view is not None:
            self.call_after_refresh(self.draw)
