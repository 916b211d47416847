"""Databases of every released state are brought up to date; newer ones are left alone."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from glimt_rules.errors import GlimtError
from glimt_rules.plan.model import Person, Visit
from glimt_rules.texts import Texts
from glimt_tui.store.backups.forgetting import purge_kept
from glimt_tui.store.backups.making import backup, migrate_kept
from glimt_tui.store.backups.restoring import restore
from glimt_tui.store.errors import Damaged, StoreError
from glimt_tui.store.journal import verify
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.sqlite import migrations as module
from glimt_tui.store.sqlite.connection import connect
from glimt_tui.store.sqlite.create import bring_up_to_date, create
from glimt_tui.store.sqlite.migrations import (
    NEWEST,
    Migration,
    migrate,
    migrations,
    state_of,
    strange_tables,
)
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.places import KARI, MORNING, FakeClock, fill, new_repository

#: A database as each released state left it, with made-up people; never changed.
RELEASED = sorted((Path(__file__).parent.parent / "data" / "databases").glob("*.sql"))
EN = Texts("en")
AFTER = NEWEST + 1
NEXT = Migration(
    AFTER,
    "rooms_have_floors",
    """
    CREATE TABLE floors (id TEXT PRIMARY KEY) STRICT;
    INSERT INTO floors VALUES ('ground');
    ALTER TABLE rooms ADD COLUMN floor TEXT REFERENCES floors;
    """,
)


def build(dump: Path, folder: Path) -> Path:
    """The database that a dump tells of."""
    path = folder / "glimt.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(dump.read_text(encoding="utf-8"))
    return path


def run(path: Path, *more: Migration) -> list[int]:
    """Bring a database to a made-up state."""
    with closing(connect(path)) as connection:
        steps = [*migrations(), *more]
        done = migrate(connection, path, now=MORNING, program="test", steps=steps)
    return [step.number for step in done]


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return sorted([*raw.iterdump(), str(state_of(raw))])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    repository = new_repository("sqlite", tmp_path)
    fill(Store(repository, "test", FakeClock()), KARI)
    repository.close()
    return tmp_path / "glimt.db"


def told(error: GlimtError) -> str:
    return EN.sentence(error.problems[0].message)


# Released databases ----------------------------------------------------------------------


def test_there_is_a_database_of_every_released_state() -> None:
    assert [int(dump.stem) for dump in RELEASED] == list(range(1, NEWEST + 1))


@pytest.mark.parametrize("dump", RELEASED, ids=lambda dump: dump.stem)
def test_a_released_database_is_brought_up_to_date_and_is_whole(dump: Path, tmp_path: Path) -> None:
    path = build(dump, tmp_path)
    bring_up_to_date(path, now=MORNING)
    with closing(SqliteRepository(path)) as repository:
        assert repository.faults() == []
        with repository.reading() as reading:
            assert verify(reading) is None
            assert reading.entries_ever() > 0
            assert {record.kind for record in reading.everything()} >= {
                "house", "room", "equipment", "cohort", "household", "person", "visit", "waiver",
                "arrival",
            }  # fmt: skip
            visit = reading.get(Key("visit", "band"))
            assert visit is not None
            assert isinstance(visit.value, Visit)
            assert visit.value.people == ("per", "kari", "gjest")
            arrival = reading.arrivals()[0].value
            assert isinstance(arrival, Arrival)
            assert arrival.person == "gjest"


@pytest.mark.parametrize("dump", RELEASED, ids=lambda dump: dump.stem)
def test_work_goes_on_in_a_released_database(dump: Path, tmp_path: Path) -> None:
    path = build(dump, tmp_path)
    bring_up_to_date(path, now=MORNING)
    with closing(SqliteRepository(path)) as repository:
        store = Store(repository, "test", FakeClock())
        with store.action("edit") as action:
            record = action.get(Key("visit", "band"))
            assert record is not None
            assert isinstance(record.value, Visit)
            action.put(structs.replace(record.value, title="Øving"), record.version)
        fill(store, Person(id="ny"))
        with store.reading() as reading:
            assert verify(reading) is None


def test_the_newest_state_is_that_of_the_last_file() -> None:
    steps = migrations()
    assert [step.number for step in steps] == list(range(1, NEWEST + 1))
    assert all(step.name and step.sql for step in steps)


# A made-up next state ------------------------------------------------------------------


def test_a_step_is_run_once_and_written_down(path: Path) -> None:
    assert run(path, NEXT) == [AFTER]
    assert run(path, NEXT) == []
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT number, name, program FROM migrations").fetchall()
        assert state_of(raw) == AFTER
        assert raw.execute("SELECT id FROM floors").fetchall() == [("ground",)]
    assert rows[NEWEST:] == [(AFTER, "rooms_have_floors", "test")]


@pytest.mark.parametrize(
    "wrong",
    [
        "ALTER TABLE nothing ADD COLUMN x;",
        "INSERT INTO floors VALUES ('ground');",
        "no statement at all",
        "UPDATE journal SET who = 'somebody else';",
    ],
)
def test_a_step_that_fails_leaves_the_database_as_it_was(path: Path, wrong: str) -> None:
    before = content(path)
    with pytest.raises(StoreError):
        run(path, Migration(AFTER, "wrong", f"{NEXT.sql}\n{wrong}"))
    assert content(path) == before
    assert run(path, NEXT) == [AFTER]


def test_a_step_that_leaves_references_to_nothing_is_undone(path: Path) -> None:
    before = content(path)
    wrong = "INSERT INTO waivers (id, version, visit, body) VALUES ('w', 1, 'gone', '{}');"
    with pytest.raises(Damaged, match="do not fit together"):
        run(path, Migration(AFTER, "wrong", wrong))
    assert content(path) == before


def test_a_table_can_be_made_anew_without_losing_what_refers_to_it(path: Path) -> None:
    anew = Migration(
        AFTER,
        "people_anew",
        """
        CREATE TABLE people_new (id TEXT PRIMARY KEY, version INTEGER NOT NULL,
            body TEXT NOT NULL, more TEXT) STRICT;
        INSERT INTO people_new (id, version, body) SELECT id, version, body FROM people;
        DROP TABLE people;
        ALTER TABLE people_new RENAME TO people;
        """,
    )
    with closing(SqliteRepository(path)) as repository:
        store = Store(repository, "test", FakeClock())
        fill(store, Person(id="ola", comes_with="kari"))
    run(path, anew)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT * FROM people_named").fetchall() == [("ola", "kari")]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM people WHERE id = 'kari'")


def test_a_last_statement_without_a_semicolon_is_run_too(path: Path) -> None:
    run(path, Migration(AFTER, "short", "CREATE TABLE t (x);\nINSERT INTO t VALUES (1)"))
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT x FROM t").fetchall() == [(1,)]


def test_a_session_that_was_open_sees_the_new_state(path: Path) -> None:
    with closing(SqliteRepository(path)) as repository:
        run(path, NEXT)
        with repository.reading() as reading:
            assert reading.get(Key("person", "kari"))


def test_what_no_migration_made_is_found(path: Path) -> None:
    with closing(connect(path)) as connection:
        assert strange_tables(connection) == []
        connection.execute("CREATE TRIGGER spy AFTER INSERT ON people BEGIN SELECT 1; END")
        connection.execute("DROP INDEX visits_by_start")
        assert strange_tables(connection) == ["spy", "visits_by_start"]


# Older and newer databases ---------------------------------------------------------------


def test_a_newer_database_is_refused_and_no_byte_of_it_changed(path: Path, tmp_path: Path) -> None:
    run(path, NEXT)
    before = path.read_bytes()
    refusals = []
    for attempt in (
        lambda: SqliteRepository(path),
        lambda: SqliteRepository(path, "ro"),
        lambda: bring_up_to_date(path, now=MORNING),
        lambda: migrate_kept(path, kept_folder(path), now=MORNING),
    ):
        with pytest.raises(StoreError) as caught:
            attempt()
        refusals.append(told(caught.value))
        assert path.read_bytes() == before
    assert set(refusals) == {
        f"The database was made by a newer version of Glimt (tables {AFTER}, known here: {NEWEST});"
        " it was left as it is"
    }
    assert [each.name for each in tmp_path.iterdir()] == ["glimt.db"]


@pytest.fixture
def newer_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it would be after another migration, once the database is there."""
    steps = [*migrations(), NEXT]
    monkeypatch.setattr(module, "NEWEST", AFTER)
    monkeypatch.setattr("glimt_tui.store.backups.making.NEWEST", AFTER)
    monkeypatch.setattr(module, "migrations", lambda: steps)
    module._newest_plan.cache_clear()


@pytest.fixture(autouse=True)
def forget_the_plan() -> Iterator[None]:
    yield
    module._newest_plan.cache_clear()


@pytest.mark.usefixtures("newer_program")
def test_an_older_database_says_what_brings_it_up_to_date(path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        SqliteRepository(path)
    assert "glimt migrate brings it up to date" in told(caught.value)


@pytest.mark.usefixtures("newer_program")
def test_before_migrating_a_copy_is_kept(path: Path) -> None:
    before = content(path)
    kept = kept_folder(path)
    assert [step.number for step in migrate_kept(path, kept, now=MORNING)] == [AFTER]
    (copy,) = kept.iterdir()
    assert copy.name == "before-migration-2021-01-12.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert content(copy) == before
    with closing(SqliteRepository(path)) as repository:
        assert repository.faults() == []


def test_an_older_backup_is_restored_and_stays_as_it_is(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "stick").mkdir()
    with closing(SqliteRepository(path)) as repository:
        made = backup(repository, tmp_path / "stick", now=MORNING, zone=ZoneInfo("Europe/Oslo"))
    before = made.read_bytes()
    request.getfixturevalue("newer_program")
    migrate_kept(path, kept_folder(path), now=MORNING)
    clock = FakeClock()
    done = restore(path, made, kept_folder(path), keeping=Keeping(), who="admin", clock=clock)
    assert made.read_bytes() == before
    with closing(SqliteRepository(path)) as repository, repository.reading() as reading:
        entry = reading.last_entry()
        assert entry is not None
        assert (entry.seq, entry.action) == (done.entry, "restore")
    old = purge_kept(kept_folder(path), Keeping(), who="admin", clock=clock)
    assert old.left == ()


def test_a_database_is_not_made_in_one_that_is_there(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreError, match="There is something here already"):
        create(path, now=MORNING)
    assert path.read_bytes() == before
