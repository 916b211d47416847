"""Explaining broken JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from glimt_rules.documents.faults import Path, path_text, quoted
from glimt_rules.documents.json_text import entries, root
from glimt_rules.documents.nodes import LineCounter
from glimt_rules.documents.source import Source
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKENS = re.compile(rf"{_STRING}|[][{{}}]")
_CONSTANT = re.compile(r"NaN|-?Infinity")
#: How much of the text around a mistake is repeated.
NEAR = 20


def near(text: str, position: int) -> str | None:
    """What stands at a place, up to the end of its line; None at the end of the text."""
    rest = text[position : position + NEAR].split("\n", 1)[0].rstrip()
    if rest:
        return quoted(rest)
    return quoted("\n") if text[position:].strip() else None


def deep_line(text: str, most: int, tokens: re.Pattern[str] = _TOKENS) -> int | None:
    """The line on which brackets are nested deeper than this."""
    depth = 0
    for match in tokens.finditer(text):
        depth += (match[0] in ("{", "[")) - (match[0] in ("}", "]"))
        if depth > most:
            return text.count("\n", 0, match.start()) + 1
    return None


def numbers(text: str, most: int, other: str = _STRING) -> Iterator[tuple[str, int]]:
    """Each number with more digits than this, and its line."""
    for match in re.finditer(rf"{other}|([0-9a-zA-Z_]{{{most + 1},}}+)", text):
        if match[1]:
            yield match[1], text.count("\n", 0, match.start()) + 1


def refused(source: Source) -> Iterator[Problem]:
    """Repeated keys and numbers that are none, which the parser itself lets pass."""
    text, counter = source.text, LineCounter(source.text)
    stack: list[tuple[Path, int]] = [((), root(text).start)]
    found: list[tuple[int, Path, Message]] = []
    while stack:
        path, start = stack.pop()
        seen: dict[str | int, int] = {}
        for step, told, value in entries(text, start):
            place = (*path, step)
            first = seen.setdefault(step, told)
            if first != told:
                line = counter.line(first)
                found.append((told, place, _twice(step, line)))
            if text[value] in "{[":
                stack.append((place, value))
            elif constant := _CONSTANT.match(text, value):
                message = say("Found {found}; only finite numbers are allowed", found=constant[0])
                found.append((value, place, message))
    for told, place, message in sorted(found, key=lambda each: each[0]):
        yield Problem(
            message=message, where=path_text(place), file=source.name, line=counter.line(told)
        )


def _twice(key: str | int, line: int) -> Message:
    return say(
        "The key {key} stands here more than once, first on line {line}; once is allowed",
        key=quoted(key),
        line=line,
    )


def explain(source: Source, error: Exception) -> Problem | None:
    """What the parser found, and what it would have liked; None where it says something else."""
    if not isinstance(error, json.JSONDecodeError):
        return None
    message = _message(error, near(source.text, error.pos), error.colno)
    return Problem(message=message, file=source.name, line=error.lineno)


def _message(error: json.JSONDecodeError, found: str | None, column: int) -> Message:
    if found is None:
        return say("The file ends in the middle of something: a closing bracket is missing")
    what = error.msg
    if what.startswith("Expecting property name"):
        return say(
            "Found {found}; a key in double quotes is wanted (column {column}; there is no comma "
            "after the last entry)",
            found=found,
            column=column,
        )
    if what.startswith("Expecting ':'"):
        return say(
            "Found {found}; a colon is wanted after a key (column {column})",
            found=found,
            column=column,
        )
    if what.startswith("Expecting ','"):
        return say(
            "Found {found}; a comma or a closing bracket is wanted (column {column})",
            found=found,
            column=column,
        )
    if what.startswith(("Expecting value", "Illegal trailing comma")):
        return say(
            "Found {found}, which is no value (column {column}): text stands in double quotes, "
            "and there is no comma after the last entry",
            found=found,
            column=column,
        )
    return _in_text(what, found, column)


def _in_text(what: str, found: str, column: int) -> Message:
    if what.startswith("Unterminated string"):
        return say(
            "The text {found} has no closing quote (column {column})", found=found, column=column
        )
    if what.startswith("Invalid control character"):
        return say(
            "Found {found} inside quotes (column {column}); a text ends on the line on which it "
            "begins, and holds no control characters",
            found=found,
            column=column,
        )
    if what.startswith("Invalid \\"):
        return say(
            "Found {found} (column {column}); a backslash in a text is written twice",
            found=found,
            column=column,
        )
    if what.startswith("Extra data"):
        return say(
            "Found {found} after the end of the document (column {column})",
            found=found,
            column=column,
        )
    return say(
        "Found {found}, which is no JSON (column {column}): {reason}",
        found=found,
        column=column,
        reason=quoted(what),
    )
