"""``H``: the house beside the page: centre, opening hours, rooms, equipment and cohorts.

A list of what there is; enter opens a form on it, in which what saving would do to coming
bookings is told while one types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self, get_args

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from glimt_rules.message import say
from glimt_tui.desk.desk import Overtaken, go_on
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.house import (
    Sort,
    Written,
    edit_of,
    something_new,
    why_not_health,
    written,
)
from glimt_tui.desk.house_effects import Effects, effects_of
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, UP_DOWN, key_name
from glimt_tui.screen.bars import Keys, tell_keys
from glimt_tui.screen.form.view import FormView
from glimt_tui.screen.house.removing import remove
from glimt_tui.screen.house.state import SAVE, STEPPING, HouseState
from glimt_tui.screen.house.told import HEADINGS, NEW, house_rows
from glimt_tui.screen.rows import Row
from glimt_tui.screen.steps import FAINT, ListPanel, Step
from glimt_tui.store.errors import Stale

SORTS: tuple[Sort, ...] = get_args(Sort)


class HousePanel(ListPanel):
    """The list, and in its place the form on whatever was chosen."""

    BINDINGS: ClassVar = [Binding("ctrl+s", "save", show=False)]
    DEFAULT_CSS = """
    HousePanel > #house-help { height: 3; color: $text-muted; }
    """
    help_text = say(
        "Enter opens what is under the cursor, D removes it where nothing needs it. In a form, "
        "ctrl+s saves and esc goes back to the list; below it stands what saving would do to "
        "coming bookings."
    )

    def __init__(self, sorts: Sequence[Sort] = SORTS, *, step: Step | None = None) -> None:
        """``sorts`` are the parts of the house that are shown."""
        super().__init__(id="house-panel", step=step)
        self._sorts = sorts
        self._state: HouseState | None = None
        self._is_busy = False
        #: what effects were last worked out for, and what has been shown before saving
        self._asked: Edit | None = None
        self._warned_of: Edit | None = None
        self._lines = FormView(self._press, self._paste, self._draw_form, id="house-lines")
        self._help = Static("", markup=False, id="house-help")

    def compose(self) -> ComposeResult:
        """The list; the form is there, and is not shown."""
        yield from super().compose()
        self._lines.display = self._help.display = False
        yield self._lines
        yield self._help

    def focus(self, scroll_visible: bool = True) -> Self:
        """The form takes the keys where there is one, else the list."""
        (self.rows if self._state is None else self._lines).focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Show what there is now, and what others have changed in the form."""
        if self._state is None:
            self.draw_list(view)
        else:
            self._state.renew(view)
            self._asked = None
            self._changed()

    # The list ------------------------------------------------------------------------------

    def list_rows(self, view: View, width: int) -> Iterable[Row]:
        """What there is of the house."""
        return house_rows(self.glimt.words, view, self._sorts, width)

    def own_keys(self) -> Keys:
        """Something can be removed."""
        what = (self.rows.here or "").partition(":")[0]
        return (("D", say("remove")),) if what in NEW else ()

    async def chosen(self, what: str, id_: str) -> None:
        """Open the form on what is under the cursor, or on something new."""
        view = self.glimt.view
        assert view is not None
        form = something_new(id_) if what == "new" else written(view, what, id_)  # type: ignore[arg-type]
        if form is not None:
            self._open(form, view)

    async def on_key(self, event: events.Key) -> None:
        """``D`` removes what is under the cursor."""
        if self._state is None and event.key in ("D", "delete"):
            event.stop()
            event.prevent_default()
            self.glimt.attempt(remove(self.glimt, self.rows.here or ""))
        elif self._state is None:
            await super().on_key(event)

    # The form ------------------------------------------------------------------------------

    def _open(self, form: Written, view: View) -> None:
        why_not = why_not_health(self.glimt.desk.session.user) if form.sort == "centre" else None
        locked = {} if why_not is None else {"health_service": why_not}
        self._state = HouseState(form, view, self.glimt.words, locked)
        self._asked = self._warned_of = None
        self._show_form(True)
        title = NEW[form.sort] if form.is_new else HEADINGS[form.sort]
        self.heading.update(Text(self.glimt.words.sentence(title)))
        self.focus()
        self.call_after_refresh(self._draw_form)

    def _close_form(self) -> None:
        self._state = None
        self._show_form(False)
        self.focus()
        if self.glimt.view is not None:
            self.draw_list(self.glimt.view)

    def _show_form(self, is_shown: bool) -> None:
        self._lines.display = self._help.display = is_shown
        self.rows.display = self.told_line.display = not is_shown

    def _draw_form(self) -> None:
        state = self._state
        if state is None or not self._lines.is_mounted:
            return
        self._lines.show(state.lines(self._lines.size.width or 38), state.focus)
        field = state.focused
        told = say("Enter or ctrl+s saves; esc goes back to the list.")
        self._help.update(
            Text(self.glimt.words(told if field is None else state.help_of(field)), FAINT)
        )
        tell_keys(self.glimt)

    def keys_now(self) -> Keys | None:
        """What the keys do in the list, or in the form."""
        state = self._state
        if state is None:
            return super().keys_now()
        first = say("save") if state.focused is None else say("next field")
        return (
            (ENTER, first),
            (UP_DOWN, say("another field")),
            (key_name("ctrl+s"), say("save")),
            (ESCAPE, say("back")),
        )

    def _press(self, event: events.Key) -> bool:
        state = self._state
        if state is None or self._is_busy:
            return event.is_printable
        if event.key == "enter" and state.focus == SAVE:
            self.action_save()
            return True
        before = state.written
        is_done = state.press(event)
        if event.key in STEPPING and state.focus in state.locked:
            self.glimt.say(state.locked[state.focus])
        if state.written is before:
            self._draw_form()
        else:
            self._changed()
        return is_done

    def _paste(self, text: str) -> None:
        if self._state is not None:
            self._state.paste(text)
            self._changed()

    def on_form_view_clicked(self, event: FormView.Clicked) -> None:
        """Go to the field that was clicked."""
        event.stop()
        if self._state is not None:
            self._state.go_to(event.field)
            self._draw_form()

    async def action_close(self) -> None:
        """Go back to the list; from there, close the panel."""
        if self._state is None:
            await super().action_close()
        else:
            self._close_form()

    # What it would do ----------------------------------------------------------------------

    def _changed(self) -> None:
        """Show what stands there, and find out what saving it would do."""
        state = self._state
        if state is None:
            return
        edit = self._edit(state)
        if edit is None:
            state.effects = None
        elif edit != self._asked:
            self.run_worker(self._look(state, edit), exclusive=True, group="house")
        self._asked = edit
        self._draw_form()

    @staticmethod
    def _edit(state: HouseState) -> Edit | None:
        """What saving would write; nothing of what is new, which no booking names yet."""
        if state.written.is_new or state.faults():
            return None
        return edit_of(state.written, state.view)

    async def _look(self, state: HouseState, edit: Edit) -> None:
        try:
            found = await self._effects(state.view, edit)
        except Overtaken:
            return
        if self._state is state and self._edit(state) == edit:
            state.effects = found
            self._draw_form()

    async def _effects(self, view: View, edit: Edit) -> Effects:
        return await self.glimt.desk.beside(lambda: effects_of(view, edit, go_on), kind="house")

    # Saving --------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save, if nothing is in the way; what it does to bookings is told before."""
        state = self._state
        if state is None or self._is_busy:
            return
        state.was_tried = True
        wrong = state.faults()
        if wrong:
            name = next(field.name for field in state.fields if field.name in wrong)
            state.focus = name
            self.glimt.say(wrong[name])
            self._draw_form()
            return
        self._is_busy = True
        self.glimt.attempt(self._save(state))

    async def _save(self, state: HouseState) -> None:
        glimt = self.glimt
        try:
            edit = edit_of(state.written, state.view)
            if edit is not None:
                if not state.written.is_new and await self._is_to_be_looked_at(state, edit):
                    return
                await glimt.desk.record(edit, name="house")
        except Stale as stale:  # show what stands there now; a second time it can be saved
            await glimt.renew()
            if stale.theirs is None:
                raise
            glimt.say(say("Somebody has changed this meanwhile; look once more, then save"))
            return
        finally:
            self._is_busy = False
        if self._state is state:
            self._close_form()
        await glimt.renew()
        if edit is not None:
            self._stand_on(state, edit)
            glimt.say(say("Written down"))

    async def _is_to_be_looked_at(self, state: HouseState, edit: Edit) -> bool:
        """Whether it does harm of which nobody has been told yet; then it is told now."""
        if self._warned_of == edit:
            return False
        try:
            state.effects = await self._effects(state.view, edit)
        except Overtaken:
            return True
        if not state.effects.is_harmful:
            return False
        self._warned_of = edit
        state.focus = SAVE
        self._draw_form()
        key = key_name("ctrl+s")
        self.glimt.say(say("Look at what it does to bookings; {key} once more saves it", key=key))
        return True

    def _stand_on(self, state: HouseState, edit: Edit) -> None:
        """Put the cursor on what was written; after something new, where the next is made."""
        sort = state.written.sort
        id_ = getattr(edit.put[0], "id", "")
        self.rows.go_to(f"new:{sort}" if state.written.is_new else f"{sort}:{id_}")
