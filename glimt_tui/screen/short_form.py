"""A few lines to fill in below what is read in a panel: sent by enter, left by escape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message as Event
from textual.widgets import Input, Static

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT
from glimt_tui.keyboard.actions import ENTER, ESCAPE, TAB
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.in_glimt import InGlimt

#: How long a line may be typed before it is told that it is too long.
_LONGEST = 400


class ShortForm(InGlimt, Vertical):
    """Lines that are there as long as they are filled in, and what never belongs in them."""

    BINDINGS: ClassVar = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    ShortForm { height: auto; display: none; border-top: solid $foreground 30%; }
    ShortForm.-asking { display: block; }
    ShortForm > .short-form--title { text-style: bold; height: auto; max-height: 2; }
    ShortForm > .short-form--caution { color: $text-muted; height: auto; }
    ShortForm > .short-form--whole { height: auto; display: none; }
    ShortForm > .short-form--whole.-long { display: block; }
    ShortForm Horizontal { height: 1; }
    ShortForm Horizontal > Static { width: 12; }
    ShortForm Input { width: 1fr; }
    """

    class Sent(Event):
        """Somebody has filled it in."""

        def __init__(self, values: Mapping[str, str]) -> None:
            self.values = values
            super().__init__()

    class Left(Event):
        """Somebody left it; nothing is to be written."""

    def __init__(
        self,
        lines: Sequence[tuple[str, Message]],
        caution: Message,
        *,
        id: str,  # noqa: A002
    ) -> None:
        """``lines`` are the names of what is asked for, and what each is called."""
        super().__init__(id=id)
        self._lines = lines
        self._caution = caution
        self._title = Static("", markup=False, classes="short-form--title")
        #: what stood there at first, and whether it was said that what is typed gets lost
        self._given: dict[str, str] = {}
        self._is_warned = False
        #: what is typed, whole, where its line shows a part of it only
        self._whole = Static("", markup=False, classes="short-form--whole")

    def compose(self) -> ComposeResult:
        """A title, the lines, and a word of caution that always stands there."""
        words = self.glimt.words
        yield self._title
        for name, label in self._lines:
            with Horizontal():
                yield Static(words.sentence(label), markup=False)
                yield Input(
                    id=f"{self.id}-{name}", compact=True, select_on_focus=False, max_length=_LONGEST
                )
        yield self._whole
        yield Static(words(self._caution), markup=False, classes="short-form--caution")

    def on_mount(self) -> None:
        """On a slow line nothing blinks."""
        for field in self.query(Input):
            field.cursor_blink = False

    @property
    def is_open(self) -> bool:
        """Whether it is being filled in."""
        return self.has_class("-asking")

    def ask(self, title: str, given: Mapping[str, str], first: str) -> None:
        """Ask, with what is ``given`` standing there already; ``first`` is typed in first."""
        self._title.update(Text(title))
        self._given, self._is_warned = dict(given), False
        for name, _ in self._lines:
            self._field(name).value = given.get(name, "")
        self.add_class("-asking")
        self.go_to(first)

    def go_to(self, name: str) -> None:
        """Put the cursor into a line, with what stands there marked."""
        self._field(name).focus()
        self._field(name).action_select_all()

    def close(self) -> None:
        """Ask no more."""
        self.remove_class("-asking")

    def _field(self, name: str) -> Input:
        return self.query_one(f"#{self.id}-{name}", Input)

    def keys_now(self) -> Keys:
        """What the keys do while it is filled in."""
        return ((ENTER, say("write it down")), (TAB, say("next line")), (ESCAPE, say("back")))

    def action_leave(self) -> None:
        """Leave it; where something has been typed, only when that is said twice."""
        if not self._is_warned and any(
            self._field(name).value != self._given.get(name, "") for name, _ in self._lines
        ):
            self._is_warned = True
            self.glimt.say(say("esc once more throws away what you have typed"))
            return
        self.close()
        self.post_message(self.Left())

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """Show a text whole that has no room in its line; what is typed since may not be lost."""
        event.stop()
        self._is_warned = False
        width = event.input.size.width
        longest = max((self._field(name).value for name, _ in self._lines), key=cell_len)
        is_long = bool(width) and cell_len(longest) >= width
        self._whole.set_class(is_long, "-long")
        if is_long:
            self._whole.update(Text(f"«{harmless(longest)}» {len(longest)}/{LONGEST_TEXT}"))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent({name: self._field(name).value for name, _ in self._lines}))


def typed_day(day: date) -> str:
    """A day as people type it: ``13.1.2021``."""
    return f"{day.day}.{day.month}.{day.year}"
