"""An application that ends in every way there is; run as a program of its own."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Input, Label

from glimt_tui.screen.terminal import LeanApp, run_app


class Doomed(LeanApp[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        ("f1", "crash", "Crash"),
        ("f2", "hang", "Hang"),
        ("f3", "leave", "Leave"),
        ("f4", "worker", "Crash in a worker"),
        ("ctrl+l", "repaint", "Paint"),
    ]

    def __init__(self, draft: Path) -> None:
        super().__init__()
        self.draft = draft

    def compose(self) -> ComposeResult:
        yield Label("ready 漢字")
        yield Input()

    def on_mount(self) -> None:
        if "DEAF" in os.environ:  # as behind a program that keeps the signal to itself
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    async def before_leaving(self) -> None:
        with self.draft.open("a") as file:
            file.write(self.query_one(Input).value + "\n")

    def action_crash(self) -> None:
        person = "Kari Nordmann"
        raise ValueError(person)

    def action_hang(self) -> None:
        time.sleep(60)

    def action_leave(self) -> None:
        self.exit(return_code=5, message="see you\x1b[2J")

    def action_worker(self) -> None:
        async def fail() -> None:
            raise KeyError("Ola Nordmann")

        self.run_worker(fail())


if __name__ == "__main__":
    from glimt_tui.screen.terminal import leaving

    leaving.TIME_TO_LEAVE = 1.0
    sys.exit(run_app(Doomed(Path(sys.argv[1]))))
