"""What the program has to say, before a language is chosen.

A message is its English text, which is also its key in the catalogues, and the values
that stand in it. Values stay values (a date, a number, a list of names) until
``glimt_rules.texts.Texts`` writes them as the chosen language does, so nothing below
the command line and the screen knows a language.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct


class Message(Struct, frozen=True, gc=False):
    """A text with placeholders, its plural where it counts something, and its values."""

    text: str
    values: Mapping[str, object]
    plural: str | None = None
    n: int = 0


def say(text: str, /, **values: object) -> Message:
    """A message: ``say("Nobody answers the phone at {place}", place=...)``."""
    return Message(text, values)


def count(one: str, many: str, n: int, /, **values: object) -> Message:
    """A message that counts; ``{n}`` stands for the number in either text."""
    values["n"] = n
    return Message(one, values, many, n)


class PersonName(str):
    """What to call somebody in a message, and the id for readers who need no name."""

    __slots__ = ("id",)
    id: str

    def __new__(cls, name: str, id_: str) -> "PersonName":
        """The name, with the id beside it."""
        made = super().__new__(cls, name)
        made.id = id_
        return made

    def __reduce__(self) -> tuple[type["PersonName"], tuple[str, str]]:
        """What it is made of, for taking it to another process."""
        return PersonName, (str(self), self.id)


class Names(tuple[PersonName, ...]):
    """What to call several people, in order of their ids."""

    __slots__ = ()


class WithWeekday(NamedTuple):
    """A day, or a day and a time, that is told with its day of the week."""

    moment: date


class Bilingual(Struct, frozen=True, forbid_unknown_fields=True):
    """A text that came with both languages, as a rule set's file holds it."""

    nb: str
    en: str
