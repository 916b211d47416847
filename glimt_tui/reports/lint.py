"""What looks wrong with rule sets: for people, and as JSON."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from glimt_rules.documents.faults import harmless, path_text
from glimt_rules.documents.source import read_source
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.lint import LINT_LEVELS, LintFinding
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.texts import Texts
from glimt_tui.reports.lines import ReportLines
from glimt_tui.terminal import BOLD, FAINT, RED, YELLOW

#: How each level looks: sign, word, colour.
LINT_LOOKS: Mapping[str, tuple[str, Message, str]] = {
    "error": ("✗", say("ERROR"), RED),
    "warning": ("!", say("WARNING"), YELLOW),
    "note": ("·", say("NOTE"), FAINT),
}


class _Places:
    """The lines of findings, each file read once."""

    def __init__(self) -> None:
        self._lines: dict[str, Lines | None] = {}

    def line(self, finding: LintFinding) -> int | None:
        """The line in the file; None where it cannot be read any more."""
        file = finding.rule_set.file
        if file not in self._lines:
            try:
                self._lines[file] = Lines(read_source(file))
            except InputError:
                self._lines[file] = None
        lines = self._lines[file]
        return None if lines is None else lines.line(finding.path)


class LintReport:
    """Writes findings as a good compiler does: where, what, and what to do."""

    def __init__(self, text: ReportLines) -> None:
        self.text = text
        self.texts = text.texts
        self._places = _Places()

    def render(self, found: Sequence[LintFinding], rule_sets: Sequence[RuleSet]) -> str:
        """The findings one by one, then how many there are."""
        return "\n".join([*map(self._finding, found), self._summary(found, rule_sets)])

    def _finding(self, finding: LintFinding) -> str:
        sign, word, colour = LINT_LOOKS[finding.level]
        line = self._places.line(finding)
        place = harmless(_short(finding.rule_set.file)) + (f":{line}" if line else "")
        label = self.text.paint(f"{sign} {self.texts(word)}", colour, BOLD)
        rows = [
            f"{self.text.paint(place, BOLD)}: {label} {self.text.paint(_about(finding), BOLD)}",
            self.text.indented(self.texts.sentence(finding.what), 2),
        ]
        if finding.do is not None:
            rows.append(self.text.indented(self.texts.sentence(finding.do), 4, faint=True))
        return "\n".join([*rows, ""])

    def _summary(self, found: Sequence[LintFinding], rule_sets: Sequence[RuleSet]) -> str:
        number = Counter(finding.level for finding in found)
        told = [
            count("{n} rule set looked through", "{n} rule sets looked through", len(rule_sets)),
            count("{n} error", "{n} errors", number["error"]),
            count("{n} warning", "{n} warnings", number["warning"]),
            count("{n} note", "{n} notes", number["note"]),
        ]
        texts = [self.texts(each) for each in told]
        return self.text.indented(f"{texts[0]}: {', '.join(texts[1:])}", 0) + "\n"


def _about(finding: LintFinding) -> str:
    """The rule set, and the rule where it is about one."""
    name = finding.rule_set.id
    return name if finding.rule is None else f"{name} {finding.rule}"


def _short(file: str) -> str:
    """A file as one would name it from here."""
    relative = os.path.relpath(file)
    return file if relative.startswith(os.pardir) else relative


def as_json(found: Sequence[LintFinding], rule_sets: Sequence[RuleSet]) -> str:
    """The findings as one JSON object, with English texts."""
    places, texts = _Places(), Texts("en")
    number = Counter(finding.level for finding in found)
    report: dict[str, Any] = {
        "format": 1,
        "rule_sets": [rule_set.id for rule_set in rule_sets],
        "summary": {level: number[level] for level in LINT_LEVELS},
        "findings": [
            {
                "level": finding.level,
                "rule_set": finding.rule_set.id,
                "rule": finding.rule,
                "file": finding.rule_set.file,
                "line": places.line(finding),
                "where": path_text(finding.path),
                "message": texts.sentence(finding.what),
                "advice": None if finding.do is None else texts.sentence(finding.do),
            }
            for finding in found
        ],
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()
