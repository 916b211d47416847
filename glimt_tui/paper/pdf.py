"""A sheet as a PDF: the pages of the plain text, drawn on A4 with a font of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from io import BytesIO
from itertools import groupby

import pydyf

from glimt_tui.paper.cells import width_of
from glimt_tui.paper.font import MISSING, Font
from glimt_tui.paper.sheet import Sheet
from glimt_tui.paper.text import HEIGHT, WIDTH, Line, pages

#: A4 in points, and the margin around what is written.
PAGE, MARGIN = (595.28, 841.89), 42.0
#: How far one line is below the other.
LEADING = (PAGE[1] - 2 * MARGIN) / (HEIGHT + 1)
#: The written direction of Hebrew and Arabic letters.
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_OUTLINED, _FILLED = 2, 0


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF."""
    return drawn_as_pdf(sheet.title, pages(sheet))


def drawn_as_pdf(title: str, lines: Iterable[list[Line]]) -> bytes:
    """Pages of lines as a PDF."""
    writer = _Writer(title)
    for page in lines:
        writer.add(page)
    return writer.written()


def lacking(sheet: Sheet) -> str:
    """The letters of a sheet that the font has no picture of; a box stands for each."""
    return lacking_in(pages(sheet))


def lacking_in(lines: Iterable[list[Line]]) -> str:
    """The letters of pages that the font has no picture of."""
    glyphs = Font().glyphs
    there = {char for page in lines for line in page for char in _drawn(line.text)}
    return "".join(sorted(char for char in there if ord(char) not in glyphs))


class _Writer:
    """A PDF as it grows, page by page."""

    def __init__(self, title: str) -> None:
        self._pdf = pydyf.PDF()
        self._pdf.info["Title"] = pydyf.String(title)
        self._font = Font()
        self._size = (PAGE[0] - 2 * MARGIN) / WIDTH / self._font.width * 1000
        self._used: dict[int, str] = {}
        self._reference = pydyf.Dictionary()
        self._pdf.add_object(self._reference)

    def add(self, lines: list[Line]) -> None:
        """Add a page."""
        width, height = PAGE
        start = (
            f"BT /F {self._size:.3f} Tf {LEADING:.3f} TL {MARGIN} {height - MARGIN:.2f} Td 0.3 w"
        )
        drawn = [self._line(line) for line in lines]
        content = pydyf.Stream([start.encode(), *drawn, b"ET"], compress=True)
        self._pdf.add_object(content)
        self._pdf.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": self._pdf.pages.reference,
                    "MediaBox": pydyf.Array([0, 0, width, height]),
                    "Contents": content.reference,
                    "Resources": pydyf.Dictionary(
                        {"Font": pydyf.Dictionary({"F": self._reference.reference})}
                    ),
                }
            )
        )

    def _line(self, line: Line) -> bytes:
        """A line; what is no plain text is outlined, too, which makes it bold."""
        mode = _FILLED if line.look == "plain" else _OUTLINED
        drawn = f"{mode} Tr T* <{self._glyphs(line.text)}> Tj"
        if line.size != 1:
            drawn = f"{self._letters_of(line.size)} {drawn} {self._letters_of(1)}"
        return drawn.encode()

    def _letters_of(self, size: int) -> str:
        """Letters so many times as large from here on, and lines as far apart as they need."""
        return f"/F {self._size * size:.3f} Tf {LEADING * size:.3f} TL"

    def _glyphs(self, text: str) -> str:
        """The numbers of the glyphs of a text, in hexadecimal."""
        numbers = []
        for char in _drawn(text):
            glyph = self._font.glyphs.get(ord(char), MISSING)
            if glyph != MISSING:
                self._used[glyph] = char
            numbers.append(f"{glyph:04x}")
            if width_of(char) == 2:  # keeps what follows in its column
                numbers.append(f"{self._font.glyphs[ord(' ')]:04x}")
        return "".join(numbers)

    def written(self) -> bytes:
        """The whole file, with the font."""
        self._add_font()
        file = BytesIO()
        self._pdf.write(file, version=b"1.7")
        return file.getvalue()

    def _add_font(self) -> None:
        font, add = self._font, self._pdf.add_object
        data = pydyf.Stream([font.data], {"Length1": len(font.data)}, compress=True)
        letters = pydyf.Stream([_letters(self._used)], compress=True)
        ascent, descent = font.heights
        descriptor = pydyf.Dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{font.name}",
                "Flags": 1 | 4,  # of one width, with letters beyond those of PDF's own fonts
                "FontBBox": pydyf.Array(font.box),
                "ItalicAngle": 0,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": 729,
                "StemV": 80,
            }
        )
        add(data)
        add(letters)
        descriptor["FontFile2"] = data.reference
        add(descriptor)
        inner = pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{font.name}",
                "CIDSystemInfo": pydyf.Dictionary(
                    {
                        "Registry": pydyf.String("Adobe"),
                        "Ordering": pydyf.String("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": descriptor.reference,
                "DW": font.width,
                "CIDToGIDMap": "/Identity",
            }
        )
        add(inner)
        self._reference.update(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{font.name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pydyf.Array([inner.reference]),
                "ToUnicode": letters.reference,
            }
        )


def _letters(used: dict[int, str]) -> bytes:
    """Which letter each glyph is, for whoever searches or copies."""
    pairs = [f"<{glyph:04x}> <{ord(char):04x}>" for glyph, char in sorted(used.items())]
    hundreds = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    told = "\n".join(
        f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar" for some in hundreds
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Glimt def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{told}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _drawn(text: str) -> str:
    """The letters of a line from left to right, as they are drawn, each in one piece."""
    whole = unicodedata.normalize("NFC", text).rstrip()
    kept = "".join(char for char in whole if width_of(char))
    if kept.isascii():
        return kept
    directions = [unicodedata.bidirectional(char) for char in kept]
    turned = [direction in _RIGHT_TO_LEFT for direction in directions]
    for at in range(1, len(kept) - 1):  # a single blank between two such words goes with them
        if directions[at] == "WS" and turned[at - 1] and directions[at + 1] in _RIGHT_TO_LEFT:
            turned[at] = True
    runs = groupby(zip(kept, turned, strict=True), key=lambda pair: pair[1])
    told = ("".join(char for char, _ in run)[:: -1 if back else 1] for back, run in runs)
    return "".join(told)
