"""Where the database is, and what belongs to it lies beside it."""

from __future__ import annotations

import os
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_tui.config import Loaded

FILE_NAME = "glimt.db"
#: The site's folder; where it is there, the machine has one database for all.
SITE = Path("/var/lib/glimt")
#: What SQLite writes beside a database, by the end of its name.
BESIDE = ("-wal", "-shm", "-journal")


def database_path(given: str | None, config: Loaded) -> Path:
    """Where the database is, or is to be made.

    Looked for in this order: ``given``, ``$GLIMT_DATABASE``, the configuration, the user's
    own where it is there, the site's where its folder is there, and else the user's own.
    """
    if given == "":
        message = say("{found} is no path of a file", found=quoted(given))
        raise InputError(Problem(message=message, where="--database"))
    if named := given or os.environ.get("GLIMT_DATABASE"):
        return Path(named)
    if config.database:
        return config.database
    own = _own_path()
    if own is not None and os.path.lexists(own):
        return own
    if SITE.is_dir():
        return SITE / FILE_NAME
    if own is None:
        message = say("You have no home folder here; name the database's file with this option")
        raise InputError(Problem(message=message, where="--database"))
    return own


def _own_path() -> Path | None:
    """The user's own database; None for one who has no home."""
    given = os.environ.get("XDG_DATA_HOME", "")
    # a relative folder is to be ignored, says the specification
    folder = given if os.path.isabs(given) else os.path.expanduser("~/.local/share")
    return Path(folder, "glimt", FILE_NAME) if os.path.isabs(folder) else None


def keys_folder(database: Path) -> Path:
    """The folder of keys that belongs to a database: beside it, or beside what it leads to."""
    real = os.path.realpath(database)
    return Path(f"{real}.keys")


def kept_folder(database: Path) -> Path:
    """The folder of the backups that are kept of a database, beside what it leads to."""
    return Path(f"{os.path.realpath(database)}.backups")


def written_beside(database: Path) -> list[Path]:
    """What SQLite writes beside a database: beside what it leads to, where it is a link."""
    real = os.path.realpath(database)
    return [Path(real + end) for end in BESIDE]
