"""``glimt`` itself: its help, its languages and where its configuration comes from."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cli.writing import (
    NEXT_NASJONAL,
    RULE_SET,
    Run,
    fine,
    gathering,
    plan,
    report,
    rules_folder,
    write,
)
from glimt_tui import __version__

COMMON = {"--help", "--lang", "--config"}
RULES = {"--rules"}
CHOICE = {"--known-at", "--only"} | RULES
OPTIONS = {
    (): COMMON | {"--version", "check", "explain", "rules", "demo", "config", "completion"},
    ("check",): COMMON | CHOICE | {"--format", "--output", "--from", "--to", "--strict", "PLAN"},
    ("explain",): COMMON | CHOICE,
    ("rules",): COMMON | {"list", "show", "test"},
    ("rules", "list"): COMMON | CHOICE,
    ("rules", "show"): COMMON | RULES,
    ("rules", "test"): COMMON | RULES,
    ("demo",): COMMON,
    ("config",): COMMON | {"show"},
    ("config", "show"): COMMON | {"--format"},
    ("completion",): COMMON,
}

ENGLISH, NORWEGIAN = "1 visit judged: ✓ 1 fine", "1 besøk vurdert: ✓ 1 i orden"


@pytest.mark.parametrize("command", OPTIONS, ids=" ".join)
def test_help_tells_of_every_option_in_both_languages(glimt: Run, command: tuple[str]) -> None:
    told = {}
    for language in ("nb", "en"):
        done = glimt(*command, "--help", "--lang", language)
        assert (done.returncode, done.stderr) == (0, "")
        mentioned = re.findall(r"(?m)^ +(?:-h, )?(--[a-z-]+|[a-z]+|PLAN)(?:[ ,]|$)", done.stdout)
        assert OPTIONS[command] <= set(mentioned)
        # each with something said about it
        assert not re.findall(r"(?m)^  --\S+(?: \S+)? *$\n(?! {8})", done.stdout)
        told[language] = done.stdout
    english, norwegian = told["en"], told["nb"]
    assert english.startswith(f"usage: glimt {' '.join(command)}".rstrip())
    assert norwegian.startswith(f"bruk: glimt {' '.join(command)}".rstrip())
    assert "show this help message and exit" in english
    assert "vis denne hjelpen og avslutt" in norwegian
    sentences = [line[24:].strip() for line in re.findall(r"(?m)^  --.{18}  .*$", english)]
    assert not [text for text in sentences if text and text in norwegian]


def test_glimt_alone_says_that_its_screen_needs_a_terminal(glimt: Run) -> None:
    english = glimt("--lang", "en")
    assert (english.returncode, english.stdout) == (2, "")
    assert english.stderr == (
        "error: The screen needs a terminal; «glimt --help» tells what works without one\n"
    )
    norwegian = glimt()
    assert norwegian.returncode == 2
    assert "Skjermen trenger en terminal" in norwegian.stderr


def test_the_version_is_told(glimt: Run) -> None:
    done = glimt("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"glimt {__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["chekc"], "invalid choice: 'chekc'"),
        (["--lang", "sv"], "'sv'"),
        (["rules"], "COMMAND"),
        (["explain"], "VISIT"),
        (["rules", "show"], "RULE"),
    ],
)
def test_wrong_commands_are_told(glimt: Run, args: list[str], told: str) -> None:
    done = glimt(*args, env={"LC_ALL": "en_GB.UTF-8"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: glimt")
    assert told in done.stderr


# Languages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "args", "expected"),
    [
        ({}, [], NORWEGIAN),
        ({"LC_ALL": "nb_NO.UTF-8"}, [], NORWEGIAN),
        ({"LANG": "nn_NO.UTF-8"}, [], NORWEGIAN),
        ({"LC_ALL": "en_GB.UTF-8"}, [], ENGLISH),
        ({"LC_MESSAGES": "en_US", "LANG": "nb_NO.UTF-8"}, [], ENGLISH),
        ({"LC_ALL": "C"}, [], NORWEGIAN),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "en_GB"}, [], NORWEGIAN),
        ({"LC_ALL": "nb_NO.UTF-8"}, ["--lang", "en"], ENGLISH),
        ({"LC_ALL": "en_GB.UTF-8"}, ["--lang=nb"], NORWEGIAN),
    ],
)
def test_the_language_is_the_options_or_the_locales_or_norwegian(
    tmp_path: Path, glimt: Run, env: dict[str, str], args: list[str], expected: str
) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    assert expected in glimt("check", "plan.toml", *args, env=env).stdout


def test_the_option_may_stand_first_and_the_configuration_goes_before_the_locale(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    (tmp_path / "glimt.toml").write_text('language = "en"\n', "utf-8")
    assert ENGLISH in glimt("check", "plan.toml", env={"LC_ALL": "nb_NO.UTF-8"}).stdout
    assert NORWEGIAN in glimt("--lang", "nb", "check", "plan.toml").stdout
    assert glimt("check", "--help").stdout.startswith("usage: ")


# Configuration ---------------------------------------------------------------------------


def test_the_nearest_configuration_wins_as_a_whole(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", plan(fine()))

    def config(path: str, family: str) -> Path:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f'families = ["{family}"]\n', "utf-8")
        return tmp_path / path

    def judged_by(*args: str, **env: str) -> list[str]:
        done = glimt("check", "plan.toml", "--format", "json", *args, env=env)
        return [one["id"] for one in report(done)["rule_sets"]]

    sites = {"XDG_CONFIG_DIRS": f"{tmp_path / 'none'}:{tmp_path / 'site'}"}
    assert judged_by(**sites) == ["kommunal", "nasjonal", "senter", "stottekontakt"]
    config("site/glimt/glimt.toml", "kommunal")
    assert judged_by(**sites) == ["kommunal"]
    config(".config/glimt/glimt.toml", "nasjonal")
    assert judged_by(**sites) == ["nasjonal"]
    config("xdg/glimt/glimt.toml", "senter")
    xdg = {**sites, "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert judged_by(**xdg) == ["senter"]
    config("glimt.toml", "stottekontakt")
    assert judged_by(**xdg) == ["stottekontakt"]
    config("env.toml", "kommunal")
    assert judged_by(**xdg, GLIMT_CONFIG="env.toml") == ["kommunal"]
    config("given.toml", "nasjonal")
    assert judged_by("--config", "given.toml", **xdg, GLIMT_CONFIG="env.toml") == ["nasjonal"]
    assert judged_by("--config=given.toml", **xdg) == ["nasjonal"]


def test_a_configuration_that_was_asked_for_must_be_there(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    for args, env, where in [
        (["--config", "gone.toml"], {}, "--config"),
        ([], {"GLIMT_CONFIG": "gone.toml"}, "GLIMT_CONFIG"),
    ]:
        done = glimt("check", "plan.toml", "--lang", "en", *args, env=env)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (f"gone.toml: error: {where}: There is no such configuration file\n")


def test_all_that_is_wrong_with_a_configuration_is_told_at_once(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    (tmp_path / "glimt.toml").write_text(
        'langauge = "nb"\nfamilies = "senter"\n\n[centre]\nname = "a\\u0007b"\n'
        'washing_minutes = -1\nopening_hours = { mon = ["25:00-26:00"] }\n', "utf-8",
    )  # fmt: skip
    done = glimt("check", "plan.toml", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    told = [line.split(": ", 3) for line in done.stderr.splitlines()]
    assert [(file, word, where) for file, word, where, _ in told] == [
        ("glimt.toml:1", "error", "langauge"),
        ("glimt.toml:2", "error", "families"),
        ("glimt.toml:5", "error", "centre.name"),
        ("glimt.toml:6", "error", "centre.washing_minutes"),
        ("glimt.toml:7", "error", "centre.opening_hours.mon[0]"),
    ]
    assert 'did you mean "language"?' in told[0][3]
    assert "\x07" not in done.stderr
    assert glimt("rules", "list").returncode == 2


def test_families_and_folders_of_the_configuration_that_are_not_there_are_wrong(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    config = tmp_path / "glimt.toml"
    config.write_text('language = "en"\nfamilies = ["nasjonal", "bydel"]\n', "utf-8")
    family = glimt("check", "plan.toml")
    assert (family.returncode, family.stdout) == (2, "")
    assert family.stderr == (
        'glimt.toml:2: error: families: Nothing brings the family "bydel"; there are: '
        "kommunal, nasjonal, senter and stottekontakt\n"
    )
    config.write_text('language = "en"\nrule_directories = [\n "here",\n "gone",\n]\n', "utf-8")
    rules_folder(tmp_path / "here", mine=RULE_SET)
    folder = glimt("check", "plan.toml", "--rules", "lost")
    assert (folder.returncode, folder.stdout) == (2, "")
    assert folder.stderr.splitlines() == [
        'glimt.toml:4: error: rule_directories[1]: There is no folder of rule sets "gone"',
        'error: --rules: There is no folder of rule sets "lost"',
    ]


def test_folders_of_the_configuration_are_looked_for_from_where_it_lies(
    tmp_path: Path, glimt: Run
) -> None:
    (tmp_path / "conf").mkdir()
    rules_folder(tmp_path / "conf" / "rules", newer=NEXT_NASJONAL, mine=RULE_SET)
    (tmp_path / "conf" / "c.toml").write_text('rule_directories = ["rules"]\n', "utf-8")
    write(tmp_path / "plan.toml", plan(gathering()))
    done = glimt("check", "plan.toml", "--config", "conf/c.toml", "--format", "json")
    assert done.returncode == 0
    found = {one["id"]: one["version"] for one in report(done)["rule_sets"]}
    assert (found["nasjonal"], found["prove"]) == ("2021-01-05", "2021-01-01")


def test_the_centres_figures_hold_where_the_plan_has_none_of_its_own(
    tmp_path: Path, glimt: Run
) -> None:
    quick = [
        fine("one", "10:00", "11:00", people=["ane"], equipment=["mike"], room="loft"),
        fine("two", "11:05", "11:30", people=["bo"], equipment=["mike"], room="loft"),
    ]
    write(tmp_path / "plan.toml", plan(*quick))
    write(tmp_path / "own.toml", plan(*quick, centre={"cleaning_minutes": 30}))
    (tmp_path / "glimt.toml").write_text(
        "[centre]\ncleaning_minutes = 5\nwashing_minutes = 6\n", "utf-8"
    )
    limits = {}
    for name in ("plan.toml", "own.toml"):
        for config in ([], ["--config", "none.toml"]):
            (tmp_path / "none.toml").write_text('language = "en"\n', "utf-8")
            done = glimt("check", name, *config, "--format", "json")
            limits[name, bool(config)] = {
                f["rule"].partition(".")[2]: f["limit"] for f in report(done)["findings"]
            }
    assert limits == {
        ("plan.toml", True): {"cleaning": 15, "equipment-washing": 10},
        ("plan.toml", False): {"equipment-washing": 6},
        ("own.toml", True): {"cleaning": 30, "equipment-washing": 10},
        ("own.toml", False): {"cleaning": 30, "equipment-washing": 6},
    }


# What must not stop the rest ---------------------------------------------------------------


def test_help_and_version_work_with_a_broken_configuration(tmp_path: Path, glimt: Run) -> None:
    (tmp_path / "glimt.toml").write_text("families = [\nlanguage =\n", "utf-8")
    write(tmp_path / "plan.toml", plan(fine()))
    for args, start in [
        (["--help"], "usage: glimt"),
        (["check", "--help"], "usage: glimt check"),
        (["rules", "show", "--help"], "usage: glimt rules show"),
        (["--version"], f"glimt {__version__}"),
    ]:
        done = glimt(*args, "--lang", "en")
        assert (args, done.returncode, done.stderr) == (args, 0, "")
        assert done.stdout.startswith(start)
    for args in (["check", "plan.toml"], ["rules", "list"], ["explain", "plan.toml", "fine"]):
        done = glimt(*args, "--lang", "en")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("glimt.toml:")
    # what is wrong with the options is told first
    assert "--oops" in glimt("check", "plan.toml", "--oops", "--lang", "en").stderr


def test_no_family_at_all_is_wrong(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", plan(gathering()))
    (tmp_path / "glimt.toml").write_text("families = []\n", "utf-8")
    done = glimt("check", "plan.toml", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("glimt.toml:1: error: families: ")


def test_a_configuration_folder_that_may_not_be_searched_is_passed_over(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    places = ["x" * 5000]  # a name that no system has fails in the same way
    if os.geteuid() != 0:
        (tmp_path / "locked").mkdir()
        (tmp_path / "locked").chmod(0)
        places.append("locked")
    for place in places:
        hidden = str(tmp_path / place)
        for name in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
            done = glimt("check", "plan.toml", env={name: hidden})
            assert (done.returncode, done.stderr) == (0, "")
        # but not where it was asked for
        asked = glimt("check", "plan.toml", "--config", f"{hidden}/glimt.toml", "--lang", "en")
        assert (asked.returncode, asked.stdout) == (2, "")
        assert "--config: There is no such configuration file" in asked.stderr
        rules = glimt("check", "plan.toml", "--rules", hidden, "--lang", "en")
        assert (rules.returncode, rules.stdout) == (2, "")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("RuntimeError('a\\x1b[31m\\nb')", "RuntimeError: a"),
        ("SystemExit(0)", "SystemExit: 0"),
        ("SystemExit('bye')", "SystemExit: bye"),
        ("RecursionError('deep')", "RecursionError: deep"),
        ("MemoryError()", "MemoryError"),
        ("OSError(5, 'broken disk')", "broken disk"),
    ],
)
@pytest.mark.parametrize(
    "function",
    ["glimt_tui.cli.check.run", "glimt_tui.cli.check.judge_file", "glimt_tui.main.load_config"],
)
def test_an_unexpected_error_is_one_line_and_no_answer(
    tmp_path: Path, glimt: Run, error: str, told: str, function: str
) -> None:
    if "SystemExit" in error and "load_config" in function:
        pytest.skip("nothing leaves the program there")
    module, _, name = function.rpartition(".")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "sitecustomize.py").write_text(
        f"import {module} as module\n\ndef fail(*args):\n    raise {error}\n\n"
        f"module.{name} = fail\n",
        "utf-8",
    )
    write(tmp_path / "plan.toml", plan(gathering()))
    for output in ("text", "json"):
        done = glimt("check", "plan.toml", "--format", output, "--lang", "en",
                     env={"PYTHONPATH": str(tmp_path / "lib")})  # fmt: skip
        assert (done.returncode, done.stdout) == (3, "")
        (line,) = done.stderr.splitlines()
        assert told in line
        assert line.isprintable()
