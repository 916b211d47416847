"""A sheet as a value: sections of rows, in the reader's language, before a form is chosen."""

from __future__ import annotations

from msgspec import Struct


class Tick(Struct, frozen=True):
    """A box to tick with a pen; ``done`` where it is ticked already."""

    done: bool = False


#: What stands in a row under a column.
Cell = str | Tick
Row = tuple[Cell, ...]


class Column(Struct, frozen=True):
    """A column of a section; the one of width 0 takes what the others leave."""

    title: str
    #: how many characters wide it is where 80 stand on a line
    width: int = 0


class Section(Struct, frozen=True, kw_only=True):
    """A heading with a table below it; each row has a cell for each column."""

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    #: stands in place of the table where there are no rows
    empty: str = ""
    #: lines below the table
    notes: tuple[str, ...] = ()


class Sheet(Struct, frozen=True, kw_only=True):
    """All that is printed at once."""

    language: str
    title: str
    #: whose it is and what it is for, in small letters on every page
    about: str
    #: lines above the first section
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    #: how page {n} of {pages} is called
    page: str = "{n}/{pages}"
