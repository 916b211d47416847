"""The frame of the application: its pages, the view that they show, and what is told of it.

It shows views of the desk and asks the desk to do things; it never touches the database, and
never waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import ContentSwitcher

from glimt_rules.errors import GlimtError
from glimt_rules.message import Message, say
from glimt_rules.texts import Texts
from glimt_tui.desk.desk import Desk, Overtaken
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ACTIONS, BY_ID, Action, Page
from glimt_tui.keyboard.keys import keys_in
from glimt_tui.screen.bars import Bar, KeyBar, key_line, page_line, state_line
from glimt_tui.screen.news import tell_unseen, told_with_what
from glimt_tui.screen.page import PageView
from glimt_tui.screen.pages.today import TodayPage
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.telling import Telling
from glimt_tui.screen.terminal.app import LeanApp
from glimt_tui.screen.words import Words
from glimt_tui.start import imported

#: How often it is asked whether a colleague has written something, in seconds.
POLL = 0.25
#: Dark, light, and the colours that the terminal itself has.
THEMES = ("textual-dark", "textual-light", "ansi-dark")


class Shell(LeanApp[int]):
    """The pages and the lines around them; ``GlimtApp`` adds what the keys do."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #keys, #pages { background: $panel; }
    #body { height: 1fr; }
    ContentSwitcher { width: 1fr; height: 1fr; }
    Input:nocolor > .input--selection { text-style: reverse; }
    """
    BINDINGS: ClassVar = []

    def __init__(
        self,
        desk: Desk,
        texts: Texts,
        *,
        keys: Mapping[str, str] | None = None,
        is_other_day: bool = False,
    ) -> None:
        """``keys`` gives actions other keys; ``is_other_day`` is told where today is not today."""
        super().__init__()
        self.desk = desk
        self.words = Words(texts)
        self.view: View | None = None
        self.page: Page = "today"
        self.is_other_day = is_other_day
        self.telling = Telling(self, self.tell_lines)
        self._keys = dict(keys or {})
        self._panel: Panel | None = None
        self._is_closed = False
        self._making_pages = asyncio.Lock()
        #: set once a view is shown that was read after somebody began to wait for it
        self._renewed = asyncio.Event()
        for key, actions in self._actions_by_key().items():
            self.bind(key, f"do('{' '.join(actions)}')", show=False)

    def keys_of(self, action: Action) -> str:
        """The keys of an action: the configuration's, else its own."""
        return self._keys.get(action.id, action.keys)

    def _actions_by_key(self) -> dict[str, list[str]]:
        """The actions of each key: several, where each has pages of its own."""
        found: dict[str, list[str]] = {}
        for action in ACTIONS:
            for key in keys_in(self.keys_of(action)):
                found.setdefault(key, []).append(action.id)
        return found

    # The screen ----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lines above and below, the page and its panel between them."""
        yield Bar(id="pages")
        with Horizontal(id="body"), ContentSwitcher(initial="today", id="switcher"):
            yield TodayPage(id="today")
        yield Bar(id="state")
        yield KeyBar(id="keys")

    async def _other_pages(self) -> None:
        """Make the pages that nobody sees at first; the one of today should not wait for them."""
        async with self._making_pages:
            if self.query("#week"):
                return
            from glimt_tui.screen.pages.people import PeoplePage
            from glimt_tui.screen.pages.rules import RulesPage
            from glimt_tui.screen.pages.visitors import VisitorsPage
            from glimt_tui.screen.pages.week import WeekPage

            pages = (
                WeekPage(id="week"),
                PeoplePage(id="people"),
                RulesPage(id="rules"),
                VisitorsPage(id="visitors"),
            )
            for page in pages:
                page.display = False
            await self.query_one("#switcher").mount(*pages)

    @property
    def current(self) -> PageView:
        """The page that is open."""
        return self.query_one(f"#{self.page}", PageView)

    @property
    def panel(self) -> Panel | None:
        """What is open beside the page."""
        return self._panel

    def on_mount(self) -> None:
        """Show what is near in the database, or the frame alone where it is not read by now."""
        self.theme = THEMES[0]
        self.view = self.desk.first_look()
        if self.view is None:
            self.tell_lines()
        else:
            self.show()
        self.current.focus_first()
        self.run_worker(self._start(), exclusive=True, group="start")

    async def _start(self) -> None:
        if self.view is None:
            try:
                self.view = await self.desk.open()
            except GlimtError as error:
                self.exit(return_code=2, message="\n".join(map(self._line, error.problems)))
                return
            self.show()
        await self._painted()
        imported()
        await self.desk.judged(self.view)
        self.show()
        await self._painted()
        await self._other_pages()
        await self.renew()
        self.set_interval(POLL, self._look_around)
        self.attempt(tell_unseen(self))
        self.attempt(self._keep_up())

    async def _painted(self) -> None:
        """Wait until what is to be shown stands on the terminal."""
        painted = asyncio.Event()
        self.screen.call_after_refresh(painted.set)
        await painted.wait()

    async def _keep_up(self) -> None:
        """Forget what is due: as the screen opens, and at midnight while it stays open."""
        done = await self.desk.upkeep()
        if done.purged.facts:
            await self.renew()
        if not done.clean:
            self.say(
                say("Some of what was to be forgotten may still stand in a file; see glimt purge")
            )

    def _line(self, problem: Any) -> str:
        return f"{problem.file or problem.where}: {self.words.sentence(problem.message)}"

    # Views ---------------------------------------------------------------------------------

    async def renew(self) -> None:
        """Read the database anew and show what has changed."""
        first, last = self.current.wanted_days()
        assert first is None or isinstance(first, date)
        assert last is None or isinstance(last, date)
        renewed, is_overtaken = self._renewed, False
        try:
            self.view = await self.desk.view(first, last)
        except Overtaken:
            is_overtaken = True
        finally:
            if not is_overtaken:
                self._renewed = asyncio.Event()
                renewed.set()
        if is_overtaken:
            await renewed.wait()  # whoever asked later shows what is there by now
        else:
            self.show()

    def show(self) -> None:
        """Show the view that is there; as the app ends, parts of a page are gone already."""
        if self.view is None or self._closing:
            return
        if not self.query(f"#{self.page}") or self.current._closing:
            return
        self.current.show_view(self.view)
        if self._panel is not None:
            self._panel.refresh_view(self.view)
        self.tell_lines()

    def tell_lines(self) -> None:
        """Write the lines around the page anew, where they say something else.

        As the app ends, some of them are gone already.
        """
        for name, line in (("pages", page_line), ("state", state_line), ("keys", key_line)):
            for bar in self.query(f"#{name}").results(Bar):
                bar.tell(line(self))

    async def _look_around(self) -> None:
        """See whether a colleague has written something, and whether the minute is another."""
        if self._is_closed:
            return
        try:
            await self._look()
        except GlimtError as error:
            self.say_error(error)

    async def _look(self) -> None:
        rules = await self.desk.rules_anew()
        if rules is not None:
            await self.renew()
            self.say(rules)
        news = await self.desk.news()
        minute = self.desk.clock().replace(second=0, microsecond=0)
        if news:
            await self.renew()
            others = [entry for entry in news if entry.who != self.desk.who]
            if others:
                done = told_with_what(self.words, self.view, others[-1])
                self.say_news(say("{who} {action}", who=others[-1].who, action=done))
        elif self.view is None or self.view.now.replace(second=0, microsecond=0) != minute:
            day = self.view.today if self.view else None
            await self.renew()
            if self.view is not None and self.view.today != day:
                self.attempt(self._keep_up())

    # Doing things --------------------------------------------------------------------------

    def say(self, message: Message) -> None:
        """Tell something on the state line, for a few seconds."""
        self.telling.say(self.words.sentence(message))

    def say_news(self, message: Message) -> None:
        """Tell what somebody else did, where it does not take the place of one's own work."""
        self.telling.say_news(self.words.sentence(message))

    def say_error(self, error: GlimtError) -> None:
        """Tell why something could not be done."""
        self.say(error.problems[0].message)

    def attempt(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, and tell why where it cannot be done."""
        self.run_worker(self._attempted(work))

    async def _attempted(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Overtaken:
            return
        except GlimtError as error:
            self.say_error(error)

    def why_not(self, action: str) -> Message | None:
        """Why an action cannot be done now; None where it can."""
        known = BY_ID[action]
        if known.pages and self.page not in known.pages:
            return say("not on this page")
        if self.view is None and not action.startswith("page_") and action not in ("quit", "help"):
            return say("the database is being opened")
        if known.in_form:
            if self._panel is None or not hasattr(self._panel, f"do_{action}"):
                return say("no booking is open")
            return self._panel.why_not(action)
        reason: Message | None = self.current.why_not(action)
        return reason

    async def before_leaving(self) -> None:
        """Keep a draft: the line is lost, or a signal ends the session."""
        keep = getattr(self._panel, "before_leaving", None)
        if keep is not None:
            await keep()

    async def on_unmount(self) -> None:
        """Let go of the database; nothing asks for it any more."""
        self._is_closed = True
        await self.desk.close()
