"""The first look, which is wanted at once: today as it stands, without verdicts at first."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec import structs

from desk.house import house
from glimt_rules.errors import GlimtError, InputError, Problem
from glimt_rules.message import say
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.day import day_of
from glimt_tui.desk.desk import Desk, Overtaken, go_on
from glimt_tui.desk.edits import Edit, edited
from glimt_tui.desk.preview import preview_of
from glimt_tui.desk.view import View
from glimt_tui.screen.demo import demo_session
from glimt_tui.store.records import Key
from screen.screens import FixedClock, plan_of, small_plan, visit


def at_desk(plan: Plan, book: RuleBook, work: Callable[[Desk], Coroutine[Any, Any, None]]) -> None:
    """Do something at a desk that has not been opened yet."""

    async def run() -> None:
        desk = Desk(demo_session(plan, FixedClock()), book, FixedClock())
        try:
            await work(desk)
        finally:
            await desk.close()

    asyncio.run(run())


def test_what_is_read_first_is_not_judged_until_that_is_asked_for(book: RuleBook) -> None:
    async def work(desk: Desk) -> None:
        first = await desk.open()
        assert not first.is_judged
        unjudged = day_of(first)
        assert [each.id for each in unjudged.next] == ["alene", "snarvisitt"]
        assert not unjudged.to_decide
        assert not first.is_judged
        await desk.judged(first)
        assert first.is_judged
        whole = await desk.view()
        assert whole.is_judged
        today = [each.id for each in whole.on(whole.today)]
        assert {id_: first.findings.get(id_) for id_ in today} == {
            id_: whole.findings.get(id_) for id_ in today
        }
        assert [each.id for each, _ in day_of(first).to_decide] == ["snarvisitt"]

    at_desk(small_plan(), book, work)


def test_what_lies_far_ahead_is_read_later(book: RuleBook) -> None:
    plan = plan_of(
        visit("now", "11:30", "12:30", "ane"), visit("far", "11:30", "12:30", "ane", day=30)
    )

    async def work(desk: Desk) -> None:
        assert set((await desk.open()).visits) == {"now"}
        assert set((await desk.view()).visits) == {"now", "far"}

    at_desk(plan, book, work)


def test_what_yesterday_left_open_is_judged(book: RuleBook) -> None:
    without = {"booked_at": None, "handwashed": True}
    plan = plan_of(
        visit("open", "15:00", "15:30", "ane", day=11, status="arrived", **without),
        visit("over", "16:00", "16:30", "bo", day=11, status="done", **without),
        visit("today", "15:00", "15:30", "ane"),
    )
    with house(plan, book) as there:
        view = there.view()
        assert [each.id for each in day_of(view).unclosed] == ["open"]
        assert any(finding.level == "violation" for finding in view.findings["open"])


def test_what_is_wrong_with_the_database_is_told_before_anything_else(book: RuleBook) -> None:
    @contextmanager
    def broken() -> Iterator[None]:
        raise InputError(Problem(message=say("not there")))
        yield

    desk = Desk(broken, book, FixedClock())
    desk.begin()
    with pytest.raises(GlimtError):
        desk.wait_until_open()
    assert desk.first_look() is None
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("desk")]


def test_what_has_been_read_in_time_is_there_without_waiting(book: RuleBook) -> None:
    async def work(desk: Desk) -> None:
        assert desk.first_look() is None
        desk.begin()
        desk.wait_until_open()
        read = await desk.open()
        assert desk.first_look() is read

    at_desk(small_plan(), book, work)


def test_work_beside_the_desk_ends_once_nobody_wants_it(book: RuleBook) -> None:
    begun, ended, overran = threading.Event(), threading.Event(), threading.Event()

    def work_long() -> None:
        begun.set()
        deadline = time.monotonic() + 5
        try:
            while time.monotonic() < deadline:
                go_on()
            overran.set()
        finally:
            ended.set()

    async def work(desk: Desk) -> None:
        await desk.open()
        answer = asyncio.create_task(desk.beside(work_long, kind="alternatives"))
        await asyncio.to_thread(begun.wait, 5)
        assert not ended.is_set()
        desk.overtake("alternatives")
        with pytest.raises(Overtaken):
            await answer
        assert ended.is_set()
        assert not overran.is_set()

    at_desk(small_plan(), book, work)


def test_nobody_is_overtaken_where_nothing_is_worked_out_beside_a_desk() -> None:
    go_on()


def test_the_days_around_an_edit_are_judged_once_as_they_are(
    book: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house(small_plan(), book) as there:
        view = there.view()
        judged: list[View] = []
        real = View.judged
        monkeypatch.setattr(
            View, "judged", lambda self, *days: judged.append(real(self, *days)) or judged[-1]
        )
        moved = structs.replace(view.visits["alene"], title="En annen")
        for _ in range(2):
            preview_of(view, Edit(put=(moved,), seen={Key("visit", "alene"): 1}))
        assert len(judged) == 2
        assert judged[0] is judged[1]


def test_an_edit_leaves_everything_else_where_it_is() -> None:
    plan = small_plan()
    ids = [each.id for each in plan.visits]
    put = structs.replace(plan.visits[1], title="Ny")
    new = visit("ny", "12:00", "13:00", "ane")
    after = edited(
        plan, Edit(put=(put, new), remove=(Key("visit", ids[0]), Key("visit", "ukjent")))
    )
    assert [each.id for each in after.visits] == [*ids[1:], "ny"]
    assert after.visits[0] is put
    assert after.people is plan.people
