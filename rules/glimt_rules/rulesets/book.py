"""All rule sets that are there, and what could not be loaded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.model import Rule, RuleSet


class RuleBook:
    """The rule sets by family, oldest first, and the problems of those that failed."""

    def __init__(
        self,
        rule_sets: Iterable[RuleSet],
        *,
        active: Iterable[str] | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        ordered = sorted(rule_sets, key=lambda s: (s.family, s.in_force, s.decided, s.version))
        self.rule_sets: tuple[RuleSet, ...] = tuple(ordered)
        self.problems: tuple[Problem, ...] = tuple(problems)
        #: the families that judge, in order
        self.active: tuple[str, ...] = tuple(
            sorted(self.families if active is None else set(active))
        )

    @cached_property
    def families(self) -> dict[str, tuple[RuleSet, ...]]:
        """The versions of each family."""
        families: dict[str, list[RuleSet]] = {}
        for rule_set in self.rule_sets:
            families.setdefault(rule_set.family, []).append(rule_set)
        return {family: tuple(versions) for family, versions in families.items()}

    @cached_property
    def rule_ids(self) -> list[str]:
        """The ids of all rules, each once, in order."""
        return sorted({rule.id for rule_set in self.rule_sets for rule in rule_set.rules})

    def no_such_rule(self, rule_id: str) -> Message:
        """What is said of a rule that is not there: what was meant, or what there is."""
        from glimt_rules.documents.similar import closest

        found = quoted(rule_id)
        meant = closest(rule_id, self.rule_ids)
        if meant is not None:
            return say("there is no rule {rule}; did you mean {meant}?", rule=found, meant=meant)
        return say(
            "there is no rule {rule}; there are: {known}", rule=found, known=tuple(self.rule_ids)
        )

    def rules_called(self, rule_id: str) -> list[tuple[RuleSet, Rule]]:
        """A rule in every version that has it, oldest first."""
        return [
            (rule_set, rule)
            for rule_set in self.rule_sets
            for rule in rule_set.rules
            if rule.id == rule_id
        ]

    def only(self, families: Iterable[str]) -> RuleBook:
        """The same book, with fewer families that judge."""
        return RuleBook(
            self.rule_sets,
            active=set(families) & set(self.active),
            problems=self.problems,
        )
