"""However the program ends or stops, in a real terminal: it is given back, drafts are kept."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from screen.terminal.emulator import Terminal

ROOT = Path(__file__).resolve().parents[3]
DOOMED = Path(__file__).with_name("doomed.py")
F1, F2, F3, F4 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"


class Session:
    """A program in a terminal, whose other end is kept open to look at its modes."""

    def __init__(self, draft: Path, renderer: str = "lean") -> None:
        self.draft = draft
        self.line, self.tty = os.openpty()
        fcntl.ioctl(self.tty, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.modes = termios.tcgetattr(self.tty)
        self.terminal = Terminal()
        self.written = ""
        self.has_line = True
        environment = {
            **{key: value for key, value in os.environ.items() if key != "NO_COLOR"},
            "TERM": "xterm-256color",
            "GLIMT_RENDERER": renderer,
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests"))),
        }
        tty = self.tty
        self.process = subprocess.Popen(
            [sys.executable, str(DOOMED), str(draft)],
            env=environment,
            pass_fds=(tty,),
            preexec_fn=lambda: os.login_tty(tty),
        )

    def until(self, text: str) -> None:
        """Read until a text is on the screen."""
        end = time.monotonic() + 20
        while not any(text in line for line in self.terminal.texts()):
            assert time.monotonic() < end, self.terminal.texts()
            self.read(0.1)
        while self.read(0.2):
            pass

    def read(self, patience: float) -> bool:
        if not select.select([self.line], [], [], patience)[0]:
            return False
        text = os.read(self.line, 65536).decode()
        self.written += text
        self.terminal.feed(text)
        return True

    def press(self, keys: str) -> None:
        os.write(self.line, keys.encode())

    def lose_line(self) -> None:
        os.close(self.line)
        self.has_line = False

    def ended(self) -> int:
        """Wait for the end; returns the exit code."""
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            if self.has_line:
                self.read(0.05)
            else:
                time.sleep(0.05)
        while self.has_line and self.read(0.1):
            pass
        return self.process.wait(1)

    def stop_with(self, number: int) -> None:
        self.process.send_signal(number)
        end = time.monotonic() + 20
        while Path(f"/proc/{self.process.pid}/stat").read_text().split()[2] != "T":
            assert time.monotonic() < end
            self.read(0.05)
        while self.read(0.1):
            pass

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.tty)
        if self.has_line:
            os.close(self.line)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = Session(tmp_path / "draft")
    yield opened
    opened.close()


def assert_given_back(session: Session) -> None:
    assert termios.tcgetattr(session.tty) == session.modes
    after = session.written.rpartition("\x1b[?1049h")[2]
    for sequence in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?7h", "\x1b[m", "2004l"):
        assert sequence in after


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back_and_keeps_the_draft(session, number):
    session.until("ready")
    session.press("Kari")
    session.until("Kari")
    session.process.send_signal(number)
    assert session.ended() == 128 + number
    assert session.draft.read_text() == "Kari\n"
    assert_given_back(session)
    assert "Traceback" not in session.written


def test_a_lost_line_keeps_the_draft_and_leaves_nothing_running(session):
    session.until("ready")
    session.press("Ola")
    session.until("Ola")
    session.lose_line()
    assert session.ended() == 129
    assert session.draft.read_text() == "Ola\n"


def test_a_lost_line_is_noticed_without_a_signal(tmp_path, monkeypatch):
    monkeypatch.setenv("DEAF", "1")
    session = Session(tmp_path / "draft")
    try:
        session.until("ready")
        session.press("x")
        session.until("x")
        session.lose_line()
        assert session.ended() == 129
        assert session.draft.read_text() == "x\n"
    finally:
        session.close()


def test_a_line_that_is_lost_while_the_program_is_stopped_keeps_the_draft(session):
    session.until("ready")
    session.press("y")
    session.until("y")
    session.stop_with(signal.SIGTSTP)
    session.lose_line()
    session.process.send_signal(signal.SIGHUP)
    session.process.send_signal(signal.SIGCONT)
    assert session.ended() == 129
    assert session.draft.read_text() == "y\n"


@pytest.mark.parametrize("key", [F1, F4])
def test_an_error_in_the_program_is_told_in_a_line_without_names(session, key):
    session.until("ready")
    session.press("draft" + key)
    assert session.ended() == 3
    assert_given_back(session)
    last = session.written.rpartition("\x1b[?1004l")[2] or session.written[-200:]
    assert "Nordmann" not in session.written
    assert "Traceback" not in session.written
    assert last.count("\n") == 1
    assert "glimt: " in last
    assert "doomed.py:" in last
    assert session.draft.read_text() == "draft\n"


def test_what_the_application_returns_is_the_exit_code(session):
    session.until("ready")
    session.press(F3)
    assert session.ended() == 5
    assert "see you\\u001b[2J" in session.written
    assert not session.draft.exists()


def test_a_program_that_hangs_is_ended_all_the_same(session):
    session.until("ready")
    session.press(F2)
    time.sleep(0.5)
    session.process.send_signal(signal.SIGTERM)
    assert session.ended() == 143
    assert_given_back(session)


@pytest.mark.parametrize("renderer", ["lean", "stock"])
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_after_a_stop_the_screen_is_as_it_was(tmp_path, renderer, number):
    session = Session(tmp_path / "draft", renderer)
    try:
        session.until("ready")
        session.press("Kari 漢")
        session.until("Kari")
        before = session.terminal.cells()
        session.stop_with(number)
        if number == signal.SIGTSTP:
            assert_given_back(session)
        session.terminal.feed("\x1b[2J\x1b[Hbash: something else\r\n" * 9)
        session.process.send_signal(signal.SIGCONT)
        session.until("ready")
        assert session.terminal.cells() == before
        session.press("!")
        session.until("!")
        session.process.terminate()
        assert session.ended() == 143
        assert_given_back(session)
    finally:
        session.close()


def test_a_key_paints_over_what_others_have_written(session):
    session.until("ready")
    before = session.terminal.cells()
    session.terminal.feed("\x1b[3;1H\x1b[41mBroadcast message from root\x1b[r")
    session.press("\x0c")
    session.read(2)
    session.until("ready")
    assert session.terminal.cells() == before


def test_a_terminal_that_is_resized_there_and_back_is_painted_anew(session):
    session.until("ready")
    before = session.terminal.cells()
    for columns in (60, 80):
        fcntl.ioctl(session.tty, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        session.terminal.resize(columns, 24)
    session.read(2)
    session.until("ready")
    assert session.terminal.cells() == before
