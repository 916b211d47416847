"""What the forms of a person and of the house have in common, without a terminal.

A form is a column of fields with a line below that saves: what is written, where the cursor is,
what is wrong, and the lines in which all that is shown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rich.cells import set_cell_size
from rich.style import Style
from rich.text import Text
from textual.events import Key

from glimt_rules.message import Message, say
from glimt_tui.desk.view import View
from glimt_tui.screen.form.form_line import BOLD, CURSOR, FAINT, FormLine, with_cursor
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.record_fields import RecordField
from glimt_tui.screen.words import Words

#: Where the cursor is on the line that saves.
SAVE = "save"
#: How many lines are taken by what is said below a field.
_MOST_LINES = 3
_PLAIN = Style(bold=False, dim=False)


class Written(Protocol):
    """What a form is about, as the desk has it: a person, or a part of the house."""

    @property
    def is_new(self) -> bool:
        """Whether it has never been written."""


W = TypeVar("W", bound=Written)
F = TypeVar("F", bound=RecordField)


class RecordState(ABC, Generic[W, F]):
    """Everything that such a form shows."""

    #: how wide the labels are, with the mark of the field that has the cursor
    label_width: ClassVar[int]

    def __init__(self, written: W, view: View, words: Words, fields: Sequence[F]) -> None:
        self.written = written
        self.view = view
        self.words = words
        self.fields = fields
        #: the field with the cursor, or the line that saves
        self.focus = fields[0].name
        #: whether saving was tried: what is missing is told from then on
        self.was_tried = False
        #: the fields that somebody else has changed to something else meanwhile
        self.changed_by_others: list[str] = []
        for field in fields:
            field.restore(self)
        self._at_first = written
        self._wrong_at_first = self._half_typed()

    @abstractmethod
    def renew(self, view: View) -> None:
        """Take up what others have changed of it."""

    @abstractmethod
    def why_not(self) -> Mapping[str, Message]:
        """Why what is written cannot be saved, by field."""

    @abstractmethod
    def stored(self) -> W | None:
        """It as it stands in the view; None where it is not there any more."""

    @abstractmethod
    def shown(self, field: F, room: int) -> tuple[str, int | None]:
        """What stands in a field, in so many cells, and at which of them one types there."""

    def is_too_early(self, field: str) -> bool:
        """Whether nobody wants to hear yet why a field cannot be saved: it is being filled in."""
        return field == self.focus

    def remark(self, field: F) -> Message | None:
        """What should be known of what stands in a field; it can be saved all the same."""
        return None

    def help_of(self, field: F) -> Message:
        """What a field is for."""
        return field.help

    # What is written -----------------------------------------------------------------------

    @property
    def focused(self) -> F | None:
        """The field with the cursor; None on the line that saves."""
        return next((field for field in self.fields if field.name == self.focus), None)

    @property
    def is_changed(self) -> bool:
        """Whether something stands here that leaving the form would lose."""
        there = self._at_first if self.written.is_new else self.stored()
        return self.written != there or not self._half_typed().keys() <= self._wrong_at_first.keys()

    def _half_typed(self) -> dict[str, Message]:
        """What is wrong with what was typed, by field."""
        found = {field.name: field.wrong(self) for field in self.fields}
        return {name: wrong for name, wrong in found.items() if wrong is not None}

    def faults(self) -> dict[str, Message]:
        """Why it cannot be saved, by field, as far as it is to be told by now."""
        why_not, half_typed = self.why_not(), self._half_typed()
        if self.was_tried:
            return {**why_not, **half_typed}
        half_typed.pop(self.focus, None)
        told = {name: why for name, why in why_not.items() if not self.is_too_early(name)}
        return told | half_typed

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
        field = self.focused
        if event.key in ("enter", "tab", "down"):
            self.move(1)
        elif event.key in ("up", "shift+tab"):
            self.move(-1)
        elif field is None or not field.press(self, event):
            return event.is_printable
        return True

    def paste(self, text: str) -> None:
        """Type all of it at once."""
        if self.focused is not None:
            self.focused.paste(self, text)

    # Lines ---------------------------------------------------------------------------------

    def lines(self, width: int) -> list[FormLine]:
        """The whole form."""
        return list(self.all_lines(max(width, self.label_width + 12)))

    def all_lines(self, width: int) -> Iterator[FormLine]:
        """The fields, what is to be said of each, and the line that saves."""
        wrong = self.faults()
        for field in self.fields:
            yield self._line(field, width)
            yield from self.listed(field, width)
            yield from self._told(field, "× ", wrong.get(field.name), width)
            yield from self._told(field, "? ", self.remark(field), width)
            if field.name in self.changed_by_others:
                others = say("somebody else has written something else here meanwhile")
                yield from self._told(field, "! ", others, width)
        here = self.focus == SAVE
        text = Text("▸ " if here else "  ", CURSOR if here else BOLD)
        text.append(self.words(say("Save")))
        yield FormLine(text, SAVE)

    def listed(self, field: F, width: int) -> Iterator[FormLine]:
        """What can be chosen in a field, listed below it."""
        return iter(())

    def _line(self, field: F, width: int) -> FormLine:
        """The label and what stands there, with the cursor in the field that has it."""
        here = field.name == self.focus
        label = field.label if isinstance(field.label, str) else self.words(field.label)
        label = set_cell_size(label, self.label_width - 3)
        text = Text(f"{'▸' if here else ' '} {label} ", BOLD if here else FAINT)
        shown, column = self.shown(field, width - self.label_width)
        text.append(shown, _PLAIN)
        text.truncate(width, overflow="ellipsis")
        if not here:
            return FormLine(text, field.name)
        place = min(self.label_width + (column or 0), width - 1)
        return FormLine(text if column is None else with_cursor(text, place), field.name, place)

    def _told(self, field: F, sign: str, told: Message | None, width: int) -> Iterator[FormLine]:
        if told is None:
            return
        for place, line in enumerate(wrapped(self.words(told), width - 4, _MOST_LINES)):
            yield FormLine(Text(f"  {sign if place == 0 else '  '}{line}", BOLD), field.name)


#: The state of any such form.
AnyState = RecordState[Any, Any]
