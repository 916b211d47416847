"""The form about a person as it stands: what is written, where the cursor is, and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import structs
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.events import Key

from glimt_rules.message import Message, say
from glimt_tui.desk.register import Written, faults, taken_up
from glimt_tui.desk.view import View
from glimt_tui.screen.finding import Finder
from glimt_tui.screen.form.lines import FormLine
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.person_fields import Field, OneField, TextField
from glimt_tui.screen.words import MASK, Words

LABEL = 13
SAVE = "save"
BOLD, FAINT, CURSOR = Style(bold=True), Style(dim=True), Style(reverse=True)


class PersonState:
    """Everything that the form shows, without a terminal."""

    def __init__(self, written: Written, view: View, words: Words, fields: Sequence[Field]) -> None:
        self.written = written
        self.view = view
        self.words = words
        self.finder: Finder | None = None
        self.fields = fields
        #: the field with the cursor, or the line that saves
        self.focus = "name"
        #: whether saving was tried: what is missing is told from then on
        self.was_tried = False
        #: the fields that somebody else has changed to something else meanwhile
        self.changed_by_others: list[str] = []
        self._restore()

    def _restore(self) -> None:
        for field in self.fields:
            field.restore(self)

    @property
    def focused(self) -> Field | None:
        """The field with the cursor; None on the line that saves."""
        return next((field for field in self.fields if field.name == self.focus), None)

    def change(self, **changes: Any) -> None:
        """Change what is written of the person."""
        person = structs.replace(self.written.person, **changes)
        self.written = structs.replace(self.written, person=person)

    def set_symptoms(self, **changes: date | None) -> None:
        """Change when symptoms began, or were over."""
        self.written = structs.replace(self.written, **changes)

    def renew(self, view: View) -> None:
        """Take up what others have changed of the person."""
        self.view = view
        before = self.written
        self.written, both = taken_up(before, view)
        if self.written is not before:
            self.changed_by_others = both
            self._restore()

    def faults(self) -> dict[str, Message]:
        """Why it cannot be saved, by field."""
        found = {
            name: fault
            for name, fault in faults(self.written, self.view).items()
            if self.was_tried or name != "name"
        }
        for field in self.fields:
            wrong = field.wrong(self)
            if wrong is not None and (field.name != self.focus or self.was_tried):
                found[field.name] = wrong
        return found

    # Keys ----------------------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        """Put the cursor in another field."""
        if name != self.focus:
            if self.focused is not None:
                self.focused.leave(self)
            self.focus = name

    def move(self, by: int) -> None:
        """Put the cursor some fields further."""
        names = [*(field.name for field in self.fields), SAVE]
        place = names.index(self.focus) + by
        self.go_to(names[max(0, min(place, len(names) - 1))])

    def press(self, event: Key) -> bool:
        """Do what a key does in a field; False for keys that mean something elsewhere."""
        key, field = event.key, self.focused
        choices = field.choices(self) if field is not None else ()
        if field is not None and choices and key in ("enter", "tab", "up", "down", "escape"):
            self._choose(field, list(choices), key)
        elif field is not None and key == "escape" and field.typed.text and not field.is_text:
            field.typed.set("")
        elif key in ("enter", "tab", "down"):
            self.move(1)
        elif key in ("up", "shift+tab"):
            self.move(-1)
        elif field is None or not self._type(field, event):
            return event.is_printable
        return True

    def _choose(self, field: Field, choices: list[Any], key: str) -> None:
        if key in ("up", "down"):
            by = 1 if key == "down" else -1
            field.pick = (min(field.pick, len(choices) - 1) + by) % len(choices)
        elif key == "escape":
            field.typed.set("")
        else:
            field.take(self, choices[min(field.pick, len(choices) - 1)])
            if key == "tab":
                self.move(1)

    def _type(self, field: Field, event: Key) -> bool:
        key, before = event.key, field.typed.text
        if not before and not isinstance(field, TextField):
            if key in ("backspace", "ctrl+h", "delete"):
                field.erase(self)
                return True
            steps = {"left": -1, "right": 1, "space": 1}
            if key in steps and field.step(self, steps[key]):
                return True
        if event.is_printable and event.character:
            field.typed.insert(event.character)
        elif not field.typed.press(key):
            return False
        if field.typed.text != before:
            field.changed(self)
        return True

    def paste(self, text: str) -> None:
        """Type all of it at once."""
        if self.focused is not None:
            self.focused.typed.insert(text)
            self.focused.changed(self)

    # Lines ---------------------------------------------------------------------------------

    def lines(self, width: int) -> list[FormLine]:
        """The whole form."""
        return list(self._lines(max(width, LABEL + 12)))

    def _lines(self, width: int) -> Iterator[FormLine]:
        wrong = self.faults()
        for field in self.fields:
            yield self._line(field, width)
            yield from self._choices(field, width)
            for sign, message in (("× ", wrong.get(field.name)), ("? ", field.remark(self))):
                if message is not None:
                    yield from self._told(field, sign, self.words(message), width)
            if field.name in self.changed_by_others:
                told = self.words(say("somebody else has written something else here meanwhile"))
                yield from self._told(field, "! ", told, width)
        here = self.focus == SAVE
        text = Text("▸ " if here else "  ", CURSOR if here else BOLD)
        text.append(self.words(say("Save")))
        yield FormLine(text, SAVE)

    def _line(self, field: Field, width: int) -> FormLine:
        here = field.name == self.focus
        label = set_cell_size(self.words(field.label), LABEL - 3)
        text = Text(f"{'▸' if here else ' '} {label} ", BOLD if here else FAINT)
        chosen = field.shown(self)
        if here and isinstance(field, OneField) and not field.typed.text:
            chosen = f"‹ {chosen} ›"
        is_hidden = self.words.masked and field.name in ("name", "phone", "born")
        shown, column = field.typed.window(width - LABEL)
        if is_hidden and shown:
            shown = "•" * cell_len(shown) if here else MASK
        if not field.typed.text:
            shown = set_cell_size(chosen, min(cell_len(chosen), width - LABEL))
            column = 0 if isinstance(field, OneField) or not chosen else cell_len(shown)
        text.append(shown, Style(bold=False, dim=False))
        if not here:
            return FormLine(text, field.name)
        column = min(LABEL + column, width - 1)
        if not isinstance(field, OneField) or field.typed.text:
            text = _with_cursor(text, column)
        return FormLine(text, field.name, column)

    def _choices(self, field: Field, width: int) -> Iterator[FormLine]:
        if field.name != self.focus:
            return
        for place, choice in enumerate(field.choices(self)[:5]):
            is_picked = place == field.pick
            text = Text(f"   {'›' if is_picked else ' '} {choice.text}")
            if choice.beside:
                text.append(f"  {choice.beside}", FAINT)
            text.truncate(width, overflow="ellipsis")
            if is_picked:
                text.stylize(BOLD)
            yield FormLine(text, field.name)

    def _told(self, field: Field, sign: str, told: str, width: int) -> Iterator[FormLine]:
        for place, line in enumerate(wrapped(told, width - 4, 3)):
            yield FormLine(Text(f"  {sign if place == 0 else '  '}{line}", BOLD), field.name)


def _with_cursor(text: Text, column: int) -> Text:
    """The text with the cursor on the sign at a column."""
    offset, cells = 0, 0
    while offset < len(text.plain) and cells < column:
        cells += cell_len(text.plain[offset])
        offset += 1
    if offset >= len(text.plain):
        return text.append(" ", CURSOR)
    text.stylize(CURSOR, offset, offset + 1)
    return text
