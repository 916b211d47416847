"""The screen as it looks: every page and panel, at both sizes, in every theme and language.

``pytest tests/screen/test_snapshots.py --update-screens`` writes the pictures anew; look at what
changes in them as you would at any other change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from random import Random

import pytest
from textual.pilot import Pilot

from glimt_rules.message import Message
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Language, Texts
from glimt_tui.screen.app import THEMES, GlimtApp
from screen.screens import LARGE, SMALL, FixedClock, app_on, running
from screen.snapshots.picture import Picture, differences, picture_of, still
from screen.snapshots.scenes import MAIN, PLAIN, PLANS, SCENES

FOLDER = Path(__file__).with_name("snapshots")
SIZES = {"80x24": SMALL, "120x40": LARGE}
DARK, *OTHERS = (theme.removeprefix("textual-") for theme in THEMES)
ENGLISH = f"en-{DARK}-80x24"

#: Tells how what the app shows differs from a picture in a folder.
Check = Callable[[GlimtApp, str, str], list[str]]
Start = Callable[[str, Language], GlimtApp]


@pytest.fixture(autouse=True)
def nothing_by_chance(
    monkeypatch: pytest.MonkeyPatch, clock: FixedClock, quick_waits: None
) -> None:
    """New ids, the time of drafts and the surroundings are the same each time."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock().astimezone(tz)

    chance = Random(1)
    monkeypatch.setattr("glimt_tui.desk.booking.secrets.choice", chance.choice)
    monkeypatch.setattr("glimt_tui.desk.carry.SystemRandom", lambda: chance)
    monkeypatch.setattr("glimt_tui.desk.drafts.datetime", Standing)
    monkeypatch.setattr("glimt_tui.screen.form.alternatives.LOOK_AFTER", 0.02)
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


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The texts that were shown in Norwegian and stand in no catalogue."""
    found: set[str] = set()
    look_up = Texts._looked_up

    def looked_up(self: Texts, message: Message) -> str:
        catalogues = [getattr(each, "_catalog", {}) for each in self._translations]
        keys = {message.text, (message.text, 0)}
        has_words = any(letter.isalpha() for letter in re.sub(r"{\w*}", "", message.text))
        if has_words and catalogues and not any(keys & each.keys() for each in catalogues):
            found.add(message.text)
        return look_up(self, message)

    monkeypatch.setattr(Texts, "_looked_up", looked_up)
    return found


async def patient(check: Check, pilot: Pilot[int], folder: str, name: str) -> list[str]:
    """What differs from a picture, once a busy machine has had time to paint."""
    told = check(pilot.app, folder, name)  # type: ignore[arg-type]
    for _ in range(15):
        if not told:
            break
        await pilot.pause(0.2)
        told = check(pilot.app, folder, name)  # type: ignore[arg-type]
    return told


def fail_where(told: list[str]) -> None:
    """Fail with all that differs."""
    if told:
        text = "\n".join(("the screen looks other than its picture", *told))
        pytest.fail(text, pytrace=False)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
async def test_the_screen_looks_as_it_did(
    scene: str, size: str, start: Start, check: Check, untranslated: set[str]
) -> None:
    app = start(scene, "nb")
    async with running(app, SIZES[size]) as pilot:
        await SCENES[scene](app, pilot)
        await still(pilot)
        told = await patient(check, pilot, f"nb-{DARK}-{size}", scene)
        for theme in OTHERS if scene in MAIN else ():
            app.do_theme()
            await still(pilot)
            told += await patient(check, pilot, f"nb-{theme}-{size}", scene)
    fail_where(told)
    assert not untranslated


@pytest.mark.parametrize("scene", MAIN)
async def test_it_looks_as_it_did_in_english(scene: str, start: Start, check: Check) -> None:
    app = start(scene, "en")
    async with running(app, SMALL) as pilot:
        await SCENES[scene](app, pilot)
        await still(pilot)
        told = await patient(check, pilot, ENGLISH, scene)
    fail_where(told)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", PLAIN)
async def test_it_looks_as_it_did_without_colours(
    scene: str, size: str, start: Start, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = start(scene, "nb")
    async with running(app, SIZES[size]) as pilot:
        await SCENES[scene](app, pilot)
        await still(pilot)
        told = await patient(check, pilot, f"nb-no-color-{size}", scene)
        looks = {look for row in picture_of(app).rows for _, look in row}
    fail_where(told)
    assert not [look for look in looks if "#" in look]


def test_there_is_no_picture_of_what_nobody_looks_at() -> None:
    wanted = {f"{ENGLISH}/{scene}.txt" for scene in MAIN}
    for size in SIZES:
        wanted |= {f"nb-{DARK}-{size}/{scene}.txt" for scene in SCENES}
        wanted |= {f"nb-{theme}-{size}/{scene}.txt" for theme in OTHERS for scene in MAIN}
        wanted |= {f"nb-no-color-{size}/{scene}.txt" for scene in PLAIN}
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.txt")}
    assert there == wanted


def test_a_picture_that_differs_is_told_line_by_line() -> None:
    plain, bold = "default on default", "default bold on default"
    one = Picture((tuple((sign, plain) for sign in "abc"), tuple((sign, plain) for sign in "def")))
    other = Picture((tuple((sign, plain) for sign in "aXc"),
                     tuple((sign, bold if sign == "e" else plain) for sign in "def")))  # fmt: skip
    assert differences(one.written(), one) == []
    assert differences(one.written(), other) == [
        "line 1", "  - abc", "  + aXc",
        f"line 2, «e» in column 2: {plain} → {bold}",
    ]  # fmt: skip
