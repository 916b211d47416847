"""Somebody is erased while others have them on their screens: nothing breaks, and all is told."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import structs

from glimt_rules.plan.model import Plan
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.arrival import ArrivalPanel
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.screen.person_form import PersonForm
from glimt_tui.screen.person_panel import PersonPanel
from glimt_tui.store.erasing import erase
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.sqlite.repository import SqliteRepository
from screen.conftest import MakeApp
from screen.screens import press, running, settle, shown, small_plan, write


async def erased(app: GlimtApp, id_: str = "ane") -> None:
    """An admin erases somebody, from another terminal."""

    def erase_them() -> None:
        repository = SqliteRepository(app.desk.database)
        try:
            erase(repository, None, id_, Keeping(), who="admin", clock=app.desk.clock)
        finally:
            repository.close()

    await asyncio.to_thread(erase_them)


def a_plan() -> Plan:
    """A small day, on which somebody comes with Ane."""
    plan = small_plan()
    people = tuple(
        structs.replace(each, comes_with="ane") if each.id == "bo" else each for each in plan.people
    )
    return structs.replace(plan, people=people)


@pytest.fixture
def app(make_app: MakeApp) -> GlimtApp:
    return make_app(a_plan())


async def refreshed(app: GlimtApp, pilot: object, gone: str = "ane") -> None:
    """Wait until the news have come."""
    for _ in range(200):
        await settle(pilot)  # type: ignore[arg-type]
        if app.view is not None and gone not in app.view.people:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the news have not come")


@pytest.mark.parametrize("page", ["1", "2", "3", "4", "5"])
async def test_every_page_goes_on(app: GlimtApp, page: str) -> None:
    async with running(app) as pilot:
        await press(pilot, page, "down")
        await erased(app)
        await refreshed(app, pilot)
        await press(pilot, "down", "up", "1", "2", "3", "4", "5")
        assert "Ane Eksempel" not in shown(app)


async def test_the_panel_of_somebody_says_that_they_are_gone(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "3")
        await app.open_person("ane")
        await settle(pilot)
        assert isinstance(app.panel, PersonPanel)
        await erased(app)
        await refreshed(app, pilot)
        assert "not registered any more" in shown(app)
        assert "Ane" not in shown(app)
        await press(pilot, "n", "escape", "k", "escape", "t", "escape")


async def test_a_booking_that_named_them_can_be_finished_without(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await app.edit_visit("imorgen")
        await settle(pilot)
        assert isinstance(app.panel, BookingForm)
        app.panel.state.go_to("what")
        await write(pilot, "!")
        await erased(app)
        await press(pilot, "ctrl+s")
        await settle(pilot)
        await refreshed(app, pilot)
        await press(pilot, "ctrl+s", "escape", "escape")
        assert app.view is not None
        assert app.view.visits["imorgen"].people == ("bo",)


async def test_who_was_being_changed_is_not_written_again(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "3", "e")
        assert isinstance(app.panel, PersonForm)
        await write(pilot, "x")
        await erased(app)
        await press(pilot, "ctrl+s")
        await settle(pilot)
        await press(pilot, "escape", "escape")
        await refreshed(app, pilot)
        assert app.view is not None
        assert "ane" not in app.view.people


@pytest.mark.parametrize("gone", ["ane", "bo"])
async def test_at_the_door_it_is_said_and_nothing_is_written(app: GlimtApp, gone: str) -> None:
    async with running(app) as pilot:
        assert app.current.go_to("visit:band")
        await press(pilot, "k")
        assert isinstance(app.panel, ArrivalPanel)
        await erased(app, gone)
        await press(pilot, "h", "m")
        await refreshed(app, pilot, gone)
        await press(pilot, "h", "enter", "escape")
        assert app.view is not None
        assert gone not in app.view.people


async def test_a_booking_that_is_carried_is_put_down_or_let_go(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "2")
        assert app.current.go_to("visit:imorgen")
        await press(pilot, "m", "down")
        await erased(app)
        await press(pilot, "down", "enter")
        await refreshed(app, pilot)
        await press(pilot, "enter", "escape", "escape")
        assert app.view is not None
        assert app.view.visits["imorgen"].people == ("bo",)
