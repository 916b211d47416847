"""The one door to what is written down: records and the journal, read and written as wholes.

``SqliteRepository`` keeps them in a file, ``MemoryRepository`` is its twin for tests; the same
tests hold both to what is said here. Neither knows what an action means: that is ``Store``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from glimt_rules.moments import Moment
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import DayCount, Key, Kind, Record, Value


class Reading(Protocol):
    """What stands in the database at one moment; others' writing does not show in it."""

    def get(self, key: Key) -> Record | None:
        """A record, or None where there is none."""

    def all(self, kind: Kind) -> list[Record]:
        """Every record of a kind, by id; visits by start and id."""

    def everything(self) -> Iterator[Record]:
        """Every record there is, kind by kind."""

    def visits(self, start: Moment | None = None, end: Moment | None = None) -> list[Record]:
        """The visits that go on at some time from ``start`` until ``end``, by start and id."""

    def visits_with_people(self, before: Moment) -> list[Record]:
        """The visits that start before a moment, and whose people are still known."""

    def visits_of(self, key: Key) -> list[Record]:
        """The visits that a person, a room or a thing of equipment belongs to."""

    def arrivals(self, first: date | None = None, last: date | None = None) -> list[Record]:
        """The visitor list from one local day to another, both included, by arrival."""

    def arrivals_of(self, key: Key) -> list[Record]:
        """What the visitor list tells of a person, or of a visit, by arrival."""

    def waivers_of(self, visit: str) -> list[Record]:
        """The waivers at a visit."""

    def day_counts(self) -> list[DayCount]:
        """The anonymous figures that are kept of past days."""

    def last_entry(self) -> Entry | None:
        """The newest entry of the journal."""

    def entries_ever(self) -> int:
        """The number of the newest entry that was ever written."""

    def entry(self, seq: int) -> Entry | None:
        """One entry of the journal."""

    def undoing(self, seq: int) -> list[int]:
        """The numbers of the entries that take back this one."""

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries of the journal after a number, the oldest first."""

    def entries_back(self) -> Iterator[Entry]:
        """The entries of the journal, the newest first."""

    def told(self, kind: Kind) -> list[str]:
        """The ids of a kind of records of which the journal still tells something, sorted."""


class Writing(Reading, Protocol):
    """A transaction: others see all of it, or nothing."""

    def write(self, key: Key, value: Value, version: int) -> None:
        """Write a record, new or not."""

    def remove(self, key: Key) -> None:
        """Remove a record; nothing may refer to it any more when the transaction ends."""

    def append(self, entry: Entry) -> None:
        """Add an entry to the journal."""

    def forget(self, keys: Iterable[Key]) -> int:
        """Take away what the journal tells of these records; returns how many changes that were."""

    def forget_until(self, until: Mapping[Key, int]) -> int:
        """Take away what the journal tells of each of these records until an entry of its own.

        The entry, given by its number, is included. Returns how many changes that were.
        """

    def forget_before(self, kind: Kind, day: date) -> int:
        """Take away what the journal tells of a kind of records about the days before ``day``.

        With the removal of a record goes whatever was told of it until then. Returns how many
        changes that were.
        """

    def leave_to_scrub(self, seq: int) -> None:
        """Note that after this entry ``scrub`` has something to do."""

    def set_day_count(self, count: DayCount) -> None:
        """Write the figures of a day."""


class Repository(Protocol):
    """A database, or what behaves like one."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Read at one moment."""

    def writing(self) -> AbstractContextManager[Writing]:
        """Write as a whole: committed on leaving, undone where an exception is raised.

        Nobody else writes meanwhile, so keep it short. Raises Busy where another session has
        held the database for too long, and StoreError where it cannot be written.
        """

    def data_version(self) -> int:
        """A number that changes whenever somebody else has written."""

    def scrub(self) -> bool:
        """Make sure that nothing of what was left to scrub stays in the files.

        False where somebody has held on to them for too long, so that some of it may; it is
        then left to the next time. Costs little where nothing was left.
        """

    def close(self) -> None:
        """Let go of the database."""
