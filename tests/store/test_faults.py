"""What can be wrong with the file, the disk and the folder: told clearly, and nothing lost."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from glimt_rules.errors import GlimtError
from glimt_rules.plan.model import Person
from glimt_rules.texts import Texts
from glimt_tui.store.backups.making import backup, keep_daily
from glimt_tui.store.backups.restoring import restore
from glimt_tui.store.errors import Busy, Damaged, StoreError
from glimt_tui.store.journal import verify
from glimt_tui.store.records import Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.sqlite import cleaning
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.places import KARI, MORNING, OLA, FakeClock, fill, new_repository, visit
from store.workers import ready, worker

OSLO = ZoneInfo("Europe/Oslo")
EN = Texts("en")
#: A user that is nobody's, as far as this machine knows.
STRANGER = 54321

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with some people in it, and nobody at work with it."""
    make(tmp_path)
    return tmp_path / "glimt.db"


def make(folder: Path, people: int = 200) -> None:
    with closing(new_repository("sqlite", folder)) as repository:
        many = [Person(id=f"p{n:03d}", name=f"Navn {n} " + "x" * 100) for n in range(people)]
        fill(Store(repository, "test", FakeClock()), KARI, visit(), *many)


def told(call: Callable[[], object], kind: type[GlimtError] = StoreError) -> tuple[str, str]:
    """The file and the sentence of an error."""
    with pytest.raises(kind) as caught:
        call()
    (problem,) = caught.value.problems
    return problem.file or "", EN.sentence(problem.message)


def open_and_read(path: Path) -> None:
    """Read everything there is, as a session, a check of the file and one of the journal do."""
    with closing(SqliteRepository(path)) as repository:
        with repository.reading() as reading:
            for record in reading.everything():
                reading.get(record.key)
            tampered = verify(reading)
        faults = repository.faults()
    if faults or tampered:
        raise Damaged(())


def check(path: Path, people: int = 201) -> None:
    """See that a database is whole, and that nobody is missing."""
    open_and_read(path)
    with closing(SqliteRepository(path)) as repository, repository.reading() as reading:
        assert len(reading.all("person")) == people


def write(repository: SqliteRepository, name: str = "ny", size: int = 1) -> None:
    people = [Person(id=f"{name}{n}", name="y" * 150) for n in range(size)]
    fill(Store(repository, "test", FakeClock()), *people)


# Missing ---------------------------------------------------------------------------------


def test_a_missing_folder_and_a_missing_file_say_what_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "none" / "glimt.db"
    file, text = told(lambda: SqliteRepository(path))
    assert file == str(path)
    assert text.startswith("There is no folder ")
    assert text.endswith("; glimt init makes it, with a database")
    assert not path.parent.exists()
    path = tmp_path / "glimt.db"
    text = "There is no database here; glimt init makes one"
    assert told(lambda: SqliteRepository(path)) == (str(path), text)
    assert told(lambda: SqliteRepository(path, "ro")) == (str(path), text)
    assert not path.exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert told(lambda: SqliteRepository(tmp_path))[1] == "This is a folder; a file is wanted"


def test_a_name_that_a_url_would_read_otherwise_is_only_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "a?mode=memory#b%20 c"
    folder.mkdir()
    make(folder, 3)
    check(folder / "glimt.db", 4)
    assert [each.name for each in tmp_path.iterdir()] == [folder.name]


def test_a_file_that_is_removed_while_it_is_open_is_told_or_written_to(path: Path) -> None:
    with closing(SqliteRepository(path)) as repository:
        write(repository)
        path.rename(path.with_name("moved.db"))
        assert told(lambda: SqliteRepository(path))[1].startswith("There is no database here")


# Not ours, or damaged --------------------------------------------------------------------


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "dagbok.txt"
    path.write_text("Kjære dagbok, i dag " * 100)
    before = path.read_bytes()
    text = told(lambda: SqliteRepository(path), Damaged)[1]
    assert text.startswith("This is no database, or its beginning is damaged")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE moz_places (id INTEGER)")
    before = path.read_bytes()
    text = "This is a database of another program, not of Glimt"
    assert told(lambda: SqliteRepository(path)) == (str(path), text)
    assert path.read_bytes() == before


def test_an_empty_file_says_what_helps(tmp_path: Path) -> None:
    path = tmp_path / "glimt.db"
    path.touch()
    text = told(lambda: SqliteRepository(path), Damaged)[1]
    assert "glimt init makes one where nothing is, and glimt restore brings back a backup" in text
    assert path.read_bytes() == b""


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 3]


def _zero_page(content: bytes) -> bytes:
    page = len(content) // 2 // 4096 * 4096
    return content[:page] + bytes(4096) + content[page + 4096 :]


def _head(content: bytes) -> bytes:
    return b"\xff" * 64 + content[64:]


def _noise(content: bytes) -> bytes:
    return content[:16384] + os.urandom(len(content) - 16384)


def _name(content: bytes) -> bytes:
    return content.replace(b"Navn 77 ", b"Navn 78 ")


def _no_text(content: bytes) -> bytes:
    return content.replace(b"Navn 77 ", b"Navn \xff\xff ")


@pytest.mark.parametrize("damage", [_cut, _zero_page, _head, _noise, _name, _no_text])
def test_a_damaged_file_is_found_and_told(path: Path, damage: Callable[[bytes], bytes]) -> None:
    with closing(SqliteRepository(path)) as repository:
        repository.empty_log()
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Damaged) as caught:
        open_and_read(path)
    for problem in caught.value.problems:
        assert problem.file == str(path)
        assert "glimt restore brings back the newest backup" in EN.sentence(problem.message)


def test_what_is_no_text_is_not_quoted(path: Path) -> None:
    path.write_bytes(_no_text(path.read_bytes()))
    with pytest.raises(Damaged) as caught:
        open_and_read(path)
    assert "xxx" not in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET body = '{\"id\": 7}' WHERE id = 'p001'",
        "UPDATE journal SET facts = 'nothing' WHERE seq = 1",
        "UPDATE journal SET at = 'yesterday' WHERE seq = 1",
        "UPDATE journal_changes SET day = 'yesterday', after = after",
        "INSERT INTO day_counts VALUES ('2021-01-01', '[]')",
    ],
)
def test_what_cannot_be_read_as_what_it_must_be_is_damage(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for trigger in ("journal_is_not_changed", "journal_changes_are_only_forgotten"):
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(statement)
        raw.commit()
    with pytest.raises(Damaged):
        read_figures_and_journal(path)


def read_figures_and_journal(path: Path) -> None:
    with closing(SqliteRepository(path)) as repository, repository.reading() as reading:
        reading.day_counts()
        verify(reading)


# The log beside it -----------------------------------------------------------------------


def left_by_a_kill(path: Path, size: int) -> dict[str, bytes]:
    """The files as somebody leaves them who is killed with something in the log."""
    with closing(SqliteRepository(path)) as repository:
        write(repository, size=size)
        files = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    for each in path.parent.iterdir():
        each.unlink()
    return files


def test_what_is_in_the_log_is_there_again(path: Path) -> None:
    for name, content in left_by_a_kill(path, 10).items():
        if not name.endswith("-shm"):
            (path.parent / name).write_bytes(content)
    check(path, 211)


def test_without_its_log_a_database_is_what_it_was_before(path: Path) -> None:
    path.write_bytes(left_by_a_kill(path, 10)["glimt.db"])
    check(path)


def test_a_log_that_is_cut_off_ends_at_the_last_whole_action(path: Path) -> None:
    files = left_by_a_kill(path, 10)
    path.write_bytes(files["glimt.db"])
    Path(f"{path}-wal").write_bytes(files["glimt.db-wal"][:-100])
    check(path)


def test_the_log_of_another_database_is_found(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    make(other, 600)
    log = left_by_a_kill(other / "glimt.db", 1)["glimt.db-wal"]
    Path(f"{path}-wal").write_bytes(log)
    with pytest.raises(Damaged):
        open_and_read(path)


# May only be read ------------------------------------------------------------------------


@contextmanager
def somebody_else() -> Iterator[Path]:
    """Be a user without rights, with a folder of one's own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        os.chown(folder, STRANGER, -1)
        os.seteuid(STRANGER)
        try:
            yield folder
        finally:
            os.seteuid(0)


@as_root
def test_a_file_that_may_only_be_read_is_read_and_not_written() -> None:
    with somebody_else() as folder:
        make(folder)
        path = folder / "glimt.db"
        path.chmod(0o400)
        with closing(SqliteRepository(path)) as repository:
            file, text = told(lambda: write(repository))
            with repository.reading() as reading:
                assert len(reading.all("person")) == 201
        assert file == str(path)
        assert text.startswith("The database may only be read here, so nothing was written; ")
        path.chmod(0o600)
        check(path)


@as_root
def test_a_folder_that_may_only_be_read_says_so() -> None:
    with somebody_else() as folder:
        make(folder)
        folder.chmod(0o500)
        file, text = told(lambda: write(SqliteRepository(folder / "glimt.db")))
        folder.chmod(0o700)
        assert file == str(folder / "glimt.db")
        assert "its folder" in text
        check(folder / "glimt.db")


@as_root
def test_a_file_that_may_not_be_read_says_so() -> None:
    with somebody_else() as folder:
        make(folder)
        (folder / "glimt.db").chmod(0)
        text = told(lambda: SqliteRepository(folder / "glimt.db"))[1]
        assert text.startswith("The database cannot be opened; this user must be allowed")


@as_root
def test_backups_and_restores_say_where_they_may_not_write() -> None:
    with somebody_else() as folder:
        make(folder)
        path, stick = folder / "glimt.db", folder / "stick"
        stick.mkdir(0o700)
        with closing(SqliteRepository(path)) as repository:
            made = backup(repository, stick, now=MORNING, zone=OSLO)
            stick.chmod(0o500)
            refused = told(lambda: backup(repository, stick, now=MORNING, zone=OSLO))
        assert refused == (str(stick), 'Nothing can be written here: "Permission denied"')
        path.chmod(0o400)
        kept = folder / "kept"
        clock = FakeClock()
        told(lambda: restore(path, made, kept, keeping=Keeping(), who="x", clock=clock))
        path.chmod(0o600)
        stick.chmod(0o700)
        assert list(kept.iterdir()) == []
        check(path)


def test_a_database_that_was_opened_for_reading_is_not_written(path: Path) -> None:
    with closing(SqliteRepository(path, "ro")) as repository:
        assert "may only be read" in told(lambda: write(repository))[1]
    check(path)


# Held by somebody else -------------------------------------------------------------------


def test_a_database_that_is_held_for_too_long_is_told_and_then_free_again(path: Path) -> None:
    with worker("hold", path, 60) as holding:
        ready(holding)
        with closing(SqliteRepository(path, busy_seconds=0.2)) as repository:
            begun = time.monotonic()
            file, text = told(lambda: write(repository), Busy)
            assert 0.2 <= time.monotonic() - begun < 5
            assert file == str(path)
            assert text.startswith("Another session has held the database for too long")
            with repository.reading() as reading:  # reading waits for nobody
                assert reading.get(Key("person", "kari"))
            holding.kill()
            holding.wait()
            write(repository)
    check(path, 202)


def test_a_database_that_is_held_for_a_moment_is_waited_for(path: Path) -> None:
    with worker("hold", path, 0.5) as holding:
        ready(holding)
        with closing(SqliteRepository(path)) as repository:
            write(repository)
    check(path, 202)


# A full disk -----------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte; skipped where none can be had."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "glimt-test", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root mounts a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_loses_nothing_and_leaves_nothing_half_done(small_disk: Path) -> None:
    make(small_disk)
    path = small_disk / "glimt.db"
    done: list[str] = []

    def write_on(repository: SqliteRepository) -> None:
        while True:
            name = f"a{len(done)}-"
            write(repository, name, 5)
            done.append(name)

    with closing(SqliteRepository(path)) as repository:
        file, text = told(lambda: write_on(repository))
        assert file == str(path)
        assert text == "The disk is full; nothing of this was written"
        written = 5 * len(done)
        assert written
        with repository.reading() as reading:
            assert len(reading.all("person")) == 201 + written
            assert verify(reading) is None
    check(path, 201 + written)


def test_a_full_disk_takes_no_half_backup(small_disk: Path, path: Path) -> None:
    (small_disk / "other").write_bytes(bytes(950_000))
    before = list(small_disk.iterdir())
    clock = FakeClock()
    with closing(SqliteRepository(path)) as repository:
        file, text = told(lambda: backup(repository, small_disk, now=MORNING, zone=OSLO))
        assert file.startswith(str(small_disk))
        assert text == "The disk is full; nothing of this was written"
        kept = small_disk / "kept"
        told(lambda: keep_daily(repository, kept, MORNING.date(), 3))
        made = backup(repository, path.parent, now=MORNING, zone=OSLO)
    told(lambda: restore(path, made, kept, keeping=Keeping(), who="x", clock=clock))
    assert list(small_disk.iterdir()) in ([*before, kept], [kept, *before])
    assert list(kept.iterdir()) == []
    check(path)


def test_a_restore_into_a_full_disk_leaves_the_old(small_disk: Path, tmp_path: Path) -> None:
    make(tmp_path, 2000)
    with closing(SqliteRepository(tmp_path / "glimt.db")) as repository:
        made = backup(repository, tmp_path, now=MORNING, zone=OSLO)
    make(small_disk, 20)
    clock = FakeClock()
    path, kept = small_disk / "glimt.db", tmp_path / "kept"
    text = told(lambda: restore(path, made, kept, keeping=Keeping(), who="x", clock=clock))[1]
    assert text == "The disk is full; nothing of this was written"
    check(path, 21)
    assert list(kept.iterdir()) == []


def test_a_database_that_may_not_grow_is_like_a_full_disk(path: Path) -> None:
    with closing(SqliteRepository(path)) as repository:
        repository._connection.execute("PRAGMA max_page_count = 1")
        text = told(lambda: write(repository, size=500))[1]
        assert text == "The disk is full; nothing of this was written"
        with repository.reading() as reading:
            assert len(reading.all("person")) == 201
    check(path)


def test_a_disk_that_fails_while_committing_loses_nothing(path: Path) -> None:
    with closing(SqliteRepository(path)) as repository:
        write(repository, "before")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (Path(f"{path}-wal").stat().st_size + 5000, limits[1])
        )
        try:
            file, text = told(lambda: write(repository, size=500))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert file == str(path)
        assert text.startswith("The disk cannot be read or written; nothing of this was written")
        write(repository, "after")
    check(path, 203)


def test_where_there_is_no_room_to_write_the_file_anew_that_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "SCRUB_SECONDS", 0.1)
    with closing(SqliteRepository(path)) as repository:
        fill(Store(repository, "test", FakeClock()), OLA)
        with repository.reading():
            pass
        with closing(SqliteRepository(path)) as other, other.reading() as reading:
            reading.get(Key("person", "kari"))
            write(repository)
            assert repository.empty_log() is False
        assert repository.empty_log() is True
