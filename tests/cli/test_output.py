"""``glimt check --output FORMAT=FILE``: reports in files, beside the one on the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.kinds_of_plans import every_plan, mixed
from cli.writing import GLIMT, RULE_SET, Run, fine, plan, rules_folder, surroundings, write
from glimt_rules.errors import InputError
from glimt_rules.texts import Texts
from glimt_tui.cli import outputs
from glimt_tui.cli.outputs import outputs_of
from glimt_tui.plugins import BUILT_IN, load_book
from glimt_tui.reports.answer import Answers
from glimt_tui.reports.formats import FORMATS

EN = ("--lang", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "plan.toml", mixed())
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_holds_what_would_have_been_printed(folder: Path, glimt: Run) -> None:
    plans = every_plan(folder)
    args = [word for name in FORMATS for word in ("--output", f"{name}={name}.out")]
    done = glimt("check", *plans, *args, *EN)
    assert done.returncode == 2
    printed = {name: glimt("check", *plans, "--format", name, *EN).stdout for name in FORMATS}
    assert done.stdout == printed["text"]
    for name in FORMATS:
        assert (folder / f"{name}.out").read_bytes() == printed[name].encode(), name
        assert printed[name], name


def test_files_are_written_beside_any_format_and_do_not_change_the_exit_code(
    folder: Path, glimt: Run
) -> None:
    plain = glimt("check", "plan.toml", "--format", "json")
    both = glimt("check", "plan.toml", "--format", "json", "--output=sarif=a=b.sarif")
    assert [both.returncode, both.stdout, both.stderr] == [1, plain.stdout, ""]
    assert (folder / "a=b.sarif").read_text("utf-8").startswith('{\n  "$schema"')
    write(folder / "good.toml", plan(fine()))
    assert glimt("check", "good.toml", "--output", "github=none.txt").returncode == 0
    assert (folder / "none.txt").read_bytes() == b""


def test_files_are_utf_8_whatever_the_terminal_is(folder: Path, glimt: Run) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    glimt("check", "plan.toml", "--output", "text=å.txt", "--lang", "nb", env=env)
    told = (folder / "å.txt").read_text("utf-8")
    assert "✗ BRUDD senter.cleaning" in told
    assert "after, onsdag 6. januar 2021 kl. 17:05–18:00, felles" in told


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("sarif", '"sarif" is no format with a file; write json=report.json'),
        ("sarif=", '"sarif=" is no format with a file; write json=report.json'),
        ("xml=a.xml", 'there is no format "xml"; there are: text, json, sarif, junit and github'),
        ("=a.xml", 'there is no format ""; there are: text, json, sarif, junit and github'),
        ("json=-", "- is no file; --format says what is written to standard output"),
        ("json=no/a.json", 'there is no folder "no"'),
        ("json=plan.toml/a.json", 'there is no folder "plan.toml"'),
        ("json=.", "this is a folder; a file is wanted"),
        ("json=./plan.toml", "this is a plan, and is not written over"),
    ],
)
def test_an_output_that_cannot_be_is_told_and_nothing_is_judged(
    folder: Path, glimt: Run, output: str, told: str
) -> None:
    before = (folder / "plan.toml").read_bytes()
    done = glimt("check", "plan.toml", "--output", "text=ok.txt", "--output", output, *EN)
    assert [done.returncode, done.stdout] == [2, ""]
    assert told.lower() in done.stderr.lower()
    assert "--output" in done.stderr
    assert files(folder) == ["plan.toml"]
    assert (folder / "plan.toml").read_bytes() == before


def test_every_wrong_output_is_told_at_once(folder: Path, glimt: Run) -> None:
    done = glimt("check", "plan.toml", "--output", "a=b", "--output", "json=-", "--output", "x")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3


def test_two_reports_are_not_written_to_one_file(folder: Path, glimt: Run) -> None:
    (folder / "sub").mkdir()
    (folder / "link").symlink_to("a.out")
    for other in ("a.out", "./a.out", "sub/../a.out", "link", str(folder / "a.out")):
        done = glimt("check", "plan.toml", "--output=json=a.out", f"--output=text={other}", *EN)
        assert done.returncode == 2, other
        assert "two reports cannot be written to one file" in done.stderr.lower()
    assert files(folder) == ["link", "plan.toml", "sub"]


def test_a_file_that_cannot_be_written_is_told_and_the_rest_is(folder: Path, glimt: Run) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("needs a device that is always full")
    done = glimt(
        "check", "plan.toml", "--output", "json=/dev/full", "--output", "text=a.txt", *EN
    )  # fmt: skip
    assert done.returncode == 3
    assert "/dev/full: error: --output: The report cannot be written: " in done.stderr
    assert (folder / "a.txt").read_text("utf-8") == done.stdout
    long = "x" * 300
    done = glimt("check", "plan.toml", "--output", f"json={long}", *EN)
    assert done.returncode == 3
    assert f"{long}: error: --output: " in done.stderr
    assert done.stdout
    assert files(folder) == ["a.txt", "plan.toml"]


def test_a_file_is_replaced_whole_and_keeps_its_permissions_and_its_link(
    folder: Path, glimt: Run
) -> None:
    old = folder / "old.txt"
    old.write_text("old " * 100_000)
    old.chmod(0o640)
    (folder / "link.txt").symlink_to("old.txt")
    with old.open() as reading:
        assert glimt("check", "plan.toml", "--output", "text=link.txt").returncode == 1
        assert reading.read(4) == "old "  # whoever reads the old one reads on
        assert set(reading.read().split()) == {"old"}
    assert (folder / "link.txt").is_symlink()
    assert "old" not in old.read_text("utf-8").split()
    assert old.stat().st_mode & 0o777 == 0o640
    assert files(folder) == ["link.txt", "old.txt", "plan.toml"]


def test_a_file_that_is_there_survives_a_report_that_cannot_take_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    old = folder / "old.txt"
    old.write_text("old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        outputs.write_whole(str(old), b"new")
    assert old.read_text() == "old"
    assert files(folder) == ["old.txt", "plan.toml"]


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="there are no such names")
def test_a_pipe_that_has_no_name_of_its_own_is_written_to(folder: Path, glimt: Run) -> None:
    printed = glimt("check", "plan.toml", "--format", "json").stdout
    reading, writing = os.pipe()
    with subprocess.Popen(
        [str(GLIMT), "check", "plan.toml", "--output", f"json=/dev/fd/{writing}"], cwd=folder,
        env=surroundings(folder), stdout=subprocess.DEVNULL, pass_fds=[writing],
    ) as running:  # fmt: skip
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:
            assert pipe.read() == printed
        assert running.wait(timeout=60) == 1
    done = glimt("check", "plan.toml", "--format", "github", "--output", "json=/dev/stdout")
    assert [done.returncode, done.stderr] == [1, ""]
    assert done.stdout.startswith(printed)
    assert files(folder) == ["plan.toml"]


def test_no_file_that_is_read_is_written_over(folder: Path) -> None:
    rules_folder(folder / "rules", mine=RULE_SET, half="format = 1\n")
    (folder / "link").symlink_to("rules/mine.toml")
    config, book = folder / "glimt.toml", load_book(BUILT_IN, [folder / "rules"])
    for path, told in (
        (config, "this is the configuration, and is not written over"),
        (folder / "link", "this is a rule set, and is not written over"),
        (folder / "rules" / "half.toml", "this is a rule set, and is not written over"),
        (Path(book.families["senter"][0].file), "this is a rule set, and is not written over"),
        (folder / "plan.toml", "this is a plan, and is not written over"),
    ):
        with pytest.raises(InputError) as caught:
            outputs_of([f"json={path}"], [str(folder / "plan.toml")], config, book)
        (problem,) = caught.value.problems
        assert Texts("en")(problem.message) == told
    (output,) = outputs_of([f"json={folder / 'new'}"], [], config, book)
    assert output.path == str(folder / "new")


def test_the_command_writes_over_no_configuration_and_no_rule_set(folder: Path, glimt: Run) -> None:
    rules_folder(folder / "rules", mine=RULE_SET)
    (folder / "glimt.toml").write_text('rule_directories = ["rules"]\n')
    for path in ("glimt.toml", "rules/mine.toml"):
        before = (folder / path).read_bytes()
        done = glimt("check", "plan.toml", "--output", f"json={path}", *EN)
        assert [done.returncode, done.stdout] == [2, ""]
        assert "and is not written over" in done.stderr
        assert (folder / path).read_bytes() == before


def test_every_report_is_made_before_the_first_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(answers: Answers) -> str:
        raise ValueError("oh no")

    monkeypatch.setitem(outputs.FORMATS, "junit", fail)  # type: ignore[arg-type]
    wanted = [outputs.Output("json", str(folder / "a")), outputs.Output("junit", "b")]
    with pytest.raises(ValueError, match="oh no"):
        outputs.write_outputs(wanted, Answers(plans=[], texts=Texts("en")))
    assert files(folder) == ["plan.toml"]


@pytest.mark.skipif(os.name == "nt", reason="there are no such pipes")
def test_a_pipe_is_written_to_and_not_replaced(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [str(GLIMT), "check", "plan.toml", "--output", "json=pipe"], cwd=folder,
        env=surroundings(folder), stdout=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        assert pipe.read_text("utf-8").startswith('{\n  "format": 1')
        assert running.wait(timeout=60) == 1
    assert pipe.is_fifo()


SCRIPT = """
import sys
from glimt_tui.main import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {
    "xml", "junitparser", "json", "hashlib", "tempfile", "glimt_tui.reports.json",
    "glimt_tui.reports.sarif", "glimt_tui.reports.junit", "glimt_tui.reports.github",
    "glimt_tui.reports.places", "glimt_tui.reports.rules",
}  # fmt: skip
OWN = {
    "text": set(),
    "json": {"glimt_tui.reports.json", "glimt_tui.reports.places"},
    "github": {"glimt_tui.reports.github", "glimt_tui.reports.places"},
    "junit": {"glimt_tui.reports.junit", "glimt_tui.reports.places", "xml"},
    "sarif": {
        "glimt_tui.reports.sarif", "glimt_tui.reports.places", "hashlib",
        "glimt_tui.reports.rules",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_imports_only_what_it_needs_itself(folder: Path, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "check", "plan.toml", "--format", name], cwd=folder,
        capture_output=True, text=True, env=surroundings(folder, PYTHONUTF8="1"), check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    modules = set(done.stderr.split())
    assert {heavy for heavy in HEAVY if heavy in modules} == OWN[name]


def test_the_help_names_every_format(glimt: Run) -> None:
    told = glimt("check", "--help", *EN).stdout
    assert "{text,json,sarif,junit,github}" in told
    assert "--output FORMAT=FILE" in told
