"""Applying SARIF's fixes to a text, as a program does that knows nothing of plans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Table = dict[str, Any]


def applied(text: str, replacements: Sequence[Table]) -> str:
    """A text with replacements made, whose regions count columns in code units of UTF-16."""
    units = text.encode("utf-16-le")
    lines = [0]
    while (found := text.find("\n", lines[-1])) >= 0:
        lines.append(found + 1)

    def place(line: int, column: int) -> int:
        """Where a line and a column are among the bytes."""
        begin = len(text[: lines[line - 1]].encode("utf-16-le"))
        end = len(units) if line == len(lines) else len(text[: lines[line]].encode("utf-16-le"))
        assert column > 0
        assert begin + 2 * (column - 1) <= end
        return begin + 2 * (column - 1)

    edits = []
    for each in replacements:
        region = each["deletedRegion"]
        start = place(region["startLine"], region["startColumn"])
        end = place(region["endLine"], region["endColumn"])
        new = each.get("insertedContent", {}).get("text", "")
        assert start < end or new, "an edit that changes nothing"
        edits.append((start, end, new))
    assert all(one[1] < other[0] for one, other in pairwise(edits)), "edits that overlap"
    for start, end, new in reversed(edits):
        units = units[:start] + new.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")
