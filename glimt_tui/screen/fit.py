"""Names and titles that have to go into so many cells, and what is left out told or marked."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_tui.desk.view import View

FAINT = Style(dim=True)


def fit(text: Text, width: int) -> Text:
    """A text that is exactly so wide."""
    text.truncate(width, overflow="ellipsis", pad=True)
    return text


def end_of(text: str, width: int) -> str:
    """A text as far as there is room, cut at its beginning: ``…egler/nasjonal@2021-01-03.toml``."""
    if cell_len(text) <= width:
        return text
    while cell_len(text) >= width:
        text = text[1:]
    return f"…{text}"


def as_many(names: list[str], width: int) -> str:
    """As many names as there is room for, and how many more there are: ``Ane, Bjørn +2``."""
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        told = ", ".join(names[:shown]) + (f" +{rest}" if rest else "")
        if cell_len(told) <= width:
            return told
    first = Text(names[0] if names else "")
    first.truncate(max(width - 4, 3), overflow="ellipsis")
    return f"{first.plain} +{len(names) - 1}" if len(names) > 1 else first.plain


def title_and_people(title: str, full: list[str], short: list[str], width: int) -> Text:
    """A title and who takes part, both as far as there is room, the people never lost.

    ``full`` and ``short`` are what the people are called where there is room, and where not.
    """
    names = ", ".join(full)
    if cell_len(title) + 3 + cell_len(names) > width:
        least = min(width // 2, max(width - cell_len(title) - 3, 12))
        names = as_many(short, max(least, width // 3))
    text = Text(title)
    text.truncate(max(width - cell_len(names) - 3, 6), overflow="ellipsis")
    return text.append(f" · {names}", FAINT)


def short_names(view: View) -> dict[str, str]:
    """First names, with the initial of the last name where two of today share one."""
    today = {id_ for visit in view.on(view.today) for id_ in visit.people}
    parts = {id_: view.people[id_].label.split() for id_ in today}
    firsts = Counter(part[0] for part in parts.values())
    return {
        id_: part[0] if firsts[part[0]] == 1 or len(part) == 1 else f"{part[0]} {part[-1][0]}."
        for id_, part in parts.items()
    }
