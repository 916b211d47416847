"""Text to read, broken at the width that there is, with rows in it that can be opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.style import Style
from rich.text import Text

from glimt_tui.screen.rows import Row, Rows

BOLD, FAINT = Style(bold=True), Style(dim=True)


class Block(Struct, frozen=True):
    """A paragraph; one with an id is a single line, on which the cursor can stand."""

    text: Text
    id: str | None = None
    #: how far all lines but the first stand in
    hang: int = 0


def heading(text: str) -> Block:
    """What stands above other blocks."""
    return Block(Text(text, BOLD))


#: An empty line.
GAP = Block(Text())


class Reading(Rows):
    """Blocks one below the other.

    The arrow keys move the cursor where the next row that can be opened is in sight, and the
    text where it is not: nothing is passed over unread.
    """

    DEFAULT_CSS = """
    Reading { scrollbar-gutter: stable; }
    Reading > .rows--heading { text-style: none; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        self._blocks: Sequence[Block] = ()

    def tell(self, blocks: Sequence[Block], *, anew: bool = False) -> None:
        """Show other blocks, from the top where they are ``anew`` about something else."""
        self._blocks = blocks
        self._break(0 if anew else int(self.scroll_offset.y), anew=anew)

    def _break(self, top: int, *, anew: bool = False) -> None:
        if not self._width:
            return  # not laid out yet; on_resize comes
        rows = [row for block in self._blocks for row in self._lines(block)]
        if anew:
            self._rows = ()
            self.set_reactive(Rows.cursor, 0)
        self.show(rows)
        # the cursor may stand further down; what is read stays where it was
        self.scroll_to(y=top, animate=False, immediate=True)

    @property
    def _width(self) -> int:
        """The columns beside the scrollbar, for which there is always room."""
        return self.scrollable_content_region.width

    def _lines(self, block: Block) -> Iterator[Row]:
        if block.id is not None:
            yield Row(block.text, block.id)
            return
        width = max(8, self._width - block.hang)
        lines = block.text.wrap(self.app.console, width, overflow="fold")
        for n, line in enumerate(lines or [Text()]):
            yield Row(Text(" " * block.hang if n else "").append_text(line))

    def on_resize(self) -> None:
        """Break the text at the new width."""
        self._break(int(self.scroll_offset.y))

    def _bring_into_view(self, place: int) -> None:
        """Scroll no further than the row: what stands above it is text, and no heading of it."""
        top, height = self.scroll_offset.y, self.size.height or 1
        if not top <= place < top + height:
            self.scroll_to(y=place if place < top else place - height + 1, animate=False)

    def action_move(self, step: int) -> None:
        """Move the cursor if the next row is in sight, else the text."""
        place = self.cursor
        if self.here is not None and not self._in_sight(place):
            following = self._from_the_edge(step)
        else:
            following = self._next(place, step)
        if following is not None and self._in_sight(following):
            self.cursor = following
        else:
            self.scroll_relative(y=step, animate=False, immediate=True)

    def action_page(self, step: int) -> None:
        """Turn the page; the cursor comes along, where there is a row for it."""
        height = max(1, self.size.height - 1)
        self.scroll_relative(y=step * height, animate=False, immediate=True)
        found = self._from_the_edge(step)
        if found is not None:
            self.cursor = found

    def action_end(self, step: int) -> None:
        """Go to the beginning, or to the end."""
        target = 0 if step < 0 else max(0, len(self._rows) - self.size.height)
        self.scroll_to(y=target, animate=False, immediate=True)
        found = self._from_the_edge(-step)
        if found is not None:
            self.cursor = found

    def _next(self, place: int, step: int) -> int | None:
        """The next row that way on which the cursor can stand."""
        rest = range(place + step, len(self._rows) if step > 0 else -1, step)
        return next((n for n in rest if self._rows[n].id is not None), None)

    def _from_the_edge(self, step: int) -> int | None:
        """The first row in sight that way on which the cursor can stand."""
        top = int(self.scroll_offset.y)
        there = range(top, min(top + self.size.height, len(self._rows)))
        found = [n for n in there if self._rows[n].id is not None]
        return (found[0] if step > 0 else found[-1]) if found else None

    def _in_sight(self, place: int) -> bool:
        top = int(self.scroll_offset.y)
        return top <= place < top + self.size.height
