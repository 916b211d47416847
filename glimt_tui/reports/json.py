"""The report for programs: one JSON object a plan, its keys in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from glimt_rules.errors import Problem
from glimt_rules.finding import Finding
from glimt_rules.judgement import Judgement
from glimt_rules.moments import LocalTime
from glimt_rules.texts import Texts
from glimt_tui.reports.answer import Answer, incomplete_problems
from glimt_tui.reports.places import in_utf8


def render(answers: Sequence[Answer], texts: Texts) -> str:
    """One object over several lines for one plan; for several, one on a line each."""
    if len(answers) == 1:
        encoded = msgspec.json.encode(as_object(answers[0], texts, named=False))
        return msgspec.json.format(encoded, indent=2).decode() + "\n"
    return "".join(
        msgspec.json.encode(as_object(answer, texts, named=True)).decode() + "\n"
        for answer in answers
    )


def as_object(answer: Answer, texts: Texts, *, named: bool) -> dict[str, Any]:
    """The object for one plan; ``named`` puts the plan's path first."""
    judgement = answer.judgement
    plan = None if answer.plan is None else in_utf8(answer.plan)
    head: dict[str, Any] = {"plan": plan} if named else {}
    if judgement is None:
        return {
            **head,
            "format": 1,
            "plan": plan,
            "complete": False,
            "errors": _errors(answer.errors, texts, lines=True),
        }
    line_of = answer.line_of()
    return {
        **head,
        "format": 1,
        "complete": judgement.complete,
        "rule_sets": _rule_sets(judgement),
        "not_in_force": judgement.not_in_force,
        "summary": judgement.summary,
        "visits": [
            {"id": visit, "verdict": verdict} for visit, verdict in judgement.verdicts.items()
        ],
        "findings": [
            _finding(finding, texts, plan, line_of(finding.visit)) for finding in judgement.findings
        ],
        "errors": _errors(incomplete_problems(judgement), texts, lines=False),
    }


def _finding(finding: Finding, texts: Texts, file: str | None, line: int | None) -> dict[str, Any]:
    rule = finding.rule
    return {
        "visit": finding.visit,
        "rule": rule.id,
        "version": rule.version,
        "force": rule.force,
        "level": finding.level,
        "waived": finding.waived,
        "message": texts.sentence(finding.message),
        "measured": finding.measured,
        "limit": finding.limit,
        "unit": finding.unit,
        "subject": {
            "household": finding.subject.household,
            "equipment": finding.subject.equipment,
            "room": finding.subject.room,
            "people": finding.subject.people,
        },
        "evidence": finding.evidence,
        "source": {"title": texts.pick(rule.source.title), "url": rule.source.url},
        "file": file,
        "line": line,
    }


def _rule_sets(judgement: Judgement) -> list[dict[str, Any]]:
    return [
        {
            "id": rule_set.family,
            "version": rule_set.version,
            "in_force": _with_offset(rule_set.in_force, judgement),
            "until": _with_offset(rule_set.until(judgement.known_at), judgement),
        }
        for rule_set in judgement.rule_sets
    ]


def _with_offset(time: LocalTime | None, judgement: Judgement) -> str | None:
    if time is None:
        return None
    local = datetime.combine(time.date(), time.time(), judgement.facts.zone)
    return local.isoformat()


def _errors(problems: Iterable[Problem], texts: Texts, *, lines: bool) -> list[dict[str, Any]]:
    return [
        {
            "where": problem.where.encode("utf-8", "replace").decode(),
            **({"line": problem.line} if lines else {}),
            "message": texts.sentence(problem.message),
        }
        for problem in problems
    ]
