"""All rule sets on one page: a row for each version, its bar over the days, its ends beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.timeline import stretches
from glimt_tui.reports.lines import ReportLines, last_moment, period
from glimt_tui.reports.timeline import ZONE, clocks_of, edges_of, ends, ruling
from glimt_tui.reports.timescale import Timescale
from glimt_tui.terminal import BOLD

#: How wide the page is where nobody looks at a terminal.
_WIDTH = 80
_DAY = timedelta(days=1)

#: What the signs of a row mean, in the order of the legend. A later one is written over the others.
_RULES, _UNDER, _GAP, _END, _OWN, _REVIEW, _ON, _TODAY = "█", "░", "·", "|", "+", "◆", "→", "▼"
_LEGEND: tuple[tuple[str, Message], ...] = (
    (_RULES, say("it rules")),
    (_UNDER, say("in force, but a later version rules")),
    (_GAP, say("no version is in force")),
    (_END, say("an end that was decided, and moved later on")),
    (_OWN, say("a rule with a date of its own begins or ends")),
    (_REVIEW, say("to be looked at again")),
    (_ON, say("it goes on")),
    (_TODAY, say("today")),
)


class TimelinePage:
    """Writes the versions of all families as bars over the days."""

    def __init__(
        self,
        text: ReportLines,
        book: RuleBook,
        *,
        today: date,
        known_at: date | None = None,
        days: tuple[date | None, date | None] = (None, None),
        families: Sequence[str] | None = None,
    ) -> None:
        """``days`` are the first and the last to show; None where the rule sets say so."""
        self.text = ReportLines(text.texts, text.paint, text.width or _WIDTH)
        self.texts = text.texts
        self.today = today
        self.known_at = known_at
        self.active = book.active
        self.families = {
            family: known
            for family, versions in book.families.items()
            if families is None or family in families
            if (known := [version for version in versions if version.known(known_at)])
        }
        self.stretches = {
            family: stretches(versions, ZONE, known_at)
            for family, versions in self.families.items()
        }
        versions = [version for known in self.families.values() for version in known]
        #: names stand to the left of the bars
        self.margin = max((len(version.version) for version in versions), default=0) + 4
        self.scale = self._scale(versions, *days) if versions else Timescale(today, 1, 1)

    def _scale(
        self, versions: Sequence[RuleSet], first: date | None, last: date | None
    ) -> Timescale:
        """All that has a date, and today where that does not make it more than twice as long."""
        marks = [edge for ruled in self.stretches.values() for edge in edges_of(ruled)]
        for version in versions:
            marks += [end.until.date() for end in version.ends]
            marks += [version.in_force.date()]
            marks += [version.review_by] if version.review_by else []
            marks += [moment.date() for moment in _own_dates(version)]
        begin, end = min(marks) - _DAY, max(marks) + 2 * _DAY
        if abs(self.today - begin) + abs(end - self.today) <= 3 * (end - begin):
            begin, end = min(begin, self.today), max(end, self.today)
        begin, end = first or min(begin, last or begin), last or max(end, first or end)
        return Timescale.within(begin, end, (self.text.width or _WIDTH) - self.margin - 2)

    def render(self) -> str:
        """The page: the days above, then family by family, then what the signs mean."""
        if not self.families:
            return self.texts(say("Nothing had been decided yet")) + "\n"
        blocks = [self._family(family) for family in self.families]
        head = self._head()
        body = "\n\n".join(blocks)
        return "\n".join([*head, body, "", *self._legend("\n".join([*head, body]))]) + "\n"

    # The days ------------------------------------------------------------------------------

    def _head(self) -> list[str]:
        pad = " " * self.margin
        rows = [pad + self.scale.years(), pad + self.scale.months(self.texts.language)]
        column = self.scale.column(self.today)
        if column is not None:
            rows.append(pad + " " * column + _TODAY)
        return [row.rstrip() for row in rows]

    # A family ------------------------------------------------------------------------------

    def _family(self, family: str) -> str:
        versions = self.families[family]
        name = self.text.paint(family, BOLD)
        if family not in self.active:
            name += " " + self.texts(say("(switched off)"))
        lines = [f"{name}  {self.texts.pick(versions[-1].authority)}"]
        for version in versions:
            row = f"  {version.version}".ljust(self.margin) + self._bar(version)
            lines.append(row.rstrip())
            lines += [self.text.indented(told, 4, faint=True) for told in self._told(version)]
        return "\n".join(lines)

    def _bar(self, version: RuleSet) -> str:
        """When a version rules, when it is in force besides, and what is marked on the way."""
        scale, ruled = self.scale, self.stretches[version.family]
        cells = [" "] * len(scale.days)
        until = version.until(self.known_at)
        for place in range(len(cells)):
            own = [stretch for stretch in ruled if stretch.rule_set is version]
            if any(scale.overlaps(place, *clocks_of(stretch)) for stretch in own):
                cells[place] = _RULES
            elif scale.overlaps(place, version.in_force, until):
                cells[place] = _UNDER
            elif any(scale.overlaps(place, *gap) for gap in self._gaps(version)):
                cells[place] = _GAP
        for end in version.ends if self.known_at is None else ():
            if end.until != until:
                self._mark(cells, end.until.date(), _END)
        for moment in _own_dates(version):
            self._mark(cells, moment.date(), _OWN)
        self._mark(cells, version.review_by, _REVIEW)
        goes_on = until is None or until.date() > scale.end
        return "".join(cells) + (_ON if goes_on and version.in_force.date() < scale.end else "")

    def _mark(self, cells: list[str], day: date | None, sign: str) -> None:
        column = None if day is None else self.scale.column(day)
        if column is not None:
            cells[column] = sign

    def _gaps(self, version: RuleSet) -> Iterator[tuple[datetime | None, datetime | None]]:
        """The times after a version in which none of its family is in force."""
        for earlier, later in pairwise(self.stretches[version.family]):
            if earlier.rule_set is version and earlier.last < later.first:
                yield clocks_of(earlier)[1], clocks_of(later)[0]

    def _told(self, version: RuleSet) -> Iterator[str]:
        """The dates in words: when it rules and was decided, its ends, what to look at."""
        told = [
            ruling(version, self.stretches[version.family]),
            say("decided {day}", day=version.decided),
        ]
        if version.review_by is not None:
            told.append(say("to be looked at again by {day}", day=version.review_by))
        yield self.texts.sentence(told[0]) + "".join(f"; {self.texts(each)}" for each in told[1:])
        yield from (self.texts.sentence(end) for end in ends(version, self.known_at))
        yield from map(self.texts.sentence, _own_periods(version))
        for end, start in self._gaps(version):
            yield self.texts.sentence(_gap(end, start))

    def _legend(self, shown: str) -> list[str]:
        """What the signs mean, of those that are there, and how many days a column is."""
        signs = [f"{sign} {self.texts(means)}" for sign, means in _LEGEND if sign in shown]
        told = self.texts(
            count("a column is {n} day", "a column is {n} days", self.scale.step.days)
        )
        return [self.text.indented(", ".join([*signs, told]), 0, faint=True)]


def _own_dates(version: RuleSet) -> list[datetime]:
    """When rules begin and end that have a period of their own."""
    return [moment for rule in version.rules for moment in (rule.in_force, rule.until) if moment]


def _own_periods(version: RuleSet) -> Iterator[Message]:
    """Those periods in words, with the rules that have each."""
    rules: dict[tuple[datetime | None, datetime | None], list[str]] = {}
    for rule in version.rules:
        rules.setdefault((rule.in_force, rule.until), []).append(rule.name)
    for (first, until), names in rules.items():
        if first is not None:
            yield _rules_then(period(first, until), names)
        elif until is not None:
            yield _rules_then(last_moment(until), names)


def _rules_then(when: Message, names: Sequence[str]) -> Message:
    return Message("{when}: {rules}", {"when": when, "rules": tuple(names)})


def _gap(end: datetime | None, start: datetime | None) -> Message:
    """A time between two versions, which midnights bound as days."""
    shown = [
        moment.date() if moment is not None and moment.time() == moment.min.time() else moment
        for moment in (end, start)
    ]
    return say("no version is in force from {end} until {start}", end=shown[0], start=shown[1])
