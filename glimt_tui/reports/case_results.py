"""What became of a rule set's cases, told so that whoever wrote them can mend what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import Problem
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Bilingual, Message, count, say
from glimt_rules.rulesets.cases import CaseResult
from glimt_rules.rulesets.model import Rule, RuleSet
from glimt_rules.texts import Texts


def told_results(texts: Texts, rule_set: RuleSet, results: Sequence[CaseResult]) -> str:
    """Every case that does not hold, and how many there are."""
    lines = []
    for result in results:
        if result.problems:
            lines.append(f"{result.rule.id}: {texts.pick(result.case.name)}")
        for problem in result.problems:
            lines.append(f"    {_place(problem)}: {harmless(texts.sentence(problem.message))}")
            choice = _choice(result.rule, problem)
            if choice is not None:
                lines.append(f"        → {harmless(texts.sentence(choice))}")
    lines.append(texts(_summary(rule_set, results)))
    return "\n".join(lines) + "\n"


def _place(problem: Problem) -> str:
    file = harmless(problem.file or "")
    line = "" if problem.line is None else f":{problem.line}"
    return f"{file}{line}: {harmless(problem.where)}"


def _choice(rule: Rule, problem: Problem) -> Message | None:
    """Where something else was found than expected: what can be mended, one of the two."""
    values = problem.message.values
    if "expected" not in values or "visit" not in values:
        return None
    visit, found = str(values["visit"]), str(values["found"])
    if found == "not-in-force":
        return say("give the visit another day in the case, or the rule other dates")
    set_ = tuple(_parameters(rule))
    wanted = f"{visit} = {quoted(found)}"
    if not set_:
        return say(
            "one of the two is wrong: the case, which then says {wanted}, or the rule {rule}",
            wanted=wanted,
            rule=rule.name,
        )
    return say(
        "one of the two is wrong: the case, which then says {wanted}, or the rule, which has"
        " {parameters}",
        wanted=wanted,
        parameters=set_,
    )


def _parameters(rule: Rule) -> Iterator[str]:
    """What is set of a rule that decides what it says: the keys of its own kind."""
    kind = rule.kind
    for key in kind.__struct_fields__:
        value = getattr(kind, key)
        if key not in Kind.__struct_fields__ and not isinstance(value, Bilingual | None):
            yield f"{key} = {quoted(value)}"


def _summary(rule_set: RuleSet, results: Sequence[CaseResult]) -> Message:
    failed = sum(bool(result.problems) for result in results)
    if failed:
        return count(
            "{cases}, of which {n} does not hold",
            "{cases}, of which {n} do not hold",
            failed,
            cases=count(
                "{rule_set}: {n} case", "{rule_set}: {n} cases", len(results), rule_set=rule_set.id
            ),
        )
    if not results:
        return say("{rule_set}: no cases", rule_set=rule_set.id)
    return count(
        "{rule_set}: {n} case, which holds",
        "{rule_set}: {n} cases, which all hold",
        len(results),
        rule_set=rule_set.id,
    )
