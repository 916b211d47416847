"""The form about a person as it stands: what is written, where the cursor is, and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import structs
from rich.cells import cell_len, set_cell_size
from textual.events import Key

from glimt_rules.message import Message
from glimt_tui.desk.register import Written, faults, taken_up, written
from glimt_tui.desk.view import View
from glimt_tui.screen.finding import Finder
from glimt_tui.screen.form.fields import Choice
from glimt_tui.screen.form.form_line import FormLine, choice_lines
from glimt_tui.screen.person_fields import Field, OneField
from glimt_tui.screen.record_state import RecordState
from glimt_tui.screen.words import MASK

#: The fields of which nothing is shown while names are hidden.
_HIDDEN = ("name", "phone", "born")
#: What the keys do in a list of choices, and not in the form.
_LIST_KEYS = ("enter", "tab", "up", "down", "escape")


class PersonState(RecordState[Written, Field]):
    """Everything that the form shows, without a terminal."""

    label_width = 13
    #: finds people by a few letters; None until it is made
    finder: Finder | None = None

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
            for field in self.fields:
                field.restore(self)

    def stored(self) -> Written | None:
        """The person as the view has them."""
        return written(self.view, self.written.person.id)

    def why_not(self) -> Mapping[str, Message]:
        """Why the person cannot be written down so."""
        return faults(self.written, self.view)

    def is_too_early(self, field: str) -> bool:
        """Of the name nothing is said before saving is tried; everything else at once."""
        return field == "name"

    def remark(self, field: Field) -> Message | None:
        """What should be known of what stands there."""
        return field.remark(self)

    # Keys ----------------------------------------------------------------------------------

    def press(self, event: Key) -> bool:
        """Do what a key does in a field; where something is listed, in the list."""
        key, field = event.key, self.focused
        choices = field.choices(self) if field is not None else ()
        if field is not None and choices and key in _LIST_KEYS:
            self._choose(field, choices, key)
            return True
        if field is not None and key == "escape" and field.typed.text and not field.is_text:
            field.typed.set("")
            return True
        return super().press(event)

    def _choose(self, field: Field, choices: Sequence[Choice], key: str) -> None:
        if key in ("up", "down"):
            by = 1 if key == "down" else -1
            field.pick = (min(field.pick, len(choices) - 1) + by) % len(choices)
        elif key == "escape":
            field.typed.set("")
        else:
            field.take(self, choices[min(field.pick, len(choices) - 1)])
            if key == "tab":
                self.move(1)

    # Lines ---------------------------------------------------------------------------------

    def shown(self, field: Field, room: int) -> tuple[str, int | None]:
        """What is typed; else what is chosen, between marks where left and right choose."""
        here = field.name == self.focus
        is_one = isinstance(field, OneField)
        if field.typed.text:
            shown, column = field.typed.window(room)
            if self.words.masked and field.name in _HIDDEN:
                shown = "•" * cell_len(shown) if here else MASK
            return shown, column
        chosen = field.shown(self)
        if here and is_one:
            chosen = f"‹ {chosen} ›"
        shown = set_cell_size(chosen, min(cell_len(chosen), room))
        return shown, None if is_one else cell_len(shown)

    def listed(self, field: Field, width: int) -> Iterator[FormLine]:
        """What can be chosen in the field with the cursor."""
        if field.name == self.focus:
            yield from choice_lines(field, field.choices(self), self.words, width)
