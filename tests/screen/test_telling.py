"""The state line: one's own work is told first, and what others did is not lost beside it."""

from __future__ import annotations

import threading

from msgspec import structs

from glimt_rules.message import Message
from glimt_tui.screen.app import GlimtApp
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.screens import lines, press, running, settle


def state(app: GlimtApp) -> str:
    return lines(app)[-2].strip()


def message(text: str) -> Message:
    return Message(text, {})


async def a_colleague_renames(app: GlimtApp, id_: str, title: str) -> None:
    repository = SqliteRepository(app.desk.database)
    with Store(repository, "kari", app.desk.clock).action("change") as action:
        record = action.get(Key("visit", id_))
        assert record is not None
        action.put(structs.replace(record.value, title=title), record.version)
    repository.close()


async def test_news_come_behind_what_stands_there_of_ones_own(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        small_app.say(message("it is written"))
        small_app.say_news(message("kari moved something"))
        assert state(small_app) == "It is written  ·  Kari moved something"
        small_app.say(message("something else"))
        assert state(small_app) == "Something else  ·  Kari moved something"
        small_app.telling._own_is_over("It is written")  # told long ago
        assert "Something else" in state(small_app)
        small_app.telling._own_is_over("Something else")
        assert state(small_app) == "Kari moved something"
        small_app.telling._news_are_over("Kari moved something")
        await settle(pilot)
        assert "kommunal@" in state(small_app)


async def test_news_that_have_no_room_wait_until_ones_own_are_over(small_app: GlimtApp) -> None:
    async with running(small_app):
        long = "A" * 70
        small_app.say(message(long))
        small_app.say_news(message("kari moved something"))
        assert state(small_app) == long
        small_app.telling._news_are_over("Kari moved something")  # nobody has seen them yet
        small_app.telling._own_is_over(long)
        assert state(small_app) == "Kari moved something"


async def test_a_colleague_is_named_with_the_booking(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await a_colleague_renames(small_app, "alene", "Annet")
        await small_app._look()
        await settle(pilot)
        assert state(small_app) == "kari changed a booking: Annet"


async def test_what_is_taken_back_is_named(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "i", "u")
        assert state(small_app) == "Taken back: wrote down that nobody came: Bandøving"
        await press(pilot, "U")
        assert state(small_app) == "Done again: wrote down that nobody came: Bandøving"


async def test_of_how_many_bookings_and_people_it_was_is_told_where_it_was_several(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        store = small_app.desk.session.store

        def change() -> None:
            with store.action("change") as action:
                for id_ in ("band", "alene"):
                    record = action.get(Key("visit", id_))
                    assert record is not None
                    action.put(structs.replace(record.value, title="Annet"), record.version)

        await small_app.desk.ask(change)
        await small_app.renew()
        await press(pilot, "u")
        assert state(small_app) == "Taken back: changed a booking (2 bookings): Annet"
        await press(pilot, "U")
        assert state(small_app) == "Done again: changed a booking (2 bookings): Annet"


async def test_whoever_waits_for_a_view_gets_the_one_that_overtook_it(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.desk.arrive("ane", visit_id="band")
        gates = threading.Event(), threading.Event()
        app, workers = small_app, []
        for work in (app.desk.ask(gates[0].wait), app.renew(), app.desk.ask(gates[1].wait)):
            workers.append(app.run_worker(work))
            await pilot.pause()
        later = app.run_worker(app.renew())
        await pilot.pause()
        gates[0].set()  # the first renewal is overtaken, and the second cannot begin yet
        await pilot.pause(0.05)
        waits = not workers[1].is_finished
        gates[1].set()
        assert waits
        await workers[1].wait()
        assert app.view is not None
        assert [arrival.person for arrival in app.view.here()] == ["ane"]
        await later.wait()
