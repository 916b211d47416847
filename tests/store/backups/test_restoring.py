"""A backup is taken back as a whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from glimt_rules.plan.model import Person
from glimt_tui.store.backups.checking import check_backup
from glimt_tui.store.backups.restoring import restore
from glimt_tui.store.errors import Busy, StoreError
from glimt_tui.store.journal import verify
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Key
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.sqlite.migrations import NEWEST
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from glimt_tui.store.watch import Watch
from store.backups.backing_up import (
    KEEPING,
    found_in,
    make,
    mode_of,
    people,
    spread,
    take_back,
    told,
)
from store.places import FakeClock, fill


def test_a_restore_brings_everything_back_and_tells_of_it(store: Store, folder: Path) -> None:
    made = make(store, folder)
    fill(store, Person(id="per"))
    content = made.read_bytes()
    done = take_back(store, made)
    assert people(store) == {"kari", "ola"}
    with store.reading() as reading:
        assert verify(reading) is None
        entry = reading.last_entry()
    assert entry is not None
    assert (entry.seq, entry.who, entry.action) == (2, "admin", "restore")
    assert entry.facts == {"file": "glimt-2021-01-12T1000.db", "replaced": 2}
    assert (done.replaced, done.entry) == (2, 2)
    assert made.read_bytes() == content
    fill(store, Person(id="nils"))  # work goes on
    with closing(sqlite3.connect(store.repository.path)) as raw:  # type: ignore[attr-defined]
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_a_restore_replaced_is_kept_and_can_be_restored(store: Store, folder: Path) -> None:
    made = make(store, folder)
    fill(store, Person(id="per"))
    done = take_back(store, made)
    assert done.kept.name == "before-restore-2021-01-12T1000.db"
    assert mode_of(done.kept) == 0o600
    assert list(done.kept.parent.iterdir()) == [done.kept]
    take_back(store, done.kept)
    assert people(store) == {"kari", "ola", "per"}


def test_other_sessions_see_a_restore_as_news(store: Store, folder: Path) -> None:
    made = make(store, folder)
    for n in range(3):
        fill(store, Person(id=f"p{n}"))
    watch = Watch(store.repository)
    take_back(store, made)
    assert watch.changed()
    with store.reading() as reading:
        assert [entry.action for entry in watch.news(reading)] == ["restore"]
        assert watch.news(reading) == []


def test_a_reader_keeps_what_it_reads_while_a_restore_goes_on(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glimt_tui.store.sqlite.cleaning.SCRUB_SECONDS", 0.1)
    made = make(store, folder)
    fill(store, Person(id="per"))
    with store.reading() as reading:
        assert len(reading.all("person")) == 3
        take_back(store, made)
        assert len(reading.all("person")) == 3
    assert people(store) == {"kari", "ola"}


def test_what_must_be_forgotten_does_not_come_back(
    store: Store, folder: Path, clock: FakeClock
) -> None:
    assert isinstance(store.repository, SqliteRepository)
    names = spread(store, 10)
    made = make(store, folder)
    clock.move(days=40)
    purge(store.repository, None, KEEPING, who="kari", clock=clock)
    done = take_back(store, made)
    made.unlink()
    with store.reading() as reading:
        assert reading.arrivals() == []
        assert verify(reading) is None
    assert found_in(store.repository.path.parent, names) == set()
    assert done.kept.exists()


def test_a_write_during_a_restore_is_not_lost_unseen(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(store.repository, SqliteRepository)
    made = make(store, folder)
    real = SqliteRepository.copy_from
    calls = []

    def somebody_writes_before(self: SqliteRepository, source: Path, **keys: int | None) -> None:
        calls.append(keys)
        if len(calls) == 1:
            fill(store, Person(id="per"))
        real(self, source, **keys)

    monkeypatch.setattr(SqliteRepository, "copy_from", somebody_writes_before)
    done = take_back(store, made)
    assert [call["replacing"] for call in calls] == [1, 2]
    assert done.replaced == 2
    with closing(SqliteRepository(done.kept, "ro")) as kept, kept.reading() as reading:
        assert reading.get(Key("person", "per"))
    assert list(done.kept.parent.iterdir()) == [done.kept]


def test_a_restore_waits_for_no_session_for_ever(store: Store, folder: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    made = make(store, folder)
    with closing(SqliteRepository(store.repository.path, busy_seconds=0.1)) as other:
        with store.repository.writing(), pytest.raises(Busy):
            other.copy_from(made)
        with store.reading() as reading:
            assert reading.entries_ever() == 1


def test_the_database_itself_is_no_backup_of_it(store: Store) -> None:
    assert isinstance(store.repository, SqliteRepository)
    with pytest.raises(StoreError, match="this is the database itself"):
        take_back(store, store.repository.path)


def refused(store: Store, source: Path) -> str:
    """What a restore says that does nothing."""
    assert isinstance(store.repository, SqliteRepository)
    before = people(store)
    with pytest.raises(StoreError) as caught:
        take_back(store, source)
    assert people(store) == before
    assert list(kept_folder(store.repository.path).iterdir()) == []
    ((file, text),) = told(caught.value)
    assert file == str(source)
    return text


def test_what_is_no_backup_of_ours_is_refused(store: Store, folder: Path) -> None:
    text, other, none = folder / "text.db", folder / "other.db", folder / "none.db"
    text.write_text("Kjære dagbok " * 100)
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE moz_bookmarks (id INTEGER)")
    assert refused(store, text).startswith("This is no database, or its beginning is damaged")
    assert refused(store, other) == "This is a database of another program, not of Glimt"
    assert refused(store, none).startswith("There is no database here")


def test_a_backup_of_a_newer_program_is_refused(store: Store, folder: Path) -> None:
    made = make(store, folder)
    with closing(sqlite3.connect(made)) as raw:
        raw.execute(f"PRAGMA user_version = {NEWEST + 1}")
    assert "newer version of Glimt" in refused(store, made)


def test_a_backup_with_tables_of_its_own_is_refused(store: Store, folder: Path) -> None:
    made = make(store, folder)
    with closing(sqlite3.connect(made)) as raw:
        raw.execute("CREATE TRIGGER spy AFTER INSERT ON people BEGIN SELECT 1; END")
    assert refused(store, made) == 'The database is damaged: "spy is not as Glimt makes it"'


def test_a_damaged_backup_is_refused(store: Store, folder: Path) -> None:
    spread(store, 30)
    made = make(store, folder)
    content = bytearray(made.read_bytes())
    for page in range(8, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    made.write_bytes(content)
    assert "damaged" in refused(store, made)


@pytest.mark.parametrize("damage", ["head", "zero", "cut", "middle"])
def test_a_damaged_database_is_exchanged_and_what_is_left_of_it_kept(
    store: Store, folder: Path, damage: str
) -> None:
    assert isinstance(store.repository, SqliteRepository)
    spread(store, 30)
    made = make(store, folder)
    path = store.repository.path
    path.chmod(0o640)
    store.repository.close()
    content = path.read_bytes()
    wrecked = {
        "head": b"\0" * 100 + content[100:],
        "zero": b"",
        "cut": content[: len(content) // 2],
        "middle": content[:8192] + os.urandom(len(content) - 16384) + content[-8192:],
    }[damage]
    path.write_bytes(wrecked)
    Path(f"{path}-wal").write_bytes(b"what the log was")
    done = restore(path, made, kept_folder(path), keeping=KEEPING, who="admin", clock=store.clock)
    with closing(SqliteRepository(path)) as mended:
        check_backup(path, path)
        assert mended.faults() == []
        with mended.reading() as reading:
            assert len(reading.all("person")) == 32
            entry = reading.last_entry()
    assert entry is not None
    assert entry.action == "restore"
    assert done.kept.exists()
    assert mode_of(path) == 0o640
    assert [each for each in kept_folder(path).iterdir() if each.suffix == ".db"] == [done.kept]
