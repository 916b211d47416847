"""An empty store of each kind, a clock that stands, and a folder of keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from glimt_tui.store.repository import Repository
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from store.places import FakeClock, new_repository


@pytest.fixture(params=["memory", "sqlite"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    made = new_repository(request.param, tmp_path)
    yield made
    made.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(repository: Repository, clock: FakeClock) -> Store:
    return Store(repository, "kari-i-vakt", clock)


@pytest.fixture
def keys(tmp_path: Path) -> DayKeys:
    folder = tmp_path / "keys"
    folder.mkdir()
    return DayKeys(folder)
