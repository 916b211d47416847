"""What the cases of a rule set miss: the changes of it that none of them notices."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from glimt_rules.kinds.base import Kind
from glimt_rules.rulesets.cases import run_case
from glimt_rules.rulesets.model import Case, Rule, RuleSet
from glimt_rules.rulesets.mutations import Mutation, mutations, mutations_of


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


def unnoticed_changes(rule_set: RuleSet, base: RuleSet) -> list[Mutation]:
    """What no case notices of the limits and the like that differ from the base's.

    Only what the changed rules' own kinds can be told is tried, and only of keys that were
    changed: that is where a slip of the pen is new. Where no case of a rule holds, nothing is said.
    """
    olds = {rule.name: rule.kind for rule in base.rules}
    missed: list[Mutation] = []
    for rule in rule_set.rules:
        old = olds.get(rule.name)
        if rule.inherited or type(rule.kind) is not type(old):
            continue
        changed = {
            key
            for key in rule.kind.__struct_fields__
            if key not in Kind.__struct_fields__ and getattr(rule.kind, key) != getattr(old, key)
        }
        holding = [case for case in rule.cases if changed and _holds(rule_set, rule, case)]
        if holding:
            missed += [
                mutation
                for mutation in mutations_of(rule_set, rule)
                if mutation.key.partition(".")[0] in changed
                and not _notices(mutation.rule_set, rule.name, holding)
            ]
    return missed


def _notices(changed: RuleSet, name: str, cases: Sequence[Case]) -> bool:
    """Whether one of a rule's cases no longer holds."""
    rule = next(rule for rule in changed.rules if rule.name == name)
    return not all(_holds(changed, rule, case) for case in cases)


def _holds(rule_set: RuleSet, rule: Rule, case: Case) -> bool:
    return not run_case(rule_set, rule, case, "").problems
