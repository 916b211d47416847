"""People pasted from a spreadsheet as they stand in the panel: columns, rows, what is marked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_tui.desk.people_table.columns import FIELD_NAMES, FIELDS, ROLE_NAMES, Column, why_refused
from glimt_tui.desk.people_table.rows import PersonRow, columns_of, people_of, why_no_people
from glimt_tui.desk.people_table.table import Table, with_heading, without_heading
from glimt_tui.desk.people_table.writing import Registration
from glimt_tui.desk.view import View
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.rows import Row
from glimt_tui.screen.words import MASK, Words

BOLD, FAINT = Style(bold=True), Style(dim=True)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: How many lines one fault takes at most.
_MOST_LINES = 4


class PasteState:
    """Everything that the panel shows of a table, without a terminal."""

    def __init__(self, table: Table, view: View, words: Words) -> None:
        self.words = words
        #: what somebody has said of rows, by line: whether they are to be registered
        self._said: dict[int, bool] = {}
        self._take_up(table, view)

    def _take_up(self, table: Table, view: View) -> None:
        self.table = table
        self.columns: list[Column] = list(columns_of(table, view))
        self.renew(view)

    def renew(self, view: View) -> None:
        """Read the rows anew: somebody may have been registered meanwhile."""
        self.view = view
        self.rows: list[PersonRow] = people_of(self.table, self.columns, view)
        self._join()

    def _join(self) -> None:
        """Find out who of those who are chosen comes to a household that is registered."""
        #: by line, with whom
        self.joined = self.registration.joined

    @property
    def registration(self) -> Registration:
        """What saving writes."""
        return Registration(view=self.view, rows=self.rows, chosen=self.chosen)

    @property
    def is_guessed(self) -> bool:
        """Whether no heading says what stands in the columns."""
        return self.table.columns is None

    def is_chosen(self, row: PersonRow) -> bool:
        """Whether a row is to be registered."""
        return not row.faults and self._said.get(row.line, row.is_new)

    @property
    def chosen(self) -> list[PersonRow]:
        """The rows that are to be registered."""
        return [row for row in self.rows if self.is_chosen(row)]

    @property
    def faulty(self) -> int:
        """In how many rows something is wrong."""
        return sum(bool(row.faults) for row in self.rows)

    def why_not(self) -> Message | None:
        """Why nothing can be registered; None where it can."""
        nobody = why_no_people(self.columns)
        if nobody is None and not self.chosen:
            return say("nobody is marked")
        return nobody

    def toggle(self, line: int) -> Message | None:
        """Mark a row, or do not; why not, where something is wrong in it."""
        row = next(row for row in self.rows if row.line == line)
        if row.faults:
            return say("line {line} has faults; mend it in the spreadsheet", line=line)
        is_in = not self.is_chosen(row)
        if is_in and row.is_new:
            # nothing is said of anybody who may be found to be like it later
            self._said.pop(line, None)
        else:
            self._said[line] = is_in
        self._join()
        return None

    def turn_heading(self) -> None:
        """Have the first line be the heading, or be a row like the others."""
        turn = with_heading if self.is_guessed else without_heading
        self._take_up(turn(self.table), self.view)

    def step(self, place: int, by: int) -> Message | None:
        """Have a column hold the next thing that no other holds; why not, where it may not."""
        column = self.columns[place]
        if column.is_refused:
            return why_refused()
        used = {other.field for other in self.columns if other is not column}
        free = [None, *(field for field in FIELDS if field not in used)]
        field = free[(free.index(column.field) + by) % len(free)]
        self.columns[place] = structs.replace(column, field=field)
        self.renew(self.view)
        return None

    # Rows ----------------------------------------------------------------------------------

    def lines(self, width: int) -> Iterator[Row]:
        """The columns, then the people."""
        words = self.words
        asked = say("Columns, guessed: are they right?")
        yield Row(Text(words(asked if self.is_guessed else say("Columns"))))
        for place, column in enumerate(self.columns):
            yield from self._column(place, column, width)
        told = say("{n} of {all} are to be registered", n=len(self.chosen), all=len(self.rows))
        yield Row(Text(words.sentence(told)))
        nobody = why_no_people(self.columns)
        if nobody is not None:
            yield from _wrapped(f"× {words(nobody)}", width, BOLD)
            return
        for row in self.rows:
            yield from self._person(row, width)

    def _column(self, place: int, column: Column, width: int) -> Iterator[Row]:
        words = self.words
        heading = harmless(column.heading) or self._sample(place)
        told = words(say("not taken in") if column.field is None else FIELD_NAMES[column.field])
        sign = "×" if column.is_refused else "·" if column.field is None else "✓"
        text = Text(f" {_letters(place):<2} {sign} ").append(f"{told}  ", BOLD)
        text.append(heading, FAINT)
        yield Row(text, f"col:{place}")
        if column.is_refused:
            yield from _wrapped(words(why_refused()), width)

    def _sample(self, place: int) -> str:
        """The first cells of a column, where no heading tells of it."""
        if self.words.masked:
            return MASK
        cells = [row.cells[place].strip() for row in self.table.rows if place < len(row.cells)]
        return ", ".join(map(harmless, filter(None, cells[:3])))

    def _person(self, row: PersonRow, width: int) -> Iterator[Row]:
        words, person = self.words, row.person
        sign = "×" if row.faults else "✓" if self.is_chosen(row) else "="
        name = MASK if words.masked else harmless(person.name or "")
        beside = [] if words.masked or not person.phone else [harmless(person.phone)]
        if person.role != "participant":
            beside.append(words(ROLE_NAMES[person.role]))
        text = Text(f" {sign} {name}")
        told = ", ".join(beside)
        room = width - cell_len(text.plain) - cell_len(told)
        text.append(" " * max(2, room)).append(told, FAINT)
        yield Row(text, f"row:{row.line}")
        for fault in row.faults:
            where = words.sentence(say("line {line}", line=row.line))
            column = harmless(fault.heading) or words(FIELD_NAMES[fault.field])
            wrong = MASK if words.masked else words(fault.message)
            yield from _wrapped(f"{where}, {column}: {wrong}", width, BOLD)
        if row.double is not None:
            left_out = words(say("left out") if not self.is_chosen(row) else say("taken in"))
            yield from _wrapped(f"{words(row.double)} – {left_out}", width)
        if row.line in self.joined:
            joined = MASK if words.masked else words(self.joined[row.line])
            yield from _wrapped(f"! {joined}", width, BOLD)
        for remark in row.remarks:
            yield from _wrapped(f"? {MASK if words.masked else words(remark)}", width)


def _wrapped(text: str, width: int, style: Style = FAINT) -> Iterator[Row]:
    for line in wrapped(text, max(20, width - 4), _MOST_LINES):
        yield Row(Text(f"    {line}", style), goes_on=True)


def _letters(place: int) -> str:
    """What spreadsheets call a column: A, B, … Z, AA."""
    high, low = divmod(place, len(_LETTERS))
    return (_LETTERS[high - 1] if high else "") + _LETTERS[low]
