"""A backup is whole, or not there."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from glimt_rules.plan.model import Person
from glimt_tui.store.backups.checking import check_backup
from glimt_tui.store.backups.making import backup, migrate_kept
from glimt_tui.store.drafts import PRIVATE, Modes, draft
from glimt_tui.store.errors import Damaged, StoreError
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.backups.backing_up import OSLO, make, mode_of, told
from store.places import MORNING, fill


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


def test_a_database_that_is_up_to_date_is_not_copied(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "glimt.db"
    assert migrate_kept(path, kept_folder(path), now=MORNING, modes=PRIVATE) == []
    assert not kept_folder(path).exists()
