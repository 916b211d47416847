"""Backups: whole or not there, and taken back as a whole."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from glimt_rules.errors import GlimtError
from glimt_rules.plan.model import Person
from glimt_rules.texts import Texts
from glimt_tui.store import backups
from glimt_tui.store.backups import (
    Restored,
    backup,
    check_backup,
    keep_daily,
    migrate_kept,
    purge_kept,
    restore,
)
from glimt_tui.store.drafts import PRIVATE, Modes, draft
from glimt_tui.store.errors import Busy, Damaged, StoreError
from glimt_tui.store.journal import verify
from glimt_tui.store.place import kept_folder
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.retention import Keeping, purge
from glimt_tui.store.sqlite.migrations import NEWEST
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from glimt_tui.store.watch import Watch
from store.places import KARI, MORNING, OLA, FakeClock, at, fill, new_repository, visit

OSLO = ZoneInfo("Europe/Oslo")
TODAY = date(2021, 1, 12)
EN = Texts("en")
KEEPING = Keeping()


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[SqliteRepository]:
    made = new_repository("sqlite", tmp_path)
    assert isinstance(made, SqliteRepository)
    yield made
    made.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(repository: SqliteRepository, clock: FakeClock) -> Store:
    store = Store(repository, "kari", clock)
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def make(store: Store, folder: Path) -> Path:
    assert isinstance(store.repository, SqliteRepository)
    return backup(store.repository, folder, now=store.clock(), zone=OSLO)


def take_back(store: Store, source: Path) -> Restored:
    """Restore as another session would, with this one open."""
    assert isinstance(store.repository, SqliteRepository)
    path = store.repository.path
    kept = kept_folder(path)
    return restore(path, source, kept, keeping=KEEPING, who="admin", clock=store.clock)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def told(error: GlimtError) -> list[tuple[str | None, str]]:
    return [(problem.file, EN.sentence(problem.message)) for problem in error.problems]


def people(store: Store) -> set[str]:
    with store.reading() as reading:
        return {record.id for record in reading.all("person")}


# Making one ------------------------------------------------------------------------------


def test_a_backup_is_one_private_file_named_after_its_minute(store: Store, folder: Path) -> None:
    made = make(store, folder)
    assert made == folder / "glimt-2021-01-12T1000.db"
    assert list(folder.iterdir()) == [made]
    assert mode_of(made) == 0o600
    check_backup(made, made)
    with closing(SqliteRepository(made, "ro")) as copy, copy.reading() as reading:
        assert {record.id for record in reading.all("person")} == {"kari", "ola"}
        assert reading.entries_ever() == 1
    assert list(folder.iterdir()) == [made]  # reading it leaves nothing beside it


def test_a_backup_for_a_group_has_the_groups_mode(store: Store, folder: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    shared = Modes(file=0o660, folder=0o2770, group=os.getegid())
    made = backup(store.repository, folder, now=MORNING, zone=OSLO, modes=shared)
    assert mode_of(made) == 0o660


def test_nothing_is_written_over(store: Store, folder: Path) -> None:
    (folder / "glimt-2021-01-12T1000.db").write_text("mine")
    names = [make(store, folder).name for _ in range(2)]
    assert names == ["glimt-2021-01-12T1000-2.db", "glimt-2021-01-12T1000-3.db"]
    assert (folder / "glimt-2021-01-12T1000.db").read_text() == "mine"


def test_nothing_is_written_over_where_files_have_one_name_only(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert [make(store, folder).name for _ in range(2)] == [
        "glimt-2021-01-12T1000.db",
        "glimt-2021-01-12T1000-2.db",
    ]
    assert len(list(folder.iterdir())) == 2


def test_a_backup_holds_what_another_session_wrote_and_not_what_it_writes(
    store: Store, folder: Path
) -> None:
    with closing(SqliteRepository(store.repository.path)) as other:  # type: ignore[attr-defined]
        fill(Store(other, "ola", store.clock), Person(id="per"))
        with other.writing() as writing:
            writing.write(Key("person", "half"), Person(id="half"), 3)
            made = make(store, folder)
    with closing(SqliteRepository(made, "ro")) as copy, copy.reading() as reading:
        assert {record.id for record in reading.all("person")} == {"kari", "ola", "per"}


def test_backups_are_consistent_while_others_write(store: Store, folder: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    stop = Event()

    def write() -> None:
        with closing(SqliteRepository(store.repository.path)) as other:  # type: ignore[attr-defined]
            own = Store(other, "ola", store.clock)
            n = 0
            while not stop.is_set():
                fill(own, Person(id=f"a{n}"), Person(id=f"b{n}"))
                n += 1

    thread = Thread(target=write)
    thread.start()
    try:
        made = [make(store, folder) for _ in range(5)]
    finally:
        stop.set()
        thread.join()
    for path in made:
        with closing(SqliteRepository(path, "ro")) as copy, copy.reading() as reading:
            found = {record.id for record in reading.all("person")}
        assert {id_[1:] for id_ in found if id_[0] == "a"} == {
            id_[1:] for id_ in found if id_[0] == "b"
        }


def test_a_folder_that_is_missing_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        make(store, tmp_path / "none")
    assert told(caught.value) == [
        (str(tmp_path / "none"), "There is no such folder; make it first")
    ]


def test_what_is_no_folder_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as caught:
        make(store, tmp_path / "file")
    assert told(caught.value)[0][1] == 'Nothing can be written here: "Not a directory"'


def test_a_backup_of_a_damaged_database_is_none(store: Store, folder: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    with closing(sqlite3.connect(store.repository.path)) as raw:
        raw.execute("DROP TRIGGER journal_is_not_changed")
    with pytest.raises(Damaged, match="damaged"):
        make(store, folder)
    assert list(folder.iterdir()) == []


def test_a_backup_of_a_tampered_journal_is_none_and_says_which_entry(
    store: Store, folder: Path
) -> None:
    assert isinstance(store.repository, SqliteRepository)
    with closing(sqlite3.connect(store.repository.path)) as raw:
        trigger = raw.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'journal_is_not_changed'"
        ).fetchone()[0]
        raw.execute("DROP TRIGGER journal_is_not_changed")
        raw.execute("UPDATE journal SET who = 'somebody'")
        raw.execute(trigger)
        raw.commit()
    with pytest.raises(StoreError, match=r"entry \{seq\} of the journal") as caught:
        make(store, folder)
    assert told(caught.value)[0][1].startswith("Entry 1 of the journal was tampered with")
    assert list(folder.iterdir()) == []


def test_what_a_killed_session_left_is_swept_away_and_what_is_being_made_is_not(
    store: Store, folder: Path
) -> None:
    left = [folder / ".glimt-0123.new", folder / ".glimt-0123.new-journal"]
    for path in left:
        path.touch()
    with draft(folder) as being_made:
        made = make(store, folder)
        assert sorted(folder.iterdir()) == sorted([being_made, made])
    assert list(folder.iterdir()) == [made]


# The ones that are kept ------------------------------------------------------------------


def daily(store: Store, today: date = TODAY, days: int = 3) -> Path | None:
    assert isinstance(store.repository, SqliteRepository)
    return keep_daily(store.repository, kept_folder(store.repository.path), today, days)


def test_one_backup_a_day_is_kept_and_old_ones_go(store: Store, tmp_path: Path) -> None:
    kept = tmp_path / "glimt.db.backups"
    assert daily(store) == kept / "glimt-2021-01-12.db"
    assert daily(store) is None
    assert mode_of(kept) == 0o700
    assert mode_of(kept / "glimt-2021-01-12.db") == 0o600
    replaced = ["before-restore-2021-01-12T1000-2.db", "before-migration-2021-01-12.db"]
    for name in ("glimt-own.db", "glimt-2021-99-99.db", *replaced):
        (kept / name).touch()
    for day in (13, 14, 15, 16):
        daily(store, date(2021, 1, day))
    assert sorted(path.name for path in kept.iterdir()) == [
        *(f"glimt-2021-01-{day}.db" for day in (13, 14, 15, 16)),
        "glimt-2021-99-99.db",
        "glimt-own.db",
    ]


def test_the_kept_backups_of_a_group_are_the_groups(store: Store, tmp_path: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    before = os.umask(0o077)
    try:
        shared = Modes(file=0o660, folder=0o2770, group=os.getegid())
        made = keep_daily(store.repository, tmp_path / "kept", TODAY, 3, modes=shared)
    finally:
        os.umask(before)
    assert made is not None
    assert (mode_of(made), mode_of(made.parent)) == (0o660, 0o2770)


def test_two_sessions_at_once_keep_one_backup(store: Store, tmp_path: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    path = store.repository.path
    made: list[Path | None] = []

    def begin() -> None:
        with closing(SqliteRepository(path)) as own:
            made.append(keep_daily(own, kept_folder(path), TODAY, 3))

    threads = [Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([each for each in made if each]) == 1
    assert [each.name for each in kept_folder(path).iterdir()] == ["glimt-2021-01-12.db"]


def test_no_backup_goes_while_none_of_today_can_be_made(store: Store, tmp_path: Path) -> None:
    assert isinstance(store.repository, SqliteRepository)
    made = daily(store)
    with closing(sqlite3.connect(store.repository.path)) as raw:
        raw.execute("DROP TRIGGER journal_is_not_changed")
    with pytest.raises(Damaged):
        daily(store, date(2021, 3, 1))
    assert made is not None
    assert made.exists()


def test_a_session_that_waits_for_too_long_says_so(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily(store)
    kept = kept_folder(tmp_path / "glimt.db")
    monkeypatch.setattr("glimt_tui.store.drafts.WAIT_SECONDS", 0.1)
    with backups.alone_in(kept), pytest.raises(Busy):
        purge_kept(kept, KEEPING, who="kari", clock=store.clock)


def spread(store: Store, n: int) -> list[str]:
    """Guests who come once, whose records grow and move about in the file; returns their names."""
    names = []
    for i in range(n):
        name = f"GJEST-{i:04d}-HEMMELIG"
        guest = Person(id=f"g{i * 7919 % 10007}", name=name, role="guest", phone=f"4{i:07d}")
        booked = visit(f"v{i}x", start=at(12, 8), end=at(12, 9), people=(guest.id,))
        arrival = Arrival(id=f"a{i}", person=guest.id, visit=booked.id, day=TODAY, arrived=MORNING)
        fill(store, guest, booked, arrival)
        names += [name, guest.phone or ""]
        if i % 3 == 0:
            with store.action("edit") as action:
                record = action.get(Key("person", guest.id))
                assert record is not None
                longer = structs.replace(guest, name=name + " og " + "lang " * (i % 30))
                action.put(longer, record.version)
    return names


def found_in(folder: Path, names: list[str]) -> set[str]:
    """The names that stand anywhere in the files of a folder."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {name for name in names if any(name.encode() in content for content in contents)}


def test_what_must_be_forgotten_is_gone_from_the_kept_backups_to_the_last_byte(
    store: Store, clock: FakeClock
) -> None:
    assert isinstance(store.repository, SqliteRepository)
    kept = kept_folder(store.repository.path)
    names = spread(store, 120)
    made = daily(store)
    assert made is not None
    assert found_in(kept, names) == set(names)
    clock.move(days=40)
    done = purge_kept(kept, KEEPING, who="kari", clock=clock)
    assert (done.purged, done.removed, done.left, done.clean) == (1, (), (), True)
    assert found_in(kept, names) == set()
    assert list(kept.iterdir()) == [made]
    check_backup(made, made)
    assert purge_kept(kept, KEEPING, who="kari", clock=clock).purged == 0


def test_a_kept_backup_that_cannot_be_read_is_told_and_goes_when_it_is_old(
    store: Store, clock: FakeClock, tmp_path: Path
) -> None:
    assert isinstance(store.repository, SqliteRepository)
    kept = kept_folder(store.repository.path)
    daily(store)
    names = ["damaged-2021-01-12T1000.db", "glimt-2021-01-11.db"]
    (kept / names[0]).write_bytes(b"nothing that can be read" * 400)
    with closing(sqlite3.connect(kept / "glimt-2021-01-12.db")) as newer:
        newer.execute(f"PRAGMA user_version = {NEWEST + 1}")
    os.rename(kept / "glimt-2021-01-12.db", kept / names[1])
    content = (kept / names[1]).read_bytes()
    done = purge_kept(kept, KEEPING, who="kari", clock=clock)
    assert [problem.file for problem in done.left] == [str(kept / name) for name in names]
    assert (kept / names[1]).read_bytes() == content
    clock.move(days=10)
    assert purge_kept(kept, KEEPING, who="kari", clock=clock).removed == (names[1],)
    clock.move(days=1)
    assert purge_kept(kept, KEEPING, who="kari", clock=clock).removed == (names[0],)
    assert list(kept.iterdir()) == []


def test_where_none_is_kept_there_is_nothing_to_purge(tmp_path: Path, clock: FakeClock) -> None:
    assert purge_kept(tmp_path / "none", KEEPING, who="kari", clock=clock).purged == 0


# Taking one back -------------------------------------------------------------------------


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
    monkeypatch.setattr("glimt_tui.store.sqlite.repository.SCRUB_SECONDS", 0.1)
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


# Before migrating ------------------------------------------------------------------------


def test_a_database_that_is_up_to_date_is_not_copied(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "glimt.db"
    assert migrate_kept(path, kept_folder(path), now=MORNING, modes=PRIVATE) == []
    assert not kept_folder(path).exists()
