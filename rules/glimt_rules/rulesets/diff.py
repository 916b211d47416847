"""What differs between two rule sets, rule by rule.

A version that was written as a change of another one is compared as a whole, with what it took
over. Rules are held against each other by name, also where the two are of different families.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from glimt_rules.rulesets.model import Rule, RuleSet, SourceDocument

What = Literal["new", "gone", "changed"]

#: What is compared of the rule sets themselves, in the order in which it is told.
_OF_SETS = ("decided", "in_force", "ends", "authority", "jurisdiction", "source", "note")
#: What is compared of two rules, before and after their kinds' parameters.
_BEFORE, _AFTER = ("force",), ("in_force", "until", "title", "demand", "note")


class Change(Struct, frozen=True):
    """One key that differs, with its values; None where there is none."""

    key: str
    before: object
    after: object


class RuleDifference(Struct, frozen=True):
    """A rule that is new, gone or changed, and in what."""

    before: Rule | None
    after: Rule | None
    changes: tuple[Change, ...]

    @property
    def rule(self) -> Rule:
        """The rule as it is now, or as it was where it is gone."""
        rule = self.after or self.before
        assert rule is not None
        return rule

    @property
    def what(self) -> What:
        """What became of the rule."""
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "changed"


class Difference(Struct, frozen=True):
    """What differs between two rule sets."""

    before: RuleSet
    after: RuleSet
    #: of the rule sets themselves: when they are in force, whose they are, and so on
    changes: tuple[Change, ...]
    #: the rules that differ, by name
    rules: tuple[RuleDifference, ...]
    #: the names of the rules that are the same in both
    same: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether anything differs at all."""
        return bool(self.changes or self.rules)


def difference(before: RuleSet, after: RuleSet) -> Difference:
    """Compare two rule sets; what their cases are makes no difference."""
    olds = {rule.name: rule for rule in before.rules}
    news = {rule.name: rule for rule in after.rules}
    rules, same = [], []
    for name in sorted({*olds, *news}):
        old, new = olds.get(name), news.get(name)
        changes = tuple(_changes(_values(old, before), _values(new, after)))
        if changes:
            rules.append(RuleDifference(old, new, changes))
        else:
            same.append(name)
    heads = ({key: getattr(each, key) for key in _OF_SETS} for each in (before, after))
    return Difference(before, after, tuple(_changes(*heads)), tuple(rules), tuple(same))


def _values(rule: Rule | None, rule_set: RuleSet) -> dict[str, object]:
    """What is compared of a rule: its own keys, and those of its kind; nothing of none."""
    if rule is None:
        return {}
    values: dict[str, object] = {"kind": rule.kind.name}
    values |= {key: getattr(rule, key) for key in _BEFORE}
    values |= {key: getattr(rule.kind, key) for key in rule.kind.__struct_fields__}
    values |= {key: getattr(rule, key) for key in _AFTER}
    return values | {"source": _own_source(rule, rule_set)}


def _own_source(rule: Rule, rule_set: RuleSet) -> SourceDocument | None:
    """The rule's source, where it is another than its rule set's."""
    return None if rule.source == rule_set.source else rule.source


def _changes(before: dict[str, object], after: dict[str, object]) -> Iterator[Change]:
    """The keys that differ; a kind's parameters stand where the newer rule has them."""
    for key in _in_order(before, after):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield Change(key, old, new)


def _in_order(before: dict[str, object], after: dict[str, object]) -> Iterator[str]:
    """The keys of both, those that only the older one has before the texts."""
    keys = list(after or before)
    late = keys.index(_AFTER[0]) if _AFTER[0] in keys else len(keys)
    yield from keys[:late]
    yield from (key for key in before if key not in keys)
    yield from keys[late:]
