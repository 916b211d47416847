"""What a terminal shows, and the fewest bytes that make it show something else.

Textual paints whole regions again whenever something in them may have changed. A ``Picture``
remembers what the terminal shows, cell by cell, compares, and writes only what differs, with
the shortest moves and changes of look between. A list that scrolls is moved, not rewritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from glimt_tui.screen.terminal.abilities import Abilities
from glimt_tui.screen.terminal.cells import BLANK, Cell, is_steady
from glimt_tui.screen.terminal.looks import PLAIN, RESET, Look, change
from glimt_tui.screen.terminal.moves import move
from glimt_tui.screen.terminal.scrolling import Scroll, best_scroll

#: Equals no cell, so that whatever is to stand there is written.
UNKNOWN: Cell = ("\0", PLAIN)
#: From how many blanks on erasing them is shorter than writing them.
_ERASE_REST, _ERASE_AHEAD = 4, 9
#: How far ahead it may be shorter to write what is there already than to move the cursor.
_NEAR = 6


class Patch(NamedTuple):
    """Cells that are to stand side by side."""

    row: int
    column: int
    cells: Sequence[Cell]


class Picture:
    """What the terminal shows, as far as we know."""

    def __init__(self, abilities: Abilities) -> None:
        self.is_known = False
        self._abilities = abilities
        self._width, self._height = 0, 0
        self._shown: list[list[Cell]] = []
        self._pen = PLAIN
        self._column: int | None = None
        self._row: int | None = None
        self._out: list[str] = []

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._width, self._height

    def forget(self) -> None:
        """Somebody else may have written: the next drawing paints everything."""
        self.is_known = False

    def resize(self, width: int, height: int) -> None:
        """Take another size; what a terminal shows after that cannot be known."""
        if (width, height) != self.size:
            self._width, self._height = width, height
            self.forget()

    def draw(self, patches: Iterable[Patch], cursor: tuple[int, int]) -> str:
        """What has to be written to show these patches, with the cursor at (column, row)."""
        patches = [patch for patch in patches if 0 <= patch.row < self._height]
        self._out = []
        if not self.is_known:
            self._clear(patches)
        rows = self._patched(patches)
        if self._abilities.scrolls_parts:
            scroll = best_scroll(self._shown, rows)
            if scroll:
                self._scroll(scroll, rows)
        for row in sorted(rows):
            self._write_row(row, rows[row])
        self._write(move(self._column, self._row, *cursor))
        self._column, self._row = cursor
        text, self._out = "".join(self._out), []
        return text

    def _write(self, text: str) -> None:
        if text:
            self._out.append(text)

    def _clear(self, patches: Sequence[Patch]) -> None:
        """Empty the screen, in the colour that most of it is going to have."""
        self._write(RESET)
        self._pen = PLAIN
        blanks: Counter[Cell] = Counter()
        for patch in patches:
            for _, run in groupby(patch.cells, id):  # to compare looks takes long: once a run
                cell, *others = run
                if self._can_erase(cell):
                    blanks[cell] += 1 + len(others)
        ground = blanks.most_common(1)[0][0] if blanks else BLANK
        self._take(ground[1])
        self._write("\x1b[2J")
        self._column = self._row = None
        self._shown = [[ground] * self._width for _ in range(self._height)]
        self.is_known = True

    def _patched(self, patches: Iterable[Patch]) -> dict[int, list[Cell]]:
        """The rows as they are to be, where there is a patch."""
        rows: dict[int, list[Cell]] = {}
        for row, column, cells in patches:
            line = rows.setdefault(row, self._shown[row].copy())
            cells = _within(cells, -column, self._width - column)
            if cells:
                _put(line, max(0, column), cells)
        return rows

    # Rows ----------------------------------------------------------------------------------

    def _write_row(self, row: int, wanted: list[Cell]) -> None:
        shown = self._shown[row]
        if shown == wanted:
            return
        column = 0
        while column < self._width:
            if shown[column] == wanted[column]:
                column += 1
                continue
            while column and not wanted[column][0]:  # a wide sign is written from its head
                column -= 1
            if wanted[column][0] == " ":
                column = self._write_blanks(row, column, wanted)
            else:
                column = self._write_sign(row, column, wanted)
        self._shown[row] = wanted

    def _write_blanks(self, row: int, column: int, wanted: list[Cell]) -> int:
        """Write the blanks that begin here; returns the column that is next."""
        shown, blank = self._shown[row], wanted[column]
        near = last = end = column
        while end < self._width and wanted[end] == blank:
            if shown[end] != blank:
                if last == near and end - near <= _NEAR:
                    near = end
                last = end
            end += 1
        number = last - column + 1
        self._go(column, row, wanted)
        self._take(blank[1])
        if self._can_erase(blank):
            if end == self._width and number >= _ERASE_REST:
                self._write("\x1b[K")
                return end
            if self._abilities.erases_ahead and number >= _ERASE_AHEAD:
                self._write(f"\x1b[{number}X")
                return last + 1
        self._write(" " * (near - column + 1))
        self._advance(near - column + 1)
        return near + 1

    def _write_sign(self, row: int, column: int, wanted: list[Cell]) -> int:
        """Write one sign; returns the column that is next."""
        sign, look = wanted[column]
        end = column + 1
        while end < self._width and not wanted[end][0]:
            end += 1
        self._go(column, row, wanted)
        self._take(look)
        if is_steady(sign):
            self._write(sign)
            self._advance(end - column)
            return end
        # Terminals differ: one may draw it narrower than we think, and leave what was there,
        # or wider, over the cell that follows.
        self._write(" " * (end - column) + move(None, row, column, row) + sign)
        self._column = None
        if end < self._width:
            self._shown[row][end] = UNKNOWN
        return end

    def _can_erase(self, cell: Cell) -> bool:
        text, look = cell
        if text != " " or look.foreground is not None:
            return False
        return self._abilities.erases_in_colour or look.background == PLAIN.background

    # Cursor and pen ------------------------------------------------------------------------

    def _take(self, look: Look) -> None:
        sequence, self._pen = change(self._pen, look)
        self._write(sequence)

    def _advance(self, cells: int) -> None:
        if self._column is not None:
            self._column += cells
            if self._column >= self._width:  # on the last cell or behind it: terminals differ
                self._column = None

    def _go(self, column: int, row: int, wanted: list[Cell]) -> None:
        way = move(self._column, self._row, column, row)
        if len(way) > 1 and row == self._row and self._column is not None:
            between = self._again(wanted[self._column : column])
            if between and len(between) < len(way):
                way = between
        self._write(way)
        self._column, self._row = column, row

    def _again(self, cells: Sequence[Cell]) -> str:
        """The text of cells that may as well be written again on the way; empty if not."""
        if len(cells) > _NEAR:
            return ""
        if all(text.isascii() and text and not change(self._pen, look)[0] for text, look in cells):
            return "".join(text for text, _ in cells)
        return ""

    def _scroll(self, scroll: Scroll, rows: dict[int, list[Cell]]) -> None:
        """Move the lines between two rows; what is to stand there is compared afterwards."""
        top, bottom, lines = scroll
        for row in range(top, bottom + 1):
            rows.setdefault(row, self._shown[row].copy())
        self._write(f"\x1b[{top + 1};{bottom + 1}r")
        unknown = [[UNKNOWN] * self._width for _ in range(abs(lines))]
        part = self._shown[top : bottom + 1]
        if lines > 0:
            self._write(move(None, None, 0, bottom) + "\x1bD" * lines)
            part = part[lines:] + unknown
        else:
            self._write(move(None, None, 0, top) + "\x1bM" * -lines)
            part = unknown + part[:lines]
        self._shown[top : bottom + 1] = part
        self._write("\x1b[r")
        self._column = self._row = None


def _put(line: list[Cell], start: int, cells: Sequence[Cell]) -> None:
    """Put cells on a line; of a wide sign that is covered in part, blanks remain."""
    end = start + len(cells)
    before, after = start, end
    while before and not line[before][0]:
        before -= 1
    while after < len(line) and not line[after][0]:
        after += 1
    for column in (*range(before, start), *range(end, after)):
        line[column] = (" ", line[column][1]._replace(attributes=0, foreground=None))
    line[start:end] = cells


def _within(cells: Sequence[Cell], first: int, end: int) -> Sequence[Cell]:
    """The cells between two places; a wide sign that is cut in two becomes blanks."""
    if first <= 0 and len(cells) <= end:
        return cells
    kept = list(cells[max(0, first) : max(0, end)])
    for column in range(len(kept)):
        if kept[column][0]:
            break
        kept[column] = BLANK
    if kept and end < len(cells) and not cells[end][0]:
        column = len(kept)
        while column and not kept[column - 1][0]:
            column -= 1
            kept[column] = BLANK
        if column:
            kept[column - 1] = BLANK
    return kept
