"""Both renderers show the same, whatever happens."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from screen.terminal.apps import Played, Step, play, zoo

ROOT = Path(__file__).resolve().parents[3]
#: How long nothing may happen before a step is over, in seconds.
QUICK, PATIENT = 0.02, 0.3
KEYS = (
    "down", "up", "pagedown", "pageup", "home", "end", "tab", "shift+tab", "left", "right",
    "a", "æ", "backspace", "space", "enter", "escape", "f1", "f2", "f3", "f4",
)  # fmt: skip
SIZES = ((80, 24), (120, 40), (31, 9), (7, 3), (81, 25))
THEMES = ("theme:textual-light", "theme:textual-dark", "theme:ansi-dark", "theme:nord")
TOUR = (
    *("down",) * 3, "up", "pagedown", "end", "home", "tab", "tab", "H", "e", "i", "漢",
    "backspace", "tab", "left", "x", "tab", "down", "end", "enter", "f1", "tab", "escape", "f2",
    "f3", "f2", (120, 40), "f3", (80, 24), (9, 4), (80, 24), "theme:textual-light", "f4",
    "theme:ansi-light", "down", "repaint", "theme:textual-dark",
)  # fmt: skip


def assert_same(script: tuple[Step, ...], patience: float = QUICK) -> tuple[int, int]:
    """Play a script with both; returns how many characters each of them wrote.

    Textual does not always repaint all that has changed, and at the edge of what it repaints,
    it cuts wide signs in two. So once a step is done, everything is asked for anew: then both
    must be equal. Before that, each line is as Textual leaves it, or better.
    """
    stock, lean = (asyncio.run(play(zoo(lean), script, patience)) for lean in (False, True))
    differences = list(differences_of(script, stock, lean))
    if differences and patience == QUICK:  # on a busy machine, a drawing may have come late
        return assert_same(script, PATIENT)
    assert not differences
    return sum(map(len, stock.written)), sum(map(len, lean.written))


def differences_of(script: tuple[Step, ...], stock: Played, lean: Played) -> Iterator[str]:
    for number, step in enumerate(("start", *script)):
        where = f"step {number} ({step})"
        if lean.cursors[number] != stock.cursors[number]:
            yield f"{where}: cursor"
        for row, line in enumerate(stock.seen_anew[number]):
            if lean.seen_anew[number][row] != line:
                yield f"{where}, row {row}: {lean.seen_anew[number][row]} != {line}"
            elif lean.seen[number][row] not in (line, stock.seen[number][row]):
                yield f"{where}, row {row}, before it was asked for anew"


def test_a_tour_of_everything_looks_the_same_and_takes_a_fifth_of_the_bytes():
    stock, lean = assert_same(TOUR)
    assert lean < stock / 5


SHORT_TOUR = ("down", "end", "tab", "b", "f1", "escape", "f3", (60, 20), "f2")


@pytest.mark.parametrize(
    "environment",
    [{"TERM": "linux"}, {"TERM": "screen-256color"}, {"TERM": "unheard-of"}, {"NO_COLOR": "1"}],
    ids=str,
)
def test_terminals_with_fewer_colours_and_abilities_show_the_same(environment):
    # In a process of its own: Rich keeps the codes of the first number of colours it meets.
    surroundings = {
        **os.environ,
        "COLORTERM": "",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests"))),
        **environment,
    }
    subprocess.run([sys.executable, __file__], env=surroundings, check=True)


def test_without_colours_the_cursors_can_be_seen_all_the_same(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    played = asyncio.run(play(zoo(lean=True), ("tab", "tab", "a"), QUICK))
    for number, row in ((0, 1), (3, 2)):  # in the table, and in the input
        reversed_ones = [cell for cell in played.seen[number][row] if cell[5:6] == (True,)]
        assert reversed_ones, row
    assert "38;" not in "".join(played.written)


@pytest.mark.parametrize("seed", range(3))
def test_random_keys_sizes_and_themes_look_the_same(seed):
    chance = random.Random(seed)
    choices = (*KEYS * 3, *SIZES, *THEMES)
    assert_same(tuple(chance.choice(choices) for _ in range(15)))


if __name__ == "__main__":
    stock_bytes, lean_bytes = assert_same(SHORT_TOUR)
    assert lean_bytes < stock_bytes / 4, (stock_bytes, lean_bytes)
