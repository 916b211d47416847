"""What an edit does to the rules, and whether it may be saved.

A planned visit that newly breaks a binding rule is not saved; one that newly breaks a house rule
is saved with a waiver and its reason. What has happened can always be written down as it was, and
an edit that worsens nothing can always be saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from glimt_rules.finding import LEVELS, Finding
from glimt_rules.kinds.base import Question
from glimt_rules.plan.model import Visit

#: A visit with one of these has happened, or has begun.
HAPPENED = frozenset({"arrived", "done"})

#: What makes two findings the same one: a figure may change, and it is still the same.
About = tuple[str, str, str | None, str | None]


class Decision(Struct, frozen=True, kw_only=True):
    """What comes of an edit: what is new, what is over, and what saving it takes."""

    #: findings that were not there before, or are worse than they were
    appeared: tuple[Finding, ...] = ()
    #: findings that are there no more
    gone: tuple[Finding, ...] = ()
    #: those that forbid it: binding rules that a planned visit newly breaks
    forbidding: tuple[Finding, ...] = ()
    #: those that need a waiver: house rules that a planned visit newly breaks
    to_waive: tuple[Finding, ...] = ()
    #: what is not known, each question once
    questions: tuple[Question, ...] = ()

    @property
    def may_be_saved(self) -> bool:
        """Whether it may be saved, where need be with waivers."""
        return not self.forbidding


def decide(
    before: Iterable[Finding], after: Iterable[Finding], visits: Mapping[str, Visit]
) -> Decision:
    """Weigh the findings before and after an edit; ``visits`` are as the edit leaves them."""
    was = {about(finding): finding for finding in before}
    is_ = {about(finding): finding for finding in after}
    appeared = [
        finding
        for key, finding in is_.items()
        if key not in was or _rank(finding) < _rank(was[key])
    ]
    gone = [finding for key, finding in was.items() if key not in is_]
    broken = [
        finding
        for finding in appeared
        if finding.level == "violation" and not finding.waived and _is_planned(finding, visits)
    ]
    questions = {
        question.about: question
        for finding in appeared
        if finding.level == "unknown" and not finding.waived
        for question in finding.questions
    }
    return Decision(
        appeared=tuple(appeared),
        gone=tuple(gone),
        forbidding=tuple(finding for finding in broken if finding.force == "binding"),
        to_waive=tuple(finding for finding in broken if finding.force != "binding"),
        questions=tuple(questions.values()),
    )


def about(finding: Finding) -> About:
    """What a finding is about, whatever it counted."""
    subject = finding.subject
    return finding.visit, finding.rule.id, subject.household, subject.equipment


def _rank(finding: Finding) -> int:
    """How bad it is, the worst first; what is waived is not."""
    return len(LEVELS) if finding.waived else LEVELS.index(finding.level)


def _is_planned(finding: Finding, visits: Mapping[str, Visit]) -> bool:
    visit = visits.get(finding.visit)
    return visit is None or visit.status not in HAPPENED
