"""A clock at noon, and a purge that is seen to leave nothing to do."""

from __future__ import annotations

import pytest

from glimt_rules.moments import Moment
from glimt_tui.store.journal import verify
from glimt_tui.store.repository import Repository
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import Purged, purge
from glimt_tui.store.seal import DayKeys
from store.places import FakeClock
from store.retention.remembering import NOON, Purge


@pytest.fixture
def clock() -> FakeClock:
    """Noon on Monday 4 January 2021."""
    return FakeClock(NOON)


@pytest.fixture
def forget(repository: Repository, keys: DayKeys, clock: FakeClock) -> Purge:
    """Purge at a moment; sees that the journal still verifies, and that nothing is left to do."""

    def run(now: Moment | None = None, **keeping: int) -> Purged:
        if now is not None:
            clock.now = now
        done = purge(repository, keys, Keeping(**keeping), who="cron", clock=clock)
        with repository.reading() as reading:
            assert verify(reading) is None
            last = reading.entries_ever()
        again = purge(repository, keys, Keeping(**keeping), who="cron", clock=clock)
        assert again == Purged()
        with repository.reading() as reading:
            assert verify(reading) is None
            assert reading.entries_ever() == last
        return done

    return run
