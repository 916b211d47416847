"""Files that are too large, too deep, or that change while they are read."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from cli.writing import RULE_SET
from glimt_rules.documents.bounds import MOST_VALUES
from glimt_rules.documents.source import read_small_source
from glimt_rules.errors import InputError
from glimt_rules.texts import Texts
from glimt_tui.plugins import BUILT_IN, load_book
from rule_files.folders import folder_of, names, put, read, wrong

EN = Texts("en")
MILLION = 1_000_000

BOMBS = {
    "lists in lists": ("a = " + "[" * 400_000, "There are too many levels inside each other"),
    "tables in tables": ("a = " + "{a=" * 300_000, "There are too many levels inside each other"),
    "one long key": ("a." * 400_000 + "b = 1", "A key has at most 12 parts"),
    "many long keys": (
        "\n".join(f"k{n}." + "a." * 900 + "b = 1" for n in range(500)),
        "A key has at most 12 parts",
    ),
    "long quoted keys": ('"a" . ' * 100_000 + "b = 1", "A key has at most 12 parts"),
    "a long header": ("[" + "a." * 400_000 + "b]", "A key has at most 12 parts"),
    "a list": ("a = [" + "1," * 400_000 + "]", "This file holds more than"),
    "many keys": ("\n".join(f"k{n} = 1" for n in range(90_000)), "This file holds more than"),
    "many tables": ("[[a]]\n" * 150_000, "This file holds more than"),
    "a long number": ("a = " + "9" * MILLION, "The number 999999999999… has 1000000 digits"),
    "a long fraction": ("a = 1." + "9" * MILLION, "The number 999999999999… has 1000000"),
    "large": ("#" * (MILLION * 2), "This file is larger than 1 MiB"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_reason_and_quickly(tmp_path: Path, name: str) -> None:
    text, reason = BOMBS[name]
    folder = folder_of(tmp_path / "rules", bomb=text, mine=RULE_SET)
    began = time.process_time()
    found = read(folder)
    assert time.process_time() - began < 2
    assert names(found) == ["mine.toml"]
    ((file, said),) = wrong(found)
    assert (file, said[: len(reason)]) == ("bomb.toml", reason)


def test_a_bomb_names_its_line(tmp_path: Path) -> None:
    path = put(tmp_path / "bomb.toml", RULE_SET + "\n" + "a." * 100 + "b = 1\n")
    with pytest.raises(InputError) as caught:
        read_small_source(path)
    assert caught.value.problems[0].line == RULE_SET.count("\n") + 2


def test_dots_and_brackets_in_texts_and_comments_are_no_bomb(tmp_path: Path) -> None:
    text = f'# {"[" * 50} {"a." * 50}\nnote = "{"[" * 50}{"a." * 50}{"1" * 200}"\n'
    assert read_small_source(put(tmp_path / "fine.toml", text)).text == text


@pytest.mark.parametrize("end", [".toml", ".cases.toml"])
def test_a_hundred_megabytes_are_refused_before_they_are_read(
    tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "rules", mine=RULE_SET)
    large = folder / f"large{end}"
    large.touch(0o644)
    os.truncate(large, 100 * MILLION)
    taken = 0
    read_some = os.read

    def counted(descriptor: int, size: int) -> bytes:
        nonlocal taken
        data = read_some(descriptor, size)
        taken += len(data)
        return data

    monkeypatch.setattr(os, "read", counted)
    assert [said for _, said in wrong(read(folder))] == [
        "This file is larger than 1 MiB, which is the most for rules"
    ]
    assert taken < 10_000


def test_as_many_keys_as_are_allowed_and_all_of_them_wrong_are_told_quickly(
    tmp_path: Path,
) -> None:
    text = "\n".join(f"k{n} = 1" for n in range(MOST_VALUES - 10))
    folder = folder_of(tmp_path / "rules", wrong=text)
    began = time.process_time()
    problems = load_book(BUILT_IN, [read(folder)]).problems
    assert len(problems) > MOST_VALUES - 20
    assert time.process_time() - began < 5


def test_all_that_holds_of_a_folder_but_whose_it_is_holds_of_the_option_too(
    tmp_path: Path,
) -> None:
    folder = folder_of(tmp_path / "rules", bomb=BOMBS["one long key"][0], mine=RULE_SET)
    folder.chmod(0o777)
    os.mkfifo(folder / "pipe.toml")
    os.truncate(put(folder / "large.toml"), 100 * MILLION)
    found = load_book(BUILT_IN, [folder])
    assert "prove" in found.families
    assert [EN.sentence(problem.message)[:27] for problem in found.problems] == [
        "A key has at most 12 parts ",
        "This file is larger than 1 ",
        "This is no regular file, an",
    ]


# Changing while it is read -------------------------------------------------------------------


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "mine.toml")
    read_some = os.read

    def changing(descriptor: int, size: int) -> bytes:
        data = read_some(descriptor, min(size, 100))
        with path.open("r+b") as file:  # as long as it was, a byte is another
            file.write(b"#")
        return data

    monkeypatch.setattr(os, "read", changing)
    with pytest.raises(InputError) as caught:
        read_small_source(path)
    assert EN.sentence(caught.value.problems[0].message).startswith("This file changed while it")


def test_a_file_is_read_once_nobody_has_begun_to_write_it_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "mine.toml")
    read_some, ages = os.read, []

    def noted(descriptor: int, size: int) -> bytes:
        ages.append(time.time() - os.fstat(descriptor).st_ctime)
        return read_some(descriptor, size)

    monkeypatch.setattr(os, "read", noted)
    path.touch()
    assert read_small_source(path).text == RULE_SET
    assert min(ages) > 0.015


def test_a_file_that_somebody_writes_to_all_the_time_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "mine.toml")
    look = os.fstat

    def touched(descriptor: int) -> os.stat_result:
        os.utime(path)
        return look(descriptor)

    monkeypatch.setattr(os, "fstat", touched)
    with pytest.raises(InputError) as caught:
        read_small_source(path)
    assert EN.sentence(caught.value.problems[0].message).startswith("This file changed while it")


def _replace(path: Path, texts: tuple[str, str]) -> None:
    while True:
        for text in texts:
            put(path.with_suffix(".new"), text).replace(path)


def test_what_is_read_of_a_file_that_somebody_keeps_replacing_is_one_text_or_the_other(
    tmp_path: Path,
) -> None:
    texts = "#" + "a" * 900_000, "#" + "b" * 900_000
    path = put(tmp_path / "mine.toml", texts[0])
    other = multiprocessing.get_context("fork").Process(target=_replace, args=(path, texts))
    other.start()
    try:
        end = time.monotonic() + 0.7
        while time.monotonic() < end:
            with contextlib.suppress(InputError):  # it was replaced while it was read
                assert read_small_source(path).text in texts
    finally:
        other.kill()
        other.join()
