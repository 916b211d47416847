"""Regler: a family switched with its impact shown first, what-ifs, and what is to be reviewed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs
from textual.pilot import Pilot

from desk.test_what_if import STRICTER
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.access import User
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.impact_panel import ImpactPanel
from glimt_tui.screen.visit_panel import VisitPanel
from glimt_tui.screen.what_if_panel import WhatIfPanel
from glimt_tui.store.families import switch, switches
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import (
    LARGE,
    NASTY,
    PEOPLE,
    SMALL,
    app_on,
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

#: From the first version down to the older of the centre's.
DOWN_TO_SENTER = ("down",) * 2
STATE = -2

pytestmark = pytest.mark.usefixtures("quick_waits")


@pytest.fixture
def stricter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A rule set in the working folder, by which nobody may meet tomorrow."""
    (tmp_path / "ny.toml").write_text(STRICTER, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "ny.toml"  # type: ignore[return-value]


def told(app: GlimtApp) -> str:
    """All that stands in the panel, in sight or not."""
    assert isinstance(app.panel, ImpactPanel)
    return "\n".join(row.text.plain for row in app.panel.told._rows)


async def until(pilot: Pilot[int], is_so: Callable[[], bool]) -> None:
    """Wait until something is so: the screen is drawn a moment after the work is done."""
    for _ in range(300):
        if is_so():
            return
        await pilot.pause(0.01)
    raise AssertionError


async def sees(app: GlimtApp, pilot: Pilot[int], *texts: str) -> None:
    """Wait until texts stand on the screen, or in the panel, however its lines are broken."""
    for text in texts:

        def is_told(text: str = text) -> bool:
            in_panel = told(app) if isinstance(app.panel, ImpactPanel) else ""
            return text in " ".join(in_panel.split()) or text in shown(app)

        await until(pilot, is_told)


async def by_an_admin(app: GlimtApp, family: str, *, active: bool, who: str = "kari") -> None:
    """Somebody switches a family, from another terminal."""

    def switch_it() -> None:
        repository = SqliteRepository(app.desk.database)
        store = Store(repository, who, app.desk.clock)
        try:
            with store.reading() as reading:
                there = switches(reading)
            switch(store, User(who, "admin", who), app.desk.book, there, family, active=active)
        finally:
            repository.close()

    await asyncio.to_thread(switch_it)


def as_staff(app: GlimtApp) -> None:
    """Have somebody at work who is no admin."""
    session = app.desk.session
    user = structs.replace(session.user, role="staff", admins=("kari",))
    app.desk._session = structs.replace(session, user=user)


# Switching ----------------------------------------------------------------------------------


async def test_a_family_is_switched_off_once_its_impact_is_seen(
    small_app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(small_app, size) as pilot:
        await press(pilot, "4", *DOWN_TO_SENTER, "s")
        await sees(small_app, pilot, "Switch off senter?", "y switch it off  esc close")
        await sees(small_app, pilot, "✓ Tu 12.1. 15:00–15:30 Uten avtale", "− ✗ VIOLATION")
        assert small_app.view is not None
        assert small_app.view.switches == {}
        await press(pilot, "y")
        assert small_app.panel is None
        assert "senter" not in small_app.view.book.active
        await sees(small_app, pilot, "! The family senter is switched off by demo on 12 January")
        assert "senter is switched off; u takes it back" in lines(small_app)[STATE]
        (line,) = [line for line in lines(small_app) if "  senter@2021-01-04 " in line]
        assert " (switched off) 4.1.–29." in line
        await press(pilot, "u")
        assert "senter" in small_app.view.book.active
        assert "switched off by" not in shown(small_app)
        assert "Taken back: switched off the rules of senter" in lines(small_app)[STATE]
        await press(pilot, "U")
        assert "senter" not in small_app.view.book.active


async def test_escape_switches_nothing(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "s", "escape")
        assert small_app.panel is None
        assert small_app.view is not None
        assert small_app.view.switches == {}


async def test_switching_on_tells_whom_to_call(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await by_an_admin(small_app, "senter", active=False)
        await small_app.renew()
        await press(pilot, "4", *DOWN_TO_SENTER, "s")
        await sees(small_app, pilot, "Switch on senter?", "Call list: 1 person")
        await sees(small_app, pilot, "Ane Eksempel  406 12 311")
        await press(pilot, "y")
        assert small_app.view is not None
        assert "senter" in small_app.view.book.active


async def test_nothing_is_switched_before_its_impact_is_there(
    small_app: GlimtApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()

    async def beside(call: object, *, kind: str) -> object:
        await never.wait()
        raise AssertionError

    async with running(small_app) as pilot:
        await press(pilot, "4")
        monkeypatch.setattr(small_app.desk, "beside", beside)
        await small_app.action_do("family_switch")
        await pilot.press("y")
        await sees(small_app, pilot, "Working it out …")
        await sees(small_app, pilot, "still being worked out")
        assert "y switch" not in shown(small_app)
        assert isinstance(small_app.panel, ImpactPanel)
        await small_app.close_panel()
        assert small_app.view is not None
        assert small_app.view.switches == {}


async def test_others_than_admins_are_told_why_not(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        as_staff(small_app)
        await press(pilot, "4", "s")
        assert small_app.panel is None
        assert "Only an admin may switch a family of rules on or off" in lines(small_app)[STATE]
        as_staff(small_app)
        await press(pilot, "h")  # asking what would be is everybody's
        assert isinstance(small_app.panel, WhatIfPanel)


async def test_staff_cannot_take_back_what_they_did_as_an_admin(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "s", "y")
        as_staff(small_app)
        await press(pilot, "u")
        assert "Only an admin may" in lines(small_app)[STATE]
        assert small_app.view is not None
        assert "kommunal" not in small_app.view.book.active


async def test_the_last_family_stays(book: RuleBook) -> None:
    app = app_on(small_plan(), book.only(["kommunal"]))
    async with running(app) as pilot:
        await press(pilot, "4", "s")
        assert app.panel is None
        assert "kommunal is the last family of rules that judges" in lines(app)[STATE]


async def test_who_was_slower_is_told_so(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "s")
        await by_an_admin(small_app, "kommunal", active=False)
        await sees(small_app, pilot, "The family kommunal is switched off by kari on 12 January")
        assert "y switch" not in shown(small_app)
        await press(pilot, "y")
        await sees(small_app, pilot, "switched off by kari")
        assert small_app.view is not None
        assert small_app.view.switches["kommunal"].version == small_app.view.seq


async def test_what_another_switched_unseen_is_not_switched_back(
    small_app: GlimtApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_news() -> list[object]:
        return []

    async with running(small_app) as pilot:
        await press(pilot, "4", "s")
        await sees(small_app, pilot, "y switch it off")
        monkeypatch.setattr(small_app.desk, "news", no_news)
        await by_an_admin(small_app, "kommunal", active=False)
        await by_an_admin(small_app, "kommunal", active=True)
        await press(pilot, "y")
        await sees(small_app, pilot, "Somebody has changed this since it was read")
        await small_app.renew()
        assert small_app.view is not None
        assert small_app.view.switches["kommunal"].active


async def test_a_colleague_sees_it_within_a_second(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        assert small_app.view is not None
        assert small_app.view.findings["snarvisitt"]
        began = time.monotonic()
        await by_an_admin(small_app, "senter", active=False)
        while "senter" in small_app.view.book.active:
            assert time.monotonic() - began < 1
            await pilot.pause(0.02)
        assert "snarvisitt" not in small_app.view.findings


async def test_what_one_did_in_another_session_is_taken_back_and_done_again_here(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await by_an_admin(small_app, "senter", active=False, who=small_app.desk.who)
        await sees(small_app, pilot, "! senter switched off by demo Tu 12.1.  demo  kommunal@")
        await press(pilot, "u")
        assert small_app.view is not None
        assert small_app.view.switches == {}
        await press(pilot, "U")
        assert "senter" not in small_app.view.book.active
        # it stands as another's now, so it is not taken back over their head
        await by_an_admin(small_app, "senter", active=True)
        await press(pilot, "u")
        await sees(small_app, pilot, "has changed the family senter since")
        view = small_app.view
        await until(pilot, lambda: "senter" in (small_app.view or view).book.active)


# What if ------------------------------------------------------------------------------------


async def test_a_file_is_found_by_a_letter_and_tried_out(
    small_app: GlimtApp, stricter: Path, size: tuple[int, int]
) -> None:
    async with running(small_app, size) as pilot:
        await press(pilot, "4", "h")
        await sees(small_app, pilot, "What if the rules were others?")
        await write(pilot, "n")
        await press(pilot, "tab", "enter")
        await sees(small_app, pilot, "What if: with ny.toml", "✗ 1 becomes a violation")
        await sees(small_app, pilot, "instead: ")
        screen, text = shown(small_app), told(small_app)
        assert "✗ We 13.1. 10:00–11:00 Dagen etter" in text
        assert "+ ✗ VIOLATION" in text
        assert "1 ✓ " in text  # an alternative
        assert "Call list: 2 people" in text
        assert "Ane Eksempel  406 12 311" in text
        assert "why: 2 people" in text
        assert "instead: " in text
        assert "y switch" not in screen
        assert small_app.view is not None
        assert small_app.view.book is small_app.desk.book  # nothing was written


async def test_enter_opens_the_booking_and_escape_comes_back(
    small_app: GlimtApp, stricter: Path
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, "n")
        await press(pilot, "enter")
        panel = small_app.panel
        assert isinstance(panel, ImpactPanel)
        await sees(small_app, pilot, "instead: ")
        for wanted in ("visit:imorgen", "call:ane imorgen"):
            assert panel.told.go_to(wanted)
            await press(pilot, "enter")
            assert isinstance(small_app.panel, VisitPanel)
            assert small_app.panel.visit_id == "imorgen"
            await press(pilot, "escape")
            assert small_app.panel is panel
            assert panel.told.has_focus


async def test_hidden_names_are_hidden_in_what_if(small_app: GlimtApp, stricter: Path) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "x", "4", "h")
        await write(pilot, "n")
        await press(pilot, "enter")
        await sees(small_app, pilot, "•••  •••")
        text = told(small_app)
        for secret in ("Ane", "Bo Påhitt", "406 12", "Dagen etter"):
            assert secret not in text
        await press(pilot, "x")
        await sees(small_app, pilot, "Ane Eksempel")


async def test_versions_and_families_are_chosen_from_the_list(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, "senter@2021")
        await press(pilot, "enter")
        await sees(small_app, pilot, "What if: without senter@2021-01-04")
        await sees(small_app, pilot, "Nobody needs to be called")
        await press(pilot, "escape", "h")
        await write(pilot, "senter o")
        await press(pilot, "enter")
        await sees(small_app, pilot, "Switch off senter?")
        assert "y switch" not in shown(small_app)  # asked about, not done


async def test_a_files_whole_name_is_meant_before_one_that_holds_it(
    small_app: GlimtApp, stricter: Path
) -> None:
    folder = stricter.parent / ("folder " * 10)
    folder.mkdir()
    for name in ("nasjonal@ny.toml", "stottekontakt@ny.toml"):
        (folder / name).write_text(STRICTER.replace("2021-01-12", "x", 1), "utf-8")
    small_app.desk.rule_folders = (folder,)
    async with running(small_app, SMALL) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, "ny.toml")
        panel = small_app.panel
        assert isinstance(panel, WhatIfPanel)
        assert panel.rows.here == "file:ny.toml"
        # of names that are too long for a row, the end tells them apart
        told = [row.text.plain for row in panel.rows._rows if row.id is not None]
        assert [each[-20:].strip() for each in told] == [
            "ny.toml", "lder /nasjonal@ny.toml"[-20:], "/stottekontakt@ny.toml"[-20:],
        ]  # fmt: skip
        assert all(len(each) <= panel.size.width for each in told)
        # nor is a row chosen that stands there from other letters
        panel._looked_for, panel._files = "n", [str(folder / "nasjonal@ny.toml")]
        assert small_app.view is not None
        panel._draw(small_app.view)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(small_app.panel, ImpactPanel))
        assert isinstance(small_app.panel, ImpactPanel)
        assert small_app.panel.asked.name == "ny.toml"


async def test_what_was_worked_out_for_another_day_is_dropped(
    small_app: GlimtApp, stricter: Path
) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, "n")
        await press(pilot, "enter")
        await sees(small_app, pilot, "Call list: 2 people")
        await by_an_admin(small_app, "nasjonal", active=False)
        await small_app.renew()
        await settle(pilot)
        await sees(small_app, pilot, "None becomes a violation")


async def test_alternatives_are_found_in_the_background(
    small_app: GlimtApp, stricter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    async with running(small_app, LARGE) as pilot:
        desk = small_app.desk
        beside = desk.beside

        async def slowly(call: object, *, kind: str) -> object:
            if kind == "what-if-alternatives":
                await go_on.wait()
            return await beside(call, kind=kind)  # type: ignore[arg-type]

        monkeypatch.setattr(desk, "beside", slowly)
        await press(pilot, "4", "h")
        await write(pilot, "n")
        await pilot.press("enter")
        await sees(small_app, pilot, "looking for alternatives …")
        await sees(small_app, pilot, "✗ 1 becomes a violation")
        assert "instead" not in told(small_app)
        go_on.set()
        await settle(pilot)
        await sees(small_app, pilot, "instead: ")
        assert "looking for" not in told(small_app)


@pytest.mark.parametrize("name", ["gone.toml", "broken.toml", "plan.toml"])
async def test_a_file_that_is_no_rule_set_is_told(
    small_app: GlimtApp, stricter: Path, name: str
) -> None:
    (stricter.parent / "broken.toml").write_text("family = \x1b[31m", "utf-8")
    (stricter.parent / "plan.toml").write_text("format = 1\n", "utf-8")
    async with running(small_app) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, f"./{name}")
        await press(pilot, "enter")
        await sees(small_app, pilot, f"✗ {name}:")
        assert "\x1b" not in shown(small_app)


async def test_folders_are_gone_into(small_app: GlimtApp, stricter: Path) -> None:
    (stricter.parent / "under").mkdir()
    stricter.rename(stricter.parent / "under" / "ny.toml")
    async with running(small_app) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, "./un")
        await press(pilot, "enter", "enter")
        await sees(small_app, pilot, "What if: with ./under/ny.toml")


async def test_rules_that_failed_are_told(book: RuleBook) -> None:
    from glimt_rules.errors import Problem
    from glimt_rules.message import say

    broken = RuleBook(book.rule_sets, problems=[Problem(message=say("no"), file="ny.toml")])
    app = app_on(small_plan(), broken)
    async with running(app) as pilot:
        await press(pilot, "4", "s")
        await sees(app, pilot, "The answer is not complete")


async def test_names_of_any_kind_break_nothing(
    make_app: MakeApp, stricter: Path, size: tuple[int, int]
) -> None:
    odd = tuple(person(f"p{n}", name, 20 + n) for n, name in enumerate(NASTY))
    visits = [
        visit(f"v{n}", "10:00", "11:00", f"p{n}", "ane", day=13, title=name)
        for n, name in enumerate(NASTY)
    ]
    app = make_app(plan_of(*visits, people=(*PEOPLE, *odd)))
    async with running(app, size) as pilot:
        await press(pilot, "4", "h")
        await write(pilot, "n")
        await press(pilot, "enter", *["pagedown"] * 10)
        await sees(app, pilot, "[bold]x[/]")
        assert "\u202e" not in shown(app)


async def test_it_speaks_norwegian(make_app: MakeApp, stricter: Path) -> None:
    app = make_app(small_plan(), language="nb")
    async with running(app, LARGE) as pilot:
        await press(pilot, "4", "s")
        await sees(app, pilot, "j slå av")
        await press(pilot, "j")
        await sees(app, pilot, "! demo slo av regelfamilien kommunal 12. januar 2021")
        await press(pilot, "h")
        await write(pilot, "n")
        await press(pilot, "enter")
        await sees(app, pilot, "Ringeliste: 2 personer")


# To be looked at again ------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "is_due"), [(11, True), (12, False)])
async def test_who_is_to_look_again_is_warned(book: RuleBook, day: int, is_due: bool) -> None:
    reviewed = [
        structs.replace(each, review_by=date(2021, 1, day))
        if each.id in ("senter@2021-01-04", "senter@2020-12-26")
        else each
        for each in book.rule_sets
    ]
    app = app_on(small_plan(), RuleBook(reviewed))
    async with running(app, SMALL) as pilot:
        await press(pilot, "4", "down", "down", "down")
        screen = shown(app)
        warned = "! senter@2021-01-04 was to be looked at again by 11 January 2021" in screen
        assert warned == is_due
        assert ("! look again at senter@2021-01-04" in lines(app)[STATE]) == is_due
        assert "senter@2020-12-26 was to be" not in screen  # replaced: nobody needs it any more
        assert f"To be looked at again by {day} January 2021" in screen
        await press(pilot, "1")
        assert ("! look again at" in lines(app)[STATE]) == is_due
