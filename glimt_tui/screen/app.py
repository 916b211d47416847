"""The application on the screen: pages, the panel beside them, and the keys.

It shows views of the desk and asks the desk to do things; it never touches the database, and
never waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import ContentSwitcher

from glimt_rules.errors import GlimtError
from glimt_rules.message import Message, say
from glimt_rules.texts import Texts
from glimt_tui.desk.desk import Desk, Overtaken
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ACTIONS, BY_ID, PAGES, Action, Page
from glimt_tui.keyboard.keys import keys_in
from glimt_tui.screen.bars import TOLD_FOR, Bar, key_line, page_line, state_line
from glimt_tui.screen.page import PageView
from glimt_tui.screen.pages.today import TodayPage
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.rows import Rows
from glimt_tui.screen.terminal.app import LeanApp
from glimt_tui.screen.words import Words
from glimt_tui.store.words import told_of

#: How often it is asked whether a colleague has written something, in seconds.
POLL = 0.25
#: Dark, light, and the colours that the terminal itself has.
THEMES = ("textual-dark", "textual-light", "ansi-dark")


class GlimtApp(LeanApp[int]):
    """Glimt on a terminal."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #keys, #pages { background: $panel; }
    #body { height: 1fr; }
    ContentSwitcher { width: 1fr; height: 1fr; }
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
        self.told: str | None = None
        self._keys = dict(keys or {})
        self._panel: Panel | None = None
        self._is_closed = False
        self._making_pages = asyncio.Lock()
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
        yield Bar(id="keys")

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
        """Show the frame at once; the database comes as soon as it has been read."""
        self.theme = THEMES[0]
        self.tell_lines()
        self.current.focus_first()
        self.run_worker(self._start(), exclusive=True, group="start")

    async def _start(self) -> None:
        try:
            self.view = await self.desk.open()
        except GlimtError as error:
            self.exit(return_code=2, message="\n".join(map(self._line, error.problems)))
            return
        self.show()
        await self._other_pages()
        await self.renew()
        self.set_interval(POLL, self._look_around)
        self.attempt(self._keep_up())

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
        try:
            self.view = await self.desk.view(first, last)
        except Overtaken:
            return
        self.show()

    def show(self) -> None:
        """Show the view that is there; as the app ends, parts of a page are gone already."""
        if self.view is None or self._closing or self.current._closing:
            return
        self.current.show_view(self.view)
        if self._panel is not None:
            self._panel.refresh_view(self.view)
        self.tell_lines()

    def tell_lines(self) -> None:
        """Write the lines around the page anew, where they say something else."""
        self.query_one("#pages", Bar).tell(page_line(self))
        self.query_one("#state", Bar).tell(state_line(self))
        self.query_one("#keys", Bar).tell(key_line(self))

    async def _look_around(self) -> None:
        """See whether a colleague has written something, and whether the minute is another."""
        if self._is_closed:
            return
        try:
            await self._look()
        except GlimtError as error:
            self.say_error(error)

    async def _look(self) -> None:
        news = await self.desk.news()
        minute = self.desk.clock().replace(second=0, microsecond=0)
        if news:
            await self.renew()
            others = [entry for entry in news if entry.who != self.desk.who]
            if others:
                self.say(say("{who} {action}", who=others[-1].who, action=told_of(others[-1])))
        elif self.view is None or self.view.now.replace(second=0, microsecond=0) != minute:
            day = self.view.today if self.view else None
            await self.renew()
            if self.view is not None and self.view.today != day:
                self.attempt(self._keep_up())

    # Doing things --------------------------------------------------------------------------

    def say(self, message: Message) -> None:
        """Tell something on the state line, for a few seconds."""
        self.told = self.words.sentence(message)
        self.tell_lines()
        told = self.told
        self.set_timer(TOLD_FOR.total_seconds(), lambda: self._untell(told))

    def _untell(self, told: str) -> None:
        if self.told == told:
            self.told = None
            self.tell_lines()

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

    async def action_do(self, actions: str) -> None:
        """Do an action of the registry, or say why not; of several, the one of this page."""
        ids = actions.split()
        action = next((id_ for id_ in ids if self.page in (BY_ID[id_].pages or PAGES)), ids[0])
        reason = self.why_not(action)
        if reason is not None:
            self.say(reason)
            return
        in_panel = self._panel is not None and (
            self._panel.has_focus_within or BY_ID[action].in_form
        )
        for place in (self._panel if in_panel else None, self.current, self):
            method = getattr(place, f"do_{action}", None)
            if method is not None:
                result = method()
                if isinstance(result, Coroutine) and BY_ID[action].opens:
                    await self._attempted(result)
                elif isinstance(result, Coroutine):
                    self.attempt(result)
                return
        if action.startswith("page_"):
            await self.go_to_page(action.removeprefix("page_"))  # type: ignore[arg-type]

    async def go_to_page(self, page: Page) -> None:
        """Open another page."""
        await self._other_pages()
        await self.close_panel()
        self.page = page
        self.query_one("#switcher", ContentSwitcher).current = page
        self.current.focus_first()
        self.show()
        await self.renew()

    async def open_panel(self, panel: Panel) -> None:
        """Open something beside the page; what was open there closes."""
        if self._panel is not None:
            await self._panel.remove()
        self._panel = panel
        panel.set_class(self.size.width >= 110, "-wide")
        await self.query_one("#body").mount(panel)
        panel.focus()
        if self.view is not None:
            panel.refresh_view(self.view)
        self.tell_lines()

    async def close_panel(self) -> None:
        """Close what is open beside the page."""
        if self._panel is not None:
            panel, self._panel = self._panel, None
            await panel.remove()
            self.current.focus_first()
            self.tell_lines()

    def put_aside(self) -> Panel | None:
        """Hide what is open beside the page, for something that comes before it."""
        panel, self._panel = self._panel, None
        if panel is not None:
            panel.display = False
        return panel

    def bring_back(self, panel: Panel) -> None:
        """Show again what was put aside."""
        self._panel = panel
        panel.display = True
        if self.view is not None:
            panel.refresh_view(self.view)
        self.tell_lines()

    @on(Rows.Moved)
    def _cursor_moved(self) -> None:
        self.query_one("#keys", Bar).tell(key_line(self))

    # What pages and panels open ------------------------------------------------------------

    async def book(self, **given: Any) -> None:
        """Open the form for a new booking; ``given`` is what is known of it already."""
        from glimt_tui.screen.form.panel import BookingForm

        await self.open_panel(BookingForm(**given))

    async def edit_visit(self, visit_id: str) -> None:
        """Open the form on a booking that is there."""
        from glimt_tui.screen.form.panel import BookingForm

        await self.open_panel(BookingForm(visit_id=visit_id))

    async def open_visit(self, visit_id: str) -> None:
        """Show one visit, and what the rules say of it."""
        from glimt_tui.screen.visit_panel import VisitPanel

        await self.open_panel(VisitPanel(visit_id))

    async def open_person(self, person_id: str) -> None:
        """Show one person: household, cohort, contacts, visits."""
        from glimt_tui.screen.person_panel import PersonPanel

        await self.open_panel(PersonPanel(person_id))

    async def open_rule(self, rule_id: str) -> None:
        """Show one rule, its source and its reading."""
        from glimt_tui.screen.rule_panel import RulePanel

        await self.open_panel(RulePanel(rule_id))

    # Actions that mean the same on every page ----------------------------------------------

    async def do_book(self) -> None:
        """Make a new booking; with whoever is under the cursor."""
        person = self.current.person_here()
        await self.book(**({"person": person} if person else {}))

    async def do_open(self) -> None:
        """Open what is under the cursor."""
        kind, _, id_ = (self.current.here() or "").partition(":")
        opened = {"visit": self.open_visit, "person": self.open_person, "rule": self.open_rule}
        if kind in opened:
            await opened[kind](id_)
        else:
            self.say(say("there is nothing to open here"))

    async def do_trace(self) -> None:
        """Ask whom the person under the cursor was with."""
        from glimt_tui.screen.trace_panel import TracePanel

        person = self.current.person_here()
        if person is None:
            self.say(say("put the cursor on a person first"))
        else:
            await self.open_panel(TracePanel(person))

    async def do_help(self) -> None:
        """Show what the keys do here; a second time, close it."""
        from glimt_tui.screen.help import HelpPanel
        from glimt_tui.screen.overlay import open_over

        if isinstance(self._panel, HelpPanel):
            await self._panel.action_close()
        else:
            await open_over(self, HelpPanel())

    async def do_find(self) -> None:
        """Find a person or a booking, and go there."""
        from glimt_tui.screen.find import FindPanel
        from glimt_tui.screen.overlay import open_over

        await self._other_pages()
        await open_over(self, FindPanel())

    async def do_palette(self) -> None:
        """Look for an action by its name."""
        from glimt_tui.screen.overlay import open_over
        from glimt_tui.screen.palette import PalettePanel

        await open_over(self, PalettePanel())

    async def do_undo(self) -> None:
        """Take back one's own last action."""
        entry = await self.desk.undo()
        if entry is None:
            self.say(say("there is nothing to take back"))
            return
        await self.renew()
        self.say(say("Taken back: {action}", action=told_of(entry)))

    async def do_redo(self) -> None:
        """Do again what was taken back."""
        entry = await self.desk.redo()
        if entry is None:
            self.say(say("there is nothing that was taken back"))
            return
        await self.renew()
        self.say(say("Done again: {action}", action=told_of(entry)))

    def do_mask(self) -> None:
        """Hide all names, or show them again."""
        self.words.masked = not self.words.masked
        self.show()

    def do_theme(self) -> None:
        """Take the next theme."""
        self.theme = THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)]

    def do_repaint(self) -> None:
        """Paint everything anew."""
        self.repaint()

    def do_quit(self) -> None:
        """End the session."""
        self.exit(0)

    async def before_leaving(self) -> None:
        """Keep a draft: the line is lost, or a signal ends the session."""
        keep = getattr(self._panel, "before_leaving", None)
        if keep is not None:
            await keep()

    async def on_unmount(self) -> None:
        """Let go of the database; nothing asks for it any more."""
        self._is_closed = True
        await self.desk.close()
