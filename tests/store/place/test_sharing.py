"""A group shares a database, and nobody else gets at it."""

from __future__ import annotations

import os
import pwd
import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
import sqlite3
from pathlib import Path

import pytest

from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.making import make_place
from glimt_tui.store.place.paths import keys_folder
from store.place.being_there import (
    OWN_GROUP,
    STRANGER,
    as_root,
    being,
    mend,
    mode_of,
    not_made,
    refused,
    shared_group,
)


def test_members_of_the_group_may_use_it_and_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "data" / "glimt.db"
    make_place(path, OWN_GROUP)
    assert {file for file, _ in refused(path)} == {str(path), str(path.parent)}
    path.chmod(0o664)
    ((file, text),) = refused(path, OWN_GROUP)
    assert file == str(path)
    assert text.endswith(f"its mode is 0664; 0660 is wanted: chmod 660 {path}")
    mend(text)
    check_place(path, OWN_GROUP)


def test_ones_own_database_need_not_be_shared(database: Path) -> None:
    check_place(database, OWN_GROUP)


@pytest.mark.parametrize("mode", [0o700, 0o770, 0o2750, 0o2772])
def test_a_shared_database_lies_where_the_group_can_work(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "data" / "glimt.db"
    make_place(path, OWN_GROUP)
    path.parent.chmod(mode)
    ((file, text),) = refused(path, OWN_GROUP)
    assert file == str(path.parent)
    assert f"with the mode 2770; this one has {mode:04o}" in text
    mend(text)
    check_place(path, OWN_GROUP)


def test_nobody_is_asked_to_take_over_a_folder_for_everybody(tmp_path: Path) -> None:
    path = tmp_path / "data" / "glimt.db"
    make_place(path, OWN_GROUP)
    path.parent.chmod(0o1777)
    ((_, text),) = refused(path, OWN_GROUP)
    assert text.endswith(": move the database into such a folder")


def test_the_keys_are_shared_too(tmp_path: Path) -> None:
    path = tmp_path / "data" / "glimt.db"
    make_place(path, OWN_GROUP)
    keys = keys_folder(path)
    keys.mkdir()
    keys.chmod(0o775)
    ((file, text),) = refused(path, OWN_GROUP)
    assert file == str(keys)
    mend(text)
    assert mode_of(keys) == 0o2770
    check_place(path, OWN_GROUP)


@as_root
def test_a_database_of_another_group_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data" / "glimt.db"
    make_place(path, OWN_GROUP)
    for each in (path, path.parent):
        mode = mode_of(each)
        os.chown(each, -1, STRANGER)
        each.chmod(mode)
    wrong = refused(path, OWN_GROUP)
    assert [file for file, _ in wrong] == [str(path), str(path.parent)]
    assert wrong[0][1] == (
        f"Others may read or change this: its mode is 0660 and its group {STRANGER}; 0660 and the "
        f'group "{OWN_GROUP}" are wanted: chgrp {OWN_GROUP} {path} && chmod 660 {path}'
    )
    assert f"and the group {STRANGER}: " in wrong[1][1]
    for _, text in wrong:
        mend(text)
    check_place(path, OWN_GROUP)


@as_root
def test_a_database_of_somebody_else_is_refused(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chown(database, STRANGER, -1)
    check_place(database, None)  # root may do everything anyway
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER + 1)
    ((file, text),) = refused(database)
    assert file == str(database)
    assert text.startswith(f'This belongs to "{STRANGER}", and you are "{STRANGER + 1}"; ')
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    check_place(database, None)


@as_root
@pytest.mark.parametrize("what", ["folder", "wal", "keys"])
def test_what_belongs_to_somebody_else_beside_it_is_refused(
    database: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    wal, keys = Path(f"{database}-wal"), keys_folder(database)
    wal.touch(0o600)
    wal.chmod(0o600)
    keys.mkdir(0o700)
    for each in (database, database.parent, wal, keys):
        os.chown(each, STRANGER, -1)
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    check_place(database, None)
    theirs = {"folder": database.parent, "wal": wal, "keys": keys}[what]
    os.chown(theirs, STRANGER + 1, -1)
    assert [file for file, _ in refused(database)] == [str(theirs)]
    os.chown(theirs, 0, -1)
    check_place(database, None)


@as_root
def test_what_one_may_not_read_is_told_with_whose_it_is(public: Path) -> None:
    path = public / "glimt.db"
    make_place(path, None)
    with being(STRANGER):
        ((_, text),) = refused(path)
    root = pwd.getpwuid(0).pw_name
    assert text == (
        f'You may not read and write this: it belongs to "{root}", and its mode is 0600'
    )
    public.chmod(0o700)
    with being(STRANGER):
        ((_, text),) = refused(path)
    assert text == 'This database is out of reach: "Permission denied"'


@as_root
def test_two_members_work_in_one_database_and_a_third_user_cannot(public: Path) -> None:
    group, gid = shared_group()
    path = public / "data" / "glimt.db"
    public.chmod(0o777)
    with being(STRANGER):
        assert "You are not in the group" in not_made(path, group)[0][1]
    with being(STRANGER, gid):
        make_place(path, group)
        first = sqlite3.connect(path)
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("CREATE TABLE t (x)")
        first.commit()
    with being(STRANGER + 1, gid):
        check_place(path, group)
        second = sqlite3.connect(path)
        second.execute("INSERT INTO t VALUES (1)")
        second.commit()
        check_place(path, group)
    with being(STRANGER, gid):
        assert first.execute("SELECT x FROM t").fetchall() == [(1,)]
        check_place(path, group)
        first.close()
    with being(STRANGER + 2):
        assert "out of reach" in refused(path, group)[0][1]
    with being(STRANGER + 1, gid):
        second.close()
        check_place(path, group)
