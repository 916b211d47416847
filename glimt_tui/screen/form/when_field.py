"""When it is, as people type it; and how long it is until somebody says otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from glimt_rules.message import Message
from glimt_rules.moments import Moment
from glimt_tui.desk.booking import Booking
from glimt_tui.screen.form.fields import Field
from glimt_tui.screen.form.values import span_of
from glimt_tui.screen.when import HOUR, When, read_when
from glimt_tui.screen.when_written import write_when

if TYPE_CHECKING:
    from glimt_tui.screen.form.state import FormState


class WhenField(Field):
    """A time, understood as it is typed."""

    is_text = True
    _wrong: Message | None = None
    #: the time that a bare ``14-15`` is on the day of
    _previous: tuple[Moment, Moment] | None = None

    def near(self, start: Moment, end: Moment) -> None:
        """Have times without a day lie on the day of this one."""
        self._previous = (start, end)

    def restore(self, form: FormState) -> None:
        """What was typed, else the time in as few words as it takes."""
        booking = form.booking
        span = _span(booking)
        if span is not None:
            self._previous = span
        typed = booking.typed.get(self.name)
        if typed is None and span is not None:
            typed = self._written(form, *span)
        self.typed.set(typed or "")

    @staticmethod
    def _written(form: FormState, start: Moment, end: Moment) -> str:
        view = form.view
        language = form.words.texts.language
        return write_when(start, end, now=view.now, zone=view.zone, language=language)

    def changed(self, form: FormState) -> None:
        """Read it anew."""
        text, view = self.typed.text, form.view
        if not text.strip():
            self._wrong = None
            self.keep_typed(form, "")
            form.change(start=None, end=None)
            return
        read = read_when(
            text, now=view.now, zone=view.zone, length=self._length(), previous=self._previous
        )
        if isinstance(read, When):
            self._wrong = None
            form.change(start=read.start, end=read.end)
            self.keep_typed(form, "")
        else:
            self._wrong = read
            form.change(start=None, end=None)
            self.keep_typed(form, text)

    def _length(self) -> timedelta:
        return self._previous[1] - self._previous[0] if self._previous else HOUR

    def enter(self, form: FormState) -> None:
        """Another time is typed over the one that stands there, not behind it."""
        if _span(form.booking) is not None:
            self.typed.choose()

    def leave(self, form: FormState) -> None:
        """Write a time that was understood so that its end can be seen."""
        span = _span(form.booking)
        if span is not None:
            self.typed.set(self._written(form, *span))

    def wrong(self, form: FormState, *, is_left: bool) -> Message | None:
        """What was not understood."""
        return self._wrong

    def told(self, form: FormState) -> str:
        """What was understood."""
        span = _span(form.booking)
        return span_of(form.words, form.view, *span) if span else ""


def _span(booking: Booking) -> tuple[Moment, Moment] | None:
    if booking.start is None or booking.end is None:
        return None
    return booking.start, booking.end
