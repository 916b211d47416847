"""One connection to the database file, and what its errors mean to whoever reads them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_tui.store.errors import Busy, Damaged, StoreError

#: Stands in the file's head: this is one of ours ("glmt").
APPLICATION_ID = 0x676C6D74
#: Others' transactions take milliseconds; whoever waits this long waits for something broken.
BUSY_SECONDS = 30

Mode = Literal["ro", "rw"]
Row = tuple[Any, ...]


def connect(
    path: Path, mode: Mode = "rw", *, busy_seconds: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open the file as the whole program does; never makes one.

    Transactions begin and end where the program says so. What is removed is overwritten, and a
    commit has reached the disk when it returns. Raises StoreError.
    """
    with explained(path):
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=busy_seconds,
            cached_statements=256,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            # what is written down is in the database's folder, and nowhere in /tmp
            connection.execute("PRAGMA temp_store = MEMORY")
            _check_head(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _check_head(connection: sqlite3.Connection, path: Path) -> None:
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    if found == APPLICATION_ID:
        return
    if has_tables(connection):
        message = say("this is a database of another program, not of Glimt")
        raise StoreError(Problem(message=message, file=str(path)))
    message = say(
        "this database is empty; glimt init makes one where nothing is, and glimt restore brings"
        " back a backup"
    )
    raise Damaged(Problem(message=message, file=str(path)))


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether there is anything in a database."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return bool(tables)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the driver's errors into what they mean; nothing of the action was written."""
    try:
        yield
    except UnicodeEncodeError as error:  # half a character, as a terminal may hand it over
        message = say("there is a text here that is none: half of a character")
        raise StoreError(Problem(message=message)) from error
    except sqlite3.Error as error:
        raise explanation(error, path) from error


def explanation(error: sqlite3.Error, path: Path) -> StoreError:
    """What an error of the driver means for a file."""
    exact = getattr(error, "sqlite_errorcode", 0)
    code = exact & 0xFF
    if _is_damage(error):
        return Damaged(Problem(message=_MESSAGES[sqlite3.SQLITE_CORRUPT], file=str(path)))
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(Problem(message=_not_opened(path), file=str(path)))
    message = _EXACT.get(exact) or _MESSAGES.get(code)
    if message is None:
        message = say(
            "the database refused ({error}); nothing of this was written", error=quoted(str(error))
        )
    return _KINDS.get(code, StoreError)(Problem(message=message, file=str(path)))


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether a text is none: the driver says so by words alone, and would quote the text."""
    return str(error).startswith("Could not decode to UTF-8")


def _not_opened(path: Path) -> Message:
    """Why a file is out of reach: the driver does not say."""
    folder = path.absolute().parent
    if not os.path.isdir(folder):
        return say(
            "There is no folder {folder}; glimt init makes it, with a database",
            folder=quoted(str(folder)),
        )
    if not os.path.lexists(path):
        return say("There is no database here; glimt init makes one")
    if os.path.isdir(path):
        return say("this is a folder; a file is wanted")
    return say(
        "the database cannot be opened; this user must be allowed to read and write the file, and"
        " to write in its folder"
    )


def damaged(path: Path) -> Damaged:
    """That a file holds what nobody can have written into it."""
    return Damaged(Problem(message=_MESSAGES[sqlite3.SQLITE_CORRUPT], file=str(path)))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what cannot be read as what it must be into damage."""
    try:
        yield
    except (ValueError, msgspec.MsgspecError) as error:
        raise damaged(path) from error


_KINDS: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
}
_MESSAGES = {
    sqlite3.SQLITE_FULL: say("the disk is full; nothing of this was written"),
    sqlite3.SQLITE_READONLY: say(
        "the database may only be read here, so nothing was written; this user must be allowed to"
        " write the file, and to write in its folder"
    ),
    sqlite3.SQLITE_BUSY: say(
        "another session has held the database for too long; nothing of this was written. Try"
        " again, and if it stays so, end the session that hangs"
    ),
    sqlite3.SQLITE_LOCKED: say(
        "another part of this session holds the database; nothing of this was written"
    ),
    sqlite3.SQLITE_CORRUPT: say(
        "the database is damaged; nothing was written. glimt restore brings back the newest backup"
    ),
    sqlite3.SQLITE_NOTADB: say(
        "this is no database, or its beginning is damaged; nothing was written. glimt restore"
        " brings back the newest backup"
    ),
    sqlite3.SQLITE_IOERR: say(
        "the disk cannot be read or written; nothing of this was written. Is it full, or failing?"
    ),
    sqlite3.SQLITE_PERM: say("the database may not be used by this user"),
    sqlite3.SQLITE_AUTH: say("the database may not be used by this user"),
}
#: What the driver knows more of than the first digits of its code say.
_EXACT = {
    sqlite3.SQLITE_READONLY_DBMOVED: say(
        "the file of the database was moved or removed while it was open; nothing of this was"
        " written. End this session, and begin another one"
    ),
}
