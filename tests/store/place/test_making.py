"""A database is made for those whom it is for, or not at all."""

from __future__ import annotations

import os
import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
from pathlib import Path

import pytest

from glimt_rules.documents.source import Source
from glimt_tui.config import read_config
from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.making import make_place
from glimt_tui.store.place.paths import database_path
from store.place.being_there import (
    OWN_GROUP,
    STRANGER,
    as_root,
    being,
    mend,
    mode_of,
    not_made,
    refused,
)


def test_a_database_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "glimt.db"
    before = os.umask(0)
    try:
        make_place(path, None)
    finally:
        os.umask(before)
    assert path.read_bytes() == b""
    assert mode_of(path) == 0o600
    assert mode_of(path.parent) == mode_of(tmp_path / "a") == 0o700
    check_place(path, None)


def test_a_database_is_made_for_a_group(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "glimt.db"
    before = os.umask(0o077)
    try:
        make_place(path, OWN_GROUP)
    finally:
        os.umask(before)
    assert mode_of(path) == 0o660
    assert mode_of(path.parent) == 0o2770
    assert mode_of(tmp_path / "a") == 0o710  # its members get through
    assert path.stat().st_gid == path.parent.stat().st_gid == os.getegid()
    check_place(path, OWN_GROUP)


def test_a_database_in_the_working_directory_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_place(Path("glimt.db"), None)
    check_place(Path("glimt.db"), None)


def test_nothing_is_written_over(database: Path, tmp_path: Path) -> None:
    text = "There is something here already; a database is made where nothing is"
    assert not_made(database) == [(str(database), text)]
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "elsewhere.db")
    assert not_made(link) == [(str(link), text)]
    assert not (tmp_path / "elsewhere.db").exists()
    (tmp_path / "folder.db").mkdir()
    assert not_made(tmp_path / "folder.db") == [(str(tmp_path / "folder.db"), text)]


def test_what_another_database_left_is_not_taken_over(tmp_path: Path) -> None:
    for end in ("-wal", "-shm", "-journal"):
        (tmp_path / f"glimt.db{end}").touch()
    assert not_made(tmp_path / "glimt.db") == [
        (f"{tmp_path}/glimt.db{end}", "This is left over from another database; move it away first")
        for end in ("-wal", "-shm", "-journal")
    ]
    assert not (tmp_path / "glimt.db").exists()


def test_a_database_is_not_made_where_others_may_write(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    ((file, text),) = not_made(folder / "glimt.db")
    assert file == str(folder)
    assert f"its mode is 0777; 0755 is wanted: chmod 755 {folder}" in text
    assert list(folder.iterdir()) == []
    mend(text)
    make_place(folder / "glimt.db", None)


def test_a_group_needs_a_folder_of_its_own(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    ((_, text),) = not_made(tmp_path / "glimt.db", OWN_GROUP)
    assert text.endswith(f"chmod 2770 {tmp_path}")
    mend(text)
    make_place(tmp_path / "glimt.db", OWN_GROUP)
    check_place(tmp_path / "glimt.db", OWN_GROUP)


def test_a_group_that_is_none_is_told(tmp_path: Path, database: Path) -> None:
    text = 'There is no group "no-such-group" on this machine'
    assert not_made(tmp_path / "a" / "glimt.db", "no-such-group") == [(None, text)]
    assert not (tmp_path / "a").exists()
    assert refused(database, "no-such-group") == [(None, text)]


def test_a_group_in_which_one_is_not_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    monkeypatch.setattr(os, "getegid", lambda: STRANGER)
    monkeypatch.setattr(os, "getgroups", lambda: [STRANGER])
    ((_, text),) = not_made(tmp_path / "a" / "glimt.db", OWN_GROUP)
    assert text == (
        f'You are not in the group "{OWN_GROUP}"; whoever was added to it must log in again'
    )
    assert not (tmp_path / "a").exists()


def test_where_it_fails_halfway_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fails_for_the_file(descriptor: int, mode: int) -> None:
        calls.append(mode)
        if mode == 0o600:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fchmod", fails_for_the_file)
    path = tmp_path / "a" / "b" / "glimt.db"
    assert not_made(path) == [
        (str(path), 'No database can be made here: "No space left on device"')
    ]
    assert calls == [0o700, 0o700, 0o600]
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_only_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "mkdir", read_only)
    ((_, text),) = not_made(tmp_path / "a" / "glimt.db")
    assert text == 'No database can be made here: "Read-only file system"'


@pytest.mark.parametrize("path", ["file/glimt.db", "file/a/glimt.db", "a\0b/glimt.db", "x" * 300])
def test_a_path_that_cannot_be_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    ((file, text),) = not_made(tmp_path / path)
    assert file == str(tmp_path / path)
    assert text.startswith("No database can be made here: ")
    assert refused(tmp_path / path)


@as_root
def test_a_folder_in_which_one_may_not_write_is_told(public: Path) -> None:
    with being(STRANGER):
        ((_, text),) = not_made(public / "a" / "glimt.db")
    assert text == 'No database can be made here: "Permission denied"'


def test_a_place_that_a_configuration_names_is_made_beside_it(tmp_path: Path) -> None:
    source = Source(name="glimt.toml", text='database = "data/glimt.db"', format="toml")
    path = database_path(None, read_config(source, tmp_path / "glimt.toml"))
    make_place(path, None)
    assert (tmp_path / "data" / "glimt.db").is_file()
