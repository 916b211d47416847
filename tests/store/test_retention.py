"""What must be gone is gone, on the day on which it must, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Household, Person, Room, Symptoms, Visit, Waiver
from glimt_tui.store.journal import Entry, verify
from glimt_tui.store.records import (
    Arrival,
    DayCount,
    House,
    Key,
    Kind,
    PastVisit,
    Value,
    key_of,
)
from glimt_tui.store.repository import Repository
from glimt_tui.store.retention import Keeping, Purged, purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.sqlite import repository as sqlite_repository
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from glimt_tui.store.undo import undo
from glimt_tui.store.visitors import arrive, depart, visitors
from store.places import KARI, OLA, STUDIO, FakeClock, at, fill, new_repository, visit

Purge = Callable[..., Purged]
OLA_KEY = Key("person", "ola")
NOON = at(4, 11)


@pytest.fixture
def clock() -> FakeClock:
    """Noon on Monday 4 January 2021."""
    return FakeClock(NOON)


@pytest.fixture
def forget(repository: Repository, keys: DayKeys, clock: FakeClock) -> Purge:
    """Purge at a moment; sees that the journal still verifies, and that nothing is left to do."""

    def run(now: Moment | None = None, **keeping: int) -> Purged:
        if now is not None:
            clock.now = now
        done = purge(repository, keys, Keeping(**keeping), who="cron", clock=clock)
        with repository.reading() as reading:
            assert verify(reading) is None
            last = reading.entries_ever()
        again = purge(repository, keys, Keeping(**keeping), who="cron", clock=clock)
        assert again == Purged()
        with repository.reading() as reading:
            assert verify(reading) is None
            assert reading.entries_ever() == last
        return done

    return run


def values(store: Store, kind: Kind) -> list[Value]:
    with store.reading() as reading:
        return [record.value for record in reading.all(kind)]


def ids(store: Store, kind: Kind) -> list[str]:
    with store.reading() as reading:
        return [record.id for record in reading.all(kind)]


def told(store: Store) -> set[tuple[str, str]]:
    """The records of which the journal still tells."""
    with store.reading() as reading:
        return {(c.kind, c.id) for e in reading.entries() for c in e.changes if c.id is not None}


def last_entry(store: Store) -> Entry:
    with store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    return entry


def edit(store: Store, value: Value) -> None:
    with store.action("edit") as action:
        record = action.get(key_of(value))
        assert record is not None
        action.put(value, record.version)


def remove(store: Store, *keys: Key) -> None:
    with store.action("remove") as action:
        for key in keys:
            record = action.get(key)
            assert record is not None
            action.remove(key, record.version)


# The visitor list ------------------------------------------------------------------------


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


# Bookings --------------------------------------------------------------------------------


def past(visit_: Visit) -> PastVisit:
    return PastVisit(**{name: getattr(visit_, name) for name in PastVisit.__struct_fields__})


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


# Guests ----------------------------------------------------------------------------------


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


# Symptoms and contacts -------------------------------------------------------------------


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


# The files -------------------------------------------------------------------------------

GUESTS = 500


def name(number: int) -> str:
    return f"Ærlig Øyås Gjestesen{number:04d}"


def phone(number: int) -> str:
    return f"4791{number:04d}"


class Full:
    """A database of many guests who were all here, and of somebody who is to stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(NOON)
        self.repository = SqliteRepository(folder / "glimt.db")
        self.keys = DayKeys(folder / "keys")
        self.store = Store(self.repository, "kari-i-vakt", self.clock)

    def fill(self) -> None:
        """Write in many steps, so that rows move from page to page."""
        random = Random(2021)
        numbers = list(range(GUESTS))
        random.shuffle(numbers)
        fill(self.store, KARI)
        for number in numbers:
            id_ = f"gjest{number:04d}"
            named = name(number) + " Lang" * random.randint(0, 8)
            guest = Person(id=id_, name=named, phone=phone(number), role="guest")
            fill(self.store, guest)
            if number % 5 == 0:  # somebody who stays, among those who go
                fill(self.store, Person(id=f"gj{number:04d}", name="Fast" * random.randint(1, 40)))
        for number in range(GUESTS):
            id_ = f"gjest{number:04d}"
            arrive(self.store, self.keys, id_, phone=phone(number) + "9")
            if number % 3 == 0:
                self._edit(id_, name(number) + " Endret" * random.randint(1, 20))
            if number % 6 == 0:
                depart(self.store, id_)
                self._edit(id_, name(number))
            if number % 50 == 0:
                booked = visit(
                    f"v{number}", start=at(4, 9), end=at(4, 10), people=(id_,), title="Hemmelig"
                )
                fill(self.store, booked)

    def _edit(self, id_: str, name_: str) -> None:
        with self.store.action("edit") as action:
            record = action.get(Key("person", id_))
            assert record is not None
            assert isinstance(record.value, Person)
            action.put(structs.replace(record.value, name=name_), record.version)

    def purge(self, now: Moment) -> Purged:
        self.clock.now = now
        return purge(self.repository, self.keys, Keeping(), who="cron", clock=self.clock)

    def found(self) -> set[str]:
        """What stands somewhere in the files."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        assert self.folder / "glimt.db" in files
        content = b"".join(file.read_bytes() for file in files)
        return {word for word in WORDS if word.encode() in content}


WORDS = ("rlig", "Øyås", "Gjestesen", "gjest", "4791", "Endret", "Hemmelig", '"arrived":')


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    new_repository("sqlite", folder).close()
    (folder / "keys").mkdir()
    made = Full(folder)
    made.fill()
    made.repository.close()
    return folder


@pytest.fixture
def full(filled: Path, tmp_path: Path) -> Iterator[Full]:
    copytree(filled, tmp_path / "copy")
    made = Full(tmp_path / "copy")
    yield made
    made.repository.close()


def test_after_a_purge_the_names_and_numbers_are_nowhere_in_the_files(full: Full) -> None:
    assert full.found() == set(WORDS)
    done = full.purge(at(15, 11))
    assert (done.arrivals, done.guests, done.keys, done.clean) == (GUESTS, GUESTS, 1, True)
    # bookings keep their people, who have no names, and their titles until they are forgotten
    assert full.found() == {"gjest", "Hemmelig"}
    assert full.purge(at(2, 11, month=2)).clean
    assert full.found() == set()
    with full.repository.reading() as reading:
        assert verify(reading) is None
    full.repository.close()
    assert full.found() == set()


def test_so_they_are_while_another_session_has_the_database_open(full: Full) -> None:
    other = SqliteRepository(full.folder / "glimt.db")
    with other.reading() as reading:
        assert len(reading.arrivals()) == GUESTS
    assert full.purge(at(2, 11, month=2)).clean
    assert full.found() == set()
    with other.reading() as reading:
        assert reading.arrivals() == []
    other.close()
    assert full.found() == set()


def test_who_reads_meanwhile_keeps_the_files_from_being_cleaned_until_the_next_purge(
    full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_repository, "SCRUB_SECONDS", 0.0)
    other = SqliteRepository(full.folder / "glimt.db")
    with other.reading() as reading:
        assert len(reading.arrivals()) == GUESTS
        done = full.purge(at(2, 11, month=2))
        assert (done.arrivals, done.clean) == (GUESTS, False)
        assert full.found()
        assert not full.purge(at(2, 11, month=2)).clean
    other.close()
    again = full.purge(at(2, 11, month=2))
    assert again == Purged()
    assert full.found() == set()


def test_who_writes_meanwhile_does_so_too(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """The purge is committed, so that what it says was forgotten is; the files come later."""
    monkeypatch.setattr(sqlite_repository, "SCRUB_SECONDS", 0.0)
    path = full.folder / "glimt.db"
    full.repository.close()
    full.repository = SqliteRepository(path, busy_seconds=0.1)
    scrub = full.repository.scrub
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        def scrub_beside_a_writer() -> bool:
            other.execute("BEGIN IMMEDIATE")
            try:
                return scrub()
            finally:
                other.execute("ROLLBACK")

        full.repository.scrub = scrub_beside_a_writer  # type: ignore[method-assign]
        done = full.purge(at(2, 11, month=2))
        assert (done.arrivals, done.clean) == (GUESTS, False)
    full.repository.scrub = scrub  # type: ignore[method-assign]
    assert full.purge(at(2, 11, month=2)) == Purged()
    assert full.found() == set()


def test_a_purge_with_nothing_to_do_writes_nothing_anew(full: Full) -> None:
    full.purge(at(2, 11, month=2))
    fill(full.store, OLA)
    before = (full.folder / "glimt.db").stat().st_ino, full.repository.data_version()
    statements: list[str] = []
    full.repository._connection.set_trace_callback(statements.append)
    assert full.purge(at(2, 11, month=2)) == Purged()
    assert not any("VACUUM" in statement for statement in statements)
    after = (full.folder / "glimt.db").stat().st_ino, full.repository.data_version()
    assert before == after


def test_nobody_who_is_still_listed_loses_anything(full: Full) -> None:
    assert full.purge(at(14, 11)) == Purged()
    there = visitors(full.store, full.keys)
    assert len(there) == GUESTS
    assert all(found.phone and found.phone.endswith("9") for found in there)


def test_the_lists_of_copies_cannot_be_read_once_the_days_key_is_gone(full: Full) -> None:
    copied = full.folder.parent / "copy.db"
    full.repository.copy_to(copied)
    full.purge(at(15, 11))
    copy = SqliteRepository(copied)
    with copy.reading() as reading:
        sealed = [r.value for r in reading.arrivals() if isinstance(r.value, Arrival)]
    copy.close()
    copied.unlink()
    assert len(sealed) == GUESTS
    assert {full.keys.open(each.day, each.id, each.sealed) for each in sealed} == {None}


def test_a_household_in_which_nobody_lives_goes_with_its_weeks(store: Store) -> None:
    empty, lived_in = Household(id="hansen"), Household(id="kari")
    fill(store, KARI, empty, lived_in)
    purge(store.repository, None, Keeping(), who="test", clock=store.clock)
    with store.reading() as reading:
        assert [record.id for record in reading.all("household")] == ["kari"]
