"""Labels as text, as a page for a browser, and as a PDF: in large letters, to be cut apart."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from glimt_tui.paper.cells import width_of, wrapped
from glimt_tui.paper.html import POLICY
from glimt_tui.paper.label import Label, Labels
from glimt_tui.paper.pdf import drawn_as_pdf, lacking_in
from glimt_tui.paper.text import BLANK, HEIGHT, WIDTH, Line

#: How many times as large as on other paper the letters of a PDF are.
_LARGE, _MIDDLE = 3, 2
#: Where labels are cut apart.
_CUT = Line("- " * (WIDTH // 2))

_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 16pt/1.3 "DejaVu Sans", Verdana, Arial, sans-serif; color: #000; background: #fff;
  max-width: 182mm; margin: 1em auto; padding: 0 .5em; }
section { break-inside: avoid; border-bottom: 1pt dashed #000; padding: 8mm 0; }
h1 { font-size: 38pt; line-height: 1.1; margin: 0 0 4mm; overflow-wrap: anywhere; }
p { margin: 0; }
.told { font-size: 24pt; }
.until { font-size: 34pt; font-weight: bold; line-height: 1.15; }
.why { font-size: 24pt; margin-top: 3mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""


def as_text(labels: Labels) -> str:
    """The labels as lines of 80 columns; what is large on paper has its letters spaced out."""
    told = (_page_as_text(page) for page in _pages(labels, large=2, middle=2, tall=1))
    return "\f".join(told)


def as_html(labels: Labels) -> str:
    """The labels as one page of HTML."""
    return "".join(_page_as_html(labels))


def as_pdf(labels: Labels) -> bytes:
    """The labels as a PDF."""
    return drawn_as_pdf(labels.title, _pages(labels, large=_LARGE, middle=_MIDDLE, tall=None))


def lacking(labels: Labels) -> str:
    """The letters that the PDF's font has no picture of; a box stands for each."""
    return lacking_in(_pages(labels, large=_LARGE, middle=_MIDDLE, tall=None))


# Text and PDF --------------------------------------------------------------------------------


def _pages(labels: Labels, *, large: int, middle: int, tall: int | None) -> list[list[Line]]:
    """The lines of each page, as many labels on it as there is room for.

    ``tall`` is how many lines a large one takes, where that is not as many as it is large.
    """
    pages: list[list[Line]] = [[]]
    left = HEIGHT
    for label in labels.labels:
        lines = [*_lines(label, large, middle), BLANK, _CUT, BLANK]
        height = sum(tall or line.size for line in lines)
        if pages[-1] and height > left:
            pages.append([])
            left = HEIGHT
        pages[-1] += lines
        left -= height
    return pages


def _lines(label: Label, large: int, middle: int) -> Iterator[Line]:
    yield from _sized(label.name, large)
    yield BLANK
    yield from _sized(label.told, middle)
    yield from _sized(label.until, large)
    yield BLANK
    yield from _sized(label.why, middle)


def _sized(text: str, size: int) -> Iterator[Line]:
    for line in wrapped(text, WIDTH // size):
        yield Line(line, "title", size)


def _page_as_text(lines: list[Line]) -> str:
    told = (line.text if line.size == 1 else _spaced(line.text) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in told)


def _spaced(text: str) -> str:
    """Letters with a blank after each; accents stay with the letter that they belong to."""
    return "".join(
        char if not width_of(text[at + 1 : at + 2] or " ") else f"{char} "
        for at, char in enumerate(text)
    )


# HTML ----------------------------------------------------------------------------------------


def _page_as_html(labels: Labels) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{escape(labels.language)}">\n<head>\n'
    yield '<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{escape(labels.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    for label in labels.labels:
        yield f"<section>\n<h1><bdi>{escape(label.name)}</bdi></h1>\n"
        for name in ("told", "until", "why"):
            yield f'<p class="{name}">{escape(getattr(label, name))}</p>\n'
        yield "</section>\n"
    yield "</body>\n</html>\n"
