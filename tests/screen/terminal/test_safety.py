"""Whatever a text holds, the terminal gets signs."""

from __future__ import annotations

import asyncio
import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.color import Color
from textual.widgets import DataTable, Input, Label, Static

from glimt_tui.screen.terminal import LeanApp, visible
from glimt_tui.screen.terminal.safety import MOST_MARKS, Harmless
from screen.terminal.apps import Captured

EVIL = "a\x1b]52;c;eA==\x07b\x9b2Jc\u202ed\u200ee\x00f\x7fg\u2066h\r\ni\udc80j\u2028k"
BLACK = Color(0, 0, 0)


def shown(*segments: Segment) -> str:
    return "".join(segment.text for segment in Harmless().apply(list(segments), BLACK))


def test_control_characters_are_shown_as_pictures():
    assert visible("\x1b[31m\x7f\x85") == "␛[31m␡�"


@pytest.mark.parametrize(
    "text", ["Åse Ødegård", "山田", "👩‍👩‍👧", "❤️", "Zoe\u0301", "מריה", "[bold]x[/]"]
)
def test_what_people_are_called_stays_as_it_is(text):
    assert visible(text) == text


def test_a_line_stays_as_wide_where_there_is_room_for_the_pictures():
    assert shown(Segment("x\x1b[2Jy   "), Segment(" │")) == "x␛[2Jy   │"


def test_where_there_is_no_room_what_was_hidden_is_left_out():
    assert shown(Segment("│\u202eabc\u202c│")) == "│abc│"


def test_a_pile_of_accents_is_cut_down():
    assert len(shown(Segment("a" + "\u0301" * 99))) == 1 + MOST_MARKS


def test_links_are_not_written():
    (segment,) = Harmless().apply([Segment("x", Style(link="http://a\x1b\\b", bold=True))], BLACK)
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.bold


@given(st.lists(st.text(st.characters() | st.sampled_from(EVIL + " "), max_size=12), max_size=5))
def test_any_line_becomes_harmless_and_keeps_its_width(texts):
    line = shown(*map(Segment, texts))
    assert visible(line) == line
    assert cell_len(line) == sum(map(cell_len, texts))


class Evil(LeanApp[None]):
    def compose(self) -> ComposeResult:
        yield Label(EVIL, markup=False)
        yield Static(Text(EVIL, style="link http://x\x1b[2J"))
        box = Static("x", markup=False)
        box.styles.border = ("round", "red")
        box.border_title = EVIL.replace("[", "\\[")
        yield box
        yield Input(EVIL)
        yield DataTable()

    def on_mount(self) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        table.add_column(Text(EVIL))
        table.add_row(Text(EVIL))


async def written(app: LeanApp[None]) -> str:
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        driver = app._driver
        assert isinstance(driver, Captured)
        return driver.taken()


@pytest.mark.parametrize("lean", [True, False])
def test_no_widget_lets_a_sequence_through(lean):
    text = asyncio.run(written(Evil(lean=lean, mouse=False, driver_class=Captured)))
    assert "␛]52" in text
    assert "\x1b]" not in text
    assert "\x9b" not in text
    assert not {"\x00", "\x07", "\u202e", "\u200e", "\u2066", "\udc80", "\x7f"} & set(text)
    text.encode()


def test_only_who_copies_writes_to_the_clipboard_and_nothing_that_steers():
    async def copied() -> str:
        app = Evil(lean=True, mouse=False, driver_class=Captured)
        async with app.run_test(headless=False, size=(80, 24)) as pilot:
            await pilot.pause()
            assert isinstance(app._driver, Captured)
            app._driver.taken()
            app.copy_to_clipboard("Kari\x1b[201~\n\u202e \ud800Ola")
            return app._driver.taken()

    pasted = base64.b64encode(b"Kari[201~\n Ola").decode()
    assert asyncio.run(copied()) == f"\x1b]52;c;{pasted}\x07"
