"""A program in a terminal of 80 by 24, and the line to it: what comes, when, and what is seen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parent.parent
#: Where the packages are imported from: the tree in which this file stands.
PYTHONPATH = os.pathsep.join(str(ROOT / folder) for folder in ("", "rules", "plugins"))
COLUMNS, ROWS = 80, 24
#: Nothing more is expected when nothing has come for so long, in seconds.
QUIET, LONGEST = 0.4, 15.0
#: What would change how a program looks, or have it compiled anew each time it starts.
_UNWANTED = {"NO_COLOR", "PYTHONDONTWRITEBYTECODE"}
#: The keyboard protocol's sequences, half of which pyte would draw as text.
_BEYOND_PYTE = re.compile(r"\x1b\[[<>=][0-9;]*[a-z]|\x1b\[\?[0-9;]*\$p")


@dataclass(frozen=True, slots=True)
class Written:
    """How many bytes came, and how long it took until the first and the last of them."""

    bytes: int
    first: float
    last: float


class Line:
    """A program in a terminal of its own, and the line between them."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path | None = None,
    ) -> None:
        """Start the program, in ``folder`` if it is given."""
        #: when the program was started, by ``time.monotonic``
        self.begun = time.monotonic()
        self.process, self._line = pty.fork()
        if not self.process:
            if folder is not None:
                os.chdir(folder)
            os.execvpe(command[0], list(command), dict(environment))
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._is_open = True
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def look(self) -> list[str]:
        """The lines that are seen, as far as ``until_seen`` has read."""
        return [line.rstrip() for line in self._screen.display]

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

    def until_seen(self, wanted: Callable[[list[str]], bool]) -> float:
        """Read until something is seen; the moment at which the last byte for it had come.

        What has come is drawn only while nothing more waits, so that drawing delays neither the
        program nor the clock. Raises AssertionError where it is not seen.
        """
        deadline = time.monotonic() + LONGEST
        waiting: list[tuple[float, bytes]] = []
        while time.monotonic() < deadline:
            data = self._read(0 if waiting else 0.05)
            if data:
                waiting.append((time.monotonic(), data))
            elif waiting:
                came, data = waiting.pop(0)
                self._draw(data)
                if wanted(self.look):
                    for _, rest in waiting:
                        self._draw(rest)
                    return came
        raise AssertionError("\n".join(["not seen:", *self.look]))

    def _draw(self, data: bytes) -> None:
        self._stream.feed(_BEYOND_PYTE.sub("", data.decode("latin-1")).encode("latin-1"))

    def settle(self, quiet: float = QUIET) -> None:
        """Read until nothing more comes, and draw it."""
        while data := self._read(quiet):
            self._draw(data)

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
def line_to(
    command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None
) -> Iterator[Line]:
    """A program in a terminal as over SSH from a good one: 256 colours and more."""
    line = Line(
        command,
        {
            **{key: value for key, value in os.environ.items() if key not in _UNWANTED},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
            "PYTHONPATH": PYTHONPATH,
            **environment,
        },
        folder,
    )
    try:
        yield line
    finally:
        line.close()
