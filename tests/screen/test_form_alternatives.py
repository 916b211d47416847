"""The nearest that is allowed, in the booking form: a key each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from glimt_tui.screen.app import GlimtApp
from screen.form_screens import form_of, told
from screen.screens import at, person, plan_of, press, running, settle, visit

MakeApp = Callable[..., GlimtApp]


async def looked(pilot: object) -> None:
    """Wait until alternatives have been looked for."""
    for _ in range(60):
        await pilot.pause(0.1)  # type: ignore[attr-defined]
        await settle(pilot)  # type: ignore[arg-type]
        if form_of(pilot.app).state.alternatives is not None:  # type: ignore[attr-defined]
            return
    raise AssertionError("nothing was found")


async def test_what_is_allowed_instead_stands_below_with_a_key_each(make_app: MakeApp) -> None:
    people = [person(f"p{n}", f"Person {n}", 10 + n) for n in range(6)]
    ids = [each.id for each in people]
    party = visit("v1", "14:00", "15:00", *ids, kind="private_gathering")
    app = make_app(plan_of(party, people=tuple(people)))
    async with running(app) as pilot:
        await app.edit_visit("v1")
        await looked(pilot)
        assert "Allowed instead:" in told(app)
        assert "F2 " in told(app)
        await press(pilot, "f2")
        await settle(pilot)
        found = form_of(app).state.findings()
        assert not [f for f in found if f.visit == "v1" and f.level == "violation"]
        assert form_of(app).state.alternatives is None


async def test_a_booking_that_is_fine_leaves_no_empty_box(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await settle(pilot)
        await pilot.pause(0.6)
        assert "instead" not in told(small_app)


async def test_alternatives_are_looked_for_however_late_the_rules_answer(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glimt_tui.screen.form.alternatives.LOOK_AFTER", 0.001)
    people = [person(f"p{n}", f"Person {n}", 10 + n) for n in range(6)]
    ids = [each.id for each in people]
    party = visit("v1", "14:00", "15:00", *ids, kind="private_gathering")
    app = make_app(plan_of(party, people=tuple(people)))
    async with running(app) as pilot:
        await app.edit_visit("v1")
        await looked(pilot)
        assert "Allowed instead:" in told(app)


async def test_what_is_in_nobodys_way_comes_before_somebody_in_two_places(
    make_app: MakeApp,
) -> None:
    full = visit("øving", "12:30", "13:30", "bo", title="Øving", room="studio")
    busy = visit("tur", "14:00", "14:45", "ane", title="Tur", room=None, setting="outdoors")
    async with running(make_app(plan_of(busy, full))) as pilot:
        app = pilot.app
        assert isinstance(app, GlimtApp)
        await app.book(person="ane", room="studio", start=at("13:15"))
        await looked(pilot)
        found = form_of(app).state.alternatives
        assert found is not None
        is_twice = [
            each.visit.start < busy.end and busy.start < each.visit.end
            for each in found.suggestions
        ]
        assert True in is_twice
        assert is_twice == sorted(is_twice)
