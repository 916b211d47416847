"""Somebody else's plugin: built as a wheel, installed beside Glimt, used, and uninstalled."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.writing import surroundings
from plugins.test_page import EXAMPLE, PAGE

Glimt = Callable[..., "subprocess.CompletedProcess[str]"]
CONSOLE = re.findall(r"(?s)```console\n\$ glimt ([^\n]*)\n(.*?)```", PAGE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as its own build system packs it, without asking for anything from elsewhere."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    command = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(
        [sys.executable, *command], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    assert built.name == "glimt_choir-1.0-py3-none-any.whl"
    return built


class Beside:
    """A virtual environment that has what this one has, and the plugin."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "venv"
        venv.create(self.folder, with_pip=False, symlinks=True)
        self.python = self.folder / "bin" / "python"
        (site,) = self.folder.glob("lib/python*/site-packages")
        ours = sysconfig.get_path("purelib")
        (site / "beside.pth").write_text(f"import site; site.addsitedir({ours!r})\n", "utf-8")

    def pip(self, *args: str | Path) -> None:
        """Run this environment's pip for the other; it asks for nothing from elsewhere."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "--no-input"]
        more = ["--disable-pip-version-check", "--quiet", *map(str, args)]
        done = subprocess.run([*pip, *more], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def glimt(self, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
        """Run Glimt in the environment."""
        return subprocess.run(
            [str(self.python), "-m", "glimt_tui", *args], cwd=cwd, capture_output=True, text=True,
            encoding="utf-8", env=surroundings(cwd, PYTHONUTF8="1"), check=False, timeout=60,
        )  # fmt: skip


@pytest.fixture
def beside(tmp_path: Path, wheel: Path) -> Beside:
    made = Beside(tmp_path)
    made.pip("install", "--no-index", "--no-deps", wheel)
    shutil.copy(EXAMPLE / "plan.toml", tmp_path)
    shutil.copy(EXAMPLE / "glimt.toml", tmp_path)
    return made


def parts(output: str) -> list[str]:
    """What is shown of an output, without what is left out."""
    return [part.strip() for part in re.split(r"…\n|(?m:^.*…\n)", output) if part.strip()]


def test_it_does_what_the_page_shows(beside: Beside, tmp_path: Path) -> None:
    assert len(CONSOLE) >= 5
    for command, output in CONSOLE:
        done = beside.glimt(tmp_path, *command.split())
        assert done.stderr == "", command
        for part in parts(output):
            assert part in done.stdout, command
        if "…" not in output:
            assert done.stdout == output, command


def test_it_speaks_norwegian_and_stands_among_the_others(beside: Beside, tmp_path: Path) -> None:
    glimt = beside.glimt
    checked = glimt(tmp_path, "check", "plan.toml")
    assert checked.returncode == 1
    assert "60 minutter med sang i ett strekk; høyst 45 er lov" in checked.stdout
    assert "kor  Koret Eksempel" in glimt(tmp_path, "rules", "list").stdout
    assert "singing" in glimt(tmp_path, "--help").stdout
    fine = glimt(tmp_path, "explain", "plan.toml", "duett").stdout
    assert "Det synges i høyst 45 minutter i ett strekk" in fine
    wrong = glimt(tmp_path, "singing", "plan.toml", "--room", "felles", "--lang", "en")
    assert (wrong.returncode, wrong.stderr) == (2, "error: --room: Nobody sings in this room\n")
    text = (tmp_path / "plan.toml").read_text("utf-8").replace("capacity_2m = 2\n", "")
    (tmp_path / "plan.toml").write_text(text, "utf-8")
    asked = glimt(tmp_path, "check", "--strict", "plan.toml", "--output", "wall=wall.txt")
    assert "Hvor mange kan holde 2 m avstand i musikkrom?" in asked.stdout
    assert "? 12:00  musikkrom" in (tmp_path / "wall.txt").read_text("utf-8")


def test_once_uninstalled_it_is_gone_and_who_asks_for_it_is_told(
    beside: Beside, tmp_path: Path
) -> None:
    english = ("--lang", "en")
    beside.pip("uninstall", "--yes", "glimt-choir")
    gone = beside.glimt(tmp_path, "check", "plan.toml", *english)
    assert (gone.returncode, gone.stdout) == (2, "")
    assert gone.stderr.startswith(
        'glimt.toml:1: error: families: Nothing brings the family "kor"; there are: kommunal'
    )
    (tmp_path / "glimt.toml").write_text('plugins = ["kor"]\n', "utf-8")
    listed = beside.glimt(tmp_path, "check", "plan.toml", *english)
    assert listed.returncode == 2
    assert 'glimt.toml:1: error: plugins: No plugin "kor" is installed' in listed.stderr
    assert "✗ kor: not installed, though plugins lists it" in (
        beside.glimt(tmp_path, "plugins", *english).stdout
    )
    assert beside.glimt(tmp_path, "singing", "plan.toml").returncode == 2
    (tmp_path / "glimt.toml").unlink()
    assert beside.glimt(tmp_path, "check", "plan.toml").returncode == 0
