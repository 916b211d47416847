"""What the README shows is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Run

CHECKOUT = Path(__file__).parents[1]
README = (CHECKOUT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def test_the_shown_report_is_the_demos(glimt: Run) -> None:
    shown = next(text for kind, text in BLOCKS if kind == "console")
    command, _, output = shown.partition("\n")
    told = glimt(*command.removeprefix("$ glimt ").split()).stdout
    for part in output.split("…\n"):
        assert part.strip() in told


def test_the_least_plan_is_simply_fine(glimt: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(next(t for kind, t in BLOCKS if kind == "toml"), "utf-8")
    done = glimt("check", "--strict", "plan.toml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (CHECKOUT / link).exists()


def test_every_command_in_the_table_is_in_the_help(glimt: Run) -> None:
    for line in re.findall(r"^\| `glimt ([a-z ]+)", README, re.MULTILINE):
        assert glimt(*line.split(), "--help").returncode == 0
