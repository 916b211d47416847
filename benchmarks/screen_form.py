"""The bare application whose bytes are counted: a table with a form beside it, nothing of Glimt.

It is given the renderer: ``python -m benchmarks.screen_form stock``, or ``lean``.
"""

from __future__ import annotations

import sys

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Footer, Input, Label

from glimt_tui.screen.terminal import LeanApp, run_app


class BareForm(LeanApp[None]):
    """A hundred rows, and four fields that F2 opens."""

    CSS = "#form { width: 40; display: none; border: round $primary; }"
    BINDINGS = [("f2", "form", "Form"), ("escape", "close_form", "Close")]
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The table, the form, and the keys."""
        with Horizontal():
            yield DataTable(cursor_type="row")
            with Vertical(id="form"):
                for name in ("Who", "When", "Where", "What"):
                    yield Label(name)
                    yield Input(placeholder=name)
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        rows: DataTable[str] = self.query_one(DataTable)
        rows.add_columns("Time", "Room", "Who", "What", "State")
        for number in range(100):
            hour = 8 + number % 12
            rows.add_row(f"{hour}:00", f"Room {number % 7}", f"Person {number}", "music", "ok")
        rows.focus()

    def action_form(self) -> None:
        """Open the form."""
        self.query_one("#form").display = True
        self.query(Input).first().focus()

    def action_close_form(self) -> None:
        """Close it."""
        self.query_one("#form").display = False
        self.query_one(DataTable).focus()


if __name__ == "__main__":
    sys.exit(run_app(BareForm(lean=sys.argv[1] == "lean")))
