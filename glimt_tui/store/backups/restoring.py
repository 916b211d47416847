"""Taking a backup back: all that the database holds is replaced by what the backup holds."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct, structs

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store import journal
from glimt_tui.store.backups.checking import check_backup, check_integrity
from glimt_tui.store.backups.names import minute, names_from
from glimt_tui.store.drafts import (
    PRIVATE,
    Modes,
    draft,
    explained,
    make_folder,
    publish,
    put_in_place,
    remove,
)
from glimt_tui.store.erased_again import Erased
from glimt_tui.store.errors import Damaged, StoreError
from glimt_tui.store.marks import MARK
from glimt_tui.store.records import HOUSE, Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import First, purge
from glimt_tui.store.sqlite.connection import connect
from glimt_tui.store.sqlite.copying import WrittenMeanwhile, copy, newest_entry
from glimt_tui.store.sqlite.create import bring_up_to_date
from glimt_tui.store.sqlite.migrations import check_not_newer
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Clock, Store, zone_of

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


def restore(
    database: Path,
    source: Path,
    folder: Path,
    *,
    keeping: Keeping,
    who: str,
    clock: Clock,
    modes: Modes = PRIVATE,
    first: First | None = None,
) -> Restored:
    """Replace all that the database holds by what a backup holds, as one whole.

    Whoever is killed meanwhile leaves the one or the other. Other sessions may stay: they see
    it as a change, unless the database was so damaged that its file must be exchanged. The
    backup is seen to be whole first, and stays as it is; what has been forgotten since it was
    made does not come back with it, and ``first`` is done right before that is forgotten. What is
    replaced is kept in ``folder``. Raises StoreError.
    """
    if os.path.exists(source) and os.path.exists(database) and os.path.samefile(source, database):
        message = say("this is the database itself, and no backup of it")
        raise StoreError(Problem(message=message, file=str(source)))
    make_folder(folder, modes)
    for attempt in range(_ATTEMPTS):
        with draft(folder) as taken:
            _take_in(source, taken, clock)
            if _has_forgotten(database):
                _forget(taken, keeping, who, clock, first)
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
    with closing(connect(source, "ro")) as connection:
        check_not_newer(connection, source)
        check_integrity(connection, source)
        copy(connection, source, taken)
    bring_up_to_date(taken, now=clock())
    check_backup(taken, source)


def _has_forgotten(database: Path) -> bool:
    """Whether a database has ever forgotten anything; yes where it cannot be read.

    Numbers of entries tell nothing of before and after, once a backup was taken back.
    """
    try:
        with closing(SqliteRepository(database, "ro")) as live, live.reading() as reading:
            return any(entry.action == journal.PURGE for entry in reading.entries())
    except StoreError:
        return True


def _forget(taken: Path, keeping: Keeping, who: str, clock: Clock, first: First | None) -> None:
    with closing(SqliteRepository(taken, alone=True)) as repository:
        purge(repository, None, keeping, who=who, clock=clock, first=first)


def _erase_again(taken: Path, erased: Erased, keeping: Keeping, who: str, clock: Clock) -> int:
    with closing(SqliteRepository(taken, alone=True)) as repository:
        return erased.from_copy(repository, keeping, who=who, clock=clock)[0]


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
        with suppress(Damaged), closing(SqliteRepository(self._database)) as live:
            return self._take_over(live)
        return self._exchange()

    def _take_over(self, live: SqliteRepository) -> Restored:
        with draft(self._folder) as made:
            live.copy_to(made)
            replaced = newest_entry(made)
            kept = publish(made, names_from(f"before-restore-{self._minute()}"), self._modes)
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
            kept = publish(made, names_from(f"damaged-{self._minute()}"), self._modes)
            # the log would be taken for one of the new file
            with suppress(FileNotFoundError):
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
        with closing(SqliteRepository(self._taken, alone=True)) as repository:
            facts: dict[str, str | int] = {} if replaced is None else {"replaced": replaced}
            with repository.reading() as reading:
                if missing := self._erased.missing_in(reading):
                    facts[MARK] = " ".join(missing)
            store = Store(repository, self._who, self._clock)
            with store.action("restore", undoes=None, file=self._name, **facts):
                pass
            with repository.reading() as reading:
                self._entry = reading.entries_ever()
        return self._entry

    def _minute(self) -> str:
        with closing(SqliteRepository(self._taken, "ro")) as copied, copied.reading() as reading:
            return minute(self._clock(), zone_of(reading.get(Key("house", HOUSE))))
