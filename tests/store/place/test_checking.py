"""A database is refused where others could read or change it."""

from __future__ import annotations

import os
import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
from pathlib import Path

import pytest

from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.making import make_place
from glimt_tui.store.place.paths import keys_folder
from store.place.being_there import mend, refused


def test_a_database_that_is_not_there_says_what_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "a" / "glimt.db"
    assert refused(path) == [
        (str(path), f"There is no folder {path.parent}; glimt init makes it, with a database")
    ]
    path.parent.mkdir()
    assert refused(path) == [(str(path), "There is no database here; glimt init makes one")]
    path.symlink_to(tmp_path / "gone.db")
    assert refused(path) == [
        (str(path), f"This leads to {tmp_path}/gone.db, where nothing is"),
    ]


def test_what_is_no_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "folder" in refused(tmp_path / "folder")[0][1]
    assert "no regular file" in refused(tmp_path / "pipe")[0][1]
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "out of reach" in refused(tmp_path / "loop")[0][1]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604, 0o602, 0o601, 0o610, 0o666, 0o660])
def test_a_database_that_others_may_use_is_refused_until_it_is_mended(
    database: Path, mode: int
) -> None:
    database.chmod(mode)
    ((file, text),) = refused(database)
    assert file == str(database)
    assert text == (
        f"Others may read or change this: its mode is {mode:04o}; 0600 is wanted: "
        f"chmod 600 {database}"
    )
    mend(text)
    check_place(database, None)


def test_a_command_is_told_as_it_can_be_typed(tmp_path: Path) -> None:
    path = tmp_path / "it's $HOME; a folder" / "glimt.db"
    make_place(path, None)
    path.chmod(0o644)
    mend(refused(path)[0][1])
    check_place(path, None)


def test_a_command_takes_no_name_for_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_place(Path("-R"), None)
    Path("-R").chmod(0o604)
    mend(refused(Path("-R"))[0][1])
    check_place(Path("-R"), None)


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720, 0o702, 0o757])
def test_a_folder_into_which_others_may_write_is_refused(database: Path, mode: int) -> None:
    database.parent.chmod(mode)
    ((file, text),) = refused(database)
    assert file == str(database.parent)
    assert f"its mode is {mode:04o}; {mode & ~0o022:04o} is wanted" in text
    mend(text)
    check_place(database, None)


@pytest.mark.parametrize("mode", [0o1777, 0o1770, 0o755, 0o711, 0o500])
def test_a_folder_in_which_others_can_replace_nothing_is_fine(database: Path, mode: int) -> None:
    database.parent.chmod(mode)
    check_place(database, None)
    database.parent.chmod(0o700)


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_what_sqlite_writes_beside_is_checked_too(database: Path, end: str) -> None:
    beside = Path(f"{database}{end}")
    beside.touch(0o600)
    beside.chmod(0o600)
    check_place(database, None)
    beside.chmod(0o640)
    ((file, text),) = refused(database)
    assert file == str(beside)
    assert text.endswith(f"its mode is 0640; 0600 is wanted: chmod 600 {beside}")
    beside.unlink()
    beside.symlink_to(database)
    ((file, text),) = refused(database)
    assert (file, "no regular file" in text) == (str(beside), True)


def test_the_keys_are_checked_too(database: Path) -> None:
    keys = keys_folder(database)
    assert keys == database.with_name("glimt.db.keys")
    keys.mkdir(0o700)
    check_place(database, None)
    keys.chmod(0o755)
    ((file, text),) = refused(database)
    assert file == str(keys)
    assert text.endswith(f"its mode is 0755; 0700 is wanted: chmod 700 {keys}")
    mend(text)
    check_place(database, None)
    keys.rmdir()
    keys.touch(0o600)
    assert "no folder" in refused(database)[0][1]
    keys.unlink()
    keys.symlink_to(database.parent / "gone")
    assert "out of reach" in refused(database)[0][1]


def test_everything_that_is_wrong_is_told_at_once(database: Path) -> None:
    wal = Path(f"{database}-wal")
    wal.touch()
    keys_folder(database).mkdir()
    for path, mode in ((database, 0o644), (wal, 0o644), (database.parent, 0o777)):
        path.chmod(mode)
    keys_folder(database).chmod(0o750)
    files = [file for file, _ in refused(database)]
    assert files == [
        str(path) for path in (database, database.parent, wal, keys_folder(database))
    ]  # fmt: skip


def test_a_link_is_followed_and_both_ends_are_checked(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir(0o700)
    link = folder / "link.db"
    link.symlink_to(database)
    check_place(link, None)
    assert keys_folder(link) == keys_folder(database)
    folder.chmod(0o777)
    database.chmod(0o644)
    database.parent.chmod(0o722)
    Path(f"{database}-wal").touch()
    Path(f"{database}-wal").chmod(0o666)
    assert [file for file, _ in refused(link)] == [
        str(path) for path in (database, database.parent, folder, f"{database}-wal")
    ]
