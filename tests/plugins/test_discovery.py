"""Which plugins of other packages are loaded, by what, and what is told of the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.test_imports import imported, loaded
from cli.writing import RULE_SET, Run, fine, plan, write
from glimt_rules.hooks import GLIMT_API
from glimt_rules.kinds import KINDS
from glimt_tui.options import COMMANDS
from glimt_tui.plugins import BUILT_IN
from glimt_tui.reports.formats import FORMATS
from plugins.packages import FORMAT, SUBCOMMAND, asking_for, package

EN = ("--lang", "en")
RULES = "@hookimpl\ndef glimt_rule_sets(): return files_beside(__file__)\n"


@pytest.fixture
def lib(tmp_path: Path) -> Path:
    write(tmp_path / "plan.toml", plan(fine()))
    return tmp_path / "lib"


def plugins_of(glimt: Run, code: int = 0, **env: str) -> dict[str, Any]:
    """What ``glimt plugins`` says of each plugin that does not come with Glimt, by name."""
    done = glimt("plugins", "--format", "json", *EN, env=env)
    assert done.returncode == code, done.stderr
    found = json.loads(done.stdout)["plugins"]
    return {one["name"]: one for one in found if one["why"] != "built-in"}


# Which are loaded ------------------------------------------------------------------------


def test_without_plugins_in_the_configuration_nothing_of_another_package_is_loaded(
    lib: Path, glimt: Run
) -> None:
    env = package(lib, "prove", "raise ZeroDivisionError")
    done = glimt("check", "plan.toml", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    told = plugins_of(glimt, **env)["prove"]
    assert (told["loaded"], told["why"], told["errors"]) == (False, "unnamed", [])
    assert (told["package"], told["version"]) == ("glimt-prove", "2.0")


def test_a_plugin_with_the_name_of_a_family_is_loaded(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", RULES + FORMAT)
    (lib / "one.toml").write_text(RULE_SET, "utf-8")
    (lib.parent / "glimt.toml").write_text('families = ["prove", "nasjonal"]\n', "utf-8")
    assert glimt("check", "plan.toml", "--format", "ids", env=env).stdout == "fine\n"
    told = plugins_of(glimt, **env)["prove"]
    assert (told["loaded"], told["why"], told["api"]) == (True, "family", 1)
    assert (told["rule_sets"], told["formats"]) == (["prove@2021-01-01"], ["ids"])


def test_one_that_the_configuration_does_not_list_is_named_and_not_loaded(
    lib: Path, glimt: Run
) -> None:
    package(lib, "prove", RULES)
    env = package(lib, "other", SUBCOMMAND)
    (lib / "one.toml").write_text(RULE_SET, "utf-8")
    (lib.parent / "glimt.toml").write_text('plugins = ["other"]\n', "utf-8")
    told = plugins_of(glimt, **env)
    assert told["other"]["subcommands"] == ["greet"]
    assert (told["prove"]["loaded"], told["prove"]["why"]) == (False, "unlisted")
    # nor because it has the name of a family
    config = 'plugins = ["other"]\nfamilies = [\n"prove"]\n'
    (lib.parent / "glimt.toml").write_text(config, "utf-8")
    done = glimt("check", "plan.toml", *EN, env=env)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'glimt.toml:2: error: families: The family "prove" has a plugin, of glimt-prove 2.0, '
        "which plugins does not list\n"
    )


def test_an_empty_list_lets_none_in(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", RULES)
    (lib.parent / "glimt.toml").write_text('plugins = []\nfamilies = ["prove"]\n', "utf-8")
    assert "which plugins does not list" in glimt("check", "plan.toml", *EN, env=env).stderr


def test_one_that_is_listed_and_not_installed_is_an_error_of_the_configuration(
    lib: Path, glimt: Run
) -> None:
    env = package(lib, "other", FORMAT)
    asking_for(lib.parent, "prove", "other", "senter")
    for args in (["check", "plan.toml"], ["plugins"], ["check", "--format", "nope", "plan.toml"]):
        done = glimt(*args, *EN, env=env)
        assert done.returncode == 2
        for told in (
            'plugins: No plugin "prove" is installed; there are: other\n',
            "plugins: senter comes with Glimt and needs no listing\n",
        ):
            assert f"glimt.toml:1: error: {told}" in done.stderr
    assert plugins_of(glimt, 2, **env)["prove"]["why"] == "missing"


# What is told where one is asked for -----------------------------------------------------


@pytest.mark.parametrize("args", [["greet", "Ane"], ["check", "plan.toml", "--format", "greet"]])
def test_who_asks_for_what_a_plugin_may_bring_is_told_which_are_not_loaded(
    lib: Path, glimt: Run, args: list[str]
) -> None:
    env = package(lib, "prove", SUBCOMMAND)
    done = glimt(*args, *EN, env=env)
    assert done.returncode == 2
    assert done.stderr.endswith(
        "note: Not loaded, as the configuration does not ask for it: prove; «glimt plugins» tells"
        " more\n"
    )
    assert "prove" not in glimt("check", "--no-such-option", *EN, env=env).stderr
    assert "note" not in glimt(*args, *EN).stderr


def test_who_asks_for_what_a_plugin_failed_to_bring_is_told_why(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", SUBCOMMAND + "\nimport nothing_of_that_name")
    asking_for(lib.parent, "prove")
    done = glimt("greet", "Ane", *EN, env=env)
    assert (done.returncode, done.stdout) == (3, "")
    assert "error: prove: The plugin could not be loaded" in done.stderr
    help_ = glimt("--help", env=env)
    assert (help_.returncode, help_.stderr) == (0, "")


# Those that fail -------------------------------------------------------------------------

BROKEN = {
    "that cannot be imported": ("import nothing_of_that_name", "ModuleNotFoundError"),
    "that leaves the program": ("raise SystemExit(0)", "SystemExit"),
    "that misspells a hook": ("@hookimpl\ndef glimt_report_format(): return []", "report_format"),
    "whose hook wants something": ("@hookimpl\ndef glimt_rule_kinds(x): return []", "Argument"),
    "that is for a newer Glimt": (
        "GLIMT_API = 2", "It was written for a newer Glimt, with GLIMT_API 2; this one has 1",
    ),
    "whose API is no number": ('GLIMT_API = "1"', 'Its GLIMT_API is "1"; a number is wanted'),
    "whose API is no version": ("GLIMT_API = True", "Its GLIMT_API is true"),
    "whose API cannot be asked": ("def __getattr__(name): raise RuntimeError", "RuntimeError"),
    "that offers too little": ("@hookimpl\ndef glimt_subcommands(): pass", "NoneType"),
}  # fmt: skip


@pytest.mark.parametrize(("module", "told"), BROKEN.values(), ids=BROKEN)
def test_one_that_fails_is_named_the_others_load_and_nothing_is_a_pass(
    lib: Path, glimt: Run, module: str, told: str
) -> None:
    package(lib, "prove", module)
    env = package(lib, "well", FORMAT)
    asking_for(lib.parent, "prove", "well")
    done = glimt("check", "plan.toml", "--format", "ids", *EN, env=env)
    assert (done.returncode, done.stdout) == (3, "fine\n")
    assert done.stderr.startswith("error: prove: ")
    assert told in done.stderr
    found = plugins_of(glimt, 3, **env)
    assert told in found["prove"]["errors"][0].replace('\\"', '"')
    assert (found["well"]["loaded"], found["well"]["errors"]) == (True, [])


def test_nothing_is_taken_from_one_that_is_for_a_newer_glimt(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", f"GLIMT_API = {GLIMT_API + 1}\n{FORMAT}")
    asking_for(lib.parent, "prove")
    told = plugins_of(glimt, 3, **env)["prove"]
    assert (told["loaded"], told["why"], told["formats"]) == (False, "failed", [])
    assert told["api"] == GLIMT_API + 1
    assert glimt("check", "plan.toml", "--format", "ids", env=env).returncode == 3


def test_of_two_with_one_name_the_first_is_loaded_and_the_other_is_named(
    lib: Path, glimt: Run
) -> None:
    package(lib, "b", "raise ZeroDivisionError", point="prove")
    env = package(lib, "a", FORMAT, point="prove")
    asking_for(lib.parent, "prove")
    done = glimt("check", "plan.toml", "--format", "ids", *EN, env=env)
    assert (done.returncode, done.stdout) == (3, "fine\n")
    assert done.stderr == (
        "error: prove: glimt-b 2.0 has a plugin of this name, too, which is not loaded\n"
    )
    shown = glimt("plugins", *EN, env=env)
    assert shown.returncode == 3
    assert "✗ prove (glimt-a 2.0): loaded, as plugins lists it" in shown.stdout
    assert "✗ prove (glimt-b 2.0): could not be loaded" in shown.stdout


def test_a_file_that_a_plugin_brings_and_that_is_wrong_stands_with_the_plugin(
    lib: Path, glimt: Run
) -> None:
    env = package(lib, "prove", RULES)
    (lib / "one.toml").write_text("format = 1\nfamily = 3\n", "utf-8")
    asking_for(lib.parent, "prove")
    assert glimt("check", "plan.toml", env=env).returncode == 3
    errors = plugins_of(glimt, 3, **env)["prove"]["errors"]
    assert any("one.toml:2" in error for error in errors)


def test_a_list_of_entry_points_that_is_spoilt_is_named_where_it_is_asked_for(
    lib: Path, glimt: Run
) -> None:
    env = package(lib, "prove", "", points="[glimt.rules]\nthis is none\n")
    assert glimt("check", "plan.toml", env=env).returncode == 0
    assert plugins_of(glimt, **env)["glimt-prove"]["why"] == "unnamed"
    asking_for(lib.parent, "glimt-prove")
    done = glimt("check", "plan.toml", *EN, env=env)
    assert done.returncode == 3
    assert "The list of entry points of glimt-prove 2.0 cannot be read" in done.stderr


def test_a_package_that_lost_its_own_words_is_listed_all_the_same(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", FORMAT)
    (lib / "glimt_prove-2.0.dist-info" / "METADATA").unlink()
    asking_for(lib.parent, "prove")
    assert plugins_of(glimt, **env)["prove"]["formats"] == ["ids"]


# glimt plugins ---------------------------------------------------------------------------


def test_what_comes_with_glimt_is_listed_too(glimt: Run) -> None:
    found = json.loads(glimt("plugins", "--format", "json").stdout)
    assert (found["format"], found["api"]) == (1, 1)
    glimt_itself, *families = found["plugins"]
    assert glimt_itself["kinds"] == [kind.name for kind in KINDS]
    assert glimt_itself["formats"] == list(FORMATS)
    assert glimt_itself["subcommands"] == list(COMMANDS)
    assert [one["name"] for one in families] == sorted(BUILT_IN)
    assert all(one["loaded"] and one["rule_sets"] for one in families)


def test_the_list_is_read_in_both_languages(lib: Path, glimt: Run) -> None:
    env = package(lib, "prove", "GLIMT_API = 1\n" + FORMAT)
    asking_for(lib.parent, "prove", "gone")
    english = glimt("plugins", *EN, env=env)
    assert english.returncode == 2
    assert english.stdout.split("\n\n")[-2:] == [
        "✓ prove (glimt-prove 2.0): loaded, as plugins lists it\n"
        "    written for     GLIMT_API 1\n"
        "    report formats  ids",
        "✗ gone: not installed, though plugins lists it\n",
    ]
    norwegian = glimt("plugins", env=env)
    assert "✓ prove (glimt-prove 2.0): " in norwegian.stdout
    assert "ids" in norwegian.stdout


# What is not looked for ------------------------------------------------------------------

LATE = {
    "glimt_tui.extensions", "glimt_tui.entry_points", "glimt_tui.hooks", "glimt_tui.cli.plugins",
    "importlib.metadata",
}  # fmt: skip


def test_checking_a_plan_looks_for_no_plugin_where_none_is_asked_for(lib: Path) -> None:
    assert loaded(imported(lib.parent, "check", "plan.toml"), LATE) == set()
    (lib.parent / "glimt.toml").write_text("plugins = []\n", "utf-8")
    assert loaded(imported(lib.parent, "check", "plan.toml"), LATE) == set()
