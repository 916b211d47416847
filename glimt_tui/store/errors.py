"""What can go wrong with the database, as one tree.

::

    GlimtError
    └── StoreError          the database cannot be used as it is (exit 2)
        ├── Refused         what was asked for may not be done, and why (exit 1)
        │   └── Stale       somebody has changed the record since it was read
        ├── Busy            another session holds the database for too long
        └── Damaged         the file is not what was written; a backup must be restored

Nothing of an action that raises one of these has been written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import Message, say

if TYPE_CHECKING:
    from pathlib import Path

    from glimt_tui.store.records import Record


class StoreError(GlimtError):
    """The database is missing, may not be opened, is damaged, or cannot be written."""


class Busy(StoreError):  # noqa: N818 named for what it tells, as are its neighbours
    """Another session has held the database for longer than anybody should wait."""


class Damaged(StoreError):  # noqa: N818
    """The file cannot be read as what it was: only a backup helps."""


class Refused(StoreError):  # noqa: N818
    """An action that may not be done: the reason is the problem's message."""


class Stale(Refused):
    """Somebody else has changed a record since it was read; nothing was written.

    ``mine`` is what was to be written and ``theirs`` what stands there now, None where it
    has been removed: the caller shows the difference and asks.
    """

    def __init__(self, mine: Record, theirs: Record | None) -> None:
        self.mine, self.theirs = mine, theirs
        message = say("Somebody has changed this since it was read; nothing was written")
        if theirs is None:
            message = say("Somebody has removed this since it was read; nothing was written")
        super().__init__(Problem(message=message, where=f"{mine.kind}.{mine.id}"))


def wrong(path: Path, message: Message) -> StoreError:
    """That something is wrong with a file or a folder."""
    return StoreError(Problem(message=message, file=str(path)))


def reason(error: OSError | ValueError) -> str:
    """Why the system refused, as it may stand in a message."""
    return quoted(getattr(error, "strerror", None) or str(error))
