"""The bare Textual application that first paint is held to: one table, and nothing of Glimt."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable

#: What stands in the first row.
FIRST_ROW = "Person 0"


class BareTable(App[None]):
    """A table of thirty rows, on Textual as it is."""

    def compose(self) -> ComposeResult:
        """One table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        rows: DataTable[str] = self.query_one(DataTable)
        rows.add_columns("Time", "Room", "Who", "What", "State")
        for number in range(30):
            hour = 8 + number % 12
            rows.add_row(f"{hour}:00", f"Room {number % 7}", f"Person {number}", "music", "ok")


if __name__ == "__main__":
    BareTable().run()
