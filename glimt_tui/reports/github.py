"""Annotations on GitHub: one workflow command a finding, worst first.

Hosts show only the first ten of each sort, so what matters most must come first.
"""

from __future__ import annotations

from collections.abc import Iterator

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.finding import LEVELS, Finding
from glimt_tui.reports.answer import Answer, Answers, failed_rules
from glimt_tui.reports.places import file_of, in_utf8, inside
from glimt_tui.reports.text import TextReport
from glimt_tui.terminal import plain

_COMMANDS = {"violation": "error", "unknown": "warning", "advice": "notice"}


def render(answers: Answers) -> str:
    """One line an annotation; nothing where there is nothing to tell.

    Findings that are waived are left out: somebody has seen them already.
    """
    text = TextReport(answers.nameless(), plain)
    lines = list(dict.fromkeys(_problems(answers, text)))
    for level in LEVELS:
        command = "error" if answers.fails(level) else _COMMANDS[level]
        for answer in answers.plans:
            lines += _findings(answer, level, command, text)
    return "".join(line + "\n" for line in lines)


def annotation(command: str, message: str, **properties: str | int | None) -> str:
    """A workflow command, escaped; a property that is None or empty is left out."""
    named = ",".join(
        f"{name}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
        if value not in (None, "")
    )
    head = f"{command} {named}" if named else command
    return f"::{head}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _problems(answers: Answers, text: TextReport) -> Iterator[str]:
    """What is wrong with plans, rule sets and rules: without them nothing else is sure."""
    for answer in answers.plans:
        for problem in answer.errors:
            yield _problem(problem, file_of(problem.file or answer.plan), text)
    for problem in answers.problems:
        file = problem.file and inside(problem.file)
        yield _problem(problem, file and in_utf8(file), text)
    for answer in answers.plans:
        if answer.judgement is not None:
            for problem in failed_rules(answer.judgement.failures):
                yield _problem(problem, file_of(answer.plan), text)


def _problem(problem: Problem, file: str | None, text: TextReport) -> str:
    message = harmless(text.texts.sentence(problem.message))
    title = harmless(problem.where) or "glimt"
    line = problem.line if file else None
    return annotation("error", message, file=file, line=line, title=title)


def _findings(answer: Answer, level: str, command: str, text: TextReport) -> Iterator[str]:
    if answer.judgement is None:
        return
    file, line_of = file_of(answer.plan), answer.line_of()
    for finding in answer.judgement.findings:
        if finding.level == level and not finding.waived:
            lines = [
                text.texts.sentence(finding.message),
                *text.least_change_told(finding, answer.fixes),
                text.rule(answer.judgement, finding.rule, finding.visit),
                text.source(finding.rule),
            ]
            yield annotation(
                command,
                "\n".join(map(harmless, lines)),
                file=file,
                line=line_of(finding.visit) if file else None,
                title=_title(finding),
            )


def _title(finding: Finding) -> str:
    return harmless(f"{finding.visit}: {finding.rule.id}")
