"""Bookings lose their people, and stay as bookings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from glimt_rules.plan.model import Person, Waiver
from glimt_tui.store.records import (
    DayCount,
    Key,
)
from glimt_tui.store.retention.purging import Purged
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.visitors import arrive, visitors
from store.places import KARI, OLA, STUDIO, at, fill, visit
from store.retention.remembering import Purge, edit, past, remove, told, values


def test_a_booking_loses_its_people_after_28_days_and_stays_as_a_booking(
    store: Store, forget: Purge
) -> None:
    booked = visit(
        start=at(4, 22, 30), end=at(5, 1), people=("kari",), room="studio", title="Samtale",
        link="https://example.org/kari", status="done", kind="conversation",
    )  # fmt: skip
    fill(store, STUDIO, KARI, booked)
    assert forget(at(1, 22, 59, month=2)) == Purged()
    done = forget(at(1, 23, month=2))
    assert (done.bookings, done.arrivals, done.guests, done.changes) == (1, 0, 0, 1)
    assert values(store, "visit") == [past(booked)]
    assert values(store, "person") == [KARI]
    assert told(store) == {("room", "studio"), ("person", "kari")}
    with store.reading() as reading:
        assert reading.visits_of(Key("person", "kari")) == []
        assert [r.id for r in reading.visits_of(Key("room", "studio"))] == ["v1"]
        assert reading.day_counts() == [
            DayCount(day=date(2021, 1, 4), visits=1, people=1, guests=1, minutes=150)
        ]


def test_a_day_is_counted_without_names(store: Store, forget: Purge) -> None:
    tuva = Person(id="tuva", role="staff")
    everybody = ("kari", "ola", "tuva")
    start, end = at(4, 12), at(4, 13)
    fill(
        store, KARI, OLA, tuva,
        visit("v1", start=start, end=end, people=everybody, absent=("ola",)),
        visit("v2", start=at(4, 14), end=at(4, 14, 30), people=("kari", "tuva")),
        visit("v3", start=start, end=end, people=everybody, status="cancelled"),
        visit("v4", start=start, end=end, people=everybody, status="no_show"),
        visit("v5", start=at(5, 12), end=at(5, 13), people=("ola",)),
    )  # fmt: skip
    assert forget(at(10, 12, month=3)).bookings == 5
    with store.reading() as reading:
        assert reading.day_counts() == [
            DayCount(day=date(2021, 1, 4), visits=2, cancelled=2, people=2, guests=1, minutes=180),
            DayCount(day=date(2021, 1, 5), visits=1, people=1, guests=1, minutes=60),
        ]


@pytest.mark.parametrize("days", [0, 7, 60])
def test_the_configuration_says_how_long_bookings_keep_their_people(
    store: Store, forget: Purge, days: int
) -> None:
    fill(store, KARI, visit(start=at(4, 12), end=at(4, 13)))
    last = at(4, 22, 59) + timedelta(days=days)
    assert forget(last, booking_days=days).bookings == 0
    assert forget(last + timedelta(minutes=1), booking_days=days).bookings == 1


def test_the_waivers_of_a_booking_go_with_its_people(store: Store, forget: Purge) -> None:
    waivers = [
        Waiver(rule="r", visit=id_, reason="fordi Kari", by="b", until=date(2021, 12, 31))
        for id_ in ("v1", "v2")
    ]
    later = visit("v2", start=at(5, 12), end=at(5, 13))
    fill(store, KARI, visit(start=at(4, 12), end=at(4, 13)), later, *waivers)
    assert forget(at(2, 12, month=2)).changes == 3 - 1
    assert values(store, "waiver") == [waivers[1]]
    assert told(store) == {
        ("person", "kari"),
        ("visit", "v2"),
        ("waiver", "v2 r 2021-12-31"),
    }


def test_the_list_may_be_kept_for_longer_than_the_bookings_that_it_names(
    store: Store, keys: DayKeys, forget: Purge
) -> None:
    fill(store, OLA, visit(start=at(4, 11), end=at(4, 12), people=("ola",)))
    arrive(store, keys, "ola", visit_id="v1")
    done = forget(at(10, 12), retention_days=10, booking_days=2)
    assert (done.bookings, done.arrivals, done.guests) == (1, 0, 0)
    assert visitors(store, keys)[0].name == OLA.name
    done = forget(at(20, 12), retention_days=10, booking_days=2)
    assert (done.arrivals, done.guests) == (1, 1)


def test_a_booking_that_was_removed_is_forgotten_whole(store: Store, forget: Purge) -> None:
    """What was told of it while it lay on a later day goes with the rest."""
    fill(store, KARI, visit(start=at(1, 12, month=6), end=at(1, 13, month=6)))
    edit(store, visit(start=at(5, 12), end=at(5, 13)))
    remove(store, Key("visit", "v1"))
    assert forget(at(1, 12, month=2)) == Purged()
    assert forget(at(2, 12, month=2)).changes == 3
    assert told(store) == {("person", "kari")}


def test_a_booking_for_next_year_that_was_removed_is_not_told_of_until_then(
    store: Store, forget: Purge
) -> None:
    waiver = Waiver(rule="r", visit="v1", reason="r", by="b", until=date(2099, 1, 1))
    fill(store, KARI, visit(start=at(1, 12, year=2022), end=at(1, 13, year=2022)), waiver)
    remove(store, Key("waiver", "v1 r 2099-01-01"), Key("visit", "v1"))
    assert forget(at(1, 22, 59, month=2)) == Purged()
    forget(at(1, 23, month=2))
    assert told(store) == {("person", "kari")}


def test_a_booking_that_was_moved_keeps_what_is_told_of_it_now(store: Store, forget: Purge) -> None:
    fill(store, KARI, visit(start=at(4, 12), end=at(4, 13)))
    edit(store, visit(start=at(20, 12), end=at(20, 13)))
    assert forget(at(2, 12, month=2)).changes == 1
    assert ("visit", "v1") in told(store)
