"""The worker's process as it is seen from here: nothing that is done to it waits without end."""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from signal import SIGALRM, Signals
from typing import IO, Any

from glimt_tui.isolated.frames import LENGTH, LONGEST, packed

#: So much (bytes) of the end of what it says on standard error is kept.
_LAST_WORDS = 2000
#: So much (bytes) is written or read at a time.
_PIECE = 1 << 20
#: Whoever was killed is gone within this many seconds.
_GONE = 5.0


class Process:
    """A started worker.

    A thread of its own starts it and stays as long as it does: Linux ends a process that dies
    with its parent as soon as the *thread* that started it is over.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._begun, self._over = threading.Event(), threading.Event()
        self._popen: subprocess.Popen[bytes] | None = None
        self._error: OSError | None = None
        self._said = b""
        self._keeper = threading.Thread(target=self._keep, name="glimt-worker", daemon=True)
        self._keeper.start()
        self._begun.wait()

    def _keep(self) -> None:
        try:
            self._popen = subprocess.Popen(
                # -P: nothing in the folder that one stands in is taken for a module
                [sys.executable, "-P", "-m", "glimt_tui.isolated.worker"],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            os.set_blocking(_pipe(self._popen.stdin).fileno(), False)
        except OSError as error:
            self._error = error
            return
        finally:
            self._begun.set()
        with _pipe(self._popen.stderr) as errors:
            while more := errors.read(_LAST_WORDS):
                self._said = (self._said + more)[-_LAST_WORDS:]
        self._over.wait()

    @property
    def runs(self) -> bool:
        """Whether it is still there."""
        return self._popen is not None and self._popen.poll() is None

    def send(self, value: object, seconds: float) -> None:
        """Send a value.

        Raises TimeoutError where it is not taken within so many seconds, OSError where nobody
        is there to take it, and, before a byte is written, what pickle does where it cannot be
        sent.
        """
        data, until = memoryview(packed(value)), time.monotonic() + seconds
        pipe = _pipe(self._there().stdin).fileno()
        while data:
            _wait(pipe, select.POLLOUT, until)
            with suppress(BlockingIOError):
                data = data[os.write(pipe, data[:_PIECE]) :]

    def receive(self, seconds: float) -> Any:
        """The next answer, whole; raises TimeoutError, and EOFError where none comes any more."""
        until = time.monotonic() + seconds
        (length,) = LENGTH.unpack(self._read(LENGTH.size, until))
        if length > LONGEST:  # it was not the worker who wrote that
            raise EOFError
        return pickle.loads(self._read(length, until))

    def _read(self, size: int, until: float) -> bytes:
        pipe, data = _pipe(self._there().stdout).fileno(), bytearray()
        while len(data) < size:
            _wait(pipe, select.POLLIN, until)
            more = os.read(pipe, min(size - len(data), _PIECE))
            if not more:
                raise EOFError
            data += more
        return bytes(data)

    def end(self) -> None:
        """End it, whatever it is busy with. A copy of this process made by a fork leaves it."""
        if self._popen is not None and os.getpid() == self._owner:
            self._popen.kill()
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(_GONE)
            for pipe in (self._popen.stdin, self._popen.stdout):
                _pipe(pipe).close()
        self._over.set()

    def ended(self) -> str:
        """How it ended, as it is said of a rule that was being asked."""
        code = None if self._popen is None else self._popen.returncode
        if code is not None and code < 0:
            name = Signals(-code).name if -code in set(Signals) else f"signal {-code}"
            return f"it ended its process with {name}"
        return "it ended its process"

    @property
    def was_late(self) -> bool:
        """Whether it has ended itself because it was too slow."""
        return self._popen is not None and self._popen.returncode == -SIGALRM

    def last_words(self) -> str:
        """The last line that it said on standard error, once it has ended."""
        if self._error is not None:
            return str(self._error)
        self._keeper.join(0.2)  # what it said may still be on its way
        lines = self._said.decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _there(self) -> subprocess.Popen[bytes]:
        if self._popen is None:
            raise self._error or EOFError
        return self._popen


def _wait(pipe: int, event: int, until: float) -> None:
    """Wait for a pipe; raises TimeoutError where it is not ready in time."""
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
        raise TimeoutError


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
