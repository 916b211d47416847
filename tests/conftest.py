"""What many tests need: the rule book that comes with Glimt, and the installed command."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glimt_rules.rulesets.book import RuleBook
from glimt_tui.plugins import BUILT_IN, load_book
from warm.command import Warm

#: A file system in memory, as Linux has it.
MEMORY = Path("/dev/shm")
GLIMT = Path(sys.executable).with_name("glimt")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Commands are started quickly unless it is asked for that they start as for everybody."""
    parser.addoption(
        "--cold", action="store_true", help="start each command in an interpreter of its own"
    )


def pytest_configure() -> None:
    """Let all temporary folders lie in memory, where no database waits for a disk.

    Nothing that is tested can tell the difference: only a machine that fails could, and what
    a process that is killed has written is there either way.
    """
    if "TMPDIR" not in os.environ and _is_roomy(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is looked for again


def _is_roomy(folder: Path) -> bool:
    """Whether a folder is there that takes a gigabyte and lets programs run from it."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= 1 << 30 and not found.f_flag & os.ST_NOEXEC


def pytest_collection_finish() -> None:
    """The collector of cycles need not walk thousands of tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of all families that come with Glimt."""
    return load_book(BUILT_IN)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """Where commands start without waiting for their imports."""
    commands = Warm(GLIMT, {**os.environ, "PYTHONUTF8": "1"})
    yield commands
    commands.stop()


@pytest.fixture
def glimt(tmp_path: Path, warm: Warm, request: pytest.FixtureRequest) -> Run:
    """Runs the installed command in an empty folder, with nobody's configuration.

    It is a process of its own, forked from one that has done the imports, or started anew:
    where Python would read other variables, and everywhere with ``--cold``.
    """
    is_cold = request.config.getoption("--cold")

    def run(
        *args: str | Path, env: dict[str, str] | None = None, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        surroundings = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("LC_", "LANG", "GLIMT_", "XDG_")) and key != "NO_COLOR"
        }
        home = {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path), "PYTHONUTF8": "1"}
        env = {**surroundings, **home, **(env or {})}
        if warm.suits(env) and not is_cold:
            return warm.run([*map(str, args)], tmp_path, env, stdin, 60)
        return subprocess.run(
            [str(GLIMT), *map(str, args)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            input=stdin,
            env=env,
            check=False,
            timeout=60,
        )

    return run
