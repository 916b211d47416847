"""What docs/keeping.md shows is what happens, command by command, in an empty folder."""

from __future__ import annotations

import os
import pwd
import re
from pathlib import Path

from shown_pages import run_page

PAGE = Path(__file__).parents[1] / "docs" / "keeping.md"


def told(text: str, folder: Path) -> str:
    """A text without what is another one each time: the time, the user, the folder."""
    own = pwd.getpwuid(os.getuid()).pw_name
    text = text.replace(f"{folder}/", "").replace(f"  {own}  ", "  kari  ")
    return re.sub(r"20(?!21)\d\d-\d\d-\d\d( \d\d:\d\d|T\d{4})", "NOW", text)


def test_everything_on_the_page_has_been_run(tmp_path: Path) -> None:
    assert run_page(PAGE, tmp_path, told, GLIMT_DATABASE="glimt.db") > 6
