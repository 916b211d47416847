"""What the screen warns of besides the rules: where it stands, and that it hinders nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec import structs

from glimt_rules.plan.model import Centre, OpeningHours, Plan
from glimt_tui.desk.loans import correct, hand_out
from glimt_tui.desk.preview import Preview
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.store.records import Key
from screen.screens import (
    NASTY,
    PEOPLE,
    FixedClock,
    at,
    lines,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    visit,
)
from screen.week_screens import foot, on_visit, on_week, page, view

MakeApp = Callable[..., GlimtApp]
HOURS = OpeningHours(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("10:00-17:00",)))


def a_plan(**details: object) -> Plan:
    """Staff are on duty on Tuesday and Wednesday; a band plays in the common room on both."""
    plan = plan_of(
        visit("vakt12", "09:30", "17:00", "kari", kind="shift", room=None, status="arrived"),
        visit("vakt13", "10:00", "16:00", "kari", day=13, kind="shift", room=None),
        visit("band", "14:00", "15:00", "ane", "bo", title="Bandøving", equipment=("gitar",)),
        visit("band13", "14:00", "15:00", "ane", "bo", day=13, title="Bandøving"),
    )
    return structs.replace(plan, centre=Centre(opening_hours=HOURS), **details)


def form_lines(app: GlimtApp) -> list[str]:
    return [line.text.plain.strip() for line in app.query_one(BookingForm).lines.lines]


async def in_form(app: GlimtApp, **changes: object) -> None:
    """Have something else stand in the form, as if it had been typed."""
    form = app.query_one(BookingForm)
    form.state.change(**changes)
    form.draw()


# The form ------------------------------------------------------------------------------------


async def test_the_form_warns_under_the_field_that_it_is_about(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "n")
        await in_form(
            app, people=("ane",), start=at("14:30"), end=at("17:30"), room="felles",
            equipment=("gitar",),
        )  # fmt: skip
        told = form_lines(app)
        who, when, where, things = (
            next(n for n, line in enumerate(told) if line.lstrip("▸ ").startswith(label))
            for label in ("Who", "When", "Where", "Things")
        )
        text = " ".join(told)
        assert "· Ane Eksempel is also at «Bandøving»" in " ".join(told[who:when])
        assert "· outside the opening hours, 10:00–17:00" in " ".join(told[when:where])
        assert "· nobody is on duty 17:00–17:30" in " ".join(told[when:where])
        assert "· Fellesrommet is also booked for «Bandøving»" in " ".join(told[where:things])
        assert "· Westerngitar is also booked for" in " ".join(told[things:])
        assert text.count("is also at") == 1
        await in_form(app, start=at("15:00"), end=at("16:00"))
        assert "·" not in "".join(form_lines(app))


async def test_a_day_without_staff_is_told_before_anybody_stands_in_the_form(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "n")
        await in_form(app, start=at("11:00", 14), end=at("12:00", 14))
        assert "· nobody is on duty 11:00–12:00" in form_lines(app)
        await in_form(app, people=("kari",))
        assert "· nobody is on duty 11:00–12:00" not in form_lines(app)


async def test_a_thing_on_loan_is_told_in_the_form_and_on_today_until_it_is_back(
    make_app: MakeApp,
) -> None:
    plan = a_plan()
    band = structs.replace(plan.visits[2], id="alene", equipment=("reim",), room="studio")
    band = structs.replace(band, people=("cai",), start=at("16:00"), end=at("17:00"))
    app = make_app(structs.replace(plan, visits=(*plan.visits, band)))
    async with running(app) as pilot:
        store = app.desk.session.store
        loan = await app.desk.ask(lambda: hand_out(store, "reim", "bo", app.desk.clock()))
        await app.renew()
        await settle(pilot)
        assert "Gitarreim i skinn is handed out to Bo" in " ".join(shown(app).split())
        await press(pilot, "n")
        await in_form(app, people=("ane",), start=at("15:00"), end=at("15:30"), equipment=("reim",))
        assert "· Gitarreim i skinn is handed out to Bo Påhitt" in " ".join(form_lines(app))
        await in_form(app, people=("bo",))
        assert "handed out" not in " ".join(form_lines(app))
        await press(pilot, "escape")

        def not_handed_out() -> None:
            with store.reading() as reading:
                record = reading.get(Key("loan", loan.id))
            assert record is not None
            correct(store, loan.id, record.version)

        await app.desk.ask(not_handed_out)
        await app.renew()
        await settle(pilot)
        assert "handed out" not in shown(app)


async def test_what_has_a_note_is_not_just_called_fine(make_app: MakeApp) -> None:
    app = make_app(a_plan(), language="nb")
    async with running(app) as pilot:
        await press(pilot, "n")
        await in_form(app, people=("ane",), start=at("15:00"), end=at("15:30"), setting="phone")
        await settle(pilot)
        assert "✓ i orden  kan lagres" in shown(app)
        await in_form(app, start=at("14:30"), end=at("15:00"))
        await settle(pilot)
        assert "✓ reglene i orden, men se ·  kan lagres" in shown(app)
        assert "✓ i orden" not in shown(app)


async def test_the_panel_of_a_visit_with_a_note_says_where_it_stands(make_app: MakeApp) -> None:
    both = (
        visit("a", "14:00", "15:00", "ane", setting="phone", room=None),
        visit("b", "14:00", "15:00", "ane", setting="phone", room=None),
    )
    app = make_app(structs.replace(a_plan(), visits=both))
    async with running(app) as pilot:
        await app.open_visit("a")
        await settle(pilot)
        assert "✓ rules kept, but see ·" in shown(app)
        assert "✓ fine" not in shown(app)


async def test_a_warning_hinders_nothing(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "n")
        await in_form(
            app, people=("ane",), start=at("14:30", 14), end=at("15:00", 14), distance_m=2.0,
            setting="phone",
        )  # fmt: skip
        await in_form(app, start=at("14:30"), end=at("15:00"))
        await settle(pilot)
        assert "· Ane Eksempel is also at «Bandøving»" in " ".join(form_lines(app))
        id_ = app.query_one(BookingForm).state.booking.id
        app.query_one(BookingForm).do_save()
        await settle(pilot)
        assert view(app).visits[id_].setting == "phone"


@pytest.mark.parametrize("name", [name for name in NASTY if "\u200b" not in name])
async def test_odd_names_are_told_as_text(make_app: MakeApp, name: str) -> None:
    plan = a_plan(people=(*PEOPLE, person("x", name, 9)))
    odd = visit("odd", "16:00", "17:00", "x", title=name[:200], room="studio")
    app = make_app(structs.replace(plan, visits=(*plan.visits, odd)))
    async with running(app) as pilot:
        await press(pilot, "n")
        await in_form(app, people=("x",), start=at("16:00"), end=at("16:30"))
        assert any(line.startswith("· ") for line in form_lines(app))
        assert len(lines(app)) == 24


async def test_hidden_names_stay_hidden_in_warnings(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "n")
        await in_form(app, people=("ane",), start=at("14:30"), end=at("15:30"))
        state = app.query_one(BookingForm).state
        state.words.masked = True
        app.query_one(BookingForm).draw()
        text = " ".join(form_lines(app))
        assert "· ••• is also at «•••» 14:00–15:00" in text
        assert "Bandøving" not in text


# A visit, and today --------------------------------------------------------------------------


def double(**details: object) -> Plan:
    """Ane is at two places on Tuesday, and nobody is on duty on Thursday."""
    plan = a_plan(**details)
    return structs.replace(
        plan,
        visits=(
            *plan.visits,
            visit("tur", "14:30", "15:30", "ane", setting="outdoors", room=None, title="Tur"),
            visit("to1", "11:00", "12:00", "ane", day=14, title="Torsdag"),
            visit("to2", "13:00", "14:00", "bo", day=14, title="Etterpå"),
            visit("fr1", "13:00", "14:00", "bo", day=15, title="Fredag"),
        ),
    )


async def test_the_panel_of_a_visit_tells_the_warnings(make_app: MakeApp) -> None:
    app = make_app(double())
    async with running(app, (120, 40)) as pilot:
        for id_, told in (("band", "«Tur» 14:30–15:30"), ("tur", "«Bandøving» 14:00–15:00")):
            await app.open_visit(id_)
            await settle(pilot)
            assert app.panel is not None
            left = app.panel.region.x
            text = " ".join(line[left:].strip("│▏ ") for line in lines(app))
            assert "· Ane Eksempel is also at" in text
            assert told in text


async def test_today_tells_what_is_ahead_after_what_the_rules_found(
    make_app: MakeApp, clock: FixedClock
) -> None:
    wrong = visit("feil", "16:00", "16:30", "cai", booked_at=None, title="Uten avtale")
    plan = double()
    app = make_app(structs.replace(plan, visits=(*plan.visits, wrong)))
    async with running(app, (120, 40)):
        rows = lines(app)
        first = next(n for n, line in enumerate(rows) if line.startswith("To decide · 4"))
        assert "✗ Uten avtale" in rows[first + 1]
        assert "· Tur: Ane Eksempel is also at «Bandøving» 14:00–15:00" in rows[first + 2]
        told = "· Torsdag: nobody is on duty, nor at 1 other booking that day"
        assert rows[first + 3].startswith("Th 14. 11:00")
        assert told in rows[first + 3]
        assert "· Fredag: nobody is on duty 13:00–14:00" in rows[first + 4]
    clock.now = at("14:30")  # begun: nothing about it is ahead any more
    app = make_app(plan)
    async with running(app, (120, 40)):
        assert "is also at" not in shown(app)


async def test_a_warning_of_today_opens_its_visit_at_80x24(make_app: MakeApp) -> None:
    app = make_app(double())
    async with running(app) as pilot:
        assert app.current.go_to("visit:tur")
        assert "· Tur: Ane Eksempel is also at «Bandøving» 14:00–15:00" in shown(app)
        await press(pilot, "enter")
        assert "Ane Eksempel is also at" in shown(app)


# The week ------------------------------------------------------------------------------------


async def test_the_week_tells_who_is_on_duty_and_on_which_days_nobody_is(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_week(app) as pilot:
        assert "On duty: Kari 09:30–17:00" in foot(app)
        duty = next(line for line in lines(app) if line.startswith("Duty"))
        assert duty.split() == ["Duty", "Kari", "Kari", "none", "none"]  # not Monday: it is over
        await press(pilot, "right", "right")
        assert "· nobody is on duty that day" in foot(app)
        await press(pilot, "d")
        assert "· nobody is on duty that day" in foot(app)
        await press(pilot, "right_square_bracket")
        assert "· nobody is on duty that day" in foot(app)


async def test_a_shift_takes_the_mark_away(make_app: MakeApp) -> None:
    plan = a_plan()
    extra = visit("vakt14", "10:00", "17:00", "kari", day=14, kind="shift", room=None)
    app = make_app(structs.replace(plan, visits=(*plan.visits, extra)))
    async with on_week(app):
        duty = next(line for line in lines(app) if line.startswith("Duty"))
        assert duty.split() == ["Duty", "Kari", "Kari", "Kari", "none"]


async def test_the_foot_tells_the_warnings_at_a_visit_and_at_one_that_is_carried(
    make_app: MakeApp,
) -> None:
    app = make_app(double())
    async with on_visit(app, "to1") as pilot:
        assert "· nobody is on duty 11:00–12:00" in foot(app)
        await press(pilot, "m", "pageup")
        assert "We 13.1. 11:00–12:00" in foot(app)
        assert "·" not in foot(app)
        await press(pilot, *["down"] * 5)
        assert "13:30–14:30 Fellesrommet · Ane Eksempel is also at «Bandøving»" in foot(app)


async def test_enter_is_not_lost_where_a_verdict_was_about_to_be_asked_for(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question of putting down takes as long as it takes for the other to come after it."""
    app = make_app(a_plan())
    async with on_visit(app, "band13") as pilot:
        asked = app.desk.preview

        async def slow(edit: object) -> Preview:
            await asyncio.sleep(0.3)
            return await asked(edit)  # type: ignore[arg-type]

        monkeypatch.setattr(app.desk, "preview", slow)
        await pilot.press("m", "down")
        await pilot.press("enter")  # sooner than the verdict is asked for
        await settle(pilot)
        assert view(app).visits["band13"].start == at("14:30", 13)
        assert page(app).here() == "visit:band13"
