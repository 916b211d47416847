"""Receiving people and seeing them off."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Visit
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import verify
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.visitors import arrive, depart, visitors
from store.places import KARI, MORNING, OLA, STUDIO, FakeClock, at, fill, visit

TUVA = Person(id="tuva", name="Tuva Vakt", role="staff")


def read_visit(store: Store, id_: str = "v1") -> Visit:
    with store.reading() as reading:
        record = reading.get(Key("visit", id_))
        assert verify(reading) is None
    assert record is not None
    assert isinstance(record.value, Visit)
    return record.value


def listed(store: Store) -> list[Arrival]:
    with store.reading() as reading:
        return [r.value for r in reading.arrivals() if isinstance(r.value, Arrival)]


def refused(store: Store, keys: DayKeys, person: str, **how: Any) -> None:
    before = listed(store)
    with pytest.raises(Refused):
        arrive(store, keys, person, **how)
    assert listed(store) == before


def test_an_arrival_fills_the_list_with_what_is_known(store: Store, keys: DayKeys) -> None:
    fill(store, KARI, visit())
    arrive(store, keys, "kari", visit_id="v1", handwashed=True)
    (found,) = visitors(store, keys)
    assert (found.name, found.phone) == (KARI.name, KARI.phone)
    arrival = found.arrival
    assert (arrival.person, arrival.visit, arrival.day) == ("kari", "v1", date(2021, 1, 12))
    assert (arrival.arrived, arrival.left, arrival.handwashed) == (MORNING, None, True)


def test_the_visit_is_at_arrived_and_nothing_else_of_it_is_changed(
    store: Store, keys: DayKeys
) -> None:
    booked = visit(title="Samtale", room="studio", masks=True, booked_at=at(5, 9))
    fill(store, STUDIO, KARI, booked)
    arrive(store, keys, "kari", visit_id="v1", handwashed=True)
    assert read_visit(store) == structs.replace(booked, status="arrived", handwashed=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("planned", "arrived"),
        ("no_show", "arrived"),
        ("arrived", "arrived"),
        ("done", "done"),
        ("cancelled", "arrived"),
    ],
)
def test_an_arrival_moves_a_visit_forward_only(
    store: Store, keys: DayKeys, before: Any, after: str
) -> None:
    fill(store, KARI, visit(status=before))
    arrive(store, keys, "kari", visit_id="v1")
    assert read_visit(store).status == after


@pytest.mark.parametrize(
    ("hands", "together"),
    [
        ([True], True),
        ([False], False),
        ([None], None),
        ([True, True], True),
        ([True, False], False),
        ([False, True], False),
        ([True, None], None),
        ([None, True], None),
        ([None, False], False),
        ([True, None, False], False),
        ([True, True, True], True),
    ],
)
def test_the_visits_hands_are_everybodys(
    store: Store, keys: DayKeys, hands: list[bool | None], together: bool | None
) -> None:
    people = [KARI, OLA, TUVA][: len(hands)]
    fill(store, *people, visit(people=tuple(person.id for person in people)))
    for person, washed in zip(people, hands, strict=True):
        arrive(store, keys, person.id, visit_id="v1", handwashed=washed)
    assert read_visit(store).handwashed is together
    assert sorted(a.person for a in listed(store)) == sorted(person.id for person in people)


@pytest.mark.parametrize(
    ("ticked", "hands", "together"),
    [(True, None, None), (False, None, False), (False, True, False), (True, True, True)],
)
def test_hands_that_somebody_ticked_off_before_are_not_made_better(
    store: Store, keys: DayKeys, ticked: bool, hands: bool | None, together: bool | None
) -> None:
    fill(store, KARI, visit(handwashed=ticked))
    arrive(store, keys, "kari", visit_id="v1", handwashed=hands)
    assert read_visit(store).handwashed is together


def test_who_was_absent_and_comes_after_all_is_there(store: Store, keys: DayKeys) -> None:
    absent = visit(people=("kari", "ola", "tuva"), absent=("kari", "ola"), status="no_show")
    fill(store, KARI, OLA, TUVA, absent)
    arrive(store, keys, "ola", visit_id="v1")
    assert read_visit(store).absent == ("kari",)
    assert read_visit(store).status == "arrived"


def test_nobody_arrives_twice(store: Store, keys: DayKeys, clock: FakeClock) -> None:
    fill(store, KARI, visit())
    arrive(store, keys, "kari")
    clock.move(minutes=5)
    refused(store, keys, "kari")
    refused(store, keys, "kari", visit_id="v1")
    assert read_visit(store).status == "planned"


def test_who_has_left_may_come_again(store: Store, keys: DayKeys, clock: FakeClock) -> None:
    fill(store, KARI)
    for _ in range(2):
        arrive(store, keys, "kari")
        clock.move(minutes=30)
        depart(store, "kari")
        clock.move(minutes=30)
    assert [a.left for a in listed(store)] == [at(12, 9, 30), at(12, 10, 30)]


def test_who_stayed_over_midnight_leaves_the_next_day(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    clock.move(hours=20)
    refused(store, keys, "kari")
    assert depart(store, "kari").left == at(13, 5)


def test_who_never_signed_out_may_come_again_two_days_later(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    clock.move(days=2)
    with pytest.raises(Refused):
        depart(store, "kari")
    arrive(store, keys, "kari")
    depart(store, "kari")
    assert [a.left for a in listed(store)] == [None, at(14, 9)]


def test_a_departure_is_written_down_and_leaves_the_rest(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    fill(store, KARI)
    arrival = arrive(store, keys, "kari", handwashed=False)
    clock.move(hours=1)
    left = depart(store, "kari")
    assert left == structs.replace(arrival, left=at(12, 10))
    assert listed(store) == [left]
    assert visitors(store, keys)[0].name == KARI.name


def test_nobody_leaves_who_is_not_here(store: Store, keys: DayKeys) -> None:
    fill(store, KARI, OLA)
    arrive(store, keys, "ola")
    for person in ("kari", "nobody"):
        with pytest.raises(Refused):
            depart(store, person)


def test_nobody_leaves_twice_before_they_came_or_in_the_future(store: Store, keys: DayKeys) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    for moment in (at(12, 8, 59), at(12, 9, 1)):
        with pytest.raises(Refused):
            depart(store, "kari", at=moment)
    depart(store, "kari", at=MORNING)
    with pytest.raises(Refused):
        depart(store, "kari")


def test_nobody_arrives_in_the_future(store: Store, keys: DayKeys) -> None:
    fill(store, KARI)
    refused(store, keys, "kari", at=at(12, 9, 1))


def test_an_arrival_may_be_written_down_later(store: Store, keys: DayKeys) -> None:
    fill(store, KARI)
    arrival = arrive(store, keys, "kari", at=at(11, 23, 30))
    assert arrival.day == date(2021, 1, 12)
    assert depart(store, "kari", at=at(12, 1)).left == at(12, 1)


def test_nobody_arrives_who_is_unknown_or_at_a_visit_of_others(store: Store, keys: DayKeys) -> None:
    fill(store, KARI, OLA, visit())
    refused(store, keys, "per")
    refused(store, keys, "ola", visit_id="v1")
    refused(store, keys, "ola", visit_id="v2")


def test_staff_sign_in_without_a_visit(store: Store, keys: DayKeys) -> None:
    fill(store, TUVA)
    assert arrive(store, keys, "tuva").visit is None
    assert visitors(store, keys)[0].phone is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": "Kari Ny"}, ("Kari Ny", KARI.phone)),
        ({"phone": "47000000"}, (KARI.name, "47000000")),
        ({"name": "Ærlig Ås", "phone": "+47 400 00 000"}, ("Ærlig Ås", "+47 400 00 000")),
        ({"name": "", "phone": ""}, (KARI.name, KARI.phone)),
    ],
)
def test_what_is_said_at_the_door_stands_on_the_list_and_not_with_the_person(
    store: Store, keys: DayKeys, said: dict[str, Any], told: tuple[str, str]
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari", **said)
    (found,) = visitors(store, keys)
    assert (found.name, found.phone) == told
    with store.reading() as reading:
        record = reading.get(Key("person", "kari"))
    assert record is not None
    assert record.value == KARI


def test_the_list_stays_as_it_was_said_when_the_person_is_changed(
    store: Store, keys: DayKeys
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    with store.action("edit") as action:
        action.put(structs.replace(KARI, name="Kari Gift"), 1)
    assert visitors(store, keys)[0].name == KARI.name


def test_nothing_of_the_name_stands_in_the_list_itself(
    store: Store, keys: DayKeys, tmp_path: Path
) -> None:
    fill(store, Person(id="kari"))
    arrive(store, keys, "kari", name="Ærlig Ås", phone="47000000")
    depart(store, "kari")
    told = b"".join(arrival.sealed for arrival in listed(store))
    with store.reading() as reading:
        told += repr(list(reading.entries())).encode()
    told += b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for word in ("rlig", "Ås", "47000000"):
        assert word.encode() not in told


def test_the_list_without_its_key_still_says_who_came_and_when(store: Store, keys: DayKeys) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    keys.destroy_before(date(2021, 1, 13))
    (found,) = visitors(store, keys)
    assert (found.name, found.phone, found.arrival.person) == (None, None, "kari")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(12, 22, 59), date(2021, 1, 12)),
        (at(12, 23, 0), date(2021, 1, 13)),
        (at(28, 0, 59, month=3), date(2021, 3, 28)),
        (at(28, 21, 59, month=3), date(2021, 3, 28)),
        (at(28, 22, 0, month=3), date(2021, 3, 29)),
        (at(30, 22, 0, month=10), date(2021, 10, 31)),
        (at(31, 22, 59, month=10), date(2021, 10, 31)),
        (at(31, 23, 0, month=10), date(2021, 11, 1)),
    ],
)
def test_the_day_is_that_of_the_clock_on_the_wall(
    store: Store, keys: DayKeys, clock: FakeClock, moment: Moment, day: date
) -> None:
    """Oslo is an hour ahead of UTC, two in summer; the clocks move on 28 March and 31 October."""
    clock.now = moment
    fill(store, KARI)
    assert arrive(store, keys, "kari").day == day
    assert keys.days() == [day]


def test_a_stay_over_the_hour_that_comes_twice_has_its_full_length(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    """From 02:30 to 02:15 by the clock on the wall, and that is no mistake."""
    fill(store, KARI)
    clock.now = at(31, 0, 30, month=10)
    arrive(store, keys, "kari")
    clock.now = at(31, 1, 15, month=10)
    assert depart(store, "kari").left == at(31, 1, 15, month=10)


def test_the_list_is_in_order_of_arrival(store: Store, keys: DayKeys, clock: FakeClock) -> None:
    fill(store, KARI, OLA, TUVA)
    arrive(store, keys, "tuva")
    arrive(store, keys, "kari", at=at(12, 7))
    arrive(store, keys, "ola", at=at(11, 7))
    assert [v.arrival.person for v in visitors(store, keys)] == ["ola", "kari", "tuva"]


@pytest.mark.parametrize("days", [-1, 1, 7])
def test_nobody_is_received_for_a_booking_on_another_day(
    store: Store, keys: DayKeys, days: int
) -> None:
    other = visit(start=at(12 + days, 9), end=at(12 + days, 10))
    fill(store, KARI, other)
    with pytest.raises(Refused):
        arrive(store, keys, "kari", visit_id="v1")
    assert read_visit(store) == other


def test_nobody_is_received_for_a_call(store: Store, keys: DayKeys) -> None:
    fill(store, KARI, visit(setting="phone"))
    with pytest.raises(Refused):
        arrive(store, keys, "kari", visit_id="v1")
