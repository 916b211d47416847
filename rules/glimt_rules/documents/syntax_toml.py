"""Explaining broken TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tomli

from glimt_rules.documents import syntax_json, toml_text
from glimt_rules.documents.faults import path_text, quoted
from glimt_rules.documents.nodes import Node
from glimt_rules.documents.source import Source
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say

_DEEP_KEY = re.compile(r"(?:[\w-]+[ \t]*\.[ \t]*){500}")
_REPEATED = (
    "Cannot overwrite",
    "Cannot declare",
    "Cannot mutate",
    "Cannot redefine",
    "Duplicate inline",
)


def deep_line(text: str, most: int) -> int | None:
    """The line on which brackets, or the parts of a key, are nested too deep."""
    line = syntax_json.deep_line(text, most, toml_text.BRACKETS)
    if line is None and (match := _DEEP_KEY.search(text)):
        line = text.count("\n", 0, match.start()) + 1
    return line


def numbers(text: str, most: int) -> Iterator[tuple[str, int]]:
    """Each number with more digits than this, and its line."""
    return syntax_json.numbers(text, most, f"{toml_text.STRING}|{toml_text.COMMENT}")


def explain(source: Source, error: Exception) -> Problem | None:
    """What the parser found, and what it would have liked; None where it says something else."""
    if not isinstance(error, tomli.TOMLDecodeError):
        return None
    if error.msg.startswith(_REPEATED):
        return _repeated(source, error)
    # The parser counts in a text in which the line ends are all alike.
    text = source.text.replace("\r\n", "\n")
    position = error.pos
    if error.msg.startswith(("Unescaped", "Invalid hex", "Escaped character")):
        position = max(text.rfind("\\", 0, position), 0)
    message = _message(error.msg, syntax_json.near(text, position), error.colno)
    return Problem(message=message, file=source.name, line=error.lineno)


def _repeated(source: Source, error: tomli.TOMLDecodeError) -> Problem:
    """A key or table that stands twice: where, and where it was first."""
    text = source.text.replace("\r\n", "\n")
    offset, written = _last_start(text, error.pos)
    tree = toml_text.Tree(text[:offset])
    keys = toml_text.parts(written)
    header = text[offset] == "["
    first, whole = _first(text[:offset], tree.root if header else tree.current, keys)
    before = text.count("\n", 0, first.offset) + 1 if first else 0
    line = text.count("\n", 0, offset) + 1
    key = quoted(written)
    if error.msg.startswith("Duplicate inline") or first is None:
        line = error.lineno
        if error.msg.startswith("Duplicate inline"):
            key = quoted(error.msg.split(" key ", 1)[-1].strip("'\""))
        message = say("The key {key} stands here more than once; once is allowed", key=key)
    elif not whole:
        message = say(
            "There is no place for {key}: what it would be part of is complete since line {line}",
            key=key,
            line=before,
        )
    elif header:
        message = say(
            "The table {key} is there already, on line {line}; a list of tables has double "
            "brackets around its key each time",
            key=key,
            line=before,
        )
    else:
        message = say(
            "The key {key} stands here more than once, first on line {line}; once is allowed",
            key=key,
            line=before,
        )
    where = path_text(keys if header else (*tree.path, *keys))
    return Problem(message=message, where=where, file=source.name, line=line)


def _last_start(text: str, position: int) -> tuple[int, str]:
    """The last statement or header that begins before a place, and its key."""
    offset, written = 0, ""
    for start, key, _, body, end in toml_text.sections(text):
        if key and start < position:
            offset, written = start, key
        if end >= position or start >= position:
            for begin, name, _ in toml_text.statements(text, body, len(text)):
                if begin >= position:
                    break
                offset, written = begin, name
            break
    return offset, written


def _first(text: str, node: Node, keys: tuple[str, ...]) -> tuple[Node | None, bool]:
    """Where a key was first, or the part of it that exists; and whether it is the whole key."""
    found: Node | None = None
    for key in keys:
        if node.open:
            toml_text.expand(text, node)
        items = len(node.children) if node.children and 0 in node.children else 0
        if node.children and items:
            node = node.children[items - 1]
            if node.open:
                toml_text.expand(text, node)
        child = node.child(key)
        if child is None:
            return found, False
        node = found = child
    return found, True


def _message(what: str, found: str | None, column: int) -> Message:
    if found is None:
        return _at_end(what)
    if what.startswith("Expected '=' after a key"):
        return say(
            "Found {found} after a key; an equals sign and a value are wanted (column {column}). "
            "A key with other letters than a-z stands in quotes",
            found=found,
            column=column,
        )
    if what.startswith("Invalid value"):
        return say(
            "Found {found}, which is no value (column {column}): text stands in quotes; true, "
            "false, numbers, dates and times do not",
            found=found,
            column=column,
        )
    if what.startswith("Expected newline"):
        return say(
            "Found {found} where the line should end (column {column}): a value such as text, "
            "a date or a time is not written in the right form, or two things share the line",
            found=found,
            column=column,
        )
    if what.startswith(("Unclosed array", "Unclosed inline table")):
        return say(
            "Found {found}; a comma or the closing bracket is wanted (column {column})",
            found=found,
            column=column,
        )
    if what.startswith(("Expected ']", "Invalid initial character", "Invalid statement")):
        return say(
            "Found {found}; a key or a table's header in square brackets is wanted (column "
            "{column}). A key with other letters than a-z stands in quotes",
            found=found,
            column=column,
        )
    return _in_text(what, found, column)


def _in_text(what: str, found: str, column: int) -> Message:
    if what.startswith(("Unescaped", "Invalid hex", "Escaped character")):
        return say(
            "Found {found} (column {column}); a backslash in a text is written twice",
            found=found,
            column=column,
        )
    if what.startswith(("Found invalid character", "Illegal character")):
        return say(
            "Found {found} (column {column}); a text ends on the line on which it begins, and "
            "holds no control characters",
            found=found,
            column=column,
        )
    return say(
        "Found {found}, which is no TOML (column {column}): {reason}",
        found=found,
        column=column,
        reason=quoted(what),
    )


def _at_end(what: str) -> Message:
    if what.startswith("Unterminated"):
        return say("The file ends within a text: a closing quote is missing")
    if what.startswith(("Unclosed", "Expected ']")):
        return say("The file ends within brackets: a closing bracket is missing")
    return say("The file ends after a key: an equals sign and a value are wanted")
