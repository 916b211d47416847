"""What docs/new-decree.md shows is what happens, command by command, in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shown_pages import changed, run_page

PAGE = Path(__file__).parents[1] / "docs" / "new-decree.md"


def told(text: str, folder: Path) -> str:
    """A text without the folder in which it was printed."""
    return text.replace(f"{folder}/", "")


def test_everything_on_the_page_has_been_run(tmp_path: Path) -> None:
    assert run_page(PAGE, tmp_path, told) >= 11


def test_the_page_is_short() -> None:
    prose = re.sub(r"```.*?```", "", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert len(prose.split()) < 600


def test_a_change_that_fits_nowhere_is_told() -> None:
    assert changed("a\nb\nc\n", "@@ b\n-b\n+x\n") == "a\nx\nc\n"
    assert changed("a\n# b = 1\n", " a\n-# b…\n+b = 2\n") == "a\nb = 2\n"
    with pytest.raises(AssertionError, match="no such line"):
        changed("a\n", "-b\n")
