"""A form about the house as it stands: what is written, where the cursor is, and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import structs
from rich.text import Text

from glimt_rules.message import Message, say
from glimt_tui.desk.house import Written, faults, taken_up, written
from glimt_tui.desk.house_effects import Effects
from glimt_tui.desk.view import View
from glimt_tui.screen.form.form_line import BOLD, FormLine
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.house.fields import ChoiceField, Field, TextField, fields_of
from glimt_tui.screen.house.told import effects_told
from glimt_tui.screen.record_state import RecordState
from glimt_tui.screen.words import Words


class HouseState(RecordState[Written, Field]):
    """Everything that a form about the house shows, without a terminal."""

    label_width = 12

    def __init__(
        self,
        written: Written,
        view: View,
        words: Words,
        locked: Mapping[str, Message] = MappingProxyType({}),
    ) -> None:
        """``locked`` says of fields that somebody may not change why they may not."""
        self.locked = locked
        #: what saving would do to coming bookings; None until it is known
        self.effects: Effects | None = None
        super().__init__(written, view, words, fields_of(written.sort, words.texts.weekday))

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
            if field.wrong(self) is None:
                field.restore(self)
            else:  # half typed, and not to be lost
                self.changed_by_others.append(field.name)

    def stored(self) -> Written | None:
        """That part of the house as the view has it."""
        form = self.written
        return written(self.view, form.sort, getattr(form.value, "id", ""))

    def why_not(self) -> Mapping[str, Message]:
        """Why it cannot be written down so."""
        return faults(self.written, self.view)

    # Lines ---------------------------------------------------------------------------------

    def all_lines(self, width: int) -> Iterator[FormLine]:
        """The form, with what saving it would do below."""
        yield from super().all_lines(width)
        if self.effects is not None:
            yield FormLine(Text())
            for line in effects_told(self.words, self.view, self.effects):
                for part in wrapped(line, width - 2):
                    yield FormLine(Text(f" {part}", BOLD))

    def shown(self, field: Field, room: int) -> tuple[str, int | None]:
        """What is typed; what is chosen, between marks where left and right choose."""
        here = field.name == self.focus
        if isinstance(field, TextField):
            shown, column = field.typed.window(room)
            return shown if shown or here else self._empty(), column
        assert isinstance(field, ChoiceField)
        chosen = field.shown(self)
        return f"‹ {chosen} ›" if here and field.name not in self.locked else chosen, None

    def _empty(self) -> str:
        """What stands where nothing is typed: of opening hours, that it is closed then."""
        return self.words(say("closed")) if self.written.sort == "hours" else ""
