"""Bringing a database to the tables that this version of the program knows.

Each migration is a file, ``NNNN_what_it_does.sql``, that is never changed once released. They
run in one transaction, so a database is at the old state or at the new one.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_tui.store.errors import Damaged, StoreError
from glimt_tui.store.sqlite.connection import APPLICATION_ID, explained


class Migration(Struct, frozen=True):
    """One step: its number, what it is called, and its statements."""

    number: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    """Every migration that this version of the program knows, in order."""
    folder = files("glimt_tui.store.sqlite") / "migrations"
    found = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return [
        Migration(int(file.name[:4]), file.name[5:-4], file.read_text(encoding="utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    ]


#: The newest state of the tables, so that opening a database need not read the files.
NEWEST = 3


def state_of(connection: sqlite3.Connection) -> int:
    """The number of the last migration that a database has been through; 0 where none."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def check_state(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError where the database is newer or older than this program."""
    check_not_newer(connection, path)
    state = state_of(connection)
    if state < NEWEST:
        message = say(
            "the database is of an older version of Glimt (tables {found}, wanted: {known}); "
            "glimt migrate brings it up to date",
            found=state,
            known=NEWEST,
        )
        raise StoreError(Problem(message=message, file=str(path)))


def check_not_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError where the database is newer than this program."""
    state = state_of(connection)
    if state > NEWEST:
        raise _newer(state, NEWEST, path)


def _newer(state: int, known: int, path: Path) -> StoreError:
    message = say(
        "the database was made by a newer version of Glimt (tables {found}, known here: "
        "{known}); it was left as it is",
        found=state,
        known=known,
    )
    return StoreError(Problem(message=message, file=str(path)))


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    *,
    now: Moment,
    program: str,
    steps: Sequence[Migration] | None = None,
) -> list[Migration]:
    """Run what the database has not been through; returns the steps that were run.

    Two that migrate at once do it once. Raises StoreError where the database is newer.
    """
    steps = migrations() if steps is None else steps
    with explained(path), _loose_references(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            state = state_of(connection)
            if state > steps[-1].number:
                raise _newer(state, steps[-1].number, path)
            missing = [step for step in steps if step.number > state]
            for step in missing:
                _run(connection, step, now, program)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            if missing:
                _check_references(connection, path)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            raise
    return missing


def _run(connection: sqlite3.Connection, step: Migration, now: Moment, program: str) -> None:
    for statement in _statements(step.sql):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO migrations (number, name, program, at) VALUES (?, ?, ?, ?)",
        (step.number, step.name, program, now.isoformat()),
    )
    connection.execute(f"PRAGMA user_version = {step.number}")


@contextlib.contextmanager
def _loose_references(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a table be made anew: dropping the old one would take along whatever refers to it.

    That can only be switched outside of a transaction; the references are checked at its end.
    """
    (enforced,) = connection.execute("PRAGMA foreign_keys").fetchone()
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA foreign_keys = {enforced}")


def _check_references(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        message = say(
            "the database cannot be brought up to date, since its records do not fit together; it"
            " was left as it is. glimt restore brings back the newest backup"
        )
        raise Damaged(Problem(message=message, file=str(path)))


def _statements(sql: str) -> Iterator[str]:
    """The statements of a file one by one: running it as a whole would commit in between."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def strange_tables(connection: sqlite3.Connection) -> list[str]:
    """What stands in the database's plan of itself that no migration made, or is missing there."""
    found, wanted = _plan_of(connection), _newest_plan()
    return sorted(
        name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)
    )


@lru_cache(maxsize=1)
def _newest_plan() -> dict[str, str]:
    """What a database of the newest state says of itself."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for step in migrations():
            for statement in _statements(step.sql):
                connection.execute(statement)
        return _plan_of(connection)
    finally:
        connection.close()


def _plan_of(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    return dict(rows)
