"""Two versions of a booking side by side: mine and the one that somebody has written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from glimt_rules.message import say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.booking import Booking, FieldName, booking_of
from glimt_tui.desk.difference import differences, merged
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, UP_DOWN
from glimt_tui.screen.form.form_line import FormLine
from glimt_tui.screen.form.values import LABELS, value_of
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.words import Words
from glimt_tui.store.records import Key

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm

BOLD, FAINT, CURSOR = Style(bold=True), Style(dim=True), Style(reverse=True)


class DifferencePage:
    """Which version is taken, field by field."""

    def __init__(self, mine: Booking, theirs: Visit, version: int) -> None:
        """What only they have changed is theirs until somebody says otherwise."""
        self.mine, self.theirs, self.version = mine, theirs, version
        self.found = differences(mine, theirs)
        self.take_theirs: set[FieldName] = {
            difference.field for difference in self.found if not difference.by_me
        }
        self.place = 0

    @property
    def is_conflict(self) -> bool:
        """Whether they have changed something that stands otherwise in the form."""
        return any(difference.by_them for difference in self.found)

    keys = (
        (UP_DOWN, say("another field")),
        ("←", say("mine")),
        ("→", say("theirs")),
        (ENTER, say("go on")),
        (ESCAPE, say("back to the form")),
    )

    def press(self, form: BookingForm, key: str) -> bool:
        """Move, or choose; Enter goes on with what was chosen, escape with what was there."""
        if key == "enter":
            form.show_page(None)
            form.state.take_up(self.result())
        elif key == "escape":
            form.show_page(None)
            return True
        elif not self.choose(key):
            return False
        form.draw()
        return True

    def choose(self, key: str) -> bool:
        """Move, or choose; False for keys that mean something else."""
        if key in ("up", "down", "tab", "shift+tab"):
            step = 1 if key in ("down", "tab") else -1
            self.place = max(0, min(self.place + step, len(self.found) - 1))
        elif key in ("left", "right", "space") and self.found:
            field = self.found[self.place].field
            theirs = field not in self.take_theirs if key == "space" else key == "right"
            (self.take_theirs.add if theirs else self.take_theirs.discard)(field)
        else:
            return False
        return True

    def result(self) -> Booking:
        """What was chosen, as an edit of their version."""
        return merged(self.mine, self.theirs, self.version, self.take_theirs)

    @property
    def focus(self) -> str | None:
        """The field with the cursor."""
        return self.found[self.place].field if self.found else None

    def lines(self, words: Words, view: View, width: int) -> list[FormLine]:
        """The page."""
        return list(self._lines(words, view, width))

    def _lines(self, words: Words, view: View, width: int) -> Iterator[FormLine]:
        yield from _block(words(say("Somebody has changed this booking meanwhile.")), width, BOLD)
        how = say("Choose for each field: ← mine, → theirs. Enter goes on.")
        yield from _block(words(how), width, FAINT)
        theirs = booking_of(self.theirs, None)
        for place, difference in enumerate(self.found):
            field = difference.field
            here = place == self.place
            label = f"{'▸' if here else ' '}{words(LABELS[field])}"
            yield FormLine(Text())
            yield FormLine(Text(label, BOLD if here else FAINT), field)
            is_theirs = field in self.take_theirs
            for whose, booking, chosen in (
                (say("mine"), self.mine, not is_theirs),
                (say("theirs"), theirs, is_theirs),
            ):
                told = f"{words(whose)}: {value_of(words, view, booking, field) or '–'}"
                for number, line in enumerate(wrapped(told, width - 5)):
                    mark = ("● " if chosen else "○ ") if number == 0 else "  "
                    style = CURSOR if here and chosen else BOLD if chosen else FAINT
                    yield FormLine(Text.assemble("   ", (mark + line, style)), field)


def their_version(booking: Booking, view: View) -> DifferencePage | None:
    """The booking as somebody else has written it since it was read; None where nobody has."""
    visit = view.visits.get(booking.id)
    version = view.versions.get(Key("visit", booking.id))
    if booking.seen is None or visit is None or version is None or version <= booking.seen:
        return None
    return DifferencePage(booking, visit, version)


def _block(told: str, width: int, style: Style) -> Iterator[FormLine]:
    for line in wrapped(told, width):
        yield FormLine(Text(line, style))
