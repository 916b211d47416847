"""The least changes in SARIF: told of every finding, and as edits of the plan where they are plain.

Imported only where somebody asks for fixes.
"""

from __future__ import annotations

from typing import Any

from glimt_rules.documents.source import STDIN
from glimt_rules.finding import Finding
from glimt_rules.suggest.fixes import Fix, Fixes
from glimt_tui.reports.answer import Answer
from glimt_tui.reports.plain_edits import PlainEdits, Replacement
from glimt_tui.reports.sarif_texts import message
from glimt_tui.reports.text import TextReport

Object = dict[str, Any]


class Changes:
    """Adds to the results of one plan what would satisfy their rules."""

    def __init__(self, text: TextReport, answer: Answer, artifact: Object | None) -> None:
        """``artifact`` holds the plan's location, where it is a document."""
        assert answer.fixes is not None
        self._fixes: Fixes = answer.fixes
        self._text = text
        self._artifact = artifact or {}
        self._edits: PlainEdits | None = None
        document = answer.document
        # standard input is no file that anything could be changed in
        if artifact is not None and answer.plan != STDIN and document and document.source:
            self._edits = PlainEdits(document.plan, document.source)

    def tell(self, result: Object, finding: Finding) -> None:
        """Add to a result what would satisfy its rule."""
        (told,) = self._text.least_change_told(finding, self._fixes)
        replacements = self._replacements(self._fixes.of(finding))
        if replacements:
            change = {**self._artifact, "replacements": replacements}
            result["fixes"] = [{"description": message(told), "artifactChanges": [change]}]
        result["properties"]["fix"] = told

    def _replacements(self, fix: Fix | None) -> list[Object]:
        """The plain edits that make the change; none where it takes more than such."""
        if self._edits is None or fix is None or fix.visit is None:
            return []
        return [_replacement(edit) for edit in self._edits.of(fix.visit, fix.values) or ()]


def _replacement(edit: Replacement) -> Object:
    (first, column), (last, end) = edit.start, edit.end
    region = {"startLine": first, "startColumn": column, "endLine": last, "endColumn": end}
    inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
    return {"deletedRegion": region, **inserted}
