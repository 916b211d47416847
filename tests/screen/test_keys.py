"""Keys: those of the registry, and those that the configuration gives instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.keys import _character_to_key

from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError
from glimt_tui.config import Config, read_config
from glimt_tui.desk.desk import Desk
from glimt_tui.keyboard.actions import ACTIONS, PAGES
from glimt_tui.keyboard.keys import canonical, keys_in
from glimt_tui.language import texts_in
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.demo import demo_session
from screen.screens import FixedClock, press, running, shown, small_plan

CHECKOUT = Path(__file__).parents[2]


def read(text: str) -> Config:
    return read_config(Source(name="glimt.toml", text=text, format="toml")).config


def told(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(InputError) as caught:
        read(text)
    texts = texts_in("en")
    return [(p.line, p.where, texts.sentence(p.message)) for p in caught.value.problems]


def test_no_two_actions_of_one_page_share_a_key() -> None:
    for page in PAGES:
        keys = [
            key for action in ACTIONS if page in (action.pages or PAGES)
            for key in keys_in(action.keys)
        ]  # fmt: skip
        assert len(keys) == len(set(keys)), page


def test_keys_are_called_as_the_toolkit_calls_them() -> None:
    for code in (*range(0x21, 0x7F), 0xA7, 0xE6, 0xF8, 0xE5):
        assert canonical(chr(code)) == _character_to_key(chr(code)), chr(code)


@pytest.mark.parametrize(
    "keys", ["y", "?", "f7", "ctrl+b", "/, f8", "æ", "enter", "B", "comma", "space"]
)
def test_a_key_that_can_be_pressed_is_right(keys: str) -> None:
    free = {"open": "f12", "find": "f11", "help": "f10", "previous": "f9"}
    rest = "".join(f'{id_} = "{key}"\n' for id_, key in free.items())
    assert read(f'[keys]\n{rest}copy = "{keys}"').keys["copy"] == keys


@pytest.mark.parametrize("keys", ["", " ", "tab", "up", "escape", "ctrl+i", "shift+a", "nn", "a,"])
def test_a_key_that_cannot_be_pressed_is_told_with_its_line(keys: str) -> None:
    ((line, where, text),) = told(f'language = "nb"\n[keys]\ncopy = "{keys}"')
    assert (line, where) == (3, "keys.copy")
    assert "is no key; a key is a letter or a sign such as n or ?, enter" in text


def test_an_action_that_there_is_not_is_told_with_what_was_meant() -> None:
    ((line, where, text),) = told('[keys]\nbok = "b"')
    assert (line, where) == (2, "keys.bok")
    assert text == 'There is no action "bok"; did you mean book?'
    assert "there are: page_today" in told('[keys]\nxyzzyx = "b"')[0][2]


def test_a_key_that_is_used_twice_on_a_page_is_told_with_its_line() -> None:
    ((line, where, text),) = told('[keys]\nbook = "æ"\nundo = "k"')
    assert (line, where) == (3, "keys.undo")
    assert text == '"k" is the key of the action arrive on the page «Today», too'
    ((line, where, _),) = told('[keys]\nbook = "æ"\nundo = "æ"')
    assert (line, where) == (3, "keys.undo")
    ((_, where, text),) = told('[keys]\nmask = "?"')
    assert where == "keys.mask"
    assert text.startswith('"question_mark" is the key of the action help')


def test_a_key_may_be_used_on_two_pages_and_taken_over_from_another_action() -> None:
    assert read('[keys]\nreveal = "k"').keys == {"reveal": "k"}
    assert read('[keys]\nfind = "n"\nbook = "slash"'.replace('"slash"', '"/"')).keys["find"] == "n"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = told('backup_days = -1\n[keys]\nbook = 1\ncopy = "up"\nfinn = "b"')
    assert [line for line, *_ in found] == [1, 3, 4, 5]


def test_a_program_without_a_screen_reads_no_actions() -> None:
    code = (
        "import sys; from glimt_tui.config import read_config;"
        "from glimt_rules.documents.source import Source;"
        "read_config(Source(name='c', text='language = \"nb\"', format='toml'));"
        "assert 'glimt_tui.keyboard.actions' not in sys.modules;"
        "read_config(Source(name='c', text='[keys]\\nbook = \"y\"', format='toml'));"
        "assert 'glimt_tui.keyboard.actions' in sys.modules; assert 'textual' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def app_with(book: object, **keys: str) -> GlimtApp:
    clock = FixedClock()
    desk = Desk(demo_session(small_plan(), clock), book, clock)  # type: ignore[arg-type]
    return GlimtApp(desk, texts_in("en"), keys=keys)


async def test_the_configured_key_does_it_and_the_old_one_no_more(book: object) -> None:
    app = app_with(book, mask="?", help="f1")
    async with running(app) as pilot:
        assert " F1" in shown(app)
        await press(pilot, "x")
        assert not app.words.masked
        await press(pilot, "question_mark")
        assert app.words.masked


async def test_a_key_of_two_pages_does_what_it_means_on_the_page(book: object) -> None:
    app = app_with(book, reveal="k")
    async with running(app) as pilot:
        await press(pilot, "5", "k")
        assert getattr(app.current, "are_names_shown", False)
        await press(pilot, "4", "k")
        assert "Not on this page" in shown(app)


def test_the_page_of_all_keys_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "docs" / "make_keys.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
