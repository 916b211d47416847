"""``H``: the house beside the page: centre, opening hours, rooms, equipment and cohorts.

A list of what there is; enter opens a form on it, in which what saving would do to coming
bookings is told while one types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self, get_args

from rich.text import Text
from textual import events
from textual.app import ComposeResult

from glimt_rules.message import say
from glimt_tui.desk.house import (
    Sort,
    Written,
    something_new,
    why_not_health,
    written,
)
from glimt_tui.desk.view import View
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.house.form import HouseForm
from glimt_tui.screen.house.removing import remove
from glimt_tui.screen.house.state import HouseState
from glimt_tui.screen.house.told import HEADINGS, NEW, house_rows
from glimt_tui.screen.rows import Row
from glimt_tui.screen.steps import ListPanel, Step

SORTS: tuple[Sort, ...] = get_args(Sort)


class HousePanel(ListPanel):
    """The list, and in its place the form on whatever was chosen."""

    help_text = say(
        "Enter opens what is under the cursor, D removes it where nothing needs it. In a form, "
        "ctrl+s saves and esc goes back to the list; below it stands what saving would do to "
        "coming bookings."
    )

    def __init__(self, sorts: Sequence[Sort] = SORTS, *, step: Step | None = None) -> None:
        """``sorts`` are the parts of the house that are shown."""
        super().__init__(id="house-panel", step=step)
        self._sorts = sorts
        self._form = HouseForm(self._show_list, self.rows.go_to, id="house-form")

    def compose(self) -> ComposeResult:
        """The list; the form is there, and is not shown."""
        yield from super().compose()
        self._form.display = False
        yield self._form

    def focus(self, scroll_visible: bool = True) -> Self:
        """The form takes the keys where there is one, else the list."""
        (self.rows if self._form.state is None else self._form).focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Show what there is now, and what others have changed in the form."""
        if self._form.state is None:
            self.draw_list(view)
        else:
            self._form.renew(view)

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
        if self._form.state is None and event.key in ("D", "delete"):
            event.stop()
            event.prevent_default()
            self.glimt.attempt(remove(self.glimt, self.rows.here or ""))
        elif self._form.state is None:
            await super().on_key(event)

    # The form ------------------------------------------------------------------------------

    def _open(self, form: Written, view: View) -> None:
        why_not = why_not_health(self.glimt.desk.session.user) if form.sort == "centre" else None
        locked = {} if why_not is None else {"health_service": why_not}
        self._show_form(True)
        title = NEW[form.sort] if form.is_new else HEADINGS[form.sort]
        self.heading.update(Text(self.glimt.words.sentence(title)))
        self._form.open(HouseState(form, view, self.glimt.words, locked))
        self.focus()
        self.call_after_refresh(self._form.draw)

    def _show_list(self) -> None:
        """Show the list again."""
        self._show_form(False)
        self.focus()
        if self.glimt.view is not None:
            self.draw_list(self.glimt.view)

    def _show_form(self, is_shown: bool) -> None:
        self._form.display = is_shown
        self.rows.display = self.told_line.display = not is_shown

    def keys_now(self) -> Keys | None:
        """What the keys do in the list, or in the form."""
        return super().keys_now() if self._form.state is None else self._form.keys_now()
