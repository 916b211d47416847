"""Watching a search: what it has come to, how much time is left, and ending it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from msgspec import Struct

from glimt_rules.wishes.score import Score
from glimt_tui.planning.proposal import Goal


class Progress(Struct, frozen=True):
    """What there is so far, and what is sought at the moment."""

    seconds: float
    score: Score
    #: what was asked for: as ``score.people``
    asked: tuple[int, ...]
    goal: Goal | None = None


class Watcher:
    """Says whether to go on, and hears of progress; the search asks it all the time."""

    def __init__(self, seconds: float, tell: Callable[[Progress], None] = lambda _: None) -> None:
        self._began = monotonic()
        self._seconds = seconds
        #: is called with each piece of progress, also from the solver's thread
        self.tell = tell
        self.stopped = False

    def stop(self) -> None:
        """End the search with what there is; may be called from a signal's handler."""
        self.stopped = True

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return monotonic() - self._began

    @property
    def left(self) -> float:
        """How much time is left (seconds)."""
        return 0.0 if self.stopped else self._seconds - self.seconds

    def go_on(self) -> bool:
        """Whether there is time left, and nobody has stopped it."""
        return self.left > 0
