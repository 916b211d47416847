"""What is ready to use: the manual page, the hook of pre-commit, and the workflow."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from cli.writing import fine, gathering, plan, surroundings, write
from conftest import GLIMT
from test_docs import BLOCK, LEAST

CHECKOUT = Path(__file__).parents[1]
MANUAL = CHECKOUT / "man" / "glimt.1"
HOOKS = CHECKOUT / ".pre-commit-hooks.yaml"
EXAMPLE = CHECKOUT / "docs" / "examples" / "glimt.yml"
WORKFLOWS = [EXAMPLE, CHECKOUT / ".github" / "workflows" / "ci.yml"]
PAGE = (CHECKOUT / "docs" / "ci-and-editors.md").read_text("utf-8")

Shell = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    """Runs a program in the empty folder, with ``glimt`` and its neighbours on the path."""
    path = f"{GLIMT.parent}{os.pathsep}{os.environ['PATH']}"
    who = {"NAME": "Prøve", "EMAIL": "prove@example.org"}
    git = {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}
    env = surroundings(
        tmp_path, PATH=path, PRE_COMMIT_HOME=str(tmp_path / ".cache"), PYTHONUTF8="1",
        GIT_CONFIG_GLOBAL=os.devnull, **git,
    )  # fmt: skip
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        env.pop(name, None)

    def run(*command: str | Path, cwd: Path = tmp_path) -> CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True,
            encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    return run


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def repository(run: Shell, folder: Path) -> Path:
    """A repository of git, with everything in the folder committed."""
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "All"]):
        done = run("git", *command, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


# The manual page -------------------------------------------------------------------------


def test_the_manual_page_is_what_the_parser_and_the_readme_say() -> None:
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "man" / "make.py"), "--check"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [["groff", "-man", "-ww", "-z"], ["mandoc", "-T", "lint"]])
def test_the_manual_page_is_well_formed(run: Shell, command: list[str]) -> None:
    done = run(tool(command[0]), *command[1:], MANUAL)
    told = (done.stdout + done.stderr).splitlines()
    assert [line for line in told if "missing date" not in line] == []


@pytest.mark.parametrize(
    "command", [["mandoc", "-T", "utf8"], ["groff", "-man", "-T", "utf8", "-P", "-cbou"]]
)
def test_the_manual_page_shows_what_there_is(run: Shell, command: list[str]) -> None:
    told = run(tool(command[0]), *command[1:], MANUAL).stdout
    told = " ".join(re.sub(".\b", "", told).replace("‐\n", "").replace("−", "-").split())
    for text in ("glimt check", "--known-at DAY", "EXIT STATUS", "$GLIMT_CONFIG", "2020–21"):
        assert text in told


def test_the_examples_of_the_manual_page_run(run: Shell, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(LEAST, "utf-8")
    page = MANUAL.read_text("utf-8").partition(".SH EXAMPLES")[2]
    examples = re.findall(r"(?ms)^\.nf\n(.*?)\n\.fi$", page)
    assert len(examples) >= 5
    for example in examples:
        command = example.replace(r"\-", "-")
        assert "\\" not in command
        done = run("sh", "-c", command)
        assert done.returncode == 0, (command, done.stderr)


# The hook --------------------------------------------------------------------------------


def test_the_hook_is_valid(run: Shell) -> None:
    done = run("pre-commit", "validate-manifest", HOOKS)
    assert done.returncode == 0, done.stdout


def test_the_hook_judges_the_plans_that_are_committed(run: Shell, tmp_path: Path) -> None:
    """By pre-commit itself; Glimt is taken from the path, so that nothing is installed."""
    for name in ("hooks", "centre", "centre/days"):
        (tmp_path / name).mkdir()
    hooks = HOOKS.read_text("utf-8")
    assert "language: python\n" in hooks
    here = hooks.replace("language: python\n", "language: system\n")
    (tmp_path / "hooks" / HOOKS.name).write_text(here, "utf-8")
    centre = tmp_path / "centre"
    write(centre / "plan.toml", plan(fine()))
    write(centre / "days" / "week-1.plan.json", plan(fine()))
    (centre / "pyproject.toml").write_text("[tool]\n")
    (centre / "explan.toml").write_text("[tool]\n")
    (centre / "plan.toml.txt").write_text("no plan\n")
    repository(run, tmp_path / "hooks")
    repository(run, centre)
    judge = ("pre-commit", "try-repo", tmp_path / "hooks", "glimt-check", "--all-files")
    done = run(*judge, "--verbose", cwd=centre)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"(?m)^(\S+): 1 besøk vurdert", done.stdout) == [
        "days/week-1.plan.json",
        "plan.toml",
    ]
    write(centre / "days" / "week-1.plan.json", plan(gathering()))
    done = run(*judge, cwd=centre)
    assert done.returncode == 1
    assert "days/week-1.plan.json:" in done.stdout
    assert "nasjonal.private-gathering" in done.stdout


# The workflows ---------------------------------------------------------------------------


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_the_workflows_are_valid(run: Shell, workflow: Path) -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)
    assert done.returncode == 0, done.stdout + done.stderr


def test_our_own_workflow_runs_everything_that_has_to_pass() -> None:
    jobs = yaml.safe_load(WORKFLOWS[1].read_text("utf-8"))["jobs"]
    assert ".ci/run" in [step.get("run") for step in jobs["ci"]["steps"]]


@pytest.fixture
def judging() -> str:
    """The step of the example that judges; another one before it installs Glimt."""
    steps = yaml.safe_load(EXAMPLE.read_text("utf-8"))["jobs"]["glimt"]["steps"]
    installing, step = [step for step in steps if "run" in step]
    # a place and a commit to be filled in, and no name that anybody could register
    assert installing["run"] == 'pip install "git+https://example.org/glimt.git@<commit>"'
    assert step["shell"] == "bash"
    return str(step["run"])


#: How GitHub runs a step whose shell is bash.
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")


def test_the_example_judges_every_plan_that_is_there(
    run: Shell, judging: str, tmp_path: Path
) -> None:
    centre = tmp_path / "centre"
    (centre / "days").mkdir(parents=True)
    shutil.copy(CHECKOUT / "tests" / "data" / "plan.toml", centre / "two words.plan.toml")
    write(centre / "days" / "plan.json", plan(gathering()))
    (centre / "pyproject.toml").write_text("[tool]\n")
    repository(run, centre)
    done = run(*BASH, judging, cwd=centre)
    assert done.returncode == 1, done.stderr
    assert re.search(r"(?m)^::error .*file=days/plan\.json,", done.stdout)
    sarif = json.loads((centre / "glimt.sarif").read_text("utf-8"))
    found = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for run in sarif["runs"]
        for result in run["results"]
    }
    assert "days/plan.json" in found
    assert found <= {"days/plan.json", "two%20words.plan.toml"}


def test_the_example_passes_where_no_plan_is_left(run: Shell, judging: str, tmp_path: Path) -> None:
    (tmp_path / "README").touch()
    repository(run, tmp_path)
    done = run(*BASH, judging)
    assert (done.returncode, done.stdout) == (0, "There is no plan left.\n")


# Editors ---------------------------------------------------------------------------------


def test_the_editors_pattern_finds_findings_and_errors(run: Shell, tmp_path: Path) -> None:
    (task,) = json.loads(next(text for kind, text in BLOCK.findall(PAGE) if kind == "json"))[
        "tasks"
    ]
    (pattern,) = task["problemMatcher"]["pattern"]
    write(tmp_path / "plan.toml", plan(gathering()))
    command = task["command"].replace("${relativeFile}", "plan.toml")
    done = run("sh", "-c", command)
    found = re.findall(pattern["regexp"], done.stdout, re.MULTILINE)
    assert done.returncode == 1
    assert [(file, message) for file, line, message in found if line.isdigit()] == [
        ("plan.toml", "✗ VIOLATION nasjonal.private-gathering")
    ]
    (tmp_path / "plan.toml").write_text("format = 1\nvisit = 3\n")
    told = run("sh", "-c", command).stderr
    assert ("plan.toml", "2") in [each[:2] for each in re.findall(pattern["regexp"], told, re.M)]
