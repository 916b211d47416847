"""What staff are warned of whatever rules are in force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre, OpeningHours, Person, Plan, Visit
from glimt_tui.desk.clash import Clash
from glimt_tui.desk.clashes import Clashes
from glimt_tui.language import texts_in
from screen.screens import NASTY, PEOPLE, at, plan_of, visit

OSLO = ZoneInfo("Europe/Oslo")
#: Whoever looks at double bookings alone has somebody on duty, all day and all night.
DUTY = visit("vakt", "00:00", "23:59", "vakt", kind="shift", room=None)
WATCH = Person(id="vakt", name="Vera Vakt", role="staff")
ALWAYS = OpeningHours(
    **dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",))
)


def plan(*visits: Visit, people: tuple[Person, ...] = (*PEOPLE, WATCH), **centre: Any) -> Plan:
    made = plan_of(*visits, people=people)
    return structs.replace(made, centre=Centre(**{"opening_hours": ALWAYS, **centre}))


def clashes(*visits: Visit, **more: Any) -> list[Clash]:
    return list(Clashes(plan(*visits, **more), OSLO).between())


def told(*visits: Visit, **more: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is told of visits with somebody on duty: what, at which visit, of whom."""
    return [(each.what, each.visit, each.ids) for each in clashes(DUTY, *visits, **more)]


def words(*visits: Visit, **more: Any) -> list[str]:
    found = Clashes(plan(*visits, **more), OSLO)
    return [texts_in("en").sentence(found.message(each)) for each in found.between()]


# Two places at once --------------------------------------------------------------------------


def test_a_person_in_two_visits_at_once_is_told_at_the_later_one() -> None:
    a = visit("a", "10:00", "11:00", "ane", "bo", title="Sang")
    b = visit("b", "10:30", "11:30", "ane", "bo", "cai", room="studio")
    (clash,) = clashes(DUTY, a, b)
    assert clash == Clash("person", "b", at("10:30"), at("11:00"), ("ane", "bo"), "a")
    assert words(DUTY, a, b) == ["Ane Eksempel and Bo Påhitt are also at «Sang» 10:00–11:00"]


def test_whoever_looks_at_the_earlier_visit_is_told_as_well() -> None:
    a = visit("a", "10:00", "11:00", "ane")
    b = visit("b", "10:30", "11:30", "ane", room="studio")
    (clash,) = Clashes(plan(DUTY, a, b), OSLO).of(a)
    assert (clash.visit, clash.other) == ("a", "b")


@pytest.mark.parametrize(
    ("end", "expected"), [("10:29", 0), ("10:30", 0), ("10:31", 1)], ids=["before", "as", "after"]
)
def test_what_ends_as_the_other_starts_is_in_nobodys_way(end: str, expected: int) -> None:
    a = visit("a", "10:00", end, "ane", equipment=("gitar",))
    b = visit("b", "10:30", "11:30", "ane", equipment=("gitar",))
    assert [each[0] for each in told(a, b)] == ["person", "room", "thing"] * expected


def test_a_room_and_a_thing_are_in_one_visit_at_a_time() -> None:
    a = visit("a", "10:00", "11:00", "ane", room="studio", equipment=("gitar",), title="Sang")
    b = visit("b", "10:00", "11:00", "bo", room="studio", equipment=("reim", "gitar"))
    assert told(a, b) == [("room", "b", ("studio",)), ("thing", "b", ("gitar",))]
    assert words(DUTY, a, b) == [
        "Studio is also booked for «Sang» 10:00–11:00",
        "Westerngitar is also booked for «Sang» 10:00–11:00",
    ]


def test_several_things_are_told_in_one_breath() -> None:
    both = {"equipment": ("reim", "gitar")}
    a = visit("a", "10:00", "11:00", "ane", **both)
    b = visit("b", "10:00", "11:00", "bo", room="studio", **both)
    (line,) = words(DUTY, a, b)
    assert line == "Gitarreim i skinn and Westerngitar are also booked for «activity» 10:00–11:00"


def test_remote_visits_take_up_people_and_no_room() -> None:
    a = visit("a", "10:00", "11:00", "ane", room=None, setting="phone")
    b = visit("b", "10:30", "11:30", "ane")
    assert told(a, b) == [("person", "b", ("ane",))]
    assert told(a, structs.replace(b, people=("bo",))) == []


@pytest.mark.parametrize("status", ["cancelled", "no_show", "done"])
def test_what_takes_place_no_more_is_in_nobodys_way(status: str) -> None:
    a = visit("a", "10:00", "11:00", "ane", status=status)
    b = visit("b", "10:30", "11:30", "ane")
    assert told(a, b) == []
    assert told(structs.replace(a, status="arrived"), b) != []
    assert list(Clashes(plan(DUTY, a, b), OSLO).of(a)) == []


def test_who_did_not_come_is_elsewhere_with_good_reason() -> None:
    a = visit("a", "10:00", "11:00", "ane", "bo", absent=("ane",))
    assert told(a, visit("b", "10:30", "11:30", "ane", room="studio")) == []


def test_a_visit_is_not_in_its_own_way_as_it_changes() -> None:
    a = visit("a", "10:00", "11:00", "ane")
    found = Clashes(plan(DUTY, a), OSLO)
    assert list(found.of(structs.replace(a, start=at("10:30"), end=at("11:30")))) == []


# Staff ---------------------------------------------------------------------------------------


def test_staff_on_duty_receive_people_and_answer_the_phone() -> None:
    shift = visit("v", "09:00", "16:00", "kari", kind="shift", room=None)
    here = visit("a", "10:00", "11:00", "kari", "ane")
    call = visit("b", "12:00", "13:00", "kari", "bo", setting="phone", room=None)
    assert told(shift, here, call) == []


def test_staff_on_duty_are_not_away_from_the_centre() -> None:
    shift = visit("v", "09:00", "16:00", "kari", kind="shift", room=None)
    walk = visit("w", "12:00", "13:00", "kari", "bo", setting="outdoors", room=None, title="Tur")
    assert told(shift, walk) == [("staff", "w", ("kari",))]
    assert words(DUTY, shift, walk) == ["Kari Vakt is also on duty 09:00–16:00"]


def test_two_shifts_or_two_visits_of_one_of_the_staff_are_too_many() -> None:
    early = visit("e", "09:00", "13:00", "kari", kind="shift", room=None)
    late = visit("s", "12:30", "16:00", "kari", kind="shift", room=None)
    assert told(early, late) == [("staff", "s", ("kari",))]
    assert told(early, structs.replace(late, start=early.end)) == []
    a = visit("a", "10:00", "11:00", "kari", "ane")
    b = visit("b", "10:30", "11:30", "kari", "bo", room="studio")
    assert told(early, a, b) == [("staff", "b", ("kari",))]


def test_a_shift_without_staff_can_receive_nobody() -> None:
    shift = visit("v", "09:00", "16:00", "ane", kind="shift", room=None)
    assert told(shift) == [("shift", "v", ())]
    (line,) = words(shift)
    assert line == "Nobody on this shift is staff, who can receive people"
    with_staff = structs.replace(shift, people=("ane", "kari"))
    assert told(with_staff) == []
    assert told(structs.replace(with_staff, absent=("kari",))) == [("shift", "v", ())]


# Duty ----------------------------------------------------------------------------------------


def test_a_time_without_staff_is_told_from_when_to_when() -> None:
    shift = visit("v", "10:00", "11:00", "kari", kind="shift", room=None)
    a = visit("a", "09:30", "11:30", "ane")
    found = [(each.what, each.start, each.end) for each in clashes(shift, a)]
    assert found == [
        ("unstaffed", at("09:30"), at("10:00")),
        ("unstaffed", at("11:00"), at("11:30")),
    ]
    assert words(shift, a)[0] == "Nobody is on duty 09:30–10:00"
    exact = structs.replace(a, start=shift.start, end=shift.end)
    assert clashes(shift, exact) == []


def test_staff_in_any_visit_at_the_centre_then_are_there() -> None:
    a = visit("a", "10:00", "11:00", "ane")
    b = visit("b", "10:00", "11:00", "kari", "bo", room="studio", status="done")
    assert clashes(a, b) == []
    assert clashes(structs.replace(a, people=("ane", "kari"))) == []
    away = structs.replace(b, setting="home", host="bo", room=None)
    assert [each.what for each in clashes(a, away)] == ["unstaffed"]
    assert [each.what for each in clashes(a, structs.replace(b, status="cancelled"))] == [
        "unstaffed"
    ]
    assert clashes(structs.replace(a, setting="outdoors", room=None)) == []


def test_staff_who_leave_a_visit_are_not_there_any_more() -> None:
    a = visit("a", "10:00", "11:00", "ane", "kari")
    found = Clashes(plan(a), OSLO)
    assert list(found.of(a)) == []
    assert [each.what for each in found.of(structs.replace(a, people=("ane",)))] == ["unstaffed"]


def test_a_house_without_staff_or_shifts_says_nothing_of_duty() -> None:
    a = visit("a", "10:00", "11:00", "ane")
    assert clashes(a, people=PEOPLE[:3]) == []
    assert not Clashes(plan(a, people=PEOPLE[:3]), OSLO).lacks_shift(date(2021, 1, 12))


def test_an_open_day_without_a_shift_of_staff_lacks_one() -> None:
    hours = OpeningHours(tue=("10:00-17:00",))
    shift = visit("v", "10:00", "11:00", "kari", kind="shift", room=None)
    found = Clashes(plan(shift, opening_hours=hours), OSLO)
    assert not found.lacks_shift(date(2021, 1, 12))
    assert found.lacks_shift(date(2021, 1, 19))
    assert not found.lacks_shift(date(2021, 1, 13))  # closed
    assert [each.id for each in found.shifts(date(2021, 1, 12))] == ["v"]
    assert found.shifts(date(2021, 1, 11)) == found.shifts(date(2021, 1, 13)) == []
    volunteer = structs.replace(shift, people=("ane",))
    assert Clashes(plan(volunteer, opening_hours=hours), OSLO).lacks_shift(date(2021, 1, 12))


def test_a_shift_that_ends_at_midnight_belongs_to_one_day() -> None:
    night = structs.replace(
        visit("v", "20:00", "20:30", "kari", kind="shift", room=None), end=at("00:00", 13)
    )
    found = Clashes(plan(night), OSLO)
    assert [each.id for each in found.shifts(date(2021, 1, 12))] == ["v"]
    assert found.shifts(date(2021, 1, 13)) == []


# Opening hours -------------------------------------------------------------------------------


def closed(*visits: Visit, hours: tuple[str, ...] = ("10:00-17:00",)) -> list[Any]:
    found = clashes(DUTY, *visits, opening_hours=OpeningHours(tue=hours))
    return [(each.visit, each.start, each.end) for each in found if each.what == "closed"]


def test_the_centre_is_open_from_one_minute_to_another() -> None:
    assert closed(visit("a", "10:00", "17:00", "ane")) == []
    early = visit("a", "09:59", "11:00", "ane")
    assert closed(early) == [("a", at("09:59"), at("10:00"))]
    assert closed(visit("a", "16:00", "17:01", "ane")) == [("a", at("17:00"), at("17:01"))]
    assert closed(structs.replace(early, setting="cafe", room=None)) == []


def test_a_closed_day_and_a_break_are_told() -> None:
    thursday = visit("a", "11:00", "12:00", "ane", "kari", day=14)
    (line,) = words(thursday, opening_hours=OpeningHours(tue=("10:00-17:00",)))
    assert line == "The centre is closed on that day"
    hours = ("10:00-12:00", "13:00-17:00")
    assert closed(visit("a", "11:00", "14:00", "ane"), hours=hours) == [
        ("a", at("12:00"), at("13:00"))
    ]
    assert closed(visit("a", "11:00", "14:00", "ane"), hours=("10:00-12:00", "12:00-17:00")) == []


def test_staff_may_open_up_and_tidy_away_but_not_on_a_closed_day() -> None:
    shift = visit("v", "09:30", "17:30", "kari", kind="shift", room=None)
    assert closed(shift) == []
    thursday = structs.replace(shift, start=at("09:30", 14), end=at("17:30", 14))
    assert closed(thursday) == [("v", at("09:30", 14), at("17:30", 14))]


def test_a_visit_over_midnight_is_held_to_both_days() -> None:
    night = structs.replace(visit("n", "22:00", "23:00", "ane", "kari"), end=at("00:30", 13))
    assert clashes(night) == []
    (clash,) = clashes(night, opening_hours=OpeningHours(tue=("10:00-24:00",)))
    assert (clash.start, clash.end) == (at("00:00", 13), at("00:30", 13))


# Clock changes -------------------------------------------------------------------------------


def utc(text: str) -> Moment:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return Moment.combine(moment.date(), moment.time(), UTC)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    """The 31st of October 2021: 02:30 summer time is an hour before 02:30 winter time."""
    first = structs.replace(
        visit("a", "10:00", "11:00", "ane", "kari"),
        start=utc("2021-10-31T00:00"), end=utc("2021-10-31T01:00"),
    )  # fmt: skip
    second = structs.replace(first, id="b", start=first.end, end=utc("2021-10-31T02:00"))
    assert clashes(first, second) == []  # both from 02:00 to 03:00 by the clock, one by one
    longer = structs.replace(first, end=utc("2021-10-31T01:01"))
    assert [each.what for each in clashes(longer, second)] == ["person", "staff", "room"]


def test_opening_hours_follow_the_clock_on_the_wall_when_it_changes() -> None:
    hours = OpeningHours(sun=("10:00-17:00",))
    for start in ("2021-03-28T08:00", "2021-10-31T09:00"):  # 10:00 in Oslo, summer and winter
        sunday = structs.replace(
            visit("a", "10:00", "11:00", "ane", "kari"),
            start=utc(start), end=Moment.combine(utc(start).date(), utc("2021-01-01T11:00").time(),
                                                 UTC),
        )  # fmt: skip
        assert clashes(sunday, opening_hours=hours) == []
        earlier = sunday.start - timedelta(minutes=1)
        earlier = Moment.combine(earlier.date(), earlier.time(), UTC)
        assert len(clashes(structs.replace(sunday, start=earlier), opening_hours=hours)) == 1


# Days, names and size ------------------------------------------------------------------------


def test_days_hold_the_visits_that_start_on_them() -> None:
    visits = [
        structs.replace(
            visit(f"v{day}", "23:30", "23:59", "ane", "kari", day=day), end=at("00:30", day + 1)
        )
        for day in (11, 12, 13)
    ]
    found = Clashes(plan(*visits, opening_hours=OpeningHours()), OSLO)
    days = date(2021, 1, 12), date(2021, 1, 12)
    assert [each.visit for each in found.between(*days)] == ["v12"]
    assert {each.visit for each in found.between(days[0])} == {"v12", "v13"}
    assert {each.visit for each in found.between(None, days[0])} == {"v11", "v12"}


@pytest.mark.parametrize("name", [*NASTY, "{who}", "%s", ""])
def test_odd_names_are_told_as_they_are(name: str) -> None:
    odd = Person(id="x", name=name)
    a = visit("a", "10:00", "11:00", "x", title=name)
    b = visit("b", "10:00", "11:00", "x", room="studio")
    (line,) = words(DUTY, a, b, people=(*PEOPLE, WATCH, odd))
    assert line == f"{name or 'x'} is also at «{name or 'activity'}» 10:00–11:00"


def test_ten_thousand_visits_are_looked_through_as_fast_as_they_are_many() -> None:
    start = datetime(2021, 1, 1, 9, tzinfo=UTC)
    people = tuple(Person(id=f"p{n}") for n in range(200))

    def many(count: int) -> list[Visit]:
        return [
            structs.replace(
                visit(f"v{n}", "10:00", "11:00", f"p{n % 200}", room=None),
                start=utc((start + timedelta(days=n // 40)).isoformat()[:16]),
                end=utc((start + timedelta(days=n // 40, hours=1)).isoformat()[:16]),
            )
            for n in range(count)
        ]

    visits = many(10_000)
    visits.append(structs.replace(visits[5000], id="twice"))
    began = datetime.now(UTC)
    found = [(each.what, each.visit, each.other) for each in clashes(*visits, people=people)]
    assert found == [("person", "v5000", "twice")]
    assert datetime.now(UTC) - began < timedelta(seconds=5)
