"""What docs/rights.md shows is what happens, command by command, in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

from shown_pages import run_page

PAGE = Path(__file__).parents[1] / "docs" / "rights.md"


def told(text: str, folder: Path) -> str:
    """A text without what is another one each time: the time, and the folder."""
    text = text.replace(f"{folder}/", "")
    text = re.sub(r"\d{1,2} \w+ 20(?!31)\d\d( at \d\d:\d\d)?", "NOW", text)
    return re.sub(r"20(?!31)\d\d-\d\d-\d\d( \d\d:\d\d|T\d{4})?", "NOW", text)


def test_everything_on_the_page_has_been_run(tmp_path: Path) -> None:
    assert run_page(PAGE, tmp_path, told, GLIMT_DATABASE="glimt.db") > 12
