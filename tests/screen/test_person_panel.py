"""Whoever is opened on Folk: their week, what is open to them, and the keys for them."""

from __future__ import annotations

from datetime import date

from msgspec import structs
from textual.widgets import Input

from glimt_rules.plan.model import Centre, OpeningHours, Symptoms
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.arrival import ArrivalPanel
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.screen.person_panel import PersonPanel
from glimt_tui.screen.reading import Reading
from glimt_tui.screen.rule_panel import RulePanel
from glimt_tui.screen.trace_panel import TracePanel
from glimt_tui.screen.visit_panel import VisitPanel
from screen.conftest import MakeApp
from screen.people_screens import (
    ANE,
    hit,
    line_of,
    page_of,
    plan_with,
    told_in,
)
from screen.screens import (
    LARGE,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
)

# One person ------------------------------------------------------------------------------------


async def test_a_person_is_told_with_the_count_of_each_rule(make_app: MakeApp) -> None:
    plan = plan_of(
        visit("band", "11:30", "12:30", "ane", "bo", "kari", title="Bandøving"),
        visit("sang", "14:00", "15:00", "ane", title="Sang", day=13),
    )
    app = make_app(plan)
    async with running(app, LARGE) as pilot:
        await press(pilot, "3")
        await hit(pilot, "enter")
        screen = shown(app)
        assert "1 of 10, 9 left" in screen
        assert "2 of 10, 8 left" in screen
        assert "At most ten social contacts a week" in screen
        assert "Everybody at the centre is among the ten" in screen
        assert "0 of them outside the centre" in screen
        assert "8 new people at most" in screen
        assert "with Musikkgruppa: Bo Påhitt, Cai Oppdiktet, Kari Vakt" in screen
        assert "✓ Tu 12.1. 11:30 Bandøving" in screen
        assert "not counted: At most ten social contacts a week" in screen


async def test_symptoms_and_who_lives_there_are_told(make_app: MakeApp) -> None:
    ill = person(
        "ill", "Ida Syk", 31, household="ane", symptoms=(Symptoms(since=date(2021, 1, 9)),)
    )
    app = make_app(plan_with(ill))
    async with running(app, LARGE) as pilot:
        await press(pilot, "3")
        await hit(pilot, "enter")
        assert "lives with: Ida Syk" in shown(app)
        assert "! Ida Syk has had symptoms since Sa 9.1." in shown(app)
        await press(pilot, "escape")
        assert page_of(app).go_to("person:ill")
        await press(pilot, "enter")
        assert "Stay at home with symptoms" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.panel, RulePanel)


async def test_enter_in_the_panel_opens_visits_and_people(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "3")
        await hit(pilot, "enter", "enter")
        assert isinstance(small_app.panel, VisitPanel)
        assert small_app.panel.visit_id == "band"
        await hit(pilot, "escape", "enter", "end", "enter")
        assert isinstance(small_app.panel, PersonPanel)
        assert small_app.panel.person_id == "bo"
        assert page_of(small_app).here() == "person:bo"


async def test_the_keys_are_for_whom_the_panel_shows(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await small_app.open_person("bo")
        await settle(pilot)
        assert page_of(small_app).person_here() == "bo"
        page_of(small_app).rows.focus()
        await settle(pilot)
        assert page_of(small_app).person_here() == "ane"


async def test_a_person_who_is_gone_meanwhile_is_said_to_be(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await small_app.open_person("nobody")
        await settle(pilot)
        assert "not registered any more" in shown(small_app)


# What keys do ------------------------------------------------------------------------------------


async def test_n_books_with_the_person_under_the_cursor(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "down", "n")
        assert isinstance(small_app.panel, BookingForm)
        assert small_app.panel.state.booking.people == ("bo",)


async def test_k_receives_and_g_sees_off(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "g")
        assert f"{ANE} is not here" in shown(small_app)
        await press(pilot, "k")
        assert isinstance(small_app.panel, ArrivalPanel)
        await hit(pilot, "enter", "escape")
        assert line_of(small_app, ANE).startswith("●")
        await press(pilot, "k")
        assert f"{ANE} is here already" in shown(small_app)
        await press(pilot, "g")
        assert f"{ANE} has left" in shown(small_app)
        assert not line_of(small_app, ANE).startswith("●")


async def test_t_traces_the_person_under_the_cursor(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "t")
        assert isinstance(small_app.panel, TracePanel)


async def test_outside_contacts_are_o_a_number_and_enter(make_app: MakeApp) -> None:
    plan = structs.replace(small_plan(), households=())
    app = make_app(plan)
    async with running(app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "o")
        assert f"How many did {ANE} meet outside the centre in week 2?" in shown(app)
        await press(pilot, "3")
        await hit(pilot, "x", "enter")
        assert told_in(app, "ane") == {"2021-W02": 3}
        assert "  4 of 10" in line_of(app, ANE)
        await hit(pilot, "comma", "o", "5", "enter")
        assert told_in(app, "ane") == {"2021-W01": 5, "2021-W02": 3}


async def test_what_was_told_stands_there_and_empty_takes_it_back(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "o", "7", "enter", "o")
        assert small_app.query_one("#outside-number", Input).value == "7"
        await press(pilot, "escape")
        assert told_in(small_app, "ane")["2021-W02"] == 7
        await hit(pilot, "o", "delete", "enter")
        assert "2021-W02" not in told_in(small_app, "ane")


async def test_too_many_are_written_all_the_same_and_what_breaks_is_said(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "o", "1", "1", "enter")
        assert told_in(small_app, "ane")["2021-W02"] == 11
        assert "a rule now" in shown(small_app)
        assert "✗ 12 of 10" in line_of(small_app, ANE)
        await press(pilot, "u")
        assert told_in(small_app, "ane")["2021-W02"] == 0


async def test_the_panel_keeps_the_keys_while_contacts_are_told(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "3")
        await hit(pilot, "down", "enter", "o", "2", "enter")
        assert told_in(small_app, "bo")["2021-W02"] == 2
        assert "2 of them outside the centre" in shown(small_app)
        assert page_of(small_app).person_here() == "bo"


async def test_free_times_of_the_week_are_told_and_one_key_books_them(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app, LARGE) as pilot:
        await press(pilot, "3")
        await hit(pilot, "enter")
        assert "Free times in this week" in shown(app)
        assert app.query_one(PersonPanel).query_one(Reading).go_to("free:0")
        await hit(pilot, "enter")
        assert app.query_one(BookingForm)
        assert ANE in shown(app)
        assert "? UNKNOWN" in shown(app) or "✓" in shown(app)


async def test_a_week_without_a_free_hour_says_so(make_app: MakeApp) -> None:
    closed = structs.replace(small_plan(), centre=Centre(opening_hours=OpeningHours()))
    app = make_app(closed)
    async with running(app, LARGE) as pilot:
        await press(pilot, "3")
        await hit(pilot, "enter")
        assert "No free hour in this week" in shown(app)
