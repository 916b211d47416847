"""The form on a record, a person or a part of the house: its keys, saving it, and leaving it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Generic, Self, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from glimt_rules.message import Message, say
from glimt_tui.keyboard.actions import ENTER, ESCAPE, UP_DOWN, key_name
from glimt_tui.screen.bars import Keys, tell_keys
from glimt_tui.screen.form.form_line import FAINT
from glimt_tui.screen.form.view import FormView
from glimt_tui.screen.in_glimt import InGlimt
from glimt_tui.screen.record_state import SAVE, AnyState
from glimt_tui.store.errors import Stale

S = TypeVar("S", bound=AnyState)


class RecordForm(InGlimt, Vertical, Generic[S]):
    """The fields, and below them what the one with the cursor is for."""

    BINDINGS: ClassVar = [
        Binding("ctrl+s", "save", show=False),
        Binding("escape", "leave", show=False),
    ]
    DEFAULT_CSS = """
    RecordForm { height: 1fr; }
    RecordForm > .record--help { height: 3; color: $text-muted; }
    """
    #: what is said of the line that saves, and what escape does
    told_of_saving: ClassVar[Message]
    escape_label: ClassVar[Message]

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        #: what stands in the form; None as long as there is nothing to fill in
        self.state: S | None = None
        self.is_busy = False
        #: whether it was said that what is typed gets lost
        self._is_warned = False
        self._lines = FormView(self._press, self._paste, self.draw, id=f"{id}-lines")
        self._help = Static("", markup=False, classes="record--help")

    @abstractmethod
    async def write(self, state: S) -> None:
        """Write what stands in the form, and tell what came of it."""

    @abstractmethod
    async def leave(self) -> None:
        """Close the form; whoever has typed something was asked."""

    def compose(self) -> ComposeResult:
        """The fields, and what the one with the cursor is for."""
        yield self._lines
        yield self._help

    def focus(self, scroll_visible: bool = True) -> Self:
        """The fields take the keys."""
        self._lines.focus(scroll_visible)
        return self

    def open(self, state: S) -> None:
        """Fill in another form."""
        self.state, self._is_warned = state, False
        self.draw()

    def draw(self) -> None:
        """Show what has changed."""
        state = self.state
        if state is None or not self._lines.is_mounted:
            return
        self._lines.show(state.lines(self._lines.size.width or 38), state.focus)
        field = state.focused
        told = self.told_of_saving if field is None else state.help_of(field)
        self._help.update(Text(self.glimt.words(told), FAINT))
        tell_keys(self.glimt)

    def changed(self) -> None:
        """Something else stands in the form."""
        self.draw()

    # Keys ----------------------------------------------------------------------------------

    def keys_now(self) -> Keys:
        """What the keys do in the field with the cursor."""
        is_last = self.state is not None and self.state.focused is None
        return (
            (ENTER, say("save") if is_last else say("next field")),
            (UP_DOWN, say("another field")),
            *(() if is_last else ((key_name("ctrl+s"), say("save")),)),
            (ESCAPE, self.escape_label),
        )

    def _press(self, event: Key) -> bool:
        state = self.state
        if state is None or self.is_busy:
            return event.is_printable
        if event.key == "enter" and state.focus == SAVE:
            self.action_save()
            return True
        is_done = self.press(state, event)
        if is_done:
            self._is_warned = False
        return is_done

    def press(self, state: S, event: Key) -> bool:
        """Do what a key does in the fields; False for keys that mean something elsewhere."""
        before = state.written
        is_done: bool = state.press(event)
        if state.written is before:
            self.draw()
        else:
            self.changed()
        return is_done

    def _paste(self, text: str) -> None:
        if self.state is not None:
            self._is_warned = False
            self.state.paste(text)
            self.changed()

    def on_form_view_clicked(self, event: FormView.Clicked) -> None:
        """Go to the field that was clicked."""
        event.stop()
        if self.state is not None:
            self._is_warned = False
            self.state.go_to(event.field)
            self.draw()

    async def action_leave(self) -> None:
        """Leave the form; where something has been typed, only when that is said twice."""
        if self.state is not None and self.state.is_changed and not self._is_warned:
            self._is_warned = True
            self.glimt.say(say("esc once more throws away what you have typed"))
            return
        await self.leave()

    # Saving --------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save, if nothing is in the way."""
        state = self.state
        if state is None or self.is_busy:
            return
        state.was_tried, self._is_warned = True, False
        wrong = state.faults()
        if wrong:
            name = next(field.name for field in state.fields if field.name in wrong)
            state.focus = name
            self.glimt.say(wrong[name])
            self.draw()
            return
        self.is_busy = True
        self.glimt.attempt(self._save(state))

    async def _save(self, state: S) -> None:
        try:
            await self.write(state)
        except Stale as stale:  # show what stands there now; a second time it can be saved
            await self.glimt.renew()
            if stale.theirs is None:
                raise
            self.glimt.say(say("Somebody has changed this meanwhile; look once more, then save"))
        finally:
            self.is_busy = False
