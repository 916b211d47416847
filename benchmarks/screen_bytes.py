"""The bytes that a screen writes to its terminal, step by step; see ``benchmarks.screen``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.screen_line import line_to

DOWN, UP, F2, ESCAPE = "\x1b[B", "\x1b[A", "\x1bOQ", "\x1b"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done: keys that are pressed one by one; their median is told."""

    name: str
    keys: Sequence[str] = ()
    idle: float = 0  #: instead of keys, wait for so many seconds and tell the bytes a second
    #: so many seconds before that: what the state line tells for a while goes once, by itself
    before: float = 0
    goal: int | None = None  #: what Glimt may write at most


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a command, and what is done to it once it has started."""

    name: str
    command: Sequence[str]
    steps: Sequence[Step]
    environment: Mapping[str, str] = field(default_factory=dict)


START = "start"
BARE_STEPS = (
    Step("cursor move in a table", (DOWN,) * 5 + (UP,) * 4, goal=300),
    Step("cursor move that scrolls", (DOWN,) * 40),
    Step("open a form beside it", (F2,), goal=6000),
    Step("a typed character", tuple("abcdefgh"), goal=120),
    Step("idle in an input, a second", idle=3, goal=0),
    Step("close the form", (ESCAPE,)),
)
START_GOAL = 8000


def measure(subject: Subject) -> dict[str, int]:
    """The bytes of each step by its name, ``start`` included; of several keys, the median."""
    with line_to(subject.command, subject.environment) as line:
        counts = {START: line.until_begun() + line.until_quiet(1.0).bytes}
        for step in subject.steps:
            if step.idle:
                if step.before:
                    line.until_quiet(least=step.before)
                counts[step.name] = round(line.until_quiet(least=step.idle).bytes / step.idle)
                continue
            each = []
            for key in step.keys:
                line.send(key)
                each.append(line.until_quiet().bytes)
            counts[step.name] = int(median(each))
    return counts


def bare(renderer: str, steps: Sequence[Step] = BARE_STEPS) -> Subject:
    """The bare application with one of the two renderers: ``stock`` or ``lean``."""
    command = (sys.executable, "-m", "benchmarks.screen_form", renderer)
    return Subject(f"bare, {renderer}", command, steps)


#: In the demo, which is like a day at a centre: made-up data, but all of the screen.
GLIMT_STEPS = (
    Step("cursor move in a table", (DOWN,) * 4 + (UP,) * 3, goal=300),
    Step("open a form beside it", ("n",), goal=6000),
    Step("a typed character", tuple("ababab"), goal=120),
    Step("idle in an input, a second", idle=3, before=10, goal=0),
    Step("close the form", (ESCAPE,)),
)


def glimt(renderer: str, steps: Sequence[Step] = GLIMT_STEPS) -> Subject:
    """Glimt itself, on its made-up weeks."""
    command = (sys.executable, "-m", "glimt_tui", "demo")
    return Subject(f"glimt, {renderer}", command, steps, {"GLIMT_RENDERER": renderer})


def table(subjects: Sequence[Subject]) -> str:
    """Measure, and set the bytes beside each other; the goals are those of the last subject."""
    counts = [measure(subject) for subject in subjects]
    goals = {START: START_GOAL, **{step.name: step.goal for step in subjects[-1].steps}}
    names = list(dict.fromkeys(name for count in counts for name in count))
    lines = [("bytes", *(subject.name for subject in subjects), "goal")]
    for name in names:
        goal = goals.get(name)
        found = [str(count.get(name, "")) for count in counts]
        lines.append((name, *found, "" if goal is None else f"≤ {goal}"))
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [cells[0].ljust(wide[0])]
            + [cell.rjust(width) for cell, width in zip(cells[1:], wide[1:], strict=True)]
        )
        for cells in lines
    )
