"""Several sessions at once, as real processes, and what is left when one is killed."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from glimt_rules.plan.model import Household, Person
from glimt_tui.store.backups.checking import check_backup
from glimt_tui.store.journal import verify
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.migrations import NEWEST, migrations
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.places import FakeClock, fill, new_repository
from store.workers import COUNTERS, WEEK, ready, rest, slow_migration, worker

#: Each once in a usual run, and as the issue asks for it in a long one.
LONG = pytest.mark.long


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_repository("sqlite", tmp_path).close()
    return tmp_path / "glimt.db"


def check(path: Path) -> None:
    """See that a database is whole: its file, its references, its journal."""
    with closing(SqliteRepository(path)) as repository:
        assert repository.faults() == []
        with repository.reading() as reading:
            assert verify(reading) is None


# Writing at once -------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=LONG)])
def test_ten_processes_that_write_at_once_lose_no_update(path: Path, seconds: int) -> None:
    with closing(SqliteRepository(path)) as repository:
        counters = [Household(id=name, outside_contacts={WEEK: 0}) for name in COUNTERS]
        fill(Store(repository, "test", FakeClock()), *counters)
    with ExitStack() as stack:
        workers = [stack.enter_context(worker("count_up", path, seconds)) for _ in range(10)]
        for each in workers:
            ready(each)
        for each in workers:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        told = [rest(each) for each in workers]
    assert [errors for _, errors in told] == [""] * 10
    figures = [list(map(int, line.split())) for line, _ in told]
    totals = [sum(column) for column in zip(*figures, strict=True)]
    with closing(SqliteRepository(path)) as repository, repository.reading() as reading:
        found = [reading.get(Key("household", name)) for name in COUNTERS]
        counted = [
            record.value.outside_contacts[WEEK]
            for record in found
            if record and isinstance(record.value, Household)
        ]
        assert counted == totals[:3]
        assert reading.entries_ever() == sum(counted) + 1
    assert sum(counted) > 10 * seconds
    assert totals[3] > 0  # they did get into each other's way
    check(path)


# Killed while writing --------------------------------------------------------------------


def kill_at_random(what: str, *arguments: object, most: float = 0.3) -> list[str]:
    """Let a worker work for a random time, and kill it; what it told that it had done."""
    with worker(what, *arguments) as process:
        ready(process)
        time.sleep(random.uniform(0.0, most))
        process.kill()
        told, errors = rest(process)
    assert errors == ""
    *lines, cut_off = told.split("\n")
    assert cut_off == ""
    return lines


@pytest.mark.parametrize("times", [15, pytest.param(200, marks=LONG)])
def test_a_writer_killed_at_random_moments_loses_nothing_it_had_written(
    path: Path, times: int
) -> None:
    written: set[str] = set()
    with ExitStack() as stack:
        for turn in range(times):
            name = f"t{turn}"
            if turn == times // 2:  # from now on somebody else has it open
                stack.enter_context(closing(SqliteRepository(path)))
            done = [int(line) for line in kill_at_random("write", path, name, most=0.12)]
            assert done == list(range(len(done)))
            expected = {f"{name}-{side}{n}" for n in done for side in "ab"}
            in_doubt = {f"{name}-{side}{len(done)}" for side in "ab"}
            with closing(SqliteRepository(path)) as repository, repository.reading() as reading:
                there = {record.id for record in reading.all("person")} - written
            assert there in (expected, expected | in_doubt)
            written |= there
            if turn % 10 == 4 or turn == times - 1:
                check(path)
            with closing(sqlite3.connect(path)) as raw:
                assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    assert written


# Killed while doing something larger -----------------------------------------------------


@pytest.fixture
def larger(path: Path) -> Path:
    """A database whose copies take a moment."""
    with closing(SqliteRepository(path)) as repository:
        people = [Person(id=f"p{n}", name=f"Navn {n} " + "x" * 150) for n in range(1500)]
        fill(Store(repository, "test", FakeClock()), *people)
    return path


@pytest.mark.parametrize("times", [4, pytest.param(50, marks=LONG)])
def test_a_killed_backup_leaves_no_half_one(larger: Path, tmp_path: Path, times: int) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    for _ in range(times):
        kill_at_random("back_up", larger, folder)
        for made in folder.glob("*.db"):
            check_backup(made, made)
            made.unlink()
        check(larger)
    with worker("back_up", larger, folder) as process:
        ready(process)
        assert process.stdout is not None
        assert process.stdout.readline().startswith(str(folder))
        process.kill()
    assert len(list(folder.glob(".glimt-*.new"))) <= 1  # its own, and none of those before


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=LONG)])
def test_a_killed_restore_leaves_the_old_or_the_new(
    larger: Path, tmp_path: Path, times: int
) -> None:
    sources = []
    with closing(SqliteRepository(larger)) as repository:
        for name in ("one", "two"):
            fill(Store(repository, "test", FakeClock()), Person(id=name))
            sources.append(tmp_path / f"{name}.db")
            repository.copy_to(sources[-1])
    for _ in range(times):
        told = kill_at_random("restore_in_turn", larger, *sources, most=0.8)
        with closing(SqliteRepository(larger)) as repository, repository.reading() as reading:
            found = {record.id for record in reading.all("person")} - {f"p{n}" for n in range(1500)}
            entry = reading.last_entry()
        assert found in ({"one"}, {"one", "two"})
        assert entry is not None
        if told:
            assert entry.action == "restore"
        if entry.action == "restore":
            assert entry.facts["file"] == ("two.db" if "two" in found else "one.db")
        check(larger)
    for kept in kept_folder(larger).glob("*.db"):
        check_backup(kept, kept)


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=LONG)])
def test_a_killed_purge_forgets_all_or_nothing(path: Path, times: int) -> None:
    for _ in range(times):
        kill_at_random("purge_and_fill", path)
        with closing(SqliteRepository(path)) as repository, repository.reading() as reading:
            listed = {record.id for record in reading.arrivals()}
            guests = {record.id for record in reading.all("person")}
            last = reading.last_entry()
        assert listed == guests
        assert len(listed) % 30 == 0
        if last is not None and last.action == "purge":
            assert len(listed) <= 30
        check(path)


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=LONG)])
def test_a_killed_migration_leaves_the_old_state_or_the_new(
    path: Path, tmp_path: Path, times: int
) -> None:
    (tmp_path / "kept").mkdir()
    for turn in range(times):
        copy = tmp_path / "kept" / f"{turn}.db"
        shutil.copyfile(path, copy)
        with worker("migrate_slowly", copy) as process:
            ready(process)
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
            time.sleep(random.uniform(0, 0.15))
            process.kill()
        with closing(sqlite3.connect(copy)) as raw:
            (state,) = raw.execute("PRAGMA user_version").fetchone()
            rows = raw.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'slow'").fetchone()
            columns = [row[1] for row in raw.execute("PRAGMA table_info(rooms)")]
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        before, after = (NEWEST, (0,), False), (NEWEST + 1, (1,), True)
        assert (state, rows, "floor" in columns) in (before, after)
        if state == NEWEST:
            check(copy)


def test_two_processes_that_migrate_at_once_do_it_once(path: Path) -> None:
    with worker("migrate_slowly", path) as one, worker("migrate_slowly", path) as two:
        for each in (one, two):
            ready(each)
        for each in (one, two):
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        told = [rest(each) for each in (one, two)]
    assert sorted(lines for lines, _ in told) == [f"{NEWEST + 1} done\n", "done\n"]
    assert [errors for _, errors in told] == ["", ""]
    with closing(sqlite3.connect(path)) as raw:
        numbers = raw.execute("SELECT number FROM migrations").fetchall()
    assert numbers == [(step.number,) for step in [*migrations(), slow_migration()]]
