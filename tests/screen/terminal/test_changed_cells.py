"""What is written makes the terminal show what it should, in few bytes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from glimt_tui.screen.terminal.abilities import Abilities
from glimt_tui.screen.terminal.cells import Cell, cells_of, signs
from glimt_tui.screen.terminal.changed_cells import Patch, Picture
from glimt_tui.screen.terminal.looks import ON, PLAIN, Look, change, on_blank
from glimt_tui.screen.terminal.moves import move
from screen.terminal.emulator import Terminal

WIDTH, HEIGHT = 24, 9
ALL = Abilities(erases_in_colour=True, erases_ahead=True, scrolls_parts=True)
SIGNS = (" ", " ", " ", "a", "b", "æ", "─", "漢", "😀", "e\u0301", "❤️", "👩‍👩‍👧", "🇳🇴", "م", "⚠")
LOOKS = (
    PLAIN,
    Look(0, "39", "44"),
    Look(1, "31", "44"),
    Look(0b1000, "31", "49"),
    Look(0b1000000, "38;5;7", "48;2;1;2;3"),
)
LINES = st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(LOOKS)), max_size=WIDTH)
PATCHES = st.lists(
    st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), LINES), max_size=8
)
PLACES = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))


def cells(line: list[tuple[str, Look]]) -> list[Cell]:
    result: list[Cell] = []
    for sign, look in line:
        result.append((sign, on_blank(look) if sign == " " else look))
        result += [("", look)] * (cell_len(sign) - 1)
    return result


def plainly(picture: Picture, cursor: tuple[int, int]) -> Terminal:
    """Every cell of a picture, written one by one in the simplest way there is."""
    terminal = Terminal(WIDTH, HEIGHT)
    for row, line in enumerate(picture._shown):
        for column, (sign, look) in enumerate(line):
            if sign:
                codes = [code for bit, code in enumerate(ON) if look.attributes >> bit & 1]
                codes += [look.foreground or "39", look.background]
                terminal.feed(f"\x1b[{row + 1};{column + 1}H\x1b[0;{';'.join(codes)}m{sign}")
    terminal.feed(f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H")
    return terminal


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(PATCHES, PLACES, st.booleans()), min_size=1, max_size=4),
    st.builds(Abilities, st.booleans(), st.booleans(), st.booleans()),
)
def test_whatever_changes_the_terminal_shows_what_the_picture_holds(steps, abilities):
    picture, terminal = Picture(abilities), Terminal(WIDTH, HEIGHT)
    picture.resize(WIDTH, HEIGHT)
    for patches, cursor, forgotten in steps:
        if forgotten:
            picture.forget()
            terminal.feed("\x1b[2;3H\x1b[7mnoise\x1b[5;1Hfrom elsewhere")
        laid = [Patch(row, column, cells(line)) for row, column, line in patches]
        terminal.feed(picture.draw(laid, cursor))
        expected = plainly(picture, cursor)
        assert terminal.cells() == expected.cells()
        assert terminal.cursor == cursor


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, min_size=12, max_size=20), st.integers(0, 12), st.integers(-6, 6))
def test_a_list_that_scrolls_shows_the_right_lines(lines, start, step):
    picture, terminal = Picture(ALL), Terminal(WIDTH, HEIGHT)
    picture.resize(WIDTH, HEIGHT)
    blank = [(" ", PLAIN)] * WIDTH
    for first in (start, max(0, start + step)):
        shown = [(lines * 2 + [[]] * 9)[first + row] for row in range(1, HEIGHT - 1)]
        laid = [Patch(row, 0, cells((line + blank)[:WIDTH])) for row, line in enumerate(shown, 1)]
        terminal.feed(picture.draw(laid, (0, 0)))
    assert terminal.cells() == plainly(picture, (0, 0)).cells()


def picture_of(*lines: str) -> Picture:
    picture = Picture(ALL)
    picture.resize(80, len(lines))
    picture.draw([Patch(row, 0, text_cells(line)) for row, line in enumerate(lines)], (0, 0))
    return picture


def text_cells(text: str, style: str = "") -> list[Cell]:
    return cells_of([Segment(text.ljust(80), Style.parse(style))], ColorSystem.TRUECOLOR)


def test_what_has_not_changed_is_not_written():
    picture = picture_of("Kari", "Ola")
    assert picture.draw([Patch(0, 0, text_cells("Kari"))], (0, 0)) == ""


def test_only_the_cell_that_changed_is_written():
    picture = picture_of("Kari Nordmann", "Ola")
    assert picture.draw([Patch(0, 0, text_cells("Karl Nordmann"))], (4, 0)) == "Karl"


def test_the_rest_of_a_line_is_erased():
    picture = picture_of("Kari  Nordmann", "Ola")
    assert picture.draw([Patch(0, 0, text_cells("Kari"))], (6, 0)) == "\x1b[7G\x1b[K"


def test_a_list_that_scrolls_is_moved():
    names = [f"Person {chr(65 + number) * 9}" for number in range(20)]
    picture = picture_of(*names[:19])
    laid = [Patch(row, 0, text_cells(name)) for row, name in enumerate(names[1:])]
    written = picture.draw(laid, (0, 0))
    assert "\x1bD" in written
    assert len(written) < 60


def test_colours_that_nobody_sees_are_not_changed():
    picture = picture_of("a b", "")
    laid = text_cells("a", "red") + text_cells("x", "bold green")
    assert picture.draw([Patch(0, 0, laid[:80])], (0, 0)).count("m") == 1


def test_the_place_is_told_anew_after_a_sign_that_terminals_draw_differently():
    picture = picture_of("", "")
    written = picture.draw([Patch(0, 0, text_cells("❤️x"))], (5, 0))
    assert written == "  \r❤️\x1b[3Gx\x1b[6G"


def test_the_cell_beside_such_a_sign_is_written_again():
    picture = picture_of("abc", "")
    written = picture.draw([Patch(0, 0, text_cells("⚠bc"))], (0, 0))
    assert written.startswith(" \r⚠\x1b[2Gb")


def apply(pen: frozenset[str], sequence: str) -> frozenset[str]:
    """What the codes mean, by the book; of colours, the last one counts."""
    undone = {"22": "12", "24": ("4", "21"), "25": "56", "54": ("51", "52")}
    codes = sequence.removeprefix("\x1b[").removesuffix("m").split(";") if sequence else []
    now = set(pen)
    for code in codes:
        if code in ("", "0"):
            now = {"F39", "B49"}
        elif code in undone:
            now -= set(undone[code])
        elif code in ("23", "27", "28", "29", "55"):
            now.discard({"55": "53"}.get(code, code[1]))
        elif code in ON:
            now.add(code)
        else:
            kind = "F" if code.startswith(("3", "9")) else "B"
            now = {item for item in now if item[0] != kind} | {kind + code}
    return frozenset(now)


def meant(look: Look) -> frozenset[str]:
    on = {code for bit, code in enumerate(ON) if look.attributes >> bit & 1}
    return frozenset({*on, f"F{look.foreground}", f"B{look.background}"})


ANY_LOOK = st.builds(
    Look,
    st.integers(0, 2 ** len(ON) - 1),
    st.sampled_from(("39", "31", "97")),
    st.sampled_from(("49", "41", "107")),
)


@given(ANY_LOOK, ANY_LOOK)
def test_a_change_of_look_ends_in_that_look(pen, look):
    sequence, after = change(pen, look)
    assert after == look
    assert apply(meant(pen), sequence) == meant(look)
    assert len(sequence) <= len(change(PLAIN, look)[0]) + 3


@given(ANY_LOOK, ANY_LOOK)
def test_on_a_blank_only_what_is_seen_is_changed(pen, look):
    sequence, after = change(pen, on_blank(look))
    assert apply(meant(pen), sequence) == meant(after)
    assert on_blank(after) == on_blank(look)


@given(st.none() | st.integers(0, 79), st.none() | st.integers(0, 23), PLACES)
def test_a_move_ends_where_it_should(column, row, goal):
    terminal = Terminal(80, 24)
    terminal.feed(f"\x1b[{(row or 0) + 1};{(column or 0) + 1}H{move(column, row, *goal)}")
    assert terminal.cursor == goal


@given(st.text(st.sampled_from("ae漢😀\u0301\u200d\ufe0f❤🇳🇴🧑🏽م\u00ad"), max_size=20))
def test_signs_are_the_whole_text_and_as_wide(text):
    assert "".join(sign for sign, _ in signs(text)) == text
    assert sum(width for _, width in signs(text)) == cell_len(text)


@pytest.mark.parametrize(
    ("terminal", "abilities"),
    [
        ("no-such-terminal", Abilities()),
        ("dumb", Abilities()),
        ("xterm", Abilities(erases_in_colour=True, erases_ahead=True, scrolls_parts=True)),
    ],
)
def test_a_terminal_is_asked_for_what_its_description_promises(terminal, abilities):
    # a process of its own: curses reads one description in a process and keeps it
    asked = (
        "from glimt_tui.screen.terminal.abilities import terminal_abilities;"
        "print(*map(int, terminal_abilities()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"TERM": terminal},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(int(ability)) for ability in abilities]
