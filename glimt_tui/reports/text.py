"""The report for people: each finding as a good compiler tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from glimt_rules.documents.faults import harmless
from glimt_rules.facts import Facts
from glimt_rules.finding import Finding
from glimt_rules.judgement import Judgement
from glimt_rules.kinds.base import Question
from glimt_rules.message import Message, WithWeekday, count, say
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.model import Rule
from glimt_rules.terms import FORCES, SETTINGS
from glimt_rules.texts import Texts
from glimt_tui.reports.answer import Answer
from glimt_tui.terminal import BOLD, CYAN, FAINT, GREEN, RED, YELLOW, Paint

if TYPE_CHECKING:
    from glimt_rules.suggest.fixes import Fix, Fixes

#: How many visits a row names before it only counts them.
_MOST_VISITS = 12
#: Dates and times of day, which are not broken at the end of a line.
_GLUE = r"\d+\.? [^\W\d]+ \d{4}(?: (?:kl\.|at) \d)?|\bkl\. \d|\bat \d"
_NO_BREAK = "\u00a0"

#: How each level looks: never colour alone.
LOOKS: dict[str, tuple[str, Message, str]] = {
    "violation": ("✗", say("VIOLATION"), RED),
    "unknown": ("?", say("UNKNOWN"), YELLOW),
    "advice": ("!", say("ADVICE"), CYAN),
    "ok": ("✓", say("OK"), GREEN),
}

KEPT = ("✓", say("KEPT"), GREEN)
UNDECIDED = ("?", say("UNDECIDED"), FAINT)
NOT_APPLICABLE = ("–", say("NOT APPLICABLE"), FAINT)

#: What is said where no least change was found.
NO_FIX = say("nothing that was tried would satisfy this rule alone")


class TextReport:
    """Writes answers as text; ``width`` breaks lines, None leaves them whole."""

    def __init__(self, texts: Texts, paint: Paint, width: int | None = None) -> None:
        self.texts = texts
        self.paint = paint
        self.width = width

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

    def rows(self, rows: list[tuple[Message, str]], by: int) -> str:
        """Names with what is told of each, in two columns."""
        width = max(len(self.texts(name)) for name, _ in rows)
        return "\n".join(
            self.indented(f"{self.texts(name):<{width}}  {text}", by, hang=width + 2, faint=True)
            for name, text in rows
        )

    def brief(self, facts: Facts, visits: list[str]) -> str:
        """Several visits in a row: id and time of day, with the day where that is another."""
        told = [self._brief(facts, visit) for visit in visits[:_MOST_VISITS]]
        if len(visits) > len(told):
            told.append(self.texts(say("{n} more", n=len(visits) - len(told))))
        return ", ".join(told)

    def _brief(self, facts: Facts, visit: str) -> str:
        slot = facts.slot_of[visit]
        start, end = facts.local(facts.start[slot]), facts.local(facts.end[slot])
        day = (
            f"{start.day}.{start.month}. "
            if self.texts.language == "nb"
            else f"{start.day} {start:%b} "
        )
        return f"{visit} ({day}{self.texts.clock(start.time())}–{self.texts.clock(end.time())})"

    def label(self, level: str) -> str:
        """A level's sign and name, coloured."""
        sign, name, colour = LOOKS[level]
        return self.paint(f"{sign} {self.texts(name)}", colour, BOLD)

    def visit(self, facts: Facts, visit_id: str) -> str:
        """A visit in one line: what, when, where."""
        slot = facts.slot_of[visit_id]
        visit = facts.visits[slot]
        start, end = facts.local(facts.start[slot]), facts.local(facts.end[slot])
        name = f"{visit.id} «{visit.title}»" if visit.title else visit.id
        return f"{name}, {self.texts.weekday(start)} {self._when(start, end)}, " + self._where(
            facts, visit
        )

    def _when(self, start: datetime, end: datetime) -> str:
        last = self.texts.clock(end.time())
        if end.date() != start.date():
            last = self.texts.date_and_clock(end)
        return f"{self.texts.date_and_clock(start)}–{last}"

    def _where(self, facts: Facts, visit: Visit) -> str:
        if visit.room is not None:
            return facts.room[visit.room].name or visit.room
        return self.texts(SETTINGS[visit.setting])

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

    def rule(self, judgement: Judgement, rule: Rule, visit: str) -> str:
        """A rule in one line: what it is called, whose it is, how strong, since when."""
        return self.texts(
            say(
                "{title} ({force}, {authority}), {period}",
                title=rule.title,
                force=FORCES[rule.force],
                authority=judgement.rule_set_of(rule).authority,
                period=period(*judgement.in_force_at(rule, visit)),
            )
        )

    def source(self, rule: Rule) -> str:
        """A rule's source and its address."""
        title = self.texts.pick(rule.source.title)
        return f"{title}, {rule.source.url}" if rule.source.url else title

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

    def indented(self, text: str, by: int, hang: int = 0, faint: bool = False) -> str:
        """A line with room before it, broken where the terminal ends."""
        lines = [text]
        if self.width is not None and len(text) + by > self.width and "\x1b" not in text:
            import textwrap

            lines = textwrap.wrap(
                re.sub(_GLUE, lambda found: found[0].replace(" ", _NO_BREAK), text),
                self.width - by,
                subsequent_indent=" " * hang,
                break_long_words=False,
                break_on_hyphens=False,
            )
        pad = " " * by
        lines = [line.replace(_NO_BREAK, " ") for line in lines]
        return "\n".join(pad + (self.paint(line, FAINT) if faint else line) for line in lines)


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


def period(first: datetime, until: datetime | None, *, weekday: bool = False) -> Message:
    """Since when and until when something is in force; ``weekday`` tells that of its beginning."""
    begins: object = _day_or_time(first)
    if weekday:
        begins = with_weekday(first)
    if until is None:
        return say("in force from {first}", first=begins)
    return say("in force from {first} {end}", first=begins, end=last_moment(until))


def with_weekday(moment: datetime) -> WithWeekday:
    """When something comes into force, as whoever plans the week reads it."""
    return WithWeekday(moment.date() if moment.time() == moment.min.time() else moment)


def last_moment(until: datetime) -> Message:
    """An end as people say it: the last day of it, or the time of day at which it ends."""
    if until.time() == until.min.time():
        return say("to {last} inclusive", last=until.date() - timedelta(days=1))
    return say("until {until}", until=_day_or_time(until))


def _day_or_time(moment: datetime) -> object:
    return moment.date() if moment.time() == moment.min.time() else moment
