"""``glimt rules enable`` and ``disable``, and how it is told; ``review_by``, and who is warned."""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path

import pexpect
import pytest

from cli.writing import (
    FAILING_KIND,
    GLIMT,
    ODD_RULE_SET,
    RULE_SET,
    Run,
    fine,
    plan,
    plugin,
    surroundings,
    visit,
    write,
)

ME = pwd.getpwuid(os.getuid()).pw_name
#: Far ahead, so that what is judged from today on is judged on every day on which tests run.
DAY = "2190-01-06"
OFF = "The family prove is switched off; glimt undo takes it back\n"
BY_ME = f"switched off by {ME} on "


@pytest.fixture
def centre(glimt: Run, tmp_path: Path) -> Run:
    """The command, in English, beside a database with a visit of two; one at a time is allowed."""
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "prove.toml").write_text(RULE_SET, "utf-8")
    (tmp_path / "glimt.toml").write_text(
        'families = ["senter", "nasjonal"]\nrule_directories = ["sets"]\n', "utf-8"
    )
    people = [{"id": "ane", "name": "Ane Eksempel", "phone": "406 12 345", "cohort": "blue"}]
    pair = visit("pair", f"{DAY}T10:00", f"{DAY}T11:00", ["ane", "bo"], title="Ane og Bo")
    write(tmp_path / "plan.toml", plan(pair, people=people))

    def run(*args: str | Path, **more: object) -> object:
        return glimt("--lang", "en", *args, **more)

    assert glimt("init").returncode == 0
    assert glimt("import", "plan.toml").returncode == 0
    return run  # type: ignore[return-value]


def found(centre: Run, *args: str) -> tuple[int, list[str]]:
    done = centre("check", *args, "--format", "json")
    return done.returncode, [each["rule"] for each in json.loads(done.stdout)["findings"]]


def entries(centre: Run) -> list[str]:
    lines = centre("journal", "list", "--format", "json").stdout.splitlines()
    return [json.loads(line)["action"] for line in lines]


# Switching ----------------------------------------------------------------------------------


def test_disabling_shows_what_it_does_and_does_it(centre: Run) -> None:
    assert found(centre) == (1, ["prove.few"])
    done = centre("rules", "disable", "prove", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("With the family prove switched off\n\n1 visit becomes allowed\n")
    assert "    − ✗ VIOLATION prove.few@2021-01-01: " in done.stdout
    assert "the database: 1 visit judged: none becomes a violation, ✓ 1 becomes" in done.stdout
    assert done.stdout.endswith("\n" + OFF)
    assert found(centre) == (0, [])
    assert entries(centre)[0] == "family_off"


def test_enabling_lists_whom_to_call(centre: Run) -> None:
    centre("rules", "disable", "prove", "--yes")
    done = centre("rules", "enable", "prove", "--yes", "--call-list")
    assert done.returncode == 0, done.stderr
    assert "1 visit becomes a violation" in done.stdout
    assert "Ane Eksempel  406 12 345\n" in done.stdout
    assert "Ane Eksempel" not in done.stdout.partition("Call list")[0]
    assert found(centre) == (1, ["prove.few"])


def test_a_family_that_is_not_configured_can_be_enabled(centre: Run) -> None:
    assert "kommunal (not in the configuration)" in centre("rules", "list").stdout
    assert centre("rules", "enable", "kommunal", "--yes").returncode == 0
    assert "kommunal (not in the configuration)" not in centre("rules", "list").stdout
    assert centre("check", "--only", "kommunal").returncode == 0
    assert centre("check", "plan.toml", "--only", "kommunal").returncode == 2


@pytest.mark.parametrize("command", ["enable", "disable"])
def test_a_family_that_nobody_brings_is_refused_whatever_else_cannot_be_loaded(
    centre: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "sets" / "half.toml").write_text('format = 1\nfamily = "halv"\n', "utf-8")
    done = centre("rules", command, "nosuch", "--yes")
    assert done.returncode == 2
    assert 'There is no family "nosuch"' in done.stderr
    assert "half.toml" in done.stderr
    assert entries(centre) == ["import", "init"]
    # one whose own rule set is what cannot be loaded is known all the same
    done = centre("rules", "enable", "halv", "--yes")
    assert (done.returncode, entries(centre)[0]) == (3, "family_on"), done.stderr


def test_without_a_terminal_nothing_is_changed_unasked(centre: Run) -> None:
    done = centre("rules", "disable", "prove")
    assert done.returncode == 2
    assert "1 visit becomes allowed" in done.stdout
    assert done.stderr == (
        "error: Nothing was changed: there is no terminal to ask on; --yes switches without asking"
        "\n"
    )
    assert found(centre) == (1, ["prove.few"])
    assert entries(centre) == ["import", "init"]


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [("y", 0, OFF), ("ja", 0, OFF), ("n", 1, "Nothing was changed\n"), ("", 1, "Nothing was")],
)
def test_on_a_terminal_it_is_asked(
    centre: Run, tmp_path: Path, typed: str, code: int, told: str
) -> None:
    child = pexpect.spawn(
        str(GLIMT), ["--lang", "en", "rules", "disable", "prove"], cwd=str(tmp_path),
        env=surroundings(tmp_path, PYTHONUTF8="1", NO_COLOR="1"), encoding="utf-8", timeout=30,
    )  # fmt: skip
    child.expect_exact("Switch off prove? [y/N] ")
    assert "1 visit becomes allowed" in child.before
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert told in child.before.replace("\r\n", "\n")
    assert found(centre)[0] == (0 if code == 0 else 1)


def test_where_there_is_nothing_to_do_it_says_so(centre: Run) -> None:
    assert centre("rules", "enable", "prove").stdout == (
        "Nothing to do: by the configuration, prove is switched on\n"
    )
    assert centre("rules", "disable", "kommunal").stdout == (
        "Nothing to do: by the configuration, kommunal is switched off\n"
    )
    centre("rules", "disable", "prove", "--yes")
    again = centre("rules", "disable", "prove")
    assert again.returncode == 0
    assert again.stdout.startswith(f"Nothing to do: the family prove is {BY_ME}")
    assert entries(centre).count("family_off") == 1


def test_a_family_that_nobody_brings_is_told(centre: Run) -> None:
    done = centre("rules", "disable", "provv", "--yes")
    assert done.returncode == 2
    assert 'There is no family "provv"; did you mean prove?' in done.stderr
    assert "there are: kommunal, nasjonal" in centre("rules", "enable", "x").stderr


def test_the_last_family_stays(centre: Run) -> None:
    for family in ("prove", "senter"):
        assert centre("rules", "disable", family, "--yes").returncode == 0
    done = centre("rules", "disable", "nasjonal", "--yes")
    assert done.returncode == 1
    assert "nasjonal is the last family of rules that judges" in done.stderr


def test_only_an_admin_may(centre: Run, tmp_path: Path) -> None:
    with (tmp_path / "glimt.toml").open("a") as file:
        file.write(f'service_user = "{ME}"\nadmins = ["kari"]\n')
    done = centre("--as", "ola", "rules", "disable", "prove", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Only an admin may switch a family of rules on or off" in done.stderr
    assert centre("--as", "kari", "rules", "disable", "prove", "--yes").returncode == 0
    taken = centre("--as", "ola", "undo", "3")
    assert taken.returncode == 1
    assert "Only an admin may" in taken.stderr
    assert (
        centre("--as", "kari", "undo").stdout == "Taken back: 3 (switched off the rules of prove)\n"
    )
    assert centre("--as", "kari", "redo").returncode == 0
    assert "prove (switched off by kari on " in centre("--as", "ola", "rules", "list").stdout


def test_an_undo_that_leaves_no_family_makes_answers_incomplete(centre: Run) -> None:
    centre("rules", "enable", "kommunal", "--yes")
    for family in ("prove", "senter", "nasjonal"):
        centre("rules", "disable", family, "--yes")
    assert centre("undo", "3").returncode == 0
    done = centre("check")
    assert done.returncode == 3
    assert "Every family of rules is switched off in the database" in done.stderr


# Where it holds, and how it is told -----------------------------------------------------------


def test_whatever_judges_the_database_tells_what_is_switched_off(centre: Run) -> None:
    centre("rules", "disable", "prove", "--yes")
    impact = ["rules", "impact", "--without", "prove@2021-01-01"]
    for args in (["check"], ["explain", "pair"], ["suggest", "pair"], impact, ["config", "show"]):
        done = centre(*args)
        assert f"note: The family prove is {BY_ME}" in done.stderr, args
        assert done.returncode == 0, args
    assert "prove.few" not in centre("explain", "pair").stdout


def test_a_plan_document_is_judged_by_the_configuration_alone(centre: Run) -> None:
    centre("rules", "disable", "prove", "--yes")
    done = centre("check", "plan.toml", "--format", "json")
    assert done.returncode == 1
    assert "switched off" not in done.stderr
    assert centre("explain", "plan.toml", "pair").returncode == 1
    assert centre("rules", "impact", "--without", "prove@2021-01-01", "plan.toml").stderr == ""


def test_asking_for_a_switched_off_family_alone_is_an_error(centre: Run) -> None:
    centre("rules", "disable", "prove", "--yes")
    done = centre("check", "--only", "prove")
    assert done.returncode == 2
    assert f"--only: The family prove is {BY_ME}" in done.stderr
    assert centre("check", "--only", "kommunal").returncode == 2
    assert centre("check", "--only", "senter").returncode == 0


def test_a_rule_set_list_needs_no_database(centre: Run, tmp_path: Path) -> None:
    centre("rules", "disable", "prove", "--yes")
    listed = centre("rules", "list")
    assert f"prove ({BY_ME}" in listed.stdout
    assert listed.stderr == ""
    only = centre("rules", "list", "--only", "prove")
    assert (only.returncode, only.stderr) == (0, "")
    assert f"prove ({BY_ME}" in only.stdout
    assert "senter (left out by --only)" in only.stdout
    nowhere = centre("--database", str(tmp_path / "none.db"), "rules", "list")
    assert (nowhere.returncode, nowhere.stderr) == (0, "")
    assert "switched off by" not in nowhere.stdout
    (tmp_path / "bad.db").write_bytes(b"no database at all")
    (tmp_path / "bad.db").chmod(0o600)
    bad = centre("--database", str(tmp_path / "bad.db"), "rules", "list")
    assert bad.returncode == 0
    assert "note: Which families the centre's database switches on or off could not" in bad.stderr


def test_a_rule_that_fails_makes_the_impact_incomplete(centre: Run, tmp_path: Path) -> None:
    env = plugin(tmp_path / "lib", FAILING_KIND, odd=ODD_RULE_SET)
    (tmp_path / "glimt.toml").write_text('families = ["prove", "nasjonal"]\n', "utf-8")
    done = centre("rules", "disable", "nasjonal", "--yes", env=env)
    assert done.returncode == 3
    assert "✗ The answer is not complete" in done.stdout
    assert "The family nasjonal is switched off" in done.stdout


# To be looked at again ------------------------------------------------------------------------


def due(tmp_path: Path, day: str, more: str = "") -> None:
    """The rule set as it is to be looked at again by a day."""
    text = RULE_SET.replace("decided = 2021", f"review_by = {day}\n{more}decided = 2021")
    (tmp_path / "sets" / "prove.toml").write_text(text, "utf-8")


WARNED = "prove@2021-01-01 was to be looked at again by 1 February 2021"


def test_a_rule_set_that_is_overdue_is_told_of_by_check_and_list(
    centre: Run, tmp_path: Path
) -> None:
    due(tmp_path, "2021-02-01")
    listed = centre("rules", "list")
    assert f"! {WARNED}" in listed.stdout
    for args in ([], ["plan.toml"], ["plan.toml", "plan.toml"], ["--format", "json"]):
        done = centre("check", *args)
        assert done.returncode == 1
        assert done.stderr.count(f"note: {WARNED}") == 1
        assert "looked at" not in done.stdout
    assert centre("rules", "list").returncode == 0


def test_nobody_is_told_of_what_is_not_due_or_did_not_judge(centre: Run, tmp_path: Path) -> None:
    due(tmp_path, "2189-12-31")
    assert "  To be looked at again by 31 December 2189\n" in centre("rules", "list").stdout
    assert centre("check").stderr == ""
    due(tmp_path, "2021-02-01")
    write(
        tmp_path / "old.toml",
        plan(fine() | {"start": "2020-12-27T10:00", "end": "2020-12-27T11:00"}),
    )
    assert "looked at" not in centre("check", "old.toml").stderr
    due(tmp_path, "2021-02-01", more="until = 2021-03-01\n")  # over, and so of no use
    assert "! " not in centre("rules", "list").stdout
    write(tmp_path / "old.toml", plan(fine()))
    assert "looked at" not in centre("check", "old.toml").stderr
    due(tmp_path, "2021-02-01")
    centre("rules", "disable", "prove", "--yes")
    assert "looked at" not in centre("check").stderr
