"""What a rule looks like: its demand, its period, its source, its reading, its examples."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from glimt_rules.message import Message
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Case, Rule, RuleSet, SourceDocument
from glimt_tui.reports.lines import ReportLines
from glimt_tui.reports.rule_page import (
    MORE_EXAMPLES,
    SAID_LOOKS,
    Edition,
    Example,
    Value,
    editions,
    facts,
)
from glimt_tui.reports.timeline import ZONE
from glimt_tui.terminal import BOLD, FAINT


class RulesReport:
    """Writes rules for people."""

    def __init__(self, text: ReportLines, book: RuleBook) -> None:
        self.text = text
        self.texts = text.texts
        self.book = book

    def rule(self, rule_set: RuleSet, rule: Rule) -> str:
        """A rule of one version, with its cases as examples."""
        (edition,) = editions(self.book, [(rule_set, rule)])
        texts = self.texts
        title = self.text.paint(f"{rule.id}@{rule.version}", BOLD)
        lines = [
            f"{title}  {texts.pick(rule.title)}",
            "",
            self.text.indented(texts.pick(rule.demand), 2),
            "",
            self.text.rows(self._rows(edition.facts), 2),
        ]
        if edition.taken_over:
            lines += ["", self.text.indented(texts.sentence(edition.taken_over), 2)]
        lines += self._examples(edition)
        return "\n".join(lines) + "\n"

    def rows(
        self, rule_set: RuleSet, rule: Rule, known_at: date | None = None, zone: ZoneInfo = ZONE
    ) -> list[tuple[Message, str]]:
        """What is told of a rule besides its demand: whose it is, since when, by which source."""
        return self._rows(facts(self.book, rule_set, rule, known_at, zone))

    def _rows(self, told: list[tuple[Message, Value]]) -> list[tuple[Message, str]]:
        return [(name, self._value(value)) for name, value in told]

    def _value(self, value: Value) -> str:
        if isinstance(value, SourceDocument):
            title = self.texts.pick(value.title)
            source = f"{title}, {value.url}" if value.url else title
            return f"{source} ({self.texts.date(value.published)})" if value.published else source
        if isinstance(value, tuple):
            return "; ".join(map(self.texts.sentence, value))
        return self.texts.value(value)

    # Examples ----------------------------------------------------------------------------

    def _examples(self, edition: Edition) -> list[str]:
        """A breaking and an allowed example with their visits, then the others by name."""
        lines = []
        for example in edition.examples:
            lines += ["", self._heading(example.heading), *self._example(example)]
        if edition.others:
            lines += ["", self._heading(MORE_EXAMPLES)]
            lines += [self._case(case) for case in edition.others]
        return lines

    def _heading(self, heading: Message) -> str:
        return "  " + self.text.paint(self.texts(heading), BOLD)

    def _example(self, example: Example) -> list[str]:
        if example.judgement is None:
            return [self._case(example.case)]
        lines, facts_ = [self._name(example.case)], example.judgement.facts
        for visit, told in groupby(example.said, key=lambda said: said.visit):
            where = self.text.visit(facts_, visit) if visit in facts_.slot_of else visit
            lines.append(self.text.indented(where, 6, hang=2, faint=True))
            for said in told:
                sign, word, colour = SAID_LOOKS[said.what]
                codes = (colour,) if colour == FAINT else (colour, BOLD)
                label = f"{sign} {self.texts(word)}"
                why = f"  {self.texts.sentence(said.why)}" if said.why else ""
                line = self.text.indented(label + why, 8, hang=2)
                lines.append(line.replace(label, self.text.paint(label, *codes), 1))
        return lines

    def _name(self, case: Case) -> str:
        return self.text.indented(f"· {self.texts.pick(case.name)}", 4, hang=2)

    def _case(self, case: Case) -> str:
        """What the case shows, and what the rule says of each of its visits."""
        said = "  ".join(
            f"{visit} {SAID_LOOKS[what][0]} {self.texts(SAID_LOOKS[what][1])}"
            for visit, what in case.expect.items()
        )
        return f"{self._name(case)}\n{self.text.indented(said, 6, faint=True)}"
