"""What many tests need: the rule book that comes with Glimt, and the installed command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from glimt_rules.rulesets.book import RuleBook
from glimt_tui.plugins import BUILT_IN, load_book

GLIMT = Path(sys.executable).with_name("glimt")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of all families that come with Glimt."""
    return load_book(BUILT_IN)


@pytest.fixture
def glimt(tmp_path: Path) -> Run:
    """Runs the installed command in an empty folder, with nobody's configuration."""

    def run(
        *args: str | Path, env: dict[str, str] | None = None, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        surroundings = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("LC_", "LANG", "GLIMT_", "XDG_")) and key != "NO_COLOR"
        }
        home = {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path), "PYTHONUTF8": "1"}
        return subprocess.run(
            [str(GLIMT), *map(str, args)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            input=stdin,
            env={**surroundings, **home, **(env or {})},
            check=False,
            timeout=60,
        )

    return run
