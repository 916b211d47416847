"""What the fields of the forms of a person and of the house have in common.

Each belongs to one key of what is written down. What it shows, and what its keys do, it has of
its own; ``form`` is the state of the form that it stands in.
"""

from __future__ import annotations

from typing import Any

from textual.events import Key

from glimt_rules.message import Message
from glimt_tui.screen.form.typing import Typed


class RecordField:
    """A line of a form, about one key of what is written down."""

    def __init__(self, name: str, label: Message | str, help_: Message) -> None:
        self.name = name
        self.label = label
        self.help = help_

    def restore(self, form: Any) -> None:
        """Take up what stands in the form."""

    def leave(self, form: Any) -> None:
        """The cursor goes elsewhere; what was typed stays, understood or not."""

    def wrong(self, form: Any) -> Message | None:
        """What is wrong with what was typed; it cannot be saved so."""
        return None

    def press(self, form: Any, event: Key) -> bool:
        """Do what a key does in the field; False where it does nothing here."""
        return False

    def paste(self, form: Any, text: str) -> None:
        """Type all of a text at once, where something can be typed."""


class TypedField(RecordField):
    """A field in which something is typed."""

    def __init__(self, name: str, label: Message | str, help_: Message) -> None:
        super().__init__(name, label, help_)
        self.typed = Typed()

    def changed(self, form: Any) -> None:
        """Something else was typed."""

    def press(self, form: Any, event: Key) -> bool:
        """Type a sign, or move in what is typed."""
        return self.typed.edit(event, lambda: self.changed(form))

    def paste(self, form: Any, text: str) -> None:
        """Type it where the cursor is."""
        self.typed.insert(text)
        self.changed(form)
