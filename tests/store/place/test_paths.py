"""Where the database is."""

from __future__ import annotations

import os
import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
from pathlib import Path

import pytest

from glimt_rules.errors import InputError
from glimt_tui.config import Config, Loaded
from glimt_tui.store.place import paths
from glimt_tui.store.place.paths import database_path


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which there is nothing yet; the folder in which all of it is."""
    monkeypatch.delenv("GLIMT_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    monkeypatch.setattr(paths, "SITE", tmp_path / "site")
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
