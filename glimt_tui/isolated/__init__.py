"""Rules of other people's kinds are asked in a process of their own.

A kind that comes with Glimt is tested; one of a plugin may loop for ever, eat all memory or
crash the interpreter. So its code runs in a worker that can be killed: the rule is then named,
counts as not judged, and everything else goes on. ``kind`` stands in the place of such a kind,
``client`` asks the worker, whose ``process`` is looked after here, and ``worker`` is what runs
there. ``beside`` reads a file that is only tried out, with its rules shielded just so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import structs

from glimt_rules.kinds import KINDS
from glimt_rules.rulesets.model import Rule, RuleSet

#: For how many seconds a rule may think about one question.
SECONDS = 10.0

_OWN = frozenset(KINDS)


def isolated(
    rule_sets: Iterable[RuleSet],
    load: Sequence[Any] | None = None,
    *,
    seconds: float = SECONDS,
    are_loaded: bool = False,
) -> list[RuleSet]:
    """The rule sets, with rules of other people's kinds asked in a worker.

    ``load`` are the arguments with which the worker loads the rule book, and so the modules of
    the kinds. ``are_loaded`` says that these rule sets are among those; others are sent to it.
    No process is started before such a rule is asked.
    """
    rule_sets = list(rule_sets)
    if all(type(rule.kind) in _OWN for rule_set in rule_sets for rule in rule_set.rules):
        return rule_sets
    from glimt_tui.isolated.client import Worker
    from glimt_tui.isolated.kind import Isolated

    worker = Worker(load, seconds)

    def shielded(rule: Rule) -> Rule:
        if type(rule.kind) in _OWN:
            return rule
        loaded = rule.kind if are_loaded else None
        proxy = Isolated(
            kind=rule.kind, id=rule.id, version=rule.version, worker=worker, loaded=loaded
        )
        return structs.replace(rule, proxy=proxy)

    return [
        structs.replace(rule_set, rules=tuple(map(shielded, rule_set.rules)))
        for rule_set in rule_sets
    ]
