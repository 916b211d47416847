"""One line to type in, above or below a list whose cursor the arrow keys move meanwhile."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.message import Message as Event
from textual.widgets import Input

from glimt_tui.screen.finding import LONGEST


class Line(Input):
    """A line to type in; whoever shows it says what its keys do to the list."""

    BINDINGS: ClassVar = [
        Binding("up", "step('move', -1)", show=False),
        Binding("down", "step('move', 1)", show=False),
        Binding("pageup", "step('page', -1)", show=False),
        Binding("pagedown", "step('page', 1)", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Left(Event):
        """Somebody left the line without entering it."""

        def __init__(self, line: Line) -> None:
            self.line = line
            super().__init__()

    class Stepped(Event):
        """The cursor of the list is to ``move`` by a row, or to turn a ``page``."""

        def __init__(self, what: str, by: int) -> None:
            self.what = what
            self.by = by
            super().__init__()

    class Slash(Event):
        """The key for finding was pressed in the line."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id, compact=True, select_on_focus=False, max_length=LONGEST)
        self.cursor_blink = False

    def action_leave(self) -> None:
        """Leave it."""
        self.post_message(self.Left(self))

    def action_step(self, what: str, by: int) -> None:
        """Move the cursor of the list."""
        self.post_message(self.Stepped(what, by))

    def on_key(self, event: events.Key) -> None:
        """Nobody's name has a slash in it: it means the same here as elsewhere."""
        if event.key == "slash":
            event.stop()
            event.prevent_default()
            self.post_message(self.Slash())
