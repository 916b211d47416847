"""One person beside the page: household, contacts of the week, visits, what is still open."""

from __future__ import annotations

from datetime import date
from typing import Self

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from glimt_rules.message import say
from glimt_rules.plan.model import Person
from glimt_tui.desk.asking import Overtaken, go_on
from glimt_tui.desk.contacts import ContactRules, contacts_of
from glimt_tui.desk.openings import LENGTH, Opening, openings
from glimt_tui.desk.view import View
from glimt_tui.desk.week import monday_of
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.person_told import Telling
from glimt_tui.screen.reading import BOLD, Reading

PLAIN = Style(bold=False)
_ACTIONS = {"book": say("new booking"), "contacts": say("outside"), "person_edit": say("change")}


class PersonPanel(Panel):
    """What there is to know of somebody; on the page of people, its keys are for them."""

    DEFAULT_CSS = """
    PersonPanel > #person-keys { height: 1; }
    PersonPanel > .panel--title { height: auto; max-height: 2; }
    """
    help_text = say(
        "Enter opens the person, the visit or the rule under the cursor, and books a free time. "
        "The contacts are those of everybody who lives there, each counted once."
    )

    def __init__(self, person_id: str) -> None:
        super().__init__("", id="person-panel")
        self.person_id = person_id
        self._told_of: str | None = None
        #: when they could come, and what that was found for: whom, which week, which view
        self._openings: tuple[Opening, ...] | None = None
        self._found_for: tuple[str, date, int] | None = None
        self._keys = Static("", markup=False, id="person-keys")

    def compose(self) -> ComposeResult:
        """The name, the text, and the keys below it."""
        yield self.heading
        yield Reading(id="person-text")
        yield self._keys

    def focus(self, scroll_visible: bool = True) -> Self:
        """The text takes the keys."""
        self.query_one(Reading).focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Tell what there is to know now."""
        words, person = self.glimt.words, view.people.get(self.person_id)
        reading = self.query_one(Reading)
        if person is None:
            self.heading.update(Text(words(say("This person is not registered any more"))))
            reading.tell([])
            return
        self.heading.update(Text(words.person(view, person.id)))
        day = getattr(self.glimt.current, "day", None) or view.today
        contacts = contacts_of(view, person.lives_in, ContactRules(view, day))
        if self._told_of != self.person_id:
            self._openings = None
        key = self._key("contacts")
        told = Telling(view, words, person, contacts, key, self._openings)
        reading.tell(list(told.blocks()), anew=self._told_of != self.person_id)
        self._told_of = self.person_id
        self._keys.update(self._keys_told())
        wanted = (person.id, monday_of(day), view.seq)
        if self._found_for != wanted:
            self._found_for = wanted
            self.run_worker(self._look_for_openings(view, person, monday_of(day)), exclusive=True)

    async def _look_for_openings(self, view: View, person: Person, monday: date) -> None:
        """Find out when they could come, and tell it where nothing else is asked meanwhile."""
        try:
            found = await self.glimt.desk.beside(
                lambda: openings(view, person, monday, go_on), kind="openings"
            )
        except Overtaken:
            return
        self._openings = tuple(found)
        self.refresh_view(self.glimt.view or view)

    def _key(self, action: str) -> str:
        return key_name(self.glimt.keys_of(BY_ID[action]))

    def _keys_told(self) -> Text:
        """What the keys do; those of actions on the page where they can be done."""
        text, words = Text(no_wrap=True), self.glimt.words
        for action, label in _ACTIONS.items():
            if self.glimt.page in BY_ID[action].pages:
                text.append(f"{self._key(action)} ", BOLD).append(f"{words(label)}  ", PLAIN)
        return text.append("esc ", BOLD).append(words(say("close")), PLAIN)

    async def do_open(self) -> None:
        """Open what is under the cursor."""
        reading, glimt = self.query_one(Reading), self.glimt
        kind, _, id_ = (reading.here or "").partition(":")
        if kind == "person":
            glimt.current.go_to(f"person:{id_}")
            await glimt.open_person(id_)
        elif kind == "visit":
            await glimt.open_visit(id_)
        elif kind == "rule":
            await glimt.open_rule(id_)
        elif kind == "free" and self._openings:
            free = self._openings[int(id_)]
            await glimt.book(
                person=self.person_id, start=free.first, end=free.first + LENGTH, room=free.room
            )
