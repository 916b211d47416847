"""Time, and how it is told."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median


def timed(work: Callable[[], object]) -> float:
    """How many seconds of the processor it takes: what else the machine does counts little."""
    before = time.process_time()
    result = work()
    took = time.process_time() - before
    del result  # what it made is freed outside the measured time
    return took


@contextmanager
def rested() -> Iterator[None]:
    """The collector of cycles rests, for everybody alike, from a clean heap."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def ratio(times: Sequence[float], yardstick: Sequence[float]) -> tuple[float, float, float]:
    """The median of the ratios of the pairs, the least and the most."""
    ratios = [one / other for one, other in zip(times, yardstick, strict=True)]
    return median(ratios), min(ratios), max(ratios)


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def row(name: str, *cells: str) -> None:
    """Print a row of a table."""
    say(f"  {name:<30}" + "".join(f"{cell:>12}" for cell in cells))


def number(value: float) -> str:
    """A number with as many digits as mean something."""
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"
