"""The families on a timeline: which version rules when, in words and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, say
from glimt_rules.plan.model import DEFAULT_TIMEZONE
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.timeline import Stretch, stretches, wall_clock
from glimt_rules.texts import MONTHS
from glimt_tui.reports.text import TextReport, last_moment, period
from glimt_tui.terminal import BOLD, FAINT

#: The clocks by which dates are shown; a plan of another zone has its own midnights.
ZONE = ZoneInfo(DEFAULT_TIMEZONE)

_WEEK = timedelta(days=7)
#: How versions of one family that follow each other are told apart.
_BARS = "█▒"


class Timeline:
    """Writes which versions there are, when each rules, and with which rules."""

    def __init__(self, text: TextReport, book: RuleBook, known_at: date | None) -> None:
        self.text = text
        self.texts = text.texts
        self.book = book
        self.known_at = known_at
        self.stretches = {
            family: stretches(versions, ZONE, known_at)
            for family, versions in book.families.items()
        }

    def render(self) -> str:
        """Every family with its versions, then the picture."""
        blocks = [
            self._family(family, known)
            for family, versions in self.book.families.items()
            if (known := [version for version in versions if version.known(self.known_at)])
        ]
        if not blocks:
            return self.texts(say("Nothing had been decided yet")) + "\n"
        return "\n".join([*blocks, *self._picture(), ""])

    # In words ------------------------------------------------------------------------------

    def _family(self, family: str, known: Sequence[RuleSet]) -> str:
        name = self.text.paint(family, BOLD)
        if family not in self.book.active:
            name += " " + self.texts(say("(switched off)"))
        lines = [f"{name}  {self.texts.pick(known[-1].authority)}"]
        lines += [self._version(version) for version in known]
        return "\n".join(lines) + "\n"

    def _version(self, version: RuleSet) -> str:
        rules = ", ".join(rule.name for rule in version.rules)
        rows = [
            self.texts.sentence(ruling(version, self.stretches[version.family])),
            self.texts.sentence(say("decided {day}", day=version.decided)),
            *self._ends(version),
            self.texts.sentence(say("rules: {rules}", rules=rules)),
        ]
        hang = len(version.version) + 4
        head = f"{self._bar(version)} {version.version}  "
        first = self.text.indented(head + rows[0], 2, hang=hang)
        return "\n".join([first, *(self.text.indented(row, 2 + hang) for row in rows[1:])])

    def _ends(self, version: RuleSet) -> list[str]:
        return [self.texts.sentence(end) for end in ends(version, self.known_at)]

    # As a picture --------------------------------------------------------------------------

    def _picture(self) -> list[str]:
        """One column a week, one row a family; where versions overlap, the one that rules."""
        mondays = self._weeks()
        width = max(map(len, self.stretches)) + 2
        rows = [" " * width + _months(mondays, MONTHS[self.texts.language])]
        for family, ruled in self.stretches.items():
            if ruled:
                cells = "".join(self._cell(ruled, monday) for monday in mondays)
                arrow = "→" if wall_clock(ruled[-1].last, ZONE) is None else ""
                rows.append(f"{family:<{width}}{cells}{arrow}".rstrip())
        rows.append(self.text.paint(self.texts(say("one column a week")), FAINT))
        return rows

    def _weeks(self) -> list[date]:
        """The Mondays from the first start to two weeks after the last edge."""
        edges = [
            edge.date()
            for ruled in self.stretches.values()
            for stretch in ruled
            for edge in (wall_clock(stretch.first, ZONE), wall_clock(stretch.last, ZONE))
            if edge is not None
        ]
        edges += [
            rule.in_force.date()
            for version in self.book.rule_sets
            for rule in version.rules
            if rule.in_force is not None and version.known(self.known_at)
        ]
        first = min(edges) - timedelta(days=min(edges).weekday())
        return [first + n * _WEEK for n in range((max(edges) - first).days // 7 + 3)]

    def _cell(self, ruled: Sequence[Stretch], monday: date) -> str:
        """The bar of the version that rules last in a week."""
        end = datetime.combine(monday + _WEEK, time())
        for stretch in reversed(ruled):
            first, last = wall_clock(stretch.first, ZONE), wall_clock(stretch.last, ZONE)
            if first is not None and first < end and (last is None or last > end - _WEEK):
                return self._bar(stretch.rule_set)
        return " "

    def _bar(self, version: RuleSet) -> str:
        versions = self.book.families[version.family]
        return _BARS[versions.index(version) % len(_BARS)]


def ends(version: RuleSet, known_at: date | None = None) -> list[Message]:
    """The ends as they were decided, where there was more than one."""
    if len(version.ends) < 2:
        return []
    return [
        say("{end}, made known {day}", end=last_moment(end.until), day=end.decided)
        for end in version.ends
        if known_at is None or end.decided <= known_at
    ]


def ruling(version: RuleSet, ruled: Sequence[Stretch]) -> Message:
    """When a version rules, and where another takes over before its own end."""
    own = [stretch for stretch in ruled if stretch.rule_set is version]
    if not own:
        return say("never in force: another version takes its place")
    first, last = wall_clock(own[0].first, ZONE), wall_clock(own[-1].last, ZONE)
    assert first is not None
    when = period(first, last)
    following = [stretch for stretch in ruled if stretch.first == own[-1].last]
    if following:
        return say(
            "{when}, then replaced by {version}",
            when=when,
            version=following[0].rule_set.version,
        )
    return when


def _months(mondays: Sequence[date], months: Sequence[str]) -> str:
    """The names of the months above the weeks in which they begin, where there is room."""
    starts = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(mondays)) if a.month != b.month)]
    row = ""
    for place, following in zip(starts, [*starts[1:], len(mondays) + 4], strict=True):
        name = months[mondays[place].month - 1][:3]
        if following - place > len(name):
            row = row.ljust(place) + name
    return row
