"""Copies of a whole database while others use it: written beside it, and taken over by it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store.errors import Busy
from glimt_tui.store.sqlite.connection import connect, explained, explanation
from glimt_tui.store.sqlite.migrations import check_state
from glimt_tui.store.sqlite.reading import SqliteReading


class WrittenMeanwhile(Busy):
    """Somebody has written what would have been replaced without having been seen."""


def copy(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Write a consistent copy of an open database; ``target`` is empty or not there yet."""
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        of_source = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        raise explanation(error, path if of_source else target) from error


def take_over(
    connection: sqlite3.Connection,
    path: Path,
    source: Path,
    *,
    replacing: int | None,
    busy_seconds: float,
) -> None:
    """Replace all that an open database holds by what stands in a file, in one transaction.

    Raises WrittenMeanwhile where by then the newest entry is another one than number
    ``replacing``, so that nothing is lost which whoever restores has not seen.
    """
    end = time.monotonic() + busy_seconds

    def between_pages(status: int, *_: int) -> None:
        nonlocal replacing
        if status == sqlite3.SQLITE_BUSY:
            if time.monotonic() > end:  # the driver would wait for ever
                raise explanation(_busy(), path)
        elif replacing is not None:
            # from the first page on nobody else can write
            if newest_entry(path) != replacing:
                message = say("somebody has written meanwhile; nothing was restored")
                raise WrittenMeanwhile(Problem(message=message, file=str(path)))
            replacing = None

    other = connect(source, "ro")
    try:
        with explained(path):
            other.backup(connection, pages=8, progress=between_pages, sleep=0.05)
    finally:
        other.close()


def _busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


def newest_entry(path: Path) -> int:
    """The number of the newest entry of a database, as others see it."""
    connection = connect(path, "ro")
    try:
        with explained(path):
            check_state(connection, path)
            return SqliteReading(connection, path).entries_ever()
    finally:
        connection.close()
