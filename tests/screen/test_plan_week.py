"""Uke: visits proposed for a week of wishes, and all of them, some or none taken over."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from textual.pilot import Pilot

from glimt_rules.plan.model import Plan
from glimt_rules.wishes.score import Score
from glimt_tui.keyboard.actions import BY_ID
from glimt_tui.planning import solver
from glimt_tui.planning.proposal import Goal, Proposal
from glimt_tui.planning.search import propose
from glimt_tui.planning.watcher import Progress, Watcher
from glimt_tui.screen import plan_week_panel
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.plan_week_panel import ProposalPanel
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import (
    LARGE,
    NASTY,
    SMALL,
    lines,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
    write,
)

SOLVER = "planning needs the solver (pip install 'glimt-tui[plan]')"
KEY = BY_ID["plan_week"].keys
STATE = -2

pytestmark = pytest.mark.usefixtures("quick_waits")


def wish(id_: str, *people: str, **more: Any) -> dict[str, Any]:
    """Somebody's wish for an hour with staff in the studio."""
    usual = {"with": "staff", "rooms": ["studio"], "masks": True, "distance_m": 2.0}
    return {"id": id_, "people": list(people), **usual, **more}


WISHES = (
    wish("ane-gitar", "ane", title="Gitar", when={"wed": ["12:00-13:00"]}),
    wish("bo-gitar", "bo", title="Trommer", when={"thu": ["12:00-13:00"]}),
    wish("cai-for-sent", "cai", title="Sang", when={"mon": ["12:00-13:00"]}),
)
ANE, BO = "ane-gitar.2021-01-13", "bo-gitar.2021-01-14"


def document(*wishes: dict[str, Any], **more: Any) -> str:
    return json.dumps({"format": 1, "week": "2021-W02", "wishes": list(wishes), **more})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, with wishes in it, and something else."""
    (tmp_path / "uke2.json").write_text(document(*WISHES), "utf-8")
    (tmp_path / "noe.json").write_text("{}", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plan_week_panel, "SECONDS", 2.0)
    return tmp_path  # type: ignore[return-value]


@pytest.fixture
def with_solver() -> None:
    pytest.importorskip("ortools", reason=SOLVER)


def a_plan() -> Plan:
    """A small day, and somebody without a cohort."""
    plan = small_plan()
    people = (structs.replace(p, cohort=None) if p.id == "bo" else p for p in plan.people)
    visits = [each for each in plan.visits if "bo" not in each.people]
    return structs.replace(plan, people=tuple(people), visits=tuple(visits))


def panel(app: GlimtApp) -> ProposalPanel:
    assert isinstance(app.panel, ProposalPanel)
    return app.panel


def told(app: GlimtApp) -> str:
    """All that stands in the panel, in sight or not."""
    return "\n".join(row.text.plain.rstrip() for row in panel(app).told._rows)


def flat(app: GlimtApp) -> str:
    return " ".join(told(app).split())


async def comes(pilot: Pilot[int], app: GlimtApp, wanted: str) -> None:
    """Wait until a text stands in the panel, which is laid out a moment after it is opened."""
    await shows(pilot, lambda: wanted in flat(app))


async def shows(pilot: Pilot[int], is_there: Callable[[], bool]) -> None:
    """Wait until something is there."""
    for _ in range(100):
        if is_there():
            return
        await settle(pilot)
        await asyncio.sleep(0.02)
    assert is_there()


async def proposed(app: GlimtApp, pilot: Pilot[int], name: str = "uke2") -> None:
    """Have a proposal made."""
    await press(pilot, "2", KEY)
    await write(pilot, name)
    await press(pilot, "enter")
    await comes(pilot, app, "slots")
    assert panel(app).proposal is not None, told(app)


async def a_colleague_books(app: GlimtApp, **changes: Any) -> None:
    """Somebody else books the studio in the hour that is proposed to Ane."""
    theirs = visit("kollega", "12:00", "13:00", "cai", day=13, room="studio", **changes)

    def write_() -> None:
        with Store(app.desk._session.repository, "kari", app.desk.clock).action("book") as action:
            action.put(theirs)

    await app.desk.ask(write_)


@pytest.mark.usefixtures("folder", "with_solver")
async def test_all_of_a_proposal_is_taken_over_and_taken_back_as_one(
    make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(a_plan())
    async with running(app, size) as pilot:
        await proposed(app, pilot)
        assert "Proposal for week 2 of 2021" in shown(app)
        text = told(app)
        assert "2 of 3 slots, 2 of 3 wishes met in full" in flat(app)
        assert "2 of 2 visits marked: ✓ fine" in text
        assert "Wednesday 13.1.\n[x] ✓ 12:00–13:00 Studio\n      Ane Eksempel, Kari Vakt\n" in text
        assert "Gitar → ane-gitar" in text
        assert "Cohorts proposed\n[x] Bo Påhitt: Musikkgruppa" in text
        assert "· cai-for-sent: 0 of 1; " in flat(app)
        assert "Nothing better is possible" in flat(app)
        await press(pilot, "y")
        assert app.panel is None
        assert "2 visits are taken over; u takes them back" in lines(app)[STATE]
        assert app.view is not None
        assert {ANE, BO} <= app.view.visits.keys()
        assert app.view.people["bo"].cohort == "musikk"
        await press(pilot, "u")
        assert {ANE, BO}.isdisjoint(app.view.visits)
        assert app.view.people["bo"].cohort is None


@pytest.mark.usefixtures("folder", "with_solver")
async def test_some_or_none_of_it_is_marked_and_judged_again(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await proposed(app, pilot)
        assert panel(app).told.here == f"visit:{ANE}"
        await press(pilot, "space")
        assert "1 of 3 slots, 1 of 3 wishes met in full" in flat(app)
        assert "1 of 2 visits marked: ✓ fine" in told(app)
        assert "[ ] ✓ 12:00–13:00 Studio" in told(app)
        assert "· ane-gitar: 0 of 1; not all of it is marked" in flat(app)
        assert panel(app).told.go_to("cohort:bo")
        await press(pilot, "enter")  # the visit that takes the cohort goes with it
        assert "0 of 2 visits marked" in told(app)
        assert "[ ] Bo Påhitt" in told(app)
        await press(pilot, "y")
        assert "Mark a visit first" in lines(app)[STATE]
        await press(pilot, "a")
        assert "2 of 2 visits marked: ✓ fine" in told(app)
        await press(pilot, "n")
        assert "0 of 2 visits marked" in told(app)
        assert panel(app).told.go_to(f"visit:{ANE}")
        await press(pilot, "enter", "y")
        assert "1 visit is taken over" in lines(app)[STATE]
        assert app.view is not None
        assert ANE in app.view.visits
        assert BO not in app.view.visits
        assert app.view.people["bo"].cohort is None
        await proposed(app, pilot)  # what was taken over counts
        assert "✓ ane-gitar: 1 of 1" in told(app)
        assert [each.id for each in panel(app).proposal.visits] == [BO]  # type: ignore[union-attr]


@pytest.mark.usefixtures("folder", "with_solver")
async def test_escape_writes_nothing(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await proposed(app, pilot)
        await press(pilot, "escape")
        assert app.panel is None
        assert app.view is not None
        assert {ANE, BO}.isdisjoint(app.view.visits)


# Others meanwhile ---------------------------------------------------------------------------


@pytest.mark.usefixtures("folder", "with_solver")
async def test_what_a_colleague_has_booked_meanwhile_is_shown_and_not_written_over(
    make_app: MakeApp, size: tuple[int, int]
) -> None:
    app = make_app(a_plan())
    async with running(app, size) as pilot:
        await proposed(app, pilot)
        await a_colleague_books(app)
        await app.renew()
        await settle(pilot)
        assert "2 of 2 visits marked: ✗ cannot all be any more" in flat(app)
        assert "✗ Somebody, the room or a thing is taken by now" in flat(app)
        await press(pilot, "end", "y")
        assert "Nothing is written: what is marked with ✗" in lines(app)[STATE]
        assert panel(app).told.here == f"visit:{ANE}"  # it is shown where that is
        await press(pilot, "space", "y")
        assert app.view is not None
        assert ANE not in app.view.visits
        assert BO in app.view.visits


@pytest.mark.usefixtures("folder", "with_solver")
async def test_what_was_not_seen_before_confirming_is_not_written(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await proposed(app, pilot)
        app._look_around = _nothing  # type: ignore[method-assign]  # has not been told of it
        await a_colleague_books(app)
        await press(pilot, "y")
        assert "Nothing is written: what is marked with ✗" in lines(app)[STATE]
        assert "✗ Somebody, the room" in flat(app)
        assert app.view is not None
        assert {ANE, BO}.isdisjoint(app.view.visits)


async def _nothing() -> None:
    return


@pytest.mark.usefixtures("folder", "with_solver")
async def test_somebody_who_is_erased_meanwhile_breaks_nothing(make_app: MakeApp) -> None:
    app = make_app(a_plan())

    def remove() -> None:
        with Store(app.desk._session.repository, "kari", app.desk.clock).action("x") as action:
            record = action.get(Key("person", "bo"))
            assert record is not None
            action.remove(record.key, record.version)

    async with running(app) as pilot:
        await proposed(app, pilot)
        await app.desk.ask(remove)
        await app.renew()
        await settle(pilot)
        assert "is not registered any more" in flat(app)
        await press(pilot, "y")
        assert "Nothing is written" in lines(app)[STATE]


# Searching ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("folder", "with_solver")
async def test_progress_is_shown_and_s_ends_it_with_the_best_so_far(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(plan_week_panel, "SECONDS", 600.0)
    many = [
        wish(f"w{n}", person, times=3, rooms=[], settings=["centre", "outdoors"], preferably=[day])
        for n, (person, day) in enumerate(
            (person, day) for person in ("ane", "bo", "cai") for day in ("wed", "thu", "fri", "sat")
        )
    ]
    (folder / "mange.json").write_text(document(*many), "utf-8")
    app = make_app(small_plan())
    async with running(app) as pilot:
        await press(pilot, "2", KEY)
        await write(pilot, "mange")
        app.simulate_key("enter")
        began = time.monotonic()
        while "slots for" not in flat_or_nothing(app):
            assert time.monotonic() - began < 20, told(app)
            await asyncio.sleep(0.02)  # the pilot would wait until the machine is idle
        assert panel(app).proposal is None
        assert "slots for 3 of 3 people" in flat(app)
        assert "After 600 s at most, it ends with the best so far" in flat(app)
        assert "s stop with the best so far" in lines(app)[-1]
        app.simulate_key("s")
        await settle(pilot)
        assert time.monotonic() - began < 25
        assert panel(app).proposal is not None
        assert "It was stopped; there may be something better" in flat(app)
        assert "visits marked: ✓ fine" in flat(app) or "! ADVICE" in flat(app)


def flat_or_nothing(app: GlimtApp) -> str:
    return flat(app) if isinstance(app.panel, ProposalPanel) else ""


@pytest.mark.usefixtures("folder", "with_solver")
async def test_the_bound_and_the_seconds_are_shown_meanwhile(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought = Goal(name="slot", slot=1, value=1, bound=2, asked=3)

    def slow(*given: Any, watcher: Watcher, **more: Any) -> Proposal:
        watcher.tell(Progress(0.0, Score((1,), 1, 0), (3,), sought))
        while not watcher.stopped:
            time.sleep(0.01)
        return propose(*given, watcher=Watcher(2.0), **more)

    monkeypatch.setattr("glimt_tui.desk.week_search.propose", slow)
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "2", KEY)
        await write(pilot, "uke2.json")
        app.simulate_key("enter")
        wanted = r"[1-9]\d? s: 1 slots for 1 of 3 people \(1 of 3 people have 1 slot .* 2 at most"
        began = time.monotonic()
        while not re.search(wanted, flat_or_nothing(app)):
            assert time.monotonic() - began < 10
            await asyncio.sleep(0.02)
        app.simulate_key("s")
        await settle(pilot)
        assert panel(app).proposal is not None


@pytest.mark.usefixtures("folder", "with_solver")
async def test_closing_ends_the_search_at_once(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_week_panel, "SECONDS", 600.0)
    ended: list[float] = []
    begun = asyncio.Event()

    def endless(*_: object, watcher: Any, **__: object) -> None:
        loop.call_soon_threadsafe(begun.set)
        try:
            while watcher.seconds < 30:
                time.sleep(0.01)
        finally:
            ended.append(watcher._began)

    monkeypatch.setattr("glimt_tui.desk.week_search.propose", endless)
    app = make_app(a_plan())
    async with running(app) as pilot:
        loop = asyncio.get_running_loop()
        await press(pilot, "2", KEY)
        await write(pilot, "uke2.json")
        await pilot.press("enter")
        await asyncio.wait_for(begun.wait(), 5)
        await pilot.press("escape")
        began = time.monotonic()
        await settle(pilot)
        assert app.panel is None
        while not ended:
            assert time.monotonic() - began < 5
            await pilot.pause(0.01)


# Files --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("folder", "with_solver")
async def test_files_of_wishes_are_offered_and_completed(make_app: MakeApp, folder: Path) -> None:
    (folder / "mappe").mkdir()
    (folder / "mappe" / "ønsker.toml").write_text('week = "x"\n[[wishes]]\n', "utf-8")
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "2", KEY)
        await shows(pilot, lambda: "uke2.json" in shown(app))
        assert "Propose visits for a week of wishes" in shown(app)
        assert "noe.json" not in shown(app)
        await write(pilot, "./ma")
        await press(pilot, "tab")
        await settle(pilot)
        assert "./mappe/ønsker.toml" in shown(app)


@pytest.mark.usefixtures("folder", "with_solver")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            document(wish("a", "nobody-such")),
            'bad.json:1: wishes[0].people[0]: There is no "nobody-',
        ),
        (document(wish("a", "ane"), week="2020-W50"), 'The week "2020-W50" is over'),
        ("{", "bad.json"),
        (None, "bad.json"),
    ],
)
async def test_what_is_wrong_with_a_file_is_told(
    make_app: MakeApp, folder: Path, text: str | None, wanted: str
) -> None:
    if text is not None:
        (folder / "bad.json").write_text(text, "utf-8")
    app = make_app(a_plan())
    async with running(app) as pilot:
        await press(pilot, "2", KEY)
        await write(pilot, "./bad.json")
        await press(pilot, "enter")
        await comes(pilot, app, wanted)
        assert panel(app).proposal is None
        await press(pilot, "x")
        assert "nobody-such" not in flat(app)
        assert "bad.json" in flat(app)
        await press(pilot, "y", "a", "space", "escape")
        assert app.panel is None


@pytest.mark.usefixtures("folder")
async def test_without_the_solver_it_is_told_how_to_install_it(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    app = make_app(a_plan())
    async with running(app, size) as pilot:
        await press(pilot, "2", KEY)
        text = " ".join(" ".join(line.partition("│")[2] for line in lines(app)).split())
        assert "pip install 'glimt-tui[plan]'" in text
        assert "uke2.json" not in shown(app)
        await press(pilot, "enter", "escape")
        assert app.panel is None


# Names --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("folder", "with_solver")
async def test_hidden_names_are_hidden_in_a_proposal(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app, LARGE) as pilot:
        await proposed(app, pilot)
        await a_colleague_books(app)
        await app.renew()
        await press(pilot, "x")
        assert "•••, •••" in told(app)
        assert "✗ It cannot be any more" in told(app)
        for secret in ("Ane", "ane", "Bo Påhitt", "bo-", "Gitar", "Kari"):
            assert secret not in told(app)
        await press(pilot, "x")
        assert "Ane Eksempel" in told(app)


@pytest.mark.usefixtures("with_solver")
async def test_no_name_breaks_a_proposal(make_app: MakeApp, folder: Path) -> None:
    plan = a_plan()
    people = [structs.replace(p, name=NASTY[n]) for n, p in enumerate(plan.people)]
    rooms = [structs.replace(room, name=NASTY[4 + n]) for n, room in enumerate(plan.rooms)]
    cohorts = [structs.replace(each, name=NASTY[5]) for each in plan.cohorts]
    plan = structs.replace(plan, people=tuple(people), rooms=tuple(rooms), cohorts=tuple(cohorts))
    wishes = [{**each, "title": NASTY[n]} for n, each in enumerate(WISHES)]
    (folder / "uke2.json").write_text(document(*wishes), "utf-8")
    app = make_app(plan)
    async with running(app, SMALL) as pilot:
        await proposed(app, pilot)
        await press(pilot, "end", "home", "y")
        assert app._exception is None
        assert "taken over" in lines(app)[STATE]


def test_the_screen_begins_without_any_of_it() -> None:
    code = (
        "import sys; import glimt_tui.screen.app, glimt_tui.screen.pages.week, glimt_tui.desk.desk;"
        "assert not [m for m in sys.modules if 'ortools' in m or 'planning' in m or 'wishes' in m]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
