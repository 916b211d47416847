"""What rule sets and rules look like: the families on a timeline, a rule with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import get_args

from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Case, Expectation, Rule, RuleSet
from glimt_rules.terms import FORCES
from glimt_rules.texts import MONTHS
from glimt_tui.reports.text import LOOKS, TextReport, last_moment, period
from glimt_tui.terminal import BOLD, FAINT

_WEEK = timedelta(days=7)
#: How versions of one family that follow each other are told apart on the timeline.
_BARS = "█▒"


class RulesReport:
    """Writes rule sets and rules for people."""

    def __init__(self, text: TextReport) -> None:
        self.text = text
        self.texts = text.texts
        self.paint = text.paint

    # All of them -------------------------------------------------------------------------

    def timeline(self, book: RuleBook, known_at: date | None) -> str:
        """The families with their versions, and when each is in force, as a picture too."""
        lines: list[str] = []
        for family, versions in book.families.items():
            known = [version for version in versions if version.known(known_at)]
            if not known:
                continue
            name = self.paint(family, BOLD)
            if family not in book.active:
                name += " " + self.texts(say("(switched off)"))
            lines.append(f"{name}  {self.texts.pick(known[-1].authority)}")
            lines += [
                self._version(_bar(versions, version), version, known_at) for version in known
            ]
            lines.append("")
        return "\n".join([*lines, *self._picture(book, known_at), ""])

    def _version(self, bar: str, version: RuleSet, known_at: date | None) -> str:
        when = self.texts.sentence(period(version.in_force, version.until(known_at)))
        decided = self.texts(say("decided {day}", day=version.decided))
        rows = [f"{bar} {version.version}  {when} ({decided})"]
        rows += [
            " " * (len(version.version) + 4)
            + self.texts(
                say("{end}, made known {day}", end=last_moment(end.until), day=end.decided)
            )
            for end in version.ends
            if len(version.ends) > 1 and (known_at is None or end.decided <= known_at)
        ]
        return "\n".join(self.text.indented(row, 2) for row in rows)

    def _picture(self, book: RuleBook, known_at: date | None) -> list[str]:
        """One column a week, one row a family; where versions overlap, the one that rules."""
        spans = {
            family: known
            for family, versions in book.families.items()
            if (known := [version for version in versions if version.known(known_at)])
        }
        every = [version for known in spans.values() for version in known]
        if not every:
            return []
        mondays = _weeks(every, known_at)
        width = max(map(len, spans)) + 2
        months = _month_row(mondays, MONTHS[self.texts.language])
        rows = [" " * width + months]
        for family, versions in spans.items():
            every_version = book.families[family]
            cells = "".join(_cell(every_version, monday, known_at) for monday in mondays)
            open_end = any(version.until(known_at) is None for version in versions)
            rows.append(f"{family:<{width}}{cells}{'→' if open_end else ''}".rstrip())
        rows.append(self.paint(self.texts(say("one column a week")), FAINT))
        return rows

    # One of them -------------------------------------------------------------------------

    def rule(self, rule_set: RuleSet, rule: Rule) -> str:
        """A rule of one version: its demand, period, source, reading, and cases."""
        texts = self.texts
        lines = [
            self.paint(f"{rule.id}@{rule.version}", BOLD) + "  " + texts.pick(rule.title),
            "",
            self.text.indented(texts.pick(rule.demand), 2),
            "",
        ]
        source = self.text.source(rule)
        if rule.source.published:
            source += f" ({texts.date(rule.source.published)})"
        until = rule.until or rule_set.until(None)
        rows = [
            (say("force"), texts(FORCES[rule.force])),
            (say("authority"), texts.pick(rule_set.authority)),
            (say("applies to"), texts.pick(rule_set.jurisdiction)),
            (say("period"), texts.sentence(period(rule.in_force or rule_set.in_force, until))),
            (say("source"), source),
        ]
        if note := rule.note or rule_set.note:
            rows.append((say("reading"), texts.pick(note)))
        width = max(len(texts(name)) for name, _ in rows)
        lines += [
            self.text.indented(f"{texts(name):<{width}}  {told}", 2, hang=width + 2)
            for name, told in rows
        ]
        cases = self._cases(rule)
        if cases:
            lines += ["", "  " + self.paint(texts(say("Examples")), BOLD), *cases]
        return "\n".join(lines) + "\n"

    def _cases(self, rule: Rule) -> list[str]:
        lines = []
        for case in rule.cases:
            expected = self._expected(case)
            lines.append(
                self.text.indented(
                    f"{expected}  {self.texts.pick(case.name)}", 4, hang=len(expected) + 2
                )
            )
        return lines

    def _expected(self, case: Case) -> str:
        """The worst that a case expects, as a sign."""
        expected = set(case.expect.values())
        worst = next(level for level in get_args(Expectation) if level in expected)
        return (
            LOOKS[worst][0] if worst in LOOKS else {"kept": "✓", "undecided": "?"}.get(worst, "–")
        )


def _weeks(versions: Iterable[RuleSet], known_at: date | None) -> list[date]:
    """The Mondays from the first start to the last edge, and a few more for open ends."""
    edges: list[date] = []
    for version in versions:
        until = version.until(known_at)
        edges.append(version.in_force.date())
        own = [rule.in_force for rule in version.rules if rule.in_force is not None]
        edges += [moment.date() for moment in own]
        if until is not None:
            edges.append(until.date())
    first = min(edges) - timedelta(days=min(edges).weekday())
    last = max(edges) + 2 * _WEEK
    return [first + n * _WEEK for n in range((last - first).days // 7 + 1)]


def _bar(versions: Sequence[RuleSet], version: RuleSet) -> str:
    return _BARS[versions.index(version) % len(_BARS)]


def _cell(versions: Sequence[RuleSet], monday: date, known_at: date | None) -> str:
    """The bar of the version that rules at the end of a week, or of any day in it."""
    days = [datetime.combine(monday, datetime.min.time()) + timedelta(days=n) for n in range(7)]
    for moment in reversed(days):
        ruling = [v for v in versions if v.known(known_at) and _covers(v, moment, known_at)]
        if ruling:
            version = max(ruling, key=lambda v: (v.in_force, v.decided, v.version))
            return _bar(versions, version)
    return " "


def _covers(version: RuleSet, moment: datetime, known_at: date | None) -> bool:
    until = version.until(known_at)
    day = moment.replace(hour=23, minute=59)
    return version.in_force <= day and (until is None or moment < until)


def _month_row(mondays: list[date], months: tuple[str, ...]) -> str:
    """The names of the months above the weeks in which they begin, where there is room."""
    starts = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(mondays)) if a.month != b.month)]
    row = ""
    for place, following in zip(starts, [*starts[1:], len(mondays) + 4], strict=True):
        name = months[mondays[place].month - 1][:3]
        if following - place > len(name):
            row = row.ljust(place) + name
    return row
