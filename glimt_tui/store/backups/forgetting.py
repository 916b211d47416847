"""What goes from the backups that are kept: the old ones, and in the others what is due."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.moments import Moment
from glimt_tui.store.backups.names import day_in, day_of
from glimt_tui.store.drafts import alone_in, explained, remove, sweep
from glimt_tui.store.erased_again import Erased
from glimt_tui.store.errors import Busy, StoreError
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import First, purge
from glimt_tui.store.sqlite.create import bring_up_to_date
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Clock


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


def remove_old(folder: Path, first: date) -> None:
    """Remove what is kept of the days before ``first``: backups, and what was replaced."""
    with explained(folder):
        for path in sorted(folder.glob("*.db")):
            made = day_of(path.name)
            if made is not None and made < first:
                remove(path)


def purge_kept(
    folder: Path,
    keeping: Keeping,
    *,
    who: str,
    clock: Clock,
    erased: Erased | None = None,
    first: First | None = None,
) -> KeptPurged:
    """Forget in every kept backup what must be forgotten by now, and whoever has been erased.

    ``first`` is done with each right before something in it is forgotten.
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
                _purge_one(path, keeping, who, clock, erased, first, done)
    return done


def _purge_one(
    path: Path,
    keeping: Keeping,
    who: str,
    clock: Clock,
    erased: Erased | None,
    first: First | None,
    done: KeptPurged,
) -> None:
    try:
        bring_up_to_date(path, now=clock())
        with closing(SqliteRepository(path, alone=True)) as repository:
            forgotten = purge(repository, None, keeping, who=who, clock=clock, first=first)
            if erased is not None:
                found, clean = erased.from_copy(repository, keeping, who=who, clock=clock)
                done.erased += found
                done.clean &= clean
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
    return (now.date() - day_in(path.name, written)).days
