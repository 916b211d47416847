"""What a change of the rules does to a plan is the difference of two judgements."""

from __future__ import annotations

import random
from typing import Any

import pytest
from msgspec import structs

from cli.writing import NEXT_NASJONAL, Table, fine, gathering, plan, visit
from glimt_rules.documents.source import source_from_bytes
from glimt_rules.errors import InputError
from glimt_rules.finding import Finding
from glimt_rules.impact import Books, Impact, books, call_list, impact
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.kinds import KINDS
from glimt_rules.message import Bilingual
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import read_rule_sets
from oracle.random_plans import random_plan


def read(text: str, *known: RuleSet) -> RuleSet:
    kinds = {kind.name: kind for kind in KINDS}
    found, failed = read_rule_sets([source_from_bytes("a.toml", text.encode())], kinds, known)
    assert not failed, failed
    return found[0]


def a_plan(*visits: Table, **more: object) -> Plan:
    return plan_from_raw(plan(*visits, **more)).plan


@pytest.fixture
def stricter(book: RuleBook) -> RuleSet:
    """At most three at private gatherings, and distance kept as house rules would have it."""
    text = NEXT_NASJONAL.replace("limit = 6", "limit = 3").replace(
        '"a", "b", "c", "d", "e", "f"]', '"a", "b", "c"]'
    )
    return read(text, *book.rule_sets)


def of(change: Books, plan_: Plan, **days: Any) -> Impact:
    return impact(plan_, change.before, change.after, **days)


def told(judgement: Judgement) -> set[tuple[object, ...]]:
    return {_told(finding) for finding in judgement.findings}


def _told(f: Finding) -> tuple[object, ...]:
    subject = (f.subject.household, f.subject.equipment)
    return (f.visit, f.rule.id, f.level, f.force, f.waived, *subject, f.measured, f.limit,
            repr(f.message))  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_an_identical_rule_set_changes_nothing(book: RuleBook, seed: int) -> None:
    plan_ = plan_from_raw(random_plan(random.Random(seed))).plan
    plan_ = structs.replace(plan_, waivers=())
    same = [structs.replace(each, file="copy.toml") for each in book.rule_sets]
    change = books(book, added=same)
    assert {each.id for each in change.removed} == {each.id for each in book.rule_sets}
    assert of(change, plan_).visits == ()
    newer = structs.replace(
        book.families["nasjonal"][0],
        version="2021-01-04",
        rules=tuple(
            structs.replace(rule, version="2021-01-04")
            for rule in book.families["nasjonal"][0].rules
        ),
    )
    assert of(books(book, added=[newer]), plan_).visits == ()


@pytest.mark.parametrize("seed", range(60))
def test_what_appears_and_goes_is_what_the_two_judgements_differ_in(
    book: RuleBook, stricter: RuleSet, seed: int
) -> None:
    plan_ = plan_from_raw(random_plan(random.Random(seed))).plan
    plan_ = structs.replace(plan_, waivers=())
    rng = random.Random(seed)
    change = books(
        book, added=[stricter], without=rng.sample(list(book.rule_sets), rng.randrange(3))
    )
    found = of(change, plan_)
    before, after = judge(plan_, change.before), judge(plan_, change.after)
    assert {_told(f) for each in found.visits for f in each.appear} == told(after) - told(before)
    assert {_told(f) for each in found.visits for f in each.go} == told(before) - told(after)
    for each in found.visits:
        assert each.before == before.verdicts[each.visit.id]
        assert each.after == after.verdicts[each.visit.id]
        assert {f.visit for f in (*each.appear, *each.go)} == {each.visit.id}
    turned = {each.visit.id for each in found.of("violation")}
    assert turned == {
        id_
        for id_, verdict in after.verdicts.items()
        if verdict == "violation" != before.verdicts[id_]
    }


def test_visits_turn_into_violations_and_back(book: RuleBook, stricter: RuleSet) -> None:
    plan_ = a_plan(gathering("four", n=4), gathering("six", "14:00", "15:00"), fine())
    found = of(books(book, added=[stricter]), plan_)
    assert {each.visit.id: each.turn for each in found.visits} == {
        "four": "violation",
        "six": "other",  # a violation before and after, with another limit
    }
    four, six = found.visits
    assert [(f.rule.id, f.rule.version, f.limit) for f in four.appear] == [
        ("nasjonal.private-gathering", "2021-01-05", 3)
    ]
    assert ([f.limit for f in six.go], [f.limit for f in six.appear]) == ([5], [3])
    base = book.families["nasjonal"][0]
    without = of(books(book, without=[base]), plan_)
    assert [each.turn for each in without.visits] == ["allowed"]


def test_a_version_that_is_there_is_held_against_the_rules_without_it(book: RuleBook) -> None:
    base = book.families["nasjonal"][0]
    change = books(book, named=[base])
    assert (change.added, change.removed) == ((base,), ())
    assert base not in change.before.rule_sets
    assert change.after.rule_sets == book.rule_sets
    found = of(change, a_plan(gathering("six")))
    assert [each.turn for each in found.visits] == ["violation"]


def test_a_family_that_is_switched_off_is_on_where_its_version_is_named(book: RuleBook) -> None:
    off = book.only(["senter"])
    change = books(off, named=[book.families["nasjonal"][0]])
    assert change.before.active == ("senter",)
    assert change.after.active == ("nasjonal", "senter")


def test_days_limit_what_is_judged(book: RuleBook, stricter: RuleSet) -> None:
    plan_ = a_plan(gathering("four", n=4))
    day = next(iter(plan_.visits)).start.date()
    found = of(books(book, added=[stricter]), plan_, date_from=day.replace(day=day.day + 1))
    assert (found.visits, found.after.verdicts) == ((), {})
    known = of(books(book, added=[stricter]), plan_, known_at=day.replace(day=4))
    assert known.visits == ()


def test_whoever_takes_part_in_what_is_still_planned_is_called_once(
    book: RuleBook, stricter: RuleSet
) -> None:
    plan_ = a_plan(
        gathering("first", "12:00", "13:00", n=5) | {"absent": ["p5"]},
        gathering("second", "14:00", "15:00", n=4),
        gathering("done", "09:00", "10:00", n=4) | {"status": "done"},
        fine(),
    )
    found = of(books(book, added=[stricter]), plan_)
    assert {each.visit.id: each.calls for each in found.visits} == {
        "done": False,
        "first": True,
        "second": True,
    }
    calls = call_list(found, {})
    assert [person.id for person, _ in calls] == ["p1", "p2", "p3", "p4"]
    assert all([c.affected.visit.id for c in cs] == ["first", "second"] for _, cs in calls)
    done = next(each for each in found.visits if each.visit.id == "done")
    assert found.alternatives(done) == ()


def test_alternatives_are_what_the_new_rules_allow(book: RuleBook, stricter: RuleSet) -> None:
    plan_ = a_plan(gathering("four", n=4))
    found = of(books(book, added=[stricter]), plan_)
    alternatives = found.alternatives(found.visits[0])
    assert 1 <= len(alternatives) <= 2
    for each in alternatives:
        moved = structs.replace(plan_, visits=(each.visit,))
        assert judge(moved, found.after.book).verdicts["four"] == each.verdict


# Waivers ------------------------------------------------------------------------------------


def waiver(rule: str, visit_: str) -> Table:
    return {"rule": rule, "visit": visit_, "reason": "r", "by": "b", "until": "2021-02-01"}


def test_a_waiver_that_only_the_new_rules_refuse_is_told_and_does_not_stand_in_the_way(
    book: RuleBook,
) -> None:
    senter = book.families["senter"][1]
    rules = tuple(
        structs.replace(rule, force="binding") if rule.name == "booked-ahead" else rule
        for rule in senter.rules
    )
    change = books(book, added=[structs.replace(senter, rules=rules)])
    door = fine("door", booked_at=None)
    plan_ = a_plan(door, waivers=[waiver("senter.booked-ahead", "door")])
    found = of(change, plan_)
    assert [place for place, _ in found.refused] == [0]
    assert [(each.visit.id, each.turn) for each in found.visits] == [("door", "violation")]
    assert [f.waived for f in found.visits[0].go] == [True]
    assert of(books(book, added=[senter]), plan_).refused == ()


def test_a_waiver_of_a_rule_that_is_only_to_come_counts_after(book: RuleBook) -> None:
    senter = book.families["senter"][1]
    title = Bilingual("Ny", "New")
    coming = structs.replace(
        next(rule for rule in senter.rules if rule.name == "booked-ahead"),
        name="ahead", title=title,
    )  # fmt: skip
    changed = structs.replace(senter, rules=(*senter.rules, coming))
    door = fine("door", booked_at=None)
    plan_ = a_plan(door, waivers=[waiver("senter.ahead", "door")])
    found = of(books(book, added=[changed]), plan_)
    assert found.refused == ()
    assert [(f.rule.id, f.waived) for f in found.visits[0].appear] == [("senter.ahead", True)]
    assert not found.visits[0].calls


def test_a_waiver_that_both_refuse_is_wrong(book: RuleBook, stricter: RuleSet) -> None:
    door = visit("door", "10:00", "11:00", ["ane"], room="felles")
    plan_ = a_plan(door, waivers=[waiver("nasjonal.distance", "door")])
    with pytest.raises(InputError) as caught:
        of(books(book, added=[stricter]), plan_)
    assert [problem.where for problem in caught.value.problems] == ["waivers[0].rule"]
