"""A rule that cannot be judged is never a pass: it is named, and the rest is still judged."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import msgspec
import pytest

from glimt_rules.explain import Status, explain
from glimt_rules.facts import Facts
from glimt_rules.judge import Judgement, judge
from glimt_rules.kinds.base import Description, Fault, Group, Kind, Outcome, Scope
from glimt_rules.message import Message, say
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook

PLAN = {
    "format": 1,
    "rooms": [{"id": "r"}],
    "people": [{"id": "a"}, {"id": "b"}],
    "equipment": [{"id": "good"}, {"id": "bad"}],
    "visits": [
        {
            "id": f"v{hour}",
            "start": f"2021-01-12T{hour}:00",
            "end": f"2021-01-12T{hour}:30",
            "people": ["a", "b"],
            "room": "r",
            "equipment": ["bad" if hour == 12 else "good"],
        }
        for hour in (10, 11, 12, 13)
    ],
}


class _Odd(Kind, frozen=True):
    """Finds every visit at fault; at the visit of twelve o'clock something goes wrong."""

    name = "odd"
    scope: ClassVar[Scope] = Scope.VISIT

    def wrong(self) -> None:
        raise ZeroDivisionError("division by zero")

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            for slot in slots:
                if facts.visits[slot].id == "v12":
                    self.wrong()
                yield Fault(slot, Outcome.BROKEN)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        return Description(say("odd"), evidence=(fault.slot,))

    def kept(self, facts: Facts, slot: int) -> Message:
        return say("fine")


class Leaving(_Odd, frozen=True):
    def wrong(self) -> None:
        sys.exit(0)


class Things(_Odd, frozen=True):
    scope: ClassVar[Scope] = Scope.THING


class Talking(_Odd, frozen=True):
    def wrong(self) -> None:
        """Judges well."""

    def describe(self, facts: Facts, fault: Fault) -> Description:
        if facts.visits[fault.slot].id == "v12":
            raise KeyError("no words")
        return super().describe(facts, fault)


class Muttering(_Odd, frozen=True):
    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Any]:
        yield "not a fault"


def judged_by(kind: type[Kind], book: RuleBook, force: str = "house") -> Judgement:
    """The plan, judged by the centre's rules with one of them of this kind."""
    senter = book.families["senter"][-1]
    rules = tuple(
        msgspec.structs.replace(rule, kind=kind(), force=force) if rule.name == "handwash" else rule
        for rule in senter.rules
    )
    odd = RuleBook([msgspec.structs.replace(senter, rules=rules)])
    return judge(plan_from_raw(PLAN).plan, odd)


def found(judgement: Judgement) -> dict[str, str]:
    return {f.visit: f.level for f in judgement.findings if f.rule.name == "handwash"}


@pytest.mark.parametrize("kind", [_Odd, Leaving, Things])
def test_a_rule_that_raises_is_undecided_just_where_it_raises(
    kind: type[Kind], book: RuleBook
) -> None:
    judgement = judged_by(kind, book)
    assert found(judgement) == {
        "v10": "violation", "v11": "violation", "v12": "unknown", "v13": "violation"
    }  # fmt: skip
    assert not judgement.complete
    assert [(f.rule.id, len(f.slots)) for f in judgement.failures] == [("senter.handwash", 1)]


@pytest.mark.parametrize("kind", [_Odd, Leaving])
def test_advice_that_raises_is_not_silent_either(kind: type[Kind], book: RuleBook) -> None:
    judgement = judged_by(kind, book, force="advice")
    assert found(judgement)["v12"] == "unknown"
    assert judgement.verdicts["v12"] != "ok"


def test_the_other_rules_still_judge(book: RuleBook) -> None:
    judgement = judged_by(_Odd, book)
    assert {"senter.booked-ahead", "senter.cohort"} <= {f.rule.id for f in judgement.findings}


def test_a_rule_that_finds_no_words_still_has_found_what_it_found(book: RuleBook) -> None:
    judgement = judged_by(Talking, book)
    assert found(judgement)["v12"] == "violation"
    assert not judgement.complete


def test_a_rule_that_yields_nonsense_decides_nothing(book: RuleBook) -> None:
    judgement = judged_by(Muttering, book)
    assert set(found(judgement).values()) == {"unknown"}
    assert not judgement.complete


def test_explaining_a_visit_names_the_rule_that_failed(book: RuleBook) -> None:
    judgement = judged_by(_Odd, book)
    lines = {line.rule.name: line for line in explain(judgement, "v12")}
    assert lines["handwash"].status is Status.UNKNOWN
    assert "ZeroDivisionError" in str(lines["handwash"].message.values["error"])
