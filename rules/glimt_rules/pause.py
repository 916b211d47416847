"""Pausing Python's collector of cycles while something large is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


class _Host:
    """What is known of the program that all this runs in."""

    #: whether it keeps objects frozen; asked until it does, since counting them takes a walk
    #: over all of them
    freezes = False


@contextmanager
def collector_paused() -> Iterator[None]:
    """Nothing that is built in here refers back to itself.

    The collector would find nothing, and walk all of it again each time it has grown by a
    quarter: on a hundred thousand visits that took as long as the judging itself. Who
    judges and explains in one go pauses it around both.

    For the same reason what was built counts as old when the collector is let go: it would
    otherwise be walked at once, as if it were young. Freezing and thawing only hangs the
    lists of objects onto that of the oldest; a full collection still looks at all of them.
    A host program that keeps objects frozen itself is left with them.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not _Host.freezes:
            _Host.freezes = gc.get_freeze_count() > 0
        if not _Host.freezes:
            gc.freeze()
            gc.unfreeze()
        gc.enable()
