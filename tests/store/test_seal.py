"""Names under each day's own key, and what is left when the key is gone."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from glimt_tui.store.errors import StoreError
from glimt_tui.store.seal import DayKeys

DAY = date(2021, 1, 12)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_what_is_sealed_is_opened_by_whoever_has_the_key(keys: DayKeys, folder: Path) -> None:
    sealed = keys.seal(DAY, "a", "Åse Ærlig")
    assert DayKeys(folder).open(DAY, "a", sealed) == "Åse Ærlig"


def test_nothing_of_it_can_be_read_and_the_same_is_never_sealed_alike(keys: DayKeys) -> None:
    one, two = (keys.seal(DAY, "a", "Åse Ærlig") for _ in range(2))
    assert one != two
    assert b"rlig" not in one


@pytest.mark.parametrize(("day", "name"), [(DAY, "b"), (NEXT, "a")])
def test_it_opens_as_what_it_was_sealed_as_only(keys: DayKeys, day: date, name: str) -> None:
    keys.seal(NEXT, "b", "somebody else")
    sealed = keys.seal(DAY, "a", "Åse")
    with pytest.raises(StoreError):
        keys.open(day, name, sealed)


def test_whatever_was_changed_or_cut_is_told(keys: DayKeys) -> None:
    sealed = keys.seal(DAY, "a", "Åse")
    spoilt = [sealed[:n] for n in range(1, len(sealed))]
    spoilt += [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    for each in spoilt:
        with pytest.raises(StoreError):
            keys.open(DAY, "a", each)


def test_where_nothing_was_sealed_nothing_is_told(keys: DayKeys) -> None:
    keys.seal(DAY, "a", "Åse")
    assert keys.open(DAY, "b", b"") is None


def test_every_day_has_one_key_that_its_owner_alone_may_read(keys: DayKeys, folder: Path) -> None:
    for day in (DAY, DAY, NEXT):
        keys.seal(day, "a", "Åse")
    assert sorted(file.name for file in folder.iterdir()) == ["2021-01-12.key", "2021-01-13.key"]
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert keys.days() == [DAY, NEXT]


def test_a_group_shares_the_keys_whatever_the_umask_says(folder: Path, keys: DayKeys) -> None:
    before = os.umask(0o077)
    try:
        DayKeys(folder, mode=0o660).seal(DAY, "a", "Åse")
    finally:
        os.umask(before)
    assert (folder / "2021-01-12.key").stat().st_mode & 0o777 == 0o660


def test_without_its_key_nothing_of_a_day_is_told(keys: DayKeys, folder: Path) -> None:
    old, new = keys.seal(DAY, "a", "Åse"), keys.seal(NEXT, "b", "Pål")
    assert keys.destroy_before(NEXT) == 1
    assert keys.open(DAY, "a", old) is None
    assert keys.open(NEXT, "b", new) == "Pål"
    assert keys.destroy_before(NEXT) == 0
    assert [file.name for file in folder.iterdir()] == ["2021-01-13.key"]


def test_a_key_is_overwritten_before_it_is_removed(keys: DayKeys, folder: Path) -> None:
    keys.seal(DAY, "a", "Åse")
    os.link(folder / "2021-01-12.key", folder / "held")
    keys.destroy_before(NEXT)
    assert (folder / "held").read_bytes() == bytes(32)


def test_what_is_left_of_making_a_key_goes_with_the_key(keys: DayKeys, folder: Path) -> None:
    """A session that was killed in the middle leaves a draft that holds the key."""
    keys.seal(DAY, "a", "Åse")
    drafts = [folder / f"{day}.77-abcd.new" for day in (DAY, NEXT)]
    os.link(folder / "2021-01-12.key", drafts[0])
    drafts[1].write_bytes(b"k" * 32)
    keys.destroy_before(NEXT)
    assert [file.name for file in folder.iterdir()] == [drafts[1].name]


def test_a_draft_goes_even_where_no_key_came_of_it(keys: DayKeys, folder: Path) -> None:
    (folder / f"{DAY}.77-abcd.new").write_bytes(b"k" * 32)
    assert keys.destroy_before(NEXT) == 0
    assert list(folder.iterdir()) == []


def test_files_of_others_are_left_alone(keys: DayKeys, folder: Path) -> None:
    for name in ("README", "no-day.key"):
        (folder / name).write_text("x")
    assert keys.days() == []
    keys.destroy_before(NEXT)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"short", bytes(32)])
def test_a_damaged_key_seals_nothing(keys: DayKeys, folder: Path, content: bytes) -> None:
    sealed = keys.seal(DAY, "a", "Åse")
    (folder / f"{DAY}.key").write_bytes(content)
    assert keys.open(DAY, "a", sealed) is None
    with pytest.raises(StoreError):
        keys.seal(DAY, "a", "Åse")
    assert [file.name for file in folder.iterdir()] == [f"{DAY}.key"]


def test_a_missing_folder_is_an_error_that_is_explained(folder: Path) -> None:
    keys = DayKeys(folder)
    with pytest.raises(StoreError) as raised:
        keys.seal(DAY, "a", "Åse")
    assert raised.value.problems[0].file == str(folder)
    assert keys.days() == []
