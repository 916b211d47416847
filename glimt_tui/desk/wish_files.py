"""Files of wishes to choose from, by a path as far as it is typed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from glimt_tui.desk.typed_paths import in_folder

#: Every file of wishes has this key, in TOML or in JSON; plans and rule sets have it not.
_WISHES = re.compile(rb'^[ \t]*(\[\[[ \t]*wishes[ \t]*\]\]|wishes[ \t]*=)|"wishes"\s*:', re.M)
#: So much of a file is looked at to tell whether it holds wishes.
_HEAD = 64 * 1024
#: How many files are offered at most.
MOST_FILES = 50


def offered(typed: str) -> list[str]:
    """The files of wishes, and the folders, that may be meant by a path as far as it is typed.

    Without a folder in it: the files of the working folder whose names hold these letters. With
    one: what is in that folder, and begins like this.
    """
    found = in_folder(typed, _files, _holds_wishes) if os.sep in typed else _here(typed)
    return [path for _, path in zip(range(MOST_FILES), found, strict=False)]


def _here(typed: str) -> Iterator[str]:
    wanted = typed.casefold()
    for path in _files(Path()):
        if wanted in path.name.casefold() and _holds_wishes(path):
            yield path.name


def _files(folder: Path) -> list[Path]:
    """The documents in a folder, by name; none where it cannot be read."""
    with suppress(OSError, ValueError):
        paths = [Path(entry) for entry in os.scandir(folder) if entry.is_file()]
        return sorted(path for path in paths if path.suffix.lower() in (".toml", ".json"))
    return []


def _holds_wishes(path: Path) -> bool:
    """Whether a file looks like wishes; one that cannot be read does not."""
    try:
        with path.open("rb") as file:
            return _WISHES.search(file.read(_HEAD)) is not None
    except OSError:
        return False
