"""The rules as staff look at them: which version rules when, and what each rule touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.finding import Finding
from glimt_rules.moments import day_ticks
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule, RuleSet
from glimt_rules.rulesets.timeline import EVER, Stretch, rule_span, stretches
from glimt_tui.desk.view import View

#: What a day of a version's bar is: it rules, it is in force while another rules, or neither.
Cell = Literal["rules", "replaced", "not"]
#: What a rule said of bookings: the level of its findings, or that they are excepted.
Said = Literal["violation", "unknown", "advice", "waived"]
SAID: tuple[Said, ...] = ("violation", "unknown", "advice", "waived")
#: A rule in one version: its id and the version.
RuleKey = tuple[str, str]


class Version(Struct, frozen=True, kw_only=True):
    """A version of a family, and its place among the others."""

    rule_set: RuleSet
    #: whether its family judges at all
    is_active: bool
    #: when it rules, in order
    ruled: tuple[Stretch, ...]
    rules_now: bool
    #: whether it has not begun to rule yet
    is_coming: bool


def versions(view: View) -> list[Version]:
    """Every version of every family, oldest first within its family."""
    found = []
    now = view.now.ticks
    for family, there in view.book.families.items():
        ruled = stretches(there, view.zone)
        for rule_set in there:
            own = tuple(stretch for stretch in ruled if stretch.rule_set is rule_set)
            found.append(
                Version(
                    rule_set=rule_set,
                    is_active=family in view.book.active,
                    ruled=own,
                    rules_now=any(each.first <= now < each.last for each in own),
                    is_coming=bool(own) and now < own[0].first,
                )
            )
    return found


def bar(version: Version, first: date, days: int, zone: ZoneInfo) -> list[Cell]:
    """What a version is on each of some days from ``first``, for however small a part of it."""
    alone = [(each.first, each.last) for each in stretches([version.rule_set], zone)]
    ruled = [(each.first, each.last) for each in version.ruled]
    edges = [day_ticks(first + timedelta(days=n), zone) for n in range(days + 1)]

    def cell(begins: int, ends: int) -> Cell:
        if any(start < ends and begins < last for start, last in ruled):
            return "rules"
        in_force = any(start < ends and begins < last for start, last in alone)
        return "replaced" if in_force else "not"

    return [cell(begins, ends) for begins, ends in pairwise(edges)]


# What rules touch --------------------------------------------------------------------------


def coming(view: View) -> list[Visit]:
    """The judged visits that are not over yet, in order of arrival."""
    judged = view.judgement.verdicts
    return [v for v in view.visits.values() if v.id in judged and v.end > view.now]


def touched(view: View) -> Mapping[RuleKey, Counter[Said]]:
    """How many coming bookings each rule is broken by, does not know of, advises or excepts.

    A booking that a rule says several things of counts once, as the worst of them.
    """
    counts: dict[RuleKey, Counter[Said]] = {}
    for visit in coming(view):
        worst: dict[RuleKey, int] = {}
        for finding in view.findings.get(visit.id, ()):
            key = (finding.rule.id, finding.rule.version)
            place = SAID.index(said_by(finding))
            worst[key] = min(place, worst.get(key, place))
        for key, place in worst.items():
            counts.setdefault(key, Counter())[SAID[place]] += 1
    return counts


def touched_by(view: View, rule: Rule) -> list[tuple[Visit, list[Finding]]]:
    """The coming bookings that a rule says something of, and what."""
    found = []
    for visit in coming(view):
        own = [
            finding
            for finding in view.findings.get(visit.id, ())
            if finding.rule.id == rule.id and finding.rule.version == rule.version
        ]
        if own:
            found.append((visit, own))
    return found


def said_by(finding: Finding) -> Said:
    """What a finding says of its visit."""
    return "waived" if finding.waived else finding.level


# One rule ----------------------------------------------------------------------------------


def rule_of(view: View, rule_id: str, version: str | None = None) -> tuple[RuleSet, Rule] | None:
    """A rule as it stands in a version; else as it is in force now, next, or was last."""
    there = view.book.rules_called(rule_id)
    if version is not None:
        there = [pair for pair in there if pair[0].version == version] or there
    if not there:
        return None
    now = view.now.ticks

    def distance(pair: tuple[RuleSet, Rule]) -> tuple[int, int]:
        spans = list(_spans(view.book, pair, view.zone))
        if any(first <= now < last for first, last in spans):
            return 0, 0
        starts = [first for first, _ in spans if first > now]
        if starts:
            return 1, min(starts)
        return 2, -max((last for _, last in spans), default=EVER)

    return min(there, key=distance)


def _spans(book: RuleBook, pair: tuple[RuleSet, Rule], zone: ZoneInfo) -> Iterable[tuple[int, int]]:
    """When a rule of a version is in force."""
    rule_set, rule = pair
    for stretch in stretches(book.families[rule_set.family], zone):
        first, last = rule_span(rule, stretch, zone)
        if stretch.rule_set is rule_set and first < last:
            yield first, last
