"""A terminal to look at: pyte, with what today's terminals do and pyte does not.

- A sign of several code points is drawn in one place. pyte stops at the first code point
  without a width that is no accent, and drops the rest of the text.
- Whoever writes over one half of a wide sign leaves a blank in its other half.
- What is cleared takes the background that is set. pyte passes over cells never written to,
  and over lines that come in when others scroll.
- The other screen, which full-screen programs use, comes empty.
- The keyboard protocol's sequences are passed over; pyte writes half of them as text.

Widths are those that Rich, and so Textual, believes in. It cannot show dim text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyte
from rich.cells import split_graphemes

OTHER_SCREEN = 1049 << 5
_BEYOND_PYTE = re.compile(r"\x1b\[[<>=][0-9;]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1b\]22;[^\x07]*\x07")


class Emulated(pyte.Screen):
    def draw(self, data: str) -> None:
        spans, _ = split_graphemes(data)
        for start, end, width in spans:
            self._draw_sign(data[start:end], width)

    def _draw_sign(self, sign: str, width: int) -> None:
        line = self.buffer[self.cursor.y]
        if not width:
            before = line[self.cursor.x - 1]
            line[self.cursor.x - 1] = before._replace(data=before.data + sign)
            return
        place = min(self.cursor.x, self.columns - width)
        for cell in (place, place + width):  # a wide sign that begins before these is cut
            head = cell
            while 0 < head < self.columns and not line[head].data:
                head -= 1
            end = head + 1
            while end < self.columns and not line[end].data:
                end += 1
            if head < cell < end:
                for column in range(head, end):
                    line[column] = line[column]._replace(data=" ")
        line[place] = self.cursor.attrs._replace(data=sign)
        for column in range(place + 1, place + width):
            line[column] = self.cursor.attrs._replace(data="")
        self.cursor.x = min(place + width, self.columns)

    def index(self) -> None:
        at_edge = self.cursor.y == (self.margins.bottom if self.margins else self.lines - 1)
        super().index()
        if at_edge:
            self._colour_line()

    def reverse_index(self) -> None:
        at_edge = self.cursor.y == (self.margins.top if self.margins else 0)
        super().reverse_index()
        if at_edge:
            self._colour_line()

    def _colour_line(self) -> None:
        for column in range(self.columns):
            self.buffer[self.cursor.y][column] = self.cursor.attrs

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        super().set_mode(*modes, **kwargs)
        self._change_screen(modes)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        super().reset_mode(*modes, **kwargs)
        self._change_screen(modes)

    def _change_screen(self, modes: tuple[int, ...]) -> None:
        if 1049 in modes or OTHER_SCREEN in modes:
            self.buffer.clear()

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: bool) -> None:
        super().erase_in_display(how, *args, **kwargs)
        if how == 2:
            for row in range(self.lines):
                for column in range(self.columns):
                    self.buffer[row][column] = self.cursor.attrs


Look = tuple[object, ...]


class Terminal:
    """Takes what a program writes, and tells what can be seen."""

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.screen = Emulated(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.screen.reset_mode(7, private=True)  # no wrapping, as Textual wants it

    def feed(self, text: str) -> None:
        self.stream.feed(_BEYOND_PYTE.sub("", text))

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)

    @property
    def cursor(self) -> tuple[int, int]:
        return min(self.screen.cursor.x, self.screen.columns - 1), self.screen.cursor.y

    def texts(self) -> list[str]:
        return ["".join(text for text, *_ in row) for row in self.cells()]

    def cells(self) -> list[list[Look]]:
        return [list(self._row(row)) for row in range(self.screen.lines)]

    def _row(self, row: int) -> Iterator[Look]:
        for column in range(self.screen.columns):
            char = self.screen.buffer[row][column]
            seen = (char.underscore, char.strikethrough, char.reverse)
            if char.data == " " and not any(seen):  # nobody sees the colour of no text
                yield (" ", char.bg)
            else:
                bold = (char.bold, char.italics, char.blink)
                yield (char.data, char.fg, char.bg, *seen, *bold)
