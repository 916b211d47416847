"""Rule sets that were to be looked at again by a day that has passed, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.timeline import stretches, wall_clock


def overdue(book: RuleBook, today: date, zone: ZoneInfo) -> list[RuleSet]:
    """The rule sets whose day has passed, and that rule today or later; by family, oldest first.

    What is over, replaced by then or switched off needs no looking at.
    """
    return [
        rule_set
        for family in book.active
        for rule_set in book.families.get(family, ())
        if rule_set.review_by is not None and rule_set.review_by < today
        if _rules_from(rule_set, book.families[family], today, zone)
    ]


def _rules_from(
    rule_set: RuleSet, versions: Iterable[RuleSet], today: date, zone: ZoneInfo
) -> bool:
    """Whether a version rules on a day, or on some day after it."""
    ends = [
        wall_clock(stretch.last, zone)
        for stretch in stretches(versions, zone)
        if stretch.rule_set is rule_set
    ]
    return any(end is None or end.date() >= today for end in ends)


def review_words(rule_set: RuleSet) -> Message:
    """That a rule set was to be looked at again by now."""
    return say(
        "{rule_set} was to be looked at again by {day}; is it still as it is written here?",
        rule_set=rule_set.id,
        day=rule_set.review_by,
    )
