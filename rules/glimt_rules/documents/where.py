"""The lines of keys and items, for messages and findings.

Neither parser keeps them, so the text is looked at a second time, and only when somebody
asks: once over its tables or outermost entries, and further in just where asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from glimt_rules.documents.source import Source

if TYPE_CHECKING:
    from glimt_rules.documents.nodes import LineCounter, Node


class Lines:
    """The lines of one document, which its parser has accepted."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._root: Node | None = None
        self._counter: LineCounter | None = None

    @cached_property
    def _on_one_line(self) -> bool:
        """Whether there is nothing to look for, as in the JSON that most programs write."""
        return self.source.text.find("\n", 0, -1) < 0

    def line(self, path: Sequence[str | int]) -> int | None:
        """The line, from 1, of a key or item, or of the nearest thing around it that exists.

        A table under a header is at its header, an object in a list at its bracket, a key
        at itself. None where the document does not even have a beginning.
        """
        if not self.source.text:
            return None
        if self._on_one_line:
            return 1
        if self.source.format == "json":
            from glimt_rules.documents import json_text as text
        else:
            from glimt_rules.documents import toml_text as text  # type: ignore[no-redef]
        from glimt_rules.documents.nodes import LineCounter

        if self._root is None or self._counter is None:
            self._root = text.root(self.source.text)
            self._counter = LineCounter(self.source.text)
        node = self._root
        for step in path:
            if node.open:
                text.expand(self.source.text, node)
            child = node.child(step)
            if child is None:
                break
            node = child
        return self._counter.line(node.offset)
