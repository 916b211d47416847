"""Where the tables, keys and items of a TOML text stand.

The text is one that the parser has accepted (or the part before the place where it
stopped), so it is only looked at as far as is needed to step over statements; a single
expression takes a whole run of them. The keys of a table are looked at when asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glimt_rules.documents.json_text import end_of_brackets
from glimt_rules.documents.nodes import Node

_BASIC = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_LITERAL = r"'[^'\n]*+'"
_LONG_BASIC = r'"""[^"\\]*+(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*+)*+"""(?:"{1,2})?'
_LONG_LITERAL = r"'''[^']*+(?:'{1,2}(?!')[^']*+)*+'''(?:'{1,2})?"
STRING = f"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}"
COMMENT = r"#[^\n]*+"
_FLAT = rf"[^][{{}}\"'#]++|{STRING}|{COMMENT}"


def _nested(depth: int) -> str:
    inner = _FLAT if depth == 0 else f"{_FLAT}|{_nested(depth - 1)}"
    return rf"[\[{{](?:{inner})*+[\]}}]"


_PART = rf"(?:[A-Za-z0-9_-]++|{_BASIC}|{_LITERAL})"
_KEYS = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"
_CONTAINER = _nested(2)
_VALUE = rf"(?:{STRING}|{_CONTAINER}|[^][{{}}\"'#,\n]++)"
_STATEMENT = rf"{_KEYS}[ \t]*+=[ \t]*+{_VALUE}"

_RUN = re.compile(rf"(?:[ \t\r\n]++|{COMMENT}|{_STATEMENT})*+")
_HEADER = re.compile(rf"\[(\[?)[ \t]*+({_KEYS})[ \t]*+\]\]?")
_BETWEEN = re.compile(rf"(?:[ \t\r\n,]++|{COMMENT})*+")
_KEY = re.compile(rf"({_KEYS})[ \t]*+=[ \t]*+")
_EACH_PART = re.compile(_PART)
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_ONE_VALUE = re.compile(_VALUE)
BRACKETS = re.compile(rf"{STRING}|{COMMENT}|[][{{}}]")


def parts(written: str) -> tuple[str, ...]:
    """The parts of a key as they are meant: ``a."b c"`` is a and b c."""
    if _BARE.fullmatch(written):
        return (written,)
    return tuple(_part(part) for part in _EACH_PART.findall(written))


def _part(written: str) -> str:
    if written[0] not in "\"'":
        return written
    if written[0] == "'" or "\\" not in written:
        return written[1:-1]
    import tomli

    try:
        return str(tomli.loads(f"key = {written}")["key"])
    except ValueError:  # a text that is no TOML at all is looked through, too
        return written


def skip(text: str, start: int) -> int:
    """The end of the value that begins here."""
    match = _ONE_VALUE.match(text, start)
    if match is not None:
        return match.end()
    if text[start : start + 1] in ("{", "["):
        return end_of_brackets(BRACKETS, text, start)
    return start + 1


def statements(text: str, start: int, end: int) -> Iterator[tuple[int, str, int]]:
    """Each key with its value: where it stands, the key as written, where the value begins."""
    position = start
    while True:
        position = _BETWEEN.match(text, position, end).end()  # type: ignore[union-attr]
        match = _KEY.match(text, position, end)
        if match is None:
            return
        yield position, match[1], match.end()
        position = skip(text, match.end())


def sections(text: str) -> Iterator[tuple[int, str, bool, int, int]]:
    """Each table: its header's place, key and whether it is one of several, and its body.

    The first is what stands before any header, with an empty key.
    """
    offset, key, several, position = 0, "", False, 0
    while True:
        start = position
        position = _end_of_body(text, start)
        yield offset, key, several, start, position
        header = _HEADER.match(text, position)
        if header is None:
            return
        offset, key, several, position = position, header[2], bool(header[1]), header.end()


def _end_of_body(text: str, start: int) -> int:
    while True:
        start = _RUN.match(text, start).end()  # type: ignore[union-attr]  # matches always
        match = _KEY.match(text, start)
        if match is None:
            return start
        start = skip(text, match.end())  # too deep for one expression


class Tree:
    """The tables of a text. ``current`` is the last one, at the place ``path``."""

    def __init__(self, text: str) -> None:
        self.root = self.current = Node(0)
        self.path: tuple[str | int, ...] = ()
        for offset, key, several, start, end in sections(text):
            if key:
                self._enter(offset, parts(key), several)
            if self.current.bodies is None:
                self.current.bodies = []
            self.current.bodies.append((start, end))

    def _enter(self, offset: int, keys: tuple[str, ...], several: bool) -> None:
        """Go to the table that a header names; in a list that is its last item."""
        node, path = self.root, ()  # type: tuple[Node, tuple[str | int, ...]]
        for index, key in enumerate(keys):
            node, path = node.put(key, Node(offset)), (*path, key)
            items = len(node.children) if node.children and 0 in node.children else 0
            if several and index == len(keys) - 1:
                node, path = node.put(items, Node(offset)), (*path, items)
            elif items:
                node, path = node.put(items - 1, Node(offset)), (*path, items - 1)
        if node.bodies is None:  # known so far only from the headers of its sub-tables
            node.offset = offset
        self.current, self.path = node, path


def root(text: str) -> Node:
    """The whole document."""
    return Tree(text).root


def expand(text: str, node: Node) -> None:
    """Find what is directly in this value."""
    node.open = False
    opening = text[node.start : node.start + 1] if node.start >= 0 else ""
    if opening == "[":
        for index, start in enumerate(_items(text, node.start)):
            node.put(index, Node(start, start))
    elif opening == "{":
        _keys(text, node, node.start + 1, skip(text, node.start))
    for start, end in node.bodies or ():
        _keys(text, node, start, end)


def _items(text: str, start: int) -> Iterator[int]:
    position = start + 1
    while True:
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
        if position >= len(text) or text[position] == "]":
            return
        yield position
        position = skip(text, position)


def _keys(text: str, node: Node, start: int, end: int) -> None:
    for offset, written, value in statements(text, start, end):
        table = node
        *tables, last = parts(written)
        for key in tables:
            table = table.put(key, Node(offset))
        table.put(last, Node(offset, value))
