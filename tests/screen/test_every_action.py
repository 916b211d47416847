"""Every action of the registry is pressed by its key wherever it can be done, and does something.

What an action does is tested where it is made; here is held that no key is dead, on no page, and
that names of any kind break nothing that an action opens.
"""

from __future__ import annotations

import pytest
from msgspec import structs
from rich.cells import cell_len
from textual.events import Paste
from textual.pilot import Pilot

from glimt_rules.plan.model import Plan
from glimt_tui.keyboard.actions import ACTIONS, BY_ID, PAGES, Action, Page
from glimt_tui.keyboard.keys import keys_in
from glimt_tui.screen.app import THEMES, GlimtApp
from screen.conftest import MakeApp
from screen.screens import (
    FORBIDDEN,
    NASTY,
    PEOPLE,
    at,
    lines,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
    write,
)
from screen.snapshots.scenes import by_a_colleague, judged, stand_on

#: What is shown everywhere says why it cannot be done, until something was done.
NOT_AT_FIRST = {"undo": "nothing to take back", "redo": "nothing that was taken back"}


pytestmark = pytest.mark.usefixtures("quick_waits")


def a_plan() -> Plan:
    """A small day, and somebody whom nothing needs."""
    plan = small_plan()
    return structs.replace(plan, people=(*plan.people, person("dag", "Dag Utkast", 44)))


def on_page(page: Page, *, form: bool = False) -> list[Action]:
    """The actions that can be done on a page."""
    return [
        action for action in ACTIONS
        if page in (action.pages or PAGES) and action.in_form == form and action.id != "quit"
    ]  # fmt: skip


def looks(app: GlimtApp) -> tuple[object, ...]:
    """All that an action can change for whoever looks at the screen."""
    strips = tuple(app.screen._compositor.render_strips())
    return (app.page, type(app.panel), app.telling.text, app.theme, app.words.masked, str(strips))


def stand_where_it_can_be_done(app: GlimtApp, action: Action) -> bool:
    """Put the cursor on the first thing that the action can be done to."""
    assert app.view is not None
    visits = sorted(app.view.visits.values(), key=lambda each: each.start)
    things = [
        *(f"visit:{each.id}" for each in visits),
        *(f"person:{id_}" for id_ in app.view.people),
    ]
    if app.why_not(action.id) is None:
        return True
    return any(app.current.go_to(id_) and app.why_not(action.id) is None for id_ in things)


async def back_to(app: GlimtApp, pilot: Pilot[int], page: Page) -> None:
    """The page as it was before, with nothing beside it."""
    app.words.masked, app.theme = False, THEMES[0]
    app.telling.clear()
    await app.go_to_page(page)
    await settle(pilot)


@pytest.mark.parametrize("page", PAGES)
async def test_each_key_does_something_on_each_of_its_pages(
    make_app: MakeApp, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, dead = make_app(a_plan()), []
    repaints: list[bool] = []
    monkeypatch.setattr(GlimtApp, "repaint", lambda self: repaints.append(True))
    async with running(app) as pilot:
        await app.desk.arrive("ane", visit_id="band")
        other: Page = "rules" if page == "today" else "today"
        for action in on_page(page):
            start = other if action.id == f"page_{page}" else page
            await back_to(app, pilot, start)
            if start == "week" and action.id != "zoom":
                app.current.go_to("visit:imorgen")  # opens its day, where it is in this week
                await settle(pilot)
            if not stand_where_it_can_be_done(app, action):
                dead.append(f"{action.id}: nowhere, {app.why_not(action.id)}")
                continue
            await settle(pilot)
            before, painted = looks(app), len(repaints)
            await press(pilot, keys_in(action.keys)[0])
            if looks(app) == before and len(repaints) == painted:
                dead.append(f"{action.id}: pressed, and nothing happened")
            assert app._exception is None, action.id
            await press(pilot, "escape")
            while app.panel is not None:
                await press(pilot, "escape")
    assert not dead


@pytest.mark.parametrize("page", PAGES)
async def test_q_ends_the_session_on_each_page(make_app: MakeApp, page: Page) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        await back_to(app, pilot, page)
        await press(pilot, BY_ID["quit"].keys)
        assert app._exit
        assert app.return_code == 0


@pytest.mark.parametrize("page", PAGES)
async def test_what_cannot_be_done_says_why(make_app: MakeApp, page: Page) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await back_to(app, pilot, page)
        for action in ACTIONS:
            reason = app.why_not(action.id)
            is_elsewhere = any(
                keys_in(action.keys)[0] in keys_in(other.keys) for other in on_page(page)
            ) and page not in (action.pages or PAGES)  # fmt: skip
            if reason is None and action.id not in NOT_AT_FIRST:
                continue
            if is_elsewhere:
                continue  # here, the key is another action's
            app.telling.clear()
            await press(pilot, keys_in(action.keys)[0])
            why = app.words.sentence(reason) if reason else NOT_AT_FIRST[action.id]
            assert app.telling.text is not None, action.id
            assert why in app.telling.text, action.id


@pytest.mark.parametrize("action", on_page("today", form=True), ids=lambda action: action.id)
async def test_each_key_of_the_form_does_something_in_it(
    demo_app: GlimtApp, action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glimt_tui.screen.form.alternatives.LOOK_AFTER", 0.02)
    app = demo_app
    async with running(app) as pilot:
        if "draft" in action.id:
            await press(pilot, "n")
            await write(pilot, "kaja")
            await press(pilot, "enter", "escape", "n")
        else:
            await app.edit_visit("bursdag")
            await judged(app, pilot)
        if action.id == "differences":
            assert app.view is not None
            await write(pilot, "x")
            there = app.view.visits["bursdag"]
            await by_a_colleague(app, structs.replace(there, title="Kake", start=at("12:45", 15)))
            await app.renew()
        await settle(pilot)
        before = looks(app)
        await press(pilot, keys_in(action.keys)[0])
        assert looks(app) != before
        assert app._exception is None


# Names -----------------------------------------------------------------------------------------


def nasty_plan() -> Plan:
    """Everybody, every title and every room is called something that could break a screen."""
    people = tuple(person(f"p{n}", name, 20 + n) for n, name in enumerate(NASTY))
    ids = [one.id for one in people]
    visits = [
        visit(f"v{n}", f"{11 + n}:00", f"{12 + n}:00", *ids, title=name)
        for n, name in enumerate(NASTY)
    ]
    plan = plan_of(*visits, people=(*PEOPLE, *people, person("dag", NASTY[0], 44)))
    return structs.replace(
        plan,
        rooms=tuple(structs.replace(room, name=NASTY[n]) for n, room in enumerate(plan.rooms)),
        cohorts=tuple(structs.replace(each, name=NASTY[5]) for each in plan.cohorts),
    )


def assert_harmless(app: GlimtApp) -> None:
    """Nothing steers the terminal, and no line is wider than it."""
    width = app.size.width
    for line in lines(app):
        assert cell_len(line) <= width, line
        assert not [sign for sign in line if sign in "\x1b\t\u202e\u200b"], line
    assert app._exception is None


@pytest.mark.parametrize("page", PAGES)
async def test_no_name_breaks_what_the_keys_open(
    make_app: MakeApp, page: Page, size: tuple[int, int]
) -> None:
    app = make_app(nasty_plan())
    async with running(app, size) as pilot:
        await app.desk.arrive("p0", visit_id="v0")
        await back_to(app, pilot, page)
        assert_harmless(app)
        for action in on_page(page):
            if page != "today" and not action.pages:
                continue  # the same on every page
            if not stand_where_it_can_be_done(app, action):
                continue
            await press(pilot, keys_in(action.keys)[0])
            assert_harmless(app)
            await back_to(app, pilot, page)


@pytest.mark.parametrize(
    "keys", [("slash",), ("ctrl+p",), ("3", "p"), ("3", "slash"), ("3", "o"), ("n",), ("k", "e")],
    ids=" ".join,
)  # fmt: skip
async def test_whatever_is_pasted_breaks_nothing(make_app: MakeApp, keys: tuple[str, ...]) -> None:
    app = make_app(nasty_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:v1")
        await press(pilot, *keys)
        for text in (*NASTY, *FORBIDDEN):
            assert app.focused is not None
            app.focused.post_message(Paste(text))
            await settle(pilot)
            assert_harmless(app)
            await press(pilot, "ctrl+u")


async def test_a_colleague_of_any_name_is_told_of_harmlessly(make_app: MakeApp) -> None:
    app = make_app(nasty_plan())
    async with running(app) as pilot:
        for name in NASTY:
            there = app.view.visits["v0"] if app.view else None
            assert there is not None
            await by_a_colleague(app, structs.replace(there, title=name), who=name)
            await app._look_around()
            await settle(pilot)
            assert_harmless(app)
        assert "Familien" in shown(app)
