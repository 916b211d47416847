"""What judging found: verdicts, findings, what failed, and what was in force."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.facts import Facts
from glimt_rules.finding import LEVELS, Failure, Finding, Judged, findings_of
from glimt_rules.pause import collector_paused
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Level, Rule, RuleSet
from glimt_rules.rulesets.timeline import NEVER_ENDING
from glimt_rules.waivers import Waivers


class RuleInForce(Struct, frozen=True):
    """A rule, the ranges of slots that it judges, and the times at which it is in force.

    Ranges and times (in ticks) are from the first to just before the last.
    """

    rule: Rule
    ranges: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, int], ...] = ()

    def judges(self, slot: int) -> bool:
        """Whether the rule is in force for a visit."""
        return any(first <= slot < last for first, last in self.ranges)

    def within(self, start: int, stop: int) -> RuleInForce:
        """The same rule, for the slots from ``start`` to before ``stop``."""
        ranges = [(max(first, start), min(last, stop)) for first, last in self.ranges]
        return RuleInForce(self.rule, tuple([pair for pair in ranges if pair[0] < pair[1]]))


class Judgement:
    """What judging found. Verdicts are ready; findings are explained when first asked for."""

    def __init__(self, facts: Facts, book: RuleBook, known_at: date | None) -> None:
        self.facts = facts
        self.book = book
        self.known_at = known_at
        #: the judged slots: those within the days that were asked for
        self.judged = range(0)
        self.rules: list[RuleInForce] = []
        #: versions in force for at least one judged visit, by (family, version)
        self.rule_sets: list[RuleSet] = []
        #: active families that had none for some judged visit
        self.not_in_force: list[str] = []
        self.faults: list[Judged] = []
        self.failures_of_judging: list[Failure] = []
        self.waivers: Waivers

    @cached_property
    def verdicts(self) -> dict[str, Level | str]:
        """The verdict of each judged visit, in order of arrival; "ok" where it has none."""
        rank = {level: place for place, level in enumerate(LEVELS)}
        worst: dict[int, int] = {}
        for judged in self.faults:
            if not judged.waived:
                place = rank[judged.level]
                if place < worst.get(judged.slot, len(LEVELS)):
                    worst[judged.slot] = place
        names = (*LEVELS, "ok")
        visits, fine = self.facts.visits, len(LEVELS)
        return {visits[slot].id: names[worst.get(slot, fine)] for slot in self.judged}

    @cached_property
    def summary(self) -> dict[str, int]:
        """How many visits were judged, and how many have each verdict."""
        counts = {"visits": len(self.judged), "ok": 0, "advice": 0, "unknown": 0, "violation": 0}
        for verdict in self.verdicts.values():
            counts[verdict] += 1
        return counts

    @cached_property
    def findings(self) -> list[Finding]:
        """Every finding, explained, by (visit start, visit id, rule, household or thing)."""
        with collector_paused():
            findings, failures = findings_of(self.facts, self.faults)
        self.failures_of_judging += failures
        return findings

    @property
    def failures(self) -> list[Failure]:
        """The rules that failed, while judging or while explaining what they found."""
        _ = self.findings
        return self.failures_of_judging

    def notes(self) -> list[Problem]:
        """What is worth knowing of the plan's waivers: those that do nothing."""
        visits = self.facts.visits
        used = {(j.rule_id, visits[j.slot].id) for j in self.faults if j.waived}
        return self.waivers.notes(used, self.verdicts)

    def in_force_at(self, rule: Rule, visit: str) -> tuple[datetime, datetime | None]:
        """Since when and until when (or open) a rule is in force as it judges a visit.

        Wall-clock times of the plan's zone. The end is the one that holds: its own or its
        set's, or the moment at which another version takes over.
        """
        start = self.facts.start[self.facts.slot_of[visit]]
        for in_force in self.rules:
            if in_force.rule is rule:
                for first, last in in_force.times:
                    if first <= start < last:
                        end = None if last >= NEVER_ENDING else self.facts.local(last)
                        return self.facts.local(first), end
        raise LookupError(rule.id)

    @cached_property
    def judged_by_nothing(self) -> list[str]:
        """The judged visits for which no rule at all was in force."""
        covered = bytearray(len(self.facts.visits))
        for in_force in self.rules:
            for first, last in in_force.ranges:
                covered[first:last] = b"\1" * (last - first)
        return [self.facts.visits[slot].id for slot in self.judged if not covered[slot]]

    def rule_set_of(self, rule: Rule) -> RuleSet:
        """The rule set that a rule stands in."""
        return next(
            rule_set
            for rule_set in self.book.families[rule.family]
            if rule_set.version == rule.version
        )

    @property
    def complete(self) -> bool:
        """Whether every rule set was loaded and every rule could judge."""
        return not self.book.problems and not self.failures
