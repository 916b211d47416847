"""The report for people: each finding as a good compiler tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import Finding
from glimt_rules.judgement import Judgement
from glimt_rules.kinds.base import Question
from glimt_rules.message import Message, count, say
from glimt_tui.reports.answer import Answer
from glimt_tui.reports.lines import LOOKS, ReportLines
from glimt_tui.terminal import BOLD, FAINT, RED

if TYPE_CHECKING:
    from glimt_rules.suggest.fixes import Fix, Fixes

#: What is said where no least change was found.
NO_FIX = say("nothing that was tried would satisfy this rule alone")


class TextReport(ReportLines):
    """Writes answers as text."""

    def render(self, answer: Answer) -> str:
        """The report on one plan; empty where the plan was wrong."""
        judgement = answer.judgement
        if judgement is None:
            return ""
        line_of = answer.line_of()

        def place(visit: str) -> str:
            """Where a visit stands: ``plan.toml:41``, or its id in the database."""
            line = line_of(visit)
            name = harmless(answer.plan) if answer.plan else visit
            return name if line is None else f"{name}:{line}"

        blocks = [
            self.finding(finding, judgement, place(finding.visit), answer.fixes)
            for finding in judgement.findings
            if not finding.questions or finding.waived
        ]
        blocks += self._questions(judgement, place)
        blocks.append(self.summary(judgement, answer.plan))
        return "\n".join(blocks)

    # One finding -----------------------------------------------------------------------

    def finding(
        self, finding: Finding, judgement: Judgement, place: str, fixes: Fixes | None = None
    ) -> str:
        """What was found, where, by which rule and whose, since when, by which source."""
        head = f"{self.paint(place, BOLD)}: {self._head(finding)}"
        rows = [
            *self.least_change(finding, fixes),
            (say("visit"), self.visit(judgement.facts, finding.visit)),
            *self.background(finding, judgement),
            (say("rule"), self.rule(judgement, finding.rule, finding.visit)),
            (say("source"), self.source(finding.rule)),
        ]
        message = self.indented(self.texts.sentence(finding.message), 2)
        return "\n".join([head, message, self.rows(rows, 4), ""])

    def bare(self, finding: Finding, judgement: Judgement, fixes: Fixes | None = None) -> str:
        """The same without what people wrote in the plan: no titles, no reasons, no place."""
        rows = [
            *self.least_change(finding, fixes),
            *self._beside(finding, judgement),
            (say("rule"), self.rule(judgement, finding.rule, finding.visit)),
            (say("source"), self.source(finding.rule)),
        ]
        message = self.indented(self.texts.sentence(finding.message), 2)
        return "\n".join([self._head(finding), message, self.rows(rows, 4)])

    def _head(self, finding: Finding) -> str:
        label = self.label(finding.level)
        if finding.waived:
            label += " " + self.paint(self.texts(say("(waived)")), FAINT)
        return f"{label} {self.paint(finding.rule.id, BOLD)}"

    def least_change(self, finding: Finding, fixes: Fixes | None) -> list[tuple[Message, str]]:
        """The least that would satisfy the rule, where that was asked for, or what is missing."""
        if fixes is None or finding.waived:
            return []
        fix = fixes.of(finding)
        name = say("question") if fix is not None and fix.asks else say("least change")
        return [(name, self.fix(fix))]

    def least_change_told(self, finding: Finding, fixes: Fixes | None) -> list[str]:
        """The same as a sentence that stands by itself, where that was asked for."""
        if fixes is None or finding.waived:
            return []
        fix = fixes.of(finding)
        if fix is None or fix.asks:
            return [self.fix(fix)]
        return [self.texts.sentence(say("least change: {change}", change=fix.text))]

    def fix(self, fix: Fix | None) -> str:
        """What would satisfy a rule, as sentences."""
        if fix is None:
            return self.texts.sentence(NO_FIX)
        return " ".join(map(self.texts.sentence, (fix.text, *fix.also)))

    def background(self, finding: Finding, judgement: Judgement) -> list[tuple[Message, str]]:
        """The other visits that were counted, and the waiver, where there are such."""
        rows = self._beside(finding, judgement)
        if finding.waived:
            rows.append((say("waived"), self._waiver(judgement, finding)))
        return rows

    def _beside(self, finding: Finding, judgement: Judgement) -> list[tuple[Message, str]]:
        others = [visit for visit in finding.evidence if visit != finding.visit]
        return [(say("beside"), self.brief(judgement.facts, others))] if others else []

    def _waiver(self, judgement: Judgement, finding: Finding) -> str:
        waiver = judgement.waivers.covering(finding.rule, finding.visit)
        return self.texts(
            say(
                "{reason} ({by}, to {until} inclusive)",
                reason=waiver.reason,
                by=waiver.by,
                until=waiver.until,
            )
        )

    # What is not recorded -----------------------------------------------------------------

    def _questions(self, judgement: Judgement, place: Callable[[str], str]) -> list[str]:
        """Findings of level unknown, each question once."""
        asked: dict[tuple[str, ...], tuple[Question, list[Finding]]] = {}
        for finding in judgement.findings:
            if not finding.waived:
                for question in finding.questions:
                    asked.setdefault(question.about, (question, []))[1].append(finding)
        return [self._question(*group, place) for group in asked.values()]

    def _question(
        self, question: Question, findings: list[Finding], place: Callable[[str], str]
    ) -> str:
        visits = tuple(dict.fromkeys(finding.visit for finding in findings))
        rules = ", ".join(sorted({finding.rule.id for finding in findings}))
        told = count(
            "{n} finding, at {visits}", "{n} findings, at {visits}", len(findings), visits=visits
        )
        return "\n".join(
            [
                f"{self.paint(place(visits[0]), BOLD)}: {self.label('unknown')} "
                f"{self.paint(rules, BOLD)}",
                self.indented(self.texts.sentence(question.text), 2),
                self.indented(self.texts.sentence(findings[0].message), 4, faint=True),
                self.indented(self.texts.sentence(told), 4, faint=True),
                "",
            ]
        )

    # The whole ---------------------------------------------------------------------------

    def summary(self, judgement: Judgement, plan: str | None) -> str:
        """How many visits have which verdict, and which rules judged."""
        counts = judgement.summary
        texts = self.texts
        name = harmless(plan) if plan else texts(say("the database"))
        parts = [
            self.paint(
                f"{LOOKS[level][0]} {texts(_counted(level, counts[level]))}", LOOKS[level][2]
            )
            for level in ("violation", "unknown", "advice", "ok")
            if counts[level] or level == "ok"
        ]
        judged = count(
            "{plan}: {n} visit judged", "{plan}: {n} visits judged", counts["visits"], plan=name
        )
        lines = [f"{texts(judged)}: {', '.join(parts)}"]
        if judgement.rule_sets:
            judged_by = tuple(rule_set.id for rule_set in judgement.rule_sets)
            lines.append(texts(say("Judged by {rule_sets}", rule_sets=judged_by)))
        lines += [texts(note) for note in _limits(judgement)]
        if not judgement.complete:
            told = say("The answer is not complete: rules could not be loaded, or failed")
            lines.append(self.paint(f"✗ {texts(told)}", RED, BOLD))
        return "\n".join(self.indented(line, 0) for line in lines) + "\n"


def _counted(level: str, n: int) -> Message:
    """How many visits have a verdict."""
    if level == "violation":
        return count("{n} with violations", "{n} with violations", n)
    if level == "unknown":
        return count("{n} with something unknown", "{n} with something unknown", n)
    if level == "advice":
        return count("{n} against advice", "{n} against advice", n)
    return count("{n} fine", "{n} fine", n)


def _limits(judgement: Judgement) -> Iterator[Message]:
    """What the verdicts do not say: who judged nothing."""
    bare = len(judgement.judged_by_nothing)
    if bare == len(judgement.verdicts):
        if bare:
            yield say(
                "No rules were in force for any of them, from {families}",
                families=tuple(judgement.not_in_force),
            )
        else:
            yield say("No visit was judged")
        return
    if bare:
        yield count(
            "For {n} of them no rules at all were in force",
            "For {n} of them no rules at all were in force",
            bare,
        )
    if judgement.not_in_force:
        yield say(
            "For some of the visits there are no rules in force from {families}",
            families=tuple(judgement.not_in_force),
        )
