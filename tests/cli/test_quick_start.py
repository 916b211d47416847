"""A command that the tests start quickly does what it does when it starts as for everybody."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.writing import GLIMT, fine, gathering, plan, surroundings, write
from warm.command import Warm


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return surroundings(tmp_path, PYTHONUTF8="1")


def started_anew(
    folder: Path, env: dict[str, str], *args: str, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(GLIMT), *args], cwd=folder, env=env, input=stdin, capture_output=True,
        encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--version"], 0),
        (["check", "plan.toml", "--lang", "en"], 1),
        (["check", "gone.toml"], 2),
        (["check", "-", "--format", "json"], 1),
        (["no-such-command"], 2),
        (["rules", "list", "--help"], 0),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else str(given),
)
def test_it_says_the_same_and_leaves_with_the_same_code(
    tmp_path: Path, env: dict[str, str], args: list[str], code: int, warm: Warm
) -> None:
    write(tmp_path / "plan.toml", plan(fine(), gathering()))
    given = (tmp_path / "plan.toml").read_text("utf-8")
    anew = started_anew(tmp_path, env, *args, stdin=given)
    quick = warm.run(args, tmp_path, env, given, 60)
    assert (anew.stdout, anew.stderr) == (quick.stdout, quick.stderr)
    assert anew.returncode == quick.returncode == code


def test_each_has_its_own_folder_and_environment(
    tmp_path: Path, env: dict[str, str], warm: Warm
) -> None:
    for name, language, told in (("a", "nb_NO", "bruk:"), ("b", "en_GB", "usage:")):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "plan.toml", plan(fine()))
        here = {**env, "LANG": language}
        assert warm.run(["--help"], tmp_path / name, here, None, 60).stdout.startswith(told)
        assert warm.run(["check", "plan.toml"], tmp_path / name, here, None, 60).returncode == 0
    assert warm.run(["check", "plan.toml"], tmp_path, env, None, 60).returncode == 2


def running_in(folder: Path) -> list[str]:
    """The processes that have a folder for their own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended, or is somebody else's
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
    return found


def test_whoever_takes_too_long_is_ended(tmp_path: Path, env: dict[str, str], warm: Warm) -> None:
    assert warm.run(["--version"], tmp_path, env, None, 60).returncode == 0
    os.mkfifo(tmp_path / "plan.toml")  # nobody ever writes
    with pytest.raises(subprocess.TimeoutExpired):
        warm.run(["check", "plan.toml"], tmp_path, env, None, 0.3)
    patience = time.monotonic() + 10
    while running_in(tmp_path):
        assert time.monotonic() < patience, "it still waits for its plan"
    assert warm.run(["--version"], tmp_path, env, None, 60).returncode == 0


def test_where_python_reads_other_variables_it_is_not_used(env: dict[str, str], warm: Warm) -> None:
    assert warm.suits(env)
    for name in ("PYTHONPATH", "PYTHONHASHSEED", "PYTHONIOENCODING"):
        assert not warm.suits({**env, name: "0"})
