"""A household's week of contacts: the same figures as the rules find, and what may be left."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from msgspec import structs

from glimt_rules.documents.source import Source
from glimt_rules.house import week_number
from glimt_rules.kinds.base import BROKEN
from glimt_rules.kinds.contacts import ContactsPerWeek
from glimt_rules.plan.model import Household, Plan, Symptoms, Visit
from glimt_rules.plan.read import plan_from_raw, read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.demo import PLAN
from glimt_tui.desk.contacts import (
    ContactRules,
    Contacts,
    contacts_of,
    not_told_outside,
    told_outside,
)
from glimt_tui.desk.edits import edited
from glimt_tui.desk.folk import coming, everybody, is_phone, mates, missing, stay_at_home
from glimt_tui.desk.view import View
from glimt_tui.desk.week import monday_of
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.store import Store
from oracle.random_plans import random_plan
from screen.screens import FixedClock, person, plan_of, visit

TUESDAY = date(2021, 1, 12)
MUNICIPAL, HOUSE = "kommunal.contacts", "senter.contacts"


def view_of(plan: Plan, book: RuleBook, day: date = TUESDAY) -> View:
    """A view of a database that holds the plan, at 11.40, with the week of ``day``."""
    clock = FixedClock()
    store = Store(MemoryRepository(), "test", clock)
    take_in(store, plan)
    with store.reading() as reading:
        return View(reading, book, now=clock(), first=day, last=day + timedelta(days=6))


def week_of(view: View, household: str, day: date = TUESDAY) -> Contacts:
    return contacts_of(view, household, ContactRules(view, day))


def sums(week: Contacts) -> dict[str, tuple[int, int]]:
    """What each rule counts, and how many it leaves."""
    return {found.rule.id: (found.counted, found.left) for found in week.sums}


NAMES = tuple(f"p{number:02d}" for number in range(12))


def crowd(*visits: Visit, told: dict[str, int] | None = None) -> Plan:
    """Ane, somebody at work, and a dozen others; what Ane's household met outside, by week."""
    people = (
        person("ane", "Ane", 11),
        person("kari", "Kari", 1, role="staff"),
        *(person(id_, id_.upper(), 20 + n) for n, id_ in enumerate(NAMES)),
    )
    homes = (Household(id="ane", outside_contacts=told or {}),)
    return structs.replace(plan_of(*visits, people=people), households=homes)


# The same figures as the rules -----------------------------------------------------------------


def counted_by_the_rule(view: View, kind: ContactsPerWeek) -> dict[tuple[str, int], float]:
    """The contacts of each household and week, as the rule tells them of whom it allows none."""
    facts = view.judgement.facts
    none = structs.replace(kind, limit=0)
    every = bytearray(b"\1" * len(facts.visits))
    found: dict[tuple[str, int], float] = {}
    for fault in none.judge(facts, list(facts.household_weeks.items()), every):
        if fault.outcome is BROKEN:
            assert isinstance(fault.subject, int)
            assert fault.measured is not None
            key = (facts.households[fault.subject], facts.week[fault.slot])
            found[key] = max(fault.measured, found.get(key, 0))
    return found


def hold_to_the_rules(view: View) -> int:
    """Compare every household's weeks with what the rules count; how many there were."""
    compared = 0
    mondays = {monday_of(view.day_of(found)) for found in view.visits.values()}
    homes = sorted({one.lives_in for one in view.plan.people})
    for monday in mondays:
        rules = ContactRules(view, monday)
        week = week_number(monday.toordinal())
        for home in homes:
            own = contacts_of(view, home, rules)
            for one in own.sums:
                assert isinstance(one.rule.kind, ContactsPerWeek)
                expected = counted_by_the_rule(view, one.rule.kind)
                assert one.counted == expected.get((home, week), one.outside or 0)
                assert one.met <= {met.person for met in own.met}
                compared += bool(one.met)
    return compared


def test_the_demo_plan_is_counted_as_its_rules_count_it(book: RuleBook) -> None:
    plan = read_plan(Source(name="p", text=PLAN.read_text("utf-8"), format="toml")).plan
    view = view_of(plan, book, date(2021, 1, 4))
    assert hold_to_the_rules(view) > 40


def test_what_the_demo_plans_findings_measure_is_the_weeks_sum(book: RuleBook) -> None:
    plan = read_plan(Source(name="p", text=PLAN.read_text("utf-8"), format="toml")).plan
    view = view_of(plan, book, date(2021, 1, 4))
    last: dict[tuple[str, str, date], float] = {}
    for finding in view.judgement.findings:
        if isinstance(finding.rule.kind, ContactsPerWeek) and finding.measured is not None:
            monday = monday_of(view.day_of(view.visits[finding.visit]))
            last[finding.rule.id, finding.subject.household or "", monday] = finding.measured
    assert last
    for (rule, home, monday), measured in last.items():
        found = sums(week_of(view, home, monday))[rule]
        assert found == (measured, 10 - measured)


def test_random_plans_are_counted_as_the_rules_count_them(book: RuleBook) -> None:
    compared = 0
    for seed in range(60):
        plan = plan_from_raw(random_plan(random.Random(seed))).plan
        first = min(each.start for each in plan.visits).date()
        compared += hold_to_the_rules(view_of(plan, book, min(first, TUESDAY)))
    assert compared > 400


def test_staff_count_for_the_house_and_not_for_the_municipality(book: RuleBook) -> None:
    plan = crowd(visit("band", "12:00", "13:00", "ane", "p00", "kari"), told={"2021-W02": 3})
    week = week_of(view_of(plan, book), "ane")
    assert sums(week) == {MUNICIPAL: (4, 6), HOUSE: (5, 5)}
    assert week.tightest is not None
    assert week.tightest.rule.id == HOUSE
    assert [met.person for met in week.met] == ["kari", "p00"]


def test_households_with_staff_are_not_judged_by_the_house(book: RuleBook) -> None:
    plan = crowd(visit("band", "12:00", "13:00", "ane", "kari"))
    week = week_of(view_of(plan, book), "kari")
    assert sums(week) == {MUNICIPAL: (0, 10)}
    assert [met.person for met in week.met] == ["ane"]


def test_whoever_is_met_twice_counts_once_and_both_visits_are_told(book: RuleBook) -> None:
    plan = crowd(
        visit("to", "12:00", "13:00", "ane", "p00", day=14),
        visit("en", "12:00", "13:00", "ane", "p00"),
        visit("ring", "14:00", "15:00", "ane", "p01", setting="phone", room=None),
        visit("avlyst", "14:00", "15:00", "ane", "p02", status="cancelled"),
    )
    week = week_of(view_of(plan, book), "ane")
    assert [(met.person, met.visits) for met in week.met] == [("p00", ("en", "to"))]
    assert sums(week)[HOUSE] == (1, 9)


def test_too_many_leave_fewer_than_none(book: RuleBook) -> None:
    plan = crowd(visit("alle", "12:00", "13:00", "ane", *NAMES))
    assert sums(week_of(view_of(plan, book), "ane"))[MUNICIPAL] == (12, -2)


def test_the_week_has_the_rules_of_now_or_of_its_monday(book: RuleBook) -> None:
    view = view_of(crowd(), book, date(2020, 12, 21))
    assert sums(week_of(view, "ane", date(2020, 12, 23))) == {}  # before any of them
    assert set(sums(week_of(view, "ane", date(2021, 1, 1)))) == {MUNICIPAL}
    assert set(sums(week_of(view, "ane", TUESDAY))) == {MUNICIPAL, HOUSE}
    assert week_of(view, "ane", date(2021, 1, 1)).week == "2020-W53"


def test_a_week_in_which_nobody_is_met_leaves_all(book: RuleBook) -> None:
    week = week_of(view_of(crowd(), book), "ane")
    assert week.met == ()
    assert week.outside is None
    assert sums(week) == {MUNICIPAL: (0, 10), HOUSE: (0, 10)}


# What they met outside the centre ----------------------------------------------------------------


@pytest.mark.parametrize("household", ["ane", "p00"])
def test_what_is_told_is_counted_and_can_be_taken_back(book: RuleBook, household: str) -> None:
    view = view_of(crowd(told={"2021-W01": 4}), book)
    edit = told_outside(view, household, "2021-W02", 7)
    assert set(edit.seen) == ({*edit.keys} if household == "ane" else set())
    after = view_of(edited(view.plan, edit), book)
    week = week_of(after, household)
    assert week.outside == 7
    assert sums(week)[HOUSE] == (7, 3)
    back = not_told_outside(after, household, "2021-W02")
    assert back is not None
    again = edited(after.plan, back)
    assert week_of(view_of(again, book), household).outside is None
    told = {home.id: home.outside_contacts for home in again.households}
    assert told["ane"] == {"2021-W01": 4}


def test_what_was_not_told_cannot_be_taken_back(book: RuleBook) -> None:
    assert not_told_outside(view_of(crowd(), book), "ane", "2021-W02") is None


# People at a glance ------------------------------------------------------------------------------


def test_everybody_is_known_with_the_next_visit_and_what_is_missing(book: RuleBook) -> None:
    people = (
        person("ane", "Ane", 11, household="hus", symptoms=(Symptoms(since=TUESDAY),)),
        person("bo", "Bo", 12, household="hus"),
        structs.replace(person("cai", " ", 13), phone="12", cohort=None),
        structs.replace(person("gjest", "Gjest", 14, role="guest"), cohort=None),
    )
    plan = plan_of(
        visit("over", "09:00", "10:00", "ane", "bo"),
        visit("nå", "11:00", "12:00", "bo", "ane", absent=("ane",)),
        visit("avlyst", "12:00", "13:00", "ane", status="cancelled"),
        visit("senere", "14:00", "15:00", "ane", "bo"),
        people=people,
    )
    view = view_of(plan, book)
    known = {one.person.id: one for one in everybody(view, TUESDAY)}
    assert [known[id_].next_visit for id_ in ("ane", "bo", "cai")] == ["senere", "nå", None]
    assert known["ane"].lives_with == ("bo",)
    assert known["ane"].symptoms is not None
    assert known["bo"].symptoms is None
    assert known["cai"].missing == ("name", "phone", "cohort")
    assert known["gjest"].missing == ()
    assert [found.id for found in coming(view, "bo")] == ["nå", "senere"]
    assert [found.id for found in coming(view, "bo", 1)] == ["nå"]


def test_mates_are_of_the_cohort_and_live_elsewhere(book: RuleBook) -> None:
    people = (
        person("ane", "Ane", 11, household="hus"),
        person("bo", "Bo", 12, household="hus"),
        person("cai", "Cai", 13),
        structs.replace(person("dag", "Dag", 14), cohort=None),
    )
    view = view_of(plan_of(people=people), book)
    assert mates(view, people[0]) == ["cai"]
    assert mates(view, people[3]) == []


def test_a_number_is_one_at_which_somebody_can_be_called() -> None:
    assert is_phone("406 12 345")
    assert is_phone("+46 8 123 456 00")
    assert not any(map(is_phone, ("", " ", "12", "hos mor", None)))
    assert "phone" in missing(structs.replace(person("ane", "Ane", 11), phone=None))


def test_rules_by_which_one_stays_at_home_are_those_of_now(book: RuleBook) -> None:
    assert [rule.id for rule in stay_at_home(view_of(crowd(), book))] == ["nasjonal.symptoms"]
