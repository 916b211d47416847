"""The visits by which a wish could be met: when, where and with whom."""

from __future__ import annotations

from collections import Counter

from glimt_rules.wishes.candidates import STEPS, Week, candidates_of
from planning.weeks import NOW, candidates, person, plan_of, plan_table, wish, wishes_of

OPEN = {"centre": {"opening_hours": {"mon": ["10:00-13:00"], "tue": ["10:00-11:30"]}}}
PEOPLE = (person("ane"), person("bo"), person("kari", role="staff"))


def starts(found: tuple[object, ...]) -> list[str]:
    return sorted({f"{each.visit.start:%a %H:%M}" for each in found})  # type: ignore[attr-defined]


def test_starts_lie_a_quarter_of_an_hour_apart_within_opening_hours_and_what_is_possible() -> None:
    plan = plan_of(plan_table(*PEOPLE, **OPEN))
    hours = {"mon": ["11:40-13:30"], "tue": ["09:00-11:00"], "wed": ["10:00-20:00"]}
    found = candidates(plan, wish("a", "ane", rooms=["stor"], when=hours))
    # the clock of the plan is an hour ahead of the moments
    assert starts(found) == ["Mon 10:45", "Mon 11:00", "Tue 09:00"]


def test_a_time_that_is_preferred_is_looked_at_to_the_minute() -> None:
    plan = plan_of(plan_table(*PEOPLE, **OPEN))
    more = {
        "rooms": ["stor"],
        "when": {"mon": ["10:00-11:00"]},
        "preferably": ["mon 10:00", "10:07"],
    }
    found = candidates(plan, wish("a", "ane", minutes=50, **more))
    assert [(f"{each.visit.start:%H:%M}", each.cost) for each in found] == [
        ("09:00", 0),
        ("09:07", 0),
    ]


def test_without_a_room_of_ones_own_every_room_comes_into_question_the_named_ones_in_order() -> (
    None
):
    plan = plan_of(plan_table(*PEOPLE, **OPEN))
    hour = {"tue": ["10:00-11:00"]}
    found = candidates(plan, wish("a", "ane", when=hour))
    assert {each.visit.room: each.cost for each in found} == {"liten": 0, "stor": 0}
    found = candidates(plan, wish("a", "ane", when=hour, rooms=["stor", "liten"]))
    assert {each.visit.room: each.cost for each in found} == {"stor": 0, "liten": 50}


def test_any_member_of_staff_of_the_cohort_will_do() -> None:
    staff = [person("liv", role="staff"), person("odd", "gul", role="staff")]
    plan = plan_of(plan_table(*PEOPLE, *staff, **OPEN))
    hour = {"tue": ["10:00-11:00"]}
    found = candidates(plan, wish("a", "ane", when=hour, rooms=["stor"], **{"with": "staff"}))
    assert [each.visit.people for each in found] == [("ane", "kari"), ("ane", "liv")]


def test_anybody_is_staff_or_who_wishes_for_the_same_and_never_somebody_who_has_not_asked() -> None:
    plan = plan_of(plan_table(*PEOPLE, person("cai"), person("dag", "gul"), **OPEN))
    more = {"when": {"tue": ["10:00-11:00"]}, "rooms": ["stor"], "with": "anybody"}
    found = candidates(
        plan,
        wish("a", "ane", title="Maling", **more),
        wish("b", "bo", title="maling ", **more),
        wish("c", "cai", title="Sjakk", **more),
        wish("d", "dag", title="Maling", **more),
    )
    parties = [(each.wishes, each.visit.people) for each in found]
    assert ((0, 1), ("ane", "bo")) in parties
    together = [people for wishes, people in parties if "kari" not in people]
    assert together == [("ane", "bo")]


def test_nobody_is_where_they_are_already() -> None:
    booked = {"booked_at": "2021-01-08T12:00", "room": "liten"}
    there = {"id": "v", "people": ["ane"], "start": "2021-01-12T10:15", "end": "2021-01-12T10:30"}
    plan = plan_of(plan_table(*PEOPLE, visits=[there | booked], **OPEN))
    hour = {"tue": ["10:00-11:30"]}
    assert starts(candidates(plan, wish("a", "ane", when=hour))) == ["Tue 09:30"]
    assert starts(candidates(plan, wish("b", "bo", when=hour, rooms=["liten"]))) == ["Tue 09:30"]
    cancelled = plan_of(
        plan_table(*PEOPLE, visits=[there | booked | {"status": "cancelled"}], **OPEN)
    )
    assert len(starts(candidates(cancelled, wish("a", "ane", when=hour)))) == 3


def test_who_is_on_duty_can_be_in_a_visit_at_the_centre_but_not_elsewhere() -> None:
    duty = {"id": "v", "people": ["kari"], "kind": "shift"}
    times = {"start": "2021-01-12T10:00", "end": "2021-01-12T11:30"}
    plan = plan_of(plan_table(*PEOPLE, visits=[duty | times], **OPEN))
    hour = {"tue": ["10:00-11:00"]}
    more = {"with": ["kari"], "when": hour, "settings": ["centre", "outdoors", "phone"]}
    found = candidates(plan, wish("a", "ane", **more))
    assert {each.visit.setting for each in found} == {"centre", "phone"}


def test_nothing_is_looked_at_that_has_begun_when_it_is_arranged() -> None:
    plan = plan_of(plan_table(*PEOPLE, **OPEN))
    found = candidates(plan, wish("a", "ane"), booked_at="2021-01-11T20:00")
    assert {each.day for each in found} == {1}


def test_visits_of_an_earlier_proposal_are_counted_and_their_days_left_out() -> None:
    first = plan_of(plan_table(*PEOPLE, **OPEN))
    one = wish("a", "ane", times=2, rooms=["stor"])
    (taken, *_) = candidates(first, one)
    from msgspec import structs

    plan = structs.replace(first, visits=(taken.visit,))
    week = Week(wishes_of(plan, one), plan, NOW)
    assert week.left(0) == 1
    assert {each.day for each in candidates_of(week).all} == {1}
    both = [next(each for each in candidates(first, one) if each.day == day) for day in (0, 1)]
    plan = structs.replace(first, visits=tuple(each.visit for each in both))
    assert candidates_of(Week(wishes_of(plan, one), plan, NOW)).all == ()


def test_where_there_are_too_many_fewer_times_are_looked_at_and_then_a_spread() -> None:
    plan = plan_of(plan_table(*PEOPLE))
    wishes = wishes_of(plan, wish("a", "ane"), wish("b", "bo"))
    week = Week(wishes, plan, NOW)
    every = candidates_of(week)
    assert (every.step, every.left_out) == (STEPS[0], 0)
    fewer = candidates_of(week, most=len(every.all) - 1)
    assert (fewer.step, fewer.left_out) == (STEPS[1], 0)
    spread = candidates_of(week, most=60)
    assert spread.step == STEPS[-1]
    assert len(spread.all) == 60
    assert spread.left_out > 0
    assert Counter(each.wishes for each in spread.all) == {(0,): 30, (1,): 30}
    assert len({each.day for each in spread.all}) == 7
    assert {each.visit.room for each in spread.all} == {"liten", "stor"}
