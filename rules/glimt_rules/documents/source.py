"""Reading the text of a document, and taking it apart as TOML or JSON.

Nothing here knows what a document is about. All that can be wrong with a file is an
``InputError`` that says what was found; the explanations of broken syntax live in
``glimt_rules.documents.syntax`` and are only loaded for a broken document.
"""

from __future__ import annotations

import math
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from glimt_rules.documents.faults import NotFinite, quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say

if TYPE_CHECKING:
    from typing import BinaryIO

Format = Literal["toml", "json"]

#: The name that stands for standard input.
STDIN = "-"
LARGEST_MIB = 256
LARGEST = LARGEST_MIB * 1024 * 1024
#: How large the file of a rule set may be: the largest that comes with Glimt has 39 kB.
SMALL_MIB = 1
SMALL = SMALL_MIB * 1024 * 1024
#: A file is at rest that nobody has begun to write to for so long, in seconds; the clocks by which
#: file systems stamp changes tick more often.
_TICK = 0.02
#: How often is waited for a file to be at rest for that long; what never is, is refused.
_PATIENCE = 5

_BOM = b"\xef\xbb\xbf"
_EXTENSIONS: dict[str, Format] = {".toml": "toml", ".json": "json"}


class Source(Struct, frozen=True):
    """The text of a document: ``name`` is the path as given, "-" for standard input."""

    name: str
    text: str
    format: Format
    #: for a rule set that was read with the file of its cases: that file, or that there is none
    beside: Source | Literal["unread"] | None = "unread"


def read_source(path: str | Path) -> Source:
    """Read a document's text; raises InputError for whatever cannot be read as text."""
    name = str(path)
    with explained(name):
        if name == STDIN:
            if sys.stdin is None:
                raise _wrong(name, say("there is no standard input to read"))
            return source_from_bytes(name, _read_all(name, sys.stdin.buffer))
        with open(path, "rb") as file:
            return source_from_bytes(name, _read_all(name, file))


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what the system says of a file that cannot be read into an InputError."""
    try:
        yield
    except FileNotFoundError:
        raise _wrong(name, say("There is no such file")) from None
    except IsADirectoryError:
        raise _wrong(name, say("This is a folder; a file is wanted")) from None
    except PermissionError:
        raise _wrong(name, say("This file may not be read: permission is missing")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = say("This file cannot be read: {reason}", reason=quoted(reason))
        raise _wrong(name, message) from None


def read_small_source(path: str | Path) -> Source:
    """Read the text of a rule set's file; raises InputError for whatever is none.

    It is a regular file of a bounded size, does not change while it is read, and holds no more
    than a rule set can: nobody else's file keeps Glimt waiting.
    """
    return small_source(str(path), read_small(path))


def read_small(path: str | Path) -> bytes:
    """The bytes of a small regular file; raises InputError where it is none."""
    name = str(path)
    with explained(name):
        # a pipe that nobody writes to is opened at once, and then found to be one
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            return read_steady(name, descriptor)
        finally:
            os.close(descriptor)


def small_source(name: str, data: bytes) -> Source:
    """The text of a rule set's file from its bytes; raises InputError as reading it does."""
    from glimt_rules.documents.bounds import check_bounds

    source = source_from_bytes(name, data)
    check_bounds(source)
    return source


def read_steady(name: str, descriptor: int) -> bytes:
    """All of a small regular file; raises InputError where it is none, or changes meanwhile."""
    status = os.fstat(descriptor)
    check_kind(name, status)
    if status.st_size > SMALL:
        message = say(
            "This file is larger than {limit} MiB, which is the most for rules", limit=SMALL_MIB
        )
        raise _wrong(name, message)
    status = _at_rest(name, descriptor, status)
    data = b""
    while len(data) <= SMALL and (more := os.read(descriptor, SMALL + 1 - len(data))):
        data += more
    if _stamp(os.fstat(descriptor)) != _stamp(status) or len(data) != status.st_size:
        raise _wrong(name, CHANGING)
    return data


def _at_rest(name: str, descriptor: int, status: os.stat_result) -> os.stat_result:
    """Wait until nobody has written a file for a while: what is stamped is the write's beginning.

    Raises InputError where somebody writes all the time.
    """
    for _ in range(_PATIENCE):
        wait = status.st_ctime + _TICK - time.time()
        if not 0 < wait <= _TICK:
            return status
        time.sleep(wait)
        status = os.fstat(descriptor)
    raise _wrong(name, CHANGING)


#: What is said of a file that somebody writes at this moment.
CHANGING = say("This file changed while it was read; try once more when it is complete")


def check_kind(name: str, status: os.stat_result) -> None:
    """Raise InputError for what is no regular file: reading from it may never end."""
    if stat.S_ISDIR(status.st_mode):
        raise _wrong(name, say("This is a folder; a file is wanted"))
    if not stat.S_ISREG(status.st_mode):
        raise _wrong(name, say("This is no regular file, and so no rule set"))


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read_all(name: str, file: BinaryIO) -> bytes:
    """Everything, unless it is too large: told by its size, or by what a pipe yields."""
    try:
        status = os.fstat(file.fileno())
    except (OSError, ValueError, AttributeError):  # something that only looks like a file
        size = 0
    else:
        size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    data = b"" if size > LARGEST else file.read(LARGEST + 1)
    if size > LARGEST or len(data) > LARGEST:
        raise _wrong(
            name, say("This file is larger than {limit} MiB, which is the most", limit=LARGEST_MIB)
        )
    return data


def source_from_bytes(name: str, data: bytes) -> Source:
    """A document from its bytes; raises InputError where they are not UTF-8 text."""
    if len(data) > LARGEST:
        raise _wrong(
            name, say("This file is larger than {limit} MiB, which is the most", limit=LARGEST_MIB)
        )
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        from glimt_rules.documents.syntax import explain_bytes

        message, line = explain_bytes(data, error.start)
        raise _wrong(name, message, line) from None
    if "\0" in text:
        from glimt_rules.documents.syntax import explain_bytes

        message, line = explain_bytes(data, data.index(b"\0"))
        raise _wrong(name, message, line)
    start = text[:4096].lstrip() or text.lstrip()
    if not start:
        raise _wrong(name, say("This file is empty"))
    guess: Format = "json" if start[0] == "{" else "toml"
    return Source(name, text, _EXTENSIONS.get(Path(name).suffix.lower(), guess))


def parse(source: Source) -> dict[str, object]:
    """The document as plain values; raises InputError with lines where it is broken.

    A number that is not finite becomes a ``NotFinite``, which no type accepts.
    """
    return _parse_json(source) if source.format == "json" else _parse_toml(source)


def _parse_toml(source: Source) -> dict[str, object]:
    import tomli

    try:
        return tomli.loads(source.text, parse_float=_number)
    except (ValueError, RecursionError) as error:
        from glimt_rules.documents.syntax import explain_toml

        raise InputError(explain_toml(source, error)) from None


def _parse_json(source: Source) -> dict[str, object]:
    import json

    repeated = False

    def table(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeated
        found = dict(pairs)
        if len(found) != len(pairs):
            repeated = True
        return found

    def constant(text: str) -> object:
        nonlocal repeated
        repeated = True
        return NotFinite(text)

    try:
        value: object = json.loads(
            source.text, object_pairs_hook=table, parse_constant=constant, parse_float=_number
        )
    except (ValueError, RecursionError) as error:
        from glimt_rules.documents.syntax import explain_json

        raise InputError(explain_json(source, error)) from None
    if repeated:
        from glimt_rules.documents.syntax import explain_json

        raise InputError(explain_json(source, None))
    if not isinstance(value, dict):
        message = say(
            "Found {found}; a document is one table of keys, in curly brackets",
            found=quoted(value),
        )
        raise _wrong(source.name, message, 1)
    return value


def _number(text: str) -> object:
    value = float(text)
    return value if math.isfinite(value) else NotFinite(text)


def _wrong(name: str, message: Message, line: int | None = None) -> InputError:
    return InputError(Problem(message=message, file=name, line=line))
