"""One line of text that somebody is typing, and the cursor in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.cells import cell_len
from textual.events import Key

from glimt_rules.documents.faults import harmless
from glimt_tui.screen.terminal.cells import signs

#: More than any field takes; what is pasted beyond it is cut.
LONGEST = 250


class Typed:
    """A text and a cursor, which stands before or after a whole sign, never within one.

    A text that is ``chosen`` as a whole gives way to what is typed next.
    """

    def __init__(self, text: str = "") -> None:
        self.text = ""
        self.cursor = 0
        self.chosen = False
        self.insert(text)

    def set(self, text: str) -> None:
        """Another text, with the cursor at its end."""
        self.text, self.cursor, self.chosen = "", 0, False
        self.insert(text)

    def choose(self) -> None:
        """Have what is typed next stand instead of what is there."""
        self.cursor, self.chosen = len(self.text), bool(self.text)

    def insert(self, text: str) -> None:
        """Type or paste; what cannot be shown on a line is left out."""
        if self.chosen:
            self.text, self.cursor, self.chosen = "", 0, False
        text = "".join(char for char in text if char.isprintable())
        text = text[: LONGEST - len(self.text)]
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def type(self, event: Key) -> bool:
        """Type a sign, or do what a key does to a line of text; False where it does nothing."""
        if event.is_printable and event.character:
            self.insert(event.character)
            return True
        return self.press(event.key)

    def edit(self, event: Key, changed: Callable[[], None]) -> bool:
        """Do the same, and call ``changed`` where another text stands there afterwards."""
        before = self.text
        is_done = self.type(event)
        if self.text != before:
            changed()
        return is_done

    def press(self, key: str) -> bool:
        """Do what a key does to a line of text; False where it does nothing."""
        done = _KEYS.get(key)
        if done is None:
            return False
        if self.chosen and key in _ERASING:
            self.set("")
            return True
        before, self.chosen = (self.text, self.cursor, self.chosen), False
        done(self)
        return (self.text, self.cursor, self.chosen) != before

    # What keys do --------------------------------------------------------------------------

    def _ends(self) -> list[int]:
        """Where signs end, the beginning of the line included."""
        ends = [0]
        for sign, _ in signs(self.text):
            ends.append(ends[-1] + len(sign))
        return ends

    def _left(self) -> None:
        self.cursor = max((end for end in self._ends() if end < self.cursor), default=0)

    def _right(self) -> None:
        self.cursor = min((end for end in self._ends() if end > self.cursor), default=self.cursor)

    def _home(self) -> None:
        self.cursor = 0

    def _end(self) -> None:
        self.cursor = len(self.text)

    def _word_left(self) -> None:
        found = re.search(r"\S+\s*\Z", self.text[: self.cursor])
        self.cursor = found.start() if found else 0

    def _word_right(self) -> None:
        found = re.match(r"\s*\S+", self.text[self.cursor :])
        self.cursor = self.cursor + found.end() if found else len(self.text)

    def _cut(self, move: Callable[[Typed], None]) -> None:
        here = self.cursor
        move(self)
        first, last = sorted((here, self.cursor))
        self.text = self.text[:first] + self.text[last:]
        self.cursor = first

    # Showing -------------------------------------------------------------------------------

    def window(self, width: int) -> tuple[str, int]:
        """The part of the text around the cursor that fits, and the cursor's column in it."""
        text, cursor = harmless(self.text), cell_len(harmless(self.text[: self.cursor]))
        if cell_len(text) < width:
            return text, cursor
        first = max(0, cursor - width + 1)
        shown, column = "", 0
        for sign, cells in signs(text):
            if column >= first and column + cells - first <= width:
                shown += sign
            column += cells
            if column - first >= width:
                break
        skipped = next(
            (place for place in _columns(text) if place >= first),
            first,
        )
        return shown, cursor - skipped


def _columns(text: str) -> list[int]:
    """The columns at which signs begin."""
    columns, column = [], 0
    for _, cells in signs(text):
        columns.append(column)
        column += cells
    return [*columns, column]


def _cutting(move: Callable[[Typed], None]) -> Callable[[Typed], None]:
    return lambda typed: typed._cut(move)


#: What takes a text away that is chosen as a whole.
_ERASING = frozenset({"backspace", "ctrl+h", "delete"})
_KEYS: dict[str, Callable[[Typed], None]] = {
    "left": Typed._left,
    "right": Typed._right,
    "home": Typed._home,
    "ctrl+a": Typed._home,
    "end": Typed._end,
    "ctrl+e": Typed._end,
    "ctrl+left": Typed._word_left,
    "ctrl+right": Typed._word_right,
    "backspace": _cutting(Typed._left),
    "ctrl+h": _cutting(Typed._left),
    "delete": _cutting(Typed._right),
    "ctrl+w": _cutting(Typed._word_left),
    "alt+backspace": _cutting(Typed._word_left),
    "ctrl+u": _cutting(Typed._home),
    "ctrl+k": _cutting(Typed._end),
}
