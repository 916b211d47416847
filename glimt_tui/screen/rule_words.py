"""How rules look on the screen: signs of their force, counts of what they touch, short periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.finding import Finding
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.model import Force
from glimt_rules.rulesets.timeline import wall_clock
from glimt_rules.terms import FORCES
from glimt_tui.desk.rules import SAID, Said, Version, said_by
from glimt_tui.desk.view import View
from glimt_tui.reports.answer import failed_rules
from glimt_tui.reports.review import overdue, review_words
from glimt_tui.screen.reading import FAINT, Block
from glimt_tui.screen.words import LOOKS, Words
from glimt_tui.store.days import clock
from glimt_tui.store.families import family_words, switched_off

#: The sign of each force, so that nobody has to read the word.
SIGNS: dict[Force, str] = {"binding": "§", "house": "⌂", "advice": "·"}
#: How wide the count of one level is, where they stand below each other.
_COLUMN = 4


def force_of(words: Words, force: Force) -> str:
    """A force as a sign and a word."""
    return f"{SIGNS[force]} {words(FORCES[force])}"


def counts_of(counts: Counter[Said], *, in_columns: bool) -> Text:
    """How many bookings a rule touches, each with the sign of what it says."""
    text = Text()
    for said in SAID:
        sign, _, colour = LOOKS[said]
        told = f"{sign}{counts[said]} " if counts[said] else ""
        text.append(told.ljust(_COLUMN) if in_columns else told, Style(color=colour))
    return text


def legend(words: Words) -> str:
    """What the signs of the counts mean."""
    return "  ".join(f"{LOOKS[said][0]} {words(LOOKS[said][1])}" for said in SAID)


def short_period(words: Words, version: Version, view: View) -> str:
    """From when until when a version rules: ``4.1.–29.1.``."""
    if not version.ruled:
        return words(say("never"))
    first = wall_clock(version.ruled[0].first, view.zone)
    last = wall_clock(version.ruled[-1].last, view.zone)
    assert first is not None
    begins = _short(first.date(), view.today)
    return f"{begins}–{_short(_last_day(last), view.today) if last else ''}"


def _last_day(end: datetime) -> date:
    return end.date() - timedelta(days=1) if end.time() == end.min.time() else end.date()


def _short(day: date, today: date) -> str:
    """A day in figures, with its year where that is another."""
    return f"{day.day}.{day.month}." + ("" if day.year == today.year else f"{day:%y}")


def touched_blocks(
    words: Words, view: View, touched: list[tuple[Visit, list[Finding]]]
) -> Iterator[Block]:
    """Bookings with what a rule says of them; each can be opened."""
    for visit, findings in touched:
        worst = min(findings, key=lambda finding: SAID.index(said_by(finding)))
        sign, _, colour = LOOKS[said_by(worst)]
        text = Text(sign, Style(color=colour, bold=True))
        when = f"{words.day(view.day_of(visit))} {words.span(view, visit)}"
        text.append(f" {when} {words.title(view, visit)}", Style(bold=False))
        yield Block(text, f"visit:{visit.id}")
        for finding in findings:
            yield Block(Text(f"  {told(words, finding)}", FAINT), hang=2)


def told(words: Words, finding: Finding) -> str:
    """What a finding says; nothing that may hold names while these are hidden."""
    if words.masked:
        return words(LOOKS[said_by(finding)][1])
    return words.sentence(finding.message)


def short_warnings(words: Words, view: View) -> Iterator[str]:
    """What everybody is to know of the rules, in a few words: families off, and sets overdue."""
    for each in switched_off(view.book, view.switches):
        if each.who is None or each.at is None:
            yield words(say("{family} switched off", family=harmless(each.family)))
        else:
            day = words.day(clock(each.at, view.zone).date())
            family, who = harmless(each.family), harmless(each.who)
            yield words(
                say("{family} switched off by {who} {day}", family=family, who=who, day=day)
            )
    for rule_set in overdue(view.book, view.today, view.zone):
        yield words(say("look again at {rule_set}", rule_set=harmless(rule_set.id)))


def warnings(words: Words, view: View) -> Iterator[str]:
    """The same in whole sentences."""
    for each in switched_off(view.book, view.switches):
        yield words.sentence(family_words(each, view.zone))
    for rule_set in overdue(view.book, view.today, view.zone):
        yield words.sentence(review_words(rule_set))


def failed(view: View) -> list[Problem]:
    """The rules that failed while they judged what is on the screen, each once."""
    return failed_rules(view.judgement.failures) if view.is_judged else []


def problem_of(words: Words, problem: Problem) -> str:
    """What is wrong with a rule set, and which one it is."""
    where = problem.file or problem.where
    return (
        harmless(f"{where}: {words.sentence(problem.message)}") if where else words(problem.message)
    )


def labelled(words: Words, name: Message, value: str) -> Block:
    """A fact with its name before it."""
    text = Text(f"{words.sentence(name)}: ", Style(bold=True))
    return Block(text.append(harmless(value), Style(bold=False)), hang=2)
