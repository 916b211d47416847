"""What docs/plan-a-week.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import structs

from glimt_rules.wishes.candidates import MOST
from glimt_rules.wishes.model import Wish, Wishes
from shown_pages import run_page

PAGE = Path(__file__).parents[2] / "docs" / "plan-a-week.md"


def told(text: str, folder: Path) -> str:
    """A text without the folder in which it was printed, and without how long it took."""
    return re.sub(r"\(\d+(\.\d)? s,", "(… s,", text.replace(f"{folder}/", ""))


def test_everything_on_the_page_has_been_run(tmp_path: Path) -> None:
    pytest.importorskip("ortools", reason="planning needs the solver")
    text = PAGE.read_text("utf-8")
    wishes = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[1]
    right = 'people = ["ane"]\nwith = "staff"\ntimes = 2'
    wrong = 'people = ["anne"]\nwith = "everybody"\ntimes = 9'
    (tmp_path / "slips.toml").write_text(wishes.replace(right, wrong), "utf-8")
    assert run_page(PAGE, tmp_path, told) == 3


def test_the_page_names_every_key_and_the_figures() -> None:
    text = PAGE.read_text("utf-8")
    for type_ in (Wish, Wishes):
        for field in structs.fields(type_):
            assert f"`{field.encode_name}`" in text or f"`{field.encode_name}[]`" in text
    assert f"{MOST:,}" in text
