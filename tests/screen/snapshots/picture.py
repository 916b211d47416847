"""What stands on a screen, cell by cell, and waiting until nothing moves on it any more."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from time import monotonic

from msgspec import Struct
from rich.color import ColorSystem
from textual import screen as toolkit
from textual.app import App
from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.terminal.cells import cells_of
from glimt_tui.screen.terminal.looks import Look
from screen.screens import settle

_ATTRIBUTES = ("bold", "dim", "italic", "underline", "blink", "blink2", "reverse", "conceal",
               "strike", "underline2", "frame", "encircle", "overline")  # fmt: skip
_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")

#: A cell: its sign (nothing where a wide one before it reaches into it), and its look in words.
Cell = tuple[str, str]


class Picture(Struct, frozen=True):
    """What stands on a screen."""

    rows: tuple[tuple[Cell, ...], ...]

    def text(self) -> list[str]:
        """Its lines, without the blanks at their ends."""
        return ["".join(sign for sign, _ in row).rstrip() for row in self.rows]


def picture_of(app: GlimtApp) -> Picture:
    """What the app shows now."""
    strips = app.screen._compositor.render_strips()
    rows = []
    for strip in strips:
        cells = cells_of(strip, ColorSystem.TRUECOLOR)
        rows.append(tuple((sign, _in_words(look)) for sign, look in cells))
    return Picture(tuple(rows))


#: How long anything may take to come to rest, in seconds.
_PATIENCE = 10.0


async def still(pilot: Pilot[int], seconds: float = 0.1) -> None:
    """Wait until everything is laid out and painted, and stays as it is for so long."""
    await settle(pilot)
    before, begun = None, monotonic()
    since = begun
    while monotonic() - begun < _PATIENCE:
        await pilot._wait_for_screen()  # all that widgets were told is done
        now = None if _is_at_work(pilot.app) else pilot.app.screen._compositor.render_strips()
        if now is None or now != before:
            before, since = now, monotonic()
        elif monotonic() - since >= seconds:
            return
        await asyncio.sleep(1.2 * toolkit.UPDATE_PERIOD)  # longer than it waits until it paints
    raise AssertionError("the screen never stands still")


def _is_at_work(app: App[int]) -> bool:
    """Whether something is still to be laid out, painted, told or worked on."""
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._dirty_widgets
        or screen._callbacks
        or any(not worker.is_finished for worker in app.workers)
        or any(not pump._message_queue.empty() for pump in (app, *screen.walk_children()))
    )


@lru_cache(4096)
def _in_words(look: Look) -> str:
    parts = [name for bit, name in enumerate(_ATTRIBUTES) if look.attributes >> bit & 1]
    if look.foreground is not None:
        parts.insert(0, _colour(look.foreground))
    return " ".join([*parts, "on", _colour(look.background)])


def _colour(codes: str) -> str:
    """A colour, from the codes that set it."""
    match codes.split(";"):
        case [_, "2", red, green, blue]:
            return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
        case [_, "5", number]:
            return f"colour{number}"
        case [code]:
            number = int(code) % 10 if int(code) < 90 or int(code) >= 100 else int(code) - 90
            bright = "bright_" if int(code) >= 90 else ""
            return "default" if number == 9 else bright + _ANSI[number]
    raise ValueError(codes)
