"""The screen as it looks: every page and panel, at both sizes, in every theme and language.

``pytest tests/screen/test_snapshots.py --update-screens`` writes the pictures anew; look at what
changes in them as you would at any other change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from random import Random

import pytest

from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Language
from glimt_tui.screen.app import THEMES, GlimtApp
from screen.screens import LARGE, SMALL, FixedClock, app_on, running, settle
from screen.snapshots.picture import differences, picture_of
from screen.snapshots.scenes import MAIN, PLANS, SCENES

FOLDER = Path(__file__).with_name("snapshots")
SIZES = {"80x24": SMALL, "120x40": LARGE}
DARK, *OTHERS = (theme.removeprefix("textual-") for theme in THEMES)

#: Tells how what the app shows differs from a picture in a folder.
Check = Callable[[GlimtApp, str, str], list[str]]
Start = Callable[[str, Language], GlimtApp]


@pytest.fixture(autouse=True)
def nothing_by_chance(monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> None:
    """New ids, the time of drafts and the surroundings are the same each time."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock().astimezone(tz)

    chance = Random(1)
    monkeypatch.setattr("glimt_tui.desk.booking.secrets.choice", chance.choice)
    monkeypatch.setattr("glimt_tui.desk.carry.SystemRandom", lambda: chance)
    monkeypatch.setattr("glimt_tui.desk.drafts.datetime", Standing)
    for name in ("NO_COLOR", "TEXTUAL_THEME", "SSH_CONNECTION", "GLIMT_RENDERER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Holds what the app shows against its picture, or writes the picture anew."""
    is_written_anew = request.config.getoption("--update-screens", default=False)

    def check_(app: GlimtApp, folder: str, name: str) -> list[str]:
        path, picture = FOLDER / folder / f"{name}.txt", picture_of(app)
        if is_written_anew:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(picture.written(), "utf-8")
            return []
        if not path.exists():
            return [f"{folder}/{name}.txt: there is no such picture yet"]
        found = differences(path.read_text("utf-8"), picture)
        return [f"{folder}/{name}.txt:", *found] if found else []

    return check_


@pytest.fixture
def start(book: RuleBook, clock: FixedClock, demo_plan: Plan) -> Start:
    """Makes the app in which a scene is set, in a language."""

    def start_(scene: str, language: Language) -> GlimtApp:
        plan = PLANS[scene](demo_plan) if scene in PLANS else demo_plan
        return app_on(plan, book, clock, language)

    return start_


def fail_where(told: list[str]) -> None:
    """Fail with all that differs."""
    if told:
        text = "\n".join(("the screen looks other than its picture", *told))
        pytest.fail(text, pytrace=False)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
async def test_the_screen_looks_as_it_did(
    scene: str, size: str, start: Start, check: Check
) -> None:
    app = start(scene, "nb")
    async with running(app, SIZES[size]) as pilot:
        await SCENES[scene](app, pilot)
        await settle(pilot)
        told = check(app, f"nb-{DARK}-{size}", scene)
        for theme in OTHERS if scene in MAIN else ():
            app.do_theme()
            await settle(pilot)
            told += check(app, f"nb-{theme}-{size}", scene)
    fail_where(told)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", MAIN)
async def test_it_looks_as_it_did_in_english(
    scene: str, size: str, start: Start, check: Check
) -> None:
    app = start(scene, "en")
    async with running(app, SIZES[size]) as pilot:
        await SCENES[scene](app, pilot)
        await settle(pilot)
        told = check(app, f"en-{DARK}-{size}", scene)
    fail_where(told)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", MAIN)
async def test_it_looks_as_it_did_without_colours(
    scene: str, size: str, start: Start, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = start(scene, "nb")
    async with running(app, SIZES[size]) as pilot:
        await SCENES[scene](app, pilot)
        await settle(pilot)
        told = check(app, f"nb-no-color-{size}", scene)
        looks = {look for row in picture_of(app).rows for _, look in row}
    assert {"#" in look for look in looks} == {False}
    fail_where(told)


def test_there_is_no_picture_of_what_nobody_looks_at() -> None:
    themes = [f"nb-{DARK}", *(f"nb-{theme}" for theme in OTHERS), f"en-{DARK}", "nb-no-color"]
    wanted = {
        f"{theme}-{size}/{scene}.txt"
        for theme in themes
        for size in SIZES
        for scene in (SCENES if theme == f"nb-{DARK}" else MAIN)
    }
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.txt")}
    assert there == wanted
