"""Helpers for tests of the page of the week: a plan, an app on the page, and what stands there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec import structs
from textual.pilot import Pilot

from glimt_rules.plan.model import Centre, OpeningHours, Plan
from glimt_tui.desk.view import View
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.pages.week import WeekPage
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.screens import SMALL, lines, plan_of, running, settle, visit

MakeApp = Callable[..., GlimtApp]
HOURS = OpeningHours(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("10:00-17:00",)))


def a_plan(**details: object) -> Plan:
    """A walk, a call and a shift beside what goes on in two rooms on the Wednesday."""
    plan = plan_of(
        visit("sang", "10:00", "10:30", "cai", title="Sang", status="done", surfaces_cleaned=True,
              handwashed=True),
        visit("band", "11:00", "12:30", "ane", "bo", day=13, title="Bandøving", distance_m=None),
        visit("alene", "14:00", "15:00", "cai", day=13, room="studio", title="Øver alene"),
        visit("tur", "13:00", "14:00", "cai", day=13, setting="outdoors", room=None, title="Tur"),
        visit("ring", "13:00", "13:30", "bo", day=13, setting="phone", room=None, title="Ringer"),
        visit("vakt", "10:00", "17:00", "kari", day=13, kind="shift", room=None),
    )  # fmt: skip
    return structs.replace(plan, centre=Centre(opening_hours=HOURS), **details)


@asynccontextmanager
async def on_week(app: GlimtApp, size: tuple[int, int] = SMALL) -> AsyncIterator[Pilot[int]]:
    """The page of the week, the cursor at 11:30 on Tuesday 12 January 2021."""
    async with running(app, size) as pilot:
        await press(pilot, "2")
        yield pilot


@asynccontextmanager
async def on_visit(
    app: GlimtApp, id_: str, size: tuple[int, int] = SMALL
) -> AsyncIterator[Pilot[int]]:
    """The day of a visit, the cursor on it."""
    async with on_week(app, size) as pilot:
        assert page(app).go_to(f"visit:{id_}")
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys as fast as somebody who knows the way, and wait for what comes of them."""
    await pilot.press(*keys)
    await settle(pilot)


def page(app: GlimtApp) -> WeekPage:
    return app.query_one(WeekPage)


def foot(app: GlimtApp) -> str:
    """The lines under the picture."""
    return "\n".join(line[: page(app).size.width] for line in lines(app)[-5:-2])


def row(app: GlimtApp, time: str) -> str:
    """A row of the picture."""
    return next(line for line in lines(app) if line.startswith(time))


def view(app: GlimtApp) -> View:
    assert app.view is not None
    return app.view


async def a_colleague(app: GlimtApp, id_: str, **changes: object) -> None:
    """Somebody else changes a visit behind the screen's back; takes it away without changes."""

    def write_() -> None:
        store = Store(app.desk._session.repository, "kari", app.desk.clock)
        with store.action("edit") as action:
            record = action.get(Key("visit", id_))
            assert record is not None
            if changes:
                action.put(structs.replace(record.value, **changes), record.version)
            else:
                action.remove(record.key, record.version)

    await app.desk.ask(write_)
