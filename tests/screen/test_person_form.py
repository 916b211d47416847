"""Writing somebody down, changing and removing them; whatever is so can be written."""

from __future__ import annotations

from datetime import date

from msgspec import structs
from textual.events import Paste
from textual.pilot import Pilot

from glimt_rules.plan.model import Person, Symptoms
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.person_form import PersonForm
from screen.conftest import MakeApp
from screen.people_screens import (
    ANE,
    hit,
    one_called,
    person_in,
    plan_with,
    told_in,
)
from screen.screens import (
    LARGE,
    PEOPLE,
    lines,
    person,
    press,
    running,
    settle,
    shown,
    small_plan,
)


async def paste(pilot: Pilot[int], text: str, *keys: str) -> None:
    """Write all of a text at once, then press keys."""
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await pilot.pause()
    await pilot.press(*keys)


# Writing somebody down ----------------------------------------------------------------------------


async def test_somebody_new_is_written_down_with_all_that_is_asked(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "3", "p")
        await paste(pilot, "Ny Person", "enter")
        await paste(pilot, "406 12\n399", "enter", "left", "enter")  # guest
        await settle(pilot)
        await paste(pilot, "bo", "enter", "enter", "right", "enter")
        await paste(pilot, "24.12.2010", "enter")
        await paste(pilot, "an", "enter", "enter", "space", "enter")
        await paste(pilot, "bo", "enter")
        await paste(pilot, "cai", "enter", "enter")
        await paste(pilot, "ka", "enter", "enter", "left", "enter", "right", "enter")
        await paste(pilot, "11.1.", "enter")
        await paste(pilot, "14.1.2021", "enter")
        await press(pilot, "enter")
        new = one_called(small_app, "Ny Person")
        assert not isinstance(small_app.panel, PersonForm)
    assert structs.asdict(new) | {"id": ""} == structs.asdict(
        Person(
            id="",
            name="Ny Person",
            phone="406 12 399",
            role="guest",
            household="bo",
            cohort="musikk",
            born=date(2010, 12, 24),
            comes_with="ane",
            lives_alone=True,
            fixed_contacts=("bo", "cai"),
            fixed_household="kari",
            mask_exempt=True,
            risk_group=True,
            symptoms=(Symptoms(since=date(2021, 1, 11), cleared=date(2021, 1, 14)),),
        )
    )


async def test_a_number_that_nobody_answers_is_said_and_still_saved(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "e", "enter")
        await hit(pilot, "ctrl+u", "1", "2", "3")
        assert "this is no valid phone number" in shown(small_app)
        await hit(pilot, "ctrl+s")
        assert person_in(small_app, "ane").phone == "123"


async def test_a_name_is_needed_and_a_day_must_be_one(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "p", "ctrl+s")
        assert "a name is missing" in shown(small_app)
        await paste(pilot, "Ny")
        await hit(pilot, *["down"] * 5)
        await paste(pilot, "i fjor")
        await hit(pilot, "ctrl+s")
        assert "24.12.1980" in shown(small_app)
        await hit(pilot, "escape")
        assert "Esc once more throws away what you have typed" in shown(small_app)
        await hit(pilot, "escape")
        assert small_app.panel is None
        assert small_app.view is not None
        assert len(small_app.view.people) == len(PEOPLE)


async def test_who_has_tried_to_save_since_is_asked_anew_before_it_is_thrown_away(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "p")
        await hit(pilot, "down", "4", "escape", "ctrl+s", "escape")
        assert small_app.panel is not None
        assert "Esc once more throws away what you have typed" in shown(small_app)
        await hit(pilot, "escape")
        assert small_app.panel is None


async def test_what_was_chosen_can_be_taken_away(make_app: MakeApp) -> None:
    tied = person("x", "Xan", 31, household="ane", comes_with="ane", fixed_contacts=("ane", "bo"))
    app = make_app(plan_with(tied))
    async with running(app) as pilot:
        await press(pilot, "3", "end", "e")
        await hit(pilot, "down", "down", "down", "backspace")
        await hit(pilot, "down", "left", "down", "down", "backspace")
        await hit(pilot, "down", "down", "backspace", "ctrl+s")
        assert person_in(app, "x") == structs.replace(
            tied, household=None, cohort=None, comes_with=None, fixed_contacts=("ane",)
        )


async def test_symptoms_that_are_over_stay_and_new_ones_begin_anew(make_app: MakeApp) -> None:
    over = Symptoms(since=date(2021, 1, 2), cleared=date(2021, 1, 5))
    app = make_app(plan_with(person("x", "Xan", 31, symptoms=(over,))))
    async with running(app) as pilot:
        await press(pilot, "3", "end", "e")
        await hit(pilot, *["down"] * 12)
        await paste(pilot, "today")
        await hit(pilot, "ctrl+s")
        now = Symptoms(since=date(2021, 1, 12))
        assert person_in(app, "x").symptoms == (over, now)
        await press(pilot, "e")
        await hit(pilot, *["down"] * 13)
        await paste(pilot, "13.1.2021")
        await hit(pilot, "ctrl+s")
        ended = structs.replace(now, cleared=date(2021, 1, 13))
        assert person_in(app, "x").symptoms == (over, ended)


async def test_a_change_that_breaks_bookings_is_written_and_said(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "e")
        await hit(pilot, *["down"] * 4, "left", "ctrl+s")
        assert person_in(small_app, "ane").cohort is None
        assert "a rule now" in shown(small_app)


async def test_what_a_colleague_changes_meanwhile_is_kept(small_app: GlimtApp) -> None:
    from glimt_tui.desk.reception import edit

    async with running(small_app) as pilot:
        await press(pilot, "3", "e")
        await paste(pilot, "sen")
        assert small_app.view is not None
        theirs = structs.replace(person_in(small_app, "ane"), phone="406 12 400", name="Anne")
        await small_app.desk.record(edit(small_app.view, theirs), name="person_edit")
        await small_app.renew()
        await settle(pilot)
        assert "somebody else has written something" in shown(small_app)
        await hit(pilot, "ctrl+s")
        assert person_in(small_app, "ane").phone == "406 12 400"
        assert person_in(small_app, "ane").name == f"{ANE}sen"


async def test_escape_closes_at_once_where_nothing_stands_to_lose(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "e")
        await hit(pilot, "x", "backspace", "down", "escape")
        assert small_app.panel is None
        await press(pilot, "e")
        await pilot.press(*["down"] * 6, "a")
        await settle(pilot)
        await hit(pilot, "escape")  # looks no more
        assert isinstance(small_app.panel, PersonForm)
        await hit(pilot, "escape")
        assert small_app.panel is None


async def test_what_somebody_typed_of_a_person_is_not_lost_by_one_escape(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "e")
        await hit(pilot, "x", "escape")
        assert "Esc once more throws away what you have typed" in shown(small_app)
        await hit(pilot, "y", "escape")  # typed since: asked anew
        assert isinstance(small_app.panel, PersonForm)
        await hit(pilot, "escape")
        assert small_app.panel is None
        assert person_in(small_app, "ane").name == ANE


# Removing -----------------------------------------------------------------------------------------


async def test_only_who_is_named_nowhere_is_removed_and_it_is_asked_once(
    make_app: MakeApp,
) -> None:
    lone = person("x", "Xan", 31)
    plan = structs.replace(plan_with(lone), visits=small_plan().visits)
    app = make_app(plan)
    async with running(app, LARGE) as pilot:
        await press(pilot, "3", "D")
        assert "3 bookings still name them" in shown(app)
        await hit(pilot, "end", "D")
        assert "Remove Xan and all that is recorded of them?" in shown(app)
        await hit(pilot, "n")
        assert "Nothing was removed" in shown(app)
        await press(pilot, "D", "y")
        assert app.view is not None
        assert "x" not in app.view.people
        assert told_in(app, "x") == {}
        await hit(pilot, "u")
        assert person_in(app, "x") == lone


async def test_whoever_somebody_comes_with_is_not_removed(make_app: MakeApp) -> None:
    app = make_app(plan_with(person("x", "Xan", 31, comes_with="kari")))
    async with running(app) as pilot:
        await press(pilot, "3", "down", "down", "down", "D")
        assert "somebody else comes with them" in shown(app).lower()


async def test_letters_that_fit_nothing_are_told_and_kept(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3", "p")
        await pilot.press(*"Nina")
        await press(pilot, "tab", "tab")
        await pilot.press(*"xyz")
        assert lines(small_app)[-1].startswith(" ⏎ next field")
        await press(pilot, "enter")
        assert '"xyz" fits nothing here' in shown(small_app)
        await press(pilot, "ctrl+s")
        assert isinstance(small_app.panel, PersonForm)
        await press(pilot, "escape")
        assert isinstance(small_app.panel, PersonForm)
        await pilot.press(*"gu")
        await press(pilot, "enter", "ctrl+s")
        assert one_called(small_app, "Nina").role == "guest"
