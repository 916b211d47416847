"""Where a plan lies, as hosts and viewers read it: from the working directory, with ``/``."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from glimt_rules.documents.source import STDIN


def in_utf8(text: str | Path) -> str:
    """A text from the command line, whose bytes may be none that UTF-8 has."""
    return os.fsencode(text).decode("utf-8", "replace")


def inside(path: str) -> str | None:
    """A path from the working directory, or None where it leads out of it.

    Where it leaves the way that was given (``..``), links are followed, as the system does.
    """
    if os.path.isabs(path) or ".." in Path(path).parts:
        try:
            path = os.path.relpath(os.path.realpath(path), os.path.realpath(os.curdir))
        except (OSError, ValueError):  # another drive
            return None
        if path.split(os.sep)[0] == os.pardir:
            return None
    return Path(path).as_posix()


def file_of(path: str | None) -> str | None:
    """The file to name beside a line; None for standard input and for the database."""
    if path is None or path == STDIN:
        return None
    return in_utf8(inside(path) or path)


def uri_of(path: str) -> str:
    """A path as a URI: relative where it can be, percent-encoded."""
    relative = inside(path)
    if relative is None:
        return Path(os.path.realpath(path)).as_uri()
    return quote(os.fsencode(relative))
