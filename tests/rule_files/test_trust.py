"""Whom a folder of rule sets has to belong to, and what is refused of what lies in it."""

from __future__ import annotations

import grp
import os
import pwd
import socket
import subprocess
from pathlib import Path

import pytest

from cli.writing import RULE_SET
from glimt_rules.errors import InputError
from glimt_tui.config import Config
from glimt_tui.rule_files.trust import Trusted, opened, trusted_by
from rule_files.folders import (
    ME,
    STRANGER,
    as_root,
    book,
    folder_of,
    names,
    put,
    read,
    told,
    wrong,
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "rules", mine=RULE_SET)


def test_a_folder_of_ones_own_is_read(rules: Path) -> None:
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml"], [])
    found = book(rules)
    assert "prove" in found.families
    assert "prove" in found.active


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o757])
def test_a_folder_that_others_may_write_is_refused_with_the_remedy(rules: Path, mode: int) -> None:
    rules.chmod(mode)
    ((file, said),) = wrong(read(rules))
    assert file == "rules"
    assert said.startswith(
        f"Others may write this, and so could change the rules: its mode is 0{mode:o}; 0755 "
    )
    subprocess.run(["sh", "-c", said.rpartition(": ")[2]], check=True)
    assert names(read(rules)) == ["mine.toml"]


@pytest.mark.parametrize("mode", [0o666, 0o664])
def test_a_file_that_others_may_write_is_not_read(rules: Path, mode: int) -> None:
    (rules / "mine.toml").chmod(mode)
    found = read(rules)
    assert names(found) == []
    assert [file for file, _ in wrong(found)] == ["mine.toml"]


@as_root
def test_a_folder_or_a_file_of_a_stranger_is_not_read(rules: Path) -> None:
    os.chown(rules / "mine.toml", STRANGER, -1)
    assert wrong(read(rules)) == [
        ("mine.toml", 'This belongs to "54321"; what says which rules judge must belong to one '
         'of: "root"')
    ]  # fmt: skip
    os.chown(rules, STRANGER, -1)
    assert [file for file, _ in wrong(read(rules))] == ["rules"]
    assert read(rules, trusted=Trusted(frozenset({0, STRANGER}))).failed == ()


@as_root
def test_the_members_of_the_admin_group_may_write_and_no_other_group(rules: Path) -> None:
    os.chown(rules, 0, STRANGER)
    rules.chmod(0o2775)
    assert [file for file, _ in wrong(read(rules))] == ["rules"]
    assert wrong(read(rules, trusted=Trusted(frozenset({0}), STRANGER))) == []
    rules.chmod(0o2777)
    assert "2777" in wrong(read(rules, trusted=Trusted(frozenset({0}), STRANGER)))[0][1]


@as_root
def test_what_is_above_a_folder_counts_as_well(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir()
    rules = folder_of(above / "rules", mine=RULE_SET)
    os.chown(above, STRANGER, -1)
    assert [file for file, _ in wrong(read(rules))] == ["above"]
    os.chown(above, 0, -1)
    above.chmod(0o777)
    assert [file for file, _ in wrong(read(rules))] == ["above"]


def test_below_a_folder_like_tmp_a_folder_of_ones_own_is_fine(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir()
    rules = folder_of(above / "rules", mine=RULE_SET)
    above.chmod(0o1777)
    assert names(read(rules)) == ["mine.toml"]
    rules.chmod(0o1777)  # but not if it is such a folder itself
    assert [file for file, _ in wrong(read(rules))] == ["rules"]


@as_root
def test_a_link_of_a_stranger_in_a_folder_like_tmp_is_not_followed(tmp_path: Path) -> None:
    rules = folder_of(tmp_path / "real", mine=RULE_SET)
    above = tmp_path / "above"
    above.mkdir()
    above.chmod(0o1777)
    (above / "rules").symlink_to(rules)
    assert names(read(above / "rules")) == ["mine.toml"]
    os.lchown(above / "rules", STRANGER, -1)
    assert wrong(read(above / "rules")) == [
        ("rules", 'This link belongs to "54321", who may lead it anywhere')
    ]


def test_a_folder_with_a_link_on_the_way_counts_on_both_sides(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    rules = folder_of(tmp_path / "there" / "rules", mine=RULE_SET)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to("../there")
    link = tmp_path / "here" / "link" / "rules"
    assert names(read(link)) == ["mine.toml"]
    for loose in (tmp_path / "here", tmp_path / "there"):
        loose.chmod(0o777)
        assert [file for file, _ in wrong(read(link))] == [loose.name]
        loose.chmod(0o755)
    assert names(read(rules)) == ["mine.toml"]


def test_links_that_lead_in_a_ring_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError) as caught, opened(tmp_path / "a", ME):
        pass
    assert "Too many levels of symbolic links" in told(caught.value.problems)[0][1]


# What lies in the folder -------------------------------------------------------------------


def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_not(
    rules: Path, tmp_path: Path
) -> None:
    outside = put(tmp_path / "outside.toml")
    (rules / "mine.toml").unlink()
    (rules / "mine.toml").symlink_to(outside)
    assert wrong(read(rules)) == [("mine.toml", f"This link leads out of the folder, to {outside}")]
    (rules / "mine.toml").unlink()
    (rules / "mine.toml").symlink_to("../rules/data/mine.txt")
    (rules / "data").mkdir()
    put(rules / "data" / "mine.txt", RULE_SET)
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml"], [])
    (rules / "data").chmod(0o777)
    assert [file for file, _ in wrong(read(rules))] == ["mine.toml"]


def test_a_link_that_is_put_there_while_somebody_looks_is_not_followed(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = put(tmp_path / "outside.toml")
    look, looks = os.lstat, 0

    def lstat(path: str, **more: int) -> os.stat_result:
        nonlocal looks
        found = look(path, **more)
        looks += path == "mine.toml"
        if path == "mine.toml" and looks == 2:  # the last look before it is opened
            (rules / "mine.toml").unlink(missing_ok=True)
            (rules / "mine.toml").symlink_to(outside)
        return found

    monkeypatch.setattr(os, "lstat", lstat)
    found = read(rules)
    assert (names(found), len(wrong(found))) == ([], 1)
    assert wrong(found)[0][1].startswith("This file cannot be read: ")


@pytest.mark.parametrize("kind", ["fifo", "socket", "folder", "device"])
def test_what_is_no_regular_file_is_refused_at_once(rules: Path, kind: str) -> None:
    odd = rules / "odd.toml"
    if kind == "fifo":
        os.mkfifo(odd, 0o644)
    elif kind == "folder":
        odd.mkdir()
    elif kind == "device":
        if os.geteuid() != 0:
            pytest.skip("only root makes devices")
        try:
            os.mknod(odd, 0o600 | 0o020000, os.makedev(1, 5))
        except OSError:
            pytest.skip("no device can be made here")
    else:
        with socket.socket(socket.AF_UNIX) as made:
            here = os.getcwd()
            os.chdir(rules)  # the path of a socket may not be long
            try:
                made.bind("odd.toml")
            finally:
                os.chdir(here)
    found = read(rules)
    assert names(found) == ["mine.toml"]
    said = "This is a folder; a file is wanted"
    if kind != "folder":
        said = "This is no regular file, and so no rule set"
    assert wrong(found) == [("odd.toml", said)]


def test_hidden_files_are_left_alone(rules: Path) -> None:
    put(rules / ".mine.toml", "no rule set at all")
    (rules / ".#mine.toml").symlink_to("kari@machine.1234")
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml"], [])


# Whom the configuration trusts ---------------------------------------------------------------


def test_root_whoever_runs_this_the_owner_and_the_admins_are_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def getpwnam(name: str) -> object:
        if name == "ane":
            return type("Entry", (), {"pw_uid": 1001})
        raise KeyError(name)

    group = type("Group", (), {"gr_gid": 60})
    monkeypatch.setattr(pwd, "getpwnam", getpwnam)
    monkeypatch.setattr(grp, "getgrnam", lambda name: group)
    monkeypatch.setattr(os, "geteuid", lambda: 1005)
    config = Config(admins=("ane", "by-as-only"), admin_group="leaders")
    assert trusted_by(config, owner=900) == Trusted(frozenset({0, 1005, 900, 1001}), 60)
    assert trusted_by(Config()) == Trusted(frozenset({0, 1005}), None)
