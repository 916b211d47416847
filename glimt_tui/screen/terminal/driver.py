"""Between Textual and the terminal: what is written there and read from there.

Textual's own driver does most of it. Here it asks the terminal for less, survives that the
terminal is gone, and tells when it is.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from glimt_tui.screen.terminal.app import LeanApp

#: Modes and questions that a lean screen has no use for. Telling when the window loses the
#: focus makes Textual repaint; the keyboard protocol makes every key several bytes.
_NEEDLESS = ("\x1b[?1004", "\x1b[>", "\x1b[<u", "\x1b[?2048", "\x1b[?2026")
_AFTER_EVERYTHING = "\x1b[m\x1b[?1000;1002;1003;1006;2004l"


class Output:
    """The terminal as a file that never fails: once the line is lost, it takes anything."""

    def __init__(self, file: IO[str], on_lost: Callable[[], None]) -> None:
        self._file = file
        self._on_lost = on_lost
        self._held: list[str] = []
        self.is_lost = False

    def fileno(self) -> int:
        """The number of the file below."""
        return self._file.fileno()

    def write(self, text: str) -> int:
        """Hold a text until everything is written together."""
        self._held.append(text)
        return len(text)

    def flush(self) -> None:
        """Write what is held, however slow the line is."""
        data = "".join(self._held).encode("utf-8", "replace")
        self._held.clear()
        while data and not self.is_lost:
            try:
                data = data[os.write(self.fileno(), data) :]
            except BlockingIOError:
                select.select([], [self.fileno()], [], 1)
            except (OSError, ValueError):
                self.is_lost = True
                self._on_lost()


class LeanDriver(LinuxDriver):
    """A driver that asks little of the terminal and does not fail with it."""

    def __init__(self, app: LeanApp[Any], **kwargs: Any) -> None:
        super().__init__(app, **kwargs)
        self._lean_app = app
        self._output = Output(cast("IO[str]", sys.__stderr__), self._lost)
        self._file = cast("Any", self._output)
        self._is_open = False
        self._on_size: Any = None

    def _lost(self) -> None:
        # Called in the threads that read and write.
        self._lean_app.leave_soon(None)

    def write(self, data: str) -> None:
        """Write to the terminal, unless it is gone or it would be of no use."""
        thread = self._writer_thread
        if thread is None or not thread.is_alive():
            return  # a stopped thread takes nothing, and its queue would fill up and block
        if self._lean_app.lean and data.startswith(_NEEDLESS):
            return
        thread.write(data)

    def start_application_mode(self) -> None:
        """Take the terminal over; at the start, and when the program goes on after a stop."""
        self._lean_app.arrive()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._is_open = True
        if signal.getsignal(signal.SIGWINCH) != self._size_changed:
            self._on_size = signal.signal(signal.SIGWINCH, self._size_changed)
        self._repaint_soon()

    def _size_changed(self, number: int, frame: FrameType | None) -> None:
        # A terminal that was made smaller and larger again has the size that we know, and
        # another content.
        if callable(self._on_size):
            self._on_size(number, frame)
        self._repaint_soon()

    def _repaint_soon(self) -> None:
        self._loop.call_soon_threadsafe(self._lean_app.repaint)

    def _sigcont_application(self, *_: object) -> None:
        # Textual's own takes the terminal over once more even if it never gave it back, as
        # after SIGSTOP; then two threads read the keys, and raw mode remains at the end.
        if self._auto_restart:
            if self._is_open:
                self.suspend_application_mode()
            self.resume_application_mode()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self._is_open = False
        self.write(_AFTER_EVERYTHING)
        super().stop_application_mode()

    def restore_at_once(self) -> None:
        """Give the terminal back without any other part of the program, which may hang."""
        if self.attrs_before is not None:
            try:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            except (termios.error, OSError):
                return
        self._output.write(_AFTER_EVERYTHING + "\x1b[?7h\x1b[?1004l\x1b[?1049l\x1b[?25h")
        self._output.flush()

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._loop.call_soon_threadsafe(self._lean_app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until the end; an end that nobody asked for is a lost line.

        Textual's own loop turns for ever at the end of the input, and tells an error of
        reading as a crash.
        """
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno], [], [], 0.1)
            if ready:
                try:
                    data = os.read(self.fileno, 4096)
                except BlockingIOError:
                    continue
                except OSError:
                    data = b""
                if not data:
                    self._lost()
                    return
                for message in parser.feed(decode(data)):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
