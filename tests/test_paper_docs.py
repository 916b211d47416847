"""What docs/paper.md shows is what is printed, and docs/veiledning/papir.md names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Run
from shown_pages import run_page

DOCS = Path(__file__).parents[1] / "docs"


def told(text: str, folder: Path) -> str:
    """A text without the time at which it was printed."""
    return re.sub(r"printed [\w ]+ at \d\d:\d\d\n\n", "printed …\n", text)


def test_everything_on_the_page_has_been_run(tmp_path: Path) -> None:
    assert run_page(DOCS / "paper.md", tmp_path, told) == 5


@pytest.mark.parametrize("page", ["paper.md", "veiledning/papir.md"])
def test_every_command_that_a_page_names_is_understood(page: str, glimt: Run) -> None:
    named = re.findall(r"`glimt ((?:today|week|stats)[^`|\\]*)", (DOCS / page).read_text("utf-8"))
    assert named
    for command in named:
        done = glimt(*command.split(), "--database", "nowhere.db", "--lang", "en")
        assert "usage:" not in done.stderr, command
        assert "nowhere.db" in done.stderr, command
