"""Repeating a booking beside the page, and what can be done to the series that comes of it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs
from textual.widgets import Static

from desk.series_house import WED, a_plan, band
from glimt_rules.plan.model import Visit
from glimt_tui.desk.series.days import bookings_of, series_there, visit_id
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.screen.series.panel import SeriesPanel
from glimt_tui.screen.series.repeat_panel import RepeatPanel
from glimt_tui.screen.sms_panel import SmsPanel
from glimt_tui.screen.visit_panel import VisitPanel
from glimt_tui.store.daybook import Series
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import NASTY, SMALL, at, lines, press, running, settle, shown, visit, write
from screen.week_screens import on_visit

pytestmark = pytest.mark.usefixtures("quick_waits")

STATE = -2


def read_series(app: GlimtApp) -> list[Series]:
    with app.desk.session.store.reading() as reading:
        found = [each.value for each in series_there(reading).values()]
    return [each for each in found if isinstance(each, Series)]


async def the_series(app: GlimtApp) -> list[Series]:
    return await app.desk.ask(lambda: read_series(app))


async def made(app: GlimtApp) -> dict[date, Visit]:
    """The bookings of the one series that there is."""
    (series,) = await the_series(app)
    assert app.view is not None
    return bookings_of(series, app.view.visits.values())


def panel(app: GlimtApp) -> RepeatPanel | SeriesPanel:
    assert isinstance(app.panel, RepeatPanel | SeriesPanel)
    return app.panel


def rows(app: GlimtApp) -> list[str]:
    """All that stands in the panel below the fields, in sight or not."""
    return [row.text.plain.rstrip() for row in panel(app).reading._rows]


def told(app: GlimtApp) -> str:
    """The same as one text."""
    return " ".join(" ".join(rows(app)).split())


def why(app: GlimtApp) -> str:
    """What is told of the day under the cursor."""
    return " ".join(str(panel(app).query_one("#series-why", Static).content).split())


def state(app: GlimtApp) -> str:
    return lines(app)[STATE]


async def until(app: GlimtApp, pilot: object, day: str) -> None:
    """Write the last day, and go among the days."""
    await press(pilot, "tab")  # type: ignore[arg-type]
    await write(pilot, day)  # type: ignore[arg-type]
    await press(pilot, "tab")  # type: ignore[arg-type]


async def a_colleague(app: GlimtApp, id_: str, **changes: object) -> None:
    """Somebody else changes a booking, or makes one."""

    def write_() -> None:
        with Store(app.desk.session.repository, "kari", app.desk.clock).action("change") as action:
            record = action.get(Key("visit", id_))
            if record is None:
                action.put(visit(id_, "13:30", "14:30", "cai", day=20))
            else:
                action.put(structs.replace(record.value, **changes), record.version)

    await app.desk.ask(write_)


# Making --------------------------------------------------------------------------------------


async def test_a_booking_is_repeated_every_week_until_a_day(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r")
        await settle(pilot)
        assert "Repeat: Bandøving" in shown(app)
        assert "= every week" in shown(app)
        assert len([row for row in rows(app) if row.startswith("✓")]) == 9  # eight weeks at first
        await until(app, pilot, "10.2.")
        assert rows(app) == [
            "5 bookings are made", "✓ We 13.1.", "✓ We 20.1.", "✓ We 27.1.", "✓ We 3.2.",
            "✓ We 10.2.",
        ]  # fmt: skip
        await press(pilot, "enter")
        assert app.panel is None
        assert "5 bookings are made; u takes them back" in state(app)
        assert list(await made(app)) == WED
        assert app.current.visit_here() is not None  # the cursor is on the first of them
        await press(pilot, "u")
        assert await the_series(app) == []
        assert app.view is not None
        assert list(app.view.visits) == ["band"]


async def test_every_other_week_and_a_day_taken_out_by_the_space_bar(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r", "2")
        assert "= every other week" in shown(app)
        await until(app, pilot, "10.2.")
        await press(pilot, "down", "space")
        assert rows(app)[0] == "2 bookings are made"
        assert "– We 27.1. taken out" in rows(app)
        await press(pilot, "space")
        assert rows(app)[0] == "3 bookings are made"
        await press(pilot, "space", "ctrl+s")
        assert list(await made(app)) == [WED[0], WED[4]]
        (series,) = await the_series(app)
        assert (series.weeks, series.skipped) == (2, (WED[2],))


async def test_a_day_on_which_a_rule_would_be_broken_is_left_out_and_says_which(
    make_app: MakeApp,
) -> None:
    taken = visit("annen", "13:30", "14:30", "cai", day=20)
    app = make_app(a_plan(band(), taken))
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r")
        await until(app, pilot, "10.2.")
        assert rows(app)[:2] == [
            "4 bookings are made", "1 day is left out: a rule is in the way",
        ]  # fmt: skip
        assert "✗ We 20.1. skipped · Cleaning between activities" in rows(app)[3]
        assert why(app) == ""
        await press(pilot, "down")
        assert "Activity: Cleaning between activities (house rule): Fellesrommet" in why(app)
        assert "· Fellesrommet is also booked for" in why(app)
        await press(pilot, "enter")
        assert list(await made(app)) == [WED[0], *WED[2:]]


async def test_holidays_and_days_in_another_year_are_named(make_app: MakeApp) -> None:
    app = make_app(a_plan(band(day=14)))
    async with on_visit(app, "band", SMALL) as pilot:
        await press(pilot, "r")
        await until(app, pilot, "6.1.2022")
        assert any(row.startswith("✓ Th 1.4. Maundy Thursday") for row in rows(app))
        assert any(row.startswith("✓ Th 13.5. Ascension Day") for row in rows(app))
        assert rows(app)[-1].startswith("✓ Th 6.1.2022")


@pytest.mark.parametrize(
    ("weeks", "day", "said"),
    [
        ("backspace", "", "write how many weeks there are"),
        ("1", "tull", "was not understood"),
        ("1", "14.1.", "nothing comes again until then"),
        ("1", "1.6.2022", "a series goes on for a year at most"),
    ],
)
async def test_what_is_wrong_in_the_fields_is_told_and_nothing_is_written(
    make_app: MakeApp, weeks: str, day: str, said: str
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r", weeks, "tab")
        await write(pilot, day)
        await press(pilot, "ctrl+s")
        assert said.casefold() in told(app).casefold()
        assert said.casefold()[:20] in state(app).casefold()
        assert await the_series(app) == []


async def test_without_a_last_day_nothing_is_made(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r", "tab", "backspace")
        assert told(app) == "✗ Write the last day, for example 30.4."
        await press(pilot, "ctrl+s")
        assert "write the last day" in state(app).casefold()
        assert await the_series(app) == []


async def test_what_a_colleague_books_meanwhile_is_shown_before_anything_is_written(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r")
        await until(app, pilot, "10.2.")
        await a_colleague(app, "annen")
        await press(pilot, "enter")
        assert "nothing is written: others wrote meanwhile" in state(app).casefold()
        assert await the_series(app) == []
        assert "1 day is left out: a rule is in the way" in rows(app)
        await press(pilot, "enter")
        assert list(await made(app)) == [WED[0], *WED[2:]]


async def test_enter_goes_from_field_to_field_and_writes_among_the_days_only(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r")
        focused = []
        for _ in range(2):
            focused.append(getattr(app.focused, "id", None))
            assert "make it" in lines(app)[-1]
            await press(pilot, "enter")
        assert focused == ["repeat-weeks", "repeat-last"]
        assert panel(app).reading.has_focus
        assert await the_series(app) == []
        await press(pilot, "shift+tab")
        assert getattr(app.focused, "id", None) == "repeat-last"
        await press(pilot, "escape")
        assert app.panel is None


async def test_what_cannot_be_repeated_says_why(make_app: MakeApp) -> None:
    app = make_app(a_plan(band(), visit("av", "10:00", "11:00", "cai", status="cancelled")))
    async with running(app) as pilot:
        await press(pilot, "2", "r")
        assert "open a day first" in state(app).casefold()
        await app.open_visit("av")
        await settle(pilot)
        await press(pilot, "r", "tab")
        assert "what does not take place cannot be repeated" in told(app).casefold()


async def test_a_booking_is_repeated_from_its_own_panel_on_any_page(make_app: MakeApp) -> None:
    app = make_app(a_plan(band(day=12)))
    async with running(app) as pilot:
        await app.open_visit("band")
        await settle(pilot)
        assert isinstance(app.panel, VisitPanel)
        assert "r repeat" in shown(app)
        await press(pilot, "r")
        assert isinstance(app.panel, RepeatPanel)


# A series ------------------------------------------------------------------------------------


async def with_series(app: GlimtApp, pilot: object) -> None:
    """Make the band's series of five Wednesdays; its panel is opened on the first."""
    await press(pilot, "r")  # type: ignore[arg-type]
    await until(app, pilot, "10.2.")
    await press(pilot, "enter", "r")  # type: ignore[arg-type]


async def test_a_series_tells_when_it_comes_and_how_much_is_left(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        assert "Series: Bandøving" in shown(app)
        text = told(app)
        assert "Every week on Wednesday at 13:00–14:00, through 10 February 2021" in text
        assert "5 bookings are to come" in text
        assert "Call off this one only" in text
        assert "to all that are to come" not in text.casefold().replace("call off all that", "")


@pytest.mark.parametrize(
    ("down", "cancelled"),
    [(1, [True, False, False, False, False]), (2, [True] * 5), (3, [True] * 5)],
)
async def test_one_or_what_follows_or_all_is_called_off_once_it_has_been_shown(
    make_app: MakeApp, down: int, cancelled: list[bool]
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        (series,) = await the_series(app)
        await press(pilot, *["down"] * down, "enter")
        assert "– We 13.1. called off" in rows(app)
        assert next(iter((await made(app)).values())).status == "planned"
        await press(pilot, "enter")
        assert app.panel is None
        assert app.view is not None
        found = bookings_of(series, app.view.visits.values())
        assert [each.status == "cancelled" for each in found.values()] == cancelled
        assert len(await the_series(app)) == (0 if down > 1 else 1)
        assert "called off; u takes it back" in state(app)
        await press(pilot, "u")
        assert {each.status for each in (await made(app)).values()} == {"planned"}


async def test_whoever_was_called_off_can_be_told_by_the_next_key(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        (series,) = await the_series(app)
        await press(pilot, "down", "enter", "enter", "s")
        assert isinstance(app.panel, SmsPanel)
        assert app.panel.visit_id == visit_id(series.id, date(2021, 1, 13))


async def test_escape_goes_back_to_the_series_and_then_closes(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        await press(pilot, "down", "enter", "escape")
        assert "Call off this one only" in told(app)
        assert panel(app).reading.here == "change:one"
        assert {each.status for each in (await made(app)).values()} == {"planned"}
        await press(pilot, "escape")
        assert app.panel is None


async def test_enter_by_accident_calls_nothing_off(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        (series,) = await the_series(app)
        assert panel(app).reading.here == "change:one"
        await press(pilot, "enter", "enter")
        form = app.panel
        assert isinstance(form, BookingForm)
        assert form.state.booking.id == visit_id(series.id, WED[0])
        await press(pilot, "escape")
        assert {each.status for each in (await made(app)).values()} == {"planned"}


async def test_what_has_begun_says_why_it_carries_nothing_on(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        (series,) = await the_series(app)
        await a_colleague(app, visit_id(series.id, WED[0]), status="arrived", title="Øving")
        await app.renew()
        await settle(pilot)
        assert "carry what is its own" not in told(app).casefold()
        await press(pilot, "c")
        assert "what has begun changes no other booking" in state(app).casefold()


async def test_what_was_changed_about_one_is_carried_to_what_follows(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        (series,) = await the_series(app)
        await press(pilot, "c")
        assert "there is nothing to carry on" in state(app)
        await a_colleague(
            app, visit_id(series.id, WED[0]), start=at("15:00", 13), end=at("16:00", 13)
        )
        await app.renew()
        await settle(pilot)
        assert "Carry what is its own (time)" in told(app)
        await press(pilot, "c", "enter")
        assert rows(app)[:3] == [
            "To this and all that follow", "4 bookings are changed",
            "✓ We 13.1. 15:00–16:00 as it is already",
        ]  # fmt: skip
        await press(pilot, "enter")
        assert {each.start.hour for each in (await made(app)).values()} == {14}
        assert "4 bookings are changed; u takes it back" in state(app)
        # the cursor stays on the one whose change was carried
        assert app.current.here() == f"visit:{visit_id(series.id, WED[0])}"


@pytest.mark.parametrize("down", [0, 1])  # what follows, or all
async def test_the_cursor_stays_on_the_booking_that_one_stood_on(
    make_app: MakeApp, down: int
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        (series,) = await the_series(app)
        own = visit_id(series.id, WED[2])
        await a_colleague(app, own, start=at("15:00", 27), end=at("16:00", 27))
        await press(pilot, "escape", "full_stop", "full_stop")
        assert app.current.go_to(f"visit:{own}")
        await press(pilot, "r", "c", *["down"] * down, "enter", "enter")
        assert "changed; u takes it back" in state(app)
        assert (app.current.here() or "").endswith(".2021-01-27")  # in a part split off, too


async def test_a_booking_of_the_series_is_opened_from_its_row(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        await press(pilot, *["down"] * 5, "enter")
        assert isinstance(app.panel, VisitPanel)
        assert app.panel.visit_id.endswith("2021-01-20")


async def test_a_series_that_is_gone_says_so(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await with_series(app, pilot)
        await press(pilot, "u")
        await settle(pilot)
        assert "belongs to no series any more" in told(app)
        await press(pilot, "ctrl+s")
        assert "choose first" in state(app).casefold()


# Names ---------------------------------------------------------------------------------------


async def test_hidden_names_stand_nowhere_in_the_panels(make_app: MakeApp) -> None:
    plan = a_plan(band(title="Kari og Bo"), visit("annen", "13:30", "14:30", "bo", day=20))
    app = make_app(plan)
    async with on_visit(app, "band") as pilot:
        await press(pilot, "x")
        await press(pilot, "r", "tab", "tab", "down")
        for name in ("Kari", "Ane", "Bo Påhitt"):
            assert name not in shown(app)
        await press(pilot, "enter", "r")
        assert "Series:" in shown(app)
        assert "Kari" not in shown(app)


@pytest.mark.parametrize("name", NASTY)
async def test_no_title_breaks_anything(make_app: MakeApp, name: str) -> None:
    app = make_app(a_plan(band(title=name)))
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r", "tab", "tab", "enter", "r")
        assert isinstance(app.panel, SeriesPanel)
        assert app._exception is None


async def test_every_text_is_there_in_norwegian(make_app: MakeApp) -> None:
    app = make_app(a_plan(), language="nb")
    async with on_visit(app, "band") as pilot:
        await press(pilot, "r")
        await settle(pilot)
        assert "Gjenta: Bandøving" in shown(app)
        assert "9 bookinger blir opprettet" in shown(app)


# The page of the week ------------------------------------------------------------------------


async def test_the_week_names_a_holiday_under_the_cursor(make_app: MakeApp) -> None:
    app = make_app(a_plan(band(day=14)))
    async with on_visit(app, "band") as pilot:
        await press(pilot, *["full_stop"] * 11)
        assert "Th 1.4. (Maundy Thursday)" in shown(app)
        await press(pilot, "d")
        assert "Th 1.4. (Maundy Thursday)" in shown(app)
        await press(pilot, "comma")
        assert "Maundy" not in shown(app)
