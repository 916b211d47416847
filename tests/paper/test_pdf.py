"""A PDF says what the text says, with every letter that names in this country have."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from pypdf import PdfReader

from glimt_tui.paper.font import Font
from glimt_tui.paper.pdf import PAGE, as_pdf, lacking
from glimt_tui.paper.sheet import Column, Section, Sheet, Tick
from glimt_tui.paper.text import pages

NAMES = ("Åse Ørnæs", "Čuđi Ŋáhpi", "Łukasz Żółć", "Жанна", "Ποπη", "Æ" * 200)


def sheet(*names: str) -> Sheet:
    section = Section(
        title="Hvem som kommer",
        columns=(Column("Navn"), Column("Kom", 6)),
        rows=tuple((name, Tick()) for name in names),
    )
    return Sheet(language="nb", title="Tirsdag", about="til skranken", sections=(section,))


def read(*names: str) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(sheet(*names))))


def test_the_letters_can_be_read_back_and_searched_for() -> None:
    (page,) = read(*NAMES).pages
    text = page.extract_text()
    for name in NAMES[:-1]:
        assert name in text
    assert text.count("Æ") == 200
    assert "[ ]" in text
    assert "Tirsdag" in text


def test_its_pages_are_those_of_the_text_on_a4() -> None:
    names = [f"Navn {n}" for n in range(150)]
    reader = read(*names)
    assert len(reader.pages) == len(pages(sheet(*names))) == 3
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(PAGE)
    assert all(
        f"Navn {n}" in "".join(page.extract_text() for page in reader.pages) for n in range(150)
    )


def test_right_to_left_letters_are_drawn_from_the_right() -> None:
    drawn = as_pdf(sheet("علي بن"))
    assert "علي بن" in PdfReader(io.BytesIO(drawn)).pages[0].extract_text()  # turned again to read
    glyphs = [Font().glyphs[ord(letter)] for letter in "نب يلع"]
    content = PdfReader(io.BytesIO(drawn)).pages[0].get_contents()
    assert content is not None
    assert "".join(f"{glyph:04x}" for glyph in glyphs).encode() in content.get_data()


def test_what_the_font_lacks_is_told() -> None:
    assert lacking(sheet(*NAMES)) == ""
    assert lacking(sheet("Ane 🎸 字")) == "字🎸"
    assert len(read("Ane 🎸 字 Bo").pages) == 1


def test_the_font_has_what_paper_writes_and_each_letter_is_as_wide() -> None:
    font = Font()
    letters = "abcABC0123456789æøåÆØÅčđŋšŧžČĐŊŠŦŽäöüéèß–—·«»…☐☑[]_"
    assert {char for char in letters if ord(char) not in font.glyphs} == set()
    assert font.width == 602
    assert len(font.data) < 100_000


def test_nobody_who_prints_text_imports_what_makes_pdfs() -> None:
    script = (
        "import sys, glimt_tui.cli.today, glimt_tui.paper.text\n"
        "print(*[m for m in ('pydyf', 'textual', 'rich', 'icalendar') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
