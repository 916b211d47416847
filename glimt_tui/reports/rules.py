"""What a rule looks like: its demand, its period, its source, its reading, its examples."""

from __future__ import annotations

from datetime import datetime

from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Case, Rule, RuleSet
from glimt_rules.rulesets.timeline import rule_span, stretches, wall_clock
from glimt_rules.terms import FORCES
from glimt_tui.reports.text import KEPT, LOOKS, NOT_APPLICABLE, UNDECIDED, TextReport, period
from glimt_tui.reports.timeline import ZONE
from glimt_tui.terminal import BOLD

_LOOKS = {
    **LOOKS,
    "kept": KEPT,
    "undecided": UNDECIDED,
    "not-applicable": NOT_APPLICABLE,
    "not-in-force": ("–", say("NOT IN FORCE"), NOT_APPLICABLE[2]),
}


class RulesReport:
    """Writes rules for people."""

    def __init__(self, text: TextReport, book: RuleBook) -> None:
        self.text = text
        self.texts = text.texts
        self.book = book

    def rule(self, rule_set: RuleSet, rule: Rule) -> str:
        """A rule of one version, with its cases as examples."""
        texts = self.texts
        title = self.text.paint(f"{rule.id}@{rule.version}", BOLD)
        lines = [
            f"{title}  {texts.pick(rule.title)}",
            "",
            self.text.indented(texts.pick(rule.demand), 2),
            "",
            self.text.rows(self._rows(rule_set, rule), 2),
        ]
        if rule.cases:
            lines += ["", "  " + self.text.paint(texts(say("Examples")), BOLD)]
            lines += [self._case(case) for case in rule.cases]
        return "\n".join(lines) + "\n"

    def _rows(self, rule_set: RuleSet, rule: Rule) -> list[tuple[Message, str]]:
        texts = self.texts
        source = self.text.source(rule)
        if rule.source.published:
            source += f" ({texts.date(rule.source.published)})"
        rows = [
            (say("force"), texts(FORCES[rule.force])),
            (say("authority"), texts.pick(rule_set.authority)),
            (say("applies to"), texts.pick(rule_set.jurisdiction)),
            (say("period"), "; ".join(self._periods(rule_set, rule))),
            (say("source"), source),
        ]
        if note := rule.note or rule_set.note:
            rows.append((say("reading"), texts.pick(note)))
        return rows

    def _periods(self, rule_set: RuleSet, rule: Rule) -> list[str]:
        """When the rule is in force in this version, as other versions take over."""
        told = []
        for stretch in stretches(self.book.families[rule.family], ZONE):
            first, last = rule_span(rule, stretch, ZONE)
            start = wall_clock(first, ZONE)
            if stretch.rule_set is rule_set and first < last and isinstance(start, datetime):
                told.append(self.texts.sentence(period(start, wall_clock(last, ZONE))))
        return told or [self.texts(say("never"))]

    def _case(self, case: Case) -> str:
        """What the case shows, and what the rule says of each of its visits."""
        said = "  ".join(
            f"{visit} {_LOOKS[what][0]} {self.texts(_LOOKS[what][1])}"
            for visit, what in case.expect.items()
        )
        name = self.text.indented(f"· {self.texts.pick(case.name)}", 4, hang=2)
        return f"{name}\n{self.text.indented(said, 6, faint=True)}"
