"""Which version of a family is in force when.

Overlap of versions is normal: of those in force, the one with the latest start rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.moments import SECOND, Moment, local_ticks
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule, RuleSet

#: Ticks before and after every moment that a plan can hold.
EVER, NEVER_ENDING = -(2**62), 2**62


class Stretch(Struct, frozen=True):
    """A time during which one version rules; ``first`` is in it, ``last`` no longer."""

    first: int
    last: int
    rule_set: RuleSet


def stretches(
    versions: Iterable[RuleSet], zone: ZoneInfo, known_at: date | None = None
) -> list[Stretch]:
    """The versions of one family in the order in which they rule."""
    spans = []
    for version in versions:
        if version.known(known_at):
            until = version.until(known_at)
            spans.append(
                (
                    local_ticks(version.in_force, zone),
                    NEVER_ENDING if until is None else local_ticks(until, zone),
                    version,
                )
            )
    edges = sorted({edge for first, last, _ in spans for edge in (first, last)})
    found: list[Stretch] = []
    for first, last in pairwise(edges):
        ruling = [span for span in spans if span[0] <= first < span[1]]
        if not ruling:
            continue
        version = max(ruling, key=lambda span: (span[0], span[2].decided, span[2].version))[2]
        if found and found[-1].last == first and found[-1].rule_set is version:
            found[-1] = Stretch(found[-1].first, last, version)
        else:
            found.append(Stretch(first, last, version))
    return found


def wall_clock(ticks_: int, zone: ZoneInfo) -> datetime | None:
    """An edge of a stretch on the zone's clocks; None where it is open."""
    if ticks_ >= NEVER_ENDING:
        return None
    return datetime.fromtimestamp(ticks_ // SECOND, zone).replace(tzinfo=None)


def rule_span(rule: Rule, stretch: Stretch, zone: ZoneInfo) -> tuple[int, int]:
    """The part of a stretch in which a rule of its version is in force, in ticks."""
    first = EVER if rule.in_force is None else local_ticks(rule.in_force, zone)
    last = NEVER_ENDING if rule.until is None else local_ticks(rule.until, zone)
    return max(first, stretch.first), min(last, stretch.last)


class InForce(NamedTuple):
    """A rule of a version, and the ticks from which and before which it is in force."""

    first: int
    last: int
    rule_set: RuleSet
    rule: Rule


def all_in_force(book: RuleBook, zone: ZoneInfo, known_at: date | None = None) -> Iterator[InForce]:
    """When each rule of the active families is in force, by family and time."""
    for family in book.active:
        for stretch in stretches(book.families.get(family, ()), zone, known_at):
            for rule in stretch.rule_set.rules:
                yield InForce(*rule_span(rule, stretch, zone), stretch.rule_set, rule)


def rule_at(
    versions: Iterable[RuleSet],
    rule_id: str,
    moment: Moment,
    zone: ZoneInfo,
    known_at: date | None = None,
) -> Rule | None:
    """The rule of that id that is in force at a moment; None where there is none."""
    now = moment.ticks
    for stretch in stretches(versions, zone, known_at):
        if stretch.first <= now < stretch.last:
            for rule in stretch.rule_set.rules:
                first, last = rule_span(rule, stretch, zone)
                if rule.id == rule_id and first <= now < last:
                    return rule
    return None
