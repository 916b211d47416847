"""How long the screen takes at a database of 10,000 visits; see ``benchmarks.screen``."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple

from benchmarks import screen_bare
from benchmarks.screen_house import House, house
from benchmarks.screen_line import line_to

VISITS = 10_000
#: What first paint may take, as a multiple of the bare application's, and a verdict, in seconds.
PAINT_GOAL, VERDICT_GOAL = 1.5, 0.1
#: Runs that nothing is told of: they fill caches, and keep the copy of the day.
WARM_UP = 2
#: The form as it stands before the last key, which completes the time; then it is taken back.
_WHO, _WHEN, _LAST, _BACK = "ane", "tomorrow 14-1", "5", "\x7f"
_COLUMN = 40


class Pair(NamedTuple):
    """Seconds from the start of a program until something stands on its screen."""

    bare: float  #: the first row of the bare application's table
    glimt: float  #: the first booking of today
    signs: float  #: the signs of the verdicts before today's bookings


def first_paint(made: House, pairs: int) -> list[Pair]:
    """Start both, one after the other, and every second time the other way round.

    So whatever else the machine does strikes both.
    """
    found = []
    for number in range(WARM_UP + pairs):
        patience = 1.0 if number < WARM_UP else 0.2
        if number % 2:
            bare, (glimt, signs) = _start_bare(made), _start_glimt(made, patience)
        else:
            (glimt, signs), bare = _start_glimt(made, patience), _start_bare(made)
        found.append(Pair(bare, glimt, signs))
    return found[WARM_UP:]


def _start_bare(made: House) -> float:
    command = (sys.executable, screen_bare.__file__)
    with line_to(command, made.environment, made.folder) as line:
        seen = line.until_seen(lambda look: any(screen_bare.FIRST_ROW in row for row in look))
        line.settle(0.2)
        return seen - line.begun


def _start_glimt(made: House, patience: float) -> tuple[float, float]:
    with made.open() as line:
        seen = line.until_seen(made.shows_today)
        judged = seen if made.shows_verdicts(line.look) else line.until_seen(made.shows_verdicts)
        line.settle(patience)
        return seen - line.begun, judged - line.begun


def verdicts(made: House, times: int) -> list[float]:
    """Seconds from the last key in the booking form until the verdict stands below it."""
    with made.open() as line:
        line.until_seen(made.shows_today)
        line.settle(1.0)
        line.send("n")
        line.until_seen(lambda look: any("New booking" in row for row in look))
        line.settle()
        for keys in (_WHO, "\r", "\t", _WHEN):
            line.send(keys)
            line.settle()
        found = []
        for _ in range(WARM_UP + times):
            begun = time.monotonic()
            line.send(_LAST)
            found.append(line.until_seen(_has_verdict) - begun)
            line.settle()
            line.send(_BACK)
            line.until_seen(lambda look: not _has_verdict(look))
            line.settle()
    return found[WARM_UP:]


def _has_verdict(look: list[str]) -> bool:
    """Whether the form says that what stands in it can, or cannot, be saved."""
    return any("can be saved" in row or "cannot be saved" in row for row in _form(look))


def _form(look: list[str]) -> list[str]:
    return [row[_COLUMN:] for row in look]


def report(pairs: int, visits: int = VISITS) -> str:
    """Measure, and say it beside what was to be reached."""
    with house(visits) as made:
        paints = first_paint(made, pairs)
        judged = verdicts(made, pairs)
    return "\n".join(
        (
            f"seconds at {visits} visits, {pairs} times      median  (quartiles, range)",
            _told("first paint of a bare table", [pair.bare for pair in paints]),
            _told("first paint of Glimt", [pair.glimt for pair in paints]),
            _told("with the signs of the verdicts", [pair.signs for pair in paints]),
            _told("times as long, pair by pair", [p.glimt / p.bare for p in paints], PAINT_GOAL),
            _told("verdict after the last key", judged, VERDICT_GOAL),
        )
    )


def _told(name: str, values: Sequence[float], goal: float | None = None) -> str:
    low, _, high = quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    figures = f"{median(values):.3f}  ({low:.3f}–{high:.3f}, {min(values):.3f}–{max(values):.3f})"
    return f"{name:<36}{figures}" + ("" if goal is None else f"  ≤ {goal}")
