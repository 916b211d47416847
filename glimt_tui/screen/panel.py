"""What opens beside a page, not over it: a booking, a person, a question, help."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from glimt_rules.message import Message
from glimt_tui.screen.in_glimt import InGlimt

if TYPE_CHECKING:
    from glimt_tui.desk.view import View


class Panel(InGlimt, Vertical):
    """Something beside the page, closed by escape; what it was opened over gets the focus back."""

    BINDINGS: ClassVar = [Binding("escape", "close", show=False)]
    DEFAULT_CSS = """
    Panel { width: 42; height: 1fr; border-left: solid $foreground 30%; padding: 0 0 0 1; }
    Panel.-wide { width: 60; }
    Panel > .panel--title { text-style: bold; height: 1; }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.title_text = title
        self.heading = Static(title, markup=False, classes="panel--title")

    def refresh_view(self, view: View) -> None:
        """Show what has changed; called with every new view while the panel is open."""

    def why_not(self, action: str) -> Message | None:
        """Why something cannot be done in the panel now; None where it can."""
        return None

    async def action_close(self) -> None:
        """Close the panel."""
        await self.glimt.close_panel()
