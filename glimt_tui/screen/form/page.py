"""What can be shown in the form instead of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from glimt_tui.desk.view import View
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.words import Words

if TYPE_CHECKING:
    from glimt_tui.screen.form.form_line import FormLine
    from glimt_tui.screen.form.panel import BookingForm


class Page(Protocol):
    """Lines, and keys of its own."""

    @property
    def focus(self) -> str | None:
        """The field that is to be in view."""

    @property
    def keys(self) -> Keys:
        """Its keys, and what they do."""

    def lines(self, words: Words, view: View, width: int) -> list[FormLine]:
        """What it shows."""

    def press(self, form: BookingForm, key: str) -> bool:
        """Do what a key does; False for keys that mean something elsewhere."""
