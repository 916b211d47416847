"""Pausing Python's collector of cycles while something large is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Nothing that is built in here refers back to itself.

    The collector would find nothing, and walk all of it again each time it has grown by a
    quarter: on a hundred thousand visits that took as long as the judging itself. Who
    judges and explains in one go pauses it around both, since it takes its turn each time
    that it is let go.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
