"""Panels that are a list to choose from, and may be one of several steps one after the other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Self

from msgspec import Struct
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from glimt_rules.message import Message, say
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, SIDEWAYS
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.rows import Row, Rows

BOLD, FAINT = Style(bold=True), Style(dim=True)


class Step(Struct, frozen=True, kw_only=True):
    """One of several panels that come one after the other."""

    number: int
    of: int
    title: Message
    #: what is to be done here
    told: Message
    #: the title of the step that follows; None at the last
    following: Message | None
    #: goes some steps further, or back
    go: Callable[[int], Coroutine[Any, Any, None]]
    #: ends it before the last step
    leave: Callable[[], Coroutine[Any, Any, None]]


class ListPanel(Panel):
    """A heading, rows to choose from, and what to do with them."""

    DEFAULT_CSS = """
    ListPanel > .panel--title { height: auto; max-height: 2; }
    ListPanel > .list--told { height: auto; max-height: 5; color: $text-muted; }
    """
    #: what the panel is called where it is no step
    called: Message = say("The house")
    #: what is said under the heading where it is no step
    told: Message | None = None

    def __init__(self, *, id: str, step: Step | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.step = step
        self.rows = Rows(id=f"{id}-rows")
        self.told_line = Static("", markup=False, classes="list--told")

    def compose(self) -> ComposeResult:
        """The heading, what is to be done, and the rows."""
        yield self.heading
        yield self.told_line
        yield self.rows

    def focus(self, scroll_visible: bool = True) -> Self:
        """The rows take the keys."""
        self.rows.focus(scroll_visible)
        return self

    def list_rows(self, view: View, width: int) -> Iterable[Row]:
        """What there is to choose from."""
        raise NotImplementedError

    async def chosen(self, what: str, id_: str) -> None:
        """Do what the row under the cursor is for."""
        raise NotImplementedError

    def refresh_view(self, view: View) -> None:
        """Show what there is now."""
        self.draw_list(view)

    def draw_list(self, view: View) -> None:
        """Write heading and rows anew."""
        words, step = self.glimt.words, self.step
        if step is None:
            self.heading.update(Text(words.sentence(self.called)))
        else:
            where = words(say("{number} of {all}", number=step.number, all=step.of))
            self.heading.update(Text(f"{where}  {words.sentence(step.title)}"))
        told = self.told if step is None else step.told
        self.told_line.display = told is not None
        if told is not None:
            self.told_line.update(Text(words.sentence(told)))
        width = self._width or 38
        self.rows.show([*self.list_rows(view, width), *self._step_rows()])

    @property
    def _width(self) -> int:
        """The columns of the list beside its scrollbar; 0 before it is laid out."""
        return self.rows.scrollable_content_region.width

    def _step_rows(self) -> Iterable[Row]:
        """The ways to the steps before and after."""
        words, step = self.glimt.words, self.step
        if step is None:
            return
        yield Row(Text(""), None, goes_on=True)
        done = say("done")
        ahead = done if step.following is None else say("next: {title}", title=step.following)
        yield Row(Text(f" → {words.sentence(ahead)}", BOLD), "step:1")
        if step.number > 1:
            back = say("go back")
            yield Row(Text(f" ← {words.sentence(back)}"), "step:-1")

    def keys_now(self) -> Keys | None:
        """What the keys do in the list."""
        steps: Keys = ((SIDEWAYS, say("back, next")),) if self.step is not None else ()
        close = say("close") if self.step is None else say("leave; all is kept")
        return ((ENTER, say("choose")), *self.own_keys(), *steps, (ESCAPE, close))

    def own_keys(self) -> Keys:
        """What other keys do in the list."""
        return ()

    async def do_open(self) -> None:
        """Do what the row under the cursor is for."""
        what, _, id_ = (self.rows.here or "").partition(":")
        if what == "step" and self.step is not None:
            await self.step.go(int(id_))
        elif what:
            await self.chosen(what, id_)

    async def on_key(self, event: events.Key) -> None:
        """Left and right go from step to step."""
        if self.step is None or not self.rows.has_focus or event.key not in ("left", "right"):
            return
        event.stop()
        event.prevent_default()
        # by the app, since the panel cannot wait for its own end; keys typed meanwhile wait for it
        self.glimt.call_later(self.step.go, 1 if event.key == "right" else -1)

    async def action_close(self) -> None:
        """Close the panel; where it is a step, all of them."""
        if self.step is None:
            await super().action_close()
        else:
            await self.step.leave()

    def on_resize(self) -> None:
        """Lines fit another width."""
        self.call_after_refresh(self._fit)

    def _fit(self, drawn_at: int | None = None) -> None:
        """Draw the list by its width, unless it was drawn at that."""
        if not self.is_attached or not self.rows.display or self._width == drawn_at:
            return
        width = self._width
        if self.glimt.view is not None:
            self.draw_list(self.glimt.view)
        if drawn_at is None:  # only now is it known whether the rows take a scrollbar
            self.call_after_refresh(self._fit, width)
