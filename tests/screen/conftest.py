"""What all tests of the screen need: apps on made-up data, sizes, and tests that may wait.

A test that is a coroutine is run in a loop of its own. How to press keys and to read the screen
stands in ``screen.screens``.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.demo import PLAN
from glimt_tui.screen.app import GlimtApp
from screen.screens import SIZES, FixedClock, app_on, small_plan
from screen.waiting import STILL, until_idle

MakeApp = Callable[..., GlimtApp]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Pictures of the screen are written anew when that is asked for."""
    parser.addoption(
        "--update-screens",
        action="store_true",
        help="write the pictures in tests/screen/snapshots anew; give the folder tests/screen too",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="session")
def demo_plan() -> Plan:
    """The made-up weeks of ``glimt demo``."""
    return read_plan(Source(name="p", text=PLAN.read_text("utf-8"), format="toml")).plan


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday 12 January 2021, 11.40; stands until it is moved."""
    return FixedClock()


@pytest.fixture
def make_app(book: RuleBook, clock: FixedClock) -> MakeApp:
    """Makes an app on a plan, in English unless said otherwise."""

    def make(plan: Plan, **details: object) -> GlimtApp:
        return app_on(plan, book, clock, **details)  # type: ignore[arg-type]

    return make


@pytest.fixture
def demo_app(make_app: MakeApp, demo_plan: Plan) -> GlimtApp:
    """The app on the made-up weeks."""
    return make_app(demo_plan)


@pytest.fixture
def small_app(make_app: MakeApp) -> GlimtApp:
    """The app on one small day."""
    return make_app(small_plan())


@pytest.fixture(params=SIZES, ids=["80x24", "120x40"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each terminal that the screen is made for."""
    chosen: tuple[int, int] = request.param
    return chosen


@pytest.fixture(autouse=True)
def quick_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each key the toolkit waits until nothing happens any more; see ``screen.waiting``.

    The rules are asked within that wait, as they are within the toolkit's own.
    """
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", until_idle)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.03)  # painted by who waits, mostly
    monkeypatch.setattr("glimt_tui.screen.form.judging.JUDGE_AFTER", STILL / 2)
