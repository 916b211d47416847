"""Asking the rules about what stands in the form, as somebody types."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.timer import Timer

from glimt_tui.desk.booking import edit_of, faults
from glimt_tui.desk.desk import Overtaken, Preview

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm

#: How long nothing must be typed before the rules are asked, in seconds: a verdict is wanted a
#: tenth of a second after the last key, and most of that is for judging and for drawing. Nobody
#: types as fast, but what is pasted, or comes late over a slow line, comes as fast.
JUDGE_AFTER = 0.02


class Judging:
    """Asks for one form; an answer to what stands there no more is not shown."""

    def __init__(self, form: BookingForm) -> None:
        self._form = form
        self._waiting: Timer | None = None

    def soon(self) -> None:
        """Ask as soon as nobody types for a moment."""
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self._form.set_timer(JUDGE_AFTER, self._ask)

    def _ask(self) -> None:
        self._waiting = None
        self._form.glimt.attempt(self._ask_and_draw())

    async def _ask_and_draw(self) -> None:
        await self.now()
        self._form.draw()
        self._form.alternatives.soon()  # only now is it known whether any are wanted

    async def now(self) -> Preview | None:
        """Ask; None where nothing can be judged yet, Overtaken where something was typed since."""
        form = self._form
        state, booking = form.state, form.state.booking
        edit = None if faults(booking, state.view) else edit_of(booking, state.view, form.now())
        preview = None if edit is None else await form.glimt.desk.preview(edit)
        if booking != state.booking:
            raise Overtaken
        state.judged(preview)
        return preview

    async def whatever_it_takes(self) -> Preview | None:
        """Ask again as long as somebody else asks in between: nobody types while it is saved."""
        while True:
            with suppress(Overtaken):
                return await self.now()
