"""The formats of reports: one table that ``--format`` and ``--output`` both read.

A format's own module is imported only when a report is written in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glimt_tui.reports.answer import Answers
    from glimt_tui.reports.text import TextReport

#: Writes a whole report: from the answers for all plans to its text.
Render = Callable[["Answers"], str]


def as_text(report: TextReport, answers: Answers) -> str:
    """The reports for people, one after the other."""
    return "\n".join(filter(None, map(report.render, answers.plans)))


def _text(answers: Answers) -> str:
    from glimt_tui.reports.text import TextReport
    from glimt_tui.terminal import plain

    return as_text(TextReport(answers.texts, plain), answers)


def _json(answers: Answers) -> str:
    from glimt_tui.reports import json

    return json.render(answers.plans, answers.nameless())


def _sarif(answers: Answers) -> str:
    from glimt_tui.reports import sarif

    return sarif.render(answers)


def _junit(answers: Answers) -> str:
    from glimt_tui.reports import junit

    return junit.render(answers)


def _github(answers: Answers) -> str:
    from glimt_tui.reports import github

    return github.render(answers)


#: From a format's name to what writes it, without colours and for any width. Plugins may bring
#: more, by the hook ``glimt_report_formats``.
FORMATS: Mapping[str, Render] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}
