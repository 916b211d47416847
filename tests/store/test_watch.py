"""What a running session notices: others' changes, midnight, a clock that is wrong."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from glimt_rules.plan.model import Person
from glimt_tui.store.journal import verify
from glimt_tui.store.repository import Repository
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from glimt_tui.store.watch import Midnight, Watch, clock_behind
from store.places import KARI, MORNING, OLA, FakeClock, fill, new_repository
from store.workers import ready, rest, worker

OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture(params=["memory", "sqlite"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    return new_repository(request.param, tmp_path)


def other_session(repository: Repository, clock: FakeClock) -> Store:
    """Somebody else at the same database."""
    if isinstance(repository, SqliteRepository):
        repository = SqliteRepository(repository.path)
    return Store(repository, "ola", clock)


def test_what_another_session_wrote_is_noticed_once(repository: Repository) -> None:
    clock = FakeClock()
    fill(Store(repository, "kari", clock), KARI)
    watch = Watch(repository)
    assert not watch.changed()
    other = other_session(repository, clock)
    fill(other, OLA)
    fill(other, Person(id="per"))
    assert watch.changed()
    with repository.reading() as reading:
        assert [(entry.seq, entry.who) for entry in watch.news(reading)] == [(2, "ola"), (3, "ola")]
        assert watch.news(reading) == []
    assert not watch.changed()


def test_what_is_read_meanwhile_is_no_news_twice(tmp_path: Path) -> None:
    repository = new_repository("sqlite", tmp_path)
    watch = Watch(repository)
    other = other_session(repository, FakeClock())
    fill(other, OLA)
    with repository.reading() as reading:
        assert len(watch.news(reading)) == 1
    fill(other, KARI)
    assert watch.changed()
    with repository.reading() as reading:
        assert len(watch.news(reading)) == 1


def test_ones_own_writing_is_no_change_by_others(tmp_path: Path) -> None:
    repository = new_repository("sqlite", tmp_path)
    watch = Watch(repository)
    fill(Store(repository, "kari", FakeClock()), KARI)
    assert not watch.changed()


def test_two_processes_see_each_others_changes_within_a_second(tmp_path: Path) -> None:
    new_repository("sqlite", tmp_path).close()
    path = tmp_path / "glimt.db"
    with worker("poll", path, 3) as looking, worker("announce", path) as writing:
        ready(looking)
        ready(writing)
        assert writing.stdin is not None
        assert writing.stdout is not None
        committed = []
        for pause in (0.1, 0.33, 0.61, 0.27, 0.4):
            time.sleep(pause)
            writing.stdin.write("somebody\n")
            writing.stdin.flush()
            committed.append(float(writing.stdout.readline()))
        told, errors = rest(looking)
    assert errors == ""
    seen = [line.split() for line in told.splitlines()]
    assert [(int(seq), who) for _, seq, who in seen] == [(n, "announcer") for n in range(1, 6)]
    delays = [float(at) - done for (at, _, _), done in zip(seen, committed, strict=True)]
    assert max(delays) < 1.0


def test_looking_out_costs_next_to_nothing(tmp_path: Path) -> None:
    watch = Watch(new_repository("sqlite", tmp_path))
    begun = time.process_time()
    for _ in range(2000):
        watch.changed()
    # four looks a second: a thousandth of a processor would be 250 microseconds each
    assert (time.process_time() - begun) / 2000 < 0.00025


def test_midnight_is_the_centres_and_is_told_once() -> None:
    clock = FakeClock(MORNING)
    midnight = Midnight(clock)
    assert midnight.passed(OSLO)  # a session begins
    clock.now = datetime.fromisoformat("2021-01-12T22:59:59Z")
    assert not midnight.passed(OSLO)
    clock.move(seconds=1)
    assert midnight.passed(OSLO)
    assert not midnight.passed(OSLO)
    clock.now = datetime.fromisoformat("2021-07-12T21:59:00Z")
    midnight.passed(OSLO)
    clock.move(minutes=1)
    assert midnight.passed(OSLO)
    clock.move(days=5)  # the machine slept
    assert midnight.passed(OSLO)
    assert not midnight.passed(OSLO)


def test_a_clock_that_is_set_back_over_midnight_counts() -> None:
    clock = FakeClock(MORNING)
    midnight = Midnight(clock)
    midnight.passed(OSLO)
    clock.move(days=-1)
    assert midnight.passed(OSLO)


def test_a_clock_that_goes_back_is_told_and_stops_nobody(repository: Repository) -> None:
    clock = FakeClock()
    store = Store(repository, "kari", clock)
    fill(store, KARI)
    clock.move(days=-3)
    with store.reading() as reading:
        assert clock_behind(reading, clock()) == timedelta(days=3)
    fill(store, OLA)
    with store.reading() as reading:
        assert [(entry.seq, entry.at.day) for entry in reading.entries()] == [(1, 12), (2, 9)]
        assert [entry.seq for entry in reading.entries_back()] == [2, 1]
        assert verify(reading) is None
        assert clock_behind(reading, clock()) is None


def test_a_clock_that_is_right_or_a_little_behind_is_not_told(repository: Repository) -> None:
    clock = FakeClock()
    with repository.reading() as reading:
        assert clock_behind(reading, clock()) is None
    fill(Store(repository, "kari", clock), KARI)
    clock.move(seconds=-60)
    with repository.reading() as reading:
        assert clock_behind(reading, clock()) is None
    clock.move(seconds=-1)
    with repository.reading() as reading:
        assert clock_behind(reading, clock()) == timedelta(seconds=61)
