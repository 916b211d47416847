"""The panel that shows one visit: facts, findings with their rules, exceptions, and its keys."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from glimt_rules.plan.model import Waiver
from glimt_tui.screen.app import GlimtApp
from screen.screens import LARGE, NASTY, at, plan_of, press, running, settle, shown, visit

MakeApp = Callable[..., GlimtApp]
BEADS = "Kaja og Lise perler sammen"


def flat(app: GlimtApp) -> str:
    """What the panel tells, whichever way its lines are broken."""
    panel = [line.partition("│")[2].strip() for line in shown(app).splitlines()]
    return " ".join(panel)


async def test_the_facts_of_a_visit_are_told(make_app: MakeApp) -> None:
    there = visit(
        "v", "11:00", "12:00", "ane", "bo", "cai", title="Bandøving", equipment=("gitar", "reim"),
        absent=("cai",), surfaces_cleaned=False, link="https://example.org/a",
    )  # fmt: skip
    app = make_app(plan_of(there))
    async with running(app, LARGE) as pilot:
        await press(pilot, "enter")
        text = flat(app)
        for told in (
            "Bandøving",
            "Tu 12.1. 11:00–12:00  Fellesrommet",
            "activity, planned",
            "Ane Eksempel 406 12 311 awaited",
            "Cai Oppdiktet 406 12 313 did not come",
            "equipment: Westerngitar, Gitarreim i skinn",
            "masks: yes",
            "surfaces cleaned: no",
            "distance: 2 m",
            "booked: Mo 4.1. 09:00",
            "link: https://example.org/a",
            "✓ rules kept, but see ·",  # nobody is on duty
        ):
            assert told in text


async def test_each_finding_is_told_with_its_rule_whose_it_is_and_since_when(
    demo_app: GlimtApp,
) -> None:
    async with running(demo_app, LARGE) as pilot:
        assert demo_app.view is not None
        (beads,) = (v for v in demo_app.view.visits.values() if v.title == BEADS)
        assert demo_app.current.go_to(f"visit:{beads.id}")
        await press(pilot, "enter")
        text = flat(demo_app)
        assert "✗ VIOLATION" in text
        assert "People of different cohorts meet: Musikkgruppa and Verkstedgruppa" in text
        assert "house rule, in force from 4 January 2021" in text
        assert "source: " in text


async def test_an_exception_is_told_with_its_reason(make_app: MakeApp) -> None:
    there = visit("v", "11:00", "12:00", "ane", title="Kom uten avtale", booked_at=None)
    waiver = Waiver(
        rule="senter.booked-ahead", visit="v", reason="Ringte fra døra", by="kari",
        until=at("00:00", 31).date(),
    )  # fmt: skip
    app = make_app(structs.replace(plan_of(there), waivers=(waiver,)))
    async with running(app, LARGE) as pilot:
        await press(pilot, "enter")
        assert "~ exception" in flat(app)
        assert "exception: Ringte fra døra (by kari, to 30 January 2021 inclusive)" in flat(app)


async def test_p_shows_what_every_rule_in_force_says(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "enter")
        assert "kept:" not in shown(small_app)
        await press(pilot, "p")
        assert "✓ kept:" in shown(small_app)
        await press(pilot, "end", "end")
        assert "· does not apply:" in shown(small_app)
        await press(pilot, "p")
        assert "kept:" not in shown(small_app)


async def test_e_changes_the_visit(small_app: GlimtApp) -> None:
    asked: list[str] = []

    async def edit_visit(visit_id: str) -> None:
        asked.append(visit_id)

    async with running(small_app) as pilot:
        small_app.edit_visit = edit_visit  # type: ignore[method-assign]
        await press(pilot, "enter", "e")
        assert asked == ["band"]


async def test_it_follows_what_happens_to_the_visit(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "enter")
        await small_app.desk.arrive("bo", visit_id="band")
        await small_app.renew()
        await settle(pilot)
        assert "Bo Påhitt 406 12 312 came 11:40" in shown(small_app)
        assert "activity, going on" in shown(small_app)


async def test_a_visit_that_does_not_take_place_is_not_judged(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "i")
        small_app.current.go_to("visit:band")
        await press(pilot, "enter")
        assert "no rule judges it" in flat(small_app)
        await press(pilot, "p")
        assert small_app.panel is not None


async def test_a_visit_of_another_week_is_judged_for_this(make_app: MakeApp) -> None:
    far = visit("far", "11:00", "12:00", "ane", day=31, title="Langt fram", booked_at=None)
    app = make_app(plan_of(far))
    async with running(app) as pilot:
        await app.open_visit("far")
        await press(pilot, "p")
        assert "Langt fram" in shown(app)
        assert "Su 31.1." in shown(app)


async def test_a_visit_that_is_gone_says_so(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.open_visit("nowhere")
        await settle(pilot)
        assert "This visit is not there any more" in shown(small_app)
        await press(pilot, "escape")
        assert small_app.panel is None


async def test_no_title_breaks_the_panel(make_app: MakeApp) -> None:
    visits = [
        visit(f"v{n}", "11:00", "12:00", "ane", title=name, room=None, setting="outdoors")
        for n, name in enumerate(NASTY)
    ]
    app = make_app(plan_of(*visits))
    async with running(app) as pilot:
        for one in visits:
            await app.open_visit(one.id)
            await press(pilot, "p")
        assert "Familien" in shown(app)
