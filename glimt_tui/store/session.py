"""Somebody at work with the centre's own database: opened, looked at, and ready for use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from glimt_tui.access import User, who
from glimt_tui.config import Loaded
from glimt_tui.store.drafts import PRIVATE, Modes, shared_by
from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.making import make_beside
from glimt_tui.store.place.paths import database_path, keys_folder
from glimt_tui.store.place.wanted import gid_of
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.sqlite.connection import Mode
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Clock, Store, system_clock


class Session(Struct, frozen=True, kw_only=True):
    """What everything needs that works on the database."""

    path: Path
    user: User
    repository: SqliteRepository
    store: Store
    keys: DayKeys
    keeping: Keeping
    modes: Modes
    #: for how many days the daily copies are kept; 0 for none
    backup_days: int


@contextmanager
def session(
    config: Loaded,
    *,
    database: str | None = None,
    as_name: str | None = None,
    mode: Mode = "rw",
    clock: Clock = system_clock,
) -> Iterator[Session]:
    """Open the database that is meant, for whoever is at work.

    Raises InputError where it cannot be told who that is, and StoreError where the database is
    not there, may be read by others than it should, or cannot be used.
    """
    path = database_path(database, config)
    check_place(path, config.config.staff_group)
    user = who(config, as_name, owner_uid=os.stat(path).st_uid)
    if mode == "rw":
        make_beside(keys_folder(path), config.config.staff_group)
    modes = modes_of(config)
    repository = SqliteRepository(path, mode)
    try:
        yield Session(
            path=path,
            user=user,
            repository=repository,
            store=Store(repository, user.name, clock),
            keys=DayKeys(keys_folder(path), mode=modes.file),
            keeping=keeping_of(config),
            modes=modes,
            backup_days=config.config.backup_days,
        )
    finally:
        repository.close()


def keeping_of(config: Loaded) -> Keeping:
    """For how many days things are kept, as the configuration says."""
    return Keeping(
        retention_days=config.config.retention_days, booking_days=config.config.booking_days
    )


def modes_of(config: Loaded) -> Modes:
    """Who may use what is made beside the database: its owner, or the group that shares it."""
    group = config.config.staff_group
    return PRIVATE if group is None else shared_by(gid_of(group))
