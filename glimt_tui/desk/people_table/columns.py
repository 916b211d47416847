"""The columns of a table of people: what stands in each, by its heading or by its cells.

No health information is held, nor why somebody comes: columns of that are refused by name. What is
not known is not taken in, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, get_args
from unicodedata import normalize

from msgspec import Struct

from glimt_rules.message import Message, say
from glimt_rules.plan.model import Role
from glimt_tui.desk.folk import is_phone
from glimt_tui.desk.people_table.born import read_born

#: What a column can hold of somebody.
PersonField = Literal[
    "name", "first_name", "last_name", "phone", "role", "cohort", "household", "born"
]
FIELDS: tuple[PersonField, ...] = get_args(PersonField)

#: Those of which a name is made.
NAMES: frozenset[PersonField] = frozenset({"name", "first_name", "last_name"})

#: What the fields are called.
FIELD_NAMES: Mapping[PersonField, Message] = {
    "name": say("name"),
    "first_name": say("first name"),
    "last_name": say("last name"),
    "phone": say("phone"),
    "role": say("role"),
    "cohort": say("cohort"),
    "household": say("household"),
    "born": say("born"),
}

_HEADINGS: Mapping[PersonField, tuple[str, ...]] = {
    "name": ("navn", "name", "fullt navn", "full name", "deltaker", "participant", "person"),
    "first_name": ("fornavn", "first name", "given name"),
    "last_name": ("etternavn", "last name", "surname", "family name"),
    "phone": (
        "telefon", "tlf", "telefonnummer", "telefonnr", "tlf nr", "tlfnr", "mobil", "mobilnummer",
        "mobilnr", "mobiltelefon", "phone", "phone number", "telephone", "mobile", "cell",
    ),
    "role": ("rolle", "role", "type"),
    "cohort": ("kohort", "cohort", "gruppe", "group"),
    "household": ("husstand", "husholdning", "household", "bor med", "lives with"),
    "born": ("født", "fødselsdato", "fødselsdag", "fdato", "born", "date of birth", "birthday",
             "birth date", "birthdate"),
}  # fmt: skip
_BY_HEADING = {word: field for field, words in _HEADINGS.items() for word in words}
#: Headings of what is not taken in, by which a line is known for a heading.
_NOT_TAKEN_IN = frozenset(
    {
        "id", "nr", "nummer", "no", "number", "løpenummer", "e post", "epost", "mail", "e mail",
        "email", "adresse", "address", "postnummer", "postnr", "poststed", "kommune", "alder",
        "age", "kjønn", "gender", "fødselsår", "fødselsnummer", "personnummer", "dato", "date",
    }
)  # fmt: skip

#: How headings begin, or what stands in them, of what is not held of anybody.
_REFUSED = re.compile(
    r"diagn|årsak|begrunn|\bgrunn(?:en|er)?\b|notat|merknad|kommentar|anmerk|helse|syk|medisin|allerg"
    r"|symptom|bakgrunn|historikk|behandl|legemid|tilstand|funksjon|rusm|psyk"
    r"|reason|\bnotes?\b|comment|remark|health|illness|disease|medic|condition|treatment|history"
)

#: The words for roles, in either language.
_ROLES: Mapping[Role, tuple[str, ...]] = {
    "participant": ("deltaker", "deltager", "bruker", "medlem", "participant", "member", "user"),
    "staff": ("ansatt", "personale", "personal", "vakt", "medarbeider", "staff", "employee"),
    "support_contact": ("støttekontakt", "support contact", "support_contact"),
    "guest": ("gjest", "besøkende", "besøk", "guest", "visitor"),
}
#: What the roles are called.
ROLE_NAMES: Mapping[Role, Message] = {
    "participant": say("participant"),
    "staff": say("staff"),
    "support_contact": say("support contact"),
    "guest": say("guest"),
}
ROLE_WORDS: Mapping[str, Role] = {word: role for role, words in _ROLES.items() for word in words}


class Column(Struct, frozen=True):
    """A column: its heading, and what it holds; None where it is not taken in."""

    heading: str = ""
    field: PersonField | None = None
    #: whether it looks like something that is not held of anybody, so that it is never taken in
    is_refused: bool = False


def columns_by_heading(cells: Sequence[str]) -> tuple[Column, ...] | None:
    """What stands in the columns by a heading line; None where this is no such line.

    It is one where nothing in it looks like somebody's phone, day or role, and where at least two
    cells, or all in which something stands, are words that head columns.
    """
    told = [cell for cell in cells if cell.strip()]
    if any(map(_is_of_somebody, told)):
        return None
    columns = columns_headed(cells)
    fields = {column.field for column in columns} - {None}
    known = sum(map(is_heading, told))
    if fields & NAMES:  # else what is refused may well be told of somebody
        known += sum(column.is_refused for column in columns)
    return columns if fields and known >= min(2, len(told)) else None


def columns_headed(cells: Sequence[str]) -> tuple[Column, ...]:
    """What stands in the columns below these cells; of two for the same, in the first."""
    found: list[Column] = []
    for cell in cells:
        field = _BY_HEADING.get(folded(cell))
        if field is not None and all(column.field != field for column in found):
            found.append(Column(cell.strip(), field))
        else:
            found.append(Column(cell.strip(), is_refused=is_refused(cell)))
    return tuple(found)


def is_heading(cell: str) -> bool:
    """Whether a cell is a word that heads a column."""
    return folded(cell) in _BY_HEADING or folded(cell) in _NOT_TAKEN_IN


def _is_of_somebody(cell: str) -> bool:
    return is_phone(cell) or read_born(cell) is not None or folded(cell) in ROLE_WORDS


def is_refused(heading: str) -> bool:
    """Whether a heading looks like health, or like why somebody comes."""
    return bool(_REFUSED.search(folded(heading)))


def why_refused() -> Message:
    """Why such a column is not taken in, as it follows on its name."""
    return say("refused: no health information, reasons or notes about people are held here")


def guessed_columns(rows: Sequence[Sequence[str]], cohorts: Iterable[str]) -> tuple[Column, ...]:
    """What stands in the columns by their cells, where no heading says it.

    A column is what most of its cells look like: phone numbers, days, roles, the centre's cohorts;
    the first of the others is the names.
    """
    groups = {folded(cohort) for cohort in cohorts}
    looks: tuple[tuple[PersonField, Callable[[str], bool]], ...] = (
        ("phone", is_phone),
        ("born", lambda cell: read_born(cell) is not None),
        ("role", lambda cell: folded(cell) in ROLE_WORDS),
        ("cohort", lambda cell: folded(cell) in groups),
        ("name", _may_be_name),
    )
    width = max(map(len, rows), default=0)
    found: list[PersonField | None] = []
    for place in range(width):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        field = next(
            (
                field
                for field, fits in looks
                if field not in found and cells and sum(map(fits, cells)) * 2 > len(cells)
            ),
            None,
        )
        found.append(field)
    return tuple(Column(field=field) for field in found)


def _may_be_name(cell: str) -> bool:
    letters = sum(char.isalpha() for char in cell)
    return letters >= 2 and not any(char.isdecimal() for char in cell) and "@" not in cell


def folded(text: str) -> str:
    """A word as it is compared: without case, stops, and more than one blank in a row."""
    plain = re.sub(r"[.:_*#/\s-]+", " ", normalize("NFC", text).casefold())
    return plain.strip()
