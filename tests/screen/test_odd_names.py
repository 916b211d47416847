"""Whatever somebody or something is called: every page, panel and form stays whole.

Each scene that pictures are taken of is set once more, in a house in which everything has an odd
name, on a terminal that keeps what is written to it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from unicodedata import category

import pytest
from msgspec import structs
from textual.pilot import Pilot

from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.keyboard.actions import PAGES
from glimt_tui.screen.app import GlimtApp
from screen.odd_house import ODD, odd_book, odd_plan
from screen.screens import LARGE, SMALL, FixedClock, app_on, press, settle, shown
from screen.snapshots.picture import Picture, picture_of, still
from screen.snapshots.scenes import BOOKS, PLANS, SCENES, by_a_colleague
from screen.terminal.apps import Captured

#: What the screen itself steers a terminal with.
_STEERS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[DM]|[\r\b]")
#: Code points that nobody sees: they steer, turn the direction of writing, or take no room.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_JOINER = "\u200d"

pytestmark = pytest.mark.usefixtures("quick_waits")


@pytest.fixture(autouse=True)
def written_by_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that nobody may write down have come into the database all the same."""
    monkeypatch.setattr("glimt_rules.plan.report.text_fault", lambda text: None)
    monkeypatch.setattr("glimt_tui.screen.form.alternatives.LOOK_AFTER", 0.02)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("SSH_CONNECTION", "somewhere")  # so no mouse, whose pointer has a sequence
    for name in ("NO_COLOR", "TEXTUAL_THEME", "GLIMT_RENDERER"):
        monkeypatch.delenv(name, raising=False)


@asynccontextmanager
async def on_a_terminal(app: GlimtApp, size: tuple[int, int]) -> AsyncIterator[Pilot[int]]:
    """The app at work on a terminal that keeps what is written to it."""
    app.driver_class = Captured
    try:
        async with app.run_test(headless=False, size=size) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        with suppress(RuntimeError):  # closed already
            await app.desk.close()


def terminal_of(app: GlimtApp) -> Captured:
    """The terminal that an app writes to."""
    assert isinstance(app._driver, Captured)
    return app._driver


def unseen(text: str) -> list[str]:
    """The code points of a text that nobody would see, but for what joins an emoji."""
    found = []
    for place, sign in enumerate(text):
        before, after = text[:place].rstrip("\ufe0f")[-1:], text[place + 1 : place + 2]
        joins = sign == _JOINER and category(before or " ") == category(after or " ") == "So"
        if category(sign) in _UNSEEN and not joins:
            found.append(f"U+{ord(sign):04X}")
    return found


def faults_of(picture: Picture, size: tuple[int, int]) -> list[str]:
    """What is wrong with a screen: its height, the width of a line, what stands in a line."""
    width, height = size
    faults = [] if len(picture.rows) == height else [f"{len(picture.rows)} lines"]
    for line, (row, text) in enumerate(zip(picture.rows, picture.text(), strict=True), 1):
        if len(row) != width:
            faults.append(f"line {line} is {len(row)} wide: {text}")
        faults += [f"line {line} holds {sign}" for sign in unseen(text)]
    return faults


@pytest.mark.parametrize("scene", SCENES)
async def test_no_name_breaks_a_page_or_what_is_opened_from_it(
    scene: str, book: RuleBook, clock: FixedClock, demo_plan: Plan
) -> None:
    first = list(SCENES).index(scene)  # each scene meets other names
    plan = PLANS[scene](demo_plan) if scene in PLANS else demo_plan
    rules = BOOKS[scene](book) if scene in BOOKS else book
    app = app_on(odd_plan(plan, first), odd_book(rules, first), clock, "nb")
    sizes = (SMALL, LARGE) if first % 2 else (LARGE, SMALL)
    async with on_a_terminal(app, sizes[0]) as pilot:
        await SCENES[scene](app, pilot)
        await still(pilot, 0.02)
        assert faults_of(picture_of(app), sizes[0]) == []
        terminal_of(app).resize(*sizes[1])
        await still(pilot, 0.02)
        assert faults_of(picture_of(app), sizes[1]) == []
        written = terminal_of(app).taken()
    assert len(written) > 1000  # so something was written at all
    assert "\x1b[31m" not in written
    assert unseen(_STEERS.sub("", written)) == []


@pytest.mark.parametrize("page", PAGES)
async def test_what_looks_like_markup_stands_there_as_it_is(
    page: str, book: RuleBook, clock: FixedClock, demo_plan: Plan
) -> None:
    called = "[bold]x[/]"
    plan = structs.replace(
        demo_plan,
        people=tuple(structs.replace(one, name=called) for one in demo_plan.people),
        visits=tuple(structs.replace(each, title=called) for each in demo_plan.visits),
    )
    rules = [
        structs.replace(
            rule_set,
            rules=tuple(
                structs.replace(rule, title=structs.replace(rule.title, en=called))
                for rule in rule_set.rules
            ),
        )
        for rule_set in book.rule_sets
    ]
    app = app_on(plan, RuleBook(rules), clock)
    async with on_a_terminal(app, SMALL) as pilot:
        await press(
            pilot, str(list(PAGES).index(page) + 1), *({"week": "d", "visitors": "v"}.get(page, ""))
        )
        assert called in shown(app)


async def test_a_colleague_of_any_name_is_told_of(
    book: RuleBook, clock: FixedClock, demo_plan: Plan
) -> None:
    app = app_on(demo_plan, book, clock)
    async with on_a_terminal(app, SMALL) as pilot:
        assert app.view is not None
        there = app.view.visits["perler"]
        for place, who in enumerate(filter(str.strip, ODD)):
            await by_a_colleague(app, structs.replace(there, title=f"{place}"), who=who)
            await settle(pilot)
            assert faults_of(picture_of(app), SMALL) == []
        written = terminal_of(app).taken()
    assert "[bold]x[/]" in written
    assert unseen(_STEERS.sub("", written)) == []


def test_what_nobody_sees_is_found() -> None:
    assert unseen("Åse [bold]x[/] علي 👩\u200d👩\u200d👧 ❤️ Zoe\u0301") == []
    for bad in (
        "\x1b[31m",
        "a\u200bb",
        "a\u200db",
        "\u202ea",
        "\u2066a",
        "\x9b2J",
        "a\u2028b",
        "\ufeff",
    ):
        assert unseen(bad), ascii(bad)
