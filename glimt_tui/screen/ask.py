"""A question beside the page, answered by one key."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from msgspec import Struct
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widgets import Static

from glimt_rules.message import Message
from glimt_tui.keyboard.actions import key_name
from glimt_tui.screen.panel import Panel

BOLD, FAINT = Style(bold=True), Style(dim=True)
#: Yes and no, in either language.
YES, NO = ("j", "y"), ("n",)


class Answer(Struct, frozen=True):
    """What may be answered, by which keys, and what is done then."""

    keys: tuple[str, ...]
    told: Message
    do: Callable[[], Coroutine[Any, Any, None]]


class AskPanel(Panel, can_focus=True):
    """One question. Enter gives the first answer, escape none."""

    DEFAULT_CSS = "AskPanel > Static { height: auto; }"

    def __init__(self, title: str, question: str, answers: Sequence[Answer]) -> None:
        super().__init__(title)
        self._question = question
        self._answers = list(answers)

    def compose(self) -> Any:
        """The question, and its answers below."""
        words = self.glimt.words
        yield self.heading
        text = Text(f"\n{self._question}\n")
        for place, answer in enumerate(self._answers):
            key = answer.keys[0 if words.texts.language == "nb" else -1]
            text.append(f"\n {key} ", BOLD)
            text.append(words.sentence(answer.told))
            if place == 0:
                text.append(f" ({key_name('enter')})", FAINT)
        yield Static(text, markup=False)

    async def on_key(self, event: events.Key) -> None:
        """Take an answer."""
        for place, answer in enumerate(self._answers):
            if event.key in answer.keys or (event.key == "enter" and place == 0):
                event.stop()
                event.prevent_default()
                glimt = self.glimt
                await glimt.close_panel()
                glimt.attempt(answer.do())
                return
