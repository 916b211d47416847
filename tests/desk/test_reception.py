"""At the door, without a screen: who is awaited, and what is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any, TypeVar

import pytest
from msgspec import structs

from desk.house import house
from glimt_rules.plan.model import Person, Plan, Symptoms, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk import reception
from glimt_tui.desk.desk import Desk
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.reception import Told
from glimt_tui.screen.demo import demo_session
from glimt_tui.store.errors import Stale
from screen.screens import PEOPLE, FixedClock, plan_of, small_plan, visit

T = TypeVar("T")
TODAY = date(2021, 1, 12)


def at_desk(plan: Plan, book: RuleBook, work: Callable[[Desk], Coroutine[Any, Any, T]]) -> T:
    """Do something at a desk on a database of its own."""

    async def run() -> T:
        clock = FixedClock()
        desk = Desk(demo_session(plan, clock), book, clock)
        await desk.open()
        try:
            return await work(desk)
        finally:
            await desk.close()

    return asyncio.run(run())


def put(edit: Edit, type_: type[T]) -> T | None:
    return next((value for value in edit.put if isinstance(value, type_)), None)


def states(view: Any, id_: str) -> dict[str, str]:
    return {guest.person: guest.state for guest in reception.guests(view, view.visits[id_])}


def test_everybody_of_a_visit_has_one_state(book: RuleBook) -> None:
    plan = plan_of(visit("v", "11:30", "12:30", "ane", "bo", "cai", "kari", absent=("cai",)))
    with house(plan, book) as there:
        there.arrive("bo")  # for something else
        assert states(there.view(), "v") == {
            "ane": "awaited", "bo": "here", "cai": "absent", "kari": "awaited",
        }  # fmt: skip
        there.arrive("ane", "v")
        there.arrive("kari", "v")
        there.depart("kari")
        view = there.view()
        assert states(view, "v") == {"ane": "came", "bo": "came", "cai": "absent", "kari": "left"}
        assert reception.awaited(view, view.visits["v"]) == ["cai"]
        assert reception.here_of(view, view.visits["v"]) == ["ane", "bo"]


def test_whoever_stands_at_the_door_is_there_for_the_nearest_visit(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        view = there.view()
        found = reception.visit_for(view, "ane")
        assert found is not None
        assert found.id == "band"
        assert reception.visit_for(view, "kari") is None


def test_as_known_there_is_nothing_to_write_but_the_arrival(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        view = there.view()
        band = view.visits["band"]
        assert reception.facts(view, band, "ane", Told(masks=band.masks)).put == ()


@pytest.mark.parametrize("agrees", [True, False])
def test_a_record_is_corrected_only_where_the_person_agrees(book: RuleBook, agrees: bool) -> None:
    with house(small_plan(), book) as there:
        view = there.view()
        told = Told(masks=True, name=" Ane Berg ", phone="", correct=agrees)
        found = put(reception.facts(view, view.visits["band"], "ane", told), Person)
        assert found == (structs.replace(PEOPLE[0], name="Ane Berg") if agrees else None)


def test_symptoms_begin_today_once_and_end_today(book: RuleBook) -> None:
    ill = structs.replace(PEOPLE[0], symptoms=(Symptoms(since=date(2021, 1, 10)),))
    began = structs.replace(PEOPLE[1], symptoms=(Symptoms(since=TODAY),))
    plan = plan_of(visit("v", "11:30", "12:30", "ane", "bo", "cai"), people=(ill, began, PEOPLE[2]))
    with house(plan, book) as there:
        view = there.view()

        def told(person: str, symptoms: bool) -> tuple[Symptoms, ...] | None:
            edit = reception.facts(view, None, person, Told(symptoms=symptoms))
            found = put(edit, Person)
            return None if found is None else found.symptoms

        assert told("cai", True) == (Symptoms(since=TODAY),)
        assert told("cai", False) is None
        assert told("ane", True) is None
        assert told("ane", False) == (Symptoms(since=date(2021, 1, 10), cleared=TODAY),)
        assert told("bo", False) == ()  # what was written today by mistake never was


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [(True, True, True), (True, False, False), (None, True, None), (False, True, False)],
)
def test_a_visits_hands_are_clean_where_everybodys_are(
    book: RuleBook, before: bool | None, now: bool, after: bool | None
) -> None:
    with house(small_plan(), book) as there:
        there.arrive("ane", "band", handwashed=before)
        view = there.view()
        received = reception.received(view, view.visits["band"], "bo", Told(handwashed=now))
        assert (received.status, received.handwashed) == ("arrived", after)
        there.arrive("bo", "band", handwashed=now)  # the store says the same
        assert there.view().visits["band"].handwashed == after


def test_where_the_last_one_did_not_come_nobody_came(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        view = there.view()
        one = put(reception.absent(view, view.visits["band"], "ane"), Visit)
        assert one is not None
        assert (one.status, one.absent) == ("planned", ("ane",))
        both = put(reception.absent(view, one, "bo"), Visit)
        assert both is not None
        assert (both.status, both.absent) == ("no_show", ("ane",))


def test_what_has_happened_is_recorded_whatever_the_rules_say(book: RuleBook) -> None:
    plan = plan_of(visit("v", "11:00", "12:00", "ane", booked_at=None))

    async def work(desk: Desk) -> None:
        view = await desk.view()
        await desk.record(reception.done(view, view.visits["v"], False), name="done")
        after = await desk.view()
        assert after.visits["v"].status == "done"
        assert {f.rule.name for f in after.findings["v"]} >= {"booked-ahead", "after-use"}
        with pytest.raises(Stale):
            await desk.record(reception.no_show(view, view.visits["v"]), name="no_show")

    at_desk(plan, book, work)


def test_several_leave_as_one_action(book: RuleBook) -> None:
    async def work(desk: Desk) -> None:
        for person in ("ane", "bo"):
            await desk.arrive(person, visit_id="band")
        left = await desk.depart_all(["ane", "bo", "cai"])
        assert {arrival.person for arrival in left} == {"ane", "bo"}
        assert (await desk.view()).here() == []
        await desk.undo()
        assert len((await desk.view()).here()) == 2

    at_desk(small_plan(), book, work)


def test_a_visit_of_any_day_is_explained(book: RuleBook) -> None:
    plan = plan_of(visit("far", "11:00", "12:00", "ane", day=29, booked_at=None))

    async def work(desk: Desk) -> None:
        view = await desk.view()
        assert "far" not in view.findings
        said = await desk.explained(view, "far")
        assert "senter.booked-ahead" in {line.rule.id for line in said.lines if line.finding}

    at_desk(plan, book, work)
