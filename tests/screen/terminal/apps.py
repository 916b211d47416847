"""Applications that do what screens do, and a driver that keeps what they write."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable, Footer, Input, Static, TextArea

from glimt_tui.screen.terminal import LeanApp
from screen.terminal.emulator import Look, Terminal

NAMES = (
    "Kari Nordmann",
    "Åse Ødegård-Bjørnæs",
    "山田太郎",
    "مريم",
    "נועה לוי",
    "Zoe\u0301 Bru\u0308ggemann",
    "👩‍👩‍👧 familie",
    "🇳🇴 🧑🏽 ❤️ ⚠",
    "[bold]x[/]",
    "\x1b[31mrød\x1b[0m",
    "\u202eomvendt\u202c",
    "\x9b2J\x07\x00",
    "x" * 200,
    "é" * 3 + "漢" * 60,
)


class Captured(Driver):
    """Keeps what is written, where a terminal would show it."""

    def __init__(self, app: Any, **kwargs: Any) -> None:
        super().__init__(app, **kwargs)
        self.written: list[str] = []

    def write(self, data: str) -> None:
        self.written.append(data)

    def taken(self) -> str:
        text = "".join(self.written)
        self.written.clear()
        return text

    def start_application_mode(self) -> None:
        self.resize(*(self._size or (80, 24)))

    def resize(self, width: int, height: int) -> None:
        size = Size(width, height)
        self._size = (width, height)
        self.send_message(events.Resize(size, size))

    def disable_input(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        pass


class Question(ModalScreen[None]):
    CSS = "Question { align: center middle; } #box { width: 30; height: 7; border: heavy red; }"
    BINDINGS = [("escape", "dismiss", "No")]

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static("Really? 漢字 😀", markup=False)
            button = Button("Yes")
            button.active_effect_duration = 0
            yield button


class Zoo(LeanApp[None]):
    """A table, inputs, scrolling text, styles, a modal, a panel that opens."""

    CSS = """
    #left { width: 1fr; } #right { width: 34; border: round $primary; }
    #text { height: 6; } TextArea { height: 5; } #right.hidden { display: none; }
    DataTable, #text, TextArea { overflow: scroll scroll; }
    """
    BINDINGS = [
        ("f1", "question", "Ask"),
        ("f2", "panel", "Panel"),
        ("f3", "styles", "Styles"),
        ("f4", "fill", "Fill"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="left"):
                yield DataTable(cursor_type="row", zebra_stripes=True)
                with VerticalScroll(id="text"):
                    yield Static(id="styles", markup=False)
            with Vertical(id="right"):
                yield Input(placeholder="Navn 漢", id="name")
                yield Input(value="14:00", id="time")
                yield TextArea("en\nto\n😀 tre", id="area")
        yield Footer()

    def on_mount(self) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        table.add_columns("Tid", "Navn", "Rom")
        for number in range(40):
            name = NAMES[number % len(NAMES)]
            table.add_row(Text(f"{number}:00"), Text(name), Text("Studio", style="italic red"))
        self.action_styles()
        for widget in (*self.query(Input), *self.query(TextArea)):
            widget.cursor_blink = False
        table.focus()

    def action_question(self) -> None:
        self.push_screen(Question())

    def action_panel(self) -> None:
        self.query_one("#right").toggle_class("hidden")

    def action_styles(self) -> None:
        text = Text()
        words = ("bold", "dim", "italic", "underline", "blink", "reverse", "strike", "overline")
        self.turn = getattr(self, "turn", 0) + 1
        for number, name in enumerate(NAMES * 2):
            style = words[(number * self.turn) % len(words)]
            text.append(f"{name[:30]} og \n"[: 40 + number], style=f"{style} color({number * 7})")
            text.append("   ", style="underline on blue" if number % 3 else "reverse")
        self.query_one("#styles", Static).update(text)

    def action_fill(self) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        table.clear()
        for name in reversed(NAMES):
            table.add_row(Text("9:00"), Text(name + name), Text("漢" * 3))


Step = str | tuple[int, int]
Screenful = list[list[Look]]


@dataclass
class Played:
    """What was seen after each step, and once everything was asked for anew."""

    seen: list[Screenful] = field(default_factory=list)
    seen_anew: list[Screenful] = field(default_factory=list)
    cursors: list[tuple[int, int]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


async def play(app: LeanApp[None], script: Sequence[Step], patience: float) -> Played:
    """Do each step: a key, a size, a theme after ``theme:``, or ``repaint``."""
    played = Played()
    terminal = Terminal()
    async with app.run_test(headless=False, size=(80, 24)):
        driver = app._driver
        assert isinstance(driver, Captured)
        for step in ("", *script):
            if isinstance(step, tuple):
                terminal.resize(*step)
                driver.resize(*step)
            else:
                do(app, driver, step)
            await settle(app, patience)
            played.written.append(driver.taken())
            terminal.feed(played.written[-1])
            played.seen.append(terminal.cells())
            played.cursors.append(terminal.cursor)
            app.screen.refresh()
            await settle(app, patience)
            terminal.feed(driver.taken())
            played.seen_anew.append(terminal.cells())
    return played


def do(app: LeanApp[None], driver: Captured, step: str) -> None:
    if step.startswith("theme:"):
        app.theme = step.removeprefix("theme:")
    elif step == "repaint":
        app.repaint()
    elif step:
        driver.send_message(key_event(step))


async def settle(app: LeanApp[None], patience: float) -> None:
    """Wait until everything that is to be drawn has been drawn.

    The pilot waits until the processor rests, which it may not for a long time.
    """
    begun = rested = time.monotonic()
    while (now := time.monotonic()) - rested < patience and now - begun < 5:
        await asyncio.sleep(0.005)
        if is_busy(app):
            rested = time.monotonic()


def is_busy(app: LeanApp[None]) -> bool:
    screen = app.screen
    return bool(
        screen._dirty_widgets
        or screen._layout_required
        or screen._repaint_required
        or screen._scroll_required
        or screen._update_timer._active.is_set()
        or app._resize_event is not None
        or any(node.message_queue_size for node in (app, *screen.walk_children()))
        or any(node._next_callbacks for node in (app, screen, *screen.walk_children()))
    )


def key_event(key: str) -> events.Key:
    return events.Key(key, {"space": " "}.get(key, key if len(key) == 1 else None))


def zoo(lean: bool) -> Zoo:
    return Zoo(lean=lean, mouse=False, driver_class=Captured)
