"""A database in a folder of its own, and a folder that everybody gets through."""

from __future__ import annotations

import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from glimt_tui.store.place.making import make_place


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
