"""Backups: copies that are known to be whole, and taking one back.

The program keeps one of each day beside the database, in ``<database>.backups``, and one of
what a restore or a migration replaced. What must be forgotten is forgotten in these, too.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_tui.store import journal
from glimt_tui.store.drafts import (
    PRIVATE,
    Modes,
    alone_in,
    draft,
    explained,
    make_folder,
    publish,
    put_in_place,
    remove,
    sweep,
)
from glimt_tui.store.erased_again import Erased
from glimt_tui.store.errors import Busy, Damaged, StoreError
from glimt_tui.store.marks import MARK
from glimt_tui.store.records import HOUSE, Key
from glimt_tui.store.retention import Keeping, purge
from glimt_tui.store.sqlite.connection import connect
from glimt_tui.store.sqlite.connection import explained as explained_by_driver
from glimt_tui.store.sqlite.create import bring_up_to_date
from glimt_tui.store.sqlite.migrations import NEWEST, Migration, check_not_newer, state_of
from glimt_tui.store.sqlite.repository import SqliteRepository, WrittenMeanwhile, copy
from glimt_tui.store.store import Clock, Store, zone_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: What the program itself has put among the kept backups.
_KEPT = re.compile(
    r"(glimt|before-restore|before-migration|damaged)-(\d{4}-\d\d-\d\d)(T\d{4})?(-\d+)?\.db",
    re.ASCII,
)
#: How often a restore begins anew because somebody wrote meanwhile.
_ATTEMPTS = 5


class Restored(Struct, frozen=True, kw_only=True):
    """What a restore did."""

    #: the number of the newest entry that was replaced; None where that could not be read
    replaced: int | None
    #: the number of the entry that tells of the restore
    entry: int
    #: where what was replaced is kept
    kept: Path
    #: how many people were in the backup who have been erased since
    erased: int = 0


class KeptPurged(Struct, kw_only=True):
    """What became of the kept backups."""

    #: how many have forgotten something
    purged: int = 0
    #: the names of those that could not, and were so old that they had to go
    removed: tuple[str, ...] = ()
    #: those that could not, and why; they go when they are old enough
    left: tuple[Problem, ...] = ()
    #: how many people were found in them who had been erased from the database
    erased: int = 0
    #: False where some could not be cleaned of what was removed
    clean: bool = True


# Making one ------------------------------------------------------------------------------


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
        return publish(made, _names(f"glimt-{_minute(now, zone)}"), modes)


def check_backup(path: Path, source: Path) -> None:
    """Raise StoreError unless a copy is whole, and its journal as it was written."""
    repository = SqliteRepository(path, "ro", alone=True)
    try:
        _check_whole(repository, source)
        with repository.reading() as reading:
            tampered = journal.verify(reading)
    finally:
        repository.close()
    if tampered is not None:
        message = say(
            "entry {seq} of the journal was tampered with; glimt journal verify tells more",
            seq=tampered.seq,
        )
        raise StoreError(Problem(message=message, file=str(source)))


def _check_integrity(connection: sqlite3.Connection, source: Path) -> None:
    with explained_by_driver(source):
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise _damage(source, found)


def _check_whole(repository: SqliteRepository, source: Path) -> None:
    faults = repository.faults()
    if faults:
        raise _damage(source, faults[0])


def _damage(source: Path, fault: str) -> Damaged:
    message = say("the database is damaged: {fault}", fault=quoted(fault))
    return Damaged(Problem(message=message, file=str(source)))


def _names(stem: str) -> Iterator[str]:
    """The names that a backup may have, the best first."""
    yield f"{stem}.db"
    for n in count(2):
        yield f"{stem}-{n}.db"


def _minute(now: Moment, zone: ZoneInfo) -> str:
    local: datetime = now.astimezone(zone)
    return local.strftime("%Y-%m-%dT%H%M")


# The ones that are kept ------------------------------------------------------------------


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


def remove_old(folder: Path, first: date) -> None:
    """Remove what is kept of the days before ``first``: backups, and what was replaced."""
    with explained(folder):
        for path in sorted(folder.glob("*.db")):
            found = _KEPT.fullmatch(path.name)
            if found and _day_in(path.name, date.max) < first:
                remove(path)


def purge_kept(
    folder: Path, keeping: Keeping, *, who: str, clock: Clock, erased: Erased | None = None
) -> KeptPurged:
    """Forget in every kept backup what must be forgotten by now, and whoever has been erased.

    One that cannot be read is removed once it is older than the visitor list may be, and
    told until then. Raises StoreError where the folder cannot be used.
    """
    done = KeptPurged()
    if not folder.is_dir():
        return done
    with alone_in(folder):
        sweep(folder)
        for path in sorted(folder.glob("*.db")):
            if path.is_file() and not path.is_symlink():
                _purge_one(path, keeping, who, clock, erased, done)
    return done


def _purge_one(
    path: Path,
    keeping: Keeping,
    who: str,
    clock: Clock,
    erased: Erased | None,
    done: KeptPurged,
) -> None:
    try:
        bring_up_to_date(path, now=clock())
        repository = SqliteRepository(path, alone=True)
        try:
            forgotten = purge(repository, None, keeping, who=who, clock=clock)
            if erased is not None:
                found, clean = erased.from_copy(repository, keeping, who=who, clock=clock)
                done.erased += found
                done.clean &= clean
        finally:
            repository.close()
    except StoreError as error:
        if not isinstance(error, Busy) and _age(path, clock()) > keeping.retention_days:
            with explained(path):
                remove(path)
            done.removed += (path.name,)
        else:
            done.left += error.problems
        return
    done.purged += bool(forgotten.facts)
    done.clean &= forgotten.clean


def _age(path: Path, now: Moment) -> int:
    """How many days ago a backup was made, by its name; else by when it was written last."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    return (now.date() - _day_in(path.name, written)).days


def day_of(name: str) -> date | None:
    """The day of a backup that the program keeps by itself; None for any other file."""
    return _day_in(name, date.max) if _KEPT.fullmatch(name) else None


def _day_in(name: str, otherwise: date) -> date:
    found = _DAY.search(name)
    with contextlib.suppress(ValueError):
        if found:
            return date.fromisoformat(found[0])
    return otherwise


def migrate_kept(
    database: Path, folder: Path, *, now: Moment, modes: Modes = PRIVATE
) -> list[Migration]:
    """Bring a database up to date, and keep a backup of what it was before."""
    connection = connect(database)
    try:
        state = state_of(connection)
        if state < NEWEST:
            make_folder(folder, modes)
            with draft(folder) as made:
                copy(connection, database, made)
                publish(made, _names(f"before-migration-{now.date()}"), modes)
    finally:
        connection.close()
    return bring_up_to_date(database, now=now)


# Taking one back -------------------------------------------------------------------------


def restore(
    database: Path,
    source: Path,
    folder: Path,
    *,
    keeping: Keeping,
    who: str,
    clock: Clock,
    modes: Modes = PRIVATE,
) -> Restored:
    """Replace all that the database holds by what a backup holds, as one whole.

    Whoever is killed meanwhile leaves the one or the other. Other sessions may stay: they see
    it as a change, unless the database was so damaged that its file must be exchanged. The
    backup is seen to be whole first, and stays as it is; what has been forgotten since it was
    made does not come back with it. What is replaced is kept in ``folder``. Raises StoreError.
    """
    if os.path.exists(source) and os.path.exists(database) and os.path.samefile(source, database):
        message = say("this is the database itself, and no backup of it")
        raise StoreError(Problem(message=message, file=str(source)))
    make_folder(folder, modes)
    for attempt in range(_ATTEMPTS):
        with draft(folder) as taken:
            _take_in(source, taken, clock)
            if _has_forgotten(database):
                _forget(taken, keeping, who, clock)
            erased = Erased(database)
            again = _erase_again(taken, erased, keeping, who, clock)
            restoring = _Restoring(database, source.name, taken, folder, modes, who, clock, erased)
            try:
                return structs.replace(restoring.put(), erased=again)
            except WrittenMeanwhile:
                if attempt == _ATTEMPTS - 1:
                    raise
    raise AssertionError


def _take_in(source: Path, taken: Path, clock: Clock) -> None:
    """Copy a backup to where it can be worked on, and see that it is fit to be used."""
    connection = connect(source, "ro")
    try:
        check_not_newer(connection, source)
        _check_integrity(connection, source)
        copy(connection, source, taken)
    finally:
        connection.close()
    bring_up_to_date(taken, now=clock())
    check_backup(taken, source)


def _has_forgotten(database: Path) -> bool:
    """Whether a database has ever forgotten anything; yes where it cannot be read.

    Numbers of entries tell nothing of before and after, once a backup was taken back.
    """
    try:
        repository = SqliteRepository(database, "ro")
        try:
            with repository.reading() as reading:
                return any(entry.action == journal.PURGE for entry in reading.entries())
        finally:
            repository.close()
    except StoreError:
        return True


def _forget(taken: Path, keeping: Keeping, who: str, clock: Clock) -> None:
    repository = SqliteRepository(taken, alone=True)
    try:
        purge(repository, None, keeping, who=who, clock=clock)
    finally:
        repository.close()


def _erase_again(taken: Path, erased: Erased, keeping: Keeping, who: str, clock: Clock) -> int:
    repository = SqliteRepository(taken, alone=True)
    try:
        return erased.from_copy(repository, keeping, who=who, clock=clock)[0]
    finally:
        repository.close()


class _Restoring:
    """Putting a checked copy of a backup in place of what there is."""

    def __init__(
        self,
        database: Path,
        name: str,
        taken: Path,
        folder: Path,
        modes: Modes,
        who: str,
        clock: Clock,
        erased: Erased,
    ) -> None:
        self._database = database
        self._erased = erased
        self._name = name
        self._taken = taken
        self._folder = folder
        self._modes = modes
        self._who = who
        self._clock = clock
        self._entry: int | None = None

    def put(self) -> Restored:
        """Put it in place in one transaction; a file that allows of none is exchanged."""
        with contextlib.suppress(Damaged):
            live = SqliteRepository(self._database)
            try:
                return self._take_over(live)
            finally:
                live.close()
        return self._exchange()

    def _take_over(self, live: SqliteRepository) -> Restored:
        with draft(self._folder) as made:
            live.copy_to(made)
            replaced = _newest_entry(made)
            kept = publish(made, _names(f"before-restore-{self._minute()}"), self._modes)
        entry = self._write_down(replaced)
        try:
            live.copy_from(self._taken, replacing=replaced)
        except BaseException:
            remove(kept)
            raise
        live.empty_log()
        return Restored(replaced=replaced, entry=entry, kept=kept)

    def _exchange(self) -> Restored:
        real = Path(os.path.realpath(self._database))
        entry = self._write_down(None)
        with draft(self._folder) as made, explained(real):
            # no connection to it is open here: the driver's locks would go with this reading
            shutil.copyfile(real, made)
            kept = publish(made, _names(f"damaged-{self._minute()}"), self._modes)
            # the log would be taken for one of the new file
            with contextlib.suppress(FileNotFoundError):
                os.rename(f"{real}-wal", f"{kept}-wal")
            Path(f"{real}-shm").unlink(missing_ok=True)
            Path(f"{real}-journal").unlink(missing_ok=True)
        put_in_place(self._taken, real)
        SqliteRepository(self._database).close()  # switches its log on
        return Restored(replaced=None, entry=entry, kept=kept)

    def _write_down(self, replaced: int | None) -> int:
        """Add the entry that tells of the restore to what is put in place, once."""
        if self._entry is not None:
            return self._entry
        repository = SqliteRepository(self._taken, alone=True)
        try:
            facts: dict[str, str | int] = {} if replaced is None else {"replaced": replaced}
            with repository.reading() as reading:
                if missing := self._erased.missing_in(reading):
                    facts[MARK] = " ".join(missing)
            with Store(repository, self._who, self._clock).action(
                "restore", undoes=None, file=self._name, **facts
            ):
                pass
            with repository.reading() as reading:
                self._entry = reading.entries_ever()
        finally:
            repository.close()
        return self._entry

    def _minute(self) -> str:
        repository = SqliteRepository(self._taken, "ro")
        try:
            with repository.reading() as reading:
                return _minute(self._clock(), zone_of(reading.get(Key("house", HOUSE))))
        finally:
            repository.close()


def _newest_entry(path: Path) -> int:
    repository = SqliteRepository(path, "ro")
    try:
        with repository.reading() as reading:
            return reading.entries_ever()
    finally:
        repository.close()
