"""Writing messages in a language: the catalogue's text, with values as people write them."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from glimt_rules.message import Bilingual, Message, Names, PersonName, WithWeekday

Language = Literal["nb", "en"]

T = TypeVar("T")

MONTHS: Mapping[str, tuple[str, ...]] = {
    "nb": (
        "januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
        "september", "oktober", "november", "desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December",
    ),
}  # fmt: skip
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_AND = {"nb": " og ", "en": " and "}
_AT = {"nb": " kl. ", "en": " at "}


def _catalogue(folder: Path, language: str, domain: str) -> gettext.NullTranslations:
    with (folder / language / "LC_MESSAGES" / f"{domain}.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


CATALOGUE = ("glimt_rules", Path(__file__).parent / "locale")


class _Template(NamedTuple):
    """A text with placeholders, taken apart once for all the times that it is written."""

    #: with ``%s`` for each placeholder, and the same with a capital if it opens with a word
    text: str
    sentence: str
    #: takes the values that stand in it, one after the other, out of a message's
    pick: Callable[[Mapping[str, object]], tuple[object, ...]]
    #: the value that it opens with
    opening: str | None


class _Asked(dict[str, str]):
    """Notes which values a text asks for, and has ``%s`` stand for each."""

    def __init__(self) -> None:
        self.keys_in_order: list[str] = []

    def __missing__(self, key: str) -> str:
        self.keys_in_order.append(key)
        return "%s"


def _taken_apart(text: str) -> _Template:
    """Take a text apart: its placeholders are names, and nothing else."""
    asked = _Asked()
    text = text.replace("%", "%%").format_map(asked)
    keys = tuple(asked.keys_in_order)
    pick = _picking(keys)
    if text.startswith("%s"):
        return _Template(text, text, pick, keys[0])
    return _Template(text, text[:1].upper() + text[1:], pick, None)


def _picking(keys: tuple[str, ...]) -> Callable[[Mapping[str, object]], tuple[object, ...]]:
    """What takes these values out of a mapping."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda values: tuple([values[key] for key in keys])


class _Known(dict[T, str]):
    """Texts written before: found again without a call of Python's."""

    def __init__(self, write: Callable[[T], str]) -> None:
        self._write = write

    def __missing__(self, value: T) -> str:
        text = self[value] = self._write(value)
        return text


def _opens_with_words(value: object) -> bool:
    """Whether a value, or the first of several, is a message rather than a name or a number."""
    if isinstance(value, tuple) and value:
        value = value[0]
    return isinstance(value, Message)


class Texts:
    """One language: turns messages into sentences. Looks nothing up but its catalogues.

    Without ``names``, people are called by their ids: for reports that end in logs, where
    nobody needs to read who has symptoms.
    """

    def __init__(
        self,
        language: Language,
        catalogues: tuple[tuple[str, Path], ...] = (CATALOGUE,),
        *,
        names: bool = True,
    ) -> None:
        self.language: Language = language
        self._translations: list[gettext.NullTranslations] = []
        if language != "en":  # the messages themselves are English
            self._translations = [_catalogue(folder, language, d) for d, folder in catalogues]
        #: texts looked up before; both languages have one form for 1 and one for the rest
        self._templates: dict[str, _Template] = {}
        self._of_many: dict[str, _Template] = {}
        self._writers: dict[type, Callable[..., str]] = {
            str: str,
            int: str,
            float: self.number,
            # the same few times and people come again and again
            time: _Known(self.clock).__getitem__,
            date: self.date,
            datetime: self.date_and_clock,
            tuple: self.listing,
            Message: self.__call__,
            Bilingual: self.pick,
            WithWeekday: self._with_weekday,
            PersonName: str if names else attrgetter("id"),
            Names: _Known[Names](self._in_a_row).__getitem__ if names else self.listing,
        }

    def __call__(self, message: Message) -> str:
        """The message as a text of this language."""
        template, written = self._taken_up(message)
        return template.text % written

    def sentence(self, message: Message) -> str:
        """The message with a capital at its start, unless a name or a number stands there."""
        template, written = self._taken_up(message)
        text = template.sentence % written
        if template.opening is not None and _opens_with_words(message.values[template.opening]):
            return text[:1].upper() + text[1:]
        return text

    def _taken_up(self, message: Message) -> tuple[_Template, tuple[object, ...]]:
        """The message's text in this language, and the values in it as people write them.

        A whole number is written by putting it into a text.
        """
        one = message.n == 1 or message.plural is None
        templates = self._templates if one else self._of_many
        template = templates.get(message.text)
        if template is None:
            template = templates[message.text] = _taken_apart(self._looked_up(message))
        writer, other = self._writers.get, self.value
        values = template.pick(message.values)
        return template, tuple([v if type(v) is int else writer(type(v), other)(v) for v in values])

    def value(self, value: object) -> str:
        """A value as people write it."""
        writer = self._writers.get(type(value))
        if writer is not None:
            return writer(value)
        if isinstance(value, datetime):
            return self.date_and_clock(value)
        return str(value)

    def _looked_up(self, message: Message) -> str:
        text, plural, n = message.text, message.plural, message.n
        for translation in self._translations:
            if plural is None:
                translated = translation.gettext(text)
            else:
                translated = translation.ngettext(text, plural, n)
            if translated not in (text, plural):
                return translated
        return text if plural is None or n == 1 else plural

    def pick(self, text: Bilingual) -> str:
        """The side of a bilingual text that is in this language."""
        return text.nb if self.language == "nb" else text.en

    def number(self, number: float) -> str:
        """A number with the language's decimal sign, and no more digits than it needs."""
        text = str(number).removesuffix(".0")
        return text.replace(".", ",") if self.language == "nb" else text

    @staticmethod
    def clock(value: time) -> str:
        """A time of day: 13:00."""
        return value.isoformat("minutes")[:5]

    def weekday(self, value: date) -> str:
        """The day of the week: mandag."""
        return WEEKDAYS[self.language][value.weekday()]

    def date(self, value: date) -> str:
        """A day: 4. januar 2021."""
        month = MONTHS[self.language][value.month - 1]
        dot = "." if self.language == "nb" else ""
        return f"{value.day}{dot} {month} {value.year}"

    def date_and_clock(self, value: datetime) -> str:
        """A day and a time: 4. januar 2021 kl. 13:00."""
        return f"{self.date(value)}{_AT[self.language]}{self.clock(value.time())}"

    def _with_weekday(self, told: WithWeekday) -> str:
        """A day with its day of the week: mandag 4. januar 2021."""
        return f"{self.weekday(told.moment)} {self.value(told.moment)}"

    def listing(self, values: tuple[object, ...]) -> str:
        """Several values in a row: Ane, Bo og Cai."""
        return self._in_a_row([self.value(value) for value in values])

    def _in_a_row(self, texts: Sequence[str]) -> str:
        if len(texts) < 2:
            return "".join(texts)
        return ", ".join(texts[:-1]) + _AND[self.language] + texts[-1]
