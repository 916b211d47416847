"""Which rules are in force when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from glimt_rules.kinds.base import Scope, overrides
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule
from glimt_rules.rulesets.timeline import EVER, all_in_force


class RulesOfScope:
    """The rules that look at the same groups, by the visits that they judge."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        #: those that say for themselves which visits they may judge
        self.own_minded: list[Rule] = []
        self._others: list[Rule] = []
        for rule in rules:
            asks = overrides(rule.kind, "candidates", "judges", "in_settings", "of_kinds")
            (self.own_minded if asks else self._others).append(rule)
        self._judging: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def judging(self, setting: str, kind: str) -> tuple[Rule, ...]:
        """The other rules that judge visits in a setting and of a kind."""
        rules = self._judging.get((setting, kind))
        if rules is None:
            rules = self._judging[setting, kind] = tuple(
                [rule for rule in self._others if rule.asked.judges(setting, kind)]
            )
        return rules


#: Rules by what they look at.
ByScope = Mapping[Scope, RulesOfScope]


class Timetable:
    """The rules of the active families, by the time at which visits start."""

    def __init__(self, book: RuleBook, zone: ZoneInfo, known_at: date | None) -> None:
        rules = list(all_in_force(book, zone, known_at))
        self._edges = sorted({EVER, *(edge for each in rules for edge in each[:2])})
        self._rules = [
            _by_scope(rule for first, last, _, rule in rules if first <= edge < last)
            for edge in self._edges
        ]
        self.rules: tuple[Rule, ...] = tuple({id(each.rule): each.rule for each in rules}.values())

    def time_of(self, ticks: int) -> int:
        """The number of the time, between two changes, in which these ticks are."""
        return bisect_right(self._edges, ticks) - 1

    def rules_in(self, time: int) -> ByScope:
        """The rules that are in force throughout that time."""
        return self._rules[time]


def _by_scope(rules: Iterable[Rule]) -> ByScope:
    found: dict[Scope, list[Rule]] = {scope: [] for scope in Scope}
    for rule in sorted(rules, key=lambda rule: rule.id):
        found[rule.kind.scope].append(rule)
    return {scope: RulesOfScope(its) for scope, its in found.items()}
