"""Writing to the file, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from glimt_tui.store.journal import Entry
from glimt_tui.store.records import DayCount, Key, Kind, Value, encode
from glimt_tui.store.sqlite.journal_rows import insert, take_away, take_away_before
from glimt_tui.store.sqlite.reading import SqliteReading
from glimt_tui.store.sqlite.tables import TABLES, References, columns_of, references_of


class SqliteWriting(SqliteReading):
    """A transaction on the file."""

    def write(self, key: Key, value: Value, version: int) -> None:
        """Write a record, with the columns by which it is found."""
        columns = {"id": key.id, "version": version, **columns_of(value), "body": encode(value)}
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
        self._connection.execute(
            f"INSERT INTO {TABLES[key.kind]} ({names}) VALUES ({marks})"
            f" ON CONFLICT (id) DO UPDATE SET {changes}",
            tuple(columns.values()),
        )
        for each in references_of(value):
            self._refer(key.id, each)

    def _refer(self, id_: str, to: References) -> None:
        self._connection.execute(f"DELETE FROM {to.table} WHERE {to.owner} = ?", (id_,))
        self._connection.executemany(
            f"INSERT INTO {to.table} ({to.owner}, {to.other}) VALUES (?, ?)",
            [(id_, other) for other in to.ids],
        )

    def remove(self, key: Key) -> None:
        """Remove a record."""
        self._connection.execute(f"DELETE FROM {TABLES[key.kind]} WHERE id = ?", (key.id,))

    def append(self, entry: Entry) -> None:
        """Add an entry to the journal."""
        insert(self._connection, entry)

    def forget(self, keys: Iterable[Key]) -> int:
        """Take away what the journal tells of these records."""
        return sum(
            take_away(self._connection, "kind = ? AND id = ?", (key.kind, key.id)) for key in keys
        )

    def forget_until(self, until: Mapping[Key, int]) -> int:
        """Take away what the journal tells of each of these records until an entry."""
        where = "kind = ? AND id = ? AND seq <= ?"
        return sum(
            take_away(self._connection, where, (key.kind, key.id, seq))
            for key, seq in until.items()
        )

    def forget_before(self, kind: Kind, day: date) -> int:
        """Take away what the journal tells of a kind of records about earlier days."""
        return take_away_before(self._connection, kind, day)

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
