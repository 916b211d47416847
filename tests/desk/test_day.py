"""The day as staff need to see it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from desk.house import house
from glimt_rules.documents.source import Source
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.plan.read import read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.demo import PLAN
from glimt_tui.desk.day import by_room, day_of, should_have_gone
from screen.screens import FixedClock, at, plan_of, small_plan, visit


@pytest.fixture(scope="module")
def demo() -> Plan:
    source = Source(name="p", text=PLAN.read_text("utf-8"), format="toml")
    return read_plan(source).plan


def ids(visits: tuple[Visit, ...]) -> list[str]:
    return [visit.id for visit in visits]


def test_each_visit_stands_where_the_clock_puts_it(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        day = day_of(there.view())
        assert ids(day.now) == ["band"]
        assert ids(day.next) == ["alene", "snarvisitt"]
        assert ids(day.over) == ["tidlig"]
        assert day.unclosed == ()
        assert day.later is not None
        assert day.later.id == "imorgen"
        assert not day.is_empty
        there.clock.advance(minutes=50)  # 12.30: it has ended, and nobody has said so
        assert ids(day_of(there.view()).unclosed) == ["band"]


def test_a_visit_has_begun_as_soon_as_somebody_has_come_to_it(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        there.arrive("cai", "alene")  # an hour and more before it
        day = day_of(there.view())
        assert ids(day.now) == ["band", "alene"]
        assert ids(day.next) == ["snarvisitt"]
        assert [late.id for late, _ in day.late] == ["band"]  # whoever came early is not late


def test_staff_on_duty_stand_after_the_visits(book: RuleBook) -> None:
    shift = visit("vakt", "09:00", "17:00", "kari", kind="shift", room=None, status="arrived")
    with house(plan_of(shift, visit("band", "11:30", "12:30", "ane")), book) as there:
        assert ids(day_of(there.view()).now) == ["band", "vakt"]


def test_nobody_is_late_before_ten_minutes_have_gone(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        there.clock.now = at("11:39")
        assert day_of(there.view()).late == ()
        there.clock.now = at("11:40")
        ((late, people),) = day_of(there.view()).late
        assert (late.id, people) == ("band", ("ane", "bo"))


def test_who_has_come_is_late_no_more_even_where_they_have_left(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        there.arrive("ane", "band")
        assert day_of(there.view()).late[0][1] == ("bo",)
        there.depart("ane")
        assert day_of(there.view()).late[0][1] == ("bo",)


def test_who_came_yesterday_is_late_today(book: RuleBook) -> None:
    clock = FixedClock(at("11:00", 11))
    with house(small_plan(), book, clock) as there:
        there.arrive("ane")
        there.depart("ane")
        clock.now = at("11:45")
        assert day_of(there.view()).late[0][1] == ("ane", "bo")


@pytest.mark.parametrize(
    "changes",
    [
        {"people": ("kari",)},
        {"setting": "phone", "room": None},
        {"kind": "shift", "room": None},
        {"absent": ("ane",), "people": ("ane", "kari")},
        {"status": "cancelled"},
        {"status": "arrived"},  # received together, without a list
    ],
)
def test_nobody_is_called_who_need_not_come(book: RuleBook, changes: dict[str, Any]) -> None:
    plan = plan_of(structs.replace(visit("v", "11:00", "12:30", "ane"), **changes))
    with house(plan, book) as there:
        if changes.get("status") == "arrived":  # who is there by the plan was put on the list
            with there.session.store.action("test") as action:
                for record in action.writing.arrivals():
                    action.remove(record.key, record.version)
        assert day_of(there.view()).late == ()


def test_the_worst_stands_first_among_what_must_be_decided(demo: Plan, book: RuleBook) -> None:
    with house(demo, book) as there:
        day = day_of(there.view())
        told = [(finding.level, finding.force) for _, finding in day.to_decide]
        order = [("violation", "binding"), ("violation", "house"), ("unknown", "binding")]
        assert [one for one in order if one in told] == list(dict.fromkeys(told))
        assert day.allowed == 10
        assert len(day.here) == 8


def test_what_is_waived_or_has_happened_needs_no_decision(book: RuleBook) -> None:
    visits = (
        visit("happened", "11:00", "12:00", "ane", booked_at=None, status="arrived"),
        visit("coming", "13:00", "14:00", "ane", booked_at=None),
    )
    with house(plan_of(*visits), book) as there:
        assert [pair[0].id for pair in day_of(there.view()).to_decide] == ["coming"]


def test_a_room_waits_until_somebody_says_that_it_is_clean(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        (waiting,) = day_of(there.view()).to_clean
        assert (waiting.id, waiting.after.id) == ("studio", "tidlig")
        assert waiting.until == at("11:00")  # the room has half an hour of its own
        assert waiting.before is not None
        assert waiting.before.id == "alene"
    clean = structs.replace(small_plan().visits[0], surfaces_cleaned=True)
    with house(plan_of(clean), book) as there:
        assert day_of(there.view()).to_clean == ()


def test_the_room_that_is_needed_first_is_cleaned_first(book: RuleBook) -> None:
    over = {"status": "done", "handwashed": True}
    visits = (
        visit("a", "09:00", "10:00", "ane", room="felles", **over),
        visit("b", "09:00", "10:00", "bo", room="studio", **over),
        visit("c", "12:00", "13:00", "bo", room="studio"),
    )
    with house(plan_of(*visits), book) as there:
        assert [w.id for w in day_of(there.view()).to_clean] == ["studio", "felles"]


def test_what_cannot_be_washed_is_set_aside_for_two_days(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        (waiting,) = day_of(there.view()).set_aside
        assert (waiting.id, waiting.until) == ("reim", at("10:30", 14))


def test_who_should_have_gone_stands_first(book: RuleBook) -> None:
    visits = (
        visit("long", "10:00", "13:00", "ane", room="felles"),
        visit("short", "10:00", "11:00", "bo", room="studio"),
    )
    with house(plan_of(*visits), book) as there:
        there.arrive("ane", "long")
        there.arrive("bo", "short")
        view = there.view()
        day = day_of(view)
        assert [arrival.person for arrival, _ in day.here] == ["bo", "ane"]
        assert [should_have_gone(view, *pair) for pair in day.here] == [True, False]


def test_who_stays_for_another_visit_is_here_for_that_one(book: RuleBook) -> None:
    visits = (
        visit("first", "10:00", "11:00", "ane"),
        visit("second", "11:30", "13:00", "ane", status="arrived"),
    )
    with house(plan_of(*visits), book) as there:
        ((_, stays_for),) = day_of(there.view()).here
        assert stays_for is not None
        assert stays_for.id == "second"


def test_rooms_come_in_the_order_of_the_plan_and_visits_by_time(book: RuleBook) -> None:
    visits = (
        *small_plan().visits,
        visit("ute", "16:00", "17:00", "bo", room=None, setting="outdoors"),
    )
    with house(plan_of(*visits), book) as there:
        view = there.view()
        laid_out = [(room, ids(found)) for room, found in by_room(view, day_of(view))]
        assert laid_out == [
            ("felles", ["band", "snarvisitt"]),
            ("studio", ["alene"]),
            (None, ["ute"]),
        ]


def test_a_visit_over_midnight_goes_on_and_an_empty_day_is_empty(book: RuleBook) -> None:
    night = visit("natt", "22:00", "23:59", "ane", day=12)
    night = structs.replace(night, end=at("02:00", 13))
    clock = FixedClock(at("01:00", 13))
    with house(plan_of(night), book, clock) as there:
        assert ids(day_of(there.view()).now) == ["natt"]
    with house(plan_of(), book) as there:
        day = day_of(there.view())
        assert day.is_empty
        assert day.later is None
