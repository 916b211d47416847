"""Guests go with what they came for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.plan.model import Person, Symptoms
from glimt_tui.store.retention.purging import Purged
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.visitors import arrive
from store.places import KARI, OLA, FakeClock, at, fill, visit
from store.retention.remembering import OLA_KEY, Purge, edit, ids, remove, told, values


def test_a_guest_with_nothing_coming_goes_with_the_list(
    store: Store, keys: DayKeys, forget: Purge
) -> None:
    fill(store, KARI, OLA)
    arrive(store, keys, "ola")
    assert forget(at(14, 11)) == Purged()
    done = forget(at(15, 11))
    assert (done.guests, done.arrivals) == (1, 1)
    assert values(store, "person") == [KARI]
    assert told(store) == {("person", "kari")}


@pytest.mark.parametrize("role", ["participant", "staff", "support_contact"])
def test_whoever_is_registered_stays(store: Store, forget: Purge, role: Any) -> None:
    person = structs.replace(KARI, role=role)
    fill(store, person)
    assert forget(at(4, 11, year=2030)) == Purged()
    assert values(store, "person") == [person]
    assert told(store) == {("person", "kari")}


def test_a_guest_with_something_coming_stays(store: Store, forget: Purge) -> None:
    fill(store, OLA, visit(start=at(1, 12, month=6), end=at(1, 13, month=6), people=("ola",)))
    assert forget(at(31, 11, month=5)) == Purged()
    assert values(store, "person") == [OLA]


def test_a_guest_who_was_just_written_down_stays_for_as_long_as_the_list(
    store: Store, clock: FakeClock, forget: Purge
) -> None:
    fill(store, OLA)
    assert forget(at(14, 11)) == Purged()
    edit(store, structs.replace(OLA, phone="4"))
    assert forget(at(24, 11)) == Purged()
    assert forget(at(25, 11)).guests == 1


def test_a_guest_in_a_past_booking_loses_the_name_and_then_goes_with_the_booking(
    store: Store, forget: Purge
) -> None:
    guest = structs.replace(OLA, household="hus", symptoms=(Symptoms(since=date(2021, 1, 2)),))
    fill(store, guest, visit(start=at(4, 12), end=at(4, 13), people=("ola",)))
    assert forget(at(14, 11)) == Purged()
    assert forget(at(15, 11)).guests == 1
    assert values(store, "person") == [Person(id="ola", role="guest", household="hus")]
    assert told(store) == {("visit", "v1")}
    assert forget(at(1, 11, month=2)) == Purged()
    done = forget(at(2, 11, month=2))
    assert (done.bookings, done.guests) == (1, 1)
    assert values(store, "person") == []
    assert told(store) == set()


def test_a_guest_without_a_name_who_books_again_has_one_again(store: Store, forget: Purge) -> None:
    fill(store, OLA, visit(start=at(4, 12), end=at(4, 13), people=("ola",)))
    forget(at(20, 11))
    edit(store, OLA)
    fill(store, visit("v2", start=at(21, 12), end=at(21, 13), people=("ola",)))
    assert forget(at(21, 11)) == Purged()
    assert values(store, "person") == [OLA]


def test_a_guest_whom_somebody_names_stays_as_nobody(store: Store, forget: Purge) -> None:
    kari = structs.replace(KARI, comes_with="ola")
    fill(store, OLA, kari)
    assert forget(at(15, 11)).guests == 1
    assert values(store, "person") == [kari, Person(id="ola", role="guest")]
    edit(store, KARI)
    assert forget(at(15, 11)).guests == 1
    assert ids(store, "person") == ["kari"]


def test_guests_who_name_each_other_go_together(store: Store, forget: Purge) -> None:
    ada = Person(id="ada", name="Ada", role="guest", comes_with="ola")
    fill(store, ada, structs.replace(OLA, comes_with="ada"))
    assert forget(at(15, 11)).guests == 2
    assert ids(store, "person") == []
    assert told(store) == set()


def test_forgetting_a_guests_symptoms_keeps_the_guest_no_longer(
    store: Store, clock: FakeClock, forget: Purge
) -> None:
    """A purge is not somebody who writes down a guest anew."""
    cleared = Symptoms(since=date(2021, 1, 2), cleared=date(2021, 1, 6))
    fill(store, structs.replace(OLA, symptoms=(cleared,)))
    fill(store, visit(start=at(18, 12), end=at(18, 13), people=("ola",)))
    assert forget(at(21, 11)).symptoms == 1
    assert values(store, "person") == [OLA]
    assert forget(at(28, 11)).guests == 0
    assert forget(at(29, 11)).guests == 1
    assert values(store, "person") == [Person(id="ola", role="guest")]


def test_a_guest_who_was_removed_by_hand_goes_from_the_journal(store: Store, forget: Purge) -> None:
    fill(store, OLA)
    edit(store, structs.replace(OLA, phone="4"))
    remove(store, OLA_KEY)
    assert forget(at(14, 11)) == Purged()
    assert forget(at(15, 11)).changes == 3
    assert told(store) == set()
