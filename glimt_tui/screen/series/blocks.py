"""What would become of a series: each day, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import LEVELS, Finding
from glimt_rules.message import say
from glimt_rules.plan.model import Visit
from glimt_rules.terms import FORCES
from glimt_tui.desk.series.outlook import Day, Fate, Make, Outlook
from glimt_tui.desk.series.words import FATES, STAYS, summary
from glimt_tui.desk.view import View
from glimt_tui.screen.reading import BOLD, FAINT, Block
from glimt_tui.screen.rule_words import told
from glimt_tui.screen.words import LOOKS, NOTE, Words

#: The sign of what is written of no rule's account, or not at all.
_SIGNS: dict[Fate, tuple[str, Style]] = {
    "taken_out": ("–", FAINT),
    "cancelled": ("–", BOLD),
    "broken": (LOOKS["violation"][0], Style(color=LOOKS["violation"][2], bold=True)),
    "impossible": (LOOKS["violation"][0], Style(color=LOOKS["violation"][2], bold=True)),
}


class SeriesBlocks:
    """Tells one outlook; each day is a row."""

    def __init__(self, words: Words, view: View, found: Outlook) -> None:
        self._words = words
        self._view = view
        self._found = found
        self._is_new = isinstance(found.asked, Make)

    def all(self) -> Iterator[Block]:
        """What would be written in figures, then the days, then what it does to others."""
        words, found = self._words, self._found
        if found.why_not is not None:
            yield wrong(words.sentence(found.why_not))
        else:
            for message in summary(found):
                yield Block(Text(words.sentence(message), BOLD))
        for day in found.days:
            yield Block(self._row(day), row_of(day))
        if found.others:
            yield Block(Text(words.sentence(say("what it does to other bookings")), BOLD))
        for finding in found.others:
            yield Block(self._finding(finding, self._other(finding.visit)), hang=2)

    def _row(self, day: Day) -> Text:
        """A day in a line: its verdict, its holiday, what becomes of it, and which rules weigh."""
        words, view = self._words, self._view
        if day.fate in _SIGNS:
            sign, style = _SIGNS[day.fate]
            row = Text(sign, style)
        else:
            row = words.sign(list(day.findings))
        at = day.day if day.visit is None else view.day_of(day.visit)
        row.append(f" {day_of(words, view, at)}", Style(bold=False))
        if day.holiday is not None:
            row.append(f" {harmless(words.texts.pick(day.holiday))}", BOLD)
        if self._is_new:
            fate = FATES.get(day.fate)
        else:
            fate = STAYS if day.fate in ("broken", "impossible") else FATES[day.fate]
            if day.visit is not None and day.fate != "cancelled":
                row.append(f" {words.span(view, day.visit)}", Style(bold=False))
        if fate is not None:
            row.append(f" {words(fate)}", BOLD if day.fate == "broken" else FAINT)
        titles = dict.fromkeys(words.texts.pick(each.rule.title) for each in _weighing(day))
        row.append("".join(f" {NOTE} {harmless(title)}" for title in titles), Style(bold=False))
        if day.notes and not titles:
            row.append(f" {NOTE} {words(day.notes[0])}", FAINT)
        return row

    def why(self, id_: str | None) -> Text:
        """All that there is to say of the day in a row; empty where there is nothing."""
        day = next((day for day in self._found.days if row_of(day) == id_), None)
        if day is None or day.fate == "taken_out":
            return Text()
        words = self._words
        own = day.visit.id if day.visit is not None else ""
        lines = [Text(words.sentence(day.why))] if day.why is not None else []
        weighing = _weighing(day)
        for rule in dict.fromkeys(finding.rule.id for finding in weighing):
            first, *more = (finding for finding in weighing if finding.rule.id == rule)
            before = "" if first.visit == own else self._other(first.visit)
            lines.append(self._finding(first, before))
            if more:  # of the same rule: other households, other things
                lines[-1].append(f" (+{len(more)})")
        lines += [Text(f"{NOTE} {words.sentence(note)}") for note in day.notes]
        return Text("\n").join(lines)

    def _finding(self, finding: Finding, before: str = "") -> Text:
        words = self._words
        sign, _, colour = LOOKS[finding.level]
        text = Text(f"{sign} ", Style(color=colour, bold=True))
        title = harmless(words.texts.pick(finding.rule.title))
        force = words(FORCES[finding.force])
        said = f"{before}{title} ({force}): {told(words, finding)}"
        return text.append(said, Style(bold=False, color="default"))

    def _other(self, id_: str) -> str:
        """A booking that is there already."""
        visit = self._view.visits.get(id_)
        return "" if visit is None else f"{booking_words(self._words, self._view, visit)}: "


def booking_words(words: Words, view: View, visit: Visit) -> str:
    """A booking in a line: its day, its time and what it is called."""
    day = day_of(words, view, view.day_of(visit))
    return f"{day} {words.span(view, visit)} {words.title(view, visit)}"


def day_of(words: Words, view: View, day: date) -> str:
    """A day, with its year where that is another."""
    return words.day(day) + ("" if day.year == view.today.year else f"{day.year}")


def wrong(text: str) -> Block:
    """Why something cannot be."""
    sign, _, colour = LOOKS["violation"]
    return Block(Text(f"{sign} {text}", Style(color=colour)), hang=2)


def row_of(day: Day) -> str:
    """What the row of a day is called."""
    return f"day:{day.day.isoformat()}"


def _weighing(day: Day) -> list[Finding]:
    """What the rules say of a day, the worst first; nothing of what is called off."""
    if day.fate == "cancelled":
        return []
    found: dict[object, Finding] = {}
    for finding in (*day.broken, *day.findings):
        if not finding.waived:
            found.setdefault((finding.visit, finding.rule.id, finding.subject), finding)
    return sorted(found.values(), key=lambda finding: LEVELS.index(finding.level))
