"""What the page on rule sets shows of coverage, lint and the timeline is what the program says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.writing import Run

PAGE = (Path(__file__).parents[2] / "docs" / "rule-sets.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
EXAMPLE = next(text for kind, text in BLOCKS if kind == "toml" and 'version = "2021-01-12"' in text)
SHOWN = [text for kind, text in BLOCKS if kind == "console"]


def hurried(text: str) -> str:
    """The example with another end, and without its title."""
    text = re.sub(r"^until = .*$", "until = 2021-01-15", text, flags=re.MULTILINE)
    return "".join(
        line
        for line in text.splitlines(keepends=True)
        if not line.startswith('title = { nb = "Høyst')
    )


@pytest.mark.parametrize("command", ["test --coverage", "lint", "timeline"])
def test_what_is_shown_is_what_is_said(command: str, glimt: Run, tmp_path: Path) -> None:
    (tmp_path / "2021-01-12.toml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "slip.toml").write_text(hurried(EXAMPLE), "utf-8")
    (block,) = (text for text in SHOWN if f" rules {command} " in text.partition("\n")[0])
    line, _, output = block.partition("\n")
    said = glimt(*line.removeprefix("$ glimt ").split()).stdout
    for part in output.split("…\n"):
        assert part in said
        said = said[said.index(part) + len(part) :]
