"""Why a text is no document: told with its line, in words of our own.

Only loaded for a broken document.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from glimt_rules.documents import syntax_json, syntax_toml
from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import Source
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say

_TOO_DEEP = 100


def explain_bytes(data: bytes, position: int) -> tuple[Message, int | None]:
    """Why these bytes are no text in UTF-8, with the line of the first bad one."""
    start = data[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(start):
        return say("This file is written in UTF-16; save it as UTF-8"), 1
    line = data.count(0x0A, 0, position) + 1
    found = f"0x{data[position]:02x}"
    if data[position] == 0:
        return say("Found a zero byte; this is not a text file"), line
    if _looks_like_latin1(data):
        message = say(
            "Found the byte {found}: this file seems to be written in Latin-1 (Windows-1252); "
            "save it as UTF-8",
            found=found,
        )
    else:
        message = say("Found the byte {found}, which is not UTF-8; save it as UTF-8", found=found)
    return message, line


def _looks_like_utf16(start: bytes) -> bool:
    """Half of the bytes of plain text are zero in UTF-16, on the same side of each pair."""
    pairs = len(start) // 2
    zeros = max(start[0::2].count(0), start[1::2].count(0))
    return pairs >= 2 and zeros * 10 >= pairs * 7


def _looks_like_latin1(data: bytes) -> bool:
    """Whether every byte outside ASCII would be a letter or a common mark."""
    other = {byte for byte in data if byte >= 0x80} if len(data) < 1 << 20 else set(data[: 1 << 20])
    marks = set(b"\x80\x85\x91\x92\x93\x94\x96\x97\xa0\xa7\xab\xb0\xb4\xbb\xbd")
    return all(byte < 0x80 or byte >= 0xC0 or byte in marks for byte in other)


def explain_toml(source: Source, error: Exception) -> list[Problem]:
    """What the TOML parser stumbled over."""
    if isinstance(error, RecursionError):
        return [_too_deep(source, syntax_toml.deep_line(source.text, _TOO_DEEP))]
    found = syntax_toml.explain(source, error)
    if found is not None:
        return [found]
    return _too_long(source, syntax_toml.numbers(source.text, _most_digits()), error)


def explain_json(source: Source, error: Exception | None) -> list[Problem]:
    """What the JSON parser stumbled over, or accepts and we do not."""
    if isinstance(error, RecursionError):
        return [_too_deep(source, syntax_json.deep_line(source.text, _TOO_DEEP))]
    if error is None:
        return list(syntax_json.refused(source))
    found = syntax_json.explain(source, error)
    if found is not None:
        return [found]
    return _too_long(source, syntax_json.numbers(source.text, _most_digits()), error)


def _most_digits() -> int:
    return sys.get_int_max_str_digits() or 4300


def _too_deep(source: Source, line: int | None) -> Problem:
    message = say("There are too many levels inside each other; a few are enough")
    return Problem(message=message, file=source.name, line=line)


def _too_long(source: Source, places: Iterator[tuple[str, int]], error: Exception) -> list[Problem]:
    """Every number with too many digits to be read."""
    problems = [
        Problem(
            message=say(
                "The number {found} has {size} digits; that is too many",
                found=digits[:12] + "…",
                size=len(digits),
            ),
            file=source.name,
            line=line,
        )
        for digits, line in places
    ]
    reason = say("This cannot be read: {reason}", reason=quoted(str(error)))
    return problems or [Problem(message=reason, file=source.name)]
