"""The draft of a booking: from and to a visit, what is wrong with it, whose version is taken."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from glimt_rules.finding import Finding
from glimt_rules.plan.model import Centre, Household, OpeningHours, Person, Plan, Room, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.booking import (
    Answer,
    Booking,
    booking_of,
    cancelling,
    edit_of,
    faults,
    new_booking,
    new_id,
    visit_of,
)
from glimt_tui.desk.desk import preview_of
from glimt_tui.desk.difference import differences, made_new, merged
from glimt_tui.desk.hours import outside_hours
from glimt_tui.desk.questions import form_of, is_told, read_fact
from glimt_tui.desk.view import View
from glimt_tui.desk.which_field import field_of, field_of_rule
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.screens import FixedClock, at, plan_of, small_plan, visit

NOW = at("11:40")


def view_of(plan: Plan, book: RuleBook) -> View:
    clock = FixedClock()
    store = Store(MemoryRepository(), "demo", clock)
    take_in(store, plan)
    with store.reading() as reading:
        return View(reading, book, now=clock(), last=date(2021, 3, 31))


@pytest.fixture(scope="module")
def view(book: RuleBook) -> View:
    return view_of(small_plan(), book)


def booked(**details: object) -> Booking:
    whole = new_booking(people=("ane", "bo"), start=at("14:00"), end=at("15:00"), room="felles")
    return structs.replace(whole, **details)


# To and from visits ------------------------------------------------------------------------


def test_every_visit_comes_out_of_the_form_as_it_went_in() -> None:
    full = visit(
        "v", "10:00", "11:00", "ane", "bo", title="Sang", absent=("bo",), public=True,
        link="x", equipment=("gitar",), purpose="end_of_life", assessed_at=at("09:00"),
        status="done", handwashed=True, surfaces_cleaned=False,
    )  # fmt: skip
    home = visit("h", "10:00", "11:00", "ane", setting="home", room=None, host="ane")
    for each in (full, home, *small_plan().visits):
        assert visit_of(booking_of(each, 3), NOW) == each


def test_half_a_booking_is_no_visit(view: View) -> None:
    assert visit_of(new_booking(people=("ane",)), NOW) is None
    assert edit_of(new_booking(start=at("14:00"), end=at("15:00")), view, NOW) is None


def test_a_new_booking_is_arranged_at_the_moment_it_is_written() -> None:
    made = visit_of(booked(), NOW)
    assert made is not None
    assert made.booked_at == NOW
    assert made.status == "planned"


def test_what_does_not_go_with_the_place_is_left_out() -> None:
    outdoors = visit_of(booked(setting="outdoors", host="ane"), NOW)
    assert outdoors is not None
    assert (outdoors.room, outdoors.host) == (None, None)


def test_whoever_is_taken_out_is_absent_no_more() -> None:
    was = booking_of(visit("v", "10:00", "11:00", "ane", "bo", absent=("bo",)), 1)
    for people, absent in ((("ane",), ()), (("bo",), ()), (("ane", "bo", "cai"), ("bo",))):
        made = visit_of(structs.replace(was, people=people), NOW)
        assert made is not None
        assert made.absent == absent


def test_saying_that_it_was_weighed_means_now_and_taking_it_back_means_never() -> None:
    made = visit_of(booked(assessed=True), NOW)
    assert made is not None
    assert made.assessed_at == NOW
    was = booking_of(visit("v", "10:00", "11:00", "ane", assessed_at=at("08:00")), 1)
    unmade = visit_of(structs.replace(was, assessed=False), NOW)
    assert unmade is not None
    assert unmade.assessed_at is None


def test_an_edit_tells_which_version_was_seen(view: View) -> None:
    edit = edit_of(booking_of(view.visits["band"], 7), view, NOW)
    assert edit is not None
    assert edit.seen == {Key("visit", "band"): 7}
    new = edit_of(booked(), view, NOW)
    assert new is not None
    assert new.seen == {}


def test_people_on_the_spot_are_written_with_the_visit_unless_they_were_taken_out(
    view: View,
) -> None:
    somebody = Person(id="p-abc234", name="Ny", role="guest")
    edit = edit_of(booked(people=("p-abc234",), new_people=(somebody,)), view, NOW)
    assert edit is not None
    assert somebody in edit.put
    edit = edit_of(booked(new_people=(somebody,)), view, NOW)
    assert edit is not None
    assert somebody not in edit.put


def test_cancelling_writes_nothing_else_of_what_stands_in_the_form(view: View) -> None:
    band = view.visits["band"]
    edit = cancelling(structs.replace(booking_of(band, 7), title="Half typed", people=()))
    assert edit is not None
    assert edit.put == (structs.replace(band, status="cancelled"),)
    assert cancelling(booked()) is None


def test_ids_are_made_of_letters_that_ids_may_have() -> None:
    assert len({new_id("p") for _ in range(200)}) > 190
    assert len(new_id("p")) == len("p-") + 6


# What is wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"people": ()}, "who"),
        ({"people": ("nobody",)}, "who"),
        ({"start": None}, "when"),
        ({"end": at("14:00")}, "when"),
        ({"end": at("14:01", 13)}, "when"),
        ({"room": "gone"}, "where"),
        ({"setting": "home"}, "host"),
        ({"setting": "home", "host": "cai"}, "host"),
        ({"setting": "outdoors", "kind": "shift"}, "kind"),
        ({"title": "x" * 201}, "what"),
        ({"title": "a\u202eb"}, "what"),
        ({"equipment": ("gone",)}, "equipment"),
        ({"reasons": {"r": "\n"}}, "reason:r"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    view: View, details: dict[str, object], field: str
) -> None:
    assert list(faults(booked(**details), view)) == [field]


def test_nothing_is_wrong_with_a_whole_booking(view: View) -> None:
    assert faults(booked(), view) == {}
    for each in view.visits.values():
        assert faults(booking_of(each, 1), view) == {}


# Answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "text", "fact"),
    [
        (("visits", "v", "masks"), "Ja", True),
        (("people", "p", "risk_group"), "n", False),
        (("people", "p", "risk_group"), "perhaps", None),
        (("visits", "v", "distance_m"), "1,5 m", 1.5),
        (("rooms", "r", "capacity_1m"), "4", 4),
        (("rooms", "r", "capacity_2m"), "0", None),
        (("households", "h", "outside_contacts", "2021-W02"), "0", 0),
        (("households", "h", "outside_contacts", "2021-W02"), "-1", None),
        (("households", "h", "outside_contacts", "2021-W02"), "٣", None),
    ],
)
def test_each_question_takes_its_kind_of_answer(
    about: tuple[str, ...], text: str, fact: object
) -> None:
    form = form_of(about)
    assert form is not None
    assert read_fact(form, text) == fact


def test_a_question_of_an_unknown_kind_is_not_asked() -> None:
    assert form_of(("moons", "m", "phase")) is None


def test_answers_are_written_where_they_belong(view: View, book: RuleBook) -> None:
    answers = (
        Answer(("rooms", "studio", "capacity_1m"), 5),
        Answer(("people", "ane", "risk_group"), True),
        Answer(("households", "bo", "outside_contacts", "2021-W02"), 3),
        Answer(("households", "new", "outside_contacts", "2021-W02"), 1),
        Answer(("visits", "alene", "masks"), False),
        Answer(("rooms", "gone", "capacity_1m"), 5),
    )
    edit = edit_of(booked(answers=answers), view, NOW)
    assert edit is not None
    put = {type(value).__name__ + value.id: value for value in edit.put}  # type: ignore[union-attr]
    room, person, household = put["Roomstudio"], put["Personane"], put["Householdbo"]
    assert isinstance(room, Room)
    assert (room.capacity_1m, room.capacity_2m) == (5, 2)
    assert isinstance(person, Person)
    assert person.risk_group is True
    assert isinstance(household, Household)
    assert household.outside_contacts == {"2021-W02": 3, "2021-W03": 0}
    assert put["Householdnew"] == Household(id="new", outside_contacts={"2021-W02": 1})
    other = put["Visitalene"]
    assert isinstance(other, Visit)
    assert other.masks is False
    assert set(edit.seen) == {
        Key("room", "studio"),
        Key("person", "ane"),
        Key("household", "bo"),
        Key("visit", "alene"),
    }
    assert all(edit.seen[key] == view.versions[key] for key in edit.seen)


def test_an_answer_about_somebody_new_is_written_with_them(view: View) -> None:
    somebody = Person(id="p-abc234", name="Ny")
    answer = Answer(("people", "p-abc234", "risk_group"), False)
    edit = edit_of(
        booked(people=("p-abc234",), new_people=(somebody,), answers=(answer,)), view, NOW
    )
    assert edit is not None
    assert structs.replace(somebody, risk_group=False) in edit.put


def test_what_somebody_has_told_meanwhile_is_known(view: View) -> None:
    assert is_told(("rooms", "studio", "capacity_1m"), view)
    assert not is_told(("people", "ane", "risk_group"), view)
    assert is_told(("households", "ane", "outside_contacts", "2021-W02"), view)
    assert is_told(("visits", "band", "masks"), view)
    assert not is_told(("moons", "m"), view)


# Where findings are told -------------------------------------------------------------------


def test_every_rule_in_force_has_a_field(book: RuleBook) -> None:
    places = {
        rule.name: field_of_rule(rule) for rule_set in book.rule_sets for rule in rule_set.rules
    }
    assert places["contacts"] == places["cohort"] == places["visitor-list"] == "who"
    assert places["symptoms"] == places["private-gathering"] == "who"
    assert places["cleaning"] == places["indoor-persons"] == places["booked-ahead"] == "when"
    assert places["room-cap"] == places["distance"] == places["home-visits"] == "where"
    assert places["venue"] == "where"
    assert places["paused"] == "kind"
    assert places["equipment-washing"] == places["equipment-quarantine"] == "equipment"
    assert (places["mask"], places["assessment"]) == ("masks", "assessed")
    assert (places["handwash"], places["after-use"]) == ("handwashed", "cleaned")


def test_a_question_about_the_booking_itself_is_told_where_it_is_answered(book: RuleBook) -> None:
    plan = plan_of(
        visit("v", "14:00", "15:00", "ane", "bo", room=None, distance_m=None, masks=None),
        visit("close", "16:00", "17:00", "ane", "bo", masks=None, distance_m=0.5),
    )
    view = view_of(plan, book)

    def asked(id_: str) -> set[str]:
        found: list[Finding] = view.findings[id_]
        return {field_of(finding) for finding in found if finding.level == "unknown"}

    assert asked("v") == {"where"}
    assert asked("close") == {"masks"}


# Two versions ------------------------------------------------------------------------------


def test_what_only_they_changed_is_told_apart_from_what_both_did() -> None:
    was = visit("v", "10:00", "11:00", "ane", title="Sang", room="studio")
    mine = structs.replace(booking_of(was, 1), title="Dans", people=("ane", "bo"))
    theirs = structs.replace(was, title="Rim", start=at("10:30"), masks=False)
    told = {d.field: (d.by_me, d.by_them) for d in differences(mine, theirs)}
    assert told == {
        "who": (True, False),
        "when": (False, True),
        "what": (True, True),
        "masks": (False, True),
    }


def test_choosing_makes_an_edit_of_their_version() -> None:
    was = visit("v", "10:00", "11:00", "ane", title="Sang")
    mine = structs.replace(booking_of(was, 1), title="Dans", typed={"when": "x", "who": "y"})
    theirs = structs.replace(was, title="Rim", start=at("10:30"))
    both = merged(mine, theirs, 9, {"when"})
    assert (both.seen, both.opened) == (9, theirs)
    assert (both.title, both.start) == ("Dans", at("10:30"))
    assert both.typed == {"who": "y"}
    assert differences(merged(mine, theirs, 9, {"when", "what"}), theirs) == []


def test_a_booking_that_is_gone_can_be_made_anew(view: View) -> None:
    anew = made_new(booking_of(view.visits["band"], 4), "v-new")
    edit = edit_of(anew, view, NOW)
    assert edit is not None
    assert edit.seen == {}
    assert preview_of(view, edit).plan.visits[-1].id == "v-new"


# Opening hours -----------------------------------------------------------------------------


def test_a_visit_outside_the_opening_hours_is_told(view: View) -> None:
    centre = Centre(opening_hours=OpeningHours(tue=("10:00-12:00", "13:00-24:00")))

    def told(start: str, end: str, day: int = 12) -> bool:
        last = day + 1 if end == "00:00" else day
        return outside_hours(centre, at(start, day), at(end, last), view.zone) is not None

    assert not told("10:00", "12:00")
    assert not told("20:00", "00:00")
    assert told("11:00", "13:30")
    assert told("09:59", "11:00")
    assert told("10:00", "11:00", 13)
