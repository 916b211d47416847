"""What passes of people who stay is forgotten once it is over."""

from __future__ import annotations

from datetime import date

from msgspec import structs

from glimt_rules.plan.model import Household, Person, Room, Symptoms
from glimt_tui.store.records import (
    House,
    Key,
)
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import Purged, purge
from glimt_tui.store.store import Store
from store.places import KARI, STUDIO, FakeClock, at, fill
from store.retention.remembering import Purge, edit, ids, remove, told, values


def test_symptoms_are_forgotten_14_days_after_they_cleared(store: Store, forget: Purge) -> None:
    cleared = Symptoms(since=date(2020, 12, 30), cleared=date(2021, 1, 4))
    later = Symptoms(since=date(2021, 1, 6), cleared=date(2021, 1, 8))
    still = Symptoms(since=date(2021, 1, 12))
    fill(store, structs.replace(KARI, symptoms=(cleared, later, still)))
    kept = [
        len(person.symptoms)
        for day in (18, 19, 22, 23, 31)
        if forget(at(day, 11)) is not None
        for person in values(store, "person")
        if isinstance(person, Person)
    ]
    assert kept == [3, 2, 2, 1, 1]
    assert told(store) == set()


def test_the_journal_tells_of_symptoms_no_longer_than_of_the_list(
    store: Store, clock: FakeClock, forget: Purge
) -> None:
    """Also where they have not cleared; what was told of the person before stays."""
    fill(store, KARI)
    ill = structs.replace(KARI, symptoms=(Symptoms(since=date(2021, 1, 3)),))
    edit(store, ill)
    assert forget(at(14, 11)) == Purged()
    assert forget(at(15, 11)).changes == 1
    assert values(store, "person") == [ill]
    with store.reading() as reading:
        assert [e.seq for e in reading.entries() for c in e.changes if c.id == "kari"] == [1]


def test_households_contacts_are_forgotten_with_the_weeks_of_the_bookings(
    store: Store, forget: Purge
) -> None:
    weeks = {"2020-W53": 9, "2021-W01": 1, "2021-W02": 2, "2021-W06": 3}
    fill(store, Household(id="h", outside_contacts=weeks))
    # 28 days before Sunday 7 February is Sunday of week 1
    assert forget(at(7, 11, month=2)).weeks == 1
    done = forget(at(8, 11, month=2))
    assert done.weeks == 1
    assert values(store, "household") == [
        Household(id="h", outside_contacts={"2021-W02": 2, "2021-W06": 3})
    ]
    assert told(store) == set()


def test_a_household_that_was_told_of_before_is_as_the_journal_says(
    store: Store, clock: FakeClock, forget: Purge
) -> None:
    """Its last word is told on a day before that of the first, by a clock that went back."""
    fill(store, Household(id="h"))
    clock.move(days=-20)
    edit(store, Household(id="h", outside_contacts={"2021-W40": 1}))
    assert forget(at(20, 11)).changes == 1
    assert ids(store, "household") == ["h"]


def test_rooms_and_the_house_are_not_forgotten(store: Store, forget: Purge) -> None:
    fill(store, House(), STUDIO, Room(id="sal"))
    remove(store, Key("room", "sal"))
    assert forget(at(1, 1, year=2030)) == Purged()
    assert told(store) == {("house", "house"), ("room", "studio"), ("room", "sal")}


def test_a_household_in_which_nobody_lives_goes_with_its_weeks(store: Store) -> None:
    empty, lived_in = Household(id="hansen"), Household(id="kari")
    fill(store, KARI, empty, lived_in)
    purge(store.repository, None, Keeping(), who="test", clock=store.clock)
    with store.reading() as reading:
        assert [record.id for record in reading.all("household")] == ["kari"]
