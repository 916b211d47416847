"""What ``glimt check`` does not import: each would cost more than judging a small plan."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.writing import fine, gathering, plan, surroundings, unclear, visit, write

NEVER = {
    "asyncio", "babel", "difflib", "email", "hashlib", "http", "importlib.metadata", "json",
    "logging", "multiprocessing", "random", "rich", "shtab", "socket", "sqlalchemy", "sqlite3",
    "ssl", "subprocess", "tempfile", "textual", "tomllib", "unittest", "urllib.request",
    "xml", "yaml",
}  # fmt: skip
SCRIPT = """
import sys
from glimt_tui.main import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""


def imported(folder: Path, *args: str) -> set[str]:
    """The modules that a run of the command has imported as it ends."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args], cwd=folder, capture_output=True, text=True,
        env=surroundings(folder, PYTHONUTF8="1"), check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.split())


def loaded(modules: set[str], names: set[str]) -> set[str]:
    """Those of the names that are among the modules, themselves or as a package."""
    return {name for name in names if name in modules or any(
        module.startswith(f"{name}.") for module in modules)}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    findings = plan(fine(masks=False), gathering(), unclear(), fine("b", "16:00", "17:00"))
    write(tmp_path / "plan.toml", findings)
    write(tmp_path / "plan.json", findings)
    walk = visit("walk", "10:00", "11:00", ["ane", "bo"], setting="outdoors")
    write(tmp_path / "walk.toml", plan(walk))
    return tmp_path


def test_checking_a_plan_imports_nothing_that_it_does_not_need(folder: Path) -> None:
    for args in (["plan.toml"], ["plan.toml", "--format", "json"]):
        modules = imported(folder, "check", *args)
        assert "glimt_rules.judge" in modules
        assert loaded(modules, NEVER) == set()
    # the plan's own syntax may need one of them, and nothing else
    assert loaded(imported(folder, "check", "plan.json"), NEVER) == {"json"}


def test_phone_numbers_are_looked_at_only_where_a_rule_asks_for_them(folder: Path) -> None:
    only = ["--only", "nasjonal"]
    assert loaded(imported(folder, "check", "walk.toml", *only), {"phonenumbers"}) == set()
    asked = imported(folder, "check", "plan.toml", "--only", "senter")
    assert "phonenumbers" in asked
    assert loaded(asked, NEVER) == set()


def test_other_commands_and_formats_are_not_imported(folder: Path) -> None:
    text = imported(folder, "check", "walk.toml")
    assert "glimt_tui.reports.text" in text
    assert loaded(text, {
        "glimt_tui.reports.json", "glimt_tui.reports.rules", "glimt_tui.cli.explain",
        "glimt_tui.cli.rules", "glimt_tui.cli.demo", "glimt_tui.cli.screen",
        "glimt_rules.explain", "glimt_rules.rulesets.cases", "glimt_rules.documents.toml_text",
        "glimt_rules.documents.syntax", "glimt_rules.documents.walk",
    }) == set()  # fmt: skip
    for module in ("glimt_tui.reports.json", "glimt_rules.documents.toml_text"):
        assert module in imported(folder, "check", "plan.toml", "--format", "json")
