"""Where the database is, and that it is refused where others could read or change it."""

from __future__ import annotations

import grp
import os
import pwd
import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
import shutil
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.errors import GlimtError, InputError
from glimt_rules.texts import Texts
from glimt_tui.config import Config, Loaded, read_config
from glimt_tui.store import place
from glimt_tui.store.errors import StoreError
from glimt_tui.store.place import check_place, database_path, keys_folder, make_place

OWN_GROUP = grp.getgrgid(os.getegid()).gr_name
#: A user and a group that are nobody's, as far as this machine knows.
STRANGER = 54321
EN = Texts("en")

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def told(error: GlimtError) -> list[tuple[str | None, str]]:
    return [(problem.file, EN.sentence(problem.message)) for problem in error.problems]


def refused(path: Path, group: str | None = None) -> list[tuple[str | None, str]]:
    with pytest.raises(StoreError) as caught:
        check_place(path, group)
    return told(caught.value)


def not_made(path: Path, group: str | None = None) -> list[tuple[str | None, str]]:
    with pytest.raises(StoreError) as caught:
        make_place(path, group)
    return told(caught.value)


def mend(text: str) -> None:
    """Do what a message says: what stands after its last colon."""
    subprocess.run(["sh", "-c", text.rpartition(": ")[2]], check=True)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database that is as it should be, in a folder of its own."""
    path = tmp_path / "data" / "glimt.db"
    make_place(path, None)
    return path


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody gets through, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def being(uid: int, *groups: int) -> Iterator[None]:
    """Be another user for a while; only root can."""
    before = os.getegid(), os.getgroups()
    os.setgroups(groups)
    os.setegid(uid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(before[0])
        os.setgroups(before[1])


def shared_group() -> tuple[str, int]:
    """Some group of the machine that is not root's."""
    found = next(group for group in grp.getgrall() if group.gr_gid)
    return found.gr_name, found.gr_gid


# Where it is -----------------------------------------------------------------------------


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which there is nothing yet; the folder in which all of it is."""
    monkeypatch.delenv("GLIMT_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    monkeypatch.setattr(place, "SITE", tmp_path / "site")
    return tmp_path


def test_the_database_is_the_nearest_that_is_named(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Loaded(Config(database="data/glimt.db"), places / "glimt.toml")
    assert database_path(None, config) == places / "data" / "glimt.db"
    monkeypatch.setenv("GLIMT_DATABASE", "by/variable.db")
    assert database_path(None, config) == Path("by/variable.db")
    assert database_path("by/option.db", config) == Path("by/option.db")
    monkeypatch.setenv("GLIMT_DATABASE", "")
    assert database_path(None, config) == places / "data" / "glimt.db"


def test_where_none_is_named_it_is_ones_own_or_the_sites(places: Path) -> None:
    own, site = places / "own/glimt/glimt.db", places / "site/glimt.db"
    nothing = Loaded(Config())
    assert database_path(None, nothing) == own
    (places / "site").mkdir()
    assert database_path(None, nothing) == site
    own.parent.mkdir(parents=True)
    assert database_path(None, nothing) == site
    own.touch()
    assert database_path(None, nothing) == own


def test_a_relative_data_folder_is_ignored_as_the_specification_says(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(places))
    for folder in ("relative", ""):
        monkeypatch.setenv("XDG_DATA_HOME", folder)
        expected = places / ".local/share/glimt/glimt.db"
        assert database_path(None, Loaded(Config())) == expected


def test_somebody_without_a_home_is_asked_for_a_file(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as it is for a bare number
    with pytest.raises(InputError) as caught:
        database_path(None, Loaded(Config()))
    assert caught.value.problems[0].where == "--database"
    (places / "site").mkdir()
    assert database_path(None, Loaded(Config())) == places / "site" / "glimt.db"


def test_an_empty_option_is_not_passed_over(places: Path) -> None:
    with pytest.raises(InputError) as caught:
        database_path("", Loaded(Config()))
    assert caught.value.problems[0].where == "--database"


# Making it -------------------------------------------------------------------------------


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


# Checking it -----------------------------------------------------------------------------


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


# Sharing it ------------------------------------------------------------------------------


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


# Whose it is -----------------------------------------------------------------------------


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


def test_a_place_that_a_configuration_names_is_made_beside_it(tmp_path: Path) -> None:
    source = Source(name="glimt.toml", text='database = "data/glimt.db"', format="toml")
    path = database_path(None, read_config(source, tmp_path / "glimt.toml"))
    make_place(path, None)
    assert (tmp_path / "data" / "glimt.db").is_file()
