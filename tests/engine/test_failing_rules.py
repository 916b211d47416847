"""A rule that cannot be judged is never a pass: it is named, and the rest is still judged."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from unittest.mock import patch

import msgspec
import pytest

from glimt_rules.documents.source import Source
from glimt_rules.explain import Status, explain
from glimt_rules.facts import Facts
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.kinds.base import Description, Fault, Group, Kind, Outcome, Scope
from glimt_rules.message import Message, say
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.read import read_rule_sets

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


# Kinds that misbehave otherwise ------------------------------------------------------------


class Blind(_Odd, frozen=True):
    """Cannot even say what it looks at."""

    def candidates(self, facts: Facts) -> list[int]:
        raise RuntimeError("nothing to be seen")


class BlindAndLeaving(_Odd, frozen=True):
    scope: ClassVar[Scope] = Scope.HOUSEHOLD_WEEK

    def candidates(self, facts: Facts) -> list[int]:
        sys.exit(0)


class TooFar(_Odd, frozen=True):
    """Finds faults at visits that are not there."""

    slot: int = 99

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        yield Fault(self.slot, Outcome.BROKEN)


class TooFarBack(TooFar, frozen=True):
    slot: int = -1


class NoSlot(TooFar, frozen=True):
    slot: Any = None


class NoOutcome(_Odd, frozen=True):
    outcome: Any = None

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            yield from (Fault(slot, self.outcome) for slot in slots)


class NearlyAnOutcome(NoOutcome, frozen=True):
    outcome: Any = "broken"


class NoJudge(_Odd, frozen=True):
    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Any:
        return None


class OddSubject(_Odd, frozen=True):
    scope: ClassVar[Scope] = Scope.THING

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            yield from (Fault(slot, Outcome.BROKEN, subject=99) for slot in slots)


UNDECIDED = [Blind, BlindAndLeaving, TooFar, TooFarBack, NoSlot, NoOutcome, NearlyAnOutcome,
             NoJudge, OddSubject]  # fmt: skip


@pytest.mark.parametrize("force", ["house", "advice", "binding"])
@pytest.mark.parametrize("kind", UNDECIDED)
def test_a_rule_that_misbehaves_is_undecided_and_named(
    kind: type[Kind], force: str, book: RuleBook
) -> None:
    judgement = judged_by(kind, book, force=force)
    assert found(judgement) == dict.fromkeys(("v10", "v11", "v12", "v13"), "unknown")
    assert not judgement.complete
    assert {failure.rule.id for failure in judgement.failures} == {"senter.handwash"}
    assert {"senter.booked-ahead", "senter.cohort"} <= {f.rule.id for f in judgement.findings}
    assert "ok" not in judgement.verdicts.values()


@pytest.mark.parametrize("kind", UNDECIDED)
def test_explaining_a_visit_that_a_rule_misbehaves_at(kind: type[Kind], book: RuleBook) -> None:
    lines = {line.rule.name: line for line in explain(judged_by(kind, book), "v11")}
    assert lines["handwash"].status is Status.UNKNOWN


class Told(_Odd, frozen=True):
    """Judges well, but describes what it found as no kind should."""

    told: ClassVar[Any] = None

    def wrong(self) -> None:
        """Judges well."""

    def describe(self, facts: Facts, fault: Fault) -> Description:
        told: Description = self.told
        return told


DESCRIPTIONS = {
    "nothing": None,
    "text": "odd",
    "people out of range": Description(say("odd"), people=(99,)),
    "people that are none": Description(say("odd"), people=("a",)),  # type: ignore[arg-type]
    "evidence out of range": Description(say("odd"), evidence=(99,)),
    "evidence that is none": Description(say("odd"), evidence=("v12",)),  # type: ignore[arg-type]
    "a limit that is no number": Description(
        say("odd"),
        limit="ten",  # type: ignore[arg-type]
        unit="persons",
    ),
    # Python would count these from the end, and name somebody else.
    "people before the first": Description(say("odd"), people=(-1,)),
    "evidence before the first": Description(say("odd"), evidence=(-1,)),
}


@pytest.mark.parametrize("told", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_rule_that_describes_nonsense_still_has_found_what_it_found(
    told: Any, book: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Told, "told", told)
    judgement = judged_by(Told, book)
    assert found(judgement) == dict.fromkeys(("v10", "v11", "v12", "v13"), "violation")
    assert not judgement.complete
    assert {failure.rule.id for failure in judgement.failures} == {"senter.handwash"}
    for finding in judgement.findings:
        if finding.rule.name == "handwash":
            assert finding.evidence == (finding.visit,)
            assert finding.subject.people == ()
    lines = {line.rule.name: line for line in explain(judgement, "v12")}
    assert lines["handwash"].status is Status.VIOLATION


# Kinds that fail while their rule set is read ----------------------------------------------

RULE_SET = """
format = 1
family = "prove"
version = "2021-01-01"
authority = { nb = "A", en = "A" }
jurisdiction = { nb = "H", en = "H" }
decided = 2021-01-01
in_force = 2021-01-01
source = { title = { nb = "V", en = "D" }, url = "https://example.org/p" }

[rules.odd]
kind = "odd"
force = "house"
title = { nb = "Rart", en = "Odd" }
demand = { nb = "Rart.", en = "Odd." }
cases = [
  { name = { nb = "A", en = "A" }, expect = { a = "violation", b = "kept" }, visits = [] },
]
"""


@pytest.mark.parametrize(
    "error",
    [
        SystemExit(0), SystemExit(), RuntimeError("no"), ValueError("no"), TypeError("no"),
        RecursionError("no"), MemoryError(),
    ],
    ids=repr,
)  # fmt: skip
def test_a_kind_that_raises_as_it_is_read_is_a_problem_of_its_rule_set(
    error: BaseException,
) -> None:
    class Raising(_Odd, frozen=True):
        def __post_init__(self) -> None:
            raise error

    source = Source("prove.toml", RULE_SET, "toml")
    assert [rule_set.id for rule_set in read_rule_sets([source], {"odd": _Odd})[0]] == [
        "prove@2021-01-01"
    ]
    read, failed = read_rule_sets([source], {"odd": Raising})
    assert read == []
    (one,) = failed
    assert (one.name, one.repeated) == ("prove@2021-01-01", False)
    assert [problem.where for problem in one.problems] == ["rules.odd"]
    assert one.problems[0].file == "prove.toml"


class Crowded(_Odd, frozen=True):
    """Judges any visit by itself, but not several together."""

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            if len(slots) > 1:
                raise RuntimeError("too many at once")
            yield from ()


def test_a_rule_that_fails_only_on_several_groups_together_is_named(book: RuleBook) -> None:
    judgement = judged_by(Crowded, book)
    assert not judgement.complete
    assert {failure.rule.id for failure in judgement.failures} == {"senter.handwash"}


# Kinds that speak of more than one thing at a visit, or of other visits -----------------------


class Chatty(_Odd, frozen=True):
    """Finds several things at fault at a visit, in no order."""

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            for slot in slots:
                for thing in ("z", "a", "m"):
                    yield Fault(slot, Outcome.BROKEN, thing)


class Straying(_Odd, frozen=True):
    """Speaks of the first visit whatever it is asked about."""

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            for slot in slots:
                yield Fault(slot, Outcome.BROKEN)
                if slot:
                    yield Fault(0, Outcome.BROKEN)


class StrayingThings(Straying, frozen=True):
    scope: ClassVar[Scope] = Scope.THING


@pytest.mark.parametrize("block", [1, 2, 2048])
@pytest.mark.parametrize("kind", [Chatty, Straying, StrayingThings])
def test_whatever_a_rule_speaks_of_is_told_in_order_of_the_visits(
    kind: type[Kind], block: int, book: RuleBook
) -> None:
    with patch("glimt_rules.judge.BLOCK", block):
        judgement = judged_by(kind, book)
    told = [(judged.slot, judged.rule_id, judged.subject) for judged in judgement.faults]
    assert told == sorted(told)
    own = [(slot, subject) for slot, rule, subject in told if rule == "senter.handwash"]
    assert len(own) == {Chatty: 12, Straying: 7, StrayingThings: 7}[kind]
