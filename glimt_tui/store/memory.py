"""The repository's twin in memory, for tests: the same behaviour, without a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import RLock

from msgspec import Struct, structs

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_tui.store.errors import StoreError
from glimt_tui.store.journal import Change, Entry, taken_away
from glimt_tui.store.records import (
    KINDS,
    Arrival,
    DayCount,
    Key,
    Kind,
    PastVisit,
    Record,
    Value,
    decode,
    encode,
)
from glimt_tui.store.references import named_by


class _State(Struct):
    """All that there is; a transaction works on a copy and puts it in place as a whole."""

    records: dict[Key, tuple[int, str]] = {}
    journal: list[Entry] = []
    counts: dict[date, DayCount] = {}


class MemoryRepository:
    """Everything in memory; the sessions of one test share it."""

    def __init__(self) -> None:
        self._state = _State()
        self._lock = RLock()
        self._version = 0

    @contextmanager
    def reading(self) -> Iterator[MemoryReading]:
        """Read at one moment."""
        yield MemoryReading(self._state)

    @contextmanager
    def writing(self) -> Iterator[MemoryWriting]:
        """Write as a whole, while nobody else does."""
        with self._lock:
            own = self._state
            state = _State(dict(own.records), list(own.journal), dict(own.counts))
            yield MemoryWriting(state)
            _check_references(state)
            self._state = state
            self._version += 1

    def data_version(self) -> int:
        """A number that changes whenever somebody has written."""
        return self._version

    def scrub(self) -> bool:
        """Nothing is kept of what was removed."""
        return True

    def close(self) -> None:
        """There is nothing to let go of."""


class MemoryReading:
    """What there is at one moment."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def get(self, key: Key) -> Record | None:
        """A record, or None."""
        found = self._state.records.get(key)
        return None if found is None else _record(key, found)

    def all(self, kind: Kind) -> list[Record]:
        """Every record of a kind."""
        found = (_record(key, row) for key, row in self._state.records.items() if key.kind == kind)
        return sorted(found, key=_order)

    def everything(self) -> Iterator[Record]:
        """Every record there is."""
        for kind in KINDS:
            yield from self.all(kind)

    def visits(self, start: Moment | None = None, end: Moment | None = None) -> list[Record]:
        """The visits that go on at some time between two moments."""
        return [
            record
            for record in self.all("visit")
            if isinstance(record.value, Visit | PastVisit)
            and (start is None or record.value.end > start)
            and (end is None or record.value.start < end)
        ]

    def visits_with_people(self, before: Moment) -> list[Record]:
        """The visits before a moment whose people are still known."""
        return [
            record
            for record in self.all("visit")
            if isinstance(record.value, Visit) and record.value.start < before
        ]

    def visits_of(self, key: Key) -> list[Record]:
        """The visits that a person, a room or a thing belongs to."""
        return [record for record in self.all("visit") if key in named_by(record.value)]

    def arrivals(self, first: date | None = None, last: date | None = None) -> list[Record]:
        """The visitor list between two days."""
        found = [
            (record.value.arrived, record.id, record)
            for record in self.all("arrival")
            if isinstance(record.value, Arrival)
            and (first is None or record.value.day >= first)
            and (last is None or record.value.day <= last)
        ]
        return [record for _, _, record in sorted(found, key=lambda row: row[:2])]

    def arrivals_of(self, key: Key) -> list[Record]:
        """What the visitor list tells of a person, or of a visit, by arrival."""
        return [record for record in self.arrivals() if key in named_by(record.value)]

    def waivers_of(self, visit: str) -> list[Record]:
        """The waivers at a visit."""
        return [r for r in self.all("waiver") if Key("visit", visit) in named_by(r.value)]

    def day_counts(self) -> list[DayCount]:
        """The anonymous figures of past days."""
        return [count for _, count in sorted(self._state.counts.items())]

    def last_entry(self) -> Entry | None:
        """The newest entry."""
        return self._state.journal[-1] if self._state.journal else None

    def entries_ever(self) -> int:
        """The number of the newest entry that was ever written."""
        return self._state.journal[-1].seq if self._state.journal else 0

    def entry(self, seq: int) -> Entry | None:
        """One entry."""
        return next((entry for entry in self._state.journal if entry.seq == seq), None)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries after a number, the oldest first."""
        return (entry for entry in self._state.journal if entry.seq > after)

    def undoing(self, seq: int) -> list[int]:
        """The numbers of the entries that take back this one."""
        return [entry.seq for entry in self._state.journal if entry.undoes == seq]

    def entries_back(self) -> Iterator[Entry]:
        """The entries, the newest first."""
        return reversed(self._state.journal)

    def told(self, kind: Kind) -> list[str]:
        """The ids of a kind of records of which the journal still tells."""
        changes = (change for entry in self._state.journal for change in entry.changes)
        return sorted({c.id for c in changes if c.kind == kind and c.id is not None})


class MemoryWriting(MemoryReading):
    """A transaction on a copy."""

    def write(self, key: Key, value: Value, version: int) -> None:
        """Write a record."""
        self._state.records[key] = (version, encode(value))

    def remove(self, key: Key) -> None:
        """Remove a record."""
        self._state.records.pop(key, None)

    def append(self, entry: Entry) -> None:
        """Add an entry to the journal."""
        self._state.journal.append(entry)

    def forget(self, keys: Iterable[Key]) -> int:
        """Take away what the journal tells of these records."""
        names = {(key.kind, key.id) for key in keys}
        return self._take_away(lambda _, change: (change.kind, change.id) in names)

    def forget_until(self, until: Mapping[Key, int]) -> int:
        """Take away what the journal tells of each of these records until an entry."""
        last = {(key.kind, key.id): seq for key, seq in until.items()}
        return self._take_away(
            lambda seq, change: seq <= last.get((change.kind, change.id or ""), 0)
        )

    def forget_before(self, kind: Kind, day: date) -> int:
        """Take away what the journal tells of a kind of records about earlier days."""

        def is_before(change: Change) -> bool:
            return change.kind == kind and change.day is not None and change.day < day

        removed = {
            change.id: entry.seq
            for entry in self._state.journal
            for change in entry.changes
            if is_before(change) and change.after is None
        }
        return self._take_away(
            lambda seq, change: (
                is_before(change) or (change.kind == kind and seq <= removed.get(change.id, 0))
            )
        )

    def _take_away(self, goes: Callable[[int, Change], bool]) -> int:
        taken = 0
        for place, entry in enumerate(self._state.journal):
            whole = [change for change in entry.changes if change.id is not None]
            going = [change for change in whole if goes(entry.seq, change)]
            if going:
                changes = [taken_away(part) if part in going else part for part in entry.changes]
                self._state.journal[place] = structs.replace(entry, changes=tuple(changes))
                taken += len(going)
        return taken

    def leave_to_scrub(self, seq: int) -> None:
        """Nothing is kept of what was removed."""

    def set_day_count(self, count: DayCount) -> None:
        """Write the figures of a day."""
        self._state.counts[count.day] = count


def _record(key: Key, row: tuple[int, str]) -> Record:
    version, body = row
    return Record(key.kind, key.id, decode(key.kind, body), version)


def _order(record: Record) -> tuple[str, str]:
    value = record.value
    if isinstance(value, Visit | PastVisit):
        return value.start.isoformat(), record.id
    if isinstance(value, Arrival):
        return value.day.isoformat(), record.id
    return "", record.id


def _check_references(state: _State) -> None:
    """Refuse to end a transaction in which something refers to what is not there."""
    for key, row in state.records.items():
        for named in named_by(_record(key, row).value):
            if named not in state.records:
                message = say(
                    "the database refused ({error}); nothing of this was written",
                    error=f"{key.kind} {key.id} refers to no {named.kind} {named.id}",
                )
                raise StoreError(Problem(message=message))
