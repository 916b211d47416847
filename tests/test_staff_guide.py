"""The guide for staff has a page for each part of the day, and each page has its picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glimt_tui.keyboard.actions import ACTIONS, key_name

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = DOCS / "veiledning"
INDEX = (GUIDE / "README.md").read_text("utf-8")
PAGES = sorted(set(GUIDE.glob("*.md")) - {GUIDE / "README.md"})
#: The ten parts of the day besides the bookings themselves.
TEN = (
    "serier", "dobbeltbooking", "vakter", "utstyr", "folge-opp", "vaktskifte", "sms", "papir",
    "sette-opp", "rettigheter",
)  # fmt: skip


@pytest.mark.parametrize("name", TEN)
def test_each_part_of_the_day_has_its_page(name: str) -> None:
    assert (GUIDE / f"{name}.md") in PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_is_in_the_index_and_shows_a_picture(page: Path) -> None:
    assert f"({page.name})" in INDEX
    pictures = re.findall(r"!\[[^\]]+\]\(\.\./pictures/([\w-]+\.svg)\)", page.read_text("utf-8"))
    assert pictures
    for picture in pictures:
        assert (DOCS / "pictures" / picture).stat().st_size > 5_000


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("serier", "series"), ("utstyr", "equipment"), ("folge-opp", "follow_up"),
        ("vaktskifte", "handover"), ("sms", "sms"), ("sette-opp", "house"),
        ("sette-opp", "people_paste"), ("vakter", "book"), ("dobbeltbooking", "book"),
    ],
)  # fmt: skip
def test_the_keys_that_a_page_names_are_the_keys(page: str, action: str) -> None:
    (keys,) = (each.keys for each in ACTIONS if each.id == action)
    assert f"`{key_name(keys)}`" in (GUIDE / f"{page}.md").read_text("utf-8")
