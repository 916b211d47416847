"""A picture of pieces of text, drawn by one widget that repaints only what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct, structs
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.message import Message as Event
from textual.strip import Strip
from textual.widget import Widget

#: How pieces look, besides the plain ones; each is a class that themes colour.
LOOKS = ("cursor", "head", "today", "faint", "block", "carried", "room")


class Piece(Struct, frozen=True):
    """Some cells of a line that look alike; as wide as its text."""

    text: str
    look: str = ""
    #: a colour of its own, for signs
    colour: str | None = None


Line = tuple[Piece, ...]


def cropped(line: Line, width: int) -> Line:
    """As much of a line as has room."""
    pieces: list[Piece] = []
    left = width
    for piece in line:
        size = cell_len(piece.text)
        if size > left:
            return (*pieces, structs.replace(piece, text=fit(piece.text, left)))
        pieces.append(piece)
        left -= size
    return tuple(pieces)


def fit(text: str, width: int) -> str:
    """A text in so many cells: cut, or with blanks after it."""
    return set_cell_size(text, width) if width > 0 else ""


def wrapped(text: str, width: int, most: int, indent: int = 0) -> list[str]:
    """A text in lines of so many cells, ``most`` at most, the first shorter by ``indent``.

    A word is broken where it is too long for a line, or where much of a line would stay empty.
    """
    lines: list[str] = []
    line = ""
    if width <= indent:
        return lines
    for word in text.split():
        rest = f"{line} {word}" if line else word
        while cell_len(rest) > (room := width - (0 if lines else indent)):
            if line and (cell_len(word) <= width or room - cell_len(line) < 4):
                head, rest = line, word
            else:
                head, rest = _cut(rest, room)
            line = ""
            lines.append(head)
            if len(lines) >= most:
                return lines[:most]
        line = rest
    return [*lines, line][:most] if line else lines[:most]


def _cut(text: str, width: int) -> tuple[str, str]:
    """As much of a text as has room, and the rest; a sign that is too wide is left out."""
    head = ""
    for place, char in enumerate(text):
        if cell_len(head + char) > width:
            return head, text[place if head else place + 1 :]
        head += char
    return head, ""


class Grid(Widget, can_focus=True):
    """Lines of pieces. Whoever shows another picture has only the differences repainted."""

    COMPONENT_CLASSES: ClassVar = {f"grid--{look}" for look in LOOKS}
    DEFAULT_CSS = """
    Grid { width: 1fr; height: 1fr; }
    Grid > .grid--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    Grid:nocolor > .grid--cursor { text-style: reverse; }
    Grid > .grid--head { text-style: bold; color: $text-accent; }
    Grid > .grid--today { text-style: bold underline; color: $text-accent; }
    Grid > .grid--faint { text-style: dim; }
    Grid > .grid--block { background: $panel; color: $foreground; }
    Grid > .grid--carried { text-style: bold reverse; }
    Grid > .grid--room { color: $text-success; }
    """

    class Resized(Event):
        """There is more room, or less: another picture is wanted."""

    class Focused(Event):
        """The cursor is to be shown, or hidden."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show another picture; what is the same as before is not painted again."""
        width = self.size.width
        before, self._lines = self._lines, [cropped(line, width) for line in lines]
        regions = [
            Region(x, y, wide, 1)
            for y in range(max(len(before), len(lines)))
            for x, wide in _changes(_at(before, y), _at(self._lines, y), width)
        ]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        base = self.rich_style
        segments = [Segment(piece.text, base + self._style(piece)) for piece in _at(self._lines, y)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _style(self, piece: Piece) -> Style:
        style = Style()
        if piece.look:
            style = self.get_component_rich_style(f"grid--{piece.look}", partial=True)
        if piece.colour is not None and piece.look not in ("cursor", "carried"):
            style += Style(color=piece.colour, bold=True)
        return style

    def on_resize(self) -> None:
        """Ask for a picture that fits."""
        self.post_message(self.Resized())

    def on_focus(self) -> None:
        """Ask for the cursor."""
        self.post_message(self.Focused())

    def on_blur(self) -> None:
        """Ask for a picture without it."""
        self.post_message(self.Focused())


def _at(lines: Sequence[Line], y: int) -> Line:
    return lines[y] if y < len(lines) else ()


def _changes(before: Line, after: Line, width: int) -> Iterator[tuple[int, int]]:
    """The stretches of a line that look different: where they begin, and how wide they are."""
    if before == after:
        return
    there, x = set(_placed(before)), 0
    reached = 0
    for place, piece in _placed(after):
        x = place + cell_len(piece.text)
        if (place, piece) not in there:
            yield place, x - place
        reached = x
    old = sum(cell_len(piece.text) for piece in before)
    if old > reached:
        yield reached, min(old, width) - reached


def _placed(line: Line) -> Iterator[tuple[int, Piece]]:
    x = 0
    for piece in line:
        yield x, piece
        x += cell_len(piece.text)
