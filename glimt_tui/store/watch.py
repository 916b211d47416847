"""What a running session looks out for: others' changes, midnight, and a clock that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import HOUSE, Key
from glimt_tui.store.repository import Reading, Repository
from glimt_tui.store.store import zone_of

#: Clocks of one machine are set by so much without anybody noticing.
TOLERANCE = timedelta(minutes=1)


class Watch:
    """Notices that others have written, at next to no cost.

    Ask ``changed`` as often as changes should show; where it says so, ``news`` tells which.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._version = repository.data_version()
        with repository.reading() as reading:
            self._seen = _newest(reading)

    def changed(self) -> bool:
        """Whether somebody else has written since this was asked last."""
        version = self._repository.data_version()
        changed, self._version = version != self._version, version
        return changed

    def news(self, reading: Reading) -> list[Entry]:
        """The entries since the last look, one's own among them, the oldest first.

        Where the database was restored meanwhile, the first is the entry that tells of it:
        whoever holds records must read all of them again.
        """
        number, hash_ = self._seen
        seen = reading.entry(number) if number else None
        if number and (seen is None or seen.hash != hash_):
            number = _restored_at(reading) - 1
        found = list(reading.entries(after=number))
        if found:
            self._seen = found[-1].seq, found[-1].hash
        return found


def _newest(reading: Reading) -> tuple[int, bytes]:
    entry = reading.last_entry()
    return (entry.seq, entry.hash) if entry else (0, b"")


def _restored_at(reading: Reading) -> int:
    """The number of the newest restore; the first entry where none is told of."""
    for entry in reading.entries_back():
        if entry.action == "restore":
            return entry.seq
    return 1


class Midnight:
    """Notices that the local day is another one, so that a running session purges."""

    def __init__(self, clock: Callable[[], Moment]) -> None:
        self._clock = clock
        self._day: date | None = None

    def passed(self, zone: ZoneInfo) -> bool:
        """Whether the day is another one than when this was asked last; true the first time.

        A clock that is set back counts, too: purging once more than needed harms nobody.
        """
        today = self._clock().astimezone(zone).date()
        passed, self._day = today != self._day, today
        return passed


def zone_in(reading: Reading) -> ZoneInfo:
    """The zone whose clock the centre goes by."""
    return zone_of(reading.get(Key("house", HOUSE)))


def clock_behind(reading: Reading, now: Moment) -> timedelta | None:
    """By how much the machine's clock is behind the newest entry; None where it seems right.

    Entries are in the order of their numbers, so writing goes on; but days are counted by the
    clock, and whoever reads the journal should know.
    """
    entry = reading.last_entry()
    if entry is None or entry.at - now <= TOLERANCE:
        return None
    return entry.at - now
