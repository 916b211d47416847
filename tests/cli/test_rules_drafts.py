"""Drafts of rule sets on the command line: what whoever writes one is told of slips and names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.writing import (
    FAILING_KIND,
    NEXT_NASJONAL,
    ODD_RULE_SET,
    RULE_SET,
    Run,
    plugin,
    rules_folder,
)
from rule_files.folders import coming, put

START = datetime.now(UTC).date() + timedelta(days=30)
ID = f"nasjonal@{START}"
#: A file of which a rule's heading was forgotten: its keys mean something in the table above.
FORGOTTEN = NEXT_NASJONAL + "\n# [rules.indoor-persons]\nknown_at = 2021-01-05\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir(mode=0o755)
    (tmp_path / "glimt.toml").write_text('language = "en"\nrule_directories = ["rules"]\n')
    put(tmp_path / "rules" / "prove.toml", RULE_SET)
    put(tmp_path / "draft.toml", coming())
    return tmp_path


# A forgotten heading -----------------------------------------------------------------------


@pytest.mark.parametrize("command", [["test"], ["lint"], ["timeline"]])
def test_a_forgotten_heading_is_an_error_though_the_file_can_be_read(
    folder: Path, glimt: Run, command: list[str]
) -> None:
    (folder / "fine.toml").write_text(NEXT_NASJONAL, "utf-8")
    assert glimt("rules", *command, "fine.toml").returncode == 0
    (folder / "slip.toml").write_text(FORGOTTEN, "utf-8")
    line = FORGOTTEN.splitlines().index("# [rules.indoor-persons]") + 1
    done = glimt("rules", *command, "slip.toml")
    assert done.returncode == 3
    assert done.stderr.splitlines()[0].startswith(
        f"slip.toml:{line}: error: The heading `# [rules.indoor-persons]` on line {line} is still"
        f" switched off, but line {line + 1} below it is switched on"
    )
    assert "all hold" not in done.stdout


def test_a_forgotten_heading_is_not_added(folder: Path, glimt: Run) -> None:
    put(folder / "slip.toml", coming() + "\n# [rules.indoor-persons]\nknown_at = 2021-01-05\n")
    done = glimt("rules", "add", "slip.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "The heading `# [rules.indoor-persons]`" in done.stderr
    assert [path.name for path in (folder / "rules").glob("*.toml")] == ["prove.toml"]


# A draft of what is there ------------------------------------------------------------------


@pytest.mark.parametrize("command", [["test"], ["lint"], ["timeline"]])
def test_a_draft_of_what_is_in_the_folder_is_tried_in_its_place(
    folder: Path, glimt: Run, command: list[str]
) -> None:
    assert glimt("rules", "add", "draft.toml").returncode == 0
    done = glimt("rules", *command, "draft.toml")
    assert done.returncode == 0, done.stderr
    assert f"note: {ID} is there already, in rules/{ID}.toml; if it is not in force yet" in (
        done.stderr.replace(f"{folder}/", "")
    )
    assert "glimt rules add --replace puts draft.toml in its place" in done.stderr


def test_it_is_the_draft_that_is_tried(folder: Path, glimt: Run) -> None:
    assert glimt("rules", "add", "draft.toml").returncode == 0
    put(folder / "draft.toml", coming().replace("limit = 6", "limit = 7"))
    done = glimt("rules", "test", "draft.toml")
    assert done.returncode == 1
    assert done.stdout.endswith(f"{ID}: 2 cases, of which 1 does not hold\n")
    itself = glimt("rules", "test", f"rules/{ID}.toml")
    assert (itself.returncode, "is there already" in itself.stderr) == (0, False)


# Names -------------------------------------------------------------------------------------


def test_a_new_family_that_looks_like_another_is_noted_and_written(
    tmp_path: Path, glimt: Run
) -> None:
    done = glimt("rules", "new", "nasjonl@2021-06-01", "--lang", "en")
    assert done.returncode == 0
    assert done.stderr == "note: nasjonl is a new family; did you mean nasjonal?\n"
    assert (tmp_path / "2021-06-01.toml").is_file()
    other = glimt("rules", "new", "bibliotek@2021-07-01", "--lang", "en")
    assert (other.returncode, other.stderr) == (0, "")


def test_a_rule_sets_name_is_told_from_a_rules(glimt: Run) -> None:
    done = glimt("rules", "show", "kommunal@2020-12-26", "--lang", "en")
    assert (done.returncode, done.stderr) == (
        2,
        "error: kommunal@2020-12-26 is a rule set, and no rule; its rules are kommunal.contacts"
        " and kommunal.mask\n",
    )


def test_a_folder_that_is_none_is_not_told_by_another_commands_option(
    folder: Path, glimt: Run
) -> None:
    done = glimt("rules", "lock", "/nosuch")
    assert done.returncode == 2
    assert '"/nosuch" is no folder of rule sets that the configuration names' in done.stderr
    assert "--into" not in done.stderr
    assert "--into" in glimt("rules", "add", "draft.toml", "--into", "/nosuch").stderr


def test_families_that_nobody_switched_off_are_told_as_what_they_are(
    tmp_path: Path, glimt: Run
) -> None:
    (tmp_path / "glimt.toml").write_text('families = ["nasjonal", "senter"]\n', "utf-8")
    done = glimt("rules", "list", "--only", "nasjonal", "--lang", "en")
    heads = [block.splitlines()[0].partition("  ")[0] for block in done.stdout.split("\n\n")]
    assert heads[:4] == [
        "kommunal (not in the configuration)", "nasjonal", "senter (left out by --only)",
        "stottekontakt (not in the configuration)",
    ]  # fmt: skip


# Days --------------------------------------------------------------------------------------


def test_when_a_decree_comes_into_force_is_told_with_its_weekday(folder: Path, glimt: Run) -> None:
    decree = NEXT_NASJONAL.replace("in_force = 2021-01-06", "in_force = 2021-01-06T16:00:00")
    assert decree != NEXT_NASJONAL
    rules_folder(folder / "more", decree=decree)
    told = "Wednesday 6 January 2021 at 16:00"
    assert told in glimt("rules", "diff", "nasjonal@2021-01-03", "more/decree.toml").stdout
    (folder / "plan.toml").write_text("format = 1\n")
    assert told in glimt("rules", "impact", "more/decree.toml", "plan.toml").stdout
    listed = glimt("rules", "list", "--rules", "more").stdout
    assert f"In force from {told}" in listed.replace("\n", " ")
    assert "In force from 26 December 2020" in listed  # a whole day stays as it was
    start = f"{START:%A} {START.day} {START:%B %Y}"
    assert f"{ID}: in force from {start}" in glimt("rules", "add", "draft.toml").stdout


# Cases -------------------------------------------------------------------------------------


def test_a_changed_limit_that_no_case_notices_is_noted(folder: Path, glimt: Run) -> None:
    sharp = glimt("rules", "test", "draft.toml")
    assert (sharp.returncode, "slip of the pen" in sharp.stderr) == (0, False)
    far = coming().replace(', "f"]', "]").replace('"g"]', '"g", "h"]')  # five, and eight
    put(folder / "draft.toml", far)
    told = "No case notices a slip of the pen here – the limit: 5 and 7 instead of 6; "
    done = glimt("rules", "test", "draft.toml")
    assert (done.returncode, told in done.stderr) == (0, True), done.stderr
    assert "slip of the pen" not in glimt("rules", "test", "draft.toml", "--coverage").stderr
    added = glimt("rules", "add", "draft.toml")
    assert (added.returncode, told in added.stderr) == (0, True), added.stderr


@pytest.mark.parametrize("hook", ["kept", "not_applicable"])
def test_a_rule_that_fails_as_it_explains_itself_leaves_its_cases_undecided(
    tmp_path: Path, glimt: Run, hook: str
) -> None:
    kind = FAILING_KIND.replace(
        'def judge(self, facts, groups, judged):\n        raise ZeroDivisionError("oh no")',
        "def judge(self, facts, groups, judged):\n        return []\n\n"
        f'    def {hook}(self, facts, slot):\n        raise ZeroDivisionError("oh no")',
    )
    assert hook in kind
    env = plugin(tmp_path / "lib", kind, odd=ODD_RULE_SET)
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n', "utf-8")
    done = glimt("rules", "test", "--lang", "en", env=env)
    assert done.returncode == 3
    lines = [line for line in done.stdout.splitlines() if "oh no" in line]
    assert len(lines) == len(set(lines)) == 2  # one a case
    assert "one of the two is wrong" not in done.stdout.lower()


def test_a_rule_set_without_cases_of_its_own_is_told_as_that(folder: Path, glimt: Run) -> None:
    rules_folder(folder / "more", same=NEXT_NASJONAL.partition("[rules.")[0])
    done = glimt("rules", "test", "more/same.toml", "--lang", "nb")
    assert done.stdout == "nasjonal@2021-01-05: ingen eksempler\n"
