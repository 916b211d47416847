"""``?``: what the keys do here, what can be done everywhere, and what the signs mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult

from glimt_rules.message import Message, say
from glimt_rules.terms import FORCES
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ACTIONS, PAGES, Action, key_name
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.overlay import Overlay
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import BOLD, FAINT, GAP, Block, Reading, heading
from glimt_tui.screen.rule_words import SIGNS
from glimt_tui.screen.words import LOOKS

#: Keys that move about; no action of the registry, and the same everywhere.
MOVING: tuple[tuple[str, Message], ...] = (
    ("↑ ↓", say("Move the cursor")),
    ("tab", say("Go to the next part of the screen, or the next field")),
    ("esc", say("Close what is open beside the page")),
)
#: Signs besides those of verdicts.
_MARKS: tuple[tuple[str, Message], ...] = (
    ("●", say("is here, or is in force now")),
    ("■", say("is over")),
    ("–", say("does not take place")),
    ("•••", say("a name or a number that is hidden")),
)


class HelpPanel(Overlay):
    """Help for the page that is open, and for what had the focus."""

    def __init__(self) -> None:
        super().__init__("", id="help-panel")

    def compose(self) -> ComposeResult:
        """The title and the text."""
        yield self.heading
        yield Reading(id="help-text")

    def focus(self, scroll_visible: bool = True) -> Self:
        """The text takes the keys."""
        self.query_one(Reading).focus(scroll_visible)
        return self

    def on_mount(self) -> None:
        """Help is there before the database is."""
        self.tell()

    def refresh_view(self, view: View) -> None:
        """Say anew what can be done now."""
        self.tell()

    def tell(self) -> None:
        """Write the help."""
        app = self.glimt
        title = say("Help: {page}", page=PAGES[app.page])
        self.heading.update(Text(app.words(title), no_wrap=True))
        self.query_one(Reading).tell(list(self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        app, words = self.glimt, self.glimt.words
        yield Block(Text(words(say("esc closes this; ↑ ↓ read on")), FAINT))
        for text in self._of_what_has_the_focus():
            yield GAP
            yield Block(Text(words.sentence(text)))
        if keys := self._keys_of_what_is_open():
            yield GAP
            yield heading(words(say("In what is open beside the page")))
            yield from (_entry(key, words.sentence(text)) for key, text in keys)
        here = [action for action in ACTIONS if app.page in action.pages]
        everywhere = [action for action in ACTIONS if not action.pages]
        for title, actions in ((say("On this page"), here), (say("Everywhere"), everywhere)):
            if actions:
                yield GAP
                yield heading(words(title))
                yield from self._actions(actions)
        yield from (_entry(key, words(text)) for key, text in MOVING)
        yield GAP
        yield heading(words(say("What the signs mean")))
        for sign, name, colour in LOOKS.values():
            yield _entry(sign, words(name), Style(color=colour, bold=True))
        yield from (_entry(sign, words(FORCES[force])) for force, sign in SIGNS.items())
        yield from (_entry(sign, words(text)) for sign, text in _MARKS)

    def _of_what_has_the_focus(self) -> Iterator[Message]:
        """What the focused thing, what it stands in, and the page say of themselves."""
        place = self.focused if self.focused and self.focused.is_attached else self.glimt.current
        for each in (place, *place.ancestors):
            text = getattr(each, "help_text", None)
            if isinstance(text, Message):
                yield text

    def _keys_of_what_is_open(self) -> Keys:
        """What the keys do in the panel beside the page, where it has keys of its own."""
        place = self.focused if self.focused and self.focused.is_attached else self.glimt.current
        panel = next((each for each in (place, *place.ancestors) if isinstance(each, Panel)), None)
        keys_now = getattr(panel, "keys_now", None)
        return (keys_now() or ()) if callable(keys_now) else ()

    def _actions(self, actions: Iterable[Action]) -> Iterator[Block]:
        app, words = self.glimt, self.glimt.words
        for action in actions:
            if action.in_form and app.why_not(action.id) is not None:
                continue  # told where there is a form
            yield _entry(key_name(app.keys_of(action)), words.sentence(action.help))
            reason = app.why_not(action.id)
            if reason is not None:
                told = words(say("cannot be done now: {reason}", reason=reason))
                yield Block(Text(f"      {told}", FAINT), hang=6)


def _entry(key: str, text: str, style: Style = BOLD) -> Block:
    """A key or a sign, and what it means."""
    name = Text(key, style)
    name.pad_right(max(1, 6 - name.cell_len))
    return Block(name.append(text, Style(bold=False, color="default")), hang=6)
