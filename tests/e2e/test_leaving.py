"""However the screen ends, the terminal is as it was, and the shell is told how it ended.

The program runs from a shell here, on the same machine, since what the terminal itself was set to
cannot be seen through ssh: ssh sets it back on its own.
"""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from e2e.conftest import LogIn
from e2e.house import GLIMT, House
from e2e.terminal import Terminal

Open = Callable[..., Terminal]
_FROM_A_SHELL = "echo before; stty -g > one; {command}; echo code $?; stty -g > two"


@pytest.fixture
def shell(house: House, opened: Open) -> Open:
    """Runs a command from a shell in a terminal on the machine."""

    def run(*command: str | Path) -> Terminal:
        script = _FROM_A_SHELL.format(command=shlex.join(map(str, command)))
        return opened("/bin/sh", "-c", script, **house.environment)

    return run


def assert_as_before(terminal: Terminal, folder: Path, code: int) -> None:
    """The terminal shows what the shell has shown, and is set as it was."""
    assert terminal.ended() == 0
    shown = [line for line in terminal.look if line]
    assert shown[0] == "before"
    assert shown[-1] == f"code {code}"
    assert not any("Book" in line or "╭" in line for line in shown), terminal.text
    terminal.assert_given_back()
    assert (folder / "one").read_text() == (folder / "two").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_a_clean_terminal_and_a_draft(
    shell: Open, house: House, tmp_path: Path, number: signal.Signals
) -> None:
    first = shell(GLIMT, "--as", "kari")
    first.until("Maling")
    first.press("n")
    first.until("New booking")
    first.press("cec")
    first.until("› Cecilie Påhitt")
    first.press("enter")
    first.until("▸Who      Cecilie")
    house.signal(number, "--as", "kari")
    assert_as_before(first, tmp_path, 128 + number)
    house.assert_not_locked()

    second = shell(GLIMT, "--as", "kari")
    second.until("Maling")
    second.press("n")
    second.until("~ Draft from")
    second.until("  Cecilie")


def test_a_signal_on_the_machine_is_told_at_the_other_end(log_in: LogIn, house: House) -> None:
    kari = log_in("kari")
    house.signal(signal.SIGTERM, "--as", "kari")
    assert kari.ended() == 128 + signal.SIGTERM
    kari.assert_given_back()
    house.assert_not_locked()


def test_the_demo_opens_on_its_own_day_and_q_leaves_it(shell: Open, tmp_path: Path) -> None:
    demo = shell(GLIMT, "--lang", "en", "demo")
    demo.until("12.1. 2021 11:40")
    demo.until("people here of 10 allowed")
    demo.press("q")
    assert_as_before(demo, tmp_path, 0)


def test_another_day_is_shown_as_such(shell: Open, tmp_path: Path) -> None:
    demo = shell(GLIMT, "--lang", "en", "demo", "--today", "2021-01-14")
    demo.until("set to Th 14.1. 2021")
    demo.press("q")
    assert_as_before(demo, tmp_path, 0)


def test_the_demo_in_a_pipe_prints_its_report(glimt: Run) -> None:
    done = glimt("--lang", "en", "demo")
    assert done.returncode == 0
    assert "85 visits judged" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_screen_in_a_pipe_says_what_is_missing(glimt: Run) -> None:
    done = glimt("--lang", "en")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "The screen needs a terminal; «glimt --help» tells what works without one" in done.stderr


def test_a_screen_without_a_database_says_how_to_make_one(opened: Open, tmp_path: Path) -> None:
    command = shlex.join([str(GLIMT), "--lang", "en"])
    terminal = opened(
        "/bin/sh", "-c", f"{command}; echo code $?", HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path)
    )
    terminal.until("Make it, and set up the centre?")  # see screen/test_setting_up.py
    terminal.press("no", "enter")
    terminal.until("code 2")
    assert "glimt init makes" in "".join(terminal.look)
    terminal.assert_given_back()
