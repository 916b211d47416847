"""Folk: everybody and their week, found by letters, written down, changed and removed by keys."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs
from textual.widgets import Input

from glimt_rules.plan.model import Cohort, Household, Symptoms
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.find import FindPanel
from glimt_tui.screen.person_panel import PersonPanel
from glimt_tui.screen.words import MASK
from screen.conftest import MakeApp
from screen.people_screens import (
    ANE,
    BO,
    CAI,
    KARI,
    hit,
    line_of,
    one_called,
    page_of,
    plan_with,
)
from screen.screens import (
    LARGE,
    NASTY,
    PEOPLE,
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

# The list ------------------------------------------------------------------------------------


async def test_everybody_stands_there_by_the_alphabet(make_app: MakeApp) -> None:
    app = make_app(plan_with(person("aase", "Åse Aasen", 31), person("oda", "Øda Æ", 32)))
    async with running(app) as pilot:
        await press(pilot, "3")
        names = [line[2:].split("  ")[0] for line in lines(app)[3:9]]
        assert names == [ANE, BO, CAI, KARI, "Øda Æ", "Åse Aasen"]


async def test_a_line_tells_contacts_next_visit_cohort_and_what_is_missing(
    make_app: MakeApp,
) -> None:
    plan = plan_with(
        structs.replace(person("ny", "Ny Her", 31), phone="123", cohort=None),
        person("syk", "Syk Her", 32, symptoms=(Symptoms(since=date(2021, 1, 11)),)),
    )
    async with running(make_app(structs.replace(plan, visits=small_plan().visits))) as pilot:
        app = pilot.app
        assert isinstance(app, GlimtApp)
        await press(pilot, "3")
        assert "1 of 10" in line_of(app, ANE)
        assert "11:30" in line_of(app, ANE)
        assert "Musikkgruppa" in line_of(app, ANE)
        assert "13:00" in line_of(app, CAI)
        assert "no phone, no c" in line_of(app, "Ny Her")
        assert "!Syk Her" in line_of(app, "Syk Her")
        assert "symptoms" in line_of(app, "Syk Her")


async def test_too_many_and_untold_contacts_have_signs_of_their_own(make_app: MakeApp) -> None:
    plan = plan_of(visit("band", "11:30", "12:30", "ane", "bo"))
    homes = (Household(id="ane", outside_contacts={"2021-W02": 12}),)
    app = make_app(structs.replace(plan, households=homes))
    async with running(app) as pilot:
        await press(pilot, "3")
        assert "✗ 13 of 10" in line_of(app, ANE)
        assert "? 1 of 10" in line_of(app, BO)


async def test_another_week_has_other_contacts(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "comma")
        assert "week 1 " in shown(small_app)
        assert "4.1.–10.1." in shown(small_app)
        assert "? 0 of 10" in line_of(small_app, ANE)
        await press(pilot, "full_stop")
        assert "  1 of 10" in line_of(small_app, ANE)
        assert page_of(small_app).day is None
        await hit(pilot, "right_square_bracket", "enter")
        assert "week 3" in shown(small_app)
        await hit(pilot, "escape", "left_square_bracket")
        assert "week 2" in shown(small_app)


async def test_a_wide_terminal_shows_the_role_too(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "3")
        assert "staff" in line_of(small_app, KARI)
        await press(pilot, "enter")
        assert "11:30" in line_of(small_app, ANE)


async def test_a_colleagues_change_is_shown_and_the_cursor_stays(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "down", "down")
        await small_app.desk.arrive("ane", handwashed=True)
        await small_app.renew()
        await settle(pilot)
        assert line_of(small_app, ANE).startswith("●")
        assert page_of(small_app).here() == "person:cai"


# Finding ---------------------------------------------------------------------------------------


async def test_a_few_letters_find_somebody_and_enter_opens_them(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash")
        await write(pilot, "påh")
        assert [line for line in lines(small_app)[3:6] if line] == [line_of(small_app, BO)]
        await press(pilot, "enter")
        assert isinstance(small_app.panel, PersonPanel)
        assert small_app.panel.person_id == "bo"


async def test_arrow_keys_choose_while_the_letters_have_the_keys(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash", "a", "down", "pagedown", "pageup", "up", "down")
        assert isinstance(small_app.focused, Input)
        here = page_of(small_app).here()
        await press(pilot, "enter")
        assert isinstance(small_app.panel, PersonPanel)
        assert f"person:{small_app.panel.person_id}" == here


async def test_escape_forgets_the_letters(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash", "b", "o")
        assert ANE not in shown(small_app)
        await press(pilot, "escape")
        assert ANE in shown(small_app)
        assert small_app.focused is page_of(small_app).rows


async def test_letters_of_another_search_give_way_to_new_ones(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash", "b", "o", "enter", "escape")
        assert ANE not in shown(small_app)
        await hit(pilot, "slash")
        assert "find bookings and rules, too" in lines(small_app)[-1]
        await hit(pilot, "a", "n", "e")
        assert page_of(small_app).letters.value == "ane"
        assert ANE in shown(small_app)


async def test_the_key_twice_looks_among_bookings_too(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash", "slash")
        assert isinstance(small_app.panel, FindPanel)


async def test_whoever_is_not_found_can_be_registered_by_that_name(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash")
        await write(pilot, "Xerxes")
        assert "p registers them" in shown(small_app)
        await hit(pilot, "tab", "p")
        assert "Xerxes" in shown(small_app)
        await press(pilot, "ctrl+s")
        assert one_called(small_app, "Xerxes").role == "participant"
        assert page_of(small_app).person_here() == one_called(small_app, "Xerxes").id


async def test_the_finder_is_made_anew_only_when_people_change(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "slash", "b")
        assert small_app.view is not None
        finders = page_of(small_app).finders
        made = finders.ready(small_app.view)
        await small_app.desk.arrive("ane", handwashed=True)
        await small_app.renew()
        assert made is not None
        assert finders.ready(small_app.view) is made
        assert await finders.of(small_app.view) is made


# Names -----------------------------------------------------------------------------------------


async def test_hidden_names_are_nowhere(make_app: MakeApp) -> None:
    plan = structs.replace(
        plan_with(person("ill", "Ida Syk", 31, household="ane", comes_with="bo")),
        visits=small_plan().visits,
    )
    app = make_app(plan)
    names = ["Ane", "Cai", "Kari", "Ida", "Påhitt", "Eksempel", "Syk", "406"]
    async with running(app, LARGE) as pilot:
        await press(pilot, "3")
        await hit(pilot, "x")

        def has_none() -> bool:
            return MASK in shown(app) and not any(name in shown(app) for name in names)

        assert has_none()
        await press(pilot, "enter")
        assert has_none()
        await press(pilot, "o")
        assert has_none()
        await hit(pilot, "escape", "e")
        assert has_none()
        await hit(pilot, "down", "down", "down", "b", "o")
        assert has_none()
        await hit(pilot, "ctrl+u", "escape", "slash", "i", "d", "a")
        assert has_none()
        await hit(pilot, "slash", "a")
        assert has_none()


@pytest.mark.parametrize("size", [(80, 24), LARGE, (40, 12)], ids=["80x24", "120x40", "40x12"])
async def test_no_name_breaks_anything(make_app: MakeApp, size: tuple[int, int]) -> None:
    nasty = [n for n in NASTY if n.isprintable() and "\u202e" not in n]
    people = tuple(person(f"n{place}", name, 40 + place) for place, name in enumerate(nasty))
    everybody = (*PEOPLE, *(structs.replace(one, household="hus") for one in people))
    plan = plan_of(
        visit("alle", "11:30", "12:30", *(one.id for one in everybody)), people=everybody
    )
    plan = structs.replace(plan, cohorts=(Cohort(id="musikk", name="[red]Æ[/]"),))
    app = make_app(plan)
    async with running(app, size) as pilot:
        await press(pilot, "3")
        await hit(pilot, "enter")  # Ane meets all of them
        await hit(pilot, "pagedown", "end", "escape")
        for one in people[:: len(people) - 1]:
            assert page_of(app).go_to(f"person:{one.id}")
            await hit(pilot, "e")
            await hit(pilot, "down", "escape")
        await hit(pilot, "o", "escape", "slash", "x")
        assert app._exception is None
