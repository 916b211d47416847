"""The font that PDFs carry with them: DejaVu Sans Mono, Latin to Arabic.

PDF's own fonts write the letters of Western Europe only; names have others as well.
"""

from __future__ import annotations

import struct
from functools import cached_property
from importlib import resources

#: The program calls a glyph that stands for what the font lacks by this number.
MISSING = 0


class Font:
    """A TrueType file in which every letter is as wide as the others."""

    name = "DejaVuSansMono"

    @cached_property
    def data(self) -> bytes:
        """The whole file."""
        return resources.files(__package__).joinpath("DejaVuSansMono.ttf").read_bytes()

    @cached_property
    def _tables(self) -> dict[bytes, bytes]:
        """The tables of the file, by tag; each is found by an entry of the directory in front."""
        (count,) = struct.unpack_from(">4xH", self.data)
        entries = struct.iter_unpack(">4s4xII", self.data[12 : 12 + 16 * count])
        return {tag: self.data[start : start + length] for tag, start, length in entries}

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """The number of the glyph for each letter that there is one for."""
        table = self._tables[b"cmap"]
        (count,) = struct.unpack_from(">2xH", table)
        for platform, encoding, start in struct.iter_unpack(">HHI", table[4 : 4 + 8 * count]):
            if (platform, encoding) == (3, 1):  # letters of 16 bits, in the format 4
                return dict(_segments(table[start:]))
        raise ValueError(self.name)

    @cached_property
    def units(self) -> int:
        """How many units the font is measured in, of which PDF reckons a thousand."""
        (units,) = struct.unpack_from(">H", self._tables[b"head"], 18)
        return int(units)

    def _scaled(self, units: int) -> int:
        return round(units * 1000 / self.units)

    @cached_property
    def width(self) -> int:
        """How wide every letter is, in thousandths of its size."""
        (advance,) = struct.unpack_from(">H", self._tables[b"hmtx"])
        return self._scaled(advance)

    @cached_property
    def box(self) -> list[int]:
        """What no letter reaches beyond, in thousandths: left, bottom, right, top."""
        return [self._scaled(each) for each in struct.unpack_from(">4h", self._tables[b"head"], 36)]

    @cached_property
    def heights(self) -> tuple[int, int]:
        """How far letters reach above and below the line, in thousandths."""
        ascent, descent = struct.unpack_from(">2h", self._tables[b"hhea"], 4)
        return self._scaled(ascent), self._scaled(descent)


def _segments(table: bytes) -> list[tuple[int, int]]:
    """The letters and glyphs of a cmap of format 4: stretches of letters, each with a rule."""
    form, twice = struct.unpack_from(">H4xH", table)
    if form != 4:
        raise ValueError(form)
    ends, starts = 14, 16 + twice
    found = []
    for at in range(0, twice, 2):
        (last,) = struct.unpack_from(">H", table, ends + at)
        (first,) = struct.unpack_from(">H", table, starts + at)
        (delta,) = struct.unpack_from(">H", table, starts + twice + at)
        place = starts + 2 * twice + at
        (offset,) = struct.unpack_from(">H", table, place)
        for letter in range(first, last + 1):
            glyph = letter
            if offset:
                (glyph,) = struct.unpack_from(">H", table, place + offset + 2 * (letter - first))
            if letter != 0xFFFF and (glyph or not offset):
                found.append((letter, (glyph + delta) & 0xFFFF))
    return found
