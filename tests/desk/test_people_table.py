"""Tables of people as spreadsheets write them: read back as they are, told row by row."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desk.house import House, house
from glimt_rules.errors import InputError
from glimt_rules.plan.model import Person
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.people_table.columns import Column, columns_by_heading, is_refused
from glimt_tui.desk.people_table.rows import (
    PersonRow,
    columns_of,
    edit_of,
    joined_by,
    people_of,
    why_no_people,
)
from glimt_tui.desk.people_table.table import (
    MOST_ROWS,
    Table,
    read_table,
    text_of,
    with_heading,
    without_heading,
)
from glimt_tui.desk.people_table.writing import Registration, register
from glimt_tui.language import texts_in
from glimt_tui.store.errors import Refused
from screen.screens import person, plan_of

ENGLISH = texts_in("en")
HEADINGS = ("Navn", "Telefon", "Rolle", "Kohort", "Husstand", "Født")


def rows_of(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows]


def people(book: RuleBook, text: str, *there: Person) -> list[PersonRow]:
    with house(plan_of(people=there), book) as made:
        view = made.view()
        table = read_table(text)
        return people_of(table, columns_of(table, view), view)


def registered(book: RuleBook, text: str, *there: Person) -> list[Person]:
    with house(plan_of(people=there), book) as made:
        view = made.view()
        table = read_table(text)
        found = people_of(table, columns_of(table, view), view)
        edit = edit_of(found, [row for row in found if row.is_new], view)
        with made.session.store.action("people_import") as action:
            for value in edit.put:
                action.put(value)
        known = {one.id for one in there}
        by_id = {one.id: one for one in made.view().plan.people if one.id not in known}
        return [by_id[value.id] for value in edit.put]  # type: ignore[union-attr]


def told(row: PersonRow) -> list[tuple[str, str]]:
    return [(fault.field, ENGLISH(fault.message)) for fault in row.faults]


# Reading ----------------------------------------------------------------------------------------

#: What cp1252 can write, without what controls anything.
_LETTERS = st.characters(codec="cp1252", exclude_categories=("Cc", "Cs"))
_CELL = st.text(_LETTERS, max_size=12) | st.sampled_from(
    [
        "Ane Eksempel",
        "Påhitt, Bo",
        "a;b",
        'Ola "Bassen"',
        "to\nlinjer",
        "a\r\nb",
        "+47 406 12 311",
        "",
        "#",
    ]
)
_TABLES = st.integers(1, len(HEADINGS)).flatmap(
    lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), max_size=6)
)


@given(_TABLES, st.sampled_from("\t;,"), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_any_table_is_read_back_the_same(
    rows: list[list[str]], separator: str, encoding: str
) -> None:
    width = len(rows[0]) if rows else 3
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows([HEADINGS[:width], *rows])
    data = written.getvalue().encode(encoding)
    if encoding == "cp1252":  # what is both is read as UTF-8: nobody writes «Ã¸» in a name
        with suppress(UnicodeDecodeError):
            assume(data.decode("utf-8") == written.getvalue())
    table = read_table(text_of(data, "t.csv"))
    assert table.heading == HEADINGS[:width]
    assert rows_of(table) == [row for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize("separator", "\t;,")
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_rows_without_a_heading_are_parted_by_what_makes_them_alike(
    separator: str, end: str
) -> None:
    rows = [["Ane Eksempel", "40612311"], ["Bo Påhitt", "40612312"], ["Påhitt, Cai", ""]]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=end).writerows(rows)
    table = read_table(written.getvalue())
    assert rows_of(table) == rows
    assert table.columns is None


def test_the_separator_that_excel_says_counts() -> None:
    table = read_table("sep=;\r\nNavn;Telefon\r\nAne, Bo;1,2\r\n")
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("Ane, Bo", "1,2"))]


def test_a_name_that_begins_with_a_quotation_mark_is_a_name() -> None:
    assert rows_of(read_table('Navn\tMobil\n"Bassen" Prøve\t1\n'))[0][1] == "1"


def test_lines_are_counted_over_cells_of_several_lines() -> None:
    table = read_table('Navn;Rolle\n"a\nb";x\n\nc;y\n')
    assert [row.line for row in table.rows] == [2, 5]


@pytest.mark.parametrize("data", [b"\x81\x8d", b"a\0b", b"\xff\xfea"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="This is no text"):
        text_of(data, "t.csv")


def test_utf_16_with_its_mark_is_read() -> None:
    assert text_of("Født".encode("utf-16"), "t.csv") == "Født"


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_table_is_told(text: str) -> None:
    with pytest.raises(InputError, match="no rows"):
        read_table(text)


def test_more_rows_than_a_centre_has_people_are_refused() -> None:
    with pytest.raises(InputError, match="rows in it"):
        read_table("Navn\n" + "Ane\n" * (MOST_ROWS + 1))


# Columns ----------------------------------------------------------------------------------------


def test_headings_are_known_in_either_language_and_others_are_named() -> None:
    columns = columns_by_heading(["MOBIL:", " Name ", "E-post", "Telefon", "Fødselsdato"])
    assert columns == (
        Column("MOBIL:", "phone"),
        Column("Name", "name"),
        Column("E-post"),
        Column("Telefon"),  # the first of two for the same
        Column("Fødselsdato", "born"),
    )


@pytest.mark.parametrize(
    "heading",
    ["Diagnose", "Årsak til oppfølging", "Notater", "Merknad", "Helseopplysninger", "Allergier",
     "Reason", "Notes", "Health", "Kommentar", "Grunn", "Psykiatri", "Sykdom", "Medical info"],
)  # fmt: skip
def test_what_looks_like_health_or_reasons_is_refused(heading: str) -> None:
    assert is_refused(heading)
    columns = columns_by_heading(["Navn", heading])
    assert columns is not None
    assert columns[1] == Column(heading, is_refused=True)


@pytest.mark.parametrize("heading", ["E-post", "Adresse", "Grunnkurs", "Fødselsår", "Nr"])
def test_what_is_only_unknown_is_not_refused(heading: str) -> None:
    assert not is_refused(heading)


def test_columns_without_a_heading_are_guessed_by_their_cells(book: RuleBook) -> None:
    text = "406 12 311\tAne Eksempel\tgjest\t24.12.1980\tMusikkgruppa\tx1\n40612312\tBo\t\t\t\t\n"
    with house(plan_of(), book) as made:
        columns = columns_of(read_table(text), made.view())
    fields = [column.field for column in columns]
    assert fields == ["phone", "name", "role", "born", "cohort", None]


def test_without_names_nobody_is_registered() -> None:
    assert why_no_people([Column("Mobil", "phone")]) is not None
    assert why_no_people([Column("Fornavn", "first_name")]) is None


# Rows -------------------------------------------------------------------------------------------


def test_a_row_becomes_somebody(book: RuleBook) -> None:
    text = (
        "Fornavn;Etternavn;Mobil;Rolle;Kohort;Født\n"
        "Eva;Eksempel;406 12 350;Støttekontakt;MUSIKKGRUPPA;24.12.1980\n"
        "Ida;;;;musikk;1980-12-24\n"
    )
    one, other = registered(book, text)
    assert (one.name, one.phone, one.role, one.cohort, one.born) == (
        "Eva Eksempel", "406 12 350", "support_contact", "musikk", date(1980, 12, 24)
    )  # fmt: skip
    assert (other.name, other.phone, other.role, other.cohort, other.born) == (
        "Ida", None, "participant", "musikk", date(1980, 12, 24)
    )  # fmt: skip


def test_each_fault_is_told_by_row_and_column_with_what_is_allowed(book: RuleBook) -> None:
    text = "Navn;Rolle;Kohort;Født\n;sjef;Musik;1980\nOK;;;31.2.1980\nFra fremtiden;;;1.1.2030\n"
    rows = people(book, text)
    assert [row.line for row in rows] == [2, 3, 4]
    assert told(rows[0]) == [
        ("name", "a name is missing"),
        ("role", '"sjef" is no role; allowed are deltaker, ansatt, støttekontakt, gjest'
                 " (participant, staff, support contact, guest)"),
        ("cohort", 'there is no cohort "Musik"; there are: Musikkgruppa'),
        ("born", '"1980" is no day; a day with its year is wanted, such as 24.12.1980'),
    ]  # fmt: skip
    assert [field for field, _ in told(rows[1])] == ["born"]
    assert told(rows[2]) == [("born", "nobody here was born on 1 January 2030")]


def test_a_number_nobody_can_be_called_at_is_told_and_taken_in(book: RuleBook) -> None:
    (row,) = people(book, "Navn,Mobil\nAne,123\n")
    assert not row.faults
    assert [ENGLISH(remark) for remark in row.remarks] == ['"123" is no valid phone number']


@pytest.mark.parametrize(
    ("cells", "double"),
    [
        ("ane  EKSEMPEL;", "Ane Eksempel is registered"),
        ("Noen;+47 40612311", "Ane Eksempel has this phone, and is registered"),
        ("Noen;0047 406 12 311", "Ane Eksempel has this phone, and is registered"),
        ("Noen;406 12 312", None),
        ("Noen;", None),
    ],
)
def test_whoever_is_registered_is_marked(book: RuleBook, cells: str, double: str | None) -> None:
    (row,) = people(book, f"Navn;Mobil\n{cells}\n", person("ane", "Ane Eksempel", 11))
    assert (None if row.double is None else ENGLISH(row.double)) == double
    assert row.is_new == (double is None)


def test_doubles_within_the_table_are_marked_at_the_later_row(book: RuleBook) -> None:
    rows = people(book, "Navn;Mobil\nAne;40612350\nane;\nBo;40612350\n")
    texts = [None if row.double is None else ENGLISH(row.double) for row in rows]
    assert texts == [None, "is called as in line 2", "has the phone of line 2"]


def test_those_of_one_household_live_together(book: RuleBook) -> None:
    text = (
        "Navn;Husstand\nAne Ny;1\nBo Ny;1\nCai Ny;Kari Vakt\nDag Ny;Eva Ny\nEva Ny;\nFa Ny;huset\n"
    )
    kari = person("kari", "Kari Vakt", 1)
    lise = person("lise", "Lise Tenkt", 2, household="huset")
    homes = {one.name: one.lives_in for one in registered(book, text, kari, lise)}
    assert homes["Ane Ny"] == homes["Bo Ny"]
    assert homes["Cai Ny"] == "kari"
    assert homes["Dag Ny"] == homes["Eva Ny"]
    assert homes["Fa Ny"] == "huset"
    assert len(set(homes.values())) == 4


def test_whoever_comes_to_a_household_that_is_registered_lives_there(book: RuleBook) -> None:
    text = "Navn;Husstand\nAne Eksempel;1\nNy Person;1\n"
    (new,) = registered(book, text, person("ane", "Ane Eksempel", 11, household="huset"))
    assert (new.name, new.household) == ("Ny Person", "huset")


def test_a_household_that_is_there_already_is_told_by_who_lives_in_it(book: RuleBook) -> None:
    text = "Navn;Husstand\nAne Ny;1\nBo Ny;2\nCai Ny;Kari Vakt\nDag Ny;Bo Ny\n"
    kari = person("kari", "Kari Vakt", 1)
    lise = person("lise", "Lise Tenkt", 2, household="1")
    with house(plan_of(people=(kari, lise)), book) as made:
        view = made.view()
        table = read_table(text)
        rows = people_of(table, columns_of(table, view), view)
        joined = joined_by(rows, rows, view)
    assert {line: ENGLISH(told) for line, told in joined.items()} == {
        2: "comes to live with Lise Tenkt, of the household 1",
        4: "comes to live with Kari Vakt",
    }


def test_only_who_is_taken_in_joins_a_household(book: RuleBook) -> None:
    text = "Navn;Husstand\nAne Eksempel;1\nNy Person;1\n"
    with house(plan_of(people=(person("ane", "Ane Eksempel", 11),)), book) as made:
        view = made.view()
        table = read_table(text)
        rows = people_of(table, columns_of(table, view), view)
        assert [*joined_by(rows, rows[1:], view)] == [3]
        assert joined_by(rows, rows, view) == {}


# No heading line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Åse Eksempel;deltaker;40612311\nBo Annet;deltaker;40612312\n",
        "Åse Eksempel\tparticipant\t40612311\nBo Annet\tparticipant\t40612312\n",
        "Åse Eksempel,gjest\nBo Annet,deltaker\n",
        "Åse Eksempel;Gruppe\nBo Annet;Gruppe\n",
        "40612311;Åse Eksempel;Type;Rolle\n40612312;Bo Annet;;\n",
        "Åse Eksempel;Notat om lån;Gruppe\nBo Annet;;Gruppe\n",
        "Åse Eksempel;24.12.1980;Type;Rolle\nBo Annet;24.12.1981;;\n",
    ],
)
def test_a_first_row_that_is_somebody_is_no_heading(book: RuleBook, text: str) -> None:
    table = read_table(text)
    assert table.columns is None
    assert [row.person.name for row in people(book, text)] == ["Åse Eksempel", "Bo Annet"]


@pytest.mark.parametrize(
    "line",
    [
        "Navn",
        "Navn;Telefon",
        "ID;Navn",
        "Navn;Diagnose;E-post",
        "Fornavn;Etternavn;Ukjent",
        "Navn;;",
    ],
)
def test_a_line_of_two_headings_or_of_nothing_else_is_one(line: str) -> None:
    assert columns_by_heading(line.split(";")) is not None


@pytest.mark.parametrize("name", ["deltaker", "Guest", "Navn", "telefon"])
def test_nobody_is_called_like_a_role_or_a_heading(book: RuleBook, name: str) -> None:
    rows = people(book, f"Navn;Telefon\n{name};40612311\nBo Annet;40612312\n")
    (fault,) = told(rows[0])
    assert fault[0] == "name"
    assert "is nobody's name" in fault[1]
    assert not rows[1].faults


def test_the_first_line_is_a_heading_or_not_as_somebody_says(book: RuleBook) -> None:
    table = read_table("Deltaker;Nummer\nAne Ny;40612311\n")
    assert table.columns is None
    read = with_heading(table)
    assert (read.columns, rows_of(read)) == (
        (Column("Deltaker", "name"), Column("Nummer")), [["Ane Ny", "40612311"]]
    )  # fmt: skip
    assert without_heading(read) == table
    assert [row.line for row in without_heading(read_table("sep=;\nNavn\nAne\n")).rows] == [2, 3]


# Writing ----------------------------------------------------------------------------------------


def registration(made: House, text: str) -> Registration:
    view = made.view()
    table = read_table(text)
    rows = people_of(table, columns_of(table, view), view)
    return Registration(view=view, rows=rows, chosen=[row for row in rows if row.is_new])


def test_whoever_is_registered_between_the_look_and_the_writing_is_found(book: RuleBook) -> None:
    text = "Navn;Mobil\nAne Ny;40612350\nBo Ny;40612351\n"
    looks = 0
    with house(plan_of(people=()), book) as made:

        def look() -> Registration:
            nonlocal looks
            looks += 1
            found = registration(made, text)
            if looks == 1:  # a colleague is quicker
                with made.session.store.action("person") as action:
                    action.put(person("ane", "Ane Ny", 11))
            return found

        found = register(made.session.store, look)
        assert looks == 2
        assert [row.person.name for row in found.chosen] == ["Bo Ny"]
        names = sorted(one.name or "" for one in made.view().plan.people)
    assert names == ["Ane Ny", "Bo Ny"]


def test_where_others_never_stop_nothing_is_written(book: RuleBook) -> None:
    with house(plan_of(people=()), book) as made:

        def look() -> Registration:
            found = registration(made, "Navn\nAne Ny\n")
            with made.session.store.action("person") as action:
                action.put(person(f"p{found.view.seq}", "Noen", 11))
            return found

        with pytest.raises(Refused, match="Others write all the time"):
            register(made.session.store, look)
        assert {one.name for one in made.view().plan.people} == {"Noen"}
