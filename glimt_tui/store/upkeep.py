"""What is done once a day, by whoever comes first: forget what is due, and keep a copy."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from glimt_tui.store.backups.forgetting import KeptPurged, purge_kept, remove_old
from glimt_tui.store.backups.making import keep_daily
from glimt_tui.store.erased_again import Erased
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.retention.purging import First, Purged, purge
from glimt_tui.store.session import Session
from glimt_tui.store.watch import zone_in


class Upkeep(Struct, frozen=True):
    """What was forgotten, in the database and in its copies, and the copy that was made."""

    purged: Purged
    copies: KeptPurged
    copy: Path | None

    @property
    def clean(self) -> bool:
        """Whether nothing of what was removed stays in any file."""
        return self.purged.clean and self.copies.clean and not self.copies.left


def upkeep(session: Session, first: First | None = None) -> Upkeep:
    """Forget what is due and keep today's copy; safe at any time, and cheap the second time.

    The database comes first, so that the new copy is made of what may be kept. ``first`` is done
    with it, and with each copy, right before something in it is forgotten. Raises StoreError.
    """
    who, clock = session.user.name, session.store.clock
    keeping = session.keeping
    purged = purge(session.repository, session.keys, keeping, who=who, clock=clock, first=first)
    folder = kept_folder(session.path)
    with session.store.reading() as reading:
        today = clock().astimezone(zone_in(reading)).date()
    copy = None
    if session.backup_days:
        copy = keep_daily(
            session.repository, folder, today, session.backup_days, modes=session.modes
        )
    elif folder.is_dir():
        remove_old(folder, today)
    erased = Erased(session.path)
    copies = purge_kept(folder, keeping, who=who, clock=clock, erased=erased, first=first)
    return Upkeep(purged, copies, copy)
