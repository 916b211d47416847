"""Telling a folder whose lock is gone from one that never had a lock.

Beside a lock lies a copy of it, which is written with it and is hidden, so that a slip that takes
the lock away leaves the copy. Where both are gone, what only ``glimt rules`` leaves in a folder
still tells that there was a lock. Looking costs nothing but names that have been listed anyway.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.files import is_rule_set
from glimt_rules.rulesets.read import Failed
from glimt_tui.rule_files.lock import COPY_NAME, FILE_NAME, Lock, read_lock

if TYPE_CHECKING:
    from glimt_tui.rule_files.folder import File

#: Where what is taken out is kept, so that it can be added again.
REMOVED = ".removed"


def sign_of_lock(names: Collection[str]) -> str | None:
    """The name of what tells that a folder without a lock had one; None where nothing does."""
    if FILE_NAME in names:
        return None
    for name in (COPY_NAME, REMOVED):
        if name in names:
            return name
    # rules add names a file after the rule set, and nobody else does
    return next((name for name in sorted(names) if is_rule_set(name) and "@" in name), None)


def gone(folder: Path, sign: str) -> Failed:
    """What is told of a folder whose lock is gone; nothing of it is read."""
    message = say(
        "The folder's lock is gone: there was one, as {sign} tells. So nothing of the folder is "
        "read; glimt rules lock makes a new one of what is there",
        sign=str(folder / sign),
    )
    name = str(folder / FILE_NAME)
    return Failed(name, (Problem(message=message, file=name),))


def copy_read(file: File) -> Lock | None:
    """The lock as it was last written; None where the copy is none any more."""
    try:
        return read_lock(str(file.path), file.data)
    except InputError:
        return None
