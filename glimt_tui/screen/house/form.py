"""The form on a part of the house: what saving it would do to coming bookings is told below."""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Key

from glimt_rules.message import say
from glimt_tui.desk.desk import Overtaken, go_on
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.house import edit_of
from glimt_tui.desk.house_effects import Effects, effects_of
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import key_name
from glimt_tui.screen.house.fields import STEPPING
from glimt_tui.screen.house.state import HouseState
from glimt_tui.screen.record_form import RecordForm
from glimt_tui.screen.record_state import SAVE


class HouseForm(RecordForm[HouseState]):
    """The fields of one part of the house."""

    told_of_saving = say("Enter or ctrl+s saves; esc goes back to the list.")
    escape_label = say("back")
    #: what effects were last worked out for, and what has been shown before saving
    _asked: Edit | None = None
    _warned_of: Edit | None = None

    def __init__(
        self,
        show_list: Callable[[], None],
        stand_on: Callable[[str], object],
        *,
        id: str,  # noqa: A002 as widgets call it
    ) -> None:
        """``show_list`` shows the list again; ``stand_on`` puts its cursor on a row."""
        super().__init__(id=id)
        self._show_list, self._stand_on = show_list, stand_on

    def open(self, state: HouseState) -> None:
        """Fill in the form on another part of the house."""
        self._asked = self._warned_of = None
        super().open(state)

    def renew(self, view: View) -> None:
        """Show what others have changed, and what saving would do by now."""
        if self.state is not None:
            self.state.renew(view)
            self._asked = None
            self.changed()

    def press(self, state: HouseState, event: Key) -> bool:
        """Do what a key does in the fields; say why not where somebody may not change one."""
        is_done = super().press(state, event)
        if event.key in STEPPING and state.focus in state.locked:
            self.glimt.say(state.locked[state.focus])
        return is_done

    async def leave(self) -> None:
        """Go back to the list."""
        self.state = None
        self._show_list()

    # What it would do ----------------------------------------------------------------------

    def changed(self) -> None:
        """Show what stands there, and find out what saving it would do."""
        state = self.state
        if state is None:
            return
        edit = self._edit(state)
        if edit is None:
            state.effects = None
        elif edit != self._asked:
            self.run_worker(self._look(state, edit), exclusive=True, group="house")
        self._asked = edit
        self.draw()

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
        if self.state is state and self._edit(state) == edit:
            state.effects = found
            self.draw()

    async def _effects(self, view: View, edit: Edit) -> Effects:
        return await self.glimt.desk.beside(lambda: effects_of(view, edit, go_on), kind="house")

    # Saving --------------------------------------------------------------------------------

    async def write(self, state: HouseState) -> None:
        """Write it; what it does to bookings is told before."""
        glimt = self.glimt
        edit = edit_of(state.written, state.view)
        if edit is not None:
            if not state.written.is_new and await self._is_to_be_looked_at(state, edit):
                return
            await glimt.desk.record(edit, name="house")
        if self.state is state:
            await self.leave()
        await glimt.renew()
        if edit is not None:
            # after something new, where the next is made
            sort, id_ = state.written.sort, getattr(edit.put[0], "id", "")
            self._stand_on(f"new:{sort}" if state.written.is_new else f"{sort}:{id_}")
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
        self.draw()
        key = key_name("ctrl+s")
        self.glimt.say(say("Look at what it does to bookings; {key} once more saves it", key=key))
        return True
