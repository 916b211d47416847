"""A table of people as spreadsheets write it: its rows, read from a file or from what is pasted.

Spreadsheets separate by tabs when something is copied, and by semicolons or commas in a file; Excel
in Norway writes cp1252. What is right is found out here: by the heading line where there is one,
else by the separator that makes rows of the same length.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_tui.desk.people_table.columns import Column, columns_by_heading, columns_headed

SEPARATORS: tuple[str, ...] = ("\t", ";", ",")
#: More are not people of one centre.
MOST_ROWS = 5000
#: Excel writes the separator like this as the first line of some files.
_SAID = "sep="


class TableRow(Struct, frozen=True):
    """A row, and the line on which it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    """The rows of a table; ``columns`` says what is in each where a heading line tells it."""

    rows: tuple[TableRow, ...]
    columns: tuple[Column, ...] | None
    #: the heading line as it was written; None without one
    headed: TableRow | None = None

    @property
    def heading(self) -> tuple[str, ...]:
        """The cells of the heading line; empty without one."""
        return () if self.headed is None else self.headed.cells

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.rows), default=len(self.heading))


def text_of(data: bytes, name: str) -> str:
    """What a file says: UTF-8 with or without a mark, UTF-16 with one, else cp1252.

    ``name`` is what the file is called. Raises InputError where it is none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = say("This is no text; save the table as CSV, in UTF-8 or as Excel writes it")
    raise InputError(Problem(message=message, file=name))


def read_table(text: str, name: str | None = None) -> Table:
    """The rows of a table of people, without those in which nothing stands.

    ``name`` is the file that it is from. Raises InputError for what is no table, and for more rows
    than a centre has people.
    """
    skipped, separators = 0, SEPARATORS
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith(_SAID) and len(first.strip()) == len(_SAID) + 1:
        skipped, text, separators = 1, rest, (first.strip()[-1],)
    if not text.strip():
        raise InputError(Problem(message=say("There are no rows in it"), file=name))
    tables: list[Table] = []
    problem: Problem | None = None
    for strict in (True, False):  # a name that begins with a quotation mark is no quoted cell
        for separator in separators if not tables else ():
            try:
                tables.append(_parsed(text, separator, skipped, strict=strict))
            except csv.Error as error:
                problem = Problem(message=_no_table(error), file=name)
    if not tables:
        assert problem is not None
        raise InputError(problem)
    table = max(tables, key=_likeliness)
    if len(table.rows) > MOST_ROWS:
        message = say(
            "There are {n} rows in it; {most} people are taken in at a time",
            n=len(table.rows),
            most=MOST_ROWS,
        )
        raise InputError(Problem(message=message, file=name))
    return table


def _no_table(error: csv.Error) -> Message:
    return say("This is no table: {reason}", reason=quoted(str(error)))


def _parsed(text: str, separator: str, skipped: int, *, strict: bool) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    rows: list[TableRow] = []
    line = 1 + skipped
    for cells in reader:
        if any(map(str.strip, cells)):
            rows.append(TableRow(line, tuple(cells)))
        line = reader.line_num + 1 + skipped
    table = Table(tuple(rows), None)
    is_headed = bool(rows) and columns_by_heading(rows[0].cells) is not None
    return with_heading(table) if is_headed else table


def with_heading(table: Table) -> Table:
    """The table with its first row as the heading line, whatever stands in it."""
    if table.headed is not None or not table.rows:
        return table
    first, *rows = table.rows
    return Table(tuple(rows), columns_headed(first.cells), first)


def without_heading(table: Table) -> Table:
    """The table with its heading line as a row like the others."""
    if table.headed is None:
        return table
    return Table((table.headed, *table.rows), None)


def _likeliness(table: Table) -> tuple[int, bool, int]:
    """The more columns the heading names, the likelier; then rows of one length, of many cells."""
    named = sum(column.field is not None for column in table.columns or ())
    width = len(table.heading) or _usual_width(table.rows)
    fits = all(len(row.cells) <= width for row in table.rows)
    alike = sum(len(row.cells) == width for row in table.rows) if width > 1 else 0
    return named, fits, alike * width


def _usual_width(rows: Sequence[TableRow]) -> int:
    widths = [len(row.cells) for row in rows]
    return max(set(widths), key=lambda width: (widths.count(width), width), default=0)
