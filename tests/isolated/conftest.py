"""The plugin of ``wild``, installed, and books that hold one rule of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glimt_rules.rulesets.book import RuleBook
from glimt_tui.plugins import load_book
from isolated.wild import install, rule_set

#: Makes a book with a rule of a kind that does something.
Made = Callable[..., RuleBook]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which the plugin is installed."""
    folder = install(tmp_path_factory.mktemp("wild"))
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the plugin's kinds note what they are asked."""
    path = tmp_path / "notes"
    monkeypatch.setenv("WILD_NOTES", str(path))
    return path


@pytest.fixture
def made(site: Path, notes: Path, tmp_path: Path) -> Made:
    def make(kind: str = "wild", does: str = "", seconds: float = 1) -> RuleBook:
        folder = tmp_path / "rules"
        folder.mkdir(exist_ok=True)
        (folder / "vill.toml").write_text(rule_set(kind, does), "utf-8")
        book = load_book(["senter"], [folder], ["wild"], seconds=seconds)
        assert not book.problems
        return book

    return make
