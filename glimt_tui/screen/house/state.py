"""A form about the house as it stands: what is written, where the cursor is, and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import structs
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.events import Key

from glimt_rules.message import Message, say
from glimt_tui.desk.house import Written, faults, taken_up
from glimt_tui.desk.house_effects import Effects
from glimt_tui.desk.view import View
from glimt_tui.screen.form.lines import FormLine
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.house.fields import ChoiceField, Field, TextField, fields_of
from glimt_tui.screen.house.told import effects_told
from glimt_tui.screen.words import Words

LABEL = 12
SAVE = "save"
#: The keys that choose the next thing, or the one before.
STEPPING = ("left", "right", "space")
BOLD, FAINT, CURSOR = Style(bold=True), Style(dim=True), Style(reverse=True)


class HouseState:
    """Everything that a form about the house shows, without a terminal."""

    def __init__(
        self,
        written: Written,
        view: View,
        words: Words,
        locked: Mapping[str, Message] = MappingProxyType({}),
    ) -> None:
        """``locked`` says of fields that somebody may not change why they may not."""
        self.locked = locked
        self.written = written
        self.view = view
        self.words = words
        self.fields = fields_of(written.sort, words.texts.weekday)
        #: the field with the cursor, or the line that saves
        self.focus = self.fields[0].name
        #: whether saving was tried: what is missing is told from then on
        self.was_tried = False
        #: the fields that somebody else has changed to something else meanwhile
        self.changed_by_others: list[str] = []
        #: what saving would do to coming bookings; None until it is known
        self.effects: Effects | None = None
        for field in self.fields:
            field.restore(self)

    @property
    def focused(self) -> Field | None:
        """The field with the cursor; None on the line that saves."""
        return next((field for field in self.fields if field.name == self.focus), None)

    def help_of(self, field: Field) -> Message:
        """What a field is for, and who may change it."""
        if field.name in self.locked:
            return say("Only an admin changes this: {what}", what=field.help)
        return field.help

    def change(self, name: str, value: Any) -> None:
        """Change what is written."""
        changed = structs.replace(self.written.value, **{name: value})
        self.written = structs.replace(self.written, value=changed)

    def renew(self, view: View) -> None:
        """Take up what others have changed of it."""
        self.view = view
        before = self.written
        there = {field.name: field.value(self) for field in self.fields}
        self.written, both = taken_up(before, view)
        if self.written is before:
            return
        self.changed_by_others = both
        for field in self.fields:
            if field.value(self) == there[field.name]:
                continue
            if field.wrong() is None:
                field.restore(self)
            else:  # half typed, and not to be lost
                self.changed_by_others.append(field.name)

    def faults(self) -> dict[str, Message]:
        """Why it cannot be saved, by field."""
        found = {
            name: fault
            for name, fault in faults(self.written, self.view).items()
            if self.was_tried or name != self.focus
        }
        for field in self.fields:
            wrong = field.wrong()
            if wrong is not None and (field.name != self.focus or self.was_tried):
                found[field.name] = wrong
        return found

    # Keys ----------------------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        """Put the cursor in another field."""
        if name != self.focus:
            field = self.focused
            if isinstance(field, TextField):
                field.leave(self)
            self.focus = name

    def move(self, by: int) -> None:
        """Put the cursor some fields further."""
        names = [*(field.name for field in self.fields), SAVE]
        place = names.index(self.focus) + by
        self.go_to(names[max(0, min(place, len(names) - 1))])

    def press(self, event: Key) -> bool:
        """Do what a key does in a field; False for keys that mean something elsewhere."""
        key, field = event.key, self.focused
        if key in ("enter", "tab", "down"):
            self.move(1)
        elif key in ("up", "shift+tab"):
            self.move(-1)
        elif isinstance(field, ChoiceField) and key in STEPPING:
            if field.name not in self.locked:
                field.step(self, -1 if key == "left" else 1)
        elif isinstance(field, TextField) and self._type(field, event):
            return True
        else:
            return event.is_printable
        return True

    def _type(self, field: TextField, event: Key) -> bool:
        before = field.typed.text
        if event.is_printable and event.character:
            field.typed.insert(event.character)
        elif not field.typed.press(event.key):
            return False
        if field.typed.text != before:
            field.changed(self)
        return True

    def paste(self, text: str) -> None:
        """Type all of it at once."""
        field = self.focused
        if isinstance(field, TextField):
            field.typed.insert(text)
            field.changed(self)

    # Lines ---------------------------------------------------------------------------------

    def lines(self, width: int) -> list[FormLine]:
        """The whole form, with what saving it would do below."""
        return list(self._lines(max(width, LABEL + 12)))

    def _lines(self, width: int) -> Iterator[FormLine]:
        wrong = self.faults()
        for field in self.fields:
            yield self._line(field, width)
            told = wrong.get(field.name)
            if told is not None:
                yield from _told(field, "× ", self.words.sentence(told), width)
            if field.name in self.changed_by_others:
                others = say("somebody else has written something else here meanwhile")
                yield from _told(field, "! ", self.words(others), width)
        here = self.focus == SAVE
        text = Text("▸ " if here else "  ", CURSOR if here else BOLD)
        text.append(self.words(say("Save")))
        yield FormLine(text, SAVE)
        if self.effects is not None:
            yield FormLine(Text())
            for line in effects_told(self.words, self.view, self.effects):
                for part in wrapped(line, width - 2):
                    yield FormLine(Text(f" {part}", BOLD))

    def _line(self, field: Field, width: int) -> FormLine:
        here = field.name == self.focus
        label = field.label if isinstance(field.label, str) else self.words(field.label)
        label = set_cell_size(label, LABEL - 3)
        text = Text(f"{'▸' if here else ' '} {label} ", BOLD if here else FAINT)
        plain = Style(bold=False, dim=False)
        if isinstance(field, ChoiceField):
            chosen = field.shown(self)
            text.append(
                f"‹ {chosen} ›" if here and field.name not in self.locked else chosen, plain
            )
            text.truncate(width, overflow="ellipsis")
            return FormLine(text, field.name, LABEL if here else None)
        assert isinstance(field, TextField)
        shown, column = field.typed.window(width - LABEL)
        if not here:
            return FormLine(text.append(shown or self._empty(field), plain), field.name)
        text.append(shown, plain)
        return FormLine(_with_cursor(text, LABEL + column), field.name, LABEL + column)

    def _empty(self, field: Field) -> str:
        """What stands where nothing is typed: of opening hours, that it is closed then."""
        return self.words(say("closed")) if self.written.sort == "hours" else ""


def _told(field: Field, sign: str, told: str, width: int) -> Iterator[FormLine]:
    for place, line in enumerate(wrapped(told, width - 4, 3)):
        yield FormLine(Text(f"  {sign if place == 0 else '  '}{line}", BOLD), field.name)


def _with_cursor(text: Text, column: int) -> Text:
    """The text with the cursor on the sign at a column."""
    offset = cells = 0
    while offset < len(text.plain) and cells < column:
        cells += cell_len(text.plain[offset])
        offset += 1
    if offset >= len(text.plain):
        return text.append(" ", CURSOR)
    text.stylize(CURSOR, offset, offset + 1)
    return text
