"""How the screen opens: today first, its verdicts when they are there, the rest after that."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from glimt_tui.desk.view import View
from glimt_tui.screen.app import GlimtApp
from screen.screens import SMALL, lines, settle, small_plan

MakeApp = Callable[..., GlimtApp]


def signs(app: GlimtApp) -> dict[str, str]:
    """The sign in front of each booking of today."""
    return {line[:11]: line[13] for line in lines(app) if line[5:6] == "–"}


async def test_no_sign_stands_before_a_booking_until_the_rules_have_answered(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, may_answer = threading.Event(), threading.Event()
    findings = View.findings.func  # type: ignore[attr-defined]

    def slow(view: View) -> object:
        asked.set()
        may_answer.wait(10)
        return findings(view)

    monkeypatch.setattr(View.findings, "func", slow)
    app = make_app(small_plan())
    app.desk.begin()
    app.desk.wait_until_open()
    try:
        async with app.run_test(size=SMALL) as pilot:
            while not asked.is_set():
                await pilot.pause()
            unjudged = signs(app)
            assert unjudged
            assert set(unjudged.values()) == {"·"}
            assert not app.query("#week")
            may_answer.set()
            await settle(pilot)
            judged = signs(app)
            assert set(unjudged) <= set(judged)
            assert {"✓", "✗"} <= set(judged.values())
            assert "·" not in judged.values()
            assert app.query("#week")
    finally:
        may_answer.set()


async def test_what_was_read_in_time_stands_on_the_first_frame(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    app.desk.begin()
    read = await app.desk.open()
    shown: list[View | None] = []
    start = app._start

    async def started() -> None:
        shown.append(app.view)
        await start()

    app._start = started  # type: ignore[method-assign]
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
    assert shown == [read]
