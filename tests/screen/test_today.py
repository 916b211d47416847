"""The page of today: what stands on it, and what its keys do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from glimt_rules.plan.model import Visit
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.pages.today import TodayPage
from screen.screens import (
    LARGE,
    NASTY,
    FixedClock,
    lines,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
)

MakeApp = Callable[..., GlimtApp]


def page(app: GlimtApp) -> TodayPage:
    found = app.current
    assert isinstance(found, TodayPage)
    return found


def the_visit(app: GlimtApp, id_: str) -> Visit:
    assert app.view is not None
    return app.view.visits[id_]


def line_with(app: GlimtApp, text: str) -> str:
    return next(line for line in lines(app) if text in line)


async def test_the_most_urgent_stands_first(small_app: GlimtApp) -> None:
    async with running(small_app):
        text = shown(small_app)
        sections = ("Now", "Have not come · 2", "To clean", "Next", "To decide · 3")
        places = [text.index(f"\n{title}") for title in (*sections, "Set aside until", "Ended")]
        assert places == sorted(places)
        assert "0 people here of 10 allowed, room for 10 more" in text
        assert "406 12 311" in line_with(small_app, "Ane Eksempel   ")
        assert "before 13:00 (Øver alene)" in text
        assert "Th 14. 10:30   Gitarreim i skinn  after Sang" in text


async def test_columns_stand_below_each_other(demo_app: GlimtApp, size: tuple[int, int]) -> None:
    async with running(demo_app, size):
        rows = [line for line in lines(demo_app) if "–" in line[:8]]
        assert len(rows) >= 8
        assert all(row[13] in "✓✗?!~–" and row[14] == " " and row[15] != " " for row in rows)
        assert all(len(line) <= size[0] for line in lines(demo_app))


async def test_people_are_named_after_the_title_and_counted_where_they_do_not_fit(
    demo_app: GlimtApp,
) -> None:
    async with running(demo_app):
        assert line_with(demo_app, "Bandøving").endswith("Bandøving · Ane, Bjørn, Kaja, Sindre")
        assert "Strikkekafé · Marit, Solveig, Per +1" in shown(demo_app)


async def test_those_who_share_a_first_name_are_told_apart(make_app: MakeApp) -> None:
    people = tuple(
        person(f"p{n}", f"Ane {last}", n) for n, last in enumerate(("Berg", "Dal", "Eng"))
    )
    plan = plan_of(visit("v", "12:00", "13:00", "p0", "p1", "p2", title="T" * 30), people=people)
    async with running(make_app(plan)) as pilot:
        assert "Ane B., Ane D." in shown(pilot.app)  # type: ignore[arg-type]


async def test_r_lays_the_day_out_by_room_and_back(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        before = shown(small_app)
        stood_on = page(small_app).here()
        await press(pilot, "r")
        text = shown(small_app)
        assert "\nFellesrommet · room for 12 people with 1 m\n" in text
        assert "▸ Bandøving" in text
        assert (
            text.index("▸ Bandøving") < text.index("Uten avtale · Ane") < text.index("Øver alene ·")
        )
        assert page(small_app).here() == stood_on
        await press(pilot, "r")
        assert shown(small_app) == before


async def test_an_empty_day_says_so_and_what_to_do(make_app: MakeApp) -> None:
    people = (person("ane", "Ane Eksempel", 11),)  # nobody is staff: nothing is said of duty
    tomorrow = visit("v", "10:00", "11:00", "ane", day=13, title="Dagen etter")
    app = make_app(plan_of(tomorrow, people=people))
    async with running(app) as pilot:
        assert "Nothing is booked today. n books, 2 shows the week." in shown(app)
        assert "Next comes Dagen etter, We 13.1. at 10:00." in shown(app)
        for key in ("k", "g", "i", "f", "enter", "r"):
            await press(pilot, key)
        assert app.panel is None


async def test_names_that_look_like_markup_or_control_the_terminal_break_nothing(
    make_app: MakeApp, size: tuple[int, int]
) -> None:
    people = tuple(person(f"p{n}", name, n) for n, name in enumerate(NASTY))
    ids = [one.id for one in people]
    plan = plan_of(
        visit("late", "11:00", "12:30", *ids, title=NASTY[0]),
        visit("next", "13:00", "14:00", *ids, title="[red]" + "b" * 190),
        people=people,
    )
    app = make_app(plan)
    async with running(app, size) as pilot:
        assert "[bold]x[/]" in shown(app)
        assert "\u200b" not in shown(app)
        await press(pilot, "r", "k", "enter", "escape", "enter", "escape", "home", "k")
        assert app.panel is not None


async def test_the_cursor_stays_where_it_is_when_something_else_changes(
    small_app: GlimtApp, clock: FixedClock
) -> None:
    async with running(small_app) as pilot:
        assert page(small_app).go_to("visit:alene")
        await small_app.desk.arrive("ane", visit_id="band")
        clock.advance(minutes=1)
        await small_app.renew()
        await settle(pilot)
        assert page(small_app).here() == "visit:alene"
        assert "1 person here" in shown(small_app)
        assert not page(small_app).go_to("visit:nowhere")


async def test_k_on_a_visit_opens_the_door_and_enter_receives_one_after_the_other(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "enter")
        assert "1/2" in shown(small_app)
        await press(pilot, "enter")
        assert small_app.panel is None
        assert "2/2" in shown(small_app)
        assert the_visit(small_app, "band").status == "arrived"
        assert the_visit(small_app, "band").handwashed is True
        assert "Have not come" not in shown(small_app)


async def test_k_on_somebody_who_is_late_offers_that_person(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        assert page(small_app).go_to("person:bo")
        await press(pilot, "k", "enter", "escape")
        assert small_app.view is not None
        assert [arrival.person for arrival in small_app.view.here()] == ["bo"]


async def test_g_sees_somebody_off_at_once(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "enter", "enter")
        page(small_app).go_to("person:ane")
        await press(pilot, "g")
        assert small_app.view is not None
        assert [arrival.person for arrival in small_app.view.here()] == ["bo"]
        assert "Ane Eksempel has left" in shown(small_app)


@pytest.mark.parametrize(("answer", "left"), [("y", 2), ("n", 0), ("escape", 0)])
async def test_g_on_a_visit_asks_once_whether_all_of_them_leave(
    small_app: GlimtApp, answer: str, left: int
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "enter", "enter", "g")
        assert "Do all of them leave now: Ane" in shown(small_app)
        await press(pilot, answer)
        assert small_app.view is not None
        assert len(small_app.view.here()) == 2 - left
        if left:  # one action, so one undo
            await press(pilot, "u")
            assert len(small_app.view.here()) == 2


async def test_i_on_a_visit_says_that_nobody_came(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "i")
        assert the_visit(small_app, "band").status == "no_show"
        assert "nobody came: Bandøving" in shown(small_app)
        await press(pilot, "u")
        assert the_visit(small_app, "band").status == "planned"


async def test_i_on_somebody_who_is_late_says_that_they_did_not_come(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        page(small_app).go_to("person:ane")
        await press(pilot, "i")
        assert the_visit(small_app, "band").absent == ("ane",)
        assert "Ane Eksempel did not come" in shown(small_app)
        page(small_app).go_to("person:bo")
        await press(pilot, "i")
        assert the_visit(small_app, "band").status == "no_show"


@pytest.mark.parametrize(("answer", "cleaned"), [("y", True), ("n", False)])
async def test_f_asks_whether_surfaces_were_cleaned(
    small_app: GlimtApp, answer: str, cleaned: bool
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "enter", "escape", "f")
        assert "1 person is still here." in shown(small_app)
        assert "Have surfaces been cleaned?" in shown(small_app)
        await press(pilot, answer)
        done = the_visit(small_app, "band")
        assert (done.status, done.surfaces_cleaned) == ("done", cleaned)


async def test_f_asks_nothing_where_there_are_no_surfaces(make_app: MakeApp) -> None:
    walk = visit("tur", "11:00", "12:00", "ane", "bo", room=None, setting="outdoors", title="Tur")
    app = make_app(plan_of(walk))
    async with running(app) as pilot:
        await press(pilot, "f")
        done = the_visit(app, "tur")
        assert (done.status, done.surfaces_cleaned) == ("done", None)


@pytest.mark.parametrize("key", ["enter", "f"])
async def test_a_room_that_waits_is_clean_by_one_key(small_app: GlimtApp, key: str) -> None:
    async with running(small_app) as pilot:
        page(small_app).rows.go_to("clean|visit:tidlig")
        await press(pilot, key)
        assert the_visit(small_app, "tidlig").surfaces_cleaned is True
        assert "To clean" not in shown(small_app)


async def test_enter_opens_the_visit_under_the_cursor(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "enter")
        assert small_app.panel is not None
        assert "Ane Eksempel 406 12 311 awaited" in shown(small_app)
        await press(pilot, "escape")
        assert small_app.panel is None


WHY_NOT = [
    ("visit:alene", "i", "This visit has not begun yet"),
    ("visit:alene", "f", "This visit has not begun yet"),
    ("visit:alene", "g", "Nobody of this visit is here"),
    ("person:ane", "g", "Ane Eksempel is not here"),
    ("person:ane", "f", "Put the cursor on a visit first"),
    ("visit:tidlig", "k", "This visit is over"),
    ("visit:tidlig", "i", "Only a planned visit can stay away"),
]


async def test_what_cannot_be_done_says_why(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        for row, key, reason in WHY_NOT:
            page(small_app).go_to(row)
            await press(pilot, key)
            assert reason in shown(small_app)
            assert small_app.panel is None


async def test_a_colleague_who_was_quicker_is_told_of(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        stale = small_app.view
        assert stale is not None
        await small_app.desk.arrive("bo", visit_id="band")
        small_app.view = stale
        await press(pilot, "i")
        assert the_visit(small_app, "band").status == "arrived"
        assert "nothing was written" in shown(small_app)


async def test_whoever_stays_too_long_stands_first_and_a_visit_nobody_ended_above_all(
    small_app: GlimtApp, clock: FixedClock
) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "k", "enter", "escape")
        clock.advance(hours=1)
        await small_app.renew()
        text = shown(small_app)
        assert "! Ane Eksempel" in text
        assert "should have gone at 12:30" in text
        assert text.index("Ended by the clock") < text.index("Bandøving") < text.index("\nNext")
        page(small_app).go_to("visit:band")
        await press(pilot, "f", "y")
        assert "Ended by the clock" not in shown(small_app)


async def test_names_can_be_hidden(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "x")
        assert "Ane" not in shown(small_app)
        assert "406 12" not in shown(small_app)
        await press(pilot, "k")
        assert "Ane" not in shown(small_app)


async def test_the_page_is_in_norwegian_too(make_app: MakeApp) -> None:
    app = make_app(small_plan(), language="nb")
    async with running(app) as pilot:
        await press(pilot, "f", "j")
        assert the_visit(app, "band").surfaces_cleaned is True
