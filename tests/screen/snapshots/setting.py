"""How scenes are made known, and what they are set with.

Each scene starts on the page of today at 11.40 on Tuesday 12 January 2021, on the made-up weeks
of ``glimt demo``, and presses what a person would press to get there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from glimt_rules.plan.model import Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.booking import faults
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.screens import press, settle

Scene = Callable[[GlimtApp, Pilot[int]], Awaitable[None]]
#: Every scene by its name.
SCENES: dict[str, Scene] = {}
#: Those that are looked at in the colours of the terminal and in English, too.
MAIN: list[str] = []
#: Scenes on a plan of their own.
PLANS: dict[str, Callable[[Plan], Plan]] = {}
#: Scenes on a rule book of their own.
BOOKS: dict[str, Callable[[RuleBook], RuleBook]] = {}


def scene(
    name: str,
    *,
    main: bool = False,
    plan: Callable[[Plan], Plan] | None = None,
    book: Callable[[RuleBook], RuleBook] | None = None,
) -> Callable[[Scene], Scene]:
    """Make a scene known."""

    def add(make: Scene) -> Scene:
        assert name not in SCENES, name
        SCENES[name] = make
        if main:
            MAIN.append(name)
        if plan is not None:
            PLANS[name] = plan
        if book is not None:
            BOOKS[name] = book
        return make

    return add


def keys(name: str, *pressed: str, main: bool = False) -> None:
    """A scene that some keys lead to."""

    async def make(app: GlimtApp, pilot: Pilot[int]) -> None:
        await press(pilot, *pressed)

    scene(name, main=main)(make)


def stand_on(app: GlimtApp, id_: str) -> None:
    """Put the cursor of the page on something."""
    assert app.current.go_to(id_), id_


async def judged(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Wait until the rules have answered, and where they are in the way, also alternatives."""
    from glimt_tui.screen.form.alternatives import is_at_fault

    for _ in range(300):
        await pilot.pause(0.01)
        await settle(pilot)
        form = form_of(app)
        booking, view = form.state.booking, form.state.view
        if form.state.preview is None and booking.people and not faults(booking, view):
            continue
        if not is_at_fault(form.state) or form.state.alternatives is not None:
            return
    raise AssertionError("the rules do not answer")


def form_of(app: GlimtApp) -> BookingForm:
    """The booking form that is open."""
    assert isinstance(app.panel, BookingForm)
    return app.panel


async def by_a_colleague(app: GlimtApp, changed: Visit, who: str = "kari") -> None:
    """Somebody else writes, from another terminal, and it is shown and told of here."""

    def write_it() -> bool:
        repository = SqliteRepository(app.desk._session.path)
        try:
            with Store(repository, who, app.desk.clock).action("change") as action:
                there = action.get(Key("visit", changed.id))
                assert there is not None
                action.put(changed, there.version)
            return there.value != changed
        finally:
            repository.close()

    before = app.view.seq if app.view is not None else 0
    is_news = await app.desk.ask(write_it)
    for _ in range(200 if is_news else 0):
        await app._look_around()
        if app.view is not None and app.view.seq > before:
            return
        await asyncio.sleep(0.01)  # whoever looks around by the clock was first, and is at it
    assert not is_news, "nobody sees what a colleague has written"
