"""A week by rooms and times: what stands where, where there is room, and for whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import structs

from glimt_rules.plan.model import Centre, OpeningHours, Plan, Room, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.carry import can_go, carried_to, copy, pick_up
from glimt_tui.desk.slack import Limits, Presence, Seats, Space
from glimt_tui.desk.view import View
from glimt_tui.desk.week import CENTRE, OUTSIDE, STAFF, Lane, Week, monday_of
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.screens import FixedClock, at, person, plan_of, visit

FELLES, STUDIO = Lane("room", "felles"), Lane("room", "studio")
WEDNESDAY = date(2021, 1, 13)
OPEN = OpeningHours(mon=("10:00-17:00",), wed=("10:00-14:00", "16:00-20:00"))


def view_of(plan: Plan, book: RuleBook) -> View:
    """A view of a database that holds the plan, on Tuesday 12 January 2021 at 11.40."""
    clock = FixedClock()
    store = Store(MemoryRepository(), "demo", clock)
    take_in(store, plan)
    with store.reading() as reading:
        return View(reading, book, now=clock(), last=date(2021, 3, 31))


def with_centre(plan: Plan, **details: object) -> Plan:
    return structs.replace(plan, centre=Centre(opening_hours=OPEN, **details))  # type: ignore[arg-type]


@pytest.fixture
def week(book: RuleBook) -> Week:
    band = visit("band", "11:00", "12:30", "ane", "bo", day=13, distance_m=None, room="studio")
    plan = with_centre(
        plan_of(
            band,
            visit("tur", "11:00", "12:00", "cai", day=13, setting="outdoors", room=None),
            visit("ring", "11:30", "12:00", "bo", day=13, setting="phone", room=None),
            visit("vakt", "10:00", "17:00", "kari", day=13, kind="shift", room=None),
        )
    )
    return Week(view_of(plan, book), WEDNESDAY)


def test_a_week_runs_from_monday_to_sunday(week: Week) -> None:
    assert [day.isoformat() for day in (week.days[0], week.days[-1])] == [
        "2021-01-11",
        "2021-01-17",
    ]
    assert monday_of(date(2021, 1, 3)) == date(2020, 12, 28)


def test_rooms_the_outside_and_duty_have_a_lane_each(week: Week) -> None:
    assert week.lanes == (FELLES, STUDIO, OUTSIDE, STAFF)
    titles = {
        lane: [block.visit.id for block in week.blocks(WEDNESDAY, lane)] for lane in week.lanes
    }
    assert titles == {FELLES: [], STUDIO: ["band"], OUTSIDE: ["tur", "ring"], STAFF: ["vakt"]}


def test_a_visit_at_the_centre_without_a_room_brings_a_lane_for_it(book: RuleBook) -> None:
    plan = plan_of(visit("fri", "11:00", "12:00", "ane", room=None))
    assert CENTRE in Week(view_of(plan, book), WEDNESDAY).lanes


def test_what_overlaps_stands_side_by_side(week: Week) -> None:
    places = [(each.place, each.places) for each in week.blocks(WEDNESDAY, OUTSIDE)]
    assert places == [(0, 2), (1, 2)]


def test_visits_that_share_a_row_stand_side_by_side_though_they_do_not_overlap(
    book: RuleBook,
) -> None:
    plan = plan_of(
        visit("a", "11:00", "11:10", "ane"),
        visit("b", "11:15", "11:20", "bo"),
        visit("c", "11:40", "12:00", "cai"),
    )
    week = Week(view_of(plan, book), WEDNESDAY)
    day = date(2021, 1, 12)
    assert [(b.first, b.last, b.place, b.places) for b in week.blocks(day, FELLES)] == [
        (660, 690, 0, 2), (660, 690, 1, 2), (690, 720, 0, 1),
    ]  # fmt: skip
    assert {b.places for b in week.blocks(day, FELLES, 15)} == {1}


def test_a_visit_over_midnight_stands_on_both_days(book: RuleBook) -> None:
    night = Visit(
        id="natt", start=at("22:00", 13), end=at("02:00", 14), people=("ane",), room="felles"
    )
    week = Week(view_of(plan_of(night), book), WEDNESDAY)
    spans = [
        [(b.first, b.last) for b in week.blocks(WEDNESDAY + timedelta(days=n), FELLES)]
        for n in (0, 1)
    ]
    assert spans == [[(22 * 60, 24 * 60)], [(0, 120)]]


def test_a_day_is_shown_as_long_as_it_is_open_or_something_is_planned(week: Week) -> None:
    assert week.span([WEDNESDAY]) == (600, 1200)
    assert week.span([date(2021, 1, 12)]) == (600, 960)  # closed, and nothing planned


def test_a_day_with_a_break_is_closed_in_it(week: Week) -> None:
    states = [week.slot(WEDNESDAY, FELLES, hour * 60).state for hour in (10, 13, 14, 15, 16, 20)]
    assert states == ["free", "free", "closed", "closed", "free", "closed"]


def test_what_is_past_has_no_room(week: Week) -> None:
    assert week.slot(date(2021, 1, 11), FELLES, 600).state == "over"
    today = Week(week.view, date(2021, 1, 12))
    assert today.slot(date(2021, 1, 12), OUTSIDE, 660).state == "over"
    assert today.slot(date(2021, 1, 12), OUTSIDE, 690).state == "free"


def test_a_room_is_kept_free_to_be_cleaned_before_and_after(week: Week) -> None:
    # the studio takes 30 minutes to clean, and the band is there from 11:00 to 12:30
    states = [
        week.slot(WEDNESDAY, STUDIO, minute).state for minute in (600, 630, 660, 720, 750, 780)
    ]
    assert states == ["free", "cleaning", "taken", "taken", "cleaning", "free"]
    assert week.free_until(WEDNESDAY, STUDIO, 600, 120) == 630
    assert week.free_until(WEDNESDAY, STUDIO, 780, 120) == 840  # the centre closes


def test_room_is_left_by_persons_at_once_and_by_the_size_of_the_room(week: Week) -> None:
    # ten in the premises; kari is on duty, ane and bo are in the studio; the common room holds 12
    assert week.slot(WEDNESDAY, FELLES, 660).space == Space(7, 12)
    assert week.slot(WEDNESDAY, FELLES, 660).space.more == 7  # type: ignore[union-attr]
    assert week.slot(WEDNESDAY, STUDIO, 600).space == Space(9, 3)
    assert week.present(WEDNESDAY, 660) == (3, 10)


def test_the_fullest_moment_of_a_slot_counts(book: RuleBook) -> None:
    people = tuple(person(f"p{n}", f"P {n}", n) for n in range(1, 7))
    plan = plan_of(
        visit("a", "13:00", "13:20", "p1", "p2", "p3", day=13),
        visit("b", "13:10", "14:00", "p3", "p4", "p5", day=13),
        visit("c", "13:25", "14:00", "p6", day=13),
        people=people,
    )
    week = Week(view_of(plan, book), WEDNESDAY)
    assert week.present(WEDNESDAY, 780) == (5, 10)  # p3 is one person in two visits
    assert Presence(week.visits).most(at("13:20", 13), at("13:25", 13)) == 3


def test_no_rule_in_force_means_no_limit(book: RuleBook) -> None:
    week = Week(view_of(plan_of(), book), date(2021, 3, 10))
    space = week.slot(date(2021, 3, 10), STUDIO, 600).space
    assert space == Space(None, None)
    assert space is not None
    assert space.more is None


def test_limits_are_known_where_nothing_is_planned(book: RuleBook) -> None:
    limits = Limits(view_of(plan_of(), book))
    assert limits.premises(at("12:00", 13)) == 10
    assert limits.premises(at("23:59", 3)) is None  # the night before it came into force
    assert limits.premises(at("00:00", 20)) is None


def test_a_room_that_nobody_has_measured_is_not_known_to_have_room(book: RuleBook) -> None:
    plan = structs.replace(plan_of(), rooms=(Room(id="loft"),), equipment=())
    space = Week(view_of(plan, book), WEDNESDAY).slot(WEDNESDAY, Lane("room", "loft"), 600).space
    assert space == Space(10, None, is_known=False)


def test_a_cap_on_a_room_limits_it(book: RuleBook) -> None:
    plan = structs.replace(
        plan_of(),
        rooms=(Room(id="kunstrom", capacity_1m=9, capacity_2m=5), Room(id="bali")),
        equipment=(),
    )
    limits = Limits(view_of(plan, book))
    assert limits.room("kunstrom", at("12:00", 3)) == (3, True)  # until 4 January: 3, and 2 m
    assert limits.room("bali", at("12:00", 3)) == (1, False)
    assert limits.room("kunstrom", at("12:00", 13)) == (9, True)


def test_a_distance_that_is_to_be_kept_takes_up_room(book: RuleBook) -> None:
    limits = Limits(view_of(plan_of(), book))
    sizes = [
        limits.room("felles", at("12:00", 13), distance=metres)[0] for metres in (1.0, 1.5, 2.0)
    ]
    assert sizes == [12, 6, 6]


def test_others_of_the_cohort_may_join_where_there_are_seats(week: Week) -> None:
    band = week.view.visits["band"]
    assert week.seats(band) is None  # one seat, but cai is out for a walk


def test_seats_are_for_those_of_the_cohort_who_are_free(book: RuleBook) -> None:
    plan = plan_of(
        visit("band", "11:00", "12:30", "ane", "bo", day=13, room="studio", distance_m=None)
    )
    week = Week(view_of(plan, book), WEDNESDAY)
    assert week.seats(week.view.visits["band"]) == Seats("musikk", 1)


@pytest.mark.parametrize(
    "details",
    [
        {"kind": "conversation"},
        {"status": "done"},
        {"people": ("ane",)},
        {"room": None},
        {"distance_m": 2.0},  # two can keep two metres in the studio
        {"start": at("09:00"), "end": at("10:00")},
    ],
    ids=["conversation", "done", "alone", "no room", "distance", "past"],
)
def test_there_is_no_seat_in(book: RuleBook, details: dict[str, object]) -> None:
    band = visit("band", "11:00", "12:30", "ane", "bo", day=13, room="studio", distance_m=None)
    plan = plan_of(structs.replace(band, **details))
    week = Week(view_of(plan, book), WEDNESDAY)
    assert week.seats(week.view.visits["band"]) is None


def test_there_is_no_seat_among_several_cohorts(book: RuleBook) -> None:
    people = (
        person("ane", "Ane", 1),
        person("bo", "Bo", 2, cohort="kunst"),
        person("cai", "Cai", 3),
    )
    plan = plan_of(visit("band", "11:00", "12:30", "ane", "bo", day=13), people=people)
    week = Week(view_of(plan, book), WEDNESDAY)
    assert week.seats(week.view.visits["band"]) is None


# Carrying ------------------------------------------------------------------------------------


@pytest.fixture
def spring(book: RuleBook) -> View:
    """A view with the night of 28 March 2021 in it, in which the clock is put forward."""
    band = visit("band", "11:00", "12:30", "ane", "bo", day=13, room="studio")
    done = structs.replace(
        band, id="sang", status="done", absent=("bo",), handwashed=True, surfaces_cleaned=True,
        assessed_at=at("09:00", 4),
    )  # fmt: skip
    return view_of(plan_of(band, done), book)


def test_a_booking_is_carried_by_the_clock_on_the_wall(spring: View) -> None:
    carried = pick_up(spring, spring.visits["band"])
    assert (carried.day, carried.minute, carried.version) == (
        WEDNESDAY, 660, spring.versions[Key("visit", "band")],
    )  # fmt: skip
    summer = carried_to(spring, carried, day=date(2021, 3, 29), minute=615)
    local = summer.visit.start.astimezone(spring.zone)
    assert (local.hour, local.minute) == (10, 15)
    assert summer.visit.end - summer.visit.start == timedelta(minutes=90)


def test_a_carried_booking_stays_within_its_day(spring: View) -> None:
    carried = pick_up(spring, spring.visits["band"])
    assert carried_to(spring, carried, minute=-30).minute == 0
    assert carried_to(spring, carried, minute=3000).minute == 24 * 60 - 15


def test_what_is_elsewhere_is_not_carried_into_a_room(week: Week) -> None:
    walk = pick_up(week.view, week.view.visits["tur"])
    assert not can_go(walk, STUDIO)
    assert carried_to(week.view, walk, lane=STUDIO).visit == walk.visit
    band = pick_up(week.view, week.view.visits["band"])
    assert carried_to(week.view, band, lane=FELLES).visit.room == "felles"
    assert carried_to(week.view, band, lane=CENTRE).visit.room is None


def test_moving_writes_over_the_version_that_was_read(spring: View) -> None:
    carried = carried_to(spring, pick_up(spring, spring.visits["band"]), minute=700)
    assert carried.edit.seen == {Key("visit", "band"): spring.versions[Key("visit", "band")]}


def test_a_copy_is_planned_and_brings_nothing_of_what_happened(spring: View) -> None:
    sang = spring.visits["sang"]
    made = copy(spring, sang)
    copied = made.visit
    assert copied.id.startswith("b-")
    assert len(copied.id) == 8
    assert (copied.status, copied.booked_at, copied.absent) == ("planned", spring.now, ())
    told = (copied.handwashed, copied.surfaces_cleaned, copied.masks, copied.distance_m)
    assert told == (None, None, None, None)
    assert copied.assessed_at is None
    assert (copied.people, copied.start, copied.room) == (sang.people, sang.start, sang.room)
    assert made.edit.seen == {}
    assert made.origin == "sang"


def test_a_copy_of_what_is_planned_is_held_as_that_is(spring: View) -> None:
    band = copy(spring, spring.visits["band"]).visit
    assert (band.masks, band.distance_m) == (True, 2.0)


def test_a_week_can_show_a_booking_where_it_is_carried(spring: View) -> None:
    carried = carried_to(spring, pick_up(spring, spring.visits["band"]), minute=780, lane=FELLES)
    week = Week(spring, WEDNESDAY, carried.visit)
    assert [block.visit.id for block in week.blocks(WEDNESDAY, FELLES)] == ["band"]
    assert "band" not in [block.visit.id for block in week.blocks(WEDNESDAY, STUDIO)]
