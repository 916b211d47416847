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

#: What a column can hold of somebody.
PersonField = Literal[
    "name", "first_name", "last_name", "phone", "role", "cohort", "household", "born"
]
FIELDS: tuple[PersonField, ...] = get_args(PersonField)

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

    Of two columns for the same, the first holds it.
    """
    found: list[Column] = []
    for cell in cells:
        word = folded(cell)
        field = _BY_HEADING.get(word)
        if field is not None and all(column.field != field for column in found):
            found.append(Column(cell.strip(), field))
        else:
            found.append(Column(cell.strip(), is_refused=is_refused(cell)))
    fields = {column.field for column in found}
    return tuple(found) if fields - {None} else None


def is_refused(heading: str) -> bool:
    """Whether a heading looks like health, or like why somebody comes."""
    return bool(_REFUSED.search(folded(heading)))


def why_refused() -> Message:
    """Why such a column is not taken in, as it follows on its name."""
    return say("refused: no health information, reasons or notes about people are held here")


def guessed_columns(
    rows: Sequence[Sequence[str]],
    cohorts: Iterable[str],
    is_phone: Callable[[str], bool],
    is_day: Callable[[str], bool],
) -> tuple[Column, ...]:
    """What stands in the columns by their cells, where no heading says it.

    A column is what most of its cells look like: phone numbers, days, roles, the centre's cohorts;
    the first of the others is the names.
    """
    groups = {folded(cohort) for cohort in cohorts}
    looks: tuple[tuple[PersonField, Callable[[str], bool]], ...] = (
        ("phone", is_phone),
        ("born", is_day),
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
