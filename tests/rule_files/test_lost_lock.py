"""A lock that is gone, a change that was broken off, and days that are over: each is told."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cli.writing import NEXT_NASJONAL, RULE_SET, Run, write
from glimt_rules.rulesets.files import cases_name, is_rule_set, rule_set_name
from glimt_tui.rule_files.changing import Changes, carry_out
from glimt_tui.rule_files.lock import COPY_NAME, Lock, entries_for, lock_text
from glimt_tui.rule_files.lost import sign_of_lock
from rule_files.folders import EN, NOW, folder_of, lock, names, put, read, told, wrong

LOOSER = RULE_SET + "# looser\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir(mode=0o755)
    (tmp_path / "glimt.toml").write_text('language = "en"\nrule_directories = ["rules"]\n')
    put(tmp_path / "prove.toml", RULE_SET)
    write(tmp_path / "plan.toml", {"format": 1, "visits": []})
    return tmp_path


# The lock is gone ----------------------------------------------------------------------------


def test_a_lock_that_is_deleted_is_missed_and_nothing_of_the_folder_is_read(
    glimt: Run, folder: Path
) -> None:
    put(folder / "rules" / "mine.toml")
    assert glimt("rules", "lock").returncode == 0
    (folder / "rules" / "glimt.lock").unlink()
    for command in (["check", "plan.toml"], ["rules", "list"], ["rules", "lock", "--check"]):
        done = glimt(*command)
        assert done.returncode == 3, command
        assert "rules/glimt.lock" in done.stderr
        assert "The folder's lock is gone: there was one, as rules/.glimt.locked tells" in (
            done.stderr
        )
    assert names(read(folder / "rules")) == []
    assert glimt("rules", "add", "prove.toml", "--past").returncode == 3


def test_a_new_lock_of_what_is_as_it_was_is_made_and_of_anything_else_only_where_that_is_said(
    glimt: Run, folder: Path
) -> None:
    rules = folder / "rules"
    put(rules / "mine.toml")
    glimt("rules", "lock")
    before = (rules / "glimt.lock").read_text()
    (rules / "glimt.lock").unlink()
    assert glimt("rules", "lock").returncode == 0
    assert (rules / "glimt.lock").read_text() == before  # who took it in, and when, is kept
    put(rules / "mine.toml", LOOSER)
    (rules / "glimt.lock").unlink()
    done = glimt("rules", "lock")
    assert (done.returncode, "What was judged by it would be judged" in done.stderr) == (2, True)
    assert not (rules / "glimt.lock").exists()
    assert glimt("rules", "lock", "--past").returncode == 0
    assert glimt("rules", "lock", "--check").returncode == 0


def test_the_copy_in_the_place_of_the_lock_is_the_lock(glimt: Run, folder: Path) -> None:
    rules = folder / "rules"
    glimt("rules", "add", "prove.toml", "--past")
    (rules / "glimt.lock").unlink()
    (rules / COPY_NAME).rename(rules / "glimt.lock")
    assert (names(read(rules)), wrong(read(rules))) == (["prove@2021-01-01.toml"], [])


def test_a_lock_without_a_copy_gets_one(glimt: Run, folder: Path) -> None:
    rules = folder / "rules"
    put(rules / "mine.toml")
    lock(rules)
    assert glimt("check", "plan.toml").returncode == 0
    assert glimt("rules", "lock").stdout == "rules: 1 file is locked\n"
    assert (rules / COPY_NAME).read_bytes() == (rules / "glimt.lock").read_bytes()
    assert glimt("rules", "lock").stdout == "rules is as its lock says: 1 file\n"


def test_what_only_glimt_leaves_tells_of_a_lock_whose_copy_is_gone_too(
    glimt: Run, folder: Path
) -> None:
    rules = folder / "rules"
    glimt("rules", "add", "prove.toml", "--past")
    for name in ("glimt.lock", COPY_NAME):
        (rules / name).unlink()
    assert glimt("check", "plan.toml").returncode == 3
    done = glimt("rules", "lock")
    assert (done.returncode, "nobody can tell whether this is still" in done.stderr) == (2, True)
    assert glimt("rules", "lock", "--past").returncode == 0


def test_the_journal_tells_of_a_lock_where_nothing_in_the_folder_does(
    glimt: Run, folder: Path
) -> None:
    rules, config = folder / "rules", folder / "glimt.toml"
    config.write_text(config.read_text() + 'database = "glimt.db"\n')
    assert glimt("init").returncode == 0
    put(rules / "mine.toml")
    glimt("rules", "lock")
    for name in ("glimt.lock", COPY_NAME):
        (rules / name).unlink()
    put(rules / "mine.toml", LOOSER)
    done = glimt("rules", "lock")
    assert (done.returncode, "nobody can tell whether" in done.stderr) == (2, True), done.stderr
    assert glimt("rules", "lock", "--past").returncode == 0


@pytest.mark.parametrize(
    ("there", "sign"),
    [
        (["mine.toml"], None),
        (["a@1.cases.toml", "a@1.txt", ".a@1.toml"], None),
        (["glimt.lock", ".glimt.locked", ".removed"], None),
        ([".glimt.locked", "a@1.toml"], ".glimt.locked"),
        ([".removed"], ".removed"),
        (["b.toml", "a@1.toml"], "a@1.toml"),
    ],
)
def test_what_tells_of_a_lock(there: list[str], sign: str | None) -> None:
    assert sign_of_lock(there) == sign


def test_a_folder_that_never_had_a_lock_is_left_as_it_was_where_a_change_fails(
    tmp_path: Path,
) -> None:
    rules = folder_of(tmp_path / "rules", mine=RULE_SET)

    class Failing:
        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None:
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        carry_out(read(rules), Changes(remove=("mine.toml",)), Failing())  # type: ignore[arg-type]
    assert os.listdir(rules) == ["mine.toml"]
    assert (names(read(rules)), wrong(read(rules))) == (["mine.toml"], [])


# What was begun and never ended ----------------------------------------------------------------


def half_way(rules: Path) -> Path:
    (entry,) = entries_for([("new.toml", "0" * 64)], ("prove", "1"), "kari", NOW)
    made = Lock(files=(type(entry)(name=entry.name, sha256=entry.sha256, pending=True),))
    return put(rules / "glimt.lock", lock_text(made))


def test_what_was_begun_and_not_ended_is_a_note_of_every_check(glimt: Run, folder: Path) -> None:
    half_way(folder / "rules")
    done = glimt("check", "plan.toml")
    assert done.returncode == 0
    assert "rules/glimt.lock: note: Something was begun there and not ended" in done.stderr
    assert glimt("rules", "lock").returncode == 0
    assert glimt("check", "plan.toml").stderr == ""


def test_a_file_whose_change_was_broken_off_is_missing_once_nobody_can_be_at_it(
    glimt: Run, folder: Path
) -> None:
    made = half_way(folder / "rules")
    assert wrong(read(folder / "rules")) == []
    os.utime(made, (time.time() - 120,) * 2)
    ((file, why),) = wrong(read(folder / "rules"))
    assert (file, why.startswith("This file was being put there or taken away")) == (
        "new.toml",
        True,
    )
    assert glimt("check", "plan.toml").returncode == 3
    assert glimt("rules", "lock").returncode == 0
    assert glimt("check", "plan.toml").returncode == 0


# What can be no rule set -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rule-set", "mine.txt", ".hidden.toml", "x.cases.toml"])
def test_a_configured_file_that_can_be_no_rule_set_is_told_with_its_line(
    glimt: Run, folder: Path, name: str
) -> None:
    put(folder / name)
    text = f'language = "en"\nrule_directories = [\n  "rules",\n  "{name}",\n]\n'
    (folder / "glimt.toml").write_text(text)
    put(folder / "rules" / "mine.toml")
    done = glimt("check", "plan.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert f'glimt.toml:4: error: rule_directories[1]: "{name}" can be no rule set' in done.stderr
    assert [file for file, _ in wrong(read(folder / name))] == [name]


def test_a_configured_folder_with_hidden_files_alone_holds_no_rule_set(
    glimt: Run, folder: Path
) -> None:
    put(folder / "rules" / ".hidden.toml")
    done = glimt("check", "plan.toml")
    assert (done.returncode, "there is no rule set (*.toml)" in done.stderr.lower()) == (2, True)


def test_the_names_of_a_rule_set_and_of_its_cases_lead_to_each_other() -> None:
    assert cases_name("a.b.toml") == "a.b.cases.toml"
    for name in ("a.toml", "a.cases.toml"):
        assert rule_set_name(name) == "a.toml"
    assert [name for name in ("a.toml", "a.cases.toml", ".a.toml", "a") if is_rule_set(name)] == [
        "a.toml"
    ]


# Days that are over ------------------------------------------------------------------------------


def test_a_version_that_would_judge_days_that_are_over_is_added_only_where_that_is_said(
    glimt: Run, folder: Path
) -> None:
    put(folder / "late.toml", NEXT_NASJONAL)
    done = glimt("rules", "add", "late.toml")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        line for line in done.stderr.splitlines() if line.startswith("error: --past: ")
    ]
    assert "nasjonal@2021-01-05 would judge what nasjonal@2021-01-03 has judged" in done.stderr
    assert "6 January 2021" in done.stderr
    assert os.listdir(folder / "rules") == []
    assert glimt("rules", "add", "late.toml", "--past").returncode == 0


def test_where_no_version_of_the_family_ruled_that_is_what_changes(
    glimt: Run, folder: Path
) -> None:
    done = glimt("rules", "add", "prove.toml")
    assert done.returncode == 2
    assert "1 January 2021, prove@2021-01-01 would judge, where no version of the family did" in (
        done.stderr
    )


def test_a_version_between_two_others_says_until_when(glimt: Run, folder: Path) -> None:
    put(folder / "rules" / "one.toml", RULE_SET)
    put(folder / "rules" / "two.toml", RULE_SET.replace("2021-01-01", "2021-01-20", 3))
    put(folder / "mid.toml", RULE_SET.replace("2021-01-01", "2021-01-10", 3))
    done = glimt("rules", "add", "mid.toml")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "19 January 2021 inclusive, prove@2021-01-10 would judge what" in done.stderr


def test_what_was_put_into_a_locked_folder_by_hand_is_held_to_the_same(
    glimt: Run, folder: Path
) -> None:
    assert glimt("rules", "lock").returncode == 0
    put(folder / "rules" / "mine.toml")
    done = glimt("rules", "lock")
    assert (done.returncode, "prove@2021-01-01 would judge, where no" in done.stderr) == (2, True)
    assert glimt("rules", "lock", "--past").returncode == 0
    assert names(read(folder / "rules")) == ["mine.toml"]


def test_the_note_is_told_with_the_lock_as_its_file(folder: Path) -> None:
    half_way(folder / "rules")
    (note,) = read(folder / "rules").notes
    assert told((note,)) == [("glimt.lock", EN.sentence(note.message))]
    lock(folder / "rules")
    assert read(folder / "rules").notes == ()
