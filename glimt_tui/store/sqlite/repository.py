"""The repository that keeps everything in one SQLite file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Equipment, Person, Visit, Waiver
from glimt_tui.store.daybook import Call, Language, Loan, Series
from glimt_tui.store.errors import Busy, Damaged, StoreError
from glimt_tui.store.journal import Change, Entry
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
from glimt_tui.store.sqlite.connection import (
    BUSY_SECONDS,
    Mode,
    connect,
    damaged,
    explained,
    explanation,
)
from glimt_tui.store.sqlite.migrations import check_state, strange_tables
from glimt_tui.store.terms import named

_TABLES: dict[Kind, str] = {
    "house": "house",
    "room": "rooms",
    "equipment": "equipment",
    "cohort": "cohorts",
    "household": "households",
    "person": "people",
    "visit": "visits",
    "waiver": "waivers",
    "arrival": "arrivals",
    "family": "families",
    "series": "series",
    "loan": "loans",
    "call": "calls",
    "notice": "notices",
    "language": "languages",
}
_ORDER: dict[Kind, str] = {"visit": "starts, id", "arrival": "day, id"}
#: No visit is longer, so whatever goes on at a time began at most this long before.
_LONGEST_VISIT = 24 * 3600 * 1_000_000
#: How long readers may keep what was removed in the log before it is told.
SCRUB_SECONDS = 10.0

Row = tuple[Any, ...]


class WrittenMeanwhile(Busy):
    """Somebody has written what would have been replaced without having been seen."""


class SqliteRepository:
    """Everything in one file; opened once a thread, as many times as there are sessions."""

    def __init__(
        self,
        path: Path,
        mode: Mode = "rw",
        *,
        busy_seconds: float = BUSY_SECONDS,
        alone: bool = False,
    ) -> None:
        """Open the file; raises StoreError where it is none of ours, or of another version.

        ``alone`` is for a backup, which nobody else uses: it stays one file with no log beside it.
        """
        self.path = path
        self._busy_seconds = busy_seconds
        self._connection = connect(path, mode, busy_seconds=busy_seconds)
        try:
            with explained(path):
                check_state(self._connection, path)
                if mode == "rw" and not alone:
                    # a backup that was copied here by hand has none
                    self._connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            self._connection.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[SqliteReading]:
        """Read at one moment."""
        with self._transaction("BEGIN"):
            yield SqliteReading(self._connection, self.path)

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        """Write as a whole, while nobody else does."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield SqliteWriting(self._connection, self.path)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with explained(self.path):
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # a full disk may have ended the transaction already
                if self._connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                raise

    def data_version(self) -> int:
        """A number that changes whenever somebody else has written."""
        with explained(self.path):
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def scrub(self) -> bool:
        """Write the file anew and empty the log: removed pages stand there as they were.

        The driver overwrites what is removed, but not the copies that it left behind when it
        moved rows from page to page. The log can only be emptied while nobody reads, so that is
        tried again for some seconds.
        """
        try:
            with explained(self.path):
                self._write_anew()
        except Damaged:
            raise
        except StoreError:  # no room for a second copy, or a writer who takes very long
            self.empty_log()
            return False
        return self.empty_log()

    def _write_anew(self) -> None:
        """Write the file anew where that has been left to do."""
        (left,) = self._connection.execute("SELECT max(seq) FROM unscrubbed").fetchone()
        if left is not None:
            self._connection.execute("VACUUM")
            self._connection.execute("DELETE FROM unscrubbed WHERE seq <= ?", (left,))

    def empty_log(self) -> bool:
        """Put the write-ahead log into the file; False where a reader held on to it."""
        end = time.monotonic() + SCRUB_SECONDS
        while True:
            with explained(self.path):
                self._connection.execute("PRAGMA busy_timeout = 1000")
                try:
                    row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    timeout = int(self._busy_seconds * 1000)
                    self._connection.execute(f"PRAGMA busy_timeout = {timeout}")
            if not row[0]:
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.05)

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy beside others' writing; ``target`` is empty or not there yet."""
        copy(self._connection, self.path, target)

    def copy_from(self, source: Path, *, replacing: int | None = None) -> None:
        """Replace everything by what stands in another file, in one transaction.

        Raises WrittenMeanwhile where by then the newest entry is another one than number
        ``replacing``, so that nothing is lost which whoever restores has not seen.
        """
        end = time.monotonic() + self._busy_seconds

        def between_pages(status: int, *_: int) -> None:
            nonlocal replacing
            if status == sqlite3.SQLITE_BUSY:
                if time.monotonic() > end:  # the driver would wait for ever
                    raise explanation(_busy(), self.path)
            elif replacing is not None:
                # from the first page on nobody else can write
                if _newest_entry(self.path) != replacing:
                    message = say("somebody has written meanwhile; nothing was restored")
                    raise WrittenMeanwhile(Problem(message=message, file=str(self.path)))
                replacing = None

        other = connect(source, "ro")
        try:
            with explained(self.path):
                other.backup(self._connection, pages=8, progress=between_pages, sleep=0.05)
        finally:
            other.close()

    def faults(self) -> list[str]:
        """What the database itself finds wrong with the file; nothing where it is whole."""
        with explained(self.path):
            found = [row[0] for row in self._connection.execute("PRAGMA integrity_check")]
            wrong = [fault for fault in found if fault != "ok"]
            for table, row, parent, _ in self._connection.execute("PRAGMA foreign_key_check"):
                wrong.append(f"{table} {row} refers to no row of {parent}")
            wrong += [
                f"{name} is not as Glimt makes it" for name in strange_tables(self._connection)
            ]
        return wrong

    def close(self) -> None:
        """Let go of the file."""
        with explained(self.path):
            self._connection.close()


class SqliteReading:
    """What stands in the file at one moment."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def get(self, key: Key) -> Record | None:
        """A record, or None."""
        rows = self._connection.execute(
            f"SELECT id, version, body FROM {_TABLES[key.kind]} WHERE id = ?", (key.id,)
        )
        row = rows.fetchone()
        return None if row is None else self._record(key.kind, row)

    def all(self, kind: Kind) -> list[Record]:
        """Every record of a kind."""
        return list(self._records(kind))

    def everything(self) -> Iterator[Record]:
        """Every record there is."""
        for kind in KINDS:
            yield from self._records(kind)

    def _records(self, kind: Kind, where: str = "", values: Row = ()) -> Iterator[Record]:
        rows = self._connection.execute(
            f"SELECT id, version, body FROM {_TABLES[kind]} {where}"
            f" ORDER BY {_ORDER.get(kind, 'id')}",
            values,
        )
        for row in rows:
            yield self._record(kind, row)

    def _record(self, kind: Kind, row: Row) -> Record:
        id_, version, body = row
        try:
            return Record(kind, id_, decode(kind, body), version)
        except ValueError as error:
            raise Damaged(
                Problem(
                    message=say(
                        "{thing} cannot be read ({error}); glimt restore brings back the newest"
                        " backup",
                        thing=named(kind, id_),
                        error=quoted(str(error)),
                    ),
                    file=str(self._path),
                )
            ) from error

    def visits(self, start: Moment | None = None, end: Moment | None = None) -> list[Record]:
        """The visits that go on at some time between two moments."""
        parts, values = [], []
        if start is not None:
            parts += ["starts > ?", "ends > ?"]
            values += [start.ticks - _LONGEST_VISIT - 1, start.ticks]
        if end is not None:
            parts.append("starts < ?")
            values.append(end.ticks)
        where = f"WHERE {' AND '.join(parts)}" if parts else ""
        return list(self._records("visit", where, tuple(values)))

    def visits_with_people(self, before: Moment) -> list[Record]:
        """The visits before a moment whose people are still known."""
        return list(self._records("visit", "WHERE peopled = 1 AND starts < ?", (before.ticks,)))

    def visits_of(self, key: Key) -> list[Record]:
        """The visits that a person, a room or a thing belongs to."""
        where = {
            "person": "WHERE id IN (SELECT visit FROM visit_people WHERE person = ?)",
            "equipment": "WHERE id IN (SELECT visit FROM visit_equipment WHERE thing = ?)",
            "room": "WHERE room = ?",
        }[key.kind]
        return list(self._records("visit", where, (key.id,)))

    def arrivals(self, first: date | None = None, last: date | None = None) -> list[Record]:
        """The visitor list between two days."""
        since = first.isoformat() if first else ""
        until = last.isoformat() if last else "9999"
        found = self._records("arrival", "WHERE day >= ? AND day <= ?", (since, until))
        return sorted(found, key=_by_arrival)

    def arrivals_of(self, key: Key) -> list[Record]:
        """What the visitor list tells of a person, or of a visit, by arrival."""
        column = {"person": "person", "visit": "visit"}[key.kind]
        return sorted(self._records("arrival", f"WHERE {column} = ?", (key.id,)), key=_by_arrival)

    def waivers_of(self, visit: str) -> list[Record]:
        """The waivers at a visit."""
        return list(self._records("waiver", "WHERE visit = ?", (visit,)))

    def day_counts(self) -> list[DayCount]:
        """The anonymous figures of past days."""
        rows = self._connection.execute("SELECT body FROM day_counts ORDER BY day")
        with _readable(self._path):
            return [msgspec.json.decode(body, type=DayCount) for (body,) in rows]

    def last_entry(self) -> Entry | None:
        """The newest entry."""
        return next(self.entries_back(), None)

    def entries_ever(self) -> int:
        """The number of the newest entry that was ever written."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'journal'"
        ).fetchone()
        return int(row[0]) if row else 0

    def entry(self, seq: int) -> Entry | None:
        """One entry."""
        return next(self._entries("WHERE seq = ?", (seq,)), None)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries after a number, the oldest first."""
        return self._entries("WHERE seq > ? ORDER BY seq", (after,))

    def entries_back(self) -> Iterator[Entry]:
        """The entries, the newest first."""
        return self._entries("ORDER BY seq DESC", ())

    def told(self, kind: Kind) -> list[str]:
        """The ids of a kind of records of which the journal still tells."""
        rows = self._connection.execute(
            "SELECT DISTINCT id FROM journal_changes WHERE kind = ? AND id IS NOT NULL ORDER BY id",
            (kind,),
        )
        return [id_ for (id_,) in rows]

    def undoing(self, seq: int) -> list[int]:
        """The numbers of the entries that take back this one."""
        rows = self._connection.execute("SELECT seq FROM journal WHERE undoes = ?", (seq,))
        return [found for (found,) in rows]

    def _entries(self, where: str, values: Row) -> Iterator[Entry]:
        rows = self._connection.execute(
            f"SELECT seq, at, who, action, facts, undoes, hash FROM journal {where}", values
        )
        for seq, at, who, action, facts, undoes, hash_ in rows:
            changes = self._changes(seq)
            with _readable(self._path):
                entry = Entry(
                    seq=seq,
                    at=_moment(at),
                    who=who,
                    action=action,
                    facts=json.loads(facts),
                    undoes=undoes,
                    changes=changes,
                    hash=hash_,
                )
            yield entry

    def _changes(self, seq: int) -> tuple[Change, ...]:
        rows = self._connection.execute(
            "SELECT kind, id, day, before, after, salt, digest FROM journal_changes"
            " WHERE seq = ? ORDER BY place",
            (seq,),
        )
        with _readable(self._path):
            return tuple(
                Change(
                    kind=kind,
                    id=id_,
                    day=date.fromisoformat(day) if day else None,
                    before=before,
                    after=after,
                    salt=salt,
                    digest=digest,
                )
                for kind, id_, day, before, after, salt, digest in rows
            )


class SqliteWriting(SqliteReading):
    """A transaction on the file."""

    def write(self, key: Key, value: Value, version: int) -> None:
        """Write a record, with the columns by which it is found."""
        columns = {"id": key.id, "version": version, **_columns(value), "body": encode(value)}
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
        self._connection.execute(
            f"INSERT INTO {_TABLES[key.kind]} ({names}) VALUES ({marks})"
            f" ON CONFLICT (id) DO UPDATE SET {changes}",
            tuple(columns.values()),
        )
        self._refer(key, value)

    def _refer(self, key: Key, value: Value) -> None:
        """Write down which people and things a record names."""
        if isinstance(value, Visit | PastVisit):
            people = value.people if isinstance(value, Visit) else ()
            self._set_references("visit_people", "visit", "person", key.id, people)
            self._set_references("visit_equipment", "visit", "thing", key.id, value.equipment)
        elif isinstance(value, Person):
            named = {*value.fixed_contacts, value.comes_with} - {None}
            self._set_references("people_named", "person", "named", key.id, named)
        elif isinstance(value, Series):
            people = tuple(dict.fromkeys((*value.people, *filter(None, [value.host]))))
            self._set_references("series_people", "series", "person", key.id, people)
            self._set_references("series_equipment", "series", "thing", key.id, value.equipment)

    def _set_references(
        self, table: str, owner: str, other: str, id_: str, others: Iterable[str | None]
    ) -> None:
        self._connection.execute(f"DELETE FROM {table} WHERE {owner} = ?", (id_,))
        self._connection.executemany(
            f"INSERT INTO {table} ({owner}, {other}) VALUES (?, ?)",
            [(id_, named) for named in others],
        )

    def remove(self, key: Key) -> None:
        """Remove a record."""
        self._connection.execute(f"DELETE FROM {_TABLES[key.kind]} WHERE id = ?", (key.id,))

    def append(self, entry: Entry) -> None:
        """Add an entry to the journal."""
        self._connection.execute(
            "INSERT INTO journal (seq, at, who, action, facts, undoes, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                entry.seq,
                entry.at.isoformat(),
                entry.who,
                entry.action,
                json.dumps(entry.facts, ensure_ascii=False, sort_keys=True),
                entry.undoes,
                entry.hash,
            ),
        )
        self._connection.executemany(
            "INSERT INTO journal_changes (seq, place, kind, id, day, before, after, salt, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    entry.seq,
                    place,
                    change.kind,
                    change.id,
                    change.day.isoformat() if change.day else None,
                    change.before,
                    change.after,
                    change.salt,
                    change.digest,
                )
                for place, change in enumerate(entry.changes)
            ],
        )

    def forget(self, keys: Iterable[Key]) -> int:
        """Take away what the journal tells of these records."""
        return sum(self._take_away("kind = ? AND id = ?", (key.kind, key.id)) for key in keys)

    def forget_until(self, until: Mapping[Key, int]) -> int:
        """Take away what the journal tells of each of these records until an entry."""
        where = "kind = ? AND id = ? AND seq <= ?"
        return sum(self._take_away(where, (key.kind, key.id, seq)) for key, seq in until.items())

    def forget_before(self, kind: Kind, day: date) -> int:
        """Take away what the journal tells of a kind of records about earlier days."""
        where = "kind = ? AND id IS NOT NULL AND day IS NOT NULL AND day < ?"
        about = (kind, day.isoformat())
        removed = self._connection.execute(
            f"SELECT id, max(seq) FROM journal_changes WHERE {where} AND after IS NULL GROUP BY id",
            about,
        ).fetchall()
        taken = sum(
            self._take_away("kind = ? AND id = ? AND seq <= ?", (kind, id_, seq))
            for id_, seq in removed
        )
        return taken + self._take_away(where, about)

    def _take_away(self, where: str, values: Row) -> int:
        done = self._connection.execute(
            "UPDATE journal_changes SET id = NULL, before = NULL, after = NULL, salt = NULL"
            f" WHERE {where}",
            values,
        )
        return done.rowcount

    def leave_to_scrub(self, seq: int) -> None:
        """Note that removed content may stand in the files."""
        self._connection.execute("INSERT INTO unscrubbed (seq) VALUES (?)", (seq,))

    def set_day_count(self, count: DayCount) -> None:
        """Write the figures of a day."""
        self._connection.execute(
            "INSERT INTO day_counts (day, body) VALUES (?, ?)"
            " ON CONFLICT (day) DO UPDATE SET body = excluded.body",
            (count.day.isoformat(), msgspec.json.encode(count).decode()),
        )


def copy(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Write a consistent copy of an open database; ``target`` is empty or not there yet."""
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        of_source = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        raise explanation(error, path if of_source else target) from error


def _busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


def _newest_entry(path: Path) -> int:
    """The number of the newest entry, as others see it."""
    repository = SqliteRepository(path, "ro")
    try:
        with repository.reading() as reading:
            return reading.entries_ever()
    finally:
        repository.close()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what cannot be read as what it must be into damage."""
    try:
        yield
    except (ValueError, msgspec.MsgspecError) as error:
        raise damaged(path) from error


def _columns(value: Value) -> dict[str, str | int | None]:
    """What of a record is looked for or referred to."""
    if isinstance(value, Visit | PastVisit):
        return {
            "starts": value.start.ticks,
            "ends": value.end.ticks,
            "peopled": int(isinstance(value, Visit)),
            "room": value.room,
        }
    if isinstance(value, Equipment | Series):
        return {"room": value.room}
    if isinstance(value, Waiver):
        return {"visit": value.visit}
    if isinstance(value, Arrival):
        return {"day": value.day.isoformat(), "person": value.person, "visit": value.visit}
    if isinstance(value, Loan):
        return {"thing": value.thing, "person": value.person}
    if isinstance(value, Call | Language):
        return {"person": value.person}
    return {}


def _by_arrival(record: Record) -> tuple[Moment, str]:
    assert isinstance(record.value, Arrival)
    return record.value.arrived, record.id


def _moment(text: str) -> Moment:
    read = datetime.fromisoformat(text)
    return Moment.combine(read.date(), read.time(), UTC)
