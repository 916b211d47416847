"""Messages for the next shift and the day's decisions, beside the page and as the screen opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date

import pytest
from msgspec import structs
from textual.pilot import Pilot

from glimt_rules.plan.model import Waiver
from glimt_tui.desk.handover import notices, write_notice
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.handover_panel import NO_HEALTH, HandoverPanel
from glimt_tui.screen.visit_panel import VisitPanel
from glimt_tui.screen.words import MASK
from glimt_tui.store.daybook import Notice
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import (
    FORBIDDEN,
    NASTY,
    SMALL,
    FixedClock,
    lines,
    press,
    running,
    shown,
    small_plan,
    write,
)
from screen.test_follow_up_panel import panel, sees, sees_no_more

pytestmark = pytest.mark.usefixtures("quick_waits")
STATE = -2
TODAY, TOMORROW = date(2021, 1, 12), date(2021, 1, 13)


async def held(app: GlimtApp) -> list[Notice]:
    def read() -> list[Notice]:
        with app.desk.session.store.reading() as reading:
            found = [record.value for record in notices(reading, TODAY)]
        return [each for each in found if isinstance(each, Notice)]

    return await app.desk.ask(read)


async def by_kari(app: GlimtApp, do: Callable[[Store], object]) -> None:
    """A colleague does something, from another terminal."""

    def work() -> None:
        repository = SqliteRepository(app.desk.database)
        try:
            do(Store(repository, "kari", app.desk.clock))
        finally:
            repository.close()

    await asyncio.to_thread(work)


def waive(store: Store) -> None:
    with store.action("change") as action:
        action.put(
            Waiver(
                rule="senter.booked-ahead", visit="snarvisitt", by="kari", until=TODAY,
                reason="ringte fra bussen",
            )
        )  # fmt: skip


async def opened(app: GlimtApp, pilot: Pilot[int]) -> None:
    await press(pilot, "b")
    await sees(app, pilot, "Decided on Tu 12.1.")


@pytest.mark.parametrize("page", ["1", "2", "3", "4", "5"])
async def test_the_page_opens_on_every_page(small_app: GlimtApp, page: str) -> None:
    async with running(small_app) as pilot:
        await press(pilot, page)
        await opened(small_app, pilot)
        await sees(small_app, pilot, "No message holds", "Nothing was decided that departs")
        await press(pilot, "escape")
        assert small_app.panel is None


async def test_a_message_is_written_through_tomorrow_and_taken_back(
    small_app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(small_app, size) as pilot:
        await opened(small_app, pilot)
        await press(pilot, "n")
        await sees(small_app, pilot, small_app.words(NO_HEALTH))
        await write(pilot, "vinduet i studio lekker")
        await press(pilot, "enter")
        (notice,) = await held(small_app)
        assert (notice.text, notice.by, notice.until) == (
            "vinduet i studio lekker", "demo", TOMORROW,
        )  # fmt: skip
        await sees(small_app, pilot, "The message is shown through We 13.1.; u takes it back")
        await sees(small_app, pilot, "to We 13.1. · demo Tu 12.1. 11:40 vinduet i studio lekker")
        await sees_no_more(small_app, pilot, small_app.words(NO_HEALTH))
        await press(pilot, "u")
        assert await held(small_app) == []
        await sees(small_app, pilot, "No message holds")


async def test_a_message_is_removed_before_its_time_and_that_is_taken_back(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await by_kari(small_app, lambda store: write_notice(store, "lekker", TODAY, TODAY))
        await small_app.renew()
        await opened(small_app, pilot)
        await sees(small_app, pilot, "f remove")
        await press(pilot, "f")
        await sees(small_app, pilot, "The message is removed; u takes it back", "No message holds")
        await press(pilot, "f")
        await sees(small_app, pilot, "Put the cursor on a message first")
        await press(pilot, "u")
        assert [notice.text for notice in await held(small_app)] == ["lekker"]


async def test_what_is_wrong_is_told_and_nothing_is_written(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await opened(small_app, pilot)
        await press(pilot, "n", "enter")
        await sees(small_app, pilot, "There is no message in it")
        await write(pilot, "hei")
        await press(pilot, "tab", "ctrl+u")
        await write(pilot, "11.1.")
        await press(pilot, "enter")
        await sees(small_app, pilot, "11 January 2021 will not do; a day from 12 January 2021")
        await press(pilot, "ctrl+u", "enter")
        await sees(small_app, pilot, "was not understood")
        assert small_app.focused is not None
        assert small_app.focused.id == "notice-until"
        await press(pilot, "escape")
        assert isinstance(small_app.panel, HandoverPanel)
        assert await held(small_app) == []


async def test_what_was_decided_stands_below_with_who_when_and_why(
    small_app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(small_app, size) as pilot:
        await opened(small_app, pilot)
        await by_kari(small_app, waive)
        await small_app._look()
        await sees(
            small_app, pilot, "11:40 kari", "Exception from «Arrange before you come»:",
            "«Uten avtale» on 12 January 2021 at 15:00", "Why: ringte fra bussen",
        )  # fmt: skip
        await press(pilot, "enter")
        assert isinstance(small_app.panel, VisitPanel)
        assert small_app.panel.visit_id == "snarvisitt"


async def test_another_day_is_shown_by_a_key_and_none_that_is_to_come(
    small_app: GlimtApp, clock: FixedClock
) -> None:
    async with running(small_app) as pilot:
        await by_kari(small_app, waive)
        clock.advance(days=1)
        await small_app.renew()
        await press(pilot, "b")
        await sees(small_app, pilot, "Decided on We 13.1.", "Nothing was decided")
        await press(pilot, "comma")
        await sees(small_app, pilot, "Decided on Tu 12.1.", "ringte fra bussen")
        await press(pilot, "full_stop")
        await sees(small_app, pilot, "Decided on We 13.1.")
        await press(pilot, "full_stop")
        await sees(small_app, pilot, "Nothing has been decided on the days to come")


async def test_where_names_are_hidden_so_is_what_people_wrote(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await by_kari(small_app, waive)
        await by_kari(small_app, lambda store: write_notice(store, "Ane ringer", TODAY, TODAY))
        await small_app.renew()
        await opened(small_app, pilot)
        await press(pilot, "x")
        await sees(small_app, pilot, f"Why: {MASK}", f"«{MASK}» on")
        screen = shown(small_app)
        assert not [word for word in ("Ane", "bussen", "Uten avtale") if word in screen]


async def test_new_messages_are_told_as_the_screen_opens(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(small_plan())
    judged = app.desk.judged

    async def leave_messages_first(view: object) -> None:
        await by_kari(app, lambda store: write_notice(store, "lekker", TODAY, TODAY))
        await by_kari(app, lambda store: write_notice(store, "lekker mer", TODAY, TODAY))
        await judged(view)  # type: ignore[arg-type]

    monkeypatch.setattr(app.desk, "judged", leave_messages_first)
    async with running(app) as pilot:
        await sees(app, pilot, "2 new messages for you; b shows them")


async def test_where_there_are_none_nothing_is_told(small_app: GlimtApp) -> None:
    async with running(small_app):
        assert small_app.telling.text is None


async def test_a_message_that_a_colleague_leaves_is_told_at_once(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await opened(small_app, pilot)
        await by_kari(small_app, lambda store: write_notice(store, "lekker", TODAY, TODAY))
        await small_app._look()
        await sees(small_app, pilot, "kari left a message", "lekker")


async def test_no_text_breaks_the_page(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        for text in NASTY:
            await by_kari(
                small_app,
                lambda store, text=text: write_notice(store, text, TODAY, TODAY),  # type: ignore[misc]
            )
        await small_app.renew()
        await opened_anyhow(small_app, pilot)
        for text in FORBIDDEN:
            await press(pilot, "n")
            assert small_app.focused is not None
            small_app.focused.value = text  # type: ignore[attr-defined]
            await press(pilot, "enter", "escape")
            assert small_app._exception is None
            assert not [sign for sign in shown(small_app) if sign in "\x1b\t\u202e\u200b"]
        assert len(await held(small_app)) == len(NASTY)


async def opened_anyhow(app: GlimtApp, pilot: Pilot[int]) -> None:
    await press(pilot, "b")
    await sees(app, pilot, "to Tu 12.1. · kari")


async def test_it_is_all_told_in_norwegian(make_app: MakeApp) -> None:
    app = make_app(structs.replace(small_plan()), language="nb")
    async with running(app, SMALL) as pilot:
        await by_kari(app, waive)
        await app.renew()
        await press(pilot, "b")
        await sees(app, pilot, "Beskjeder til neste vakt", "Ingen beskjeder", "Bestemt ti 12.1.")
        await sees(app, pilot, "Unntak fra «", "Hvorfor: ringte fra bussen", "n ny beskjed")
        assert "esc lukk" in lines(app)[-1]
        assert "Decided" not in panel(app)
