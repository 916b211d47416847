"""One backup a day is kept for some days, and what must be forgotten is gone from it, too."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from glimt_tui.store.backups.checking import check_backup
from glimt_tui.store.backups.forgetting import purge_kept
from glimt_tui.store.backups.making import keep_daily
from glimt_tui.store.drafts import Modes, alone_in
from glimt_tui.store.errors import Busy, Damaged
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.sqlite.migrations import NEWEST
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.backups.backing_up import KEEPING, TODAY, daily, found_in, mode_of, spread
from store.places import FakeClock


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
    with alone_in(kept), pytest.raises(Busy):
        purge_kept(kept, KEEPING, who="kari", clock=store.clock)


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
