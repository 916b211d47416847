"""What is proposed is the fairest that the rules allow: held against every choice that there is."""

from __future__ import annotations

import pytest

from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.model import Wishes
from planning.weeks import NOW, ByHand, person, plan_of, plan_table, random_week, wish, wishes_of

pytest.importorskip("ortools", reason="planning needs the solver (pip install 'glimt-tui[plan]')")

from glimt_tui.planning.proposal import Proposal
from glimt_tui.planning.search import propose
from glimt_tui.planning.watcher import Watcher


def proposed(plan: Plan, wishes: Wishes, book: RuleBook, seconds: float = 30) -> Proposal:
    return propose(wishes, plan, book, now=NOW, watcher=Watcher(seconds))


def reached(proposal: Proposal) -> tuple[tuple[int, ...], int]:
    slots = tuple(int(goal.value) for goal in proposal.goals if goal.name == "slot")
    (importance,) = [int(goal.value) for goal in proposal.goals if goal.name == "importance"]
    return slots, importance


@pytest.mark.parametrize("seed", range(24))
def test_no_choice_is_fairer_than_the_proposal(seed: int, book: RuleBook) -> None:
    plan, wishes = random_week(seed, cohortless=seed % 3 == 0)
    by_hand = ByHand(plan, wishes, book)
    best = max(by_hand.score(chosen) for chosen, _ in by_hand.choices())
    proposal = proposed(plan, wishes, book)
    assert proposal.ended == "best"
    assert all(goal.is_best for goal in proposal.goals)
    assert reached(proposal) == best


@pytest.mark.parametrize("seed", range(24))
def test_what_is_proposed_is_what_judging_the_whole_plan_passes(seed: int, book: RuleBook) -> None:
    from msgspec import structs

    plan, wishes = random_week(seed, cohortless=seed % 2 == 0)
    proposal = proposed(plan, wishes, book)
    people = tuple(
        structs.replace(each, cohort=proposal.cohorts.get(each.id, each.cohort))
        for each in plan.people
    )
    assert all(each.cohort is None for each in plan.people if each.id in proposal.cohorts)
    by_hand = ByHand(plan, wishes, book)
    assert by_hand.is_allowed(proposal.visits, structs.replace(plan, people=people))


def test_nobody_gets_a_second_slot_while_somebody_could_have_a_first(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane"), person("bo")))
    hour = {"mon": ["10:00-11:00"]}
    wishes = wishes_of(
        plan,
        wish("a-monday", "ane", rooms=["liten"], when=hour, importance=9),
        wish("a-tuesday", "ane", rooms=["liten"], when={"tue": ["10:00-11:00"]}, importance=9),
        wish("b-monday", "bo", rooms=["liten"], when=hour),
    )
    proposal = proposed(plan, wishes, book)
    assert [visit.id for visit in proposal.visits] == [
        "b-monday.2021-01-11",
        "a-tuesday.2021-01-12",
    ]


def test_among_what_is_as_fair_the_important_comes_first(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane"), person("bo")))
    hour = {"mon": ["10:00-11:00"]}
    wishes = wishes_of(
        plan,
        wish("a", "ane", rooms=["liten"], when=hour),
        wish("b", "bo", rooms=["liten"], when=hour, importance=2),
    )
    proposal = proposed(plan, wishes, book)
    assert [outcome.met for outcome in proposal.outcomes] == [0, 1]
    assert proposal.outcomes[0].taken


def test_what_is_preferred_decides_last(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane")))
    wishes = wishes_of(plan, wish("a", "ane", rooms=["stor"], preferably=["wed 13:20"]))
    (visit,) = proposed(plan, wishes, book).visits
    assert visit.start.isoformat() == "2021-01-13T12:20:00+00:00"


def test_the_same_member_of_staff_is_preferred(book: RuleBook) -> None:
    staff = [person(id_, role="staff") for id_ in ("kari", "liv")]
    there = {
        "id": "there", "people": ["kari"], "room": "stor", "booked_at": "2021-01-08T12:00",
        "start": "2021-01-11T10:00", "end": "2021-01-11T11:00",
    }  # fmt: skip
    plan = plan_of(plan_table(person("ane"), *staff, visits=[there]))
    hours = {"mon": ["10:00-11:00"], "tue": ["10:00-11:00"], "wed": ["10:00-11:00"]}
    more = {"with": "staff", "times": 3, "rooms": ["liten"], "when": hours}
    proposal = proposed(plan, wishes_of(plan, wish("a", "ane", **more)), book)
    assert proposal.all_met
    assert {visit.people for visit in proposal.visits} == {("ane", "liv")}


def test_two_who_wish_for_the_same_and_for_company_meet(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane"), person("bo")))
    hour = {"mon": ["10:00-11:00"]}
    more = {"with": "anybody", "title": "Maling", "rooms": ["liten"], "when": hour}
    wishes = wishes_of(plan, wish("a", "ane", **more), wish("b", "bo", **more))
    proposal = proposed(plan, wishes, book)
    assert proposal.all_met
    (visit,) = proposal.visits
    assert set(visit.people) == {"ane", "bo"}
