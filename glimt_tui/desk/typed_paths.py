"""Completing the path of a file as somebody types it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path


def in_folder(
    typed: str, files: Callable[[Path], Iterable[Path]], is_meant: Callable[[Path], bool]
) -> Iterator[str]:
    """What is in the folder of a path, and begins as the path goes on.

    First the folders, then those of its ``files`` that may be meant. A folder that may not be read
    offers nothing.
    """
    folder, _, beginning = typed.rpartition(os.sep)
    there = Path(os.path.expanduser(folder + os.sep))  # leaves an unknown user's as it is
    with suppress(OSError, ValueError):
        for name in sorted(entry.name for entry in os.scandir(there) if entry.is_dir()):
            if name.startswith(beginning) and (beginning or not name.startswith(".")):
                yield f"{folder}{os.sep}{name}{os.sep}"
        for path in files(there):
            if path.name.startswith(beginning) and is_meant(path):
                yield f"{folder}{os.sep}{path.name}"
