"""Wherever rules of others' kinds are asked they are asked in the worker: files, cases, linting."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from glimt_rules.documents.source import SMALL
from glimt_rules.errors import InputError
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.coverage import coverage
from glimt_tui.desk.what_if import RuleFiles, _read
from glimt_tui.plugins import kinds_for
from isolated.conftest import Made
from isolated.wild import KINDS, noted, plan, rule_set

Told = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def told(site: Path, notes: Path, tmp_path: Path, glimt: Run) -> Told:
    """Runs Glimt in English, in a folder with the plugin, a plan and a file to try out."""
    (tmp_path / "glimt.toml").write_text(
        'families = ["senter"]\nplugins = ["wild"]\nrule_seconds = 1\n'
    )
    (tmp_path / "plan.json").write_text(json.dumps(plan("centre", "outdoors")))
    env = {**os.environ, "PYTHONPATH": str(site)}
    return lambda *args: glimt("--lang", "en", *args, env=env)


def only_there(notes: Path) -> bool:
    return {place for _, place, _ in noted(notes)} == {"there"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "command",
    [
        ("rules", "impact", "vill.toml", "plan.json"),
        ("rules", "test", "--coverage", "vill.toml"),
        ("rules", "lint", "--rules", "vill.toml"),
        ("rules", "diff", "vill.toml", "senter@2021-01-04"),
    ],
    ids=["impact", "coverage", "lint", "diff"],
)
def test_none_of_its_code_runs_in_the_commands_process(
    told: Told, notes: Path, tmp_path: Path, kind: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "vill.toml").write_text(rule_set(kind), "utf-8")
    done = told(*command)
    assert done.returncode in (0, 1), done.stderr
    assert only_there(notes) or ("diff" in command and not noted(notes))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("rules", "impact", "vill.toml", "plan.json"), 3),
        (("rules", "lint", "--rules", "vill.toml"), 1),
    ],
    ids=["impact", "lint"],
)
def test_a_file_with_a_rule_that_hangs_keeps_nobody_waiting(
    told: Told, tmp_path: Path, command: tuple[str, ...], code: int
) -> None:
    (tmp_path / "vill.toml").write_text(rule_set("wild", "faults"), "utf-8")
    began = time.monotonic()
    done = told(*command)
    assert time.monotonic() - began < 8
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [("rules", "impact", "{}", "plan.json"), ("rules", "diff", "{}", "senter@2021-01-04")],
)
def test_what_is_no_small_regular_file_is_not_read(
    told: Told, tmp_path: Path, command: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "large.toml").write_text("# " + "x" * SMALL + "\n" + rule_set(), "utf-8")
    for name, why in (("pipe.toml", "no regular file"), ("large.toml", "larger than")):
        done = told(*(each.format(name) for each in command))
        assert done.returncode == 3
        assert why in done.stderr


def test_what_if_reads_a_file_just_so(made: Made, notes: Path, tmp_path: Path) -> None:
    book = made()
    files = RuleFiles(kinds=lambda: kinds_for(["senter"], ["wild"]))
    path = tmp_path / "ny.toml"
    path.write_text(rule_set("wild-where", version="2021-01-11"), "utf-8")
    found = _read(book, path, files)
    judgement = judge(plan_from_raw(plan("centre", "online")).plan, RuleBook([found]))
    assert [(each.visit, each.level) for each in judgement.findings] == [("v0", "violation")]
    assert only_there(notes)
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(InputError, match="no regular file"):
        _read(book, tmp_path / "pipe.toml", files)


def test_a_change_that_hangs_is_noticed_and_the_others_are_tried(made: Made) -> None:
    (of_plugin,) = made().families["vill"]
    began = time.monotonic()
    found = coverage(of_plugin)
    assert time.monotonic() - began < 8
    # a limit of 0 hangs, and a limit of 2 is noticed because it is judged by: neither is missed
    assert not {each.key for each in found.missed} & {"limit", "force"}
    assert {each.key for each in found.missed} >= {"in_force", "settings"}
