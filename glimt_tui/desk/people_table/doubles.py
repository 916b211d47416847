"""Who of a table is there already: by the name or the phone of somebody, or of an earlier row."""

from __future__ import annotations

import re

from glimt_rules.message import Message, PersonName, say
from glimt_rules.plan.model import Person
from glimt_tui.desk.people_table.columns import folded
from glimt_tui.desk.view import View


class Known:
    """Names and numbers of those who are registered, and of the rows so far."""

    def __init__(self, view: View) -> None:
        self._names: dict[str, PersonName | int] = {}
        self._phones: dict[str, PersonName | int] = {}
        for person in view.plan.people:
            told = PersonName(person.label, person.id)
            self._names.setdefault(called(person), told)
            if person.phone:
                self._phones.setdefault(_digits(person.phone), told)
        self._names.pop("", None)
        self._phones.pop("", None)

    def like(self, person: Person, line: int) -> tuple[Message | None, str | None]:
        """Who somebody on a line may be, with the id of whoever is registered.

        They themselves are known from then on.
        """
        name, digits = called(person), _digits(person.phone or "")
        found: PersonName | int | None = None
        message: Message | None = None
        for there, wanted, is_phone_ in (
            (self._names, name, False),
            (self._phones, digits, True),
        ):
            other = there.get(wanted) if wanted else None
            if found is None and other is not None:
                found, message = other, _alike(other, is_phone=is_phone_)
            if wanted:
                there.setdefault(wanted, line)
        return message, found.id if isinstance(found, PersonName) else None


def _alike(other: PersonName | int, *, is_phone: bool) -> Message:
    if isinstance(other, int):
        if is_phone:
            return say("has the phone of line {line}", line=other)
        return say("is called as in line {line}", line=other)
    if is_phone:
        return say("{person} has this phone, and is registered", person=other)
    return say("{person} is registered", person=other)


def called(person: Person) -> str:
    """A name as it is compared."""
    return folded(person.name or "")


def _digits(phone: str) -> str:
    """A number as it is compared: its digits, without the country code of Norway."""
    digits = re.sub(r"\D", "", phone)
    return re.sub(r"^(?:00)?47(?=\d{8}$)", "", digits)
