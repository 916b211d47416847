"""Who is to be called, beside the page: seen, called, and written down by a few keys."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from msgspec import structs
from textual.pilot import Pilot

from desk.test_following_up import often, on
from glimt_rules.plan.model import Person, Plan
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.follow_up_panel import NO_HEALTH, FollowUpPanel
from glimt_tui.screen.person_panel import PersonPanel
from glimt_tui.screen.words import MASK
from glimt_tui.store.daybook import Call
from screen.conftest import MakeApp
from screen.screens import (
    FORBIDDEN,
    LARGE,
    NASTY,
    PEOPLE,
    SMALL,
    FixedClock,
    lines,
    person,
    plan_of,
    press,
    running,
    shown,
    visit,
    write,
)

pytestmark = pytest.mark.usefixtures("quick_waits")
STATE = -2


def a_plan(*people: Person) -> Plan:
    """Ane did not come yesterday, Bo has not been here for two weeks, Cai is about to come."""
    return plan_of(
        on(1, "ane", status="no_show"),
        *often(14, 16, 18, who="bo"),
        visit("band", "13:00", "14:00", "cai", title="Bandøving"),
        people=people or PEOPLE,
    )


@pytest.fixture
def app(make_app: MakeApp) -> GlimtApp:
    return make_app(a_plan())


async def calls(app: GlimtApp) -> list[Call]:
    def read() -> list[Call]:
        with app.desk.session.store.reading() as reading:
            found = [record.value for record in reading.all("call")]
        # that somebody is missing is written down by itself, and is no call
        return [c for c in found if isinstance(c, Call) and c.outcome != "missing"]

    return await app.desk.ask(read)


def panel(app: GlimtApp) -> str:
    """What stands in the panel, as one text."""
    assert app.panel is not None
    left = app.panel.region.x + 1
    return " ".join(" ".join(line[left:] for line in lines(app)[1:-2]).split())


async def sees(app: GlimtApp, pilot: Pilot[int], *texts: str) -> None:
    """Wait until texts stand on the screen, or in the panel, however its lines are broken."""
    for text in texts:
        for _ in range(300):
            if text in shown(app) or (app.panel is not None and text in panel(app)):
                break
            await pilot.pause(0.01)
        else:
            raise AssertionError(f"{text!r} is not to be seen:\n{shown(app)}")


async def sees_no_more(app: GlimtApp, pilot: Pilot[int], text: str) -> None:
    for _ in range(300):
        if text not in panel(app):
            return
        await pilot.pause(0.01)
    raise AssertionError(shown(app))


async def test_whoever_is_to_be_called_is_listed_with_number_and_reason(
    app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(app, size) as pilot:
        await press(pilot, "l")
        for told in (
            "2 people to call today", "Ane Eksempel  406 12 311", "Did not come on Mo 11.1.",
            "Bo Påhitt  406 12 312", "Used to come; was here last on",
        ):  # fmt: skip
            await sees(app, pilot, told)
        await sees(app, pilot, "s spoken with i no answer v put off ⏎ Open u Undo esc close")
        await press(pilot, "escape")
        assert app.panel is None


async def test_no_answer_proposes_tomorrow_and_is_taken_back(
    app: GlimtApp, clock: FixedClock
) -> None:
    async with running(app) as pilot:
        await press(pilot, "l", "i")
        await sees(app, pilot, "Ane Eksempel: no answer")
        await press(pilot, "enter")
        await sees(app, pilot, "Ane Eksempel is called again on We 13.1.; u takes it back")
        (call,) = await calls(app)
        assert (call.person, call.outcome, call.by) == ("ane", "no_answer", "demo")
        assert (call.again_on, call.note, call.note_until) == (date(2021, 1, 13), None, None)
        await sees(app, pilot, "1 person to call today")
        await sees_no_more(app, pilot, "Ane Eksempel")
        await press(pilot, "u")
        assert await calls(app) == []
        await sees(app, pilot, "2 people to call today")


async def test_a_note_lasts_until_the_call_that_it_is_written_for(app: GlimtApp) -> None:
    async with running(app) as pilot:
        for day, until, lasts in (
            ("26.1.", None, date(2021, 1, 26)),
            ("26.1.", "15.1.", date(2021, 1, 15)),  # somebody has said so
            ("1.4.", None, date(2021, 2, 9)),  # no note lasts longer
        ):
            await press(pilot, "l", "v", "ctrl+u")
            await write(pilot, day)
            await press(pilot, "tab")
            await write(pilot, "ring etter tre")
            if until is not None:
                await press(pilot, "tab", "ctrl+u")
                await write(pilot, until)
            await press(pilot, "enter")
            (call,) = await calls(app)
            assert call.note_until == lasts
            await press(pilot, "u", "escape")


async def test_on_the_day_they_stand_there_again_with_the_last_call_and_its_note(
    app: GlimtApp, clock: FixedClock
) -> None:
    async with running(app) as pilot:
        await press(pilot, "l", "v")
        await press(pilot, "ctrl+u")
        await write(pilot, "14.1.")
        await press(pilot, "tab")
        await write(pilot, "ring etter tre")
        await press(pilot, "enter")
        (call,) = await calls(app)
        assert (call.again_on, call.note_until) == (date(2021, 1, 14), date(2021, 1, 19))
        clock.advance(days=2)
        await app.renew()
        await press(pilot)
        await sees(app, pilot, "Ane Eksempel 406 12 311 Was to be called again on Th 14.1.")
        await sees(app, pilot, "Last call Tu 12.1. 11:40: put off (demo)")
        await sees(app, pilot, "Note, to Tu 19.1.: ring etter tre")


async def test_whoever_was_spoken_with_is_gone_from_the_list(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "l")
        await sees(app, pilot, "Bo Påhitt  406")
        await press(pilot, "down", "s", "enter")
        await sees(app, pilot, "Bo Påhitt, spoken with; u takes it back")
        assert [call.person for call in await calls(app)] == ["bo"]
        await press(pilot, "s", "enter")
        await sees(app, pilot, "Nobody is to be called today")
        await press(pilot, "s")
        await sees(app, pilot, "Put the cursor on a person first")


async def test_beside_the_note_it_always_stands_what_does_not_belong_in_it(
    app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(app, size) as pilot:
        await press(pilot, "l")
        for key in ("s", "i", "v"):
            await press(pilot, key)
            await write(pilot, "x" * 60)
            await sees(app, pilot, app.words(NO_HEALTH))
            await sees(app, pilot, "esc back")
            await press(pilot, "escape", "escape")
            await sees_no_more(app, pilot, app.words(NO_HEALTH))
            assert isinstance(app.panel, FollowUpPanel)
        assert await calls(app) == []


async def test_what_is_wrong_is_told_where_it_was_typed(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "l", "v", "ctrl+u", "enter")
        await sees(app, pilot, "somebody would be forgotten")
        await write(pilot, "xyz")
        await press(pilot, "enter")
        await sees(app, pilot, "was not understood")
        await press(pilot, "ctrl+u")
        await write(pilot, "12.1.")
        await press(pilot, "enter")
        await sees(app, pilot, "a day from 13 January 2021")
        assert app.focused is not None
        assert app.focused.id == "call-again"
        await press(pilot, "ctrl+u")
        await write(pilot, "15.1.")
        await press(pilot, "tab")
        await write(pilot, "x" * 201)
        await press(pilot, "enter")
        assert app.focused.id == "call-note"
        assert await calls(app) == []
        await press(pilot, "end", "backspace", "enter")
        assert [call.note for call in await calls(app)] == ["x" * 200]


async def test_a_long_note_is_shown_whole_as_it_is_typed(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "l", "s")
        await write(pilot, "ring igjen ")
        await sees_no_more(app, pilot, "/200")
        await write(pilot, "etter at timeplanen er klar for alle")
        await sees(app, pilot, "«ring igjen etter at timeplanen er klar for alle» 47/200")


async def test_whoever_is_under_the_cursor_can_be_written_down_without_being_on_the_list(
    app: GlimtApp,
) -> None:
    async with running(app) as pilot:
        await press(pilot, "3")
        app.current.go_to("person:cai")
        await press(pilot, "l")
        await sees(
            app, pilot, "2 people to call today Cai Oppdiktet 406 12 313 Is not on the list today"
        )
        await press(pilot, "i", "enter")
        assert [call.person for call in await calls(app)] == ["cai"]
        await press(pilot, "escape")
        app.current.go_to("person:bo")
        await press(pilot, "l", "s", "enter")
        assert [call.person for call in await calls(app)] == ["cai", "bo"]


async def test_enter_opens_the_person(app: GlimtApp) -> None:
    async with running(app) as pilot:
        await press(pilot, "l")
        await sees(app, pilot, "Bo Påhitt  406")
        await press(pilot, "down", "enter")
        assert isinstance(app.panel, PersonPanel)
        assert app.panel.person_id == "bo"


async def test_where_names_are_hidden_they_are_hidden_here_and_so_are_notes(
    app: GlimtApp, clock: FixedClock
) -> None:
    async with running(app) as pilot:
        await press(pilot, "l", "i", "tab")
        await write(pilot, "mor heter Berit")
        await press(pilot, "enter")
        clock.advance(days=1)
        await app.renew()
        app.telling.clear()
        await press(pilot, "x")
        await sees(app, pilot, "2 people to call today", f"{MASK}  {MASK}")
        screen = shown(app)
        assert not [word for word in ("Ane", "406", "Berit") if word in screen]
        await sees(app, pilot, MASK)
        await press(pilot, "up", "i")
        assert "Berit" not in shown(app)
        await press(pilot, "enter")
        await sees_no_more(app, pilot, "no answer")
        noted = [(call.note, call.note_until) for call in await calls(app)]
        assert noted == [("mor heter Berit", date(2021, 1, 19))] * 2  # not lost
        clock.advance(days=1)
        await app.renew()
        await sees(app, pilot, "2 people to call today", f"{MASK}  {MASK}")
        await press(pilot, "up", "i", "tab")
        await write(pilot, "noe annet")
        await press(pilot, "enter")
        await sees_no_more(app, pilot, "no answer")
        assert [call.note for call in await calls(app)][2:] == ["noe annet"]
        clock.advance(days=1)
        await app.renew()
        await sees(app, pilot, "2 people to call today", f"{MASK}  {MASK}")
        await press(pilot, "up", "s", "enter")
        await sees(app, pilot, "spoken with; u takes it back")
        assert [call.note for call in await calls(app)][3:] == [None]  # it was for this call


async def test_a_note_that_is_seen_and_wiped_out_is_gone(app: GlimtApp, clock: FixedClock) -> None:
    async with running(app) as pilot:
        await press(pilot, "l", "i", "tab")
        await write(pilot, "ring etter tre")
        await press(pilot, "enter")
        clock.advance(days=1)
        await app.renew()
        await sees(app, pilot, "ring etter tre")
        await press(pilot, "up", "i", "tab", "ctrl+u", "enter")
        await sees_no_more(app, pilot, "ring etter tre")
        assert [call.note for call in await calls(app)] == ["ring etter tre", None]


async def test_a_colleague_who_calls_at_the_same_time_is_seen(app: GlimtApp) -> None:
    from glimt_tui.desk.calls import CallMade, write_call
    from glimt_tui.store.sqlite.repository import SqliteRepository
    from glimt_tui.store.store import Store

    async with running(app) as pilot:
        await press(pilot, "l")

        def by_kari() -> None:
            repository = SqliteRepository(app.desk.database)
            store = Store(repository, "kari", app.desk.clock)
            write_call(store, "ane", CallMade(outcome="reached"), date(2021, 1, 12), seen=None)
            repository.close()

        await asyncio.to_thread(by_kari)
        await app._look()
        await press(pilot)
        await sees(app, pilot, "1 person to call today")
        await sees(app, pilot, "kari wrote down a call to somebody")


async def test_what_a_colleague_has_written_meanwhile_is_told_and_not_written_over(
    app: GlimtApp, size: tuple[int, int]
) -> None:
    from glimt_tui.desk.calls import CallMade, write_call
    from glimt_tui.store.sqlite.repository import SqliteRepository
    from glimt_tui.store.store import Store

    async with running(app, size) as pilot:
        await press(pilot, "l", "i", "tab")
        await write(pilot, "ring etter tre")

        def by_kari() -> None:
            repository = SqliteRepository(app.desk.database)
            store = Store(repository, "kari", app.desk.clock)
            agreed = CallMade(outcome="reached", again_on=date(2021, 1, 22))
            write_call(store, "ane", agreed, date(2021, 1, 12), seen=None)
            repository.close()

        await asyncio.to_thread(by_kari)
        await press(pilot, "enter")
        await sees(app, pilot, "Not written: kari has called them meanwhile (spoken with)")
        assert [call.by for call in await calls(app)] == ["kari"]
        await sees(app, pilot, "ring etter tre")  # what was typed still stands there
        await press(pilot, "enter")  # and is written by whoever wants to
        await sees_no_more(app, pilot, "ring etter tre")
        assert [(call.by, call.note) for call in await calls(app)] == [
            ("kari", None), ("demo", "ring etter tre"),
        ]  # fmt: skip


async def test_who_is_missed_is_kept_as_the_screen_opens(app: GlimtApp) -> None:
    def missing() -> list[str]:
        with app.desk.session.store.reading() as reading:
            found = [record.value for record in reading.all("call")]
        return [c.person for c in found if isinstance(c, Call) and c.outcome == "missing"]

    async with running(app) as pilot:
        for _ in range(300):
            if await app.desk.ask(missing):
                break
            await pilot.pause(0.01)
        assert await app.desk.ask(missing) == ["bo"]
        await press(pilot, "l")
        await sees(app, pilot, "2 people to call today")
        await sees(app, pilot, "Used to come; was here last on Tu 29.12.")
        assert "not seen for a while" not in panel(app)
        await press(pilot, "u")
        assert await app.desk.ask(missing) == ["bo"]  # nothing that anybody did here


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_no_name_or_note_breaks_the_list(make_app: MakeApp, size: tuple[int, int]) -> None:
    people = tuple(person(f"p{n}", name, 20 + n) for n, name in enumerate(NASTY))
    plan = plan_of(*(on(1, one.id, status="no_show") for one in people), people=(*PEOPLE, *people))
    app = make_app(structs.replace(plan))
    async with running(app, size) as pilot:
        await press(pilot, "l")
        await sees(app, pilot, "x")
        await press(pilot, "i", "tab")
        for text in (*NASTY, *FORBIDDEN):
            assert app.focused is not None
            app.focused.value = text  # type: ignore[attr-defined]
            await press(pilot, "enter")
            assert app._exception is None
            assert not [sign for sign in shown(app) if sign in "\x1b\t\u202e\u200b"]
            assert all(len(line) <= size[0] for line in lines(app))
            if not app.panel.form.is_open:  # type: ignore[union-attr]
                await press(pilot, "i", "tab")


async def test_it_is_all_told_in_norwegian(make_app: MakeApp) -> None:
    app = make_app(a_plan(), language="nb")
    async with running(app) as pilot:
        await press(pilot, "l")
        await sees(app, pilot, "2 personer å ringe i dag")
        await sees(app, pilot, "s snakket med i ikke svar v utsatt")
        await press(pilot, "i")
        await sees(app, pilot, "Ingen helseopplysninger: ikke noe om sykdom")
