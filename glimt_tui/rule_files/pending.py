"""What was begun in a folder and never ended: told, so that it is not left like that for good.

As long as somebody may still be at it, a file that is being put there or taken away may be missing.
After that it counts as missing, like any other that the lock names.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from pathlib import Path

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.rulesets.read import Failed
from glimt_tui.rule_files.lock import FILE_NAME, Entry, Lock

#: How long a change of a folder takes at most, in seconds; longer, and whoever made it was stopped.
LONGEST = 60.0


def under_way(folder: Path, lock: Lock) -> tuple[Problem, ...]:
    """A note where the lock says that something was begun."""
    if lock.is_settled:
        return ()
    message = say("Something was begun there and not ended; glimt rules lock settles it")
    return (Problem(message=message, file=str(folder / FILE_NAME)),)


def left_missing(
    folder: Path, lock: Lock, written: float, names: Collection[str]
) -> Iterator[Failed]:
    """Files whose change was never ended, and that are not among ``names``.

    ``written`` is when the lock was written, in seconds since 1970.
    """
    if time.time() - written < LONGEST:
        return
    for entry in {entry.name: entry for entry in lock.files}.values():
        if entry.name not in names and all(each.pending for each in lock.named(entry.name)):
            yield _missing(folder, entry)


def _missing(folder: Path, entry: Entry) -> Failed:
    message = say(
        "This file was being put there or taken away when that was broken off, and is not there; "
        "glimt rules lock settles it"
    )
    path = str(folder / entry.name)
    return Failed(entry.rule_set or path, (Problem(message=message, file=path),))
