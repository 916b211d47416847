"""The lock of a folder: what is changed, added or missing is named, and not read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli.writing import FAILING_KIND, ODD_RULE_SET, RULE_SET
from glimt_rules.errors import InputError
from glimt_rules.rulesets.cases import run_cases
from glimt_tui.rule_files.folder import read_folder
from glimt_tui.rule_files.lock import Entry, Lock, differences, lock_text, read_lock
from rule_files.folders import (
    EN,
    ME,
    How,
    book,
    coming,
    folder_of,
    lock,
    names,
    put,
    read,
    told,
    wrong,
)

HEAD, _, CASES = RULE_SET.partition("[[rules.few.cases]]")
CASES = "[[rules.few.cases]]" + CASES
CHANGED = (
    "This file is not what the folder's lock says, and so is not read: it was changed after kari "
    "took it in on 12 January 2021"
)
ADDED = (
    "This file is not in the folder's lock, and so is not read; glimt rules add takes a rule set "
    "in, and glimt rules lock takes in what was put there by hand"
)
MISSING = "This file is in the folder's lock, and is not there; kari took it in on 12 January 2021"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = folder_of(tmp_path / "rules", mine=HEAD, other=coming())
    put(folder / "mine.cases.toml", CASES)
    return folder


def test_a_folder_without_a_lock_is_read_as_it_is(rules: Path) -> None:
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml", "other.toml"], [])


def test_a_folder_that_is_as_its_lock_says_is_read(rules: Path) -> None:
    lock(rules)
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml", "other.toml"], [])
    (mine,) = book(rules).families["prove"]
    assert [result.problems for result in run_cases(mine)] == [(), ()]


@pytest.mark.parametrize("byte", [0, 17, -1])
def test_a_changed_file_is_named_and_not_read(rules: Path, byte: int) -> None:
    lock(rules)
    data = bytearray((rules / "mine.toml").read_bytes())
    data[byte] ^= 1
    put(rules / "mine.toml", bytes(data))
    assert (names(read(rules)), wrong(read(rules))) == (["other.toml"], [("mine.toml", CHANGED)])
    found = book(rules)
    assert "prove" not in found.families
    assert [(p.where, Path(p.file or "").name) for p in found.problems] == [
        ("prove@2021-01-01", "mine.toml")
    ]


def test_a_file_that_was_added_by_hand_is_named_and_not_read(rules: Path) -> None:
    lock(rules, "mine.toml", "mine.cases.toml")
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml"], [("other.toml", ADDED)])


def test_a_missing_file_is_named(rules: Path) -> None:
    lock(rules)
    (rules / "other.toml").unlink()
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml"], [("other.toml", MISSING)])


def test_the_cases_are_locked_too_and_a_rule_set_is_not_read_with_others(rules: Path) -> None:
    lock(rules)
    put(rules / "mine.cases.toml", CASES + "#")
    assert (names(read(rules)), wrong(read(rules))) == (
        ["other.toml"],
        [("mine.cases.toml", CHANGED)],
    )
    (rules / "mine.cases.toml").unlink()
    assert wrong(read(rules)) == [("mine.cases.toml", MISSING)]


def test_the_cases_that_are_told_of_are_those_that_were_checked(rules: Path) -> None:
    lock(rules)
    (mine,) = book(rules).families["prove"]
    put(rules / "mine.cases.toml", "not even TOML [")
    assert len(mine.rules[0].cases) == 2


def test_every_difference_is_told_at_once(rules: Path) -> None:
    lock(rules)
    put(rules / "mine.toml", HEAD + "#")
    (rules / "other.toml").unlink()
    put(rules / "third.toml")
    assert [file for file, _ in wrong(read(rules))] == ["mine.toml", "other.toml", "third.toml"]
    assert read(rules).sources == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "This file is empty"),
        ("format = 1\nfiles = [", "The file ends"),
        ("format = 2\nfiles = []", "Found 2; allowed: 1"),
        ("format = 1\nfiles = [{name = 'a'}]", 'The key "sha256" is missing'),
        ("format = 1\nfiles = [{name = '../a', sha256 = 'x'}]", None),
        ("format = 1\nfile = []", 'There is no key "file" here'),
        ("a = " + "[" * 100_000, "There are too many levels inside each other"),
        (b"\xff\xfe\x00", "This file is written in UTF-16"),
    ],
)
def test_of_a_folder_whose_lock_cannot_be_read_nothing_is(
    rules: Path, text: str | bytes, reason: str | None
) -> None:
    lock(rules)
    put(rules / "glimt.lock", text)
    found = read(rules)
    assert found.sources == ()
    assert {file for file, _ in wrong(found)} == {"glimt.lock"}
    if reason is not None:
        assert wrong(found)[0][1].startswith(reason)
    assert book(rules).problems


def test_a_lock_that_others_may_write_or_that_is_a_link_elsewhere_is_none(
    rules: Path, tmp_path: Path
) -> None:
    lock(rules)
    (rules / "glimt.lock").chmod(0o666)
    assert [file for file, _ in wrong(read(rules))] == ["glimt.lock"]
    shutil.move(rules / "glimt.lock", tmp_path / "mine.lock")
    (rules / "glimt.lock").symlink_to(tmp_path / "mine.lock")
    assert read(rules).sources == ()
    assert wrong(read(rules))[0][1].startswith("This link leads out of the folder")


def test_one_file_of_a_folder_may_be_configured_and_is_held_against_the_lock(rules: Path) -> None:
    found = read(rules / "mine.toml")
    assert (found.folder, names(found)) == (rules / "mine.toml", ["mine.toml"])
    lock(rules)
    assert (names(read(rules / "mine.toml")), wrong(read(rules / "mine.toml"))) == (
        ["mine.toml"],
        [],
    )
    put(rules / "mine.toml", HEAD + "#")
    assert wrong(read(rules / "mine.toml")) == [("mine.toml", CHANGED)]


# What a lock says ----------------------------------------------------------------------------


def test_a_lock_is_read_as_it_was_written() -> None:
    made = Lock(
        files=(
            Entry(name="æ.toml", sha256="a" * 64, family="x", version="1", added_by='a"b\\c'),
            Entry(name="b.py", sha256="b" * 64, pending=True),
        )
    )
    assert read_lock("glimt.lock", lock_text(made)) == made


def test_what_is_pending_may_be_there_or_not_and_nothing_else() -> None:
    old, new = Entry(name="a", sha256="0" * 64), Entry(name="a", sha256="1" * 64, pending=True)

    def said(*entries: Entry, **there: str) -> list[str]:
        return [each.what for each in differences(Lock(files=entries), there)]

    assert said(new) == said(new, a="1" * 64) == []
    assert said(new, a="2" * 64) == ["changed"]
    assert said(old, new, a="0" * 64) == said(old, new, a="1" * 64) == []
    assert (said(old, new), said(old, new, a="2" * 64)) == (["missing"], ["changed"])


def test_settling_keeps_of_a_lock_what_is_there() -> None:
    old, new = Entry(name="a", sha256="0" * 64), Entry(name="a", sha256="1" * 64, pending=True)
    gone, code = Entry(name="b", sha256="0" * 64), Entry(name="c.py", sha256="0" * 64)
    found = Lock(files=(old, new, gone, code)).settled({"a": "1" * 64})
    assert [(each.name, each.sha256[0]) for each in found.files] == [("a", "1"), ("c.py", "0")]
    assert found.is_settled
    assert not Lock(files=(old, new)).is_settled


# Python ----------------------------------------------------------------------------------------


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = folder_of(tmp_path / "code", odd=ODD_RULE_SET)
    put(folder / "odd_kind.py", FAILING_KIND)
    return folder


def test_python_is_not_loaded_unless_that_is_turned_on_and_is_named(code: Path) -> None:
    lock(code)
    found = read(code)
    assert (found.modules, wrong(found)) == ((), [])
    assert told(found.notes) == [
        ("odd_kind.py", "This is Python, and is not loaded; python_in_rule_directories of the "
         "configuration turns that on")
    ]  # fmt: skip
    assert "there is no kind of rule called" in EN(book(code).problems[0].message)


def test_python_that_is_turned_on_is_loaded_from_the_bytes_that_the_lock_holds(code: Path) -> None:
    lock(code)
    found = book(code, python=True)
    assert found.problems == ()
    assert found.families["prove"][0].rules[0].kind.name == "odd"


def test_python_without_a_lock_or_with_another_one_is_not_loaded(code: Path) -> None:
    found = read(code, python=True)
    assert found.modules == ()
    assert wrong(found) == [
        ("odd_kind.py", "This is Python that no lock holds, and so is not loaded; glimt rules "
         "lock takes it in")
    ]  # fmt: skip
    lock(code)
    put(code / "odd_kind.py", "raise SystemExit(0)  # somebody else's")
    found = read(code, python=True)
    assert (found.modules, wrong(found)) == ((), [("odd_kind.py", CHANGED)])
    lock(code, "odd.toml")
    assert wrong(read(code, python=True)) == [("odd_kind.py", ADDED)]


def test_no_cache_of_compiled_code_is_looked_at(code: Path) -> None:
    import importlib.util
    import py_compile

    evil = put(code / "evil.py", "raise RuntimeError('the cache was used')")
    cached = importlib.util.cache_from_source(str(code / "odd_kind.py"))
    os.mkdir(os.path.dirname(cached))
    status = (code / "odd_kind.py").stat()
    py_compile.compile(
        str(evil), cached, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    evil.unlink()
    lock(code)
    assert book(code, python=True).problems == ()
    assert (code / "odd_kind.py").stat() == status


def test_python_that_fails_is_named_and_the_rest_is_loaded(code: Path) -> None:
    put(code / "odd_kind.py", "1 / 0")
    put(code / "mine.toml", RULE_SET.replace('"prove"', '"other"'))
    lock(code)
    found = book(code, python=True)
    assert "other" in found.families
    first = found.problems[0]
    assert (Path(first.where).name, "division by zero" in EN(first.message)) == (
        "odd_kind.py",
        True,
    )


# Somebody at work meanwhile -------------------------------------------------------------------


def test_a_folder_that_is_changed_between_its_lock_and_its_files_is_read_anew(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glimt_tui.rule_files import folder

    lock(rules)
    list_names, late = folder._names, [True]

    def names_of(found: list[str]) -> list[str]:
        if late.pop():
            put(rules / "third.toml", RULE_SET.replace('"prove"', '"third"'))
            lock(rules)
            late.append(False)
            found = os.listdir(rules)
        else:
            late.append(False)
        return list_names(found)

    monkeypatch.setattr(folder, "_names", names_of)
    found = read_folder(rules, How(trusted=ME))
    assert (names(found), wrong(found)) == (["mine.toml", "other.toml", "third.toml"], [])


def test_the_lock_of_a_lock_is_checked_strictly() -> None:
    with pytest.raises(InputError):
        read_lock("glimt.lock", b"format = 1\n[[files]]\nname = 'a'\nsha256 = 'A'\n")
