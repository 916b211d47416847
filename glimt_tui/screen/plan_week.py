"""``f`` on the page of the week: choose a file of wishes, for which visits are to be proposed."""

from __future__ import annotations

import os

from rich.text import Text
from textual import events, on
from textual.widgets import Input, Static

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import InputError
from glimt_rules.message import Message, say
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.view import View
from glimt_tui.desk.wish_files import offered
from glimt_tui.keyboard.actions import ENTER, ESCAPE, TAB, UP_DOWN
from glimt_tui.planning.solver import require_solver
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.plan_week_panel import ProposalPanel
from glimt_tui.screen.rows import Row
from glimt_tui.screen.what_if_panel import WhatIfPanel

_HOW = say(
    "The path of a file of wishes, or a few letters of its name. Tab completes, enter begins to "
    "search."
)


class PlanWeekPanel(WhatIfPanel):
    """A line for the path of a file, and below it the files that may be meant.

    The line works as where rule sets are tried out; what is offered, and opened, is another.
    """

    help_text = say(
        "Choose a file with what people wish for in a week, and you get visits proposed for it. "
        "Nothing is written before you have chosen among them."
    )

    def __init__(self) -> None:
        super().__init__()
        self._lacks: Message | None = None

    def on_mount(self, event: events.Mount | None = None) -> None:
        """Files that are here stand there at first; without a solver, how to come by one."""
        if event is not None:
            event.prevent_default()  # the other panel has other words
        words = self.glimt.words
        try:
            require_solver()
        except InputError as error:
            self._lacks = error.problems[0].message
        self.heading.update(Text(words(say("Propose visits for a week of wishes")), no_wrap=True))
        self.query_one("#what-if-how", Static).update(words(self._lacks or _HOW))
        self.line.cursor_blink = False
        self.rows.can_focus = False
        if self._lacks is None:
            self._look()

    def keys_now(self) -> Keys:
        """What the keys do while somebody chooses."""
        if self._lacks is not None:
            return ((ESCAPE, say("close")),)
        return (
            (ENTER, say("search")),
            (TAB, say("complete")),
            (UP_DOWN, say("choose")),
            (ESCAPE, say("close")),
        )

    async def _look_for_files(self, typed: str) -> None:
        try:
            self._files = await self.glimt.desk.beside(lambda: offered(typed), kind="wish-files")
        except Overtaken:
            return
        if self.glimt.view is not None:
            self._draw(self.glimt.view)

    def _draw(self, view: View) -> None:
        rows: list[Row] = []
        if self._lacks is None and self._files:
            rows.append(Row(Text(self.glimt.words(say("Wishes in a file")))))
            rows += [Row(Text(f" {harmless(path)}"), f"file:{path}") for path in self._files]
        self.rows.show(rows)
        if self._is_anew:
            self.rows.action_end(-1)

    @on(Input.Submitted)
    async def _ask(self, event: Input.Submitted | None = None) -> None:
        """Search for the chosen file, else for the typed path; a folder is gone into."""
        if event is not None:
            event.stop()
            event.prevent_default()
        name = (self.rows.here or "").partition(":")[2] or self.line.value.strip()
        if self._lacks is not None:
            self.glimt.say(self._lacks)
        elif name.endswith(os.sep):
            self.action_complete()
        elif name:
            await self.glimt.open_panel(ProposalPanel(name))
        else:
            self.glimt.say(say("write the path of a file of wishes first"))
