"""Folders of rule sets, and what comes of reading them, for the tests of trust and locks."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.writing import NEXT_NASJONAL, RULE_SET
from glimt_rules.errors import Problem
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.plugins import BUILT_IN, load_book
from glimt_tui.rule_files.folder import Contents, How, read_folder
from glimt_tui.rule_files.lock import Lock, entries_for, lock_text
from glimt_tui.rule_files.trust import Trusted

EN = Texts("en")
#: A user and a group that are nobody's, as far as this machine knows.
STRANGER = 54321
NOW = datetime(2021, 1, 12, 9, tzinfo=UTC)
ME = Trusted(frozenset({0, os.geteuid()}))

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def folder_of(path: Path, **files: str | bytes) -> Path:
    """A folder with files, each a rule set of that name."""
    path.mkdir(exist_ok=True)
    path.chmod(0o755)
    for name, text in files.items():
        put(path / f"{name}.toml", text)
    return path


def put(path: Path, text: str | bytes = RULE_SET) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(0o644)
    return path


def lock(folder: Path, *names: str, pending: tuple[str, ...] = ()) -> Path:
    """Lock the files of a folder as they are, or only some of them."""
    wanted = names or sorted(p.name for p in folder.iterdir() if p.suffix in (".toml", ".py"))
    digests = [(name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name in wanted]
    entries = entries_for(digests, ("prove", "2021-01-01"), "kari", NOW)
    return put(folder / "glimt.lock", lock_text(Lock(files=tuple(entries))))


def read(folder: Path, *, trusted: Trusted = ME, python: bool = False) -> Contents:
    return read_folder(folder, How(trusted=trusted, python=python))


def book(*folders: Path, python: bool = False) -> RuleBook:
    return load_book(BUILT_IN, [read(folder, python=python) for folder in folders])


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """The names of the files of problems, and what is said of them."""
    return [(Path(p.file or "").name, EN.sentence(p.message)) for p in problems]


def wrong(contents: Contents) -> list[tuple[str, str]]:
    return told(tuple(p for failed in contents.failed for p in failed.problems))


def names(contents: Contents) -> list[str]:
    return [Path(source.name).name for source in contents.sources]


def coming(days: int = 30, limit: int = 6, version: str | None = None) -> str:
    """A version of nasjonal that comes into force so many days from now."""
    start = (datetime.now(UTC) + timedelta(days=days)).date()
    text = NEXT_NASJONAL.replace("2021-01-06\n", f"{start}\n", 1)
    text = text.replace("2021-01-05", version or str(start), 1)
    after = start + timedelta(days=1)
    text = text.replace("2021-01-07T", f"{after}T").replace("limit = 6", f"limit = {limit}")
    if limit != 6:
        people = ", ".join(f'"p{n}"' for n in range(limit))
        text = text.replace('["a", "b", "c", "d", "e", "f"]', f"[{people}]")
        text = text.replace('["a", "b", "c", "d", "e", "f", "g"]', f'[{people}, "one-more"]')
    return text
