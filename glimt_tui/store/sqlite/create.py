"""Making a database, and bringing an old one up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_tui import __version__
from glimt_tui.store.errors import StoreError
from glimt_tui.store.sqlite.connection import connect, explained, has_tables
from glimt_tui.store.sqlite.migrations import Migration, migrate


def create(path: Path, *, now: Moment) -> None:
    """Make the tables of a new database in a file that is empty or not there yet.

    Write-ahead logging is switched on here, once: the file remembers it, so readers never wait
    for a writer. Raises StoreError where there is a database already.
    """
    with explained(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            if has_tables(connection):
                message = say(
                    "There is something here already; a database is made where nothing is"
                )
                raise StoreError(Problem(message=message, file=str(path)))
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            migrate(connection, path, now=now, program=__version__)
        finally:
            connection.close()


def bring_up_to_date(path: Path, *, now: Moment) -> list[Migration]:
    """Run the migrations that a database has not been through; returns them."""
    connection = connect(path)
    try:
        return migrate(connection, path, now=now, program=__version__)
    finally:
        connection.close()
