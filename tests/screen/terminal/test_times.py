"""The benchmark of times sees what it waits for, in a real terminal."""

from __future__ import annotations

import re
from datetime import date

import pytest

from benchmarks import screen_paint
from benchmarks.screen_house import TODAY, plan_around_today


def test_it_sees_the_day_its_verdicts_and_the_verdict_in_the_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screen_paint, "WARM_UP", 0)
    told = screen_paint.report(1, visits=300)
    seconds = [float(found) for found in re.findall(r" (\d\.\d{3})  \(", told)]
    bare, paint, signs, _, verdict = seconds
    assert bare > 0
    assert 0 < paint <= signs
    assert verdict > 0


def test_half_of_the_plan_is_over_and_half_is_ahead() -> None:
    visits = plan_around_today(3000)["visits"]
    ahead = [visit for visit in visits if visit["start"] >= TODAY.isoformat()]
    assert 1200 < len(ahead) < 1800
    assert {visit.get("status") for visit in ahead} <= {None, "cancelled"}
    assert any(date.fromisoformat(visit["start"][:10]) == TODAY for visit in ahead)
