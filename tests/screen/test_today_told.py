"""The page of today: what it tells is so, and can be read."""

from __future__ import annotations

from glimt_rules.plan.model import Plan
from glimt_tui.screen.app import GlimtApp
from screen.conftest import MakeApp
from screen.screens import (
    LARGE,
    FixedClock,
    lines,
    plan_of,
    press,
    running,
    shown,
    small_plan,
    visit,
)
from screen.test_today import line_with, page, the_visit


async def test_how_many_are_here_is_always_in_view(make_app: MakeApp, demo_plan: Plan) -> None:
    app = make_app(demo_plan)
    async with running(app) as pilot:
        await press(pilot, "end")
        assert lines(app)[1].startswith("8 people here of 10 allowed")
        assert "Now" not in shown(app)
        await press(pilot, "home")
        assert lines(app)[2] == "Now"


async def test_those_who_have_left_are_told_apart_from_those_who_are_here(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "k", "enter", "enter")
        assert line_with(small_app, "Bandøving").rstrip().endswith("2/2")
        page(small_app).go_to("person:ane")
        await press(pilot, "g")
        assert line_with(small_app, "Bandøving").rstrip().endswith("2/2, 1 gone")
        page(small_app).go_to("person:bo")
        await press(pilot, "g")
        assert line_with(small_app, "Bandøving").rstrip().endswith("2/2 gone")


async def test_whoever_comes_early_stands_among_those_who_are_here_now(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        page(small_app).go_to("visit:alene")
        await press(pilot, "k", "enter")
        text = shown(small_app)
        assert text.index("\nNow") < text.index("Øver alene · Cai") < text.index("\nNext")
        assert line_with(small_app, "Øver alene · Cai").rstrip().endswith("1/1")


async def test_k_on_a_shift_says_what_is_so(make_app: MakeApp) -> None:
    shift = visit("vakt", "10:00", "17:00", "kari", kind="shift", room=None, status="arrived")
    app = make_app(plan_of(shift, visit("band", "11:00", "12:30", "ane", title="Band")))
    async with running(app) as pilot:
        assert page(app).here() == "visit:band"  # the visits stand before the shift
        page(app).go_to("visit:vakt")
        await press(pilot, "k")
        assert "Whoever is on duty is here; put the cursor on the visit" in shown(app)
        assert app.panel is None


async def test_taking_back_a_cleaning_is_told_as_that(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        page(small_app).rows.go_to("clean|visit:tidlig")
        await press(pilot, "enter")
        assert "Surfaces are clean after «Sang»" in shown(small_app)
        await press(pilot, "u")
        assert "Taken back: wrote down that surfaces were cleaned: Sang" in shown(small_app)
        assert the_visit(small_app, "tidlig").status == "done"


async def test_what_must_be_decided_is_read_in_whole(make_app: MakeApp, demo_plan: Plan) -> None:
    app = make_app(demo_plan, language="nb")
    async with running(app, (80, 50)):
        text = " ".join(shown(app).split())
        assert "kommer opp i 11 kontakter i uke 2, 5 av dem utenfor senteret; høyst 10" in text
    app = make_app(demo_plan, language="nb")
    async with running(app, LARGE):
        assert "Bursdagskake for Oda: 6 personer på en privat sammenkomst" in shown(app)


async def test_the_cursor_passes_over_the_reasons(make_app: MakeApp, demo_plan: Plan) -> None:
    app = make_app(demo_plan, language="nb")
    async with running(app) as pilot:
        assert page(app).rows.go_to("decide|visit:stottetur")
        first = page(app).rows.here
        await press(pilot, "down")
        assert (page(app).rows.here or "").startswith("decide|visit:")
        assert page(app).rows.here != first


async def test_a_room_that_is_free_early_is_to_be_cleaned_now(
    make_app: MakeApp, clock: FixedClock
) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        await press(pilot, "k", "enter", "enter")
        page(app).go_to("visit:band")
        await press(pilot, "f", "n")
        row = lines(app)[lines(app).index("To clean (⏎ when it is done)") + 1 :]
        assert any(line.startswith("now ") and "Fellesrommet" in line for line in row[:2])
