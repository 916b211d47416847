"""Where the keys and items of a JSON text stand.

The text is one that the parser has accepted, so it is only looked at as far as is needed
to step over values; a single expression does that for all but the deepest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glimt_rules.documents.nodes import Node, Step

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rf'[^][{{}}"]++|{_STRING}'


def _nested(depth: int) -> str:
    inner = _FLAT if depth == 0 else f"{_FLAT}|{_nested(depth - 1)}"
    return rf"[\[{{](?:{inner})*+[\]}}]"


_SPACE = re.compile(r"[ \t\r\n,]*+")
_KEY = re.compile(rf"({_STRING})[ \t\r\n]*+:[ \t\r\n]*+")
_CONTAINER = re.compile(_nested(3))
_SCALAR = re.compile(rf"{_STRING}|[^][{{}}\",\s]++")
_BRACKETS = re.compile(rf"{_STRING}|[][{{}}]")


def skip(text: str, start: int) -> int:
    """The end of the value that begins here."""
    if text[start : start + 1] not in ("{", "["):
        match = _SCALAR.match(text, start)
        return match.end() if match else start + 1
    match = _CONTAINER.match(text, start)
    return match.end() if match else end_of_brackets(_BRACKETS, text, start)


def end_of_brackets(tokens: re.Pattern[str], text: str, start: int) -> int:
    """Where the bracket that opens here is closed, however deep things are within it."""
    depth = 0
    for match in tokens.finditer(text, start):
        token = match[0]
        if token in ("{", "["):
            depth += 1
        elif token in ("}", "]"):
            depth -= 1
            if depth == 0:
                return match.end()
    return len(text)


def entries(text: str, start: int) -> Iterator[tuple[Step, int, int]]:
    """Each key or number of a container, where it stands, and where its value begins."""
    opening = text[start : start + 1]
    if opening not in ("{", "["):
        return
    index, position = 0, start + 1
    while True:
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr]  # matches always
        if position >= len(text) or text[position] in "]}":
            return
        told, step = position, index
        if opening == "{":
            match = _KEY.match(text, position)
            if match is None:
                return
            position = match.end()
            yield _key(match[1]), told, position
        else:
            yield step, told, position
        index += 1
        position = skip(text, position)


def _key(written: str) -> str:
    if "\\" not in written:
        return written[1:-1]
    import json

    return str(json.loads(written, strict=False))


def root(text: str) -> Node:
    """The whole document."""
    start = _SPACE.match(text, 0).end()  # type: ignore[union-attr]  # matches always
    return Node(start, start)


def expand(text: str, node: Node) -> None:
    """Find what is directly in this value; of a repeated key the last counts, as in parsing."""
    node.open = False
    found: dict[Step, Node] = {}
    for step, told, start in entries(text, node.start):
        found[step] = Node(told, start)
    node.children = found
