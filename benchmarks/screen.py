"""Count the bytes that a screen writes to its terminal, in a real one of 80 by 24.

    python -m benchmarks.screen [--quick]

A bare Textual application (a table, and a form beside it) is measured twice, with Textual's
own renderer and with the lean one. Other applications are measured by ``measure``: it takes a
command line, and steps with the keys that are pressed.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glimt_tui.screen.terminal import LeanApp

ROOT = Path(__file__).resolve().parent.parent
DOWN, UP, F2, ESCAPE = "\x1b[B", "\x1b[A", "\x1bOQ", "\x1b"
#: Nothing more is expected when nothing has come for so long, in seconds.
QUIET, LONGEST = 0.4, 15.0


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done: keys that are pressed one by one; their median is told."""

    name: str
    keys: Sequence[str] = ()
    idle: float = 0  #: instead of keys, wait for so many seconds and tell the bytes a second
    goal: int | None = None  #: what Glimt may write at most


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a command, and what is done to it once it has started."""

    name: str
    command: Sequence[str]
    steps: Sequence[Step]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """How many bytes came, and how long it took until the first and the last of them."""

    bytes: int
    first: float
    last: float


START = "start"
BARE_STEPS = (
    Step("cursor move in a table", (DOWN,) * 5 + (UP,) * 4, goal=300),
    Step("cursor move that scrolls", (DOWN,) * 40),
    Step("open a form beside it", (F2,), goal=6000),
    Step("a typed character", tuple("abcdefgh"), goal=120),
    Step("idle in an input, a second", idle=3, goal=0),
    Step("close the form", (ESCAPE,)),
)
START_GOAL = 8000


class Line:
    """A program in a terminal of its own, and the line between them."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.process, self._line = pty.fork()
        if not self.process:
            os.execvpe(command[0], list(command), dict(environment))
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._is_open = True

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self._line, keys.encode())

    def until_quiet(self, quiet: float = QUIET, least: float = 0) -> Written:
        """Read until nothing more comes, and for so long at least."""
        begun = time.monotonic()
        total, first, last = 0, 0.0, 0.0
        while (now := time.monotonic() - begun) < LONGEST:
            data = self._read(quiet)
            if data:
                last = time.monotonic() - begun
                first = first or last
                total += len(data)
            elif now >= least and (total or now >= max(least, quiet)):
                break
        return Written(total, first, last)

    def until_begun(self) -> int:
        """Read the first of what comes, however long the program takes to start."""
        return len(self._read(LONGEST))

    def _read(self, patience: float) -> bytes:
        if not self._is_open:
            return b""
        ready, _, _ = select.select([self._line], [], [], patience)
        if not ready:
            return b""
        try:
            return os.read(self._line, 65536)
        except OSError:  # the program has ended
            self._is_open = False
            return b""

    def close(self) -> None:
        """End the program."""
        os.kill(self.process, signal.SIGTERM)
        begun = time.monotonic()
        while time.monotonic() - begun < LONGEST:
            self._read(0.05)
            if os.waitpid(self.process, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self._line)


@contextmanager
def line_to(subject: Subject) -> Iterator[Line]:
    """A program in a terminal as over SSH from a good one: 256 colours and more."""
    environment = {
        **{key: value for key, value in os.environ.items() if key != "NO_COLOR"},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
        "PYTHONPATH": str(ROOT),
        **subject.environment,
    }
    line = Line(subject.command, environment)
    try:
        yield line
    finally:
        line.close()


def measure(subject: Subject) -> dict[str, int]:
    """The bytes of each step by its name, ``start`` included; of several keys, the median."""
    with line_to(subject) as line:
        counts = {START: line.until_begun() + line.until_quiet(1.0).bytes}
        for step in subject.steps:
            if step.idle:
                counts[step.name] = round(line.until_quiet(least=step.idle).bytes / step.idle)
                continue
            each = []
            for key in step.keys:
                line.send(key)
                each.append(line.until_quiet().bytes)
            counts[step.name] = int(median(each))
    return counts


def bare(renderer: str, steps: Sequence[Step] = BARE_STEPS) -> Subject:
    """The bare application with one of the two renderers: ``stock`` or ``lean``."""
    command = (sys.executable, "-m", "benchmarks.screen", "--app", renderer)
    return Subject(f"bare, {renderer}", command, steps, {"PYTHONPATH": str(ROOT)})


#: In the demo, which is like a day at a centre: made-up data, but all of the screen.
GLIMT_STEPS = (
    Step("cursor move in a table", (DOWN,) * 4 + (UP,) * 3, goal=300),
    Step("open a form beside it", ("n",), goal=6000),
    Step("a typed character", tuple("ababab"), goal=120),
    Step("idle in an input, a second", idle=3, goal=0),
    Step("close the form", (ESCAPE,)),
)


def glimt(renderer: str, steps: Sequence[Step] = GLIMT_STEPS) -> Subject:
    """Glimt itself, on its made-up weeks."""
    command = (sys.executable, "-m", "glimt_tui", "demo")
    return Subject(f"glimt, {renderer}", command, steps, {"GLIMT_RENDERER": renderer})


def table(subjects: Sequence[Subject]) -> str:
    """Measure, and set the bytes beside each other; the goals are those of the last subject."""
    counts = [measure(subject) for subject in subjects]
    goals = {START: START_GOAL, **{step.name: step.goal for step in subjects[-1].steps}}
    names = list(dict.fromkeys(name for count in counts for name in count))
    lines = [("bytes", *(subject.name for subject in subjects), "goal")]
    for name in names:
        goal = goals.get(name)
        found = [str(count.get(name, "")) for count in counts]
        lines.append((name, *found, "" if goal is None else f"≤ {goal}"))
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [cells[0].ljust(wide[0])]
            + [cell.rjust(width) for cell, width in zip(cells[1:], wide[1:], strict=True)]
        )
        for cells in lines
    )


def bare_app(renderer: str) -> LeanApp[None]:
    """A table with a form beside it, and nothing of Glimt."""
    from textual.app import ComposeResult
    from textual.containers import Horizontal, Vertical
    from textual.widgets import DataTable, Footer, Input, Label

    from glimt_tui.screen.terminal import LeanApp

    class BareApp(LeanApp[None]):
        CSS = "#form { width: 40; display: none; border: round $primary; }"
        BINDINGS = [("f2", "form", "Form"), ("escape", "close_form", "Close")]
        ENABLE_COMMAND_PALETTE = False

        def compose(self) -> ComposeResult:
            with Horizontal():
                yield DataTable(cursor_type="row")
                with Vertical(id="form"):
                    for name in ("Who", "When", "Where", "What"):
                        yield Label(name)
                        yield Input(placeholder=name)
            yield Footer()

        def on_mount(self) -> None:
            rows: DataTable[str] = self.query_one(DataTable)
            rows.add_columns("Time", "Room", "Who", "What", "State")
            for number in range(100):
                hour = 8 + number % 12
                rows.add_row(f"{hour}:00", f"Room {number % 7}", f"Person {number}", "music", "ok")
            rows.focus()

        def action_form(self) -> None:
            self.query_one("#form").display = True
            self.query(Input).first().focus()

        def action_close_form(self) -> None:
            self.query_one("#form").display = False
            self.query_one(DataTable).focus()

    return BareApp(lean=renderer == "lean")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure a bare application and Glimt with both renderers, and print one table."""
    parser = argparse.ArgumentParser(description="Count the bytes that a screen writes.")
    parser.add_argument("--quick", action="store_true", help="fewer keys, for a test")
    parser.add_argument("--app", choices=("stock", "lean"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.app:
        from glimt_tui.screen.terminal import run_app

        return run_app(bare_app(args.app))
    steps: Sequence[Step] = BARE_STEPS
    if args.quick:
        steps = tuple(Step(s.name, s.keys[:1], min(s.idle, 1), s.goal) for s in BARE_STEPS)
    subjects = [bare("stock", steps), bare("lean", steps), glimt("stock"), glimt("lean")]
    sys.stdout.write(table(subjects[:2] if args.quick else subjects) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
