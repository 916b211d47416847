"""The lines of which reports for people are made, and how what stands in them is worded."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from glimt_rules.facts import Facts
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, WithWeekday, say
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.model import Rule
from glimt_rules.terms import FORCES, SETTINGS
from glimt_rules.texts import Texts
from glimt_tui.terminal import BOLD, CYAN, FAINT, GREEN, RED, YELLOW, Paint

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


class ReportLines:
    """Writes what reports have in common; ``width`` breaks lines, None leaves them whole."""

    def __init__(self, texts: Texts, paint: Paint, width: int | None = None) -> None:
        self.texts = texts
        self.paint = paint
        self.width = width

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
        return f"{name}, {self.when(start, end)}, {self.where(facts, visit)}"

    def when(self, start: datetime, end: datetime) -> str:
        """From when until when, with the day of the week."""
        last = self.texts.clock(end.time())
        if end.date() != start.date():
            last = self.texts.date_and_clock(end)
        return f"{self.texts.weekday(start)} {self.texts.date_and_clock(start)}–{last}"

    def where(self, facts: Facts, visit: Visit) -> str:
        """The room of a visit, or else its setting."""
        if visit.room is not None:
            return facts.room[visit.room].name or visit.room
        return self.texts(SETTINGS[visit.setting])

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

    def rows(self, rows: list[tuple[Message, str]], by: int) -> str:
        """Names with what is told of each, in two columns."""
        width = max(len(self.texts(name)) for name, _ in rows)
        return "\n".join(
            self.indented(f"{self.texts(name):<{width}}  {text}", by, hang=width + 2, faint=True)
            for name, text in rows
        )

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
