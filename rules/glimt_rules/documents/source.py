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

_BOM = b"\xef\xbb\xbf"
_EXTENSIONS: dict[str, Format] = {".toml": "toml", ".json": "json"}


class Source(Struct, frozen=True):
    """The text of a document: ``name`` is the path as given, "-" for standard input."""

    name: str
    text: str
    format: Format


def read_source(path: str | Path) -> Source:
    """Read a document's text; raises InputError for whatever cannot be read as text."""
    name = str(path)
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise _wrong(name, say("there is no standard input to read"))
            return source_from_bytes(name, _read_all(name, sys.stdin.buffer))
        with open(path, "rb") as file:
            return source_from_bytes(name, _read_all(name, file))
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
