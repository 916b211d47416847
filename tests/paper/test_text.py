"""Plain text fits on A4: 80 columns, 60 lines, a form feed between pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glimt_tui.paper.cells import width_of, wrapped
from glimt_tui.paper.sheet import Column, Section, Sheet, Tick
from glimt_tui.paper.text import HEIGHT, WIDTH, as_text

COLUMNS = (Column("Time", 11), Column("Name"), Column("Came", 6))


def sheet(*rows: tuple[str | Tick, ...], title: str = "Tuesday") -> Sheet:
    section = Section(title="Who comes", columns=COLUMNS, rows=rows, empty="Nobody.")
    return Sheet(language="en", title=title, about="for the desk", sections=(section,))


def test_columns_stand_below_their_titles() -> None:
    lines = as_text(sheet(("10:00–11:00", "Åse", Tick()), ("", "Bo", Tick(True)))).splitlines()
    assert lines[0].startswith("Tuesday ")
    assert lines[0].endswith(" 1/1")
    at = lines.index("Who comes")
    assert lines[at + 1].index("Came") == lines[at + 2].index("[ ]") == lines[at + 3].index("[x]")
    assert lines[at + 1].index("Name") == lines[at + 2].index("Åse")


def test_no_line_is_wider_and_no_page_longer_than_paper_and_nothing_is_lost() -> None:
    names = [f"Navn{n} {'Langt' * (n % 30)}" for n in range(200)]
    text = as_text(sheet(*(("10:00", name, Tick()) for name in names)))
    pages = text.split("\f")
    assert len(pages) > 3
    assert all(page.count("\n") <= HEIGHT for page in pages)
    assert all(width_of(line) <= WIDTH for page in pages for line in page.splitlines())
    for n, page in enumerate(pages, 1):
        assert f"{n}/{len(pages)}" in page.splitlines()[0]
        assert "Who comes" in page  # the heading and the columns come again
        assert "Came" in page
    assert all(f" Navn{n} " in text for n in range(200))
    assert text.count("L") == sum(n % 30 for n in range(200))


def test_a_heading_is_not_left_alone_at_the_end_of_a_page() -> None:
    first = Section(title="First", columns=COLUMNS, rows=(("a", "b", Tick()),) * (HEIGHT - 8))
    second = Section(title="Second", columns=COLUMNS, rows=(("a", "b", Tick()),) * 3)
    both = Sheet(language="en", title="Tuesday", about="x", sections=(first, second))
    one, two = as_text(both).split("\f")
    assert "Second" not in one
    assert two.count("[ ]") == 3


def test_an_empty_section_says_so_and_an_empty_sheet_is_a_page() -> None:
    assert "Nobody." in as_text(sheet())
    assert as_text(Sheet(language="en", title="Tuesday", about="x")).count("\f") == 0


def test_a_phone_number_is_not_broken_over_lines() -> None:
    assert wrapped("Christoffer 406\xa012\xa0311", 12) == ["Christoffer", "406 12 311"]


@given(st.text(alphabet="ab 字é\u0301👩\xa0", max_size=60), st.integers(2, 20))
def test_breaking_a_text_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
