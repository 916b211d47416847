"""What the cases of a rule set miss: the changes of it that none of them notices."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from glimt_rules.rulesets.cases import run_case
from glimt_rules.rulesets.model import Case, Rule, RuleSet
from glimt_rules.rulesets.mutations import Mutation, mutations


class Coverage(Struct, frozen=True):
    """How many changes of a rule set were tried, and which of them no case noticed."""

    rule_set: RuleSet
    tried: int
    missed: tuple[Mutation, ...]

    @property
    def noticed(self) -> int:
        """How many changes some case noticed."""
        return self.tried - len(self.missed)


def coverage(rule_set: RuleSet) -> Coverage:
    """Try every change of a rule set on its cases.

    A change of a rule is for that rule's own cases to notice, a change of the rule set's
    dates for any. A case that does not hold to begin with notices nothing.
    """
    holding = {
        rule.name: [case for case in rule.cases if _holds(rule_set, rule, case)]
        for rule in rule_set.rules
        if not rule.inherited
    }
    tried, missed = 0, []
    for mutation in mutations(rule_set):
        tried += 1
        names = [mutation.rule.name] if mutation.rule is not None else list(holding)
        if not any(_notices(mutation.rule_set, name, holding[name]) for name in names):
            missed.append(mutation)
    return Coverage(rule_set, tried, tuple(missed))


def _notices(changed: RuleSet, name: str, cases: Sequence[Case]) -> bool:
    """Whether one of a rule's cases no longer holds."""
    rule = next(rule for rule in changed.rules if rule.name == name)
    return not all(_holds(changed, rule, case) for case in cases)


def _holds(rule_set: RuleSet, rule: Rule, case: Case) -> bool:
    return not run_case(rule_set, rule, case, "").problems
