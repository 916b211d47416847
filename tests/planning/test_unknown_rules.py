"""Rules of kinds that the search does not know hold, too: it is told what they refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import BROKEN, Description, Fault, Scope, VisitKindOfRule
from glimt_rules.message import Message, say
from glimt_rules.moments import DAY
from glimt_rules.plan.model import Setting
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.read import read_rule_sets
from planning.weeks import NOW, ByHand, person, plan_of, plan_table, random_week, wish, wishes_of

pytest.importorskip("ortools", reason="planning needs the solver (pip install 'glimt-tui[plan]')")

from glimt_tui.planning.search import propose
from glimt_tui.planning.watcher import Watcher


class FewADay(VisitKindOfRule, frozen=True, kw_only=True):
    """At most so many visits start at the centre on a day."""

    name: ClassVar[str] = "few-a-day"
    scope: ClassVar[Scope] = Scope.PREMISES

    most: int
    settings: tuple[Setting, ...] | None = ("centre",)

    def reach(self, house: House) -> int:
        return DAY

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        for slot in slots:
            n = sum(
                other <= slot and facts.day[other] == facts.day[slot] for other in facts.premises
            )
            if n > self.most:
                yield Fault(slot, BROKEN, None, n)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        return Description(say("too many"), evidence=(fault.slot,))

    def kept(self, facts: Facts, slot: int) -> Message:
        return say("few enough")


class Failing(FewADay, frozen=True, kw_only=True):
    """Fails where there are too many."""

    name: ClassVar[str] = "failing"

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        for fault in super().faults(facts, slots):
            raise ZeroDivisionError(fault.slot)
        yield from ()


RULES = """
format = 1
family = "prove"
version = "2021-01-01"
authority = { nb = "Prøvenemnda", en = "The trial board" }
jurisdiction = { nb = "Her", en = "Here" }
decided = 2021-01-01
in_force = 2021-01-01
source = { title = { nb = "Prøvevedtaket", en = "The trial decision" } }

[rules.few]
kind = "KIND"
force = "house"
most = MOST
title = { nb = "Få om dagen", en = "Few a day" }
demand = { nb = "Få om dagen.", en = "Few a day." }

[[rules.few.cases]]
name = { nb = "Én er nok.", en = "One is fine." }
expect = { a = "kept" }
visits = [
  { id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] },
]

[[rules.few.cases]]
name = { nb = "Mange er for mange.", en = "Many are too many." }
expect = { d = "violation" }
visits = [
  { id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] },
  { id = "b", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] },
  { id = "c", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] },
  { id = "d", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] },
]
"""


def with_rule(book: RuleBook, kind: str, most: int) -> RuleBook:
    source = Source("few.toml", RULES.replace("KIND", kind).replace("MOST", str(most)), "toml")
    kinds = {each.name: each for each in (*KINDS, FewADay, Failing)}
    read, failed = read_rule_sets([source], kinds, book.rule_sets)
    assert not failed
    return RuleBook([*book.rule_sets, *read], active=[*book.active, "prove"])


@pytest.mark.parametrize("seed", range(12))
def test_a_rule_that_the_search_does_not_know_limits_what_is_proposed(
    seed: int, book: RuleBook
) -> None:
    book = with_rule(book, "few-a-day", 1)
    plan, wishes = random_week(seed)
    by_hand = ByHand(plan, wishes, book)
    best = max(by_hand.score(chosen) for chosen, _ in by_hand.choices())
    proposal = propose(wishes, plan, book, now=NOW, watcher=Watcher(30))
    slots = tuple(int(goal.value) for goal in proposal.goals if goal.name == "slot")
    assert slots == best[0]
    assert proposal.ended == "best"


def test_the_rule_that_is_in_the_way_is_named(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane"), person("bo"), person("cai")))
    hours = {"mon": ["10:00-12:15"]}
    wishes = wishes_of(plan, *(wish(f"w-{p}", p, when=hours) for p in ("ane", "bo", "cai")))
    known = with_rule(book, "few-a-day", 2)
    proposal = propose(wishes, plan, known, now=NOW, watcher=Watcher(30))
    assert [outcome.met for outcome in proposal.outcomes].count(1) == 2
    (unmet,) = [outcome for outcome in proposal.outcomes if not outcome.is_met]
    assert unmet.limited_by == "prove.few"
    assert proposal.goals[0].value == proposal.goals[0].bound == 2


def test_what_makes_a_rule_fail_is_not_proposed(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane"), person("bo")))
    hours = {"mon": ["10:00-12:30"]}
    wishes = wishes_of(plan, wish("a", "ane", when=hours), wish("b", "bo", when=hours))
    failing = with_rule(book, "failing", 1)
    proposal = propose(wishes, plan, failing, now=NOW, watcher=Watcher(10))
    assert len(proposal.visits) == 1
    assert not proposal.failed


def test_where_a_rule_fails_already_nothing_is_proposed(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane")))
    wishes = wishes_of(plan, wish("a", "ane"))
    failing = with_rule(book, "failing", 0)
    there = {
        "id": "there", "people": ["ane"], "room": "stor", "booked_at": "2021-01-08T12:00",
        "start": "2021-01-11T10:00", "end": "2021-01-11T11:00",
    }  # fmt: skip
    plan = plan_of(plan_table(person("ane"), visits=[there]))
    proposal = propose(wishes, plan, failing, now=NOW, watcher=Watcher(10))
    assert proposal.failed == ("prove.few",)
    assert proposal.visits == ()
