"""Setting up: step by step on a new database, each of which may wait, and nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from conftest import GLIMT
from e2e.terminal import Terminal, terminal_environment
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.desk import Desk
from glimt_tui.language import texts_in
from glimt_tui.screen.demo import demo_session
from glimt_tui.screen.house.panel import HousePanel
from glimt_tui.screen.person_form import PersonForm
from glimt_tui.screen.setting_up import SettingUpApp
from glimt_tui.screen.setting_up_steps import FamiliesStep, PeopleStep
from glimt_tui.screen.steps import ListPanel
from screen.screens import FixedClock, press, running, settle, shown

EMPTY = Plan(format=1)


@asynccontextmanager
async def setting_up(book: RuleBook) -> AsyncIterator[tuple[SettingUpApp, Pilot[int]]]:
    """The steps on a database that holds nothing."""
    clock = FixedClock()
    desk = Desk(demo_session(EMPTY, clock), book, clock)
    app = SettingUpApp(desk, texts_in("en"))
    async with running(app) as pilot:
        yield app, pilot


async def paste(pilot: Pilot[int], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await settle(pilot)


def panel_in(app: SettingUpApp) -> ListPanel:
    assert isinstance(app.panel, ListPanel)
    return app.panel


async def test_the_steps_come_one_after_the_other_and_back(book: RuleBook) -> None:
    titles = ["The centre", "Rooms", "Equipment", "Cohorts", "People", "Families of rules"]
    async with setting_up(book) as (app, pilot):
        for number, title in enumerate(titles, 1):
            assert f"{number} of 6  {title}" in shown(app)
            await press(pilot, "right")
        assert app.panel is None
        assert "H: the house · P on «Everybody»: paste people · 4: rules" in shown(app)
    async with setting_up(book) as (app, pilot):
        await press(pilot, "left")
        assert "1 of 6" in shown(app)
        await press(pilot, "right", "right", "left")
        assert "2 of 6  Rooms" in shown(app)
        panel_in(app).rows.go_to("step:1")
        await press(pilot, "enter")
        assert "3 of 6  Equipment" in shown(app)


async def test_what_is_given_is_written_at_once_and_stays_when_one_leaves(book: RuleBook) -> None:
    async with setting_up(book) as (app, pilot):
        await press(pilot, "enter")
        await paste(pilot, "Prøvesenteret")
        await press(pilot, "ctrl+s", "right", "enter")
        await paste(pilot, "Studio")
        await press(pilot, "ctrl+s", "escape")
        assert app.panel is None
        assert app.step is None
        assert app.view is not None
        assert app.view.plan.centre.name == "Prøvesenteret"
        assert [room.id for room in app.view.plan.rooms] == ["studio"]
        await press(pilot, "H")
        assert isinstance(app.panel, HousePanel)
        assert app.panel.step is None
        await press(pilot, "escape")
        assert app.panel is None  # no step comes back any more


async def test_people_come_in_by_hand_or_pasted_and_the_step_comes_back(book: RuleBook) -> None:
    async with setting_up(book) as (app, pilot):
        await press(pilot, "right", "right", "right", "right")
        assert isinstance(app.panel, PeopleStep)
        assert app.page == "people"
        await press(pilot, "enter")
        assert isinstance(app.panel, PersonForm)
        await press(pilot, "escape")
        assert isinstance(app.panel, PeopleStep)
        await press(pilot, "enter")
        await paste(pilot, "Ane Eksempel")
        await press(pilot, "ctrl+s")
        assert isinstance(app.panel, PeopleStep)
        assert "1 person is registered" in shown(app)
        await press(pilot, "down", "enter")
        await paste(pilot, "Navn;Mobil\nBo Påhitt;40612312\nCai Oppdiktet;\n")
        await press(pilot, "ctrl+s")
        assert isinstance(app.panel, PeopleStep)
        assert "3 people are registered" in shown(app)
        await press(pilot, "u")
        assert "1 person is registered" in shown(app)


async def test_families_are_switched_and_the_last_one_stays(book: RuleBook) -> None:
    async with setting_up(book) as (app, pilot):
        await press(pilot, *["right"] * 5)
        panel = panel_in(app)
        assert isinstance(panel, FamiliesStep)
        assert panel.rows.here == "step:1"  # enter alone alters nothing
        assert "[x] kommunal" in shown(app)
        assert "The Norwegian government: Norway" in shown(app)
        for family in ("kommunal", "nasjonal", "senter", "stottekontakt"):
            panel.rows.go_to(f"family:{family}")
            await press(pilot, "enter")
        assert app.view is not None
        assert app.view.book.active == ("stottekontakt",)
        assert "stottekontakt is the last family of rules that judges" in shown(app)
        await press(pilot, "u")
        assert app.view.book.active == ("senter", "stottekontakt")


async def test_help_and_the_form_for_a_booking_give_the_step_back(book: RuleBook) -> None:
    async with setting_up(book) as (app, pilot):
        await press(pilot, "right", "question_mark")
        assert not isinstance(app.panel, ListPanel)
        await press(pilot, "escape")
        assert "2 of 6" in shown(app)
        await press(pilot, "n", "escape")
        await settle(pilot)
        assert "2 of 6" in shown(app)
        await press(pilot, "2")
        assert app.page == "week"
        assert app.panel is None
        assert app.step is None


# From nothing, in a real terminal ---------------------------------------------------------------


def at_terminal(tmp_path: Path, *arguments: str) -> Terminal:
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path)}
    return Terminal([GLIMT, *arguments], terminal_environment(**environment), tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


def test_from_nothing_to_the_first_booking_page(home: Path) -> None:
    terminal = at_terminal(home, "--lang", "nb")
    try:
        terminal.until("Det finnes ingen database ennå")
        terminal.press("ja", "enter")
        terminal.until("1 av 6  Senteret")
        terminal.press("enter")
        terminal.until("▸ Navn")
        terminal.press("Prøvesenteret", "ctrl+s")
        terminal.until("Lagret")
        terminal.settle()
        terminal.press("right")
        terminal.until("2 av 6  Rom")
        terminal.press("enter")
        terminal.until("▸ Navn")
        terminal.press("Studio", "ctrl+s")
        terminal.until("Neste: Utstyr")
        terminal.settle()
        terminal.press("right", "right", "right")  # as fast as keys come: none is lost
        terminal.until("5 av 6  Personer")
        terminal.press("down", "enter")
        terminal.until("lim dem inn her")
        terminal.press("\x1b[200~Navn\tMobil\rAne Eksempel\t406 12 311\rBo Påhitt\t\r\x1b[201~")
        terminal.until("2 av 2 skal registreres")
        terminal.press("ctrl+s")
        terminal.until("2 personer er registrert;")
        terminal.until("5 av 6")
        terminal.press("right")
        terminal.until("6 av 6  Regelfamilier")
        terminal.press("enter")
        terminal.until("H: huset")
        assert "Ingenting er booket i dag" in terminal.text
        terminal.press("n")
        terminal.until("Hvem")
        terminal.settle()
        terminal.press("an")
        terminal.until("Ane Eksempel")
        terminal.press("esc", "esc", "esc", "q")
        assert terminal.ended() == 0
        terminal.assert_given_back()
    finally:
        terminal.close()
    database = home / ".local" / "share" / "glimt" / "glimt.db"
    assert database.stat().st_mode & 0o777 == 0o600


def test_who_wants_no_database_is_told_as_ever_that_there_is_none(home: Path) -> None:
    terminal = at_terminal(home, "--lang", "en")
    try:
        terminal.until("Make it, and set up the centre?")
        terminal.press("kanskje", "enter")
        terminal.until(lambda seen: seen.text.count("Make it, and set up") == 2)
        terminal.press("n", "enter")
        assert terminal.ended() == 2
        assert "error: There is no folder" in terminal.text.replace("\n", "")
        assert "glimt init makes it" in terminal.text.replace("\n", "")
    finally:
        terminal.close()
    assert not (home / ".local").exists()


def test_where_a_database_has_been_none_is_offered(home: Path) -> None:
    (home / ".local" / "share" / "glimt" / "glimt.db.keys").mkdir(mode=0o700, parents=True)
    terminal = at_terminal(home, "--lang", "en")
    try:
        assert terminal.ended() == 2
        told = "".join(terminal.text.split())  # wherever a long path breaks the line
        assert "Thereisnodatabasehere;glimtinitmakesone" in told
    finally:
        terminal.close()


def test_a_terminal_that_is_lost_in_between_leaves_what_was_given(home: Path) -> None:
    terminal = at_terminal(home, "--lang", "en")
    try:
        terminal.until("Make it, and set up the centre?")
        terminal.press("enter")
        terminal.until("1 of 6")
        terminal.press("right")
        terminal.until("2 of 6")
        terminal.press("enter")
        terminal.until("▸ Name")
        terminal.press("Studio", "ctrl+s")
        terminal.until("Written down")
    finally:
        terminal.close()
    again = at_terminal(home, "--lang", "en")
    try:
        again.until("Nothing is booked today")
        again.settle()
        again.press("H")
        again.until("Studio")
    finally:
        again.close()
