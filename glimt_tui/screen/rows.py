"""A list of rows with a cursor: what most pages are made of, drawn by one widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from rich.segment import Segment
from rich.text import Text
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message as Event
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Row(Struct, frozen=True):
    """A line of a page; one without an id is a heading, which the cursor passes over."""

    text: Text
    #: what the row stands for: ``visit:v1``, ``person:kari``
    id: str | None = None
    #: whether it goes on with the row above, and is no heading
    goes_on: bool = False


class Rows(ScrollView, can_focus=True):
    """Rows one below the other; keeps its cursor on the same thing when the rows change."""

    BINDINGS: ClassVar = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar = {"rows--cursor", "rows--heading"}
    DEFAULT_CSS = """
    Rows { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    Rows > .rows--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    Rows:nocolor > .rows--cursor { text-style: reverse; }
    Rows > .rows--heading { text-style: bold; color: $text-accent; }
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Event):
        """The cursor stands on another row."""

        def __init__(self, rows: Rows) -> None:
            self.rows = rows
            super().__init__()

        @property
        def control(self) -> Rows:
            """The list whose cursor moved."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()

    @property
    def here(self) -> str | None:
        """What the cursor stands on; None where there is nothing."""
        if 0 <= self.cursor < len(self._rows):
            return self._rows[self.cursor].id
        return None

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on what it stood on, if that is still there."""
        stood_on, place = self.here, self.cursor
        self._rows = rows
        self.virtual_size = Size(self.size.width, len(rows))
        ids = [row.id for row in rows]
        if stood_on is not None and stood_on in ids:
            self.cursor = ids.index(stood_on)
        else:
            self.cursor = self._nearest(min(place, len(rows) - 1))
        self.refresh()

    def go_to(self, id_: str) -> bool:
        """Put the cursor on a row; False where it is not there."""
        for place, row in enumerate(self._rows):
            if row.id == id_:
                self.cursor = place
                return True
        return False

    def _nearest(self, place: int) -> int:
        """The row at or after a place on which the cursor can stand, else the one before."""
        others = [*range(max(place, 0), len(self._rows)), *range(place - 1, -1, -1)]
        return next((other for other in others if self._rows[other].id is not None), 0)

    def action_move(self, step: int) -> None:
        """Move the cursor past headings."""
        place = self.cursor + step
        while 0 <= place < len(self._rows):
            if self._rows[place].id is not None:
                self.cursor = place
                return
            place += step
        # nothing further that way: at least show what stands there
        self.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        """Move the cursor by a page."""
        place = self.cursor + step * max(1, self.size.height - 1)
        self.cursor = self._nearest(max(0, min(place, len(self._rows) - 1)))

    def action_end(self, step: int) -> None:
        """Move the cursor to the first row, or to the last, and show all that is beyond it."""
        self.cursor = self._nearest(0 if step < 0 else len(self._rows) - 1)
        self.scroll_to(y=0 if step < 0 else self.max_scroll_y, animate=False)

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows that change, and bring the cursor into view."""
        if old != new:
            for place in (old, new):
                self.refresh_line(place)
            self._bring_into_view(new)
            self.post_message(self.Moved(self))

    def _bring_into_view(self, place: int) -> None:
        """Scroll as little as shows a row, with the headings above it and what goes on below."""
        top, height = self.scroll_offset.y, self.size.height or 1
        first, last = place, place
        while first > 0 and self._rows[first - 1].id is None and not self._rows[first - 1].goes_on:
            first -= 1
        while last + 1 < len(self._rows) and self._rows[last + 1].goes_on:
            last += 1
        if place < top or first < top <= place:
            target = max(first, place - height + 1)
        elif last >= top + height:
            target = min(last - height + 1, place)
        else:
            return
        self.scroll_to(y=target, animate=False)

    def refresh_line(self, place: int) -> None:
        """Repaint one row."""
        y = place - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        place = y + self.scroll_offset.y
        width = self.scrollable_content_region.width  # the scrollbar hides what is under it
        base = self.rich_style
        if not 0 <= place < len(self._rows):
            return Strip([Segment(" " * width, base)], width)
        row = self._rows[place]
        style = base
        if row.id is None and not row.goes_on:
            style = base + self.get_component_rich_style("rows--heading", partial=True)
        text = row.text.copy()
        text.truncate(width, overflow="ellipsis", pad=True)
        is_here = place == self.cursor and row.id is not None
        if is_here and self.has_focus:
            cursor = self.get_component_rich_style("rows--cursor", partial=True)
            # what is faint stays as it is: fewer cells change, and the row is found all the same
            segments = [
                part if part.style and part.style.dim else Segment(part.text, cursor)
                for part in Segment.apply_style(text.render(self.app.console), style)
            ]
        else:
            segments = list(Segment.apply_style(text.render(self.app.console), style))
        segments = [segment for segment in segments if segment.text != "\n"]
        return Strip(segments).adjust_cell_length(width, style).crop(0, width)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh_line(self.cursor)

    def on_resize(self) -> None:
        """Break nothing: rows are cut at the new width."""
        self.virtual_size = Size(self.size.width, len(self._rows))
