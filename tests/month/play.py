"""An invented centre at work on any day: its commands and its screen, by a clock that is told.

Everything goes through the program's own front door, ``glimt_tui.main.main``, in this process:
the only thing that is not as it is in the house is the clock, and that the screen is one that a
test can press the keys of.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date, datetime, tzinfo
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from glimt_rules.texts import Texts
from glimt_tui import main
from glimt_tui.cli import screen as screen_command
from glimt_tui.desk.desk import Desk
from glimt_tui.screen import start
from glimt_tui.screen.app import GlimtApp
from screen.screens import LARGE, settle, shown

OSLO = ZoneInfo("Europe/Oslo")
#: The modules that ask the machine what time it is.
CLOCKS = (
    "glimt_tui.store.store",
    "glimt_tui.desk.drafts",
    "glimt_tui.screen.start",
    "glimt_tui.cli.check",
    "glimt_tui.cli.rules",
    "glimt_tui.cli.rules_lint",
    "glimt_tui.cli.rules_timeline",
)
Story = Callable[[GlimtApp, Pilot[int]], Awaitable[None]]


class Told(datetime):
    """A datetime whose now is the centre's."""

    moment: ClassVar[datetime]

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return cls.moment.astimezone(tz)


class Centre:
    """The centre's machine, and whoever is at work on it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = monkeypatch
        for module in CLOCKS:
            monkeypatch.setattr(importlib.import_module(module), "datetime", Told)
        for name in ("LANG", "LC_ALL", "LC_MESSAGES", "GLIMT_CONFIG", "NO_COLOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("XDG_CONFIG_DIRS", str(folder))
        monkeypatch.chdir(folder)
        #: who is at work, as ``--as`` says it
        self.who = "kari"

    def at(self, day: date, clock: str) -> None:
        """It is that time now."""
        Told.moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=OSLO)

    def write(self, name: str, text: str) -> None:
        """Write a file beside the database."""
        (self.folder / name).write_text(text, "utf-8")

    def glimt(self, *args: str, code: int = 0) -> str:
        """Run a command; returns what it prints."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            found = main.main(["--as", self.who, *args])
        printed = out.getvalue() + err.getvalue()
        assert found == code, f"glimt {' '.join(args)}: {found}\n{printed}"
        return out.getvalue()

    def json(self, *args: str, code: int = 0) -> Any:
        """What a command prints as JSON."""
        return json.loads(self.glimt(*args, "--format", "json", code=code))

    def screen(self, story: Story) -> None:
        """Log in, do what the story tells, and log out again."""
        failures: list[BaseException] = []

        def run(
            desk: Desk, texts: Texts, *, keys: Mapping[str, str] | None = None, **_: object
        ) -> int:
            try:
                asyncio.run(_played(GlimtApp(desk, texts, keys=keys), story))
            except Exception as failure:  # the program would tell it in a line
                failures.append(failure)
            return 0

        with self._patch.context() as patch:
            patch.setattr(screen_command, "on_a_terminal", lambda: True)
            patch.setattr(start, "run", run)
            self.glimt()
        if failures:
            raise failures[0]


async def _played(app: GlimtApp, story: Story) -> None:
    try:
        async with app.run_test(size=LARGE) as pilot:
            await settle(pilot)
            try:
                await story(app, pilot)
            except AssertionError as failure:
                failure.add_note(shown(app))
                raise
    finally:
        with suppress(RuntimeError):  # whoever quits has closed it already
            await app.desk.close()
