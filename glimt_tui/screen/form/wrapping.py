"""Breaking a text into lines by the cells that it takes."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from glimt_tui.screen.terminal.cells import signs


def wrapped(text: str, width: int, most: int | None = None) -> list[str]:
    """The lines of a text; with ``most``, the last one ends in … where something is left out."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _chopped(word, width)
        lines += whole
    lines.append(line)
    if most is not None and len(lines) > most:
        last = f"{lines[most - 1]} {lines[most]}"
        lines = [*lines[: most - 1], set_cell_size(last, width - 1).rstrip() + "…"]
    return lines


def _chopped(word: str, width: int) -> list[str]:
    """A word that is longer than a line, in pieces."""
    pieces, cells = [""], 0
    for sign, size in signs(word):
        if cells + size > width:
            pieces.append("")
            cells = 0
        pieces[-1] += sign
        cells += size
    return pieces
