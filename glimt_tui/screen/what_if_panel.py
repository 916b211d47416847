"""``h`` on the page of rules: choose a change of the rules, and see what it would do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import ClassVar, Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.view import View
from glimt_tui.desk.what_if import Asked, RuleFiles, offered
from glimt_tui.keyboard.actions import ENTER, ESCAPE, TAB, UP_DOWN
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.fit import end_of
from glimt_tui.screen.impact_panel import ImpactPanel
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.rows import Row, Rows
from glimt_tui.screen.words import Words

HOW = say(
    "Write a path or a few letters, or choose below. Tab completes, enter shows what it does."
)


class WhatIfPanel(Panel):
    """A line for the path of a rule set, and below it what else may be asked about."""

    BINDINGS: ClassVar = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("tab", "complete", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    WhatIfPanel > #what-if-how { height: auto; color: $text-muted; }
    """
    help_text = say(
        "Choose a rule set that is not in force yet, a version to leave out, or a family to "
        "switch, and you see what that would do to the coming visits. Nothing is written."
    )

    def __init__(self) -> None:
        super().__init__("", id="what-if-panel")
        self._files: list[str] = []
        #: the letters that these fit
        self._looked_for = ""
        #: whether nobody has chosen yet among what fits the letters: the first row is meant then
        self._is_anew = True

    def compose(self) -> ComposeResult:
        """The path, how it is written, and what there is to choose from."""
        yield self.heading
        yield Input(compact=True, select_on_focus=False, id="what-if-path")
        yield Static("", markup=False, id="what-if-how")
        yield Rows(id="what-if-rows")

    def on_mount(self) -> None:
        """Everything stands there at first."""
        words = self.glimt.words
        self.heading.update(Text(words(say("What if the rules were others?")), no_wrap=True))
        self.query_one("#what-if-how", Static).update(words(HOW))
        self.line.cursor_blink = False
        self.rows.can_focus = False
        self._look()

    @property
    def line(self) -> Input:
        """What is typed."""
        return self.query_one(Input)

    @property
    def rows(self) -> Rows:
        """What there is to choose from."""
        return self.query_one("#what-if-rows", Rows)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The path takes the keys."""
        self.line.focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Show what there is now."""
        self._draw(view)

    def keys_now(self) -> Keys:
        """What the keys do while somebody chooses."""
        return (
            (ENTER, say("show")),
            (TAB, say("complete")),
            (UP_DOWN, say("choose")),
            (ESCAPE, say("close")),
        )

    # Choosing ------------------------------------------------------------------------------

    @on(Input.Changed)
    def _look(self) -> None:
        """Look for files that may be meant, and show at once what else fits."""
        self._is_anew = True
        if self.glimt.view is not None:
            self._draw(self.glimt.view)
        self.run_worker(self._look_for_files(self.line.value), exclusive=True, group="files")

    async def _look_for_files(self, typed: str) -> None:
        desk = self.glimt.desk
        files = RuleFiles(desk.rule_folders)
        try:
            self._files = await desk.beside(lambda: offered(files, typed), kind="rule-files")
        except Overtaken:
            return
        self._looked_for = typed
        if self.glimt.view is not None:
            self._draw(self.glimt.view)

    def _draw(self, view: View) -> None:
        width = max(self.size.width - 3, 20) if self.size.width else 70
        choices = _choices(view, self.glimt.words, self._files, self.line.value, width)
        self.rows.show(list(choices))
        if self._is_anew:
            self.rows.action_end(-1)

    def action_move(self, step: int) -> None:
        """Choose the row above or below."""
        self._is_anew = False
        self.rows.action_move(step)

    def action_page(self, step: int) -> None:
        """Choose a row further up or down."""
        self._is_anew = False
        self.rows.action_page(step)

    def action_complete(self) -> None:
        """Write the file or the folder under the cursor, or the first there is, into the line."""
        what, _, name = (self.rows.here or "").partition(":")
        if what != "file" and self._files:
            what, name = "file", self._files[0]
        if what == "file":
            self.line.value = name
            self.line.cursor_position = len(name)

    @on(Input.Submitted)
    async def _ask(self) -> None:
        """Show what the chosen row, else the typed path, would do; a folder is gone into."""
        what, _, name = (self.rows.here or "").partition(":")
        typed = self.line.value
        if self._is_anew and typed != self._looked_for and typed.strip().endswith(".toml"):
            what, name = "file", typed.strip()  # a whole name, sooner than what it fits is found
        if what == "file" and name.endswith(os.sep):
            self.action_complete()
        elif what:
            await self.glimt.open_panel(ImpactPanel(Asked(what, name)))  # type: ignore[arg-type]
        elif self.line.value.strip():
            await self.glimt.open_panel(ImpactPanel(Asked("file", self.line.value.strip())))
        else:
            self.glimt.say(say("choose what to ask about first"))


def _choices(view: View, words: Words, files: list[str], typed: str, width: int) -> Iterator[Row]:
    """What may be asked about: files, versions to leave out, and families to switch.

    Of a path that is longer than ``width`` cells its end is told, by which it differs from others.
    """
    yield from _group(
        words,
        say("With a rule set from a file"),
        [(f"file:{path}", end_of(harmless(path), width)) for path in files],
    )
    wanted = typed.casefold()
    if os.sep in wanted or wanted.endswith(".toml"):
        return  # a path is being written
    versions = [(f"without:{each.id}", each.id) for each in view.book.rule_sets]
    families = [
        ("off" if family in view.book.active else "on", family) for family in view.book.families
    ]
    switches = [
        (f"{what}:{family}", words(say("{family} off", family=family)))
        if what == "off"
        else (f"{what}:{family}", words(say("{family} on", family=family)))
        for what, family in families
    ]
    for title, choices in (
        (say("Without a version that is there"), versions),
        (say("With a family switched"), switches),
    ):
        yield from _group(words, title, [each for each in choices if wanted in each[1].casefold()])


def _group(words: Words, title: Message, choices: list[tuple[str, str]]) -> Iterator[Row]:
    if choices:
        yield Row(Text(words(title)))
    for id_, told in choices:
        yield Row(Text(f" {harmless(told)}"), id_)
