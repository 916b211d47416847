"""Moving and copying bookings with the arrow keys, on the page of the week."""

from __future__ import annotations

import pytest
from msgspec import structs
from textual.widgets import Input

from glimt_tui.desk.edits import Edit
from screen.screens import at, lines, person, settle, shown, visit, write
from screen.week_screens import MakeApp, a_colleague, a_plan, foot, on_visit, page, press, row, view


async def test_a_booking_is_moved_with_the_arrows_and_saved_with_enter(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m")
        assert "Moving: We 13.1. 11:00–12:30 Fellesrommet  PgUp PgDn or ⇧← ⇧→: the day" in foot(app)
        assert lines(app)[-1].startswith(" ⏎ put down ↑↓ time ⇧↑↓ quarter ←→ room PgUp PgDn day")
        assert "┃✓Bandøving" in row(app, "11:00")
        await press(pilot, "down", "right")
        assert "Moving: We 13.1. 11:30–13:00 Studio" in foot(app)
        assert "✓ fine" in foot(app)
        await press(pilot, "shift+up", "shift+up", "shift+down")
        assert "11:15–12:45 Studio" in foot(app)
        assert view(app).visits["band"].start == at("11:00", 13)
        await press(pilot, "enter")
        moved = view(app).visits["band"]
        assert (moved.start, moved.end, moved.room) == (at("11:15", 13), at("12:45", 13), "studio")
        assert page(app).here() == "visit:band"
        assert "Moved" in shown(app)
        await press(pilot, "u")
        assert view(app).visits["band"].room == "felles"


async def test_a_booking_goes_to_another_day_and_another_week(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m", "left")  # past the first room: the day before
        assert "Tu 12.1. 11:00–12:30 Fellesrommet" in foot(app)
        await press(pilot, "pagedown", "shift+right", "pageup", "right_square_bracket")
        assert "We 20.1. 11:00–12:30" in foot(app)
        assert lines(app)[1].startswith("Wk 3")
        await press(pilot, "enter")
        assert view(app).visits["band"].start == at("11:00", 20)


async def test_escape_puts_a_booking_back(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        seq = view(app).seq
        await press(pilot, "m", "down", "right_square_bracket", "escape")
        assert page(app).here() == "visit:band"
        assert lines(app)[1].startswith("Wk 2")
        assert view(app).visits["band"].start == at("11:00", 13)
        await press(pilot, "m", "down", "up", "enter")  # where it was: nothing to write
        assert view(app).seq == seq


async def test_what_is_elsewhere_is_carried_from_day_to_day(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "tur") as pilot:
        await press(pilot, "m", "right")
        assert "Th 14.1. 13:00–14:00 outdoors" in foot(app)
        await press(pilot, "enter")
        assert view(app).visits["tur"].start == at("13:00", 14)


async def test_a_copy_is_a_booking_of_its_own(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "sang") as pilot:
        before = set(view(app).visits)
        await press(pilot, "c")
        assert "Copying: Tu 12.1. 10:00–10:30" in foot(app)
        await press(pilot, "right_square_bracket", "enter")
        (new,) = set(view(app).visits) - before
        made = view(app).visits[new]
        assert new.startswith("b-")
        assert (made.start, made.status, made.handwashed) == (at("10:00", 19), "planned", None)
        assert made.booked_at == view(app).now
        assert view(app).visits["sang"].status == "done"
        assert page(app).here() == f"visit:{new}"


async def test_a_copy_that_is_let_go_leaves_nothing(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "sang") as pilot:
        before = set(view(app).visits)
        await press(pilot, "c", "down", "escape")
        assert set(view(app).visits) == before
        assert page(app).here() == "visit:sang"


async def test_a_house_rule_takes_a_reason(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "alene") as pilot:
        await press(pilot, "m", "left", "up", "up", "up")  # half an hour after the band
        assert "(takes a reason): " in foot(app)
        assert "VIOLATION" in foot(app)
        await press(pilot, "enter")
        reason = page(app).query_one("#week-reason", Input)
        assert reason.has_focus
        assert "takes a reason" in foot(app)
        await press(pilot, "enter")
        assert view(app).visits["alene"].room == "studio"  # no reason was given
        await press(pilot, "escape")
        assert "Moving: " in foot(app)
        await press(pilot, "enter")
        await write(pilot, "avtalt før")
        await press(pilot, "enter")
        assert view(app).visits["alene"].room == "felles"
        waiver = next(each for each in view(app).plan.waivers if each.visit == "alene")
        assert (waiver.rule, waiver.reason, waiver.by) == ("senter.cleaning", "avtalt før", "demo")
        assert not page(app).has_class("-asking")
        assert page(app).here() == "visit:alene"


async def test_a_binding_rule_cannot_be_broken(make_app: MakeApp) -> None:
    people = tuple(person(f"p{n}", f"P {n}", n) for n in range(1, 10))
    full = visit("fullt", "14:00", "16:00", *(one.id for one in people), day=14, title="Fullt")
    plan = a_plan()
    app = make_app(
        structs.replace(plan, people=(*plan.people, *people), visits=(*plan.visits, full))
    )
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m", "right", "pagedown", *["down"] * 7)
        assert "(cannot be saved): " in foot(app)
        await press(pilot, "enter")
        assert "It cannot stand here: 11 people at once" in shown(app)
        assert view(app).visits["band"].start == at("11:00", 13)
        await press(pilot, "pageup", "left", "enter")  # still in hand
        assert view(app).visits["band"].start == at("14:30", 13)


async def test_a_verdict_that_was_overtaken_is_not_shown(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(a_plan())
    asked: list[Edit] = []
    async with on_visit(app, "band") as pilot:
        preview = app.desk.preview

        async def counted(edit: Edit) -> object:
            asked.append(edit)
            return await preview(edit)

        monkeypatch.setattr(app.desk, "preview", counted)
        await pilot.press("m", "right", "down", "down")
        assert "…" in foot(app)
        await settle(pilot)
        assert len(asked) == 1  # only where it stood still
        assert asked[0].put[0].start == at("12:00", 13)  # type: ignore[union-attr]


async def test_a_colleague_who_was_first_is_named(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m", "down", "down", "right")
        await a_colleague(app, "band", title="Annet")
        await press(pilot, "enter")
        await settle(pilot)
        assert "kari has changed this booking meanwhile" in shown(app).lower()
        assert view(app).visits["band"].room == "felles"
        assert page(app).here() == "visit:band"


async def test_what_a_colleague_has_moved_meanwhile_is_shown_where_it_stands_now(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m", "down")
        await a_colleague(app, "band", start=at("14:00", 21), end=at("15:00", 21))
        await press(pilot, "enter")
        await settle(pilot)
        assert page(app).here() == "visit:band"
        assert lines(app)[1].startswith("Wk 3")
        assert "14:00–15:00" in foot(app)


async def test_outside_the_opening_hours_is_told_as_it_moves_and_hinders_nothing(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "alene") as pilot:
        await press(pilot, "m", "down", "down", "down", "down")
        assert "outside the opening hours" not in foot(app)
        await press(pilot, "down")
        assert "16:30–17:30 Studio · outside the opening hours, 10:00–17:00" in foot(app)
        await press(pilot, "enter")
        assert view(app).visits["alene"].start == at("16:30", 13)
        assert "Moved: We 13.1. 16:30–17:30 Studio" in shown(app)
    app = make_app(a_plan())
    async with on_visit(app, "tur") as pilot:  # a walk may be at any time
        await press(pilot, "m", *["down"] * 8)
        assert "17:00–18:00 outdoors" in foot(app)
        assert "outside the opening hours" not in foot(app)


async def test_the_footer_tells_the_keys_of_carrying_and_of_the_reason(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "alene") as pilot:
        await press(pilot, "m", "left", "up", "up", "up")
        assert "PgUp PgDn day [ ] week esc let go" in lines(app)[-1]
        await press(pilot, "enter")
        assert lines(app)[-1] == " ⏎ save esc back"
        await press(pilot, "escape", "escape")
        assert "Move" in lines(app)[-1]


async def test_a_colleague_who_took_it_away_is_told_of(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m", "down")
        await a_colleague(app, "band")
        await press(pilot, "enter")
        assert "Somebody has removed this" in shown(app)
        assert "band" not in view(app).visits


async def test_only_what_is_planned_is_moved(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "sang") as pilot:
        await press(pilot, "m")
        assert "Only a planned booking can be moved" in shown(app)
        await press(pilot, "right", "c")
        assert "Put the cursor on a visit first" in shown(app)
        await press(pilot, "d", "m")
        assert "Open a day first" in shown(app)


async def test_both_hands_are_taken_while_carrying(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "m")
        for key in ("n", "c", "d", "u", "1"):
            await press(pilot, key)
            assert "Put the booking down first" in shown(app)
        await press(pilot, "home")
        assert "Moving: We 13.1. 11:00" in foot(app)
