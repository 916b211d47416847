"""A sheet as plain text: lines of 80 columns on pages of A4, parted by form feeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from glimt_tui.paper.cells import padded, width_of, wrapped
from glimt_tui.paper.sheet import Cell, Column, Row, Section, Sheet, Tick

#: Columns on a line, and lines on a page of A4 with a margin at six lines to the inch.
WIDTH, HEIGHT = 80, 60

Look = Literal["title", "heading", "columns", "plain"]


class Line(Struct, frozen=True):
    """A line of a page, and what it is, for whoever can write in bold."""

    text: str
    look: Look = "plain"
    #: how many times as tall and as wide its letters are, for whoever can write large
    size: int = 1


BLANK = Line("")


def as_text(sheet: Sheet) -> str:
    """The sheet as text; each page but the first begins with a form feed."""
    told = ("".join(f"{line.text.rstrip()}\n" for line in page) for page in pages(sheet))
    return "\f".join(told)


def pages(sheet: Sheet) -> list[list[Line]]:
    """The lines of each page, with the sheet's title and the page's number on top."""
    laid_out = _Pages(HEIGHT - len(_head(sheet, 1, 1)))
    laid_out.add(*(Line(line) for note in sheet.notes for line in wrapped(note, WIDTH)))
    for section in sheet.sections:
        _lay_out(section, laid_out)
    whole = laid_out.whole()
    return [[*_head(sheet, n, len(whole)), *page] for n, page in enumerate(whole, 1)]


def _head(sheet: Sheet, n: int, of: int) -> list[Line]:
    number = sheet.page.format(n=n, pages=of)
    room = WIDTH - width_of(number) - 2
    first, *rest = wrapped(sheet.title, room)
    lines = [Line(f"{padded(first, room)}  {number}", "title")]
    lines += [Line(line, "title") for line in rest]
    return [*lines, *map(Line, wrapped(sheet.about, WIDTH)), BLANK]


class _Pages:
    """Pages as they fill."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._pages: list[list[Line]] = [[]]

    def left(self) -> int:
        return self._height - len(self._pages[-1])

    def is_fresh(self) -> bool:
        return not self._pages[-1]

    def turn(self) -> None:
        self._pages.append([])

    def add(self, *lines: Line) -> None:
        for line in lines:
            if not self.left():
                self.turn()
            self._pages[-1].append(line)

    def whole(self) -> list[list[Line]]:
        return [page for page in self._pages if page] or [[]]


def _lay_out(section: Section, pages: _Pages) -> None:
    """Put a section below what is there; a heading never stands alone at a page's end."""
    top = [Line(line, "heading") for line in wrapped(section.title, WIDTH)]
    if section.rows:
        top += [Line(_in_columns(line, section), "columns") for line in _titles(section)]
    blocks = [_row(row, section) for row in section.rows]
    if not blocks and section.empty:
        blocks = [[Line(line) for line in wrapped(section.empty, WIDTH)]]
    notes = [Line(line) for note in section.notes for line in wrapped(note, WIDTH)]
    if notes:
        blocks.append(notes)
    needed = 1 + len(top) + (len(blocks[0]) if blocks else 0)
    if not pages.is_fresh():
        if pages.left() < needed:
            pages.turn()
        else:
            pages.add(BLANK)
    pages.add(*top)
    for block in blocks:
        if pages.left() < len(block):
            pages.turn()
            pages.add(*top)
        pages.add(*block)


def _row(row: Row, section: Section) -> list[Line]:
    widths = _widths(section.columns)
    cells = [_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    lines = ([*cell, *[""] * (height - len(cell))] for cell in cells)
    return [Line(_in_columns(parts, section)) for parts in zip(*lines, strict=True)]


def _titles(section: Section) -> Iterator[tuple[str, ...]]:
    """The titles of the columns, standing on the line above the rows."""
    widths = _widths(section.columns)
    titles = [
        wrapped(column.title, width) for column, width in zip(section.columns, widths, strict=True)
    ]
    height = max(map(len, titles))
    yield from zip(*([""] * (height - len(title)) + title for title in titles), strict=True)


def _in_columns(cells: tuple[str, ...], section: Section) -> str:
    widths = _widths(section.columns)
    return " ".join(padded(cell, width) for cell, width in zip(cells, widths, strict=True))


def _widths(columns: tuple[Column, ...]) -> list[int]:
    """How wide each column is; those without a width share what is left."""
    left = WIDTH - (len(columns) - 1) - sum(column.width for column in columns)
    shared = sum(not column.width for column in columns)
    return [column.width or max(1, left // shared) for column in columns]


def _lines(cell: Cell, width: int) -> list[str]:
    if isinstance(cell, Tick):
        return ["[x]" if cell.done else "[ ]"]
    return wrapped(cell, width)
