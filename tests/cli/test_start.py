"""The collector of cycles rests while the command starts, and only then."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.writing import surroundings
from glimt_tui.start import imported, rest

SCRIPT = """
import gc, sys
from glimt_tui import parser, start
real = parser.importlib.import_module
def watched(name):
    print("importing", gc.isenabled())
    return real(name)
parser.importlib.import_module = watched
sys.argv = ["glimt", "config", "show", "--format", "json"]
try:
    start.run()
finally:
    print("leaving", gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


@pytest.fixture
def collector() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_a_command_runs_with_the_collector_and_leaves_without_a_last_look(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True,
        env=surroundings(tmp_path, PYTHONUTF8="1"), check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told[0] == "importing False"
    assert told[-1] == "leaving True True"


@pytest.mark.usefixtures("collector")
def test_what_was_imported_is_left_alone_where_the_collector_rested() -> None:
    gc.disable()
    imported()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


@pytest.mark.usefixtures("collector")
def test_a_collector_that_works_is_not_touched() -> None:
    gc.unfreeze()
    imported()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("collector")
def test_a_command_that_imports_much_more_has_it_rest_again() -> None:
    gc.enable()
    rest()
    assert not gc.isenabled()
    imported()
    assert gc.isenabled()
