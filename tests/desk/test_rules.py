"""Which version rules when, and which coming bookings each rule touches."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from glimt_rules.plan.model import Plan, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.rules import Version, bar, coming, rule_of, touched, touched_by, versions
from glimt_tui.desk.view import View
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.store import Store
from screen.screens import FixedClock, plan_of, small_plan, visit

UNBOOKED = "senter.booked-ahead"


def view_of(plan: Plan, book: RuleBook, **elapsed: float) -> View:
    clock = FixedClock()
    store = Store(MemoryRepository(), "demo", clock)
    take_in(store, plan)
    clock.advance(**elapsed)
    with store.reading() as reading:
        return View(reading, book, now=clock())


@pytest.fixture
def view(book: RuleBook) -> View:
    return view_of(small_plan(), book)


def version(view: View, id_: str) -> Version:
    return next(each for each in versions(view) if each.rule_set.id == id_)


def test_every_version_is_there_and_those_that_rule_now_are_known(view: View) -> None:
    assert [each.rule_set.id for each in versions(view)] == [
        rule_set.id for rule_set in view.book.rule_sets
    ]
    now = {each.rule_set.id for each in versions(view) if each.rules_now}
    assert now == {
        "kommunal@2020-12-26", "nasjonal@2021-01-03", "senter@2021-01-04",
        "stottekontakt@2021-04-12",
    }  # fmt: skip
    assert not any(each.is_coming for each in versions(view))


def test_a_version_that_has_not_begun_is_coming(book: RuleBook) -> None:
    before = view_of(plan_of(), book, days=-9)
    assert version(before, "senter@2021-01-04").is_coming
    assert version(before, "senter@2020-12-26").rules_now


def test_a_family_that_is_switched_off_is_told(book: RuleBook) -> None:
    view = view_of(plan_of(), book.only(["senter"]))
    assert {each.rule_set.family for each in versions(view) if each.is_active} == {"senter"}


def test_a_bar_tells_ruling_replaced_and_not_in_force_apart(view: View) -> None:
    older = version(view, "senter@2020-12-26")
    assert bar(older, date(2020, 12, 25), 4, view.zone) == ["not", "rules", "rules", "rules"]
    assert bar(older, date(2021, 1, 3), 3, view.zone) == ["rules", "replaced", "replaced"]
    assert bar(older, date(2021, 1, 8), 3, view.zone) == ["replaced", "replaced", "not"]
    open_ended = version(view, "stottekontakt@2021-04-12")
    assert bar(open_ended, date(2199, 1, 1), 2, view.zone) == ["rules", "rules"]


def test_a_rule_touches_the_coming_bookings_that_break_it(view: View) -> None:
    assert touched(view)[UNBOOKED, "2021-01-04"] == {"violation": 1}
    found = rule_of(view, UNBOOKED)
    assert found is not None
    ((booking, findings),) = touched_by(view, found[1])
    assert booking.id == "snarvisitt"
    assert [finding.rule.id for finding in findings] == [UNBOOKED]


def test_what_is_over_is_not_touched_any_more(book: RuleBook) -> None:
    view = view_of(small_plan(), book, hours=6)
    assert [each.id for each in coming(view)] == ["imorgen"]
    assert (UNBOOKED, "2021-01-04") not in touched(view)


def test_a_waived_finding_counts_as_an_exception(book: RuleBook) -> None:
    waiver = Waiver(
        rule=UNBOOKED, visit="snarvisitt", reason="avtalt", by="kari", until=date(2021, 1, 31)
    )
    view = view_of(structs.replace(small_plan(), waivers=(waiver,)), book)
    assert touched(view)[UNBOOKED, "2021-01-04"] == {"waived": 1}


def test_a_booking_counts_once_for_a_rule_that_says_several_things_of_it(book: RuleBook) -> None:
    rested = {"equipment": ("reim", "gitar")}
    view = view_of(
        plan_of(visit("en", "12:00", "13:00", "ane", **rested),
                visit("to", "12:30", "13:30", "bo", **rested)), book
    )  # fmt: skip
    counts = touched(view)
    assert counts
    assert all(sum(each.values()) <= len(coming(view)) for each in counts.values())


def test_a_rule_is_shown_as_it_is_in_force_now_unless_a_version_is_named(view: View) -> None:
    now, older = rule_of(view, "senter.cohort"), rule_of(view, "senter.cohort", "2020-12-26")
    assert now is not None
    assert older is not None
    assert (now[0].version, older[0].version) == ("2021-01-04", "2020-12-26")
    gone = rule_of(view, "senter.room-cap")
    assert gone is not None
    assert gone[0].version == "2020-12-26"
    coming_rule = rule_of(view, "stottekontakt.venue")
    assert coming_rule is not None
    assert rule_of(view, "senter.cohort", "1999-01-01") == now
    assert rule_of(view, "senter.nothing") is None
