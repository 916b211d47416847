"""The repository that keeps everything in one SQLite file: opened, used in transactions, closed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glimt_tui.store.sqlite.cleaning import empty_log, scrub
from glimt_tui.store.sqlite.connection import BUSY_SECONDS, Mode, connect, explained
from glimt_tui.store.sqlite.copying import copy, take_over
from glimt_tui.store.sqlite.migrations import check_state, strange_tables
from glimt_tui.store.sqlite.reading import SqliteReading
from glimt_tui.store.sqlite.writing import SqliteWriting


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
        """See that nothing of what was removed stays; False where a reader has kept it there."""
        return scrub(self._connection, self.path, self._busy_seconds)

    def empty_log(self) -> bool:
        """Put the write-ahead log into the file; False where a reader held on to it."""
        return empty_log(self._connection, self.path, self._busy_seconds)

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy beside others' writing; ``target`` is empty or not there yet."""
        copy(self._connection, self.path, target)

    def copy_from(self, source: Path, *, replacing: int | None = None) -> None:
        """Replace everything by what stands in another file, in one transaction.

        Raises WrittenMeanwhile where by then the newest entry is another one than number
        ``replacing``.
        """
        take_over(
            self._connection,
            self.path,
            source,
            replacing=replacing,
            busy_seconds=self._busy_seconds,
        )

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
