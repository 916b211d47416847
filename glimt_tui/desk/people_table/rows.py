"""Rows of a table as people: what each becomes, what is wrong in it, who is there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.similar import closest
from glimt_rules.errors import Problem
from glimt_rules.message import Message, PersonName, say
from glimt_rules.plan.forms import text_fault
from glimt_rules.plan.model import Person
from glimt_tui.desk.booking import new_id
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.folk import is_phone
from glimt_tui.desk.people_table.born import read_born
from glimt_tui.desk.people_table.columns import (
    NAMES,
    ROLE_WORDS,
    Column,
    PersonField,
    folded,
    guessed_columns,
    is_heading,
)
from glimt_tui.desk.people_table.doubles import Known, called
from glimt_tui.desk.people_table.table import Table, TableRow
from glimt_tui.desk.view import View


class CellFault(Struct, frozen=True):
    """What is wrong in a row; ``field`` is what the column holds."""

    field: PersonField
    message: Message
    #: what the column is headed in the table; empty where nothing heads it
    heading: str = ""


class PersonRow(Struct, frozen=True, kw_only=True):
    """What a row of the table becomes."""

    line: int
    #: what is known of them by the row; the id is that of nobody yet
    person: Person
    #: what stands in the column of households
    home: str = ""
    faults: tuple[CellFault, ...] = ()
    #: what should be known of it; it can be taken in all the same
    remarks: tuple[Message, ...] = ()
    #: who this may be: somebody registered, or of an earlier row; None where nobody is alike
    double: Message | None = None
    #: the id of whoever is registered and like it
    there: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether nothing is wrong in it, and nobody is like it."""
        return not self.faults and self.double is None


def columns_of(table: Table, view: View) -> tuple[Column, ...]:
    """What stands in the columns: by the heading, else guessed by their cells."""
    if table.columns is not None:
        more = table.width - len(table.columns)
        return (*table.columns, *(Column() for _ in range(more)))
    cohorts = [name for each in view.plan.cohorts for name in (each.id, each.name or each.id)]
    cells = [row.cells for row in table.rows]
    return guessed_columns(cells, cohorts)


def why_no_people(columns: Sequence[Column]) -> Message | None:
    """Why nobody can be made of these columns: nothing says what they are called."""
    fields = {column.field for column in columns}
    if fields & NAMES:
        return None
    return say("no column is the name; without a name nobody is registered")


def people_of(table: Table, columns: Sequence[Column], view: View) -> list[PersonRow]:
    """What each row becomes, with all that is wrong in it, and who is there already."""
    cohorts = {folded(name): each.id for each in view.plan.cohorts
               for name in (each.id, each.name or each.id)}  # fmt: skip
    known = Known(view)
    found = []
    for row in table.rows:
        made = _Row(row, columns, view, cohorts).read()
        double, there = known.like(made.person, made.line)
        found.append(structs.replace(made, double=double, there=there))
    return found


class _Row:
    """One row while it is read."""

    def __init__(
        self, row: TableRow, columns: Sequence[Column], view: View, cohorts: Mapping[str, str]
    ) -> None:
        self._line = row.line
        self._cells = {
            column.field: cell.strip()
            for column, cell in zip(columns, row.cells, strict=False)
            if column.field is not None
        }
        self._columns = columns
        self._view, self._cohorts = view, cohorts
        self._faults: list[CellFault] = []
        self._remarks: list[Message] = []

    def _cell(self, field: PersonField) -> str:
        return self._cells.get(field, "")

    def _fault(self, field: PersonField, message: Message) -> None:
        self._faults.append(CellFault(field, message, self._heading(field)))

    def _heading(self, field: PersonField) -> str:
        """What heads the column of a field; a name may stand in several."""
        fields = NAMES if field == "name" else {field}
        return ", ".join(
            each.heading.rstrip(" :") for each in self._columns if each.field in fields
        )

    def read(self) -> PersonRow:
        """All of it."""
        parts = (self._cell("name"), self._cell("first_name"), self._cell("last_name"))
        name = " ".join(filter(None, parts))
        if not name:
            self._fault("name", say("a name is missing"))
        elif folded(name) in ROLE_WORDS or is_heading(name):
            message = say(
                "{found} is nobody's name; is this column another one, or this row a heading?",
                found=quoted(name),
            )
            self._fault("name", message)
        for field, text in (("name", name), ("phone", self._cell("phone"))):
            if wrong := text_fault(text):
                self._fault(field, wrong)  # type: ignore[arg-type]
        phone = self._cell("phone")
        if phone and not is_phone(phone):
            self._remarks.append(say("{found} is no valid phone number", found=quoted(phone)))
        person = Person(
            id="",
            name=name or None,
            phone=phone or None,
            role=self._role(),  # type: ignore[arg-type]
            cohort=self._cohort(),
            born=self._born(),
        )
        return PersonRow(
            line=self._line,
            person=person,
            home=folded(self._cell("household")),
            faults=tuple(self._faults),
            remarks=tuple(self._remarks),
        )

    def _role(self) -> str:
        told = self._cell("role")
        role = ROLE_WORDS.get(folded(told))
        if role is None and told:
            message = say(
                "{found} is no role; allowed are deltaker, ansatt, støttekontakt, gjest"
                " (participant, staff, support contact, guest)",
                found=quoted(told),
            )
            self._fault("role", message)
        return role or "participant"

    def _cohort(self) -> str | None:
        told = self._cell("cohort")
        if not told:
            return None
        found = self._cohorts.get(folded(told))
        if found is None:
            self._fault("cohort", self._no_cohort(told))
        return found

    def _no_cohort(self, told: str) -> Message:
        names = tuple(each.name or each.id for each in self._view.plan.cohorts)
        if not names:
            return say(
                "there is no cohort {found}; none is registered here yet", found=quoted(told)
            )
        meant = closest(told, names)
        if meant is not None:
            return say(
                "there is no cohort {found}; did you mean {meant}?",
                found=quoted(told),
                meant=quoted(meant),
            )
        return say(
            "there is no cohort {found}; there are: {known}", found=quoted(told), known=names
        )

    def _born(self) -> date | None:
        told = self._cell("born")
        if not told:
            return None
        day = read_born(told)
        if day is None:
            message = say(
                "{found} is no day; a day with its year is wanted, such as 24.12.1980",
                found=quoted(told),
            )
            self._fault("born", message)
        elif day > self._view.today or day.year < 1900:
            self._fault("born", say("nobody here was born on {day}", day=day))
        return day


# Writing them ------------------------------------------------------------------------------


def edit_of(rows: Sequence[PersonRow], chosen: Sequence[PersonRow], view: View) -> Edit:
    """What registers those of the rows that are chosen, as one edit; none may have a fault.

    Those with the same household live together: with whoever of them is registered already, is
    called like the household or lives in one of that id, else with the first of them.
    """
    homes = {folded(person.household or ""): person.household for person in view.plan.people}
    for person in view.plan.people:
        homes.setdefault(called(person), person.lives_in)
    taken_in = {row.line for row in chosen}
    for row in rows:
        if row.there is not None and row.line not in taken_in:
            homes.setdefault(row.home, view.people[row.there].lives_in)
    people, taken = [], set(view.people)
    for row in chosen:
        assert not row.faults
        people.append(structs.replace(row.person, id=_unused(taken)))
        if not row.home:
            homes.setdefault(called(row.person), people[-1].id)
    homes.pop("", None)
    for place, row in enumerate(chosen):
        home = homes.setdefault(row.home, people[place].id) if row.home else None
        if home != people[place].id:
            people[place] = structs.replace(people[place], household=home)
    return Edit(put=tuple(people))


def joined_by(
    rows: Sequence[PersonRow], chosen: Sequence[PersonRow], view: View
) -> dict[int, Message]:
    """By line, with whom of those who are registered somebody who is chosen comes to live.

    A cell that was meant as a number within the table may be what another household is called.
    """
    there: dict[str, list[PersonName]] = {}
    named: set[str] = set()
    for person in view.plan.people:
        there.setdefault(person.lives_in, []).append(PersonName(person.label, person.id))
        if person.household is not None:
            named.add(person.household)
    found = {}
    for row, new in zip(chosen, edit_of(rows, chosen, view).put, strict=True):
        assert isinstance(new, Person)
        home = new.lives_in
        if home in there and home in named and folded(home) == row.home:
            found[row.line] = say(
                "comes to live with {people}, of the household {household}",
                people=tuple(there[home]),
                household=home,
            )
        elif home in there:
            found[row.line] = say("comes to live with {people}", people=tuple(there[home]))
    return found


def _unused(taken: set[str]) -> str:
    """An id that nobody has; it is taken then."""
    id_ = new_id("p")
    while id_ in taken:
        id_ = new_id("p")
    taken.add(id_)
    return id_


def problems_of(rows: Sequence[PersonRow], name: str | None) -> Iterator[Problem]:
    """What is wrong in the rows, with line and column, for a file of that name.

    A column is called as the table heads it; without a heading as ``--columns`` names it.
    """
    for row in rows:
        for fault in row.faults:
            where = fault.heading or fault.field
            yield Problem(message=fault.message, where=where, file=name, line=row.line)
