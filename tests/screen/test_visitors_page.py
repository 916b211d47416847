"""Liste: masked until asked for, day by day, with a trace of whoever is under the cursor."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from glimt_tui.desk.desk import Desk
from glimt_tui.language import texts_in
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.demo import demo_session
from glimt_tui.screen.reading import Reading
from glimt_tui.screen.trace_panel import TracePanel, read_day
from glimt_tui.screen.words import MASK
from screen.conftest import MakeApp
from screen.screens import (
    LARGE,
    NASTY,
    PEOPLE,
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
    write,
)


async def received(app: GlimtApp, *people: str) -> None:
    for id_ in people:
        await app.desk.arrive(id_, handwashed=True)
    await app.renew()


async def test_nobody_is_named_until_names_are_asked_for(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await received(small_app, "ane", "bo")
        await press(pilot, "5")
        screen = shown(small_app)
        assert "Ane" not in screen
        assert "406" not in screen
        assert screen.count(MASK) == 4
        await press(pilot, "v")
        assert "Ane Eksempel" in shown(small_app)
        assert "406 12 311" in shown(small_app)
        await press(pilot, "v")
        assert "Ane" not in shown(small_app)


async def test_names_are_hidden_again_when_the_page_is_left(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await received(small_app, "ane")
        await press(pilot, "5", "v")
        assert "Ane Eksempel" in shown(small_app)
        await press(pilot, "1", "5")
        assert "Ane" not in shown(small_app)
        assert MASK in shown(small_app)


async def test_where_all_names_are_hidden_they_are_hidden_here(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await received(small_app, "ane")
        await press(pilot, "5", "v", "x")
        assert "Ane" not in shown(small_app)
        await press(pilot, "v")
        assert "All names are hidden" in shown(small_app)
        assert "Ane" not in shown(small_app)


async def test_the_newest_stands_first_with_times_hands_and_days_left(
    small_app: GlimtApp, clock: FixedClock
) -> None:
    async with running(small_app) as pilot:
        await small_app.desk.arrive("ane", visit_id="band", handwashed=True)
        clock.advance(minutes=20)
        await small_app.desk.depart("ane")
        await small_app.desk.arrive("bo", handwashed=False)
        clock.advance(days=1)
        await small_app.desk.arrive("cai")
        await small_app.renew()
        await press(pilot, "5", "v")
        rows = lines(small_app)[1:7]
        assert rows[0].split() == ["from–to", "hands", "name", "phone", "visit"]
        assert rows[1] == "We 13.1.  1 came · 1 still here · 10 days left"
        assert rows[2].startswith("12:00–        ?    Cai Oppdiktet")
        assert rows[3] == "Tu 12.1.  2 came · 1 never signed out · 9 days left"
        assert rows[4].startswith("12:00–        ✗    Bo Påhitt")
        assert rows[5].startswith("11:40–12:00   ✓    Ane Eksempel")
        assert rows[5].endswith("Bandøving")


async def test_what_should_be_gone_is_not_shown_but_told(
    small_app: GlimtApp, clock: FixedClock
) -> None:
    async with running(small_app) as pilot:
        await received(small_app, "ane", "bo")
        clock.advance(days=10)
        await received(small_app, "cai")
        await press(pilot, "5")
        assert "gone at midnight" in shown(small_app)
        clock.advance(days=1)
        await small_app.renew()
        await press(pilot, "v")
        screen = shown(small_app)
        assert "! 2 entries should be gone" in screen
        assert "Ane" not in screen
        assert "Cai" in screen


async def test_an_empty_list_says_so(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "5")
        assert "The visitor list is empty" in shown(small_app)
        await press(pilot, "t")
        assert "Put the cursor on a person first" in shown(small_app)


async def test_who_arrives_while_the_page_is_open_comes_onto_it(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "5")
        await received(small_app, "ane")
        await settle(pilot)
        assert MASK in shown(small_app)


async def test_enter_opens_the_person(small_app: GlimtApp) -> None:
    opened = []

    async def open_person(id_: str) -> None:
        opened.append(id_)

    small_app.open_person = open_person  # type: ignore[method-assign]
    async with running(small_app) as pilot:
        await received(small_app, "ane")
        await press(pilot, "5", "enter")
        assert opened == ["ane"]


async def test_the_cursor_can_be_sent_to_somebody(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await received(small_app, "ane", "bo")
        await press(pilot, "5")
        assert small_app.current.go_to("person:ane")
        assert small_app.current.person_here() == "ane"
        assert not small_app.current.go_to("person:cai")


# Trace -------------------------------------------------------------------------------------


async def test_a_trace_names_everybody_once_with_all_that_they_shared(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "3")
        assert small_app.current.go_to("person:ane")
        await small_app.desk.arrive("ane", visit_id="band")
        await small_app.desk.arrive("bo", visit_id="band")
        await press(pilot, "t")
        assert "ask" in lines(small_app)[-1]
        await press(pilot, "enter")
        panel = small_app.query_one(TracePanel)
        found = [block.text.plain for block in panel.query_one(Reading)._blocks]
        assert sum("Bo Påhitt" in text for text in found) == 1
        place = next(n for n, text in enumerate(found) if "Bo Påhitt" in text)
        assert all(text.startswith("  ") for text in found[place + 1 : place + 3])


async def test_a_trace_names_who_was_near_and_leaves_an_entry(
    small_app: GlimtApp,
    clock: FixedClock,
    size: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(small_app, size) as pilot:
        await small_app.desk.arrive("ane", visit_id="band")
        await small_app.desk.arrive("cai")
        clock.advance(minutes=30)
        await small_app.renew()
        await press(pilot, "5")
        assert small_app.current.go_to("person:ane")
        await press(pilot, "t")
        assert isinstance(small_app.panel, TracePanel)
        assert "leaves an entry" in shown(small_app)
        await press(pilot, "enter")
        screen = shown(small_app)
        assert "406 12 312  Bo Påhitt" in screen
        assert "in the visit" in screen
        assert "406 12 313  Cai Oppdiktet" in screen
        assert "premises" in screen
        entry = await small_app.desk.ask(last_entry(small_app.desk))
        assert (entry.action, entry.who) == ("trace", "demo")
        await press(pilot, "x")
        assert "Bo Påhitt" not in shown(small_app)
        await press(pilot, "escape")
        assert small_app.panel is None
    assert not list(tmp_path.iterdir())  # what is found is written nowhere


def last_entry(desk: Desk):  # type: ignore[no-untyped-def] # the entry, read in the desk's thread
    def read() -> object:
        with desk._session.store.reading() as reading:
            return reading.last_entry()

    return read


async def test_a_day_that_is_none_and_days_that_end_before_they_begin_are_told(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await received(small_app, "ane")
        await press(pilot, "5", "t", *["backspace"] * 12)
        await write(pilot, "tull")
        await press(pilot, "enter")
        assert '"tull" was not understood' in shown(small_app)
        await press(pilot, *["backspace"] * 4)
        await write(pilot, "14.1.")
        await press(pilot, "enter")
        assert "is after" in shown(small_app)
        entry = await small_app.desk.ask(last_entry(small_app.desk))
        assert entry.action != "trace"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12.1.", date(2021, 1, 12)),
        ("28.12.", date(2020, 12, 28)),
        ("28.12.2020", date(2020, 12, 28)),
        ("2021-01-05", date(2021, 1, 5)),
        ("i går", date(2021, 1, 11)),
        ("today", date(2021, 1, 12)),
    ],
)
async def test_days_are_read_as_people_type_them(text: str, day: date, small_app: GlimtApp) -> None:
    async with running(small_app):
        assert small_app.view is not None
        assert read_day(text, small_app.view.now, small_app.view.zone) == day


async def test_names_of_any_kind_break_nothing(make_app: MakeApp, size: tuple[int, int]) -> None:
    odd = tuple(person(f"p{n}", name, 20 + n) for n, name in enumerate(NASTY))
    everybody = [each.id for each in odd]
    plan = plan_of(
        visit("alle", "11:00", "13:00", *everybody, title=NASTY[0]), people=(*PEOPLE, *odd)
    )
    app = make_app(plan)
    async with running(app, size) as pilot:
        await received(app, *everybody)
        await press(pilot, "5", "v")
        assert "[bold]x[/]" in shown(app)
        assert "\u202e" not in shown(app)
        assert {len(line) <= size[0] for line in lines(app)} == {True}
        await press(pilot, "t", "enter", "end")
        assert app.is_running


async def test_the_page_and_the_trace_speak_norwegian(clock: FixedClock, book: object) -> None:
    desk = Desk(demo_session(small_plan(), clock), book, clock)  # type: ignore[arg-type]
    app = GlimtApp(desk, texts_in("nb"))
    async with running(app) as pilot:
        await received(app, "ane")
        await press(pilot, "5", "v", "t")
        assert "Eksempel" in shown(app)
