"""A centre's machine, its sshd, and people who log in from somewhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from e2e.house import House
from e2e.sshd import Sshd, why_not
from e2e.terminal import Terminal, terminal_environment

#: Opens a terminal and logs somebody in from there.
LogIn = Callable[[str], Terminal]


@pytest.fixture(scope="session")
def _first_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.made(tmp_path_factory.mktemp("first") / "house")


@pytest.fixture
def house(_first_house: House, tmp_path: Path) -> House:
    """A machine with a database of today and tomorrow."""
    return _first_house.copied(tmp_path / "house")


@pytest.fixture
def sshd(house: House, tmp_path: Path) -> Iterator[Sshd]:
    """The machine's sshd, which knows kari and ola."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    started = Sshd(folder, ("kari", "ola"), house.environment)
    yield started
    started.stop()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals, which are closed in the end."""
    terminals: list[Terminal] = []

    def open_terminal(*command: str | Path, **environment: str) -> Terminal:
        terminals.append(Terminal(command, terminal_environment(**environment), tmp_path))
        return terminals[-1]

    yield open_terminal
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def log_in(sshd: Sshd, opened: Callable[..., Terminal]) -> LogIn:
    """Logs somebody in by ssh, and waits until their screen shows the day."""

    def log_in_as(name: str) -> Terminal:
        terminal = opened(*sshd.command(name))
        try:
            terminal.until(lambda seen: "Maling" in seen.text and name in seen.state)
        except AssertionError as error:
            error.add_note(sshd.log)
            raise
        terminal.settle()
        return terminal

    return log_in_as
