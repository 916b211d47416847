"""Writing somebody down beside the page: new, or changed. No diagnosis, and no reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.widgets import Static

from glimt_rules.message import count, say
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.register import edit_of, person_of, somebody_new, written
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, TAB, UP_DOWN, key_name
from glimt_tui.screen.bars import Keys, tell_keys
from glimt_tui.screen.form.view import FormView
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.person_catalogue import all_fields
from glimt_tui.screen.person_state import SAVE, PersonState
from glimt_tui.store.errors import Stale

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp
    from glimt_tui.screen.pages.people import PeoplePage

FAINT = Style(dim=True)


class PersonForm(Panel):
    """What is recorded of somebody."""

    BINDINGS: ClassVar = [Binding("ctrl+s", "save", show=False)]
    DEFAULT_CSS = """
    PersonForm > #person-form-help { height: 3; color: $text-muted; }
    """
    help_text = say(
        "Enter goes to the next field, left and right choose where there is a choice, ctrl+s "
        "saves, and esc closes without saving."
    )

    def __init__(self, person_id: str | None = None, *, name: str = "") -> None:
        """Somebody who is registered; without an id, somebody new who may have a name."""
        super().__init__("", id="person-form")
        self._person_id = person_id
        self._given = name
        self._state: PersonState | None = None
        self._is_busy = False
        self._lines = FormView(self._press, self._paste, self.draw, id="person-form-lines")
        self._help = Static("", markup=False, id="person-form-help")

    def compose(self) -> ComposeResult:
        """The title, the fields, and what the one with the cursor is for."""
        yield self.heading
        yield self._lines
        yield self._help

    def focus(self, scroll_visible: bool = True) -> Self:
        """The fields take the keys."""
        self._lines.focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """The first view opens the form; later ones bring what others have changed."""
        words = self.glimt.words
        if self._state is not None:
            self._state.renew(view)
        else:
            known = written(view, self._person_id) if self._person_id else None
            title = say("Register somebody") if known is None else say("Change a person")
            self.heading.update(Text(words(title)))
            self._state = PersonState(known or somebody_new(self._given), view, words, all_fields())
            self.run_worker(self._make_finder(self._state), group="finder")
        self.draw()

    async def _make_finder(self, state: PersonState) -> None:
        state.finder = await self._people(self.glimt).finders.of(state.view)
        self.draw()

    @staticmethod
    def _people(glimt: GlimtApp) -> PeoplePage:
        from glimt_tui.screen.pages.people import PeoplePage

        return glimt.query_one(PeoplePage)

    def draw(self) -> None:
        """Show what has changed."""
        state = self._state
        if state is None or not self._lines.is_mounted:
            return
        self._lines.show(state.lines(self._lines.size.width or 38), state.focus)
        field = state.focused
        told = say("Enter or ctrl+s saves; esc closes without saving.")
        self._help.update(Text(self.glimt.words(told if field is None else field.help), FAINT))
        tell_keys(self.glimt)

    # Keys ----------------------------------------------------------------------------------

    def keys_now(self) -> Keys:
        """What the keys do in the field with the cursor."""
        state = self._state
        field = state.focused if state is not None else None
        save = (key_name("ctrl+s"), say("save"))
        if state is None or field is None:
            return ((ENTER, say("save")), (UP_DOWN, say("another field")), (ESCAPE, say("close")))
        if field.choices(state):
            return (
                (ENTER, say("take what is marked")),
                (UP_DOWN, say("mark another")),
                (TAB, say("take it and go on")),
                (ESCAPE, say("look no more")),
            )
        return ((ENTER, say("next field")), (UP_DOWN, say("another field")), save,
                (ESCAPE, say("close")))  # fmt: skip

    def _press(self, event: Key) -> bool:
        state = self._state
        if state is None or self._is_busy:
            return event.is_printable
        if event.key == "enter" and state.focus == SAVE:
            self.action_save()
            return True
        is_done = state.press(event)
        self.draw()
        return is_done

    def _paste(self, text: str) -> None:
        if self._state is not None:
            self._state.paste(text)
            self.draw()

    def on_form_view_clicked(self, event: FormView.Clicked) -> None:
        """Go to the field that was clicked."""
        event.stop()
        if self._state is not None:
            self._state.go_to(event.field)
            self.draw()

    # Saving --------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save, if nothing is in the way."""
        state = self._state
        if state is None or self._is_busy:
            return
        state.was_tried = True
        wrong = state.faults()
        if wrong:
            name = next(field.name for field in state.fields if field.name in wrong)
            state.focus = name
            self.glimt.say(wrong[name])
            self.draw()
            return
        self._is_busy = True
        self.glimt.attempt(self._save(state))

    async def _save(self, state: PersonState) -> None:
        """Write it: what is so is so, whatever the rules say of it; then tell what they say."""
        glimt, edit = self.glimt, edit_of(state.written)
        name = "person" if state.written.is_new else "person_edit"
        broken: set[str] = set()
        try:
            if edit is not None:
                try:
                    appeared = (await glimt.desk.preview(edit)).decision.appeared
                    broken = {found.visit for found in appeared if found.level == "violation"}
                except Overtaken:
                    pass  # somebody asks something else; the verdicts show it all the same
                await glimt.desk.record(edit, name=name)
        except Stale as stale:  # show what stands there now; a second time it can be saved
            await glimt.renew()
            if stale.theirs is None:
                raise
            glimt.say(say("Somebody has changed this meanwhile; look once more, then save"))
            return
        finally:
            self._is_busy = False
        await glimt.close_panel()
        await glimt.renew()
        person = person_of(state.written).id
        await self._people(glimt).jump(person)
        told = say("{person} is written down", person=self._called(person, glimt.view))
        if broken:
            told = count(
                "Written; {n} booking breaks a rule now",
                "Written; {n} bookings break a rule now",
                len(broken),
            )
        glimt.say(told)

    def _called(self, person: str, view: View | None) -> str:
        return person if view is None else self.glimt.words.person(view, person)
