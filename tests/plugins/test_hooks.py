"""Each hook: what is handed in, what comes of what is handed back, and what is refused.

``tests/plugins/test_page.py`` holds that every hook has a test here and a heading in the docs.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.writing import FAILING_KIND, ODD_RULE_SET, RULE_SET, Run, fine, gathering, plan, write
from plugins.packages import FORMAT, SUBCOMMAND, asking_for, package

EN = ("--lang", "en")


@pytest.fixture
def lib(tmp_path: Path) -> Path:
    write(tmp_path / "plan.toml", plan(fine()))
    asking_for(tmp_path, "prove")
    return tmp_path / "lib"


# glimt_rule_sets -------------------------------------------------------------------------

RULE_SETS = """
@hookimpl
def glimt_rule_sets():
    return files_beside(__file__)
"""


def test_the_rule_sets_of_glimt_rule_sets_are_there(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", RULE_SETS)
    (lib / "one.toml").write_text(RULE_SET, "utf-8")
    assert "prove@2021-01-01" in glimt("rules", "test", env=env).stdout
    # they are there for who makes them judge: that the plugin is loaded is not enough
    assert "prove" not in glimt("check", "plan.toml", env=env).stdout
    (lib.parent / "glimt.toml").write_text('families = ["prove"]\n', "utf-8")
    assert "prove@2021-01-01" in glimt("check", "plan.toml", env=env).stdout


# glimt_rule_kinds ------------------------------------------------------------------------


def test_a_kind_of_glimt_rule_kinds_can_be_used_by_any_rule_set(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", FAILING_KIND.replace("return files_beside(__file__)", "return []"))
    (lib.parent / "rules").mkdir()
    (lib.parent / "rules" / "odd.toml").write_text(ODD_RULE_SET, "utf-8")
    done = glimt("check", "plan.toml", "--rules", "rules", *EN, env=env)
    assert done.returncode == 3
    assert "oh no" in done.stderr  # it was asked, and failed as it does
    without = glimt("check", "plan.toml", "--rules", "rules", *EN)
    assert without.returncode == 2
    assert 'No plugin "prove" is installed' in without.stderr


KIND = """
from glimt_rules.kinds.base import VisitKindOfRule
class Odd(VisitKindOfRule, frozen=True):
    name = "odd"
    {key}: str
@hookimpl
def glimt_rule_kinds(): return [Odd]
"""


def test_a_kind_with_a_key_that_every_rule_has_is_refused(lib: Path, glimt: Run) -> None:
    done = glimt("check", "plan.toml", *EN, env=package(lib, "prove", KIND.format(key="note")))
    assert done.returncode == 3
    told = 'error: prove: The kind "odd" has a key "note", which every rule has already\n'
    assert done.stderr == told


# glimt_report_formats --------------------------------------------------------------------


def test_a_format_of_glimt_report_formats_is_printed_and_written(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", FORMAT)
    write(lib.parent / "two.toml", plan(gathering()))
    done = glimt("check", "plan.toml", "two.toml", "--format", "ids", env=env)
    assert (done.returncode, done.stdout, done.stderr) == (1, "fine\nparty\n", "")
    written = glimt("check", "plan.toml", "--format=json", "--output", "ids=ids.txt", env=env)
    assert (written.returncode, json.loads(written.stdout)["complete"]) == (0, True)
    assert (lib.parent / "ids.txt").read_text("utf-8") == "fine\n"
    assert "{text,json,sarif,junit,github,ids}" in glimt("check", "--help", env=env).stdout


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise ZeroDivisionError('oh no')", 'The plugin\'s "ids" failed: ZeroDivisionError'),
        ("raise SystemExit(0)", 'The plugin\'s "ids" failed: SystemExit: 0'),
        ("return None", 'The plugin\'s "ids" failed: TypeError: no text, but None'),
    ],
)
def test_a_format_that_fails_is_named_and_never_a_pass(
    lib: Path, glimt: Run, body: str, told: str
) -> None:
    module = f"""
def ids(answers):
    {body}
@hookimpl
def glimt_report_formats(): return [ReportFormat("ids", ids)]
"""
    env = package(lib, "prove", module)
    for args in (["--format", "ids"], ["--output", "ids=ids.txt", "--output", "json=a.json"]):
        done = glimt("check", "plan.toml", *args, *EN, env=env)
        assert done.returncode == 3
        assert done.stderr.startswith(f"error: prove: {told}")
    assert not (lib.parent / "ids.txt").exists()
    assert not (lib.parent / "a.json").exists()
    assert glimt("check", "plan.toml", env=env).returncode == 0  # nobody asked for it


# glimt_subcommands -----------------------------------------------------------------------


def test_a_subcommand_of_glimt_subcommands_runs_and_gives_the_exit_code(
    lib: Path, glimt: Run
) -> None:
    env = package(lib, "prove", SUBCOMMAND)
    done = glimt("greet", "Ane", env=env)
    assert (done.returncode, done.stdout, done.stderr) == (1, "hello Ane\n", "")
    assert "si hei til noen" in glimt("--help", env=env).stdout
    own = glimt("greet", "--help", *EN, env=env).stdout
    assert own.startswith("usage: glimt greet [-h] [--lang {nb,en}] [--config FILE]")
    assert "greet somebody" in own
    wrong = glimt("greet", *EN, env=env)
    assert wrong.returncode == 2
    assert "required: name" in wrong.stderr
    assert "greet)" in glimt("completion", "bash", env=env).stdout


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise ZeroDivisionError('oh no')", "ZeroDivisionError: oh no"),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("return None", "TypeError: no exit code, but None"),
        ("return True", "TypeError: no exit code, but True"),
        ("return 256", "TypeError: no exit code, but 256"),
    ],
)
def test_a_subcommand_that_fails_is_named_and_never_a_pass(
    lib: Path, glimt: Run, body: str, told: str
) -> None:
    module = f"""
def run(context):
    {body}
@hookimpl
def glimt_subcommands(): return [Subcommand("odd", Bilingual(nb="rart", en="odd"), run)]
"""
    done = glimt("odd", *EN, env=package(lib, "prove", module))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f'error: prove: The plugin\'s "odd" failed: {told}\n'


def test_what_a_subcommand_explains_is_told_as_glimts_own_errors_are(lib: Path, glimt: Run) -> None:
    module = """
from glimt_rules.errors import InputError, Problem
from glimt_rules.hooks import both
def run(context):
    raise InputError(Problem(message=both("nei takk", "no thanks"), where="--odd"))
@hookimpl
def glimt_subcommands(): return [Subcommand("odd", Bilingual(nb="rart", en="odd"), run)]
"""
    env = package(lib, "prove", module)
    done = glimt("odd", *EN, env=env)
    assert (done.returncode, done.stderr) == (2, "error: --odd: No thanks\n")
    assert glimt("odd", env=env).stderr == "feil: --odd: Nei takk\n"


# What is no format and no subcommand -----------------------------------------------------

HELP = 'Bilingual(nb="rart", en="odd")'
REFUSED = {
    "that is no report format": ("glimt_report_formats", "3", "no report format"),
    "that is the mere name of a report format": ("glimt_report_formats", '"ids"', "'ids'"),
    "that cannot render": ("glimt_report_formats", 'ReportFormat("ids", 3)', "no report format"),
    "with a name with a sign": (
        "glimt_report_formats", 'ReportFormat("a=b", str)', '"a=b" is no name for it',
    ),
    "with a name that is no text": ("glimt_report_formats", "ReportFormat(3, str)", "3 is no name"),
    "of the name of one of Glimt's": (
        "glimt_report_formats", 'ReportFormat("json", str)', 'called "json" already',
    ),
    "twice of one name": (
        "glimt_report_formats", 'ReportFormat("a", str), ReportFormat("a", str)', '"a" already',
    ),
    "that is no subcommand": ("glimt_subcommands", "print", "no subcommand"),
    "that has no help": ("glimt_subcommands", 'Subcommand("odd", "help", print)', "no subcommand"),
    "that reads as an option": (
        "glimt_subcommands", f'Subcommand("--odd", {HELP}, print)', "no name for it",
    ),
    "of the name of a subcommand of Glimt's": (
        "glimt_subcommands", f'Subcommand("check", {HELP}, print)', 'called "check" already',
    ),
    "whose options fail": (
        "glimt_subcommands", f'Subcommand("odd", {HELP}, print, lambda p, t: 1 / 0)', "division",
    ),
    "whose options are Glimt's": (
        "glimt_subcommands",
        f'Subcommand("odd", {HELP}, print, lambda p, t: p.add_argument("--lang"))',
        "conflicting option",
    ),
    "whose option would run something else": (
        "glimt_subcommands",
        f'Subcommand("odd", {HELP}, print, lambda p, t: p.add_argument("--run"))',
        'has an argument "run"',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("hook", "offer", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_taken_is_named_with_its_plugin_and_is_never_a_pass(
    lib: Path, glimt: Run, hook: str, offer: str, told: str
) -> None:
    module = f"{FORMAT}\n@hookimpl(specname='{hook}')\ndef odd(): return [{offer}]"
    done = glimt("check", "plan.toml", *EN, env=package(lib, "prove", module))
    assert done.returncode == 3
    assert done.stderr.startswith("error: prove: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_text_in_the_place_of_a_list_is_told_once_and_not_letter_by_letter(
    lib: Path, glimt: Run
) -> None:
    module = "@hookimpl\ndef glimt_rule_sets(): return 'rules.toml'"
    done = glimt("check", "plan.toml", *EN, env=package(lib, "prove", module))
    assert done.returncode == 3
    assert done.stderr == "error: prove: \"'rules.toml'\" is no path of a file\n"
