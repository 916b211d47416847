"""The fields of the forms about the house: texts that are read as they are typed, and choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from textual.events import Key

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT
from glimt_rules.plan.model import LARGEST_FIGURE, WEEKDAYS
from glimt_tui.desk.hours_text import hours_text, read_hours
from glimt_tui.desk.house import Sort
from glimt_tui.screen.record_fields import RecordField, TypedField

if TYPE_CHECKING:
    from glimt_tui.screen.house.state import HouseState

#: A Monday, from which the names of the weekdays are had.
_MONDAY = date(2021, 1, 4)
#: The keys that choose the next thing, or the one before.
STEPPING = ("left", "right", "space")
_YES_OR_NO: Mapping[Any, Message] = {False: say("no"), True: say("yes")}


class Field(RecordField):
    """A line of a form, about one key of what is written down."""

    def value(self, form: HouseState) -> Any:
        """What stands in the form."""
        return getattr(form.written.value, self.name)


class TextField(TypedField, Field):
    """Something typed; what is understood of it stands in the form at once."""

    def __init__(
        self,
        name: str,
        label: Message | str,
        help_: Message,
        read: Callable[[str], Any] | None = None,
        write: Callable[[Any], str] = str,
    ) -> None:
        """``read`` gives what is meant, or a message; ``write`` what could be typed for it."""
        super().__init__(name, label, help_)
        self._read, self._write = read or _as_text, write

    def restore(self, form: HouseState) -> None:
        """The text as it is."""
        value = self.value(form)
        self.typed.set("" if value is None else self._write(value))

    def changed(self, form: HouseState) -> None:
        """What is understood stands in the form at once."""
        value = self._read(self.typed.text)
        if not isinstance(value, Message):
            form.change(self.name, value)

    def leave(self, form: HouseState) -> None:
        """Write it as it was understood; what was not stays, and is told."""
        if self.wrong(form) is None:
            self.restore(form)

    def wrong(self, form: HouseState) -> Message | None:
        """What was not understood."""
        value = self._read(self.typed.text)
        return value if isinstance(value, Message) else None


class ChoiceField(Field):
    """One of a few things, chosen by left and right."""

    def __init__(
        self,
        name: str,
        label: Message,
        help_: Message,
        options: Callable[[HouseState], Mapping[Any, str]],
    ) -> None:
        super().__init__(name, label, help_)
        self._options = options

    def shown(self, form: HouseState) -> str:
        """What is chosen."""
        value = self.value(form)
        return self._options(form).get(value, harmless(str(value)))

    def press(self, form: HouseState, event: Key) -> bool:
        """Left, right and space choose, unless it is somebody else's to change."""
        if event.key not in STEPPING:
            return False
        if self.name not in form.locked:
            self._step(form, -1 if event.key == "left" else 1)
        return True

    def _step(self, form: HouseState, by: int) -> None:
        values = list(self._options(form))
        value = self.value(form)
        here = values.index(value) if value in values else -by
        form.change(self.name, values[(here + by) % len(values)])


def fields_of(sort: Sort, weekday: Callable[[datetime], str]) -> list[Field]:
    """The fields of a form in their order; ``weekday`` names the day of the week of a moment."""
    match sort:
        case "centre":
            return _centre()
        case "hours":
            return [_hours(day, number, weekday) for number, day in enumerate(WEEKDAYS)]
        case "room":
            return _room()
        case "equipment":
            return _equipment()
        case "cohort":
            return [_name(say("What to call the fixed group, such as «The music group»."))]


def _centre() -> list[Field]:
    return [
        _name(say("What stands on lists, and in messages to people.")),
        ChoiceField(
            "health_service",
            say("Health"),
            say("Whether the centre is a health service; some rules are others there."),
            lambda form: _told(form, _YES_OR_NO),
        ),
        _figure(
            "cleaning_minutes",
            say("Cleaning"),
            say("Minutes for cleaning between bookings, where a room has none of its own."),
            0,
        ),
        _figure(
            "washing_minutes",
            say("Washing"),
            say("Minutes for washing a thing before somebody else uses it."),
            0,
        ),
    ]


def _room() -> list[Field]:
    return [
        _name(say("What to call the room; its id is made from it once, and stays.")),
        _figure(
            "capacity_1m",
            say("At 1 m"),
            say("How many keep 1 m apart here. Empty: not known."),
            1,
            or_none=True,
        ),
        _figure(
            "capacity_2m",
            say("At 2 m"),
            say("How many keep 2 m apart here. Empty: not known."),
            1,
            or_none=True,
        ),
        _figure(
            "cleaning_minutes",
            say("Cleaning"),
            say("Minutes for cleaning after each booking. Empty: those of the centre."),
            0,
            or_none=True,
        ),
    ]


def _equipment() -> list[Field]:
    return [
        _name(say("What to call the thing; its id is made from it once, and stays.")),
        ChoiceField(
            "washable",
            say("Washable"),
            say("What cannot be washed is set aside after use."),
            lambda form: _told(form, _YES_OR_NO),
        ),
        ChoiceField("room", say("Room"), say("Where it belongs. Left and right choose."), _rooms),
    ]


def _name(help_: Message) -> Field:
    return TextField("name", say("Name"), help_)


def _hours(day: str, number: int, weekday: Callable[[datetime], str]) -> Field:
    label = weekday(datetime.combine(_MONDAY + timedelta(days=number), time())).capitalize()
    help_ = say("Such as 10-17, or 10:00-15:00, 18-21; empty where it is closed.")
    return TextField(day, label, help_, read_hours, hours_text)


def _figure(
    name: str, label: Message, help_: Message, least: int, *, or_none: bool = False
) -> Field:
    """A number of people or minutes; one that may be empty where nobody knows it."""

    def read(text: str) -> int | Message | None:
        text = text.strip()
        if not text and or_none:
            return None
        if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_FIGURE)):
            number = int(text)
            if least <= number <= LARGEST_FIGURE:
                return number
        return say(
            "Found {found}; a whole number, {least} or more, is wanted",
            found=quoted(text),
            least=least,
        )

    return TextField(name, label, help_, read)


def _as_text(text: str) -> str | None:
    return text.strip()[:LONGEST_TEXT] or None


def _told(form: HouseState, options: Mapping[Any, Message]) -> Mapping[Any, str]:
    return {value: form.words(told) for value, told in options.items()}


def _rooms(form: HouseState) -> Mapping[Any, str]:
    there = {room.id: harmless(room.name or room.id) for room in form.view.plan.rooms}
    return {None: form.words(say("none")), **there}
