"""The draft of a form: kept while somebody types, offered when a form opens next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.timer import Timer

from glimt_rules.documents.faults import harmless
from glimt_rules.message import say
from glimt_tui.desk.booking import Booking
from glimt_tui.desk.drafts import Draft, Drafts
from glimt_tui.screen.form.values import value_of

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm

#: How much may be lost where everything ends at once, in seconds of typing.
KEEP_AFTER = 0.3
BOLD, FAINT = Style(bold=True), Style(dim=True)


class Keeper:
    """Keeps the draft of one form."""

    def __init__(self, form: BookingForm, blank: Booking, drafts: Drafts) -> None:
        """``blank`` is what stood in the form when it was opened: of that, nothing is kept."""
        self._form = form
        self._blank = blank
        self._drafts = drafts
        self._offered: Draft | None = None
        self._waiting: Timer | None = None
        self._is_over = False

    async def look(self) -> None:
        """Look for a draft: of this booking, it is taken up; of another new one, offered."""
        form, blank = self._form, self._blank
        of = None if blank.is_new else blank.id
        draft = await asyncio.to_thread(self._drafts.newest, of=of)
        if draft is None or self._is_over or draft.booking.id == form.state.booking.id != of:
            return
        self._offered = draft
        if of is not None and form.state.booking == blank:
            form.state.take_up(draft.booking)
        form.draw()

    def keep_soon(self) -> None:
        """Keep it in a moment; however much is typed, not later."""
        if self._waiting is None and not self._is_over:
            self._waiting = self._form.set_timer(KEEP_AFTER, self.keep)

    def keep(self) -> None:
        """Keep what stands in the form, unless it is as it was."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        booking = self._form.state.booking
        if self._is_over:
            return
        if booking != self._blank:
            self._drafts.keep(booking)
        elif not self.is_offered(booking):
            self._drafts.throw_away(booking.id)

    async def keep_whole(self) -> None:
        """Keep it, and wait until it is kept: the program is about to end."""
        self.keep()
        await asyncio.to_thread(self._drafts.settle)

    def is_offered(self, booking: Booking) -> bool:
        """Whether it is the draft of this booking that is spoken of."""
        return self._offered is not None and self._offered.booking.id == booking.id

    def take(self) -> None:
        """Go on with the draft that is offered, instead of what stands there."""
        state, offered = self._form.state, self._offered
        if offered is not None and not self.is_offered(state.booking):
            self._offered = None
            self._drafts.throw_away(state.booking.id)
            state.take_up(offered.booking)
            state.go_to("who")
            self._form.draw()

    def forget(self) -> None:
        """Throw away the draft that is offered, or was taken up."""
        state, offered = self._form.state, self._offered
        if offered is not None:
            was_taken = self.is_offered(state.booking)
            self._offered = None
            self._drafts.throw_away(offered.booking.id)
            if was_taken:
                state.take_up(self._blank)
            self._form.draw()

    def throw_away(self, booking: Booking) -> None:
        """The booking is saved, or not wanted: nothing more is kept of it."""
        self._is_over = True
        self._drafts.throw_away(booking.id)

    def close(self) -> None:
        """The form is gone; what was not kept yet is kept now."""
        if self._waiting is not None:
            self.keep()
        self._is_over = True
        self._drafts.close()

    def offer(self) -> list[Text]:
        """What is said of a draft above the fields."""
        offered = self._offered
        if offered is None:
            return []
        state, booking = self._form.state, offered.booking
        words, view = state.words, state.view
        touched = offered.touched.astimezone(view.zone)
        parts = [value_of(words, view, booking, field) for field in ("when", "who", "what")]
        if not words.masked:  # it may be a name
            parts += [f"«{harmless(text)}»" for text in booking.typed.values()]
        told = say("Draft from {day} at {time}", day=words.day(touched.date()), time=touched.time())
        go_on, no_more = words(say("go on with it")), words(say("throw it away"))
        hint = Text("  ")
        if not self.is_offered(state.booking):
            hint.append("^r", BOLD)
            hint.append(f" {go_on}  ", FAINT)
        hint.append("^x", BOLD)
        hint.append(f" {no_more}", FAINT)
        what = Text(f"  {', '.join(filter(None, parts)) or '–'}")
        return [Text(f"~ {words(told)}", BOLD), what, hint]
