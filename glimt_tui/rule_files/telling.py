"""What is told of a change of the rules: what it does to planned visits, and what rules when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from glimt_rules.errors import InputError
from glimt_rules.impact import impact
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.timeline import Stretch, stretches, wall_clock
from glimt_tui.reports.impact_words import turn_count, turned
from glimt_tui.reports.lines import period
from glimt_tui.rule_files.work import Work
from glimt_tui.store.days import clock
from glimt_tui.store.families import switched, switches
from glimt_tui.store.plans import plan_of

#: What is told of visits of which something becomes.
_TURNS = ("violation", "allowed", "other")


def planned_visits(work: Work, before: RuleBook, after: RuleBook) -> Message | None:
    """What a change does to the visits in the database from today on; None without a database."""
    if work.session is None:
        return None
    today = _today(work)
    with work.session.store.reading() as reading:
        plan = plan_of(reading)
        there = switches(reading).values()
    old, new = switched(before, there), switched(after, there)
    try:
        found = impact(plan, old, new, date_from=today)
    except InputError:
        return say("What it does to planned visits cannot be told; glimt rules impact says why")
    counts = turned(found)
    if not counts["visits"]:
        return say("No visit is planned from today on")
    parts = tuple(
        turn_count(turn, counts[turn])  # type: ignore[arg-type]
        for turn in _TURNS
        if counts[turn]
    )
    judged = count("Of {n} visit from today on", "Of {n} visits from today on", counts["visits"])
    if not parts:
        return say("{judged}, none changes", judged=judged)
    return Message("{judged}: {parts}", {"judged": judged, "parts": parts})


def _today(work: Work) -> date:
    return clock(work.now, work.zone).date()


def what_rules(work: Work, book: RuleBook, family: str) -> Iterator[Message]:
    """Which version of a family rules when, from now on; one sentence each."""
    ruling = [each for each in _stretches(work, book, family) if each.last > work.now.ticks]
    if not ruling:
        yield say("No version of {family} is in force from now on", family=family)
    for each in ruling:
        first, last = wall_clock(each.first, work.zone), wall_clock(each.last, work.zone)
        assert first is not None
        yield Message(
            "{rule_set}: {period}",
            {"rule_set": each.rule_set.id, "period": period(first, last, weekday=True)},
        )


def _stretches(work: Work, book: RuleBook, family: str) -> list[Stretch]:
    return stretches(book.families.get(family, ()), work.zone)
