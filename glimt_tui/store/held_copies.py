"""Which of the copies that are kept of a database hold somebody, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from glimt_tui.store.backups.names import day_of
from glimt_tui.store.errors import StoreError
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository


class Copy(Struct, frozen=True):
    """A copy that is kept beside the database."""

    file: str
    #: whether it holds somebody; None where it cannot be read
    holds: bool | None
    #: the last day on which it is kept; None for one that somebody has put there
    kept_until: date | None


def copies_with(database: Path, backup_days: int, id_: str) -> list[Copy]:
    """The kept copies that hold somebody, or may: one that cannot be read is told, too."""
    found = []
    for path in sorted(kept_folder(database).glob("*.db")):
        holds = _holds(path, id_)
        if holds is not False:
            made = day_of(path.name)
            until = None if made is None else made + timedelta(days=backup_days)
            found.append(Copy(str(path), holds, until))
    return found


def _holds(path: Path, id_: str) -> bool | None:
    try:
        repository = SqliteRepository(path, "ro", alone=True)
        try:
            with repository.reading() as reading:
                return reading.get(Key("person", id_)) is not None or id_ in reading.told("person")
        finally:
            repository.close()
    except StoreError:
        return None
