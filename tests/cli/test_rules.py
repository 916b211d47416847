"""``glimt rules``: which are in force when, what one says, and whether their cases hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.writing import NEXT_NASJONAL, RULE_SET, Run, rules_folder
from glimt_rules.rulesets.book import RuleBook

FAILING = RULE_SET.replace('a = "violation"', 'a = "kept"').replace('"prove"', '"provd"')


# list ------------------------------------------------------------------------------------


def test_the_list_tells_every_version_and_every_end_that_it_was_given(glimt: Run) -> None:
    done = glimt("rules", "list", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    kommunal, nasjonal, senter, stottekontakt, picture = done.stdout.split("\n\n")
    assert kommunal.splitlines()[1:] == [
        "  █ 2020-12-26  In force from 26 December 2020 to 2 February 2021 inclusive"
        " (decided 26 December 2020)",
        "                to 9 January 2021 inclusive, made known 26 December 2020",
        "                to 31 January 2021 inclusive, made known 5 January 2021",
        "                to 3 February 2021 inclusive, made known 20 January 2021",
        "                to 2 February 2021 inclusive, made known 2 February 2021",
    ]
    assert nasjonal.splitlines()[0] == "nasjonal  The Norwegian government"
    assert [line.split()[:2] for line in senter.splitlines()[1:]] == [
        ["█", "2020-12-26"], ["▒", "2021-01-04"]
    ]  # fmt: skip
    assert stottekontakt.splitlines()[1:] == [
        "  █ 2021-04-12  In force from 1 January 2021 (decided 12 April 2021)"
    ]
    # one column a week, the first is that of 21 December
    months, *rows, scale = picture.splitlines()
    assert scale == "one column a week"
    first = rows[0].index("█")
    assert [row[first:] for row in rows] == [
        "███████",  # to 2 February, a Tuesday
        "  ███",  # 4 to 19 January
        "██▒▒▒▒",  # the later version rules from 4 January
        " ██████████████████→",
    ]
    assert [months.index(name) - first for name in ("Jan", "Feb", "Mar", "Apr")] == [2, 6, 10, 15]


def test_the_list_as_it_was_known_on_a_day(glimt: Run) -> None:
    done = glimt("rules", "list", "--known-at", "2021-01-17", "--lang", "en")
    kommunal, nasjonal, _, picture = done.stdout.split("\n\n")
    assert "In force from 26 December 2020 to 31 January 2021 inclusive" in kommunal
    assert len(kommunal.splitlines()) == 4
    assert nasjonal.splitlines()[1:] == [
        "  █ 2021-01-03  In force from 4 January 2021 to 18 January 2021 inclusive"
        " (decided 3 January 2021)",
        "                to 18 January 2021 inclusive, made known 3 January 2021",
    ]
    assert "stottekontakt" not in done.stdout
    assert [row.split()[0] for row in picture.splitlines()[1:-1]] == [
        "kommunal", "nasjonal", "senter"
    ]  # fmt: skip
    norwegian = glimt("rules", "list", "--known-at", "2021-01-03")
    assert (
        "  █ 2021-01-03  Gjelder fra 4. januar 2021 til og med 18. januar 2021"
        " (vedtatt 3. januar 2021)" in norwegian.stdout
    )


def test_the_list_has_the_rule_sets_of_folders_and_tells_who_does_not_judge(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "rules", mine=RULE_SET, newer=NEXT_NASJONAL, half="format = 1\n")
    done = glimt("rules", "list", "--rules", "rules", "--only", "prove", "--only", "nasjonal",
                 "--lang", "en")  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.startswith("rules/half.toml:1: error: ")
    heads = [block.splitlines()[0].partition("  ")[0] for block in done.stdout.split("\n\n")]
    assert heads[:5] == [
        "kommunal (switched off)", "nasjonal", "prove", "senter (switched off)",
        "stottekontakt (switched off)",
    ]  # fmt: skip
    assert "▒ 2021-01-05  In force from 6 January 2021 (decided 5 January 2021)" in done.stdout


# show ------------------------------------------------------------------------------------


def test_a_rule_is_shown_with_its_demand_period_source_reading_and_cases(glimt: Run) -> None:
    done = glimt("rules", "show", "stottekontakt.paused", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "stottekontakt.paused@2021-04-12  Support-contact assignments are paused"
    assert lines[2].startswith("  A support contact and the person who has one do not meet")
    rows = dict(line.strip().split("  ", 1) for line in lines if line[:2] == "  " and line[2] != " "
                and "  " in line.strip())  # fmt: skip
    assert {name: told.strip() for name, told in rows.items()} == {
        "force": "binding",
        "authority": "Indre Østfold municipality",
        "applies to": "Indre Østfold",
        "period": "In force from 1 January 2021 to 11 April 2021 inclusive",
        "source": rows["source"].strip(),
        "reading": "The page does not say when the pause began; 1 January 2021 is assumed.",
    }
    assert "https://www.io.kommune.no/aktuelt/" in rows["source"]
    cases = lines[lines.index("  Examples") + 1 :]
    assert cases[0] == "    ✗  No assignment is carried out during the pause, wherever it is."
    assert {line.split()[0] for line in cases} == {"✗", "–"}


def test_a_rule_is_shown_of_every_version_that_has_it_or_of_the_one_asked_for(glimt: Run) -> None:
    both = glimt("rules", "show", "senter.cohort")
    heads = [line for line in both.stdout.splitlines() if line.startswith("senter.")]
    assert heads == ["senter.cohort@2020-12-26  Faste kohorter",
                     "senter.cohort@2021-01-04  Faste kohorter"]  # fmt: skip
    assert "  type         husregel" in both.stdout
    assert "  periode      Gjelder fra 26. desember 2020 til og med 9. januar 2021" in both.stdout
    one = glimt("rules", "show", "senter.cohort@2020-12-26")
    assert one.stdout == both.stdout.partition("\nsenter.cohort@2021-01-04")[0]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("senter.cohrot", 'There is no rule "senter.cohrot"; did you mean senter.cohort?'),
        ("senter.room-cap@2021-01-04",
         'senter.room-cap has no version "2021-01-04"; there are: 2020-12-26'),
        ("qqqqqq", 'There is no rule "qqqqqq"; there are: kommunal.contacts, kommunal.mask,'),
    ],
)  # fmt: skip
def test_rules_that_are_not_there_are_told(glimt: Run, rule: str, told: str) -> None:
    done = glimt("rules", "show", rule, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {told}")
    if "qqq" in rule:
        assert done.stderr.endswith("stottekontakt.symptoms and stottekontakt.venue\n")


def test_a_rule_of_a_folder_is_shown(tmp_path: Path, glimt: Run) -> None:
    rules_folder(tmp_path / "rules", mine=RULE_SET)
    done = glimt("rules", "show", "prove.few", "--rules", "rules")
    assert done.stdout.startswith("prove.few@2021-01-01  Én om gangen\n\n  Kom én og én.\n")
    assert "Prøvevedtaket, https://example.org/p" in done.stdout


# test ------------------------------------------------------------------------------------


def test_all_cases_of_all_rule_sets_hold(glimt: Run, book: RuleBook) -> None:
    done = glimt("rules", "test", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{rule_set.id}: {sum(len(rule.cases) for rule in rule_set.rules)} cases, 0 failed"
        for rule_set in book.rule_sets
    ]


def test_a_case_that_fails_is_told_with_what_was_found(tmp_path: Path, glimt: Run) -> None:
    rules_folder(tmp_path / "rules", good=RULE_SET, bad=FAILING, newer=NEXT_NASJONAL)
    good = glimt("rules", "test", "rules/good.toml", "rules/newer.toml", "--lang", "en")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines() == [
        "nasjonal@2021-01-05: 1 case, 0 failed", "prove@2021-01-01: 1 case, 0 failed"
    ]  # fmt: skip
    bad = glimt("rules", "test", "rules/bad.toml", "--lang", "en")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert bad.stdout.splitlines() == [
        "provd.few: Two are too many.",
        "    rules/bad.toml: rules.few.cases[0].expect.a: «kept» was expected at a,"
        " and «violation» was found",
        "provd@2021-01-01: 1 case, 1 failed",
    ]
    norwegian = glimt("rules", "test", "rules/bad.toml")
    assert norwegian.stdout.splitlines()[::2] == [
        "provd.few: To er for mange.", "provd@2021-01-01: 1 eksempel, 1 stemmer ikke"
    ]  # fmt: skip


def test_a_folder_may_be_tested_and_files_may_build_on_those_of_rules(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "base", good=RULE_SET)
    following = NEXT_NASJONAL.replace('"nasjonal"', '"prove"').replace("2021-01-03", "2021-01-01")
    following = following.replace("private-gathering", "few").replace("limit = 6", "limit = 9")
    following = following.replace('setting = "outdoors", ', "")
    rules_folder(tmp_path / "next", following=following)
    done = glimt("rules", "test", "next", "--rules", "base", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "prove@2021-01-05: 1 case, 0 failed\n"
    alone = glimt("rules", "test", "next", "--lang", "en")
    assert alone.returncode == 3
    assert 'there is no rule set "prove@2021-01-01" to build on' in alone.stderr
    # a file that is there already is the one that is tested
    again = glimt("rules", "test", "base/good.toml", "--rules", "base", "--lang", "en")
    assert (again.returncode, again.stdout) == (0, "prove@2021-01-01: 1 case, 0 failed\n")


def test_broken_missing_and_repeated_files_are_told(
    tmp_path: Path, glimt: Run, book: RuleBook
) -> None:
    rules_folder(tmp_path / "rules", bad=FAILING, half="format = 1\nfamily = 'x'\n")
    broken = glimt("rules", "test", "rules/half.toml", "rules/bad.toml", "--lang", "en")
    assert broken.returncode == 3
    assert 'rules/half.toml:1: error: rules/half.toml: decided: The key "decided" is missing' in (
        broken.stderr.splitlines()
    )
    assert "provd@2021-01-01: 1 case, 1 failed" in broken.stdout  # the others are tested
    gone = glimt("rules", "test", "gone.toml", "lost.toml", "--lang", "en")
    assert (gone.returncode, gone.stdout) == (2, "")
    assert gone.stderr.splitlines() == [
        f"{name}: error: There is no such file" for name in ("gone.toml", "lost.toml")
    ]
    shipped = Path(book.families["nasjonal"][0].file)
    shutil.copy(shipped, tmp_path / "copy.toml")
    copied = glimt("rules", "test", "copy.toml", "--lang", "en")
    assert (copied.returncode, copied.stdout) == (2, "")
    assert "nasjonal@2021-01-03 is there already, in " in copied.stderr
    itself = glimt("rules", "test", shipped, "--lang", "en")
    assert itself.returncode == 0
    assert itself.stdout.startswith("nasjonal@2021-01-03: ")
