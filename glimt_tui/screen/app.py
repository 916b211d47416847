"""The application on the screen: what the keys do, and what pages and panels open."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from textual import on
from textual.widgets import ContentSwitcher

from glimt_rules.message import say
from glimt_tui.keyboard.actions import BY_ID, PAGES, Page
from glimt_tui.screen.bars import Bar, key_line
from glimt_tui.screen.news import told_with_what
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.rows import Rows
from glimt_tui.screen.shell import THEMES, Shell
from glimt_tui.screen.sms_target import JustWritten, Target, just_written, target

__all__ = ["THEMES", "GlimtApp"]


class GlimtApp(Shell):
    """Glimt on a terminal."""

    #: the booking that was written last in the form
    written: JustWritten | None = None

    def was_written(self, visit: str) -> None:
        """A booking was written: what is done next without moving the cursor is about that."""
        self.written = just_written(self, visit)

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

    async def open_series(self, visit_id: str) -> None:
        """Repeat a booking, or show the series that it belongs to."""
        from glimt_tui.screen.series.panel import open_series

        await open_series(self, visit_id)

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

    async def do_series(self) -> None:
        """Repeat the booking under the cursor, or show its series."""
        visit = self.current.visit_here()
        if visit is not None:
            await self.open_series(visit.id)

    async def do_trace(self) -> None:
        """Ask whom the person under the cursor was with."""
        from glimt_tui.screen.trace_panel import TracePanel

        person = self.current.person_here()
        if person is None:
            self.say(say("put the cursor on a person first"))
        else:
            await self.open_panel(TracePanel(person))

    async def do_follow_up(self) -> None:
        """Show who is to be called; with whoever is under the cursor."""
        from glimt_tui.screen.follow_up_panel import open_follow_up

        await open_follow_up(self)

    async def do_handover(self) -> None:
        """Show messages for the next shift, and what was decided today."""
        from glimt_tui.screen.handover_panel import HandoverPanel

        await self.open_panel(HandoverPanel())

    async def do_house(self) -> None:
        """Show and change the house: rooms, equipment, cohorts, hours, the centre."""
        from glimt_tui.screen.house.panel import HousePanel

        await self.open_panel(HousePanel())

    async def do_sms(self) -> None:
        """Write to somebody about a booking."""
        from glimt_tui.screen.sms_panel import SmsPanel

        found = target(self)
        if isinstance(found, Target):
            await self.open_panel(SmsPanel(found))

    async def do_equipment(self) -> None:
        """Show the equipment: what is free, who has the rest, what is set aside."""
        from glimt_tui.screen.equipment_panel import EquipmentPanel

        await self.open_panel(EquipmentPanel())

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
        done = told_with_what(self.words, self.view, entry, counted=True)
        await self.renew()
        self.say(say("Taken back: {action}", action=done))

    async def do_redo(self) -> None:
        """Do again what was taken back."""
        entry = await self.desk.redo()
        if entry is None:
            self.say(say("there is nothing that was taken back"))
            return
        await self.renew()
        done = told_with_what(self.words, self.view, entry, counted=True)
        self.say(say("Done again: {action}", action=done))

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
