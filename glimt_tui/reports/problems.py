"""Telling what is wrong: one line a problem, with file, line and key path."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.texts import Texts
from glimt_tui.terminal import BOLD, RED, YELLOW, paint_for, write

ERROR = say("error")
NOTE = say("note")


def tell_errors(problems: Iterable[Problem], texts: Texts) -> None:
    """Write problems to standard error, as errors."""
    _tell(problems, texts, ERROR, RED)


def tell_notes(problems: Iterable[Problem], texts: Texts) -> None:
    """Write problems to standard error, as notes that fail nothing."""
    _tell(problems, texts, NOTE, YELLOW)


def _tell(problems: Iterable[Problem], texts: Texts, label: Message, colour: str) -> None:
    paint = paint_for(sys.stderr)
    for problem in problems:
        place = harmless(problem.file or "")
        if problem.line is not None:
            place += f":{problem.line}"
        parts = [place] if place else []
        parts.append(paint(texts(label), colour, BOLD))
        if problem.where:
            parts.append(harmless(problem.where))
        parts.append(harmless(texts.sentence(problem.message)))
        write(": ".join(parts) + "\n", sys.stderr)
