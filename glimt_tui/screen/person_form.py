"""Writing somebody down beside the page: new, or changed. No diagnosis, and no reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.text import Text
from textual.app import ComposeResult

from glimt_rules.message import count, say
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.register import edit_of, person_of, somebody_new, written
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, TAB, UP_DOWN
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.person_catalogue import all_fields
from glimt_tui.screen.person_state import PersonState
from glimt_tui.screen.record_form import RecordForm

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp
    from glimt_tui.screen.pages.people import PeoplePage


class PersonForm(Panel):
    """The form on somebody, beside the page."""

    help_text = say(
        "Enter goes to the next field, left and right choose where there is a choice, ctrl+s "
        "saves, and esc closes without saving."
    )

    def __init__(self, person_id: str | None = None, *, name: str = "") -> None:
        """Somebody who is registered; without an id, somebody new who may have a name."""
        super().__init__("", id="person-form")
        self._person_id = person_id
        self._given = name
        self._form = PersonFields(id="person-fields")

    def compose(self) -> ComposeResult:
        """The title, and the form."""
        yield self.heading
        yield self._form

    def focus(self, scroll_visible: bool = True) -> Self:
        """The form takes the keys."""
        self._form.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys:
        """What the keys do in the form."""
        return self._form.keys_now()

    def refresh_view(self, view: View) -> None:
        """The first view opens the form; later ones bring what others have changed."""
        words = self.glimt.words
        if self._form.state is not None:
            self._form.state.renew(view)
            self._form.draw()
            return
        known = written(view, self._person_id) if self._person_id else None
        title = say("Register somebody") if known is None else say("Change a person")
        self.heading.update(Text(words(title)))
        self._form.open(PersonState(known or somebody_new(self._given), view, words, all_fields()))


class PersonFields(RecordForm[PersonState]):
    """What is recorded of somebody."""

    told_of_saving = say("Enter or ctrl+s saves; esc closes without saving.")
    escape_label = say("close")

    def open(self, state: PersonState) -> None:
        """Fill in the form on somebody; whom letters may mean is known a moment later."""
        super().open(state)
        self.run_worker(self._make_finder(state), group="finder")

    async def _make_finder(self, state: PersonState) -> None:
        state.finder = await _people(self.glimt).finders.of(state.view)
        self.draw()

    def keys_now(self) -> Keys:
        """What the keys do in the field with the cursor, and in what is listed under it."""
        state = self.state
        field = state.focused if state is not None else None
        if state is None or field is None or not field.choices(state):
            return super().keys_now()
        return (
            (ENTER, say("take what is marked")),
            (UP_DOWN, say("mark another")),
            (TAB, say("take it and go on")),
            (ESCAPE, say("look no more")),
        )

    async def leave(self) -> None:
        """Close the panel."""
        await self.glimt.close_panel()

    async def write(self, state: PersonState) -> None:
        """Write it: what is so is so, whatever the rules say of it; then tell what they say."""
        glimt, edit = self.glimt, edit_of(state.written)
        name = "person" if state.written.is_new else "person_edit"
        broken: set[str] = set()
        if edit is not None:
            try:
                appeared = (await glimt.desk.preview(edit)).decision.appeared
                broken = {found.visit for found in appeared if found.level == "violation"}
            except Overtaken:
                pass  # somebody asks something else; the verdicts show it all the same
            await glimt.desk.record(edit, name=name)
        await glimt.close_panel()
        await glimt.renew()
        person = person_of(state.written).id
        await _people(glimt).jump(person)
        called = person if glimt.view is None else glimt.words.person(glimt.view, person)
        told = say("{person} is written down", person=called)
        if broken:
            told = count(
                "Written; {n} booking breaks a rule now",
                "Written; {n} bookings break a rule now",
                len(broken),
            )
        glimt.say(told)


def _people(glimt: GlimtApp) -> PeoplePage:
    from glimt_tui.screen.pages.people import PeoplePage

    return glimt.query_one(PeoplePage)
