"""Whether a copy of a database is whole, before anything is made of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store import journal
from glimt_tui.store.errors import Damaged, StoreError
from glimt_tui.store.sqlite.connection import explained
from glimt_tui.store.sqlite.repository import SqliteRepository


def check_backup(path: Path, source: Path) -> None:
    """Raise StoreError unless a copy is whole, and its journal as it was written."""
    with closing(SqliteRepository(path, "ro", alone=True)) as repository:
        if faults := repository.faults():
            raise _damage(source, faults[0])
        with repository.reading() as reading:
            tampered = journal.verify(reading)
    if tampered is not None:
        message = say(
            "entry {seq} of the journal was tampered with; glimt journal verify tells more",
            seq=tampered.seq,
        )
        raise StoreError(Problem(message=message, file=str(source)))


def check_integrity(connection: sqlite3.Connection, source: Path) -> None:
    """Raise Damaged unless the database itself finds a file whole."""
    with explained(source):
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise _damage(source, found)


def _damage(source: Path, fault: str) -> Damaged:
    message = say("the database is damaged: {fault}", fault=quoted(fault))
    return Damaged(Problem(message=message, file=str(source)))
