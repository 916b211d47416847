"""Rules that do not go together: one forbids what another allows, or leaves it nothing to say.

Looked for is what follows from the rules' kinds alone, at times when both are in force. That
one authority's limit is lower than another's is no contradiction: whoever keeps the lower one
keeps both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise, permutations

from glimt_rules.kinds import KINDS
from glimt_rules.kinds.no_visits import NoVisits
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.lint import LintFinding
from glimt_rules.rulesets.lint_versions import ZONE
from glimt_rules.rulesets.model import Rule, RuleSet
from glimt_rules.rulesets.probes import SETTINGS, VISIT_KINDS, Sort, reach
from glimt_rules.rulesets.timeline import rule_span, stretches
from glimt_rules.terms import VISIT_KINDS as VISIT_KIND_TERMS

#: Numbers by which rules of one kind can be compared: whether a lower one asks for more.
_LOWER_IS_STRICTER: Mapping[str, bool] = {
    "limit": True,
    "metres": False,
    "hours": False,
    "exempt_under": True,
}
Spans = list[tuple[int, int]]


class _Placed:
    """A rule, when it is in force, and of which visits it has anything to say."""

    def __init__(self, rule_set: RuleSet, rule: Rule, spans: Spans) -> None:
        self.rule_set = rule_set
        self.rule = rule
        self.spans = spans

    @cached_property
    def reach(self) -> frozenset[Sort]:
        return reach(self.rule.asked)

    @property
    def is_advice(self) -> bool:
        return self.rule.force == "advice"

    @property
    def forbids_always(self) -> bool:
        """Whether no visit that it is about may take place, whoever takes part."""
        kind = self.rule.kind
        return (
            type(kind) is NoVisits
            and not self.is_advice
            and not kind.with_risk_group
            and not kind.health_service_excepted
        )

    def within(self, other: _Placed) -> bool:
        """Whether the other one is in force whenever this one is."""
        return all(
            any(begin <= first and last <= end for begin, end in other.spans)
            for first, last in self.spans
        )


def findings(book: RuleBook) -> Iterator[LintFinding]:
    """What there is to say of rules side by side; each is told once, at the later file."""
    rules = list(_placed(book))
    for one, other in permutations(rules, 2):
        if one.rule.inherited and other.rule.inherited:
            continue
        if other.forbids_always and one.reach and one.reach <= other.reach and one.within(other):
            yield _pointless(one, other)
        elif one.rule_set is other.rule_set and type(one.rule.kind) is type(other.rule.kind):
            yield from _compared(one, other, rules)
    yield from _nowhere_left(rules)


def _placed(book: RuleBook) -> Iterator[_Placed]:
    """The rules that are in force at some time, of the families that judge."""
    for family in book.active:
        for rule_set in book.families.get(family, ()):
            own = [
                stretch
                for stretch in stretches(book.families[family], ZONE)
                if stretch.rule_set is rule_set
            ]
            for rule in rule_set.rules:
                spans = [rule_span(rule, stretch, ZONE) for stretch in own]
                spans = [(first, last) for first, last in spans if first < last]
                if spans:
                    yield _Placed(rule_set, rule, spans)


def _pointless(one: _Placed, other: _Placed) -> LintFinding:
    return LintFinding(
        level="warning",
        rule_set=one.rule_set,
        rule=one.rule.name,
        path=("rules", one.rule.name),
        what=say(
            "{other} forbids every visit that it could judge, as long as it is in force",
            other=other.rule.id,
        ),
        do=say("drop one of the two, or give them periods or settings that differ"),
    )


# Two rules of one kind ---------------------------------------------------------------------


def _compared(one: _Placed, other: _Placed, rules: list[_Placed]) -> Iterator[LintFinding]:
    """Where the other one asks at least as much of every visit that this one judges."""
    if one.is_advice < other.is_advice or not one.reach <= other.reach or not one.within(other):
        return
    asks = _asks_as_much(one.rule, other.rule)
    if asks is None:
        return
    mutual = (
        _asks_as_much(other.rule, one.rule) is not None
        and one.is_advice == other.is_advice
        and (other.reach, other.spans) == (one.reach, one.spans)
    )
    if mutual and rules.index(one) < rules.index(other):
        return  # two that are the same: told of the second
    if asks:
        what = say(
            "what it excepts is forbidden by {other} all the same: {exceptions}",
            other=other.rule.id,
            exceptions=tuple(asks),
        )
        do = say("except it in both, or in neither")
    else:
        what = say("it adds nothing: {other} asks at least as much", other=other.rule.id)
        do = say("drop it, or see whether its figures are right")
    yield LintFinding(
        level="warning",
        rule_set=one.rule_set,
        rule=one.rule.name,
        path=("rules", one.rule.name),
        what=what,
        do=do,
    )


def _asks_as_much(one: Rule, other: Rule) -> list[str] | None:
    """Whether ``other`` asks as much as ``one`` or more: what only ``one`` excepts, or None.

    What the keys of a kind mean is known only of those that come with Glimt.
    """
    if type(one.kind) not in KINDS:
        return None
    excepted: list[str] = []
    for field in one.kind.__struct_fields__:
        mine, theirs = getattr(one.kind, field), getattr(other.kind, field)
        if field in ("settings", "visit_kinds", "message") or mine == theirs:
            continue
        if field == "exceptions" and set(theirs) <= set(mine):
            excepted += [f"«{each}»" for each in mine if each not in theirs]
        elif field.endswith("_excepted") and mine is True:
            excepted.append(f"«{field}»")
        elif field in _LOWER_IS_STRICTER and None not in (mine, theirs):
            if (theirs < mine) is not _LOWER_IS_STRICTER[field]:
                return None
        else:
            return None
    return excepted


# Nothing left ------------------------------------------------------------------------------


def _nowhere_left(rules: list[_Placed]) -> Iterator[LintFinding]:
    """Kinds of visits that rules together leave no setting, not even the phone."""
    against = [each for each in rules if type(each.rule.kind) is NoVisits]
    edges = sorted({edge for each in against for span in each.spans for edge in span})
    told = set()
    for first, last in pairwise(edges):
        ruling = [
            each
            for each in against
            if any(begin <= first and last <= end for begin, end in each.spans)
        ]
        for kind in VISIT_KINDS:
            ours = [each for each in ruling if any(k == kind for _, k in each.reach)]
            left = [s for s in SETTINGS if not any((s, kind) in each.reach for each in ours)]
            if kind == "shift" or not ours or left:
                continue
            at = max(ours, key=lambda each: (each.rule_set.in_force, each.rule.id))
            names = tuple(each.rule.id for each in ours)
            if (kind, names) not in told:
                told.add((kind, names))
                yield LintFinding(
                    level="warning",
                    rule_set=at.rule_set,
                    rule=at.rule.name,
                    path=("rules", at.rule.name),
                    what=say(
                        "{rules} leave visits of the kind «{kind}» no place at all, not even"
                        " the phone",
                        rules=names,
                        kind=VISIT_KIND_TERMS[kind],
                    ),
                    do=say("leave one setting in which such a visit may take place"),
                )
