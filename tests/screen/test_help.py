"""``?``: made from the registry, for the page that is open and for what had the focus."""

from __future__ import annotations

import pytest

from glimt_tui.keyboard.actions import ACTIONS, key_name
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.help import HelpPanel
from glimt_tui.screen.reading import Reading
from glimt_tui.screen.rule_panel import RulePanel
from glimt_tui.screen.words import LOOKS
from screen.screens import lines, press, running, shown


def told(app: GlimtApp) -> str:
    """The whole help, also what is out of sight, as one line."""
    assert isinstance(app.panel, HelpPanel)
    rows = app.panel.query_one(Reading)._rows
    return " ".join(" ".join(row.text.plain for row in rows).split())


@pytest.mark.parametrize("page", ["today", "rules", "visitors"])
async def test_everything_that_can_be_done_on_a_page_is_told(
    small_app: GlimtApp, page: str
) -> None:
    key = {"today": "1", "rules": "4", "visitors": "5"}[page]
    async with running(small_app) as pilot:
        await press(pilot, key, "question_mark")
        text = told(small_app)
        for action in ACTIONS:
            is_here = not action.in_form and page in (action.pages or (page,))
            line = f"{key_name(action.keys)} {small_app.words.sentence(action.help)}"
            assert (" ".join(line.split()) in text) == is_here, action.id


async def test_what_can_be_done_here_comes_before_what_can_be_done_everywhere(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "5", "question_mark")
        text = told(small_app)
        assert text.index("On this page") < text.index("Everywhere")
        assert text.index("Everywhere") < text.index("What the signs mean")


async def test_what_cannot_be_done_now_says_why(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "5", "question_mark")
        assert "cannot be done now: put the cursor on a person first" in told(small_app)


async def test_every_sign_is_explained(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "question_mark")
        text = told(small_app)
        for sign, name, _ in LOOKS.values():
            assert f"{sign} {small_app.words(name)}" in text
        for sign in ("§ binding", "⌂ house rule", "· advice"):
            assert sign in text


async def test_what_had_the_focus_is_explained_first(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "enter", "enter", "question_mark")
        text = told(small_app)
        assert text.index("What a rule asks for") < text.index("Everywhere")
        assert "Each line above is a version" not in text


async def test_what_was_open_comes_back_with_its_focus(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "enter", "enter")
        rule = small_app.panel
        assert isinstance(rule, RulePanel)
        await press(pilot, "question_mark")
        assert not rule.display
        await press(pilot, "escape")
        assert small_app.panel is rule
        assert rule.display
        assert rule.text.has_focus
        await press(pilot, "question_mark", "question_mark")
        assert small_app.panel is rule


async def test_what_waits_behind_closes_with_the_page(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "enter", "enter")
        rule = small_app.panel
        await press(pilot, "question_mark", "1")
        assert small_app.panel is None
        assert rule is not None
        assert not rule.is_attached


async def test_help_is_read_with_the_arrow_keys(small_app: GlimtApp, size: tuple[int, int]) -> None:
    async with running(small_app, size) as pilot:
        await press(pilot, "question_mark")
        first = lines(small_app)[2]
        await press(pilot, "end")
        assert "•••" in shown(small_app)
        await press(pilot, "up", "home")
        assert lines(small_app)[2] == first


async def test_the_keys_are_those_of_the_configuration(small_app: GlimtApp) -> None:
    small_app._keys["undo"] = "f9"
    async with running(small_app) as pilot:
        await press(pilot, "question_mark")
        assert "F9 Take back what you did last" in told(small_app)
