"""The lines of the form on the screen: one widget, which repaints the lines that have changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from glimt_tui.screen.form.form_line import FormLine


class FormView(ScrollView, can_focus=True):
    """Lines, one of which may hold the cursor; all keys go to whoever shows them."""

    COMPONENT_CLASSES: ClassVar = {"form--line"}
    DEFAULT_CSS = """
    FormView {
        width: 1fr; height: 1fr; overflow-x: hidden; overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(
        self,
        press: Callable[[events.Key], bool],
        paste: Callable[[str], None],
        draw: Callable[[], None],
        *,
        id: str | None = None,  # noqa: A002 as widgets call it
    ) -> None:
        """``press`` gets each key and says whether it was for the form; ``draw`` shows it anew."""
        super().__init__(id=id)
        self._press, self._paste, self._draw = press, paste, draw
        self._lines: Sequence[FormLine] = ()
        self._place: str | None = None

    @property
    def lines(self) -> Sequence[FormLine]:
        """What is shown."""
        return self._lines

    @property
    def text_width(self) -> int:
        """How many cells a line has, beside the scrollbar."""
        return self.scrollable_content_region.width

    def show(self, lines: Sequence[FormLine], place: str | None) -> None:
        """Show other lines; ``place`` is the field that is to be in view.

        The field with the cursor stays where it is on the screen, whatever comes above it.
        """
        before, old_top = self._lines, self.scroll_offset.y
        self._lines = lines
        if len(lines) != len(before):
            self.virtual_size = Size(self.text_width, len(lines))
        top = self._top(before, lines, old_top, place)
        self._place = place
        if top != old_top:
            self.scroll_to(y=top, animate=False, immediate=True)
            self.refresh()
        else:
            for number in range(max(len(lines), len(before))):
                old = before[number] if number < len(before) else None
                new = lines[number] if number < len(lines) else None
                if old != new or (old and new and old.text.spans != new.text.spans):
                    self._refresh_line(number)
        self._put_terminal_cursor()

    def _top(
        self, before: Sequence[FormLine], lines: Sequence[FormLine], top: int, place: str | None
    ) -> int:
        """The first line to show."""
        height = self.size.height or 1
        was, here = _first_of(before, place), _lines_of(lines, place)
        if here and was is not None and place == self._place and top <= was < top + height:
            top += here[0] - was  # as many lines more above it, as many further down
        if here:
            top = max(top, here[-1] - height + 1)
            top = min(top, here[0])
            cursor = next((n for n in here if lines[n].cursor is not None), here[0])
            top = max(top, cursor - height + 1)
        return max(0, min(top, len(lines) - height))

    def scroll_lines(self, by: int) -> None:
        """Show what stands further up or down."""
        height = self.size.height or 1
        top = max(0, min(self.scroll_offset.y + by, len(self._lines) - height))
        self.scroll_to(y=top, animate=False, immediate=True)

    def _refresh_line(self, number: int) -> None:
        y = number - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.text_width, 1))

    def _put_terminal_cursor(self) -> None:
        """Tell the terminal where one is typing: input methods look there."""
        for number, line in enumerate(self._lines):
            if line.cursor is not None and self.has_focus:
                x, y = self.content_region.offset
                self.app.cursor_position = Offset(
                    x + line.cursor, y + number - self.scroll_offset.y
                )

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        number, width, base = y + self.scroll_offset.y, self.size.width, self.rich_style
        if not 0 <= number < len(self._lines):
            return Strip.blank(width, base)
        text = self._lines[number].text
        segments = Segment.apply_style(text.render(self.app.console, end=""), base)
        return Strip(segments).adjust_cell_length(width, base)

    def on_key(self, event: events.Key) -> None:
        """Every key is for the form first."""
        if self._press(event):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted is typed; line breaks are blanks."""
        self._paste(" ".join(event.text.split()))
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor in the field that was clicked."""
        number = event.y + self.scroll_offset.y
        if number < len(self._lines) and (name := self._lines[number].field):
            self.post_message(self.Clicked(name))

    class Clicked(Message):
        """A field was clicked."""

        def __init__(self, field: str) -> None:
            self.field = field
            super().__init__()

    def on_resize(self) -> None:
        """Other lines fit in another width."""
        self.virtual_size = Size(self.text_width, len(self._lines))
        self._draw()


def _lines_of(lines: Sequence[FormLine], place: str | None) -> list[int]:
    return [number for number, line in enumerate(lines) if line.field == place]


def _first_of(lines: Sequence[FormLine], place: str | None) -> int | None:
    return next((number for number, line in enumerate(lines) if line.field == place), None)
