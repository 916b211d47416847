"""How the program ends when nobody asked it to: a signal, a lost line, an error.

The terminal is given back as it was, drafts are kept, and the exit code says what happened:
128 and the signal's number, 129 for a lost line (as for the signal that a lost line sends),
and 3 for an error in the program.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from glimt_rules.documents.faults import harmless
from glimt_tui.exits import Exit

if TYPE_CHECKING:
    from glimt_tui.screen.terminal.app import LeanApp

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
#: How long drafts may take to be kept, and how long everything may take, in seconds.
TIME_TO_KEEP, TIME_TO_LEAVE = 5.0, 8.0

_Handler = Callable[[int, FrameType | None], Any] | int | None


def code_for(signal_number: int | None) -> int:
    """The exit code after a signal; after a lost line, the one after its signal."""
    return 128 + (signal_number or signal.SIGHUP)


class Signals:
    """The signals that end the program, taken over while the screen is open."""

    def __init__(self, on_signal: Callable[[int], None]) -> None:
        self._on_signal = on_signal
        self._before: dict[int, _Handler] = {}

    def take(self) -> None:
        """Answer to the signals; a second time it changes nothing.

        Outside of the main thread, as in some tests, Python takes no handlers.
        """
        if threading.current_thread() is not threading.main_thread():
            return
        for number in SIGNALS:
            before = signal.signal(number, self._answer)
            self._before.setdefault(number, before)

    def give_back(self) -> None:
        """Leave the signals to whoever had them before."""
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, before)

    def _answer(self, number: int, frame: FrameType | None) -> None:
        self._on_signal(number)


class Deadline:
    """Sees to it that leaving comes to an end, whatever hangs."""

    def __init__(self, restore: Callable[[], None]) -> None:
        self._restore = restore
        self._timer: threading.Timer | None = None

    def start(self, code: int) -> None:
        """From now on, the program has so much time to end by itself."""
        self._timer = threading.Timer(TIME_TO_LEAVE, self._end, [code])
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """The program has ended by itself."""
        if self._timer is not None:
            self._timer.cancel()

    def _end(self, code: int) -> None:
        self._restore()
        os._exit(code)


def told(error: BaseException) -> str:
    """One line about an error: what kind and where, never with what.

    Its message and the local variables may hold names.
    """
    cause = getattr(error, "error", None)  # of a worker that failed
    error = cause if isinstance(cause, BaseException) else error
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if "glimt" in frame.filename.rpartition("site-packages")[2]
        and os.path.dirname(frame.filename) != os.path.dirname(__file__)  # only passes things on
    ]
    place = (ours or frames)[-1:]
    where = f" in {os.path.basename(place[0].filename)}:{place[0].lineno}" if place else ""
    return harmless(f"{type(error).__name__}{where}")


def run_app(app: LeanApp[Any]) -> int:
    """Run the screen until its end; returns the exit code.

    What the application gave ``exit()`` as return code is returned, or what is in this
    module's docstring.
    """
    app.signals.take()
    try:
        app.run()
    except Exception as error:  # where Textual itself does not catch it: before its loop
        app.crashed(error)
        app.tell_end()
    finally:
        app.signals.give_back()
        app.deadline.stop()
    return app.return_code if app.return_code is not None else Exit.INCOMPLETE


def write_line(text: str) -> None:
    """Write a line to standard error, in silence where nobody reads it."""
    try:
        stream = sys.__stderr__
        if stream is not None:
            stream.write(text + "\n")
            stream.flush()
    except (OSError, ValueError):
        pass
