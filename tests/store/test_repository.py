"""What both repositories promise: the file, and its twin in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from glimt_rules.plan.model import Household, Waiver
from glimt_tui.store.errors import Refused, Stale, StoreError
from glimt_tui.store.journal import verify
from glimt_tui.store.records import House, Key
from glimt_tui.store.repository import Repository
from glimt_tui.store.store import Store
from store.places import KARI, MORNING, OLA, STUDIO, FakeClock, at, fill, new_repository, visit

VISIT = Key("visit", "v1")


@pytest.fixture(params=["memory", "sqlite"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    return new_repository(request.param, tmp_path)


@pytest.fixture
def store(repository: Repository) -> Store:
    return Store(repository, "kari-i-vakt", FakeClock())


def test_what_is_written_is_read_again(store: Store) -> None:
    values = [House(), STUDIO, KARI, OLA, Household(id="h", outside_contacts={"2021-W02": 3})]
    booked = visit(room="studio", people=("kari", "ola"))
    fill(store, *values, booked)
    with store.reading() as reading:
        assert [record.value for record in reading.everything()] == [
            values[0],
            STUDIO,
            values[4],
            KARI,
            OLA,
            booked,
        ]


def test_a_record_carries_the_number_of_the_entry_that_wrote_it(store: Store) -> None:
    fill(store, KARI)
    fill(store, OLA)
    with store.reading() as reading:
        assert [record.version for record in reading.all("person")] == [1, 2]


def test_a_stale_write_is_refused_with_both_versions_in_hand(store: Store) -> None:
    fill(store, KARI)
    with store.reading() as reading:
        seen = reading.get(Key("person", "kari"))
    assert seen is not None
    theirs = structs.replace(KARI, phone="40000001")
    with store.action("edit") as action:
        action.put(theirs, seen.version)
    mine = structs.replace(KARI, phone="40000002")
    with pytest.raises(Stale) as raised, store.action("edit") as action:
        action.put(mine, seen.version)
    assert raised.value.mine.value == mine
    assert raised.value.theirs is not None
    assert raised.value.theirs.value == theirs


def test_a_record_that_was_removed_and_made_anew_is_stale_too(store: Store) -> None:
    fill(store, KARI)
    with store.action("remove") as action:
        action.remove(Key("person", "kari"), 1)
    fill(store, KARI)
    with pytest.raises(Stale), store.action("edit") as action:
        action.put(KARI, 1)


def test_what_raises_in_the_middle_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.action("half") as action:
            action.put(KARI)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with store.reading() as reading:
        assert list(reading.everything()) == []
        assert reading.last_entry() is None


def test_a_visit_of_nobody_known_is_refused_as_in_a_plan(store: Store) -> None:
    with pytest.raises(Refused) as raised:
        fill(store, visit(people=("kari",)))
    assert raised.value.problems[0].where == "visit.v1.people[0]"


def test_what_is_still_needed_is_not_removed(store: Store) -> None:
    fill(store, KARI, STUDIO, visit(room="studio"))

    def remove() -> None:
        with store.action("remove") as action:
            action.remove(Key("person", "kari"), 1)
            action.remove(Key("room", "studio"), 1)

    with pytest.raises(Refused) as raised:
        remove()
    assert len(raised.value.problems) == 2


def test_the_repository_itself_refuses_what_refers_to_nothing(repository: Repository) -> None:
    with pytest.raises(StoreError), repository.writing() as writing:
        writing.write(VISIT, visit(), 1)


def test_visits_are_found_by_time_person_and_room(store: Store) -> None:
    night = visit("v2", start=at(12, 22), end=at(13, 8))
    fill(store, KARI, OLA, STUDIO, visit(people=("ola",)), night, visit("v3", room="studio"))
    with store.reading() as reading:

        def ids(records: list) -> list[str]:
            return [record.id for record in records]

        assert ids(reading.visits()) == ["v1", "v3", "v2"]
        assert ids(reading.visits(start=at(13, 0))) == ["v2"]
        assert ids(reading.visits(end=at(12, 22))) == ["v1", "v3"]
        assert ids(reading.visits_of(Key("person", "ola"))) == ["v1"]
        assert ids(reading.visits_of(Key("room", "studio"))) == ["v3"]


def test_the_journal_tells_who_did_what_and_when(store: Store) -> None:
    fill(store, KARI)
    with store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    assert (entry.seq, entry.who, entry.action, entry.at) == (1, "kari-i-vakt", "test", MORNING)
    assert entry.changes[0].before is None
    assert "Kari Eksempel" in (entry.changes[0].after or "")


def test_an_action_that_changes_nothing_leaves_no_entry(store: Store) -> None:
    fill(store, KARI)
    with store.action("edit") as action:
        action.put(KARI, 1)
    with store.reading() as reading:
        assert reading.entries_ever() == 1


def test_what_is_forgotten_leaves_a_chain_that_still_holds(store: Store) -> None:
    fill(store, KARI, visit())
    with store.repository.writing() as writing:
        assert writing.forget([Key("person", "kari")]) == 1
        assert writing.forget_before("visit", at(13, 0).date()) == 1
    with store.reading() as reading:
        assert verify(reading) is None
        assert [change.id for change in reading.entry(1).changes] == [None, None]  # type: ignore[union-attr]


def test_a_waiver_goes_with_its_visit(store: Store) -> None:
    waiver = Waiver(rule="senter.cohort", visit="v1", reason="r", by="b", until=at(20, 0).date())
    fill(store, KARI, visit(), waiver)
    with pytest.raises(Refused), store.action("remove") as action:
        action.remove(VISIT, 1)


def test_others_writing_shows_in_the_data_version(tmp_path: Path) -> None:
    one = new_repository("sqlite", tmp_path)
    from glimt_tui.store.sqlite.repository import SqliteRepository

    other = SqliteRepository(tmp_path / "glimt.db")
    before = other.data_version()
    fill(Store(one, "kari", FakeClock()), KARI)
    assert other.data_version() != before
