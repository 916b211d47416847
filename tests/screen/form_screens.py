"""What the tests of the booking form look at, and wait for."""

from __future__ import annotations

from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.panel import BookingForm
from screen.screens import settle


def form_of(app: GlimtApp) -> BookingForm:
    panel = app.panel
    assert isinstance(panel, BookingForm)
    return panel


def told(app: GlimtApp) -> str:
    """What stands in the form, as one text without line breaks."""
    lines = [line.text.plain.strip() for line in form_of(app).lines.lines]
    return " ".join(" ".join(lines).split())


async def judged(pilot: object) -> None:
    """Wait until the rules have answered."""
    await settle(pilot)  # type: ignore[arg-type]
