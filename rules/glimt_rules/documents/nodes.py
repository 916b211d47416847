"""The places of a document's keys and items, found in its text only as far as asked."""

from __future__ import annotations

from collections.abc import Iterator

Step = str | int


class Node:
    """A value in a text: ``offset`` is where it is told to be, ``start`` where it begins.

    ``bodies`` are the stretches of text that hold the keys of a TOML table; ``children`` is
    what has been found in it, and complete when ``open`` is False.
    """

    __slots__ = ("bodies", "children", "offset", "open", "start")

    def __init__(self, offset: int, start: int = -1) -> None:
        self.offset = offset
        self.start = start
        self.bodies: list[tuple[int, int]] | None = None
        self.children: dict[Step, Node] | None = None
        self.open = True

    def child(self, step: Step) -> Node | None:
        """What has been found under this key or number."""
        return self.children.get(step) if self.children is not None else None

    def put(self, step: Step, node: Node) -> Node:
        """Keep what was found; what was found first stays."""
        if self.children is None:
            self.children = {}
        return self.children.setdefault(step, node)


class LineCounter:
    """Lines of offsets: a count of line ends, kept for every stretch of the text."""

    _BITS = 14

    def __init__(self, text: str) -> None:
        self._text = text
        self._before = list(self._counts(text))

    def _counts(self, text: str) -> Iterator[int]:
        size, total = 1 << self._BITS, 1
        for start in range(0, len(text) + 1, size):
            yield total
            total += text.count("\n", start, start + size)

    def line(self, offset: int) -> int:
        """The line, counted from 1."""
        stretch = offset >> self._BITS
        return self._before[stretch] + self._text.count("\n", stretch << self._BITS, offset)
