"""The families on a timeline: which version rules when, in words and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, say
from glimt_rules.plan.model import DEFAULT_TIMEZONE
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.timeline import Stretch, stretches, wall_clock
from glimt_tui.reports.lines import last_moment, period
from glimt_tui.reports.review import overdue, review_words
from glimt_tui.reports.text import TextReport
from glimt_tui.reports.timescale import Timescale
from glimt_tui.terminal import BOLD, FAINT

#: The clocks by which dates are shown; a plan of another zone has its own midnights.
ZONE = ZoneInfo(DEFAULT_TIMEZONE)

#: How versions of one family that follow each other are told apart.
_BARS = "█▒"


class Timeline:
    """Writes which versions there are, when each rules, and with which rules."""

    def __init__(
        self,
        text: TextReport,
        book: RuleBook,
        known_at: date | None,
        *,
        today: date | None = None,
        off: Mapping[str, Message] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> None:
        """``today`` says which rule sets were to be looked at again by now.

        ``off`` tells of families why they do not judge.
        """
        self.off = off or {}
        #: the files of rule sets that did not come with a package, by the rule sets' names
        self.files = files or {}
        self.overdue = set() if today is None else {r.id for r in overdue(book, today, ZONE)}
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
            why = self.off.get(family, say("switched off"))
            name += f" ({self.texts(why)})"
        lines = [f"{name}  {self.texts.pick(known[-1].authority)}"]
        lines += [self._version(version) for version in known]
        return "\n".join(lines) + "\n"

    def _version(self, version: RuleSet) -> str:
        rules = ", ".join(rule.name for rule in version.rules)
        rows = [
            self.texts.sentence(ruling(version, self.stretches[version.family], weekday=True)),
            self.texts.sentence(say("decided {day}", day=version.decided)),
            *self._ends(version),
            *self._review(version),
            *self._file(version),
            self.texts.sentence(say("rules: {rules}", rules=rules)),
        ]
        hang = len(version.version) + 4
        head = f"{self._bar(version)} {version.version}  "
        first = self.text.indented(head + rows[0], 2, hang=hang)
        return "\n".join([first, *(self.text.indented(row, 2 + hang) for row in rows[1:])])

    def _review(self, version: RuleSet) -> list[str]:
        """By when it is to be looked at again; with a sign where that day has passed."""
        if version.review_by is None:
            return []
        if version.id in self.overdue:
            return [f"! {self.texts.sentence(review_words(version))}"]
        told = say("to be looked at again by {day}", day=version.review_by)
        return [self.texts.sentence(told)]

    def _file(self, version: RuleSet) -> list[str]:
        """Which file it stands in, where it came with no package."""
        file = self.files.get(version.id)
        return [] if file is None else [self.texts.sentence(say("file: {file}", file=file))]

    def _ends(self, version: RuleSet) -> list[str]:
        return [self.texts.sentence(end) for end in ends(version, self.known_at)]

    # As a picture --------------------------------------------------------------------------

    def _picture(self) -> list[str]:
        """One column a week, one row a family; where versions overlap, the one that rules."""
        scale = self._scale()
        width = max(map(len, self.stretches)) + 2
        rows = [" " * width + scale.months(self.texts.language)]
        for family, ruled in self.stretches.items():
            if ruled:
                cells = "".join(self._cell(scale, ruled, n) for n in range(len(scale.days)))
                arrow = "→" if wall_clock(ruled[-1].last, ZONE) is None else ""
                rows.append(f"{family:<{width}}{cells}{arrow}".rstrip())
        rows.append(self.text.paint(self.texts(say("one column a week")), FAINT))
        return rows

    def _scale(self) -> Timescale:
        """The weeks from the first start to two weeks after the last edge."""
        edges = [edge for ruled in self.stretches.values() for edge in edges_of(ruled)]
        edges += [
            rule.in_force.date()
            for version in self.book.rule_sets
            for rule in version.rules
            if rule.in_force is not None and version.known(self.known_at)
        ]
        return Timescale.of_weeks(min(edges), max(edges))

    def _cell(self, scale: Timescale, ruled: Sequence[Stretch], place: int) -> str:
        """The bar of the version that rules last in a week."""
        for stretch in reversed(ruled):
            if scale.overlaps(place, *clocks_of(stretch)):
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


def ruling(version: RuleSet, ruled: Sequence[Stretch], *, weekday: bool = False) -> Message:
    """When a version rules, and where another takes over before its own end.

    ``weekday`` tells the day of the week where it begins at a time of day: that is a decree
    whose hour matters.
    """
    own = [stretch for stretch in ruled if stretch.rule_set is version]
    if not own:
        return say("never in force: another version takes its place")
    first, last = wall_clock(own[0].first, ZONE), wall_clock(own[-1].last, ZONE)
    assert first is not None
    when = period(first, last, weekday=weekday and first.time() != first.min.time())
    following = [stretch for stretch in ruled if stretch.first == own[-1].last]
    if following:
        return say(
            "{when}, then replaced by {version}",
            when=when,
            version=following[0].rule_set.version,
        )
    return when


def clocks_of(stretch: Stretch) -> tuple[datetime | None, datetime | None]:
    """When a stretch begins and ends on the clock; None where it is open."""
    return wall_clock(stretch.first, ZONE), wall_clock(stretch.last, ZONE)


def edges_of(ruled: Sequence[Stretch]) -> list[date]:
    """The days on which a family's versions begin and end to rule."""
    return [edge.date() for stretch in ruled for edge in clocks_of(stretch) if edge is not None]
