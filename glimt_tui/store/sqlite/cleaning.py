"""Seeing that nothing of what was removed stays in the file, or in the log beside it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from glimt_tui.store.errors import Damaged, StoreError
from glimt_tui.store.sqlite.connection import explained

#: How long readers may keep what was removed in the log before it is told.
SCRUB_SECONDS = 10.0


def scrub(connection: sqlite3.Connection, path: Path, busy_seconds: float) -> bool:
    """Write the file anew and empty the log: removed pages stand there as they were.

    The driver overwrites what is removed, but not the copies that it left behind when it
    moved rows from page to page. The log can only be emptied while nobody reads, so that is
    tried again for some seconds; False where a reader held on to it.
    """
    try:
        with explained(path):
            _write_anew(connection)
    except Damaged:
        raise
    except StoreError:  # no room for a second copy, or a writer who takes very long
        empty_log(connection, path, busy_seconds)
        return False
    return empty_log(connection, path, busy_seconds)


def _write_anew(connection: sqlite3.Connection) -> None:
    """Write the file anew where that has been left to do."""
    (left,) = connection.execute("SELECT max(seq) FROM unscrubbed").fetchone()
    if left is not None:
        connection.execute("VACUUM")
        connection.execute("DELETE FROM unscrubbed WHERE seq <= ?", (left,))


def empty_log(connection: sqlite3.Connection, path: Path, busy_seconds: float) -> bool:
    """Put the write-ahead log into the file; False where a reader held on to it."""
    end = time.monotonic() + SCRUB_SECONDS
    while True:
        with explained(path):
            connection.execute("PRAGMA busy_timeout = 1000")
            try:
                row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                timeout = int(busy_seconds * 1000)
                connection.execute(f"PRAGMA busy_timeout = {timeout}")
        if not row[0]:
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
