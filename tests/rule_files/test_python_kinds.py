"""Kinds of rules that Python in a folder brings are there wherever a kind is looked up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.writing import FAILING_KIND, ODD_RULE_SET, Run, write
from rule_files.folders import folder_of, lock, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = folder_of(tmp_path / "rules", odd=ODD_RULE_SET)
    put(rules / "odd_kind.py", FAILING_KIND.replace("return files_beside(__file__)", "return []"))
    lock(rules)
    put(tmp_path / "draft.toml", ODD_RULE_SET.replace("2021-01-01", "2021-01-02", 1))
    write(tmp_path / "plan.toml", {"format": 1, "visits": []})
    return tmp_path


def configured(folder: Path, *, python: bool) -> None:
    (folder / "glimt.toml").write_text(
        'language = "en"\nrule_directories = ["rules"]\n'
        f"python_in_rule_directories = {str(python).lower()}\n"
    )


COMMANDS = [
    ["rules", "diff", "prove@2021-01-01", "draft.toml"],
    ["rules", "impact", "draft.toml", "plan.toml"],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_a_kind_from_a_folder_can_be_asked_about(
    glimt: Run, folder: Path, command: list[str]
) -> None:
    configured(folder, python=True)
    done = glimt(*command)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_schema_of_rule_sets_knows_the_kinds_of_a_folder(glimt: Run, folder: Path) -> None:
    for python in (True, False):
        configured(folder, python=python)
        done = glimt("schema", "rules")
        assert done.returncode == 0
        assert ('"odd"' in done.stdout) is python
        json.loads(done.stdout)
