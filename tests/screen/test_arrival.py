"""At the door: each key of the panel that receives people, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec import structs
from textual.widgets import Input

from glimt_rules.plan.model import Symptoms, Visit
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.arrival import ArrivalPanel
from glimt_tui.store.visitors import Visitor
from screen.screens import (
    FORBIDDEN,
    NASTY,
    PEOPLE,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    visit,
    write,
)

MakeApp = Callable[..., GlimtApp]


async def listed(app: GlimtApp) -> dict[str, Visitor]:
    return {visitor.arrival.person: visitor for visitor in await app.desk.visitors()}


def the_visit(app: GlimtApp, id_: str = "band") -> Visit:
    assert app.view is not None
    return app.view.visits[id_]


async def test_k_and_enter_write_that_somebody_came_as_known_with_clean_hands(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "enter")
        came = (await listed(small_app))["ane"]
        assert (came.name, came.phone) == ("Ane Eksempel", "406 12 311")
        assert (came.arrival.visit, came.arrival.handwashed) == ("band", True)
        assert "Ane Eksempel came at 11:40" in shown(small_app)
        await press(pilot, "u")  # one key, one undo
        assert await listed(small_app) == {}
        assert the_visit(small_app).status == "planned"


async def test_a_key_that_bounces_receives_one_person_only(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k")
        panel = small_app.panel
        assert isinstance(panel, ArrivalPanel)
        for _ in range(2):
            door = panel._door
            assert door is not None
            panel._write(panel._receive(door))
        await settle(pilot)
        assert list(await listed(small_app)) == ["ane"]


async def test_the_arrows_choose_whom(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "down")
        assert small_app.query_one("#arrival-name", Input).value == "Bo Påhitt"
        await press(pilot, "enter")
        assert list(await listed(small_app)) == ["bo"]
        assert small_app.query_one("#arrival-name", Input).value == "Ane Eksempel"


async def test_h_says_that_hands_were_not_washed_and_the_rule_answers_at_once(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "h")
        assert "✗ not washed" in shown(small_app)
        assert "VIOLATION" in shown(small_app)
        await press(pilot, "enter")
        assert (await listed(small_app))["ane"].arrival.handwashed is False
        assert the_visit(small_app).handwashed is False
        await press(pilot, "h", "h")
        assert "– not asked" in shown(small_app)


async def test_m_writes_on_the_visit_whether_masks_are_worn(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "m")
        assert "✗ not all wear one" in shown(small_app)
        await press(pilot, "enter")
        assert the_visit(small_app).masks is False
        await press(pilot, "m", "m")
        assert "✓ all wear one" in shown(small_app)


async def test_s_shows_the_verdict_before_they_go_in_and_enter_writes_it_all_the_same(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "s")
        text = shown(small_app)
        assert "? yes, since today" in text
        assert "! ADVICE" in text
        assert "2 coming visits are touched, too" in text
        assert small_app.view is not None
        assert small_app.view.people["ane"].symptoms == ()
        await press(pilot, "enter")
        assert small_app.view.people["ane"].symptoms == (Symptoms(since=date(2021, 1, 12)),)
        assert "ane" in await listed(small_app)


async def test_b_sends_somebody_with_symptoms_home(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "b")
        assert the_visit(small_app).absent == ()  # nobody is sent home who is well
        await press(pilot, "s", "b")
        assert small_app.view is not None
        assert small_app.view.people["ane"].symptoms == (Symptoms(since=date(2021, 1, 12)),)
        assert the_visit(small_app).absent == ("ane",)
        assert await listed(small_app) == {}
        assert "Ane Eksempel went home again" in shown(small_app)
        assert small_app.query_one("#arrival-name", Input).value == "Bo Påhitt"


async def test_symptoms_that_are_known_are_shown_and_may_be_over(make_app: MakeApp) -> None:
    ill = structs.replace(PEOPLE[0], symptoms=(Symptoms(since=date(2021, 1, 11)),))
    app = make_app(plan_of(visit("band", "11:30", "12:30", "ane"), people=(ill,)))
    async with running(app) as pilot:
        await press(pilot, "k")
        assert "? yes, since Mo 11.1." in shown(app)
        assert "ADVICE" in shown(app)
        await press(pilot, "s")
        assert "✓ not any more" in shown(app)
        await press(pilot, "enter")
        assert app.view is not None
        (symptoms,) = app.view.people["ane"].symptoms
        assert symptoms.cleared == date(2021, 1, 12)


async def test_what_is_typed_is_what_the_visitor_list_gets(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "e", "end")
        await write(pilot, " Berg")
        await press(pilot, "enter", "end", "backspace")
        assert "this is no valid phone number" in shown(small_app)
        await write(pilot, "9")
        await press(pilot, "enter")
        assert "on the list only" in shown(small_app)
        await press(pilot, "enter")
        came = (await listed(small_app))["ane"]
        assert (came.name, came.phone) == ("Ane Eksempel Berg", "406 12 319")
        assert small_app.view is not None
        assert small_app.view.people["ane"].phone == "406 12 311"


async def test_r_corrects_the_record_where_the_person_agrees(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "r", "e", "enter", "end", "backspace", "9", "enter", "r")
        assert "yes, also in our records" in shown(small_app)
        await press(pilot, "enter")
        assert small_app.view is not None
        assert small_app.view.people["ane"].phone == "406 12 319"
        assert (await listed(small_app))["ane"].phone == "406 12 319"


async def test_escape_leaves_all_as_it_is(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "s", "h", "e", "escape")
        assert small_app.panel is None
        assert await listed(small_app) == {}
        assert the_visit(small_app).status == "planned"


async def test_what_is_pasted_from_elsewhere_reaches_neither_terminal_nor_list(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "e")
        for text in FORBIDDEN:
            small_app.query_one("#arrival-name", Input).value = text
            await settle(pilot)
            await press(pilot, "enter", "enter", "r", "enter")
            assert small_app.is_running
            assert small_app.panel is not None
            small_app.query_one("#arrival-name", Input).focus()
        assert small_app.view is not None
        assert small_app.view.people["ane"].name == "Ane Eksempel"


@pytest.mark.parametrize("name", NASTY)
async def test_no_name_breaks_the_panel(make_app: MakeApp, name: str) -> None:
    people = (person("p", name, 11), person("q", name, 12))
    app = make_app(plan_of(visit("v", "11:30", "12:30", "p", "q", title=name), people=people))
    async with running(app) as pilot:
        await press(pilot, "k", "enter")
        assert (await listed(app))["p"].name == name
        assert app.view is not None
        assert app.view.people["p"].name == name


async def test_whoever_is_in_the_house_already_begins_the_next_visit_without_a_second_entry(
    make_app: MakeApp,
) -> None:
    first = visit("first", "10:30", "11:30", "ane", status="arrived", handwashed=True)
    app = make_app(plan_of(first, visit("band", "11:40", "12:30", "ane", "bo")))
    async with running(app) as pilot:
        await app.desk.arrive("ane", visit_id="first")
        await app.renew()
        app.current.go_to("visit:band")
        await press(pilot, "k", "enter")
        assert the_visit(app).status == "arrived"
        assert the_visit(app).handwashed is True
        assert (await listed(app))["ane"].arrival.visit == "first"
        await press(pilot, "enter")
        assert (await listed(app))["bo"].arrival.visit == "band"


async def test_a_visit_elsewhere_begins_without_the_visitor_list(make_app: MakeApp) -> None:
    walk = visit("tur", "11:30", "12:30", "ane", "bo", room=None, setting="outdoors")
    app = make_app(plan_of(walk))
    async with running(app) as pilot:
        await press(pilot, "k")
        assert "not in the house: no visitor list" in shown(app)
        await press(pilot, "enter")
        assert the_visit(app, "tur").status == "arrived"
        assert await listed(app) == {}
        assert app.panel is None


async def test_somebody_without_a_booking_is_received_too(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.open_panel(ArrivalPanel(None, "kari"))
        await settle(pilot)
        assert "without a booking" in shown(small_app)
        await press(pilot, "enter")
        assert (await listed(small_app))["kari"].arrival.visit is None
        assert small_app.panel is None


async def test_somebody_is_received_to_their_next_visit_where_none_is_given(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.open_panel(ArrivalPanel(None, "cai"))
        await press(pilot, "enter")
        assert (await listed(small_app))["cai"].arrival.visit == "alene"


async def test_a_colleague_who_received_the_same_person_is_told_of(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k")
        await small_app.desk.arrive("ane", visit_id="band")
        await press(pilot, "enter")
        assert "Ane Eksempel is here already" in shown(small_app)
        assert "came 11:40" in shown(small_app)
        await press(pilot, "enter")
        assert set(await listed(small_app)) == {"ane"}


async def test_a_full_house_is_told_before_anybody_goes_in(make_app: MakeApp) -> None:
    crowd = tuple(person(f"p{n}", f"Person {n}", 20 + n) for n in range(11))
    meeting = visit("v1", "11:00", "13:00", *[each.id for each in crowd], room="felles")
    app = make_app(plan_of(meeting, people=crowd))
    async with running(app) as pilot:
        for each in crowd[:10]:
            await app.desk.arrive(each.id, visit_id="v1", handwashed=True)
        await app.renew()
        await app.open_panel(ArrivalPanel("v1", "p10"))
        await settle(pilot)
        text = shown(app).replace("│", " ")
        assert "then 11 people" in text
        assert "VIOLATION" in text
