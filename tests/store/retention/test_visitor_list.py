"""The visitor list is gone on the day on which it must be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from glimt_rules.moments import Moment
from glimt_tui.store.records import (
    House,
)
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import Purged, purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.undo import undo
from glimt_tui.store.visitors import arrive, depart, visitors
from store.places import KARI, FakeClock, at, fill
from store.retention.remembering import NOON, Purge, last_entry, told


def test_an_entry_of_the_fourth_is_there_through_the_fourteenth(
    store: Store, keys: DayKeys, forget: Purge
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    for day in range(4, 15):
        assert forget(at(day, 22, 59)) == Purged()
        assert visitors(store, keys)[0].name == KARI.name
    done = forget(at(14, 23))  # midnight in Oslo
    assert (done.arrivals, done.keys, done.clean) == (1, 1, True)
    assert visitors(store, keys) == []
    assert keys.days() == []
    assert told(store) == {("person", "kari")}
    entry = last_entry(store)
    assert (entry.action, entry.who, entry.changes) == ("purge", "cron", ())
    assert entry.facts == {"arrivals": 1, "changes": 1}


@pytest.mark.parametrize(
    ("came", "last"),
    [
        (at(4, 22, 59), at(14, 22, 59)),
        (at(4, 23, 30), at(15, 22, 59)),
        (at(27, 22, 59, month=3), at(6, 21, 59, month=4)),
        (at(28, 21, 59, month=3), at(7, 21, 59, month=4)),
        (at(28, 22, 30, month=3), at(8, 21, 59, month=4)),
        (at(21, 22, 30, month=10), at(1, 22, 59, month=11)),
        (at(30, 21, 59, month=10), at(9, 22, 59, month=11)),
    ],
)
def test_days_are_those_of_the_clock_on_the_wall(
    store: Store, keys: DayKeys, clock: FakeClock, forget: Purge, came: Moment, last: Moment
) -> None:
    fill(store, KARI)
    clock.now = came
    arrive(store, keys, "kari")
    assert forget(last).arrivals == 0
    assert visitors(store, keys)[0].name == KARI.name
    assert forget(last + timedelta(minutes=1)).arrivals == 1
    assert keys.days() == []


@pytest.mark.parametrize("days", [0, 1, 3, 14, 40])
def test_the_configuration_says_how_many_days(
    store: Store, keys: DayKeys, forget: Purge, days: int
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    last = at(4, 22, 59) + timedelta(days=days)
    assert forget(last, retention_days=days).arrivals == 0
    assert visitors(store, keys)[0].name == KARI.name
    assert forget(last + timedelta(minutes=1), retention_days=days).arrivals == 1


def test_another_place_has_another_midnight(store: Store, keys: DayKeys, forget: Purge) -> None:
    fill(store, House(timezone="America/New_York"), KARI)
    arrive(store, keys, "kari")
    assert forget(at(15, 4, 59)).arrivals == 0
    assert forget(at(15, 5)).arrivals == 1


def test_each_day_goes_by_itself_and_leaves_the_keys_of_the_rest(
    store: Store, keys: DayKeys, clock: FakeClock, forget: Purge
) -> None:
    fill(store, KARI)
    for day in range(4, 9):
        clock.now = at(day, 11)
        arrive(store, keys, "kari")
        depart(store, "kari")
    for gone in range(5):
        assert [v.arrival.day.day for v in visitors(store, keys)] == list(range(4 + gone, 9))
        assert all(v.name == KARI.name for v in visitors(store, keys))
        assert [day.day for day in keys.days()] == list(range(4 + gone, 9))
        done = forget(at(15 + gone, 11))
        assert (done.arrivals, done.keys) == (1, 1)


def test_a_clock_that_went_back_makes_nothing_unreadable(
    store: Store, keys: DayKeys, clock: FakeClock, forget: Purge
) -> None:
    fill(store, KARI)
    forget(at(30, 11))
    clock.now = NOON
    arrive(store, keys, "kari")
    assert forget(at(14, 11)).arrivals == 0
    assert visitors(store, keys)[0].name == KARI.name


def test_a_departure_and_what_was_taken_back_go_from_the_journal_too(
    store: Store, keys: DayKeys, clock: FakeClock, forget: Purge
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    undo(store, 2)
    arrive(store, keys, "kari")
    clock.move(days=1)
    depart(store, "kari")
    assert forget(at(15, 11)).changes == 4
    assert told(store) == {("person", "kari")}


def test_a_copy_of_the_database_is_purged_without_touching_the_keys(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    fill(store, KARI)
    arrive(store, keys, "kari")
    clock.move(days=11)
    done = purge(store.repository, None, Keeping(), who="cron", clock=clock)
    assert (done.arrivals, done.keys) == (1, 0)
    assert len(keys.days()) == 1
