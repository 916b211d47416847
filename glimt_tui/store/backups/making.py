"""Making backups: when somebody asks for one, every day, and before the tables change."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment
from glimt_tui.store.backups.checking import check_backup
from glimt_tui.store.backups.forgetting import remove_old
from glimt_tui.store.backups.names import minute, names_from
from glimt_tui.store.drafts import PRIVATE, Modes, alone_in, draft, make_folder, publish
from glimt_tui.store.sqlite.connection import connect
from glimt_tui.store.sqlite.copying import copy
from glimt_tui.store.sqlite.create import bring_up_to_date
from glimt_tui.store.sqlite.migrations import NEWEST, Migration, state_of
from glimt_tui.store.sqlite.repository import SqliteRepository


def backup(
    repository: SqliteRepository,
    folder: Path,
    *,
    now: Moment,
    zone: ZoneInfo,
    modes: Modes = PRIVATE,
) -> Path:
    """Write a backup into a folder, while others may write; returns its file.

    It is seen to be whole before it gets its name, and nothing is written over. Raises
    StoreError, and then leaves nothing behind.
    """
    with draft(folder) as made:
        repository.copy_to(made)
        check_backup(made, repository.path)
        return publish(made, names_from(f"glimt-{minute(now, zone)}"), modes)


def keep_daily(
    repository: SqliteRepository,
    folder: Path,
    today: date,
    keep_days: int,
    *,
    modes: Modes = PRIVATE,
) -> Path | None:
    """Make the backup of a day unless there is one; returns it where it was made.

    Those of days more than ``keep_days`` ago are removed, once there is one of today. Two
    sessions that begin at once make one. Raises StoreError.
    """
    make_folder(folder, modes)
    with alone_in(folder, wait=False) as alone:
        if not alone:
            return None
        name = f"glimt-{today}.db"
        made = None
        if not os.path.lexists(folder / name):
            with draft(folder) as copied:
                repository.copy_to(copied)
                check_backup(copied, repository.path)
                made = publish(copied, [name], modes)
        remove_old(folder, today - timedelta(days=keep_days))
    return made


def migrate_kept(
    database: Path, folder: Path, *, now: Moment, modes: Modes = PRIVATE
) -> list[Migration]:
    """Bring a database up to date, and keep a backup of what it was before."""
    with closing(connect(database)) as connection:
        if state_of(connection) < NEWEST:
            make_folder(folder, modes)
            with draft(folder) as made:
                copy(connection, database, made)
                publish(made, names_from(f"before-migration-{now.date()}"), modes)
    return bring_up_to_date(database, now=now)
