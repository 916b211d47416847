"""Somebody at a terminal: a program in a pty, its screen as it is seen, and keys pressed.

pexpect runs the program, pyte draws what it writes. ``look`` is the screen of 80x24; ``until``
waits for something on it.
"""

from __future__ import annotations

import codecs
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pexpect
import pyte

from screen.terminal.emulator import OTHER_SCREEN, Emulated
from screen.terminal.emulator import Terminal as Emulator

COLUMNS, ROWS = 80, 24
#: How long something may take that takes a moment, on a busy machine, in seconds.
PATIENCE = 20.0
KEYS = {
    "enter": "\r",
    "tab": "\t",
    "esc": "\x1b",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+d": "\x04",
    "ctrl+e": "\x05",
    "ctrl+r": "\x12",
    "ctrl+s": "\x13",
    "ctrl+u": "\x15",
}


class _TwoScreens(Emulated):
    """A terminal that wraps lines, and shows again what stood below a full-screen program."""

    _below: dict[int, object] | None = None

    def draw(self, data: str) -> None:
        if pyte.modes.DECAWM in self.mode:
            pyte.Screen.draw(self, data)
        else:
            super().draw(data)

    def _change_screen(self, modes: tuple[int, ...]) -> None:
        if not {1049, OTHER_SCREEN}.intersection(modes):
            return
        is_other = OTHER_SCREEN in self.mode
        if is_other and self._below is None:
            self._below = dict(self.buffer)
            self.save_cursor()
            self.buffer.clear()
        elif not is_other and self._below is not None:
            self.buffer.clear()
            self.buffer.update(self._below)  # type: ignore[arg-type]
            self.restore_cursor()
            self._below = None


class _Emulator(Emulator):
    def __init__(self) -> None:
        super().__init__(COLUMNS, ROWS)
        self.screen = _TwoScreens(COLUMNS, ROWS)
        self.stream.detach(self.stream.listener)
        self.stream.attach(self.screen)


class Terminal:
    """A terminal of 80x24 in which a program runs."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path
    ) -> None:
        program, *arguments = map(str, command)
        self._child = pexpect.spawn(
            program,
            arguments,
            env=dict(environment),
            cwd=str(folder),
            dimensions=(ROWS, COLUMNS),
            echo=True,
        )
        self._child.delaybeforesend = None
        self._emulator = _Emulator()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.modes_before = frozenset(self._emulator.screen.mode)

    # Seeing --------------------------------------------------------------------------------

    @property
    def look(self) -> list[str]:
        """The lines on the screen."""
        return [line.rstrip() for line in self._emulator.texts()]

    @property
    def text(self) -> str:
        """The screen as one text, without the blanks at the ends of its lines."""
        return "\n".join(self.look)

    @property
    def state(self) -> str:
        """The line above the keys, which tells what has happened last."""
        return self.look[-2]

    def read(self, patience: float = 0.0) -> bool:
        """Take in what the program has written; whether it was anything."""
        try:
            data = self._child.read_nonblocking(65536, patience)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            time.sleep(min(patience, 0.01))
            return False
        self._emulator.feed(self._decoder.decode(data))
        return True

    def until(self, wanted: str | Callable[[Terminal], bool], *, within: float = PATIENCE) -> float:
        """Wait until something is to be seen; returns how long that took."""
        began = time.monotonic()
        while not (wanted in self.text if isinstance(wanted, str) else wanted(self)):
            waited = time.monotonic() - began
            is_running = self._child.isalive()
            is_reading = self.read(0.02)
            assert is_running or is_reading, f"ended, and not seen: {wanted!r}\n{self.text}"
            assert waited < within, f"not seen in {waited:.1f} s: {wanted!r}\n{self.text}"
        return time.monotonic() - began

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing more comes for a moment."""
        while self.read(quiet):
            pass

    # Doing ---------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by their names; what is no name is typed."""
        for key in keys:
            self._child.send(KEYS.get(key, key))
            if key == "esc":  # what follows at once would be taken for one key with it
                self.settle(0.25)

    def step_to(self, key: str, wanted: Callable[[Terminal], bool], *, most: int = 40) -> None:
        """Press a key again and again until something is to be seen."""
        for _ in range(most):
            if wanted(self):
                return
            self.press(key)
            self.settle()
        raise AssertionError(f"not seen after {most} times {key}\n{self.text}")

    def vanish(self) -> None:
        """The laptop is gone: the program here is no more, and neither is its terminal."""
        self._child.kill(signal.SIGKILL)
        self._child.close(force=True)

    def go_silent(self) -> None:
        """Nothing is answered any more, and nothing is said of it either."""
        self._child.kill(signal.SIGSTOP)

    def ended(self, *, within: float = PATIENCE) -> int:
        """Wait for the end; returns the exit code."""
        deadline = time.monotonic() + within
        while self._child.isalive():
            assert time.monotonic() < deadline, f"has not ended in {within} s\n{self.text}"
            self.read(0.02)
        self.settle(0.05)
        if self._child.exitstatus is not None:
            return int(self._child.exitstatus)
        return -int(self._child.signalstatus)

    def close(self) -> None:
        """End whatever still runs here."""
        if self._child.isalive():
            self._child.kill(signal.SIGCONT)
            self._child.kill(signal.SIGHUP)
        self._child.close(force=True)

    # Whether it is as it was ---------------------------------------------------------------

    def assert_given_back(self) -> None:
        """The terminal is as it was before a full-screen program took it over."""
        screen = self._emulator.screen
        assert not screen.cursor.hidden, "the cursor is hidden"
        assert frozenset(screen.mode) == self.modes_before, "a mode was left on, or off"
        assert screen.cursor.attrs == screen.default_char, "a colour was left on"
        assert screen.margins is None, "only some lines scroll"

    @property
    def pid(self) -> int:
        """The number of the process that runs in the terminal."""
        return int(self._child.pid)


def terminal_environment(**more: str) -> dict[str, str]:
    """The environment of somebody at a terminal who has set nothing of their own."""
    keep = ("PATH", "USER", "LOGNAME", "SHELL", "TMPDIR", "HOME")
    kept = {key: os.environ[key] for key in keep if key in os.environ}
    return {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more}
