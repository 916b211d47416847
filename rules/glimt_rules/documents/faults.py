"""Places in documents and what is wrong there, in a form that is safe to print.

A fault is a key path and a message; it becomes a ``Problem`` with file and line only when
somebody is to be told, because finding lines costs a second look at the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.message import Message

if TYPE_CHECKING:
    from glimt_rules.documents.where import Lines

Path = tuple[str | int, ...]
LineOf = Callable[[Path], int | None]

#: How much of a foreign text a message repeats.
LONGEST_QUOTE = 60
_MOST_ENTRIES = 4
_DEEPEST = 3

_BARE_KEY = re.compile(r"[\w-]{1,64}")


class Fault(Struct, frozen=True):
    """One thing that is wrong, at a key path."""

    path: Path
    message: Message


class NotFinite:
    """Stands in a parsed document for a number that is none: nan, inf, 1e999.

    No type accepts it, so that it is told like any other wrong value, with its place.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text[:LONGEST_QUOTE]


def harmless(text: str) -> str:
    """Escape what could disturb a terminal or reorder the line: all that is not printable."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    simple = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    return simple or (f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")


def _in_quotes(text: str) -> str:
    return harmless(text.replace("\\", "\\\\").replace('"', '\\"'))


def quoted(value: object) -> str:
    """A value from a document as it may stand in a message: shortened and harmless."""
    return _shown(value, _DEEPEST)


def _shown(value: object, depth: int) -> str:
    if isinstance(value, str):
        cut = "…" if len(value) > LONGEST_QUOTE else ""
        return f'"{_in_quotes(value[:LONGEST_QUOTE])}{cut}"'
    if isinstance(value, list | tuple):
        return "[" + _entries((_shown(v, depth - 1) for v in value), len(value), depth) + "]"
    if isinstance(value, dict):
        pairs = (f"{_key(k)} = {_shown(v, depth - 1)}" for k, v in value.items())
        return "{" + _entries(pairs, len(value), depth) + "}"
    return _scalar(value)


def _entries(shown: Iterable[str], size: int, depth: int) -> str:
    if size and depth <= 0:
        return "…"
    first = [text for text, _ in zip(shown, range(_MOST_ENTRIES), strict=False)]
    return ", ".join(first) + (", …" if size > _MOST_ENTRIES else "")


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):  # the digits of a very large number may not even be counted
        return str(value) if value.bit_length() <= 128 else hex(value)[:20] + "…"
    text = value.isoformat() if isinstance(value, date | time) else repr(value)
    return _in_quotes(text[:LONGEST_QUOTE])


def _key(key: object) -> str:
    return key if isinstance(key, str) and _BARE_KEY.fullmatch(key) else _shown(key, 0)


def path_text(path: Sequence[str | int]) -> str:
    """A key path as people write it: ``visits[3].start``."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{_key(step)}" if parts else _key(step))
    return "".join(parts)


def as_problems(faults: Iterable[Fault], lines: Lines | None) -> tuple[Problem, ...]:
    """The faults with file and line, sorted by line; in their own order without a file."""
    problems = [
        Problem(
            message=fault.message,
            where=path_text(fault.path),
            file=lines.source.name if lines else None,
            line=lines.line(fault.path) if lines else None,
        )
        for fault in faults
    ]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))
