"""A store with two people and a booking, in a file, and a folder for backups of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.places import KARI, OLA, FakeClock, fill, new_repository, visit


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[SqliteRepository]:
    made = new_repository("sqlite", tmp_path)
    assert isinstance(made, SqliteRepository)
    yield made
    made.close()


@pytest.fixture
def store(repository: SqliteRepository, clock: FakeClock) -> Store:
    store = Store(repository, "kari", clock)
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"
