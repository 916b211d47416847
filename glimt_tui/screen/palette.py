"""``ctrl+p``: look for an action by its name, and do it."""

from __future__ import annotations

from typing import ClassVar, Self

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from glimt_rules.message import say
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ACTIONS, BY_ID, Action, key_name
from glimt_tui.screen.name_parts import parts_of
from glimt_tui.screen.overlay import Overlay
from glimt_tui.screen.rows import Row, Rows

FAINT = Style(dim=True)


class PalettePanel(Overlay):
    """A few letters, the actions that fit them, and what the one under the cursor does."""

    BINDINGS: ClassVar = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]
    DEFAULT_CSS = """
    PalettePanel > #palette-told { height: 4; border-top: solid $foreground 30%; }
    """
    help_text = say("Write a few letters of what you want to do; enter does it.")

    def __init__(self) -> None:
        super().__init__("", id="palette-panel")

    def compose(self) -> ComposeResult:
        """The letters, the actions, and what the chosen one does."""
        yield self.heading
        yield Input(compact=True, select_on_focus=False, id="palette-wanted")
        yield Rows(id="palette-rows")
        yield Static("", markup=False, id="palette-told")

    def on_mount(self) -> None:
        """All actions stand there at first, those that can be done before the others."""
        words = self.glimt.words
        self.heading.update(Text(words(say("What do you want to do?")), no_wrap=True))
        field = self.query_one(Input)
        field.cursor_blink = False
        self.rows.can_focus = False
        self.tell()

    @property
    def rows(self) -> Rows:
        """The actions that fit."""
        return self.query_one("#palette-rows", Rows)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The letters take the keys."""
        self.query_one(Input).focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Say anew what can be done now."""
        self.tell()

    @on(Input.Changed)
    def tell(self) -> None:
        """Show the actions that fit the letters; the best is under the cursor."""
        wanted = self.query_one(Input).value
        stood_on = self.rows.here
        self.rows.show([self._row(action) for action in self._fitting(wanted)])
        if (wanted and stood_on != self.rows.here) or wanted:
            self.rows.action_end(-1)
        self._tell_chosen()

    def _fitting(self, wanted: str) -> list[Action]:
        """The actions that fit, the closest first, and those that can be done before others."""
        words, app = self.glimt.words, self.glimt
        found = []
        for place, action in enumerate(ACTIONS):
            if action.id == "palette":
                continue
            close = closeness(wanted, words(action.label), words(action.help))
            if close is not None:
                found.append((close, app.why_not(action.id) is not None, place, action))
        return [action for *_, action in sorted(found, key=lambda each: each[:3])]

    def _row(self, action: Action) -> Row:
        app = self.glimt
        reason = app.why_not(action.id)
        can = reason is None
        key = Text(key_name(app.keys_of(action)), Style(bold=can, dim=not can))
        key.pad_right(max(1, 4 - key.cell_len))
        label = Style(bold=False, dim=not can)
        key.append(app.words.sentence(action.label), label)
        if reason is not None:
            key.append(f" – {app.words(reason)}", label)
        return Row(key, f"action:{action.id}")

    @on(Rows.Moved)
    def _tell_chosen(self) -> None:
        action = self._chosen()
        words = self.glimt.words
        text = Text(words(say("Nothing fits these letters")) if action is None else "")
        if action is not None:
            text.append(words.sentence(action.help))
            reason = self.glimt.why_not(action.id)
            if reason is not None:
                told = words(say("cannot be done now: {reason}", reason=reason))
                text.append(f"\n{told}", FAINT)
        self.query_one("#palette-told", Static).update(text)

    def _chosen(self) -> Action | None:
        return BY_ID.get((self.rows.here or "").removeprefix("action:"))

    def action_move(self, step: int) -> None:
        """Choose the action above or below."""
        self.rows.action_move(step)

    def action_page(self, step: int) -> None:
        """Choose an action further up or down."""
        self.rows.action_page(step)

    @on(Input.Submitted)
    async def _do(self) -> None:
        """Do the chosen action where the palette was opened; say why where it cannot be done."""
        action = self._chosen()
        if action is None:
            return
        reason = self.glimt.why_not(action.id)
        if reason is not None:
            self.glimt.say(reason)
            return
        self.glimt.attempt(self._close_and_do(action.id))

    async def _close_and_do(self, action: str) -> None:
        app = self.glimt
        await self.action_close()
        await app.action_do(action)


def closeness(wanted: str, name: str, more: str = "") -> int | None:
    """How well a name fits a few letters, the best is 0; None where it does not at all.

    The letters, whatever their accents, are a beginning of the name, of a word in it, stand
    somewhere in it, begin words of ``more``, or occur in the name one after the other.
    """
    parts, words, others = _words(wanted), _words(name), _words(more)
    if not parts or " ".join(words).startswith(" ".join(parts)):
        return 0
    if all(any(word.startswith(part) for word in words) for part in parts):
        return 1
    if all(any(part in word for word in words) for part in parts):
        return 2
    if all(any(word.startswith(part) for word in (*words, *others)) for part in parts):
        return 3
    letters = iter("".join(words))
    return 4 if all(letter in letters for letter in "".join(parts)) else None


def _words(text: str) -> list[str]:
    return [part.letters for part in parts_of(text) if part.letters]
