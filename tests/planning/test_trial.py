"""What may be proposed: nothing at fault, nothing left open, and nothing worse for anybody else."""

from __future__ import annotations

from collections import Counter

from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.candidates import Week, candidates_of
from glimt_rules.wishes.greedy import Choice, Refused, fill
from glimt_rules.wishes.trial import Trial
from planning.weeks import NOW, Table, candidates, person, plan_of, plan_table, wish, wishes_of

HOUR = {"mon": ["10:00-11:00"]}
PEOPLE = (person("ane"), person("bo"), person("kari", role="staff"))


def refusing(book: RuleBook, plan: Plan, one: Table) -> str | None:
    """The rule that refuses the only candidate of a wish."""
    (candidate,) = candidates(plan, one)
    found = Trial(plan, book).refuses(candidate.visit)
    return None if found is None else found.judged.rule_id


def test_what_nothing_speaks_against_may_be_proposed(book: RuleBook) -> None:
    plan = plan_of(plan_table(*PEOPLE))
    one = wish("a", "ane", rooms=["stor"], when=HOUR, **{"with": ["bo"]})
    assert refusing(book, plan, one) is None


def test_what_would_be_left_open_is_refused_like_what_is_broken(book: RuleBook) -> None:
    table = plan_table(*PEOPLE)
    one = wish("a", "ane", rooms=["stor"], when=HOUR, **{"with": ["bo"]})
    untold = plan_of({**table, "households": table["households"][1:]})
    assert refusing(book, untold, one) == "kommunal.contacts"
    rooms = [{"id": "stor"}]
    assert refusing(book, plan_of({**table, "rooms": rooms}), one) == "nasjonal.distance"
    mixed = plan_of(plan_table(person("ane"), person("bo", "gul")))
    assert refusing(book, mixed, one) == "senter.cohort"


def test_advice_that_is_not_followed_is_counted_and_in_nobodys_way(book: RuleBook) -> None:
    ill = person("ane", symptoms=[{"from": "2021-01-10"}])
    plan = plan_of(plan_table(ill, person("bo")))
    (candidate,) = candidates(plan, wish("a", "ane", rooms=["stor"], when=HOUR))
    assert Trial(plan, book).asked(candidate.visit) == (None, 1)


def test_what_would_put_a_visit_at_fault_that_is_there_is_refused(book: RuleBook) -> None:
    there = {
        "id": "there", "people": ["bo"], "room": "stor", "booked_at": "2021-01-08T12:00",
        "start": "2021-01-11T11:10", "end": "2021-01-11T12:00",
    }  # fmt: skip
    plan = plan_of(plan_table(*PEOPLE, visits=[there]))
    one = wish("a", "ane", rooms=["stor"], when=HOUR)
    assert refusing(book, plan, one) == "senter.cleaning"
    # a visit that is at fault in any case does not become worse
    broken = plan_of(plan_table(person("ane"), person("bo", phone="1"), visits=[there]))
    late = wish("a", "ane", rooms=["stor"], when={"mon": ["10:00-10:40"]}, minutes=40)
    assert refusing(book, broken, late) is None


def test_proposed_visits_do_not_put_each_other_at_fault(book: RuleBook) -> None:
    plan = plan_of(plan_table(*PEOPLE))
    first = candidates(plan, wish("a", "ane", rooms=["stor"], when={"mon": ["11:15-12:15"]}))
    second = candidates(plan, wish("b", "bo", rooms=["stor"], when=HOUR))
    trial = Trial(plan, book)
    assert trial.put(first[0].visit) is None
    assert trial.put(second[0].visit) == "senter.cleaning"
    trial.take_back(first[0].visit.id)
    assert trial.put(second[0].visit) is None
    assert [visit.id for visit in trial.session.plan.visits] == [second[0].visit.id]


def test_a_cohort_is_proposed_only_with_what_rests_on_it(book: RuleBook) -> None:
    plan = plan_of(plan_table(person("ane", None), person("bo", "gul"), *PEOPLE[2:]))
    wishes = wishes_of(
        plan,
        wish("alone", "ane", rooms=["stor"], when=HOUR),
        wish("together", "ane", rooms=["stor"], when={"tue": ["10:00-11:00"]}, **{"with": ["bo"]}),
    )
    week = Week(wishes, plan, NOW)
    found = candidates_of(week).all
    alone = Choice(week, Trial(plan, book))
    fill(alone, week, [each for each in found if each.wishes == (0,)], lambda: True)
    assert (len(alone.chosen), alone.trial.cohorts) == (1, {})
    both = Choice(week, Trial(plan, book))
    fill(both, week, found, lambda: True)
    assert (len(both.chosen), both.trial.cohorts) == (2, {"ane": "gul"})


def test_a_cohort_that_helps_nothing_is_not_kept_and_what_is_in_the_way_is_counted(
    book: RuleBook,
) -> None:
    plan = plan_of(plan_table(person("ane", None), person("bo", phone="1"), *PEOPLE[2:]))
    one = wish("a", "ane", rooms=["stor"], when=HOUR, **{"with": ["bo"]})
    week = Week(wishes_of(plan, one), plan, NOW)
    choice = Choice(week, Trial(plan, book))
    refused: list[Refused] = [Counter()]
    fill(choice, week, candidates_of(week).all, lambda: True, refused)
    assert (choice.chosen, choice.trial.cohorts) == ({}, {})
    assert choice.trial.people["ane"].cohort is None
    assert refused == [Counter({"senter.visitor-list": 1})]
