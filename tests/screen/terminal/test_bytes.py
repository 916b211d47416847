"""The figures to reach, for a bare application in a real terminal."""

from __future__ import annotations

from benchmarks.screen_bytes import BARE_STEPS, START, START_GOAL, Step, bare, measure


def test_the_lean_renderer_reaches_the_figures():
    steps = [Step(step.name, step.keys[:3], min(step.idle, 1), step.goal) for step in BARE_STEPS]
    written = measure(bare("lean", steps))
    assert 0 < written[START] <= START_GOAL
    for step in steps:
        if step.goal is not None:
            assert written[step.name] <= step.goal, step.name
    assert written["cursor move in a table"] > 0
    assert written["a typed character"] > 0
