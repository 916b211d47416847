"""Whoever changes a folder is stopped at any moment: it is as its lock says all the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from cli.writing import RULE_SET
from glimt_rules.documents import source
from glimt_rules.errors import GlimtError
from glimt_tui.rule_files.changing import Changes, carry_out
from glimt_tui.rule_files.folder import Contents, File
from glimt_tui.rule_files.lock import Entry, entries_for
from rule_files.folders import NOW, folder_of, lock, names, put, read, wrong

HEAD, _, CASES = RULE_SET.partition("[[rules.few.cases]]")
CASES = "[[rules.few.cases]]" + CASES
OTHER = RULE_SET.replace('"prove"', '"other"')
#: What the system is asked for while a folder is changed.
CALLS = ("fsync", "fchmod", "link", "unlink", "replace", "rename", "mkdir", "open")


class Stopped(BaseException):
    """Somebody pulled the plug."""


def entry(file: File) -> Entry:
    return entries_for([(file.name, file.sha256)], ("prove", "1"), "kari", NOW)[0]


def adding(folder: Path) -> Changes:
    files = (
        File(folder / "new.cases.toml", CASES.encode()),
        File(folder / "new.toml", HEAD.encode()),
    )
    return Changes(put=files, entries=tuple(map(entry, files)))


def replacing(folder: Path) -> Changes:
    file = File(folder / "mine.toml", (OTHER + "# another").encode())
    return Changes(put=(file,), entries=(entry(file),))


def removing(folder: Path) -> Changes:
    return Changes(remove=("mine.toml", "mine.cases.toml"))


CHANGES = {"add": adding, "replace": replacing, "remove": removing}


@pytest.fixture(autouse=True)
def _at_rest_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes but these tests, so that nobody needs to wait for a file to be at rest."""
    monkeypatch.setattr(source, "_TICK", 0)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = folder_of(tmp_path / "rules", mine=OTHER)
    put(folder / "mine.cases.toml", "")
    put(folder / "mine.cases.toml", "[rules.few]\ncases = []\n")
    lock(folder)
    return folder


def state(folder: Path) -> dict[str, bytes]:
    """The files that count, and what is in them."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix == ".toml" and not path.name.startswith(".")
    }


@contextmanager
def stopped_at(number: int, monkeypatch: pytest.MonkeyPatch, how: type[BaseException]) -> Any:
    """Let the call of that number to the system fail; yields how many there were."""
    calls = [0]

    def failing(call: Any) -> Any:
        def asked(*args: Any, **more: Any) -> Any:
            calls[0] += 1
            if calls[0] == number:
                raise how(28, "No space left on device")
            if how is Stopped and calls[0] > number:  # nothing is done any more
                raise how
            return call(*args, **more)

        return asked

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, failing(getattr(os, name)))
        yield calls


def fresh(tmp_path: Path, number: int) -> Path:
    folder = folder_of(tmp_path / f"rules-{number}", mine=OTHER)
    put(folder / "mine.cases.toml", "[rules.few]\ncases = []\n")
    lock(folder)
    return folder


@pytest.mark.parametrize("name", CHANGES)
def test_done_without_a_hitch_everything_is_there_and_locked(rules: Path, name: str) -> None:
    changes = CHANGES[name](rules)
    assert carry_out(read(rules), changes, nullcontext())
    found = read(rules)
    assert wrong(found) == []
    assert found.lock is not None
    assert found.lock.is_settled
    assert {each.name for each in found.lock.files} == set(state(rules))
    if name == "remove":
        assert state(rules) == {}
        kept = sorted(path.name for path in (rules / ".removed").iterdir())
        assert kept == ["mine.cases.toml", "mine.toml"]
    assert [path.name for path in rules.iterdir() if path.suffix == ".new"] == []


@pytest.mark.parametrize("name", CHANGES)
def test_wherever_it_stops_the_folder_is_as_its_lock_says(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, seen = 0, set()
    while True:
        number += 1
        folder = fresh(tmp_path, number)
        before, contents = state(folder), read(folder)
        changes = CHANGES[name](folder)
        try:
            with stopped_at(number, monkeypatch, Stopped) as calls:
                carry_out(contents, changes, nullcontext())
        except Stopped:
            pass
        found = read(folder)
        assert wrong(found) == [], number
        rules = {file: data for file, data in state(folder).items() if "cases" not in file}
        old = {file: data for file, data in before.items() if "cases" not in file}
        seen.add("old" if rules == old else "new")
        # whoever comes next can go on from there
        again = File(folder / "next.toml", RULE_SET.encode())
        carry_out(found, Changes(put=(again,), entries=(entry(again),)), nullcontext())
        assert wrong(read(folder)) == []
        settled = read(folder).lock
        assert settled is not None
        assert settled.is_settled
        if calls[0] < number:
            break
    assert seen == {"old", "new"}
    assert number > 10


@pytest.mark.parametrize("name", CHANGES)
def test_where_the_disk_is_full_everything_is_as_it_was_or_as_it_was_to_be(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 0
    while True:
        number += 1
        folder = fresh(tmp_path, number)
        before, contents = state(folder), read(folder)
        failed = False
        try:
            with stopped_at(number, monkeypatch, OSError) as calls:
                carry_out(contents, CHANGES[name](folder), nullcontext())
        except (GlimtError, OSError):
            failed = True
        found = read(folder)
        assert wrong(found) == [], number
        if failed:
            assert state(folder) == before
            assert found.lock == contents.lock
        if calls[0] < number:
            break


def test_where_the_journal_cannot_be_written_everything_is_as_it_was(rules: Path) -> None:
    @contextmanager
    def journal() -> Iterator[None]:
        yield
        raise GlimtError([])

    for make in CHANGES.values():
        before, contents = state(rules), read(rules)
        with pytest.raises(GlimtError):
            carry_out(contents, make(rules), journal())
        assert state(rules) == before
        assert read(rules) == contents


def test_what_is_removed_twice_is_kept_twice(rules: Path) -> None:
    for text in (OTHER, OTHER + "# a second time"):
        put(rules / "mine.toml", text)
        put(rules / "mine.cases.toml", "[rules.few]\ncases = []\n")
        lock(rules)
        carry_out(read(rules), removing(rules), nullcontext())
    kept = {path.name: path.read_text() for path in (rules / ".removed").iterdir()}
    assert sorted(kept) == ["mine.2.cases.toml", "mine.2.toml", "mine.cases.toml", "mine.toml"]
    assert (kept["mine.toml"], kept["mine.2.toml"]) == (OTHER, OTHER + "# a second time")


@pytest.mark.parametrize(("folder_mode", "mode"), [(0o755, 0o644), (0o750, 0o640), (0o700, 0o600)])
def test_those_who_may_read_the_folder_may_read_what_is_put_there(
    rules: Path, folder_mode: int, mode: int
) -> None:
    rules.chmod(folder_mode)
    umask = os.umask(0o077)
    try:
        carry_out(read(rules), adding(rules), nullcontext())
    finally:
        os.umask(umask)
    assert (rules / "new.toml").stat().st_mode & 0o777 == mode


# By processes that are killed -----------------------------------------------------------------

WORKER = """
import sys
from contextlib import nullcontext
from pathlib import Path
from glimt_tui.rule_files.changing import carry_out
from rule_files.folders import read
from rule_files.test_changing import adding, removing_new
folder = Path(sys.argv[1])
print("ready", flush=True)
while True:
    carry_out(read(folder), adding(folder), nullcontext())
    carry_out(read(folder), removing_new(folder), nullcontext())
"""


def removing_new(folder: Path) -> Changes:
    return Changes(remove=("new.toml", "new.cases.toml"))


def test_whenever_a_process_is_killed_the_folder_is_as_its_lock_says(rules: Path) -> None:
    tests = Path(__file__).parents[1]
    chance = random.Random(6)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WORKER, str(rules)], cwd=tests, stdout=subprocess.PIPE
        ) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            for _ in range(20):  # somebody reads all the while
                assert wrong(read(rules)) == []
            time.sleep(chance.uniform(0, 0.03))
            worker.send_signal(signal.SIGKILL)
        found = read(rules)
        assert wrong(found) == []
        there = {file.name for file in found.files}
        if "new.toml" in there:
            assert "new.cases.toml" in there
            carry_out(found, removing_new(rules), nullcontext())
        else:  # the next one may begin anew, whatever is left
            leftover = tuple(name for name in there if name == "new.cases.toml")
            carry_out(found, Changes(remove=leftover), nullcontext())
    assert names(read(rules)) == ["mine.toml"]


def test_contents_without_a_lock_are_changed_like_others(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "rules")
    assert carry_out(Contents(folder=folder, directory=folder), adding(folder), nullcontext())
    assert (names(read(folder)), wrong(read(folder))) == (["new.toml"], [])
