"""Reading the folders of rule sets that the configuration names, as far as they are trusted."""

from __future__ import annotations

import os
from pathlib import Path

from glimt_rules.errors import InputError
from glimt_tui.config import Loaded
from glimt_tui.rule_files.folder import Contents, How, read_folder
from glimt_tui.rule_files.trust import Trusted, trusted_by
from glimt_tui.store.place.paths import database_path


def read_configured(config: Loaded, database: str | None = None) -> list[Contents]:
    """Read every folder of the configuration; what is wrong with each stands in its contents.

    ``database`` is the database's file, where it is named elsewhere than in the configuration.
    """
    how = how_to_read(config, database)
    return [read_folder(folder, how) for folder in config.rule_directories]


def how_to_read(config: Loaded, database: str | None = None, *, locked: bool = True) -> How:
    """How the folders of the configuration are read; see ``How``."""
    return How(
        trusted=trusted_in(config, database),
        python=config.config.python_in_rule_directories,
        locked=locked,
    )


def trusted_in(config: Loaded, database: str | None = None) -> Trusted:
    """Who may say which rules judge here."""
    return trusted_by(config.config, owner_of(existing_database(config, database)))


def existing_database(config: Loaded, database: str | None = None) -> Path | None:
    """The database's file; None where there is none, and nobody names one."""
    try:
        path = database_path(database, config)
    except InputError:  # somebody without a home
        return None
    is_named = database or os.environ.get("GLIMT_DATABASE") or config.database
    return path if is_named or os.path.lexists(path) else None


def owner_of(path: Path | None) -> int | None:
    """The number of the user to whom a file belongs; None where it is out of reach."""
    if path is None:
        return None
    try:
        return os.stat(path).st_uid
    except (OSError, ValueError):
        return None
