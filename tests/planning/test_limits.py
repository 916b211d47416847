"""What the search takes for impossible is refused by the rules, or plainly impossible."""

from __future__ import annotations

from itertools import combinations

import pytest

from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.candidates import Week, candidates_of
from glimt_rules.wishes.limits import Limits
from glimt_rules.wishes.possible import Filter
from glimt_rules.wishes.trial import Trial
from planning.weeks import NOW, ByHand, person, plan_of, plan_table, random_week, wish, wishes_of


@pytest.mark.parametrize("seed", range(30))
def test_every_choice_that_exceeds_a_limit_is_refused(seed: int, book: RuleBook) -> None:
    plan, wishes = random_week(seed)
    week = Week(wishes, plan, NOW)
    possible = Filter(plan, book, None, 50).possible(candidates_of(week).all, lambda: True)
    assert possible is not None
    session = Trial(plan, book).session
    limits = Limits(week, possible.all, session, book, None).all()
    allowed = {
        frozenset(each.number for each in chosen)
        for chosen, _ in ByHand(plan, wishes, book).choices()
    }
    for size in (2, 3):
        for chosen in combinations([each.number for each in possible.all], size):
            if not all(limit.allows(frozenset(chosen)) for limit in limits):
                assert frozenset(chosen) not in allowed


def test_a_full_house_is_known_to_be_full(book: RuleBook) -> None:
    people = [person(f"p{n:02d}", cohort=f"c{n}") for n in range(12)]
    rooms = [{"id": f"r{n:02d}", "capacity_1m": 4, "capacity_2m": 4} for n in range(12)]
    plan = plan_of(plan_table(*people, rooms=rooms))
    hour = {"mon": ["10:00-11:00"]}
    wishes = wishes_of(
        plan,
        *(wish(f"w{n:02d}", f"p{n:02d}", rooms=[f"r{n:02d}"], when=hour) for n in range(12)),
    )
    week = Week(wishes, plan, NOW)
    all_ = candidates_of(week).all
    session = Trial(plan, book).session
    (limit,) = [each for each in Limits(week, all_, session, book, None).premises() if each.binds]
    assert limit.most == 10
    assert limit.allows(frozenset(range(10)))
    assert not limit.allows(frozenset(range(11)))


def test_a_household_that_is_near_its_limit_is_known(book: RuleBook) -> None:
    names = ("ane", "bo", "cai", "dag")
    plan = plan_of(plan_table(*(person(name) for name in names), told=8))
    wishes = wishes_of(
        plan,
        *(
            wish(
                f"w-{name}", "ane", **{"with": [name]}, when={day: ["10:00-11:00"]}, rooms=["stor"]
            )
            for name, day in zip(names[1:], ("mon", "tue", "wed"), strict=True)
        ),
    )
    week = Week(wishes, plan, NOW)
    all_ = candidates_of(week).all
    session = Trial(plan, book).session
    limits = [each for each in Limits(week, all_, session, book, None).contacts() if each.binds]
    assert {limit.most for limit in limits} == {2}
    assert not all(limit.allows(frozenset({0, 1, 2})) for limit in limits)
    assert all(limit.allows(frozenset({0, 1})) for limit in limits)


def test_what_cannot_be_washed_is_set_aside_for_two_days(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane"), person("bo")))
    more = {"equipment": ["vev"], "rooms": ["stor"]}
    wishes = wishes_of(
        plan,
        wish("a", "ane", when={"mon": ["10:00-11:00"]}, **more),
        wish("b", "bo", when={"tue": ["10:00-11:00"], "wed": ["11:00-12:00"]}, **more),
    )
    week = Week(wishes, plan, NOW)
    all_ = candidates_of(week).all
    assert [each.day for each in all_] == [0, 1, 2]
    session = Trial(plan, book).session
    limits = Limits(week, all_, session, book, None).all()
    assert not all(limit.allows(frozenset({0, 1})) for limit in limits)
    assert all(limit.allows(frozenset({0, 2})) for limit in limits)
