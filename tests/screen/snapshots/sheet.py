"""A scene as a text file: its letters once, and how each cell looks in every theme.

First stand the lines of the screen, which are the same in every theme. Then comes a second
picture of the same size, in which every cell is a letter that says how it looks; and then, theme
by theme, what each of these letters means. So a colour that changes changes one line, and a word
that changes changes two. A letter stays the same from one file to the next as far as it can.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from msgspec import Struct

from screen.snapshots.picture import Cell, Picture

#: What the commonest look of a screen is called; it is left out at the ends of lines.
COMMON = "."
_LETTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_HEAD = "─ "
_LOOKS = f"{_HEAD}looks"

#: How a cell looks in each theme.
Looks = tuple[str, ...]


class Sheet(Struct, frozen=True):
    """A file as it was read."""

    text: list[str]
    letters: list[str]
    #: what each letter means, by theme
    meant: dict[str, dict[str, str]]


def written(pictures: Mapping[str, Picture]) -> str:
    """The text of a file, of pictures of the same letters by their themes."""
    first, *_ = pictures.values()
    looks = [
        [tuple(look for _, look in cells) for cells in zip(*rows, strict=True)]
        for rows in zip(*(picture.rows for picture in pictures.values()), strict=True)
    ]
    letters = _letters(Counter(each for row in looks for each in row))
    lines = [*first.text(), _LOOKS]
    lines += ["".join(letters[each] for each in row).rstrip(COMMON) for row in looks]
    for place, theme in enumerate(pictures):
        lines.append(f"{_HEAD}{theme}")
        lines += [f"{letter} {each[place]}" for each, letter in letters.items()]
    return "\n".join(lines) + "\n"


def _letters(count: Counter[Looks]) -> dict[Looks, str]:
    """A letter for each look, by how it looks in the first theme."""
    (common, _), *_ = count.most_common(1)
    found = {common: COMMON}
    taken = {COMMON}
    for looks in sorted(count.keys() - {common}):
        place = crc32(looks[0].encode()) % len(_LETTERS)
        turned = _LETTERS[place:] + _LETTERS[:place]
        found[looks] = next(letter for letter in turned if letter not in taken)
        taken.add(found[looks])
    return found


def read(file: str) -> Sheet | None:
    """A file; None where it is none of ours."""
    lines = file.splitlines()
    if _LOOKS not in lines:
        return None
    end = lines.index(_LOOKS)
    meant: dict[str, dict[str, str]] = {}
    theme: dict[str, str] = {}
    for line in lines[2 * end + 1 :]:
        if line.startswith(_HEAD):
            theme = meant.setdefault(line.removeprefix(_HEAD), {})
        else:
            letter, _, look = line.partition(" ")
            theme[letter] = look
    return Sheet(lines[:end], lines[end + 1 : 2 * end + 1], meant)


def differences(expected: Sheet, theme: str, found: Picture) -> list[str]:
    """What is other in a theme than a file says, in lines to be read; none where nothing is.

    Where a line says something else, nothing is told of how it looks.
    """
    told = list(_changed_text(expected.text, found.text()))
    meant = expected.meant.get(theme)
    if meant is None:
        return [*told, "there is no picture of it in this theme yet"]
    lines = zip(expected.text, found.text(), expected.letters, found.rows, strict=False)
    for place, (was, now, letters, row) in enumerate(lines, 1):
        looks = [meant.get(letter, "?") for letter in letters.ljust(len(row), COMMON)]
        if was == now and any(look != there for look, (_, there) in zip(looks, row, strict=True)):
            told += _changed_looks(place, row, looks)
    return told


def other_text(pictures: Mapping[str, Picture]) -> list[str]:
    """Where the letters of one theme are other than those of the first one."""
    (_, first), *others = pictures.items()
    told = []
    for theme, picture in others:
        changed = list(_changed_text(first.text(), picture.text()))
        told += [f"{theme} says something else:", *changed] if changed else []
    return told


def _changed_text(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    for place, (before, after) in enumerate(zip(was, now, strict=False), 1):
        if before != after:
            yield from (f"line {place}", f"  - {before}", f"  + {after}")
    if len(was) != len(now):
        yield f"{len(was)} lines became {len(now)}"


def _changed_looks(place: int, row: Sequence[Cell], looks: Sequence[str]) -> Iterator[str]:
    """Runs of cells of one line whose looks are others than they were, in the same way."""
    run: tuple[str, str] | None = None
    begin = 0
    for column in range(len(row) + 1):
        pair = None
        if column < len(row) and looks[column] != row[column][1]:
            pair = (looks[column], row[column][1])
        if pair != run:
            if run is not None:
                signs = "".join(sign for sign, _ in row[begin:column])
                yield f"line {place}, «{signs}» in column {begin + 1}: {run[0]} → {run[1]}"
            run, begin = pair, column
