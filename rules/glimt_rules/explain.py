"""Explaining one visit: what every rule in force for it says, and why."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from glimt_rules.finding import Failure, Finding, failed_message
from glimt_rules.judge import undecided_at
from glimt_rules.judgement import Judgement, RuleInForce
from glimt_rules.message import Message
from glimt_rules.rulesets.model import Rule


class Status(Enum):
    """What a rule says of a visit."""

    VIOLATION = "violation"
    UNKNOWN = "unknown"
    ADVICE = "advice"
    #: advice that cannot be decided, which says nothing elsewhere
    UNDECIDED = "undecided"
    KEPT = "kept"
    NOT_APPLICABLE = "not-applicable"


class Line(NamedTuple):
    """One rule at one visit; several lines where it has several subjects."""

    slot: int
    rule: Rule
    status: Status
    message: Message
    finding: Finding | None = None
    #: that the rule failed while it explained itself
    failure: Failure | None = None


def explain(judgement: Judgement, visit: str) -> list[Line]:
    """What every rule in force says of a judged visit, by the rule's id.

    Raises LookupError for a visit that was not judged: not there, not live, or left out
    by the days that were asked for.
    """
    if visit not in judgement.verdicts:
        raise LookupError(visit)
    facts = judgement.facts
    slot = facts.slot_of[visit]
    found: dict[str, list[Finding]] = {}
    for finding in judgement.findings:
        if finding.visit == visit:
            found.setdefault(finding.rule.id, []).append(finding)
    lines: list[Line] = []
    for in_force in judgement.rules:
        rule = in_force.rule
        if not in_force.judges(slot):
            continue
        if rule.id in found:
            lines += [
                Line(slot, rule, Status(finding.level), finding.message, finding)
                for finding in found[rule.id]
            ]
            continue
        lines.append(_without_finding(judgement, in_force, slot))
    lines.sort(key=lambda line: line.rule.id)
    return lines


def _without_finding(judgement: Judgement, in_force: RuleInForce, slot: int) -> Line:
    """Why a rule found nothing: not applicable, undecided advice, or kept."""
    facts, rule = judgement.facts, in_force.rule
    try:
        reason = rule.asked.not_applicable(facts, slot)
        if reason is not None:
            return Line(slot, rule, Status.NOT_APPLICABLE, reason)
        undecided = undecided_at(judgement, in_force, slot) if rule.force == "advice" else None
        if undecided is not None:
            return Line(slot, rule, Status.UNDECIDED, rule.asked.describe(facts, undecided).message)
        return Line(slot, rule, Status.KEPT, rule.asked.kept(facts, slot))
    except (Exception, SystemExit) as error:
        message = failed_message(rule, error)
        failure = Failure(rule, message, (slot,))
        return Line(slot, rule, Status.UNKNOWN, message, failure=failure)
