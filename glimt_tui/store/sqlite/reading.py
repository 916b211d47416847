"""Reading the file, at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_tui.store.errors import Damaged
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import KINDS, Arrival, DayCount, Key, Kind, Record, decode
from glimt_tui.store.sqlite.connection import Row, readable
from glimt_tui.store.sqlite.journal_rows import entries
from glimt_tui.store.sqlite.tables import ORDER, TABLES
from glimt_tui.store.terms import named

#: No visit is longer, so whatever goes on at a time began at most this long before.
_LONGEST_VISIT = 24 * 3600 * 1_000_000


class SqliteReading:
    """What stands in the file at one moment."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def get(self, key: Key) -> Record | None:
        """A record, or None."""
        rows = self._connection.execute(
            f"SELECT id, version, body FROM {TABLES[key.kind]} WHERE id = ?", (key.id,)
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
            f"SELECT id, version, body FROM {TABLES[kind]} {where}"
            f" ORDER BY {ORDER.get(kind, 'id')}",
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
        with readable(self._path):
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
        return next(entries(self._connection, self._path, "WHERE seq = ?", (seq,)), None)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries after a number, the oldest first."""
        where = "WHERE seq > ? ORDER BY seq"
        return entries(self._connection, self._path, where, (after,))

    def entries_back(self) -> Iterator[Entry]:
        """The entries, the newest first."""
        return entries(self._connection, self._path, "ORDER BY seq DESC")

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


def _by_arrival(record: Record) -> tuple[Moment, str]:
    assert isinstance(record.value, Arrival)
    return record.value.arrived, record.id
