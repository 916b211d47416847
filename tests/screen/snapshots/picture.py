"""A screen as a text file: its letters, how each cell looks, and what has changed since.

First stand the lines of the screen; then a second picture of the same size, in which every cell
is a letter that says how it looks; then what each of these letters means. A look keeps its
letter from one picture to the next as far as it can, so that little changes with little.
"""

from __future__ import annotations

import asyncio
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

from msgspec import Struct
from rich.color import ColorSystem
from textual.app import App
from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.terminal.cells import cells_of
from glimt_tui.screen.terminal.looks import Look
from screen.screens import settle

_ATTRIBUTES = ("bold", "dim", "italic", "underline", "blink", "blink2", "reverse", "conceal",
               "strike", "underline2", "frame", "encircle", "overline")  # fmt: skip
_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
#: What the commonest look of a screen is called; it is left out at the ends of lines.
COMMON = "."
_LETTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_LOOKS = "─ looks"

#: A cell: its sign (nothing where a wide one before it reaches into it), and its look in words.
Cell = tuple[str, str]


class Picture(Struct, frozen=True):
    """What stands on a screen, cell by cell."""

    rows: tuple[tuple[Cell, ...], ...]

    def letters(self) -> dict[str, str]:
        """The letter of each look that is there."""
        count = Counter(look for row in self.rows for _, look in row)
        (common, _), *_ = count.most_common(1)
        found = {common: COMMON}
        for look in sorted(count.keys() - {common}):
            place = crc32(look.encode()) % len(_LETTERS)
            turned = _LETTERS[place:] + _LETTERS[:place]
            found[look] = next(letter for letter in turned if letter not in found.values())
        return found

    def written(self) -> str:
        """The picture as the text of its file."""
        letters = self.letters()
        text = ["".join(sign for sign, _ in row).rstrip() for row in self.rows]
        text.append(_LOOKS)
        text += ["".join(letters[look] for _, look in row).rstrip(COMMON) for row in self.rows]
        text += [f"{letter} {look}" for look, letter in sorted(letters.items(), key=_by_letter)]
        return "\n".join(text) + "\n"


def _by_letter(item: tuple[str, str]) -> str:
    return item[1]


def picture_of(app: GlimtApp) -> Picture:
    """What the app shows now."""
    strips = app.screen._compositor.render_strips()
    rows = []
    for strip in strips:
        cells = cells_of(strip, ColorSystem.TRUECOLOR)
        rows.append(tuple((sign, _in_words(look)) for sign, look in cells))
    return Picture(tuple(rows))


#: So many looks in a row must be alike.
_STANDS = 5


async def still(pilot: Pilot[int]) -> None:
    """Wait until everything is laid out and painted, and stays as it is."""
    await settle(pilot)
    before, same = None, 0
    for _ in range(400):
        await pilot._wait_for_screen()  # all that widgets were told is done
        now = None if _is_at_work(pilot.app) else picture_of(pilot.app)  # type: ignore[arg-type]
        same = same + 1 if now is not None and now == before else 0
        if same == _STANDS:
            return
        before = now
        await asyncio.sleep(0.02)  # longer than the toolkit waits until it paints
    raise AssertionError("the screen never stands still")


def _is_at_work(app: App[int]) -> bool:
    """Whether something is still to be laid out, painted, told or worked on."""
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._dirty_widgets
        or screen._callbacks
        or any(not worker.is_finished for worker in app.workers)
        or any(not pump._message_queue.empty() for pump in (app, *screen.walk_children()))
    )


@lru_cache(4096)
def _in_words(look: Look) -> str:
    parts = [name for bit, name in enumerate(_ATTRIBUTES) if look.attributes >> bit & 1]
    if look.foreground is not None:
        parts.insert(0, _colour(look.foreground))
    return " ".join([*parts, "on", _colour(look.background)])


def _colour(codes: str) -> str:
    """A colour, from the codes that set it."""
    match codes.split(";"):
        case [_, "2", red, green, blue]:
            return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
        case [_, "5", number]:
            return f"colour{number}"
        case [code]:
            number = int(code) % 10 if int(code) < 90 or int(code) >= 100 else int(code) - 90
            bright = "bright_" if int(code) >= 90 else ""
            return "default" if number == 9 else bright + _ANSI[number]
    raise ValueError(codes)


def differences(expected: str, found: Picture) -> list[str]:
    """What is other than a file says, in lines to be read; none where nothing is."""
    if expected == found.written():
        return []
    text, looks = _read(expected)
    told = []
    for place, row in enumerate(found.rows):
        was = text[place] if place < len(text) else ""
        now = "".join(sign for sign, _ in row).rstrip()
        if was != now:
            told += [f"line {place + 1}", f"  - {was}", f"  + {now}"]
        elif place < len(looks):
            told += list(_changed_looks(place, row, looks[place]))
    if len(text) != len(found.rows):
        told.append(f"{len(text)} lines became {len(found.rows)}")
    return told or ["the file is written in another way"]


def _changed_looks(place: int, row: Sequence[Cell], looks: Sequence[str]) -> Iterator[str]:
    """Runs of cells of one line whose letters are the same, and whose looks are not."""
    run: tuple[str, str] | None = None
    begin = 0
    for column in range(len(row) + 1):
        pair = None
        if column < len(row):
            was = looks[column] if column < len(looks) else looks[-1] if looks else ""
            pair = (was, row[column][1]) if was != row[column][1] else None
        if pair != run:
            if run is not None:
                signs = "".join(sign for sign, _ in row[begin:column])
                yield f"line {place + 1}, «{signs}» in column {begin + 1}: {run[0]} → {run[1]}"
            run, begin = pair, column


def _read(file: str) -> tuple[list[str], list[list[str]]]:
    """The lines of a file's screen, and the looks of their cells."""
    lines = file.splitlines()
    end = lines.index(_LOOKS)
    text, rest = lines[:end], lines[end + 1 :]
    meant = dict(line.split(" ", 1) for line in rest[end:])
    width = max((len(line) for line in (*text, *rest[:end])), default=0)
    return text, [[meant[letter] for letter in line.ljust(width, COMMON)] for line in rest[:end]]
