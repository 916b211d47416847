"""``/``: find a person, a booking or a rule by a few letters, and go there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Self

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from glimt_rules.documents.faults import harmless
from glimt_rules.message import say
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_rules.rulesets.model import Rule
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, PAGES, UP_DOWN
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.find_bookings import BookingFinder
from glimt_tui.screen.find_rules import RuleFinder
from glimt_tui.screen.finders import Finders
from glimt_tui.screen.finding import Match
from glimt_tui.screen.later import Later
from glimt_tui.screen.line import Line
from glimt_tui.screen.overlay import Overlay
from glimt_tui.screen.pages.people import PeoplePage
from glimt_tui.screen.pages.people_rows import ROLES
from glimt_tui.screen.rows import Row, Rows
from glimt_tui.screen.words import Words

FAINT, BOLD = Style(dim=True), Style(bold=True)
#: How many of each are shown.
_PEOPLE, _BOOKINGS, _RULES = 8, 12, 6


class FindPanel(Overlay):
    """A few letters, and whom or what they find; enter goes there."""

    DEFAULT_CSS = "FindPanel > #find-hint { height: auto; color: $text-muted; }"
    help_text = say(
        "Write a few letters of a name, a phone number, a title, a room or a rule, or a day such "
        "as 14.1. or Thursday; enter goes there."
    )

    def __init__(self) -> None:
        super().__init__("", id="find-panel")
        self._prepared: tuple[BookingFinder, RuleFinder] | None = None
        self._of: View | None = None

    def compose(self) -> ComposeResult:
        """The letters, and what they find."""
        yield self.heading
        yield Line(id="find-wanted")
        yield Rows(id="find-rows")
        yield Static("", markup=False, id="find-hint")

    def on_mount(self) -> None:
        """Nothing is looked for yet."""
        words = self.glimt.words
        self.heading.update(Text(words(say("Find a person, a booking or a rule")), no_wrap=True))
        hint = say(
            "a name, a number, a title, a day or a rule; bookings from four weeks ago to in four"
        )
        self.query_one("#find-hint", Static).update(Text(words(hint)))
        self.rows.can_focus = False

    @property
    def rows(self) -> Rows:
        """What was found."""
        return self.query_one("#find-rows", Rows)

    @property
    def _finders(self) -> Finders:
        return self.glimt.query_one(PeoplePage).finders

    def focus(self, scroll_visible: bool = True) -> Self:
        """The letters take the keys."""
        self.query_one(Input).focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Look anew in what is there now."""
        self.query_one(Input).password = self.glimt.words.masked
        self._look()

    # Looking -------------------------------------------------------------------------------

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def _look(self) -> None:
        view = self.glimt.view
        if view is not None:
            self.run_worker(Later(self._find, view), exclusive=True, group="find")

    async def _find(self, view: View) -> None:
        wanted = self.query_one(Input).value
        people: list[Match] = []
        bookings: list[Visit] = []
        rules: list[Rule] = []
        if wanted.strip():
            finder = await self._finders.of(view)
            found_by = self._prepared
            if self._of is not view or found_by is None:
                found_by = await asyncio.to_thread(_prepared, view, self.glimt.words)
                self._prepared, self._of = found_by, view
            people = finder.find(wanted, most=_PEOPLE)
            bookings = found_by[0].find(wanted, most=_BOOKINGS)
            rules = found_by[1].find(wanted, most=_RULES)
        stood_on = self.rows.here
        self.rows.show(list(self._rows(view, wanted, people, bookings, rules)))
        if stood_on != self.rows.here or not stood_on:
            self.rows.action_end(-1)

    def _rows(
        self,
        view: View,
        wanted: str,
        people: list[Match],
        bookings: list[Visit],
        rules: list[Rule],
    ) -> Iterator[Row]:
        words = self.glimt.words
        if people:
            yield Row(Text(words(say("People"))))
            yield from (self._person(view, match) for match in people)
        if bookings:
            yield Row(Text(words(say("Bookings"))))
            yield from (self._booking(view, visit) for visit in bookings)
        if rules:
            yield Row(Text(words(PAGES["rules"])))
            yield from (self._rule(rule) for rule in rules)
        if wanted.strip() and not people and not bookings and not rules:
            yield Row(Text(words(say("Nobody and nothing fits these letters"))))

    def _person(self, view: View, match: Match) -> Row:
        words, person = self.glimt.words, match.person
        text = Text(words.person(view, person.id))
        if text.plain == person.label:
            for place in match.positions:
                text.stylize("bold underline", place, place + 1)
        cohorts = {cohort.id: cohort.name or cohort.id for cohort in view.plan.cohorts}
        beside = cohorts.get(person.cohort or "") or words(ROLES[person.role])
        text.append(f"  {harmless(beside)}", FAINT)
        return Row(text, f"person:{person.id}")

    def _booking(self, view: View, visit: Visit) -> Row:
        words = self.glimt.words
        day = view.day_of(visit)
        text = Text("– " if visit.status in NOT_LIVE else "")
        text.append(f"{words.day(day):<9}{words.clock(view, visit.start)} ")
        text.append(words.title(view, visit))
        return Row(text.append(f" · {words.people(view, visit)}", FAINT), f"visit:{visit.id}")

    def _rule(self, rule: Rule) -> Row:
        text = Text(harmless(self.glimt.words.texts.pick(rule.title)))
        return Row(text.append(f"  {rule.family}", FAINT), f"rule:{rule.id}")

    # The keys ------------------------------------------------------------------------------

    def keys_now(self) -> Keys:
        """What the keys do while letters are typed."""
        return ((ENTER, say("go there")), (UP_DOWN, say("mark another")), (ESCAPE, say("close")))

    @on(Line.Stepped)
    def _stepped(self, event: Line.Stepped) -> None:
        event.stop()
        getattr(self.rows, f"action_{event.what}")(event.by)

    @on(Line.Left)
    async def _left(self, event: Line.Left) -> None:
        event.stop()
        await self.action_close()

    @on(Line.Slash)
    def _slash(self, event: Line.Slash) -> None:
        event.stop()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        kind, _, id_ = (self.rows.here or "").partition(":")
        if kind == "person":
            self.glimt.attempt(self._go_to_person(id_))
        elif kind == "visit":
            self.glimt.attempt(self._go_to_visit(id_))
        elif kind == "rule":
            self.glimt.attempt(self._go_to_rule(id_))

    async def _go_to_rule(self, rule: str) -> None:
        """Go to the page of rules, and show this one as it is in force now."""
        await self.glimt.go_to_page("rules")
        await self.glimt.open_rule(rule)

    async def _go_to_person(self, person: str) -> None:
        """Go to the page of people, with the cursor there, and show who it is."""
        glimt = self.glimt
        await glimt.go_to_page("people")
        await glimt.query_one(PeoplePage).jump(person)
        await glimt.open_person(person)

    async def _go_to_visit(self, visit_id: str) -> None:
        """Go to the day of a booking; one that does not take place is opened where one is."""
        glimt, view = self.glimt, self.glimt.view
        visit = view.visits.get(visit_id) if view is not None else None
        if view is None or visit is None:
            return
        if visit.status not in NOT_LIVE:
            is_today = view.day_of(visit) == view.today
            await glimt.go_to_page("today" if is_today else "week")
            if glimt.current.go_to(f"visit:{visit_id}"):
                return
        await glimt.open_visit(visit_id)


def _prepared(view: View, words: Words) -> tuple[BookingFinder, RuleFinder]:
    return BookingFinder(view, words), RuleFinder(view, words)
