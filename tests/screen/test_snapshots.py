"""The screen as it looks: every page, panel and form, at both sizes, in every theme.

``pytest --update-screens tests/screen/test_snapshots.py`` writes the pictures anew, and takes away
those of scenes that are gone; look at what changes in them as you would at any other change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from random import Random

import pytest
from textual._compositor import Compositor

from glimt_rules.message import Message
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Language, Texts
from glimt_tui.screen.app import GlimtApp
from screen.screens import LARGE, SMALL, FixedClock, app_on, running
from screen.snapshots.looking import Looking
from screen.snapshots.picture import Picture
from screen.snapshots.scenes import BOOKS, MAIN, PLANS, SCENES
from screen.snapshots.sheet import Sheet, differences, other_text, read, written
from screen.snapshots.themes import DARK, LIGHT, NO_COLOR, TERMINAL
from screen.snapshots.without_colours import lost

FOLDER = Path(__file__).with_name("snapshots")
SIZES = {"80x24": SMALL, "120x40": LARGE}

#: Where colours are taken away from the start, too, to see that it is the same.
WITHOUT_COLOURS = ("week-day", "form-findings", "arrival-writing")

#: A scene in a language and a size, and its file.
Look = Callable[[str, str], Looking]
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


@pytest.fixture(autouse=True)
def only_pictures_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is painted in between goes nowhere, and costs a fifth of the time."""

    def nothing(self: Compositor, *args: object, **options: object) -> None:
        self._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_update", nothing)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.002)  # so nobody waits for it either


@pytest.fixture
def is_written_anew(request: pytest.FixtureRequest) -> bool:
    """Whether the pictures are to be written anew."""
    return bool(request.config.getoption("--update-screens", default=False))


@pytest.fixture
def look(is_written_anew: bool) -> Look:
    """Looks at a scene, by the folder and the name of its file."""

    def look_(folder: str, scene: str) -> Looking:
        return Looking(FOLDER / folder / f"{scene}.txt", is_written_anew=is_written_anew)

    return look_


@pytest.fixture
def start(book: RuleBook, clock: FixedClock, demo_plan: Plan) -> Start:
    """Makes the app in which a scene is set, in a language."""

    def start_(scene: str, language: Language) -> GlimtApp:
        plan = PLANS[scene](demo_plan) if scene in PLANS else demo_plan
        rules = BOOKS[scene](book) if scene in BOOKS else book
        return app_on(plan, rules, clock, language)

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


def fail_where(told: list[str]) -> None:
    """Fail with all that differs."""
    if told:
        text = "\n".join(("the screen looks other than its picture", *told))
        pytest.fail(text, pytrace=False)


def colours(picture: Picture) -> set[str]:
    """The looks of a picture in which there is any colour."""
    looks = {look for row in picture.rows for _, look in row}
    return {look for look in looks if not re.fullmatch(r"(default( \w+)* )?on default", look)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
async def test_the_screen_looks_as_it_did(
    scene: str, size: str, start: Start, look: Look, untranslated: set[str]
) -> None:
    app, looking = start(scene, "nb"), look(f"nb-{size}", scene)
    async with running(app, SIZES[size]) as pilot:
        await SCENES[scene](app, pilot)
        looks = (DARK, LIGHT, *((TERMINAL,) if scene in MAIN else ()), NO_COLOR)
        await looking.look_in_all(pilot, looks)
    fail_where(looking.differs())
    without = looking.pictures[NO_COLOR]
    assert not colours(without)
    assert not lost(looking.pictures[DARK], without)
    assert not lost(looking.pictures[LIGHT], without)
    assert not untranslated


@pytest.mark.parametrize("scene", MAIN)
async def test_it_looks_as_it_did_in_english(scene: str, start: Start, look: Look) -> None:
    app, looking = start(scene, "en"), look("en-80x24", scene)
    async with running(app, SMALL) as pilot:
        await SCENES[scene](app, pilot)
        await looking.look_in_all(pilot, (DARK,))
    fail_where(looking.differs())


@pytest.mark.parametrize("scene", WITHOUT_COLOURS)
async def test_whoever_wants_no_colours_gets_none_from_the_start(
    scene: str, start: Start, monkeypatch: pytest.MonkeyPatch, is_written_anew: bool
) -> None:
    """Above, colours are taken away from an app at work; here they were never there."""
    if is_written_anew:
        pytest.skip("the pictures are only being written")
    monkeypatch.setenv("NO_COLOR", "1")
    app = start(scene, "nb")
    looking = Looking(FOLDER / "nb-80x24" / f"{scene}.txt", is_written_anew=False)
    async with running(app, SMALL) as pilot:
        await SCENES[scene](app, pilot)
        picture = await looking.look(pilot, NO_COLOR)
    fail_where(looking.differs())
    assert not colours(picture)


def test_there_is_no_picture_of_what_nobody_looks_at(is_written_anew: bool) -> None:
    wanted = {FOLDER / "en-80x24" / f"{scene}.txt" for scene in MAIN}
    wanted |= {FOLDER / f"nb-{size}" / f"{scene}.txt" for scene in SCENES for size in SIZES}
    there = set(FOLDER.rglob("*.txt"))
    if not is_written_anew:
        assert there == wanted
        return
    for path in there - wanted:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()


# How pictures are written, and how they are told apart ------------------------------------------

PLAIN, BOLD, WHITE = "default on default", "default bold on default", "default on white"


def picture(*lines: str, plain: str = PLAIN, bold: str = "") -> Picture:
    """Lines as a picture; some of the letters look otherwise."""
    return Picture(tuple(tuple((s, BOLD if s in bold else plain) for s in row) for row in lines))


def kept(**pictures: Picture) -> Sheet:
    """What is read of a file that was written."""
    sheet = read(written(pictures))
    assert sheet is not None
    return sheet


def test_a_picture_that_differs_is_told_line_by_line() -> None:
    one, other = picture("abc", "def"), picture("aXc", "def", bold="e")
    sheet = kept(dark=one)
    assert differences(sheet, "dark", one) == []
    assert differences(sheet, "dark", other) == [
        "line 1", "  - abc", "  + aXc",
        f"line 2, «e» in column 2: {PLAIN} → {BOLD}",
    ]  # fmt: skip
    assert differences(sheet, "light", one) == ["there is no picture of it in this theme yet"]


def test_each_theme_is_held_against_looks_of_its_own() -> None:
    dark, light = picture("ab ", "cd ", bold="c"), picture("ab ", "cd ", plain=WHITE, bold="c")
    sheet = kept(dark=dark, light=light)
    assert differences(sheet, "dark", dark) == []
    assert differences(sheet, "light", light) == []
    assert differences(sheet, "light", dark) == [
        f"line 1, «ab » in column 1: {WHITE} → {PLAIN}",
        f"line 2, «d » in column 2: {WHITE} → {PLAIN}",
    ]
    assert written({"dark": dark, "light": light}).count("ab") == 1  # the text stands there once


def test_no_theme_says_anything_else_than_the_first() -> None:
    assert other_text({"dark": picture("✗ a"), "light": picture("✗ a", plain=WHITE)}) == []
    assert other_text({"dark": picture("✗ a"), NO_COLOR: picture("  a")}) == [
        f"{NO_COLOR} says something else:", "line 1", "  - ✗ a", "  +   a",
    ]  # fmt: skip


def test_what_only_a_colour_tells_is_lost_without_colours() -> None:
    green, cursor, reverse = (
        "#98e024 on #121212",
        "#ffffff on #0178d4",
        "default reverse on default",
    )
    two = picture("✗ a", "✗ a")
    assert lost(Picture((row(green), row(green))), two) == []
    assert lost(Picture((row(green), row("#e0e0e0 on #121212"))), two) == [
        "line 1 and line 2 are the same without colours"
    ]
    told = lost(Picture((row(green), row(cursor))), two)
    assert told[0] == "line 2: nothing sets «✗ a» apart without colours"
    assert lost(Picture((row(green), row(cursor))), Picture((row(PLAIN), row(reverse)))) == []


def row(look: str) -> tuple[tuple[str, str], ...]:
    """One line in one look."""
    return tuple((sign, look) for sign in "✗ a")
