"""``ctrl+p``: actions by a few letters of what they are called."""

from __future__ import annotations

import pytest

from glimt_tui.keyboard.actions import ACTIONS
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.palette import PalettePanel, closeness
from glimt_tui.screen.rule_panel import RulePanel
from screen.conftest import MakeApp
from screen.screens import press, running, shown, small_plan, write


def palette(app: GlimtApp) -> PalettePanel:
    assert isinstance(app.panel, PalettePanel)
    return app.panel


def ids(app: GlimtApp) -> list[str]:
    return [(row.id or "").removeprefix("action:") for row in palette(app).rows._rows]


async def test_every_action_stands_there_at_first(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "ctrl+p")
        assert set(ids(small_app)) == {action.id for action in ACTIONS} - {"palette"}
        places = [small_app.why_not(id_) is not None for id_ in ids(small_app)]
        assert places == sorted(places)  # what can be done comes first


async def test_a_few_letters_find_an_action_and_enter_does_it(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "mask")
        assert ids(small_app)[0] == "mask"
        await press(pilot, "enter")
        assert small_app.words.masked
        assert small_app.panel is None
        await press(pilot, "ctrl+p")
        await write(pilot, "rules")
        await press(pilot, "enter")
        assert small_app.page == "rules"


async def test_the_arrow_keys_choose_while_letters_are_typed(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "page")
        assert ids(small_app)[3] == "page_rules"
        await press(pilot, "down", "up", "pagedown", "pageup", "down", "down", "down")
        assert "Go to the page «Rules»" in shown(small_app)
        await press(pilot, "enter")
        assert small_app.page == "rules"


async def test_what_cannot_be_done_says_why_and_is_not_done(
    small_app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(small_app, size) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "trace")
        assert "cannot be done now: not on this page" in shown(small_app)
        await press(pilot, "enter")
        assert isinstance(small_app.panel, PalettePanel)
        assert "Not on this page" in shown(small_app)


async def test_letters_that_fit_nothing_are_told(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "qqqzz")
        assert "Nothing fits these letters" in shown(small_app)
        await press(pilot, "enter")
        assert ids(small_app) == []
        await press(pilot, *["backspace"] * 5)
        assert len(ids(small_app)) == len(ACTIONS) - 1


async def test_it_speaks_the_readers_language(make_app: MakeApp) -> None:
    app = make_app(small_plan(), language="nb")
    async with running(app) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "angre")
        assert ids(app)[0] == "undo"


async def test_it_comes_in_front_of_what_is_open_and_acts_there(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "enter", "enter")
        rule = small_app.panel
        assert isinstance(rule, RulePanel)
        await press(pilot, "ctrl+p")
        assert not rule.display
        await write(pilot, "theme")
        await press(pilot, "enter")
        assert small_app.theme == "textual-light"
        assert small_app.panel is rule
        await press(pilot, "ctrl+p", "escape")
        assert small_app.panel is rule


async def test_help_can_be_asked_for_from_it(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "help")
        await press(pilot, "enter")
        assert "Help: Today" in shown(small_app)


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("ang", "Angre", "Gjør om"),
        ("påhitt", "Pahitt", "Hitt"),
        ("PAHITT", "Påhitt", "Hitt"),
        ("oy", "Øyeblikk", "Boye"),
        ("uke", "Uke", "Neste uke"),
        ("uke", "Neste uke", "Bruken"),
        ("bk", "Booking", "Angre"),
    ],
)
def test_a_closer_name_comes_first(wanted: str, better: str, worse: str) -> None:
    near, far = closeness(wanted, better), closeness(wanted, worse)
    assert near is not None
    assert far is None or near < far


def test_a_name_is_found_by_what_it_does_and_by_nothing() -> None:
    assert closeness("colour", "Theme", "the terminal's own colours") == 3
    assert closeness("", "Theme") == 0
    assert closeness("  ", "Theme") == 0
    assert closeness("zz", "Theme", "colours") is None
