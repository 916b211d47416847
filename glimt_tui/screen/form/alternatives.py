"""The nearest that is allowed, below the form: looked for once nobody types, a key each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs
from textual.timer import Timer

from glimt_rules.suggest.search import Search
from glimt_tui.desk.alternatives import alternatives
from glimt_tui.desk.booking import Booking, booking_of
from glimt_tui.desk.desk import Overtaken
from glimt_tui.screen.form.state import FormState

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm

#: How long nothing must be typed before alternatives are looked for, in seconds.
LOOK_AFTER = 0.4
#: How many there are keys for: F2 to F6.
MOST = 5


class Alternatives:
    """Looks for one form."""

    def __init__(self, form: BookingForm) -> None:
        self._form = form
        self._waiting: Timer | None = None

    def soon(self) -> None:
        """Look as soon as nobody types for a while; what is still being looked for is given up."""
        self._form.glimt.desk.overtake("alternatives")
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self._form.set_timer(LOOK_AFTER, self._look)

    def _look(self) -> None:
        self._waiting = None
        if is_at_fault(self._form.state):
            self._form.glimt.attempt(self._look_and_draw())

    async def _look_and_draw(self) -> None:
        form = self._form
        booking, preview, view = form.state.booking, form.state.preview, form.state.view
        if preview is None:
            return  # somebody has typed meanwhile, and the timer is set again
        desk = form.glimt.desk
        found = await desk.beside(
            lambda: alternatives(
                preview, view, booking.id, desk.clock(), most=MOST, weights=desk.weights
            ),
            kind="alternatives",
        )
        if booking != form.state.booking:
            raise Overtaken
        form.state.alternatives = found
        form.draw()


def is_at_fault(form: FormState) -> bool:
    """Whether the rules stand in the way of what is in the form."""
    if form.preview is None or form.has_happened:
        return False
    own = [finding for finding in form.findings() if finding.visit == form.booking.id]
    return any(finding.level == "violation" and not finding.waived for finding in own)


def taken(booking: Booking, found: Search, place: int) -> Booking | None:
    """The booking with an alternative in place of what was asked for; None where there is none."""
    if not 0 <= place < len(found.suggestions):
        return None
    suggestion = found.suggestions[place]
    values = booking_of(suggestion.visit, booking.seen)
    changed = {name: getattr(values, name) for name in suggestion.change if name != "absent"}
    return structs.replace(booking, **changed, typed={})
