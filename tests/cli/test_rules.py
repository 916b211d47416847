"""``glimt rules``: which are in force when, what one says, and whether their cases hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.writing import (
    FAILING_KIND,
    NEXT_NASJONAL,
    ODD_RULE_SET,
    RULE_SET,
    Run,
    fine,
    plan,
    plugin,
    rules_folder,
    write,
)
from glimt_rules.rulesets.book import RuleBook

FAILING = RULE_SET.replace("limit = 1", "limit = 2").replace('"prove"', '"provd"')


# list ------------------------------------------------------------------------------------


def test_the_list_tells_every_version_and_every_end_that_it_was_given(glimt: Run) -> None:
    done = glimt("rules", "list", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    kommunal, nasjonal, senter, stottekontakt, picture = done.stdout.split("\n\n")
    assert kommunal.splitlines()[1:] == [
        "  █ 2020-12-26  In force from 26 December 2020 to 2 February 2021 inclusive",
        "                Decided 26 December 2020",
        "                To 9 January 2021 inclusive, made known 26 December 2020",
        "                To 31 January 2021 inclusive, made known 5 January 2021",
        "                To 3 February 2021 inclusive, made known 20 January 2021",
        "                To 2 February 2021 inclusive, made known 2 February 2021",
        "                Rules: contacts, mask",
    ]
    assert nasjonal.splitlines()[0] == "nasjonal  The Norwegian government"
    first, _, _, second, *_ = senter.splitlines()[1:]
    assert first == (
        "  █ 2020-12-26  In force from 26 December 2020 to 3 January 2021 inclusive,"
        " then replaced by 2021-01-04"
    )
    assert second == "  ▒ 2021-01-04  In force from 4 January 2021 to 29 January 2021 inclusive"
    assert stottekontakt.splitlines()[1:] == [
        "  █ 2021-04-12  In force from 1 January 2021",
        "                Decided 12 April 2021",
        "                Rules: assessment, paused, prefer-remote, symptoms, venue",
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
    assert "Decided 26 December 2020" in kommunal
    assert kommunal.count("made known") == 2
    assert nasjonal.splitlines()[1:-1] == [
        "  █ 2021-01-03  In force from 4 January 2021 to 18 January 2021 inclusive",
        "                Decided 3 January 2021",
        "                To 18 January 2021 inclusive, made known 3 January 2021",
    ]
    assert "stottekontakt" not in done.stdout
    assert [row.split()[0] for row in picture.splitlines()[1:-1]] == [
        "kommunal", "nasjonal", "senter"
    ]  # fmt: skip
    norwegian = glimt("rules", "list", "--known-at", "2021-01-17")
    assert (
        "\n  █ 2021-01-03  Gjelder fra 4. januar 2021 til og med 18. januar 2021\n"
        "                Vedtatt 3. januar 2021\n" in norwegian.stdout
    )
    assert "til og med 3. januar 2021, så avløst av 2021-01-04\n" in norwegian.stdout
    # before the new one was decided, nobody knew that it would replace the other
    before = glimt("rules", "list", "--known-at", "2021-01-03", "--lang", "en")
    assert "In force from 26 December 2020 to 9 January 2021 inclusive\n" in before.stdout
    assert "replaced" not in before.stdout
    nothing = glimt("rules", "list", "--known-at", "2020-01-01", "--lang", "en")
    assert (nothing.returncode, nothing.stdout) == (0, "Nothing had been decided yet\n")


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
        "kommunal (left out by --only)", "nasjonal", "prove", "senter (left out by --only)",
        "stottekontakt (left out by --only)",
    ]  # fmt: skip
    assert (
        "  █ 2021-01-03  In force from 4 January 2021 to 5 January 2021 inclusive,"
        " then replaced by 2021-01-05\n" in done.stdout
    )
    assert (
        "  ▒ 2021-01-05  In force from 6 January 2021\n                Decided 5 January 2021\n"
        in done.stdout
    )


def test_a_version_that_never_rules_is_told_as_that(tmp_path: Path, glimt: Run) -> None:
    earlier = RULE_SET.replace('version = "2021-01-01"', 'version = "a"')
    earlier = earlier.replace("\nin_force", "\nuntil = 2021-01-02\nin_force")
    later = RULE_SET.replace('version = "2021-01-01"', 'version = "b"')
    rules_folder(tmp_path / "rules", a=earlier, b=later)
    done = glimt("rules", "list", "--rules", "rules", "--only", "prove", "--lang", "en")
    assert done.returncode == 0
    rows = [line for line in done.stdout.splitlines() if line[4:6] in ("a ", "b ")]
    assert [row for row in rows if "never in force" in row.lower()] == [
        "  █ a  Never in force: another version takes its place"
    ]


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
    breaking = lines[lines.index("  What breaks it") + 1 :]
    assert breaking[:3] == [
        "    · No assignment is carried out during the pause, wherever it is.",
        "      senteret, Monday 1 March 2021 at 10:00–11:00, at the centre",
        "        ✗ VIOLATION  Support-contact assignments cannot be carried out before"
        " 12 April 2021",
    ]
    fine = lines[lines.index("  What is fine") + 1 :]
    assert fine[:3] == [
        "    · By phone and online they can talk during the pause, too.",
        "      telefon, Monday 1 March 2021 at 12:00–13:00, by phone",
        "        – NOT APPLICABLE  The rule is not about visits by phone",
    ]
    cases = lines[lines.index("  More examples") + 1 :]
    assert cases[0] == "    · Other visits are not paused."
    assert cases[-1] == "      siste-kveld ✗ VIOLATION  etter-midnatt – NOT IN FORCE"
    assert all(line.startswith("    · ") for line in cases[::2])
    norwegian = glimt("rules", "show", "stottekontakt.paused").stdout.splitlines()
    assert norwegian[-1] == "      siste-kveld ✗ BRUDD  etter-midnatt – IKKE I KRAFT"


def test_a_rule_is_shown_of_every_version_that_has_it_or_of_the_one_asked_for(glimt: Run) -> None:
    both = glimt("rules", "show", "senter.cohort")
    heads = [line for line in both.stdout.splitlines() if line.startswith("senter.")]
    assert heads == ["senter.cohort@2020-12-26  Faste kohorter",
                     "senter.cohort@2021-01-04  Faste kohorter"]  # fmt: skip
    assert "  type         husregel" in both.stdout
    # the set ends later, but by then the next version has taken over
    assert "  periode      Gjelder fra 26. desember 2020 til og med 3. januar 2021\n" in both.stdout
    assert "  periode      Gjelder fra 4. januar 2021 til og med 29. januar 2021\n" in both.stdout
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
        f"{rule_set.id}: {sum(len(rule.cases) for rule in rule_set.rules)} cases, which all hold"
        for rule_set in book.rule_sets
    ]


def test_a_case_that_fails_is_told_with_what_was_found(tmp_path: Path, glimt: Run) -> None:
    rules_folder(tmp_path / "rules", good=RULE_SET, bad=FAILING, newer=NEXT_NASJONAL)
    good = glimt("rules", "test", "rules/good.toml", "rules/newer.toml", "--lang", "en")
    assert (good.returncode, "error" in good.stderr) == (0, False)
    assert good.stdout.splitlines() == [
        "nasjonal@2021-01-05: 2 cases, which all hold", "prove@2021-01-01: 2 cases, which all hold"
    ]  # fmt: skip
    bad = glimt("rules", "test", "rules/bad.toml", "--lang", "en")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert bad.stdout.splitlines() == [
        "provd.few: Two are too many.",
        "    rules/bad.toml:20: rules.few.cases[0].expect.a: «violation» was expected at a,"
        " and «kept» was found: 2 people at once in the premises; at most 2 are allowed",
        '        → One of the two is wrong: the case, which then says a = "kept", or the rule,'
        " which has limit = 2",
        "provd@2021-01-01: 2 cases, of which 1 does not hold",
    ]
    norwegian = glimt("rules", "test", "rules/bad.toml")
    assert norwegian.stdout.splitlines()[::3] == [
        "provd.few: To er for mange.", "provd@2021-01-01: 2 eksempler, hvorav 1 ikke stemmer"
    ]  # fmt: skip


def test_a_folder_may_be_tested_and_files_may_build_on_those_of_rules(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "base", good=RULE_SET)
    following = NEXT_NASJONAL.replace('"nasjonal"', '"prove"').replace("2021-01-03", "2021-01-01")
    following = following.replace("private-gathering", "few")
    following = following.replace('setting = "outdoors", ', "")
    rules_folder(tmp_path / "next", following=following)
    done = glimt("rules", "test", "next", "--rules", "base", "--lang", "en")
    assert (done.returncode, "error" in done.stderr) == (0, False)
    assert done.stdout == "prove@2021-01-05: 2 cases, which all hold\n"
    alone = glimt("rules", "test", "next", "--lang", "en")
    assert alone.returncode == 3
    assert 'there is no rule set "prove@2021-01-01" to build on' in alone.stderr
    # a file that is there already is the one that is tested
    again = glimt("rules", "test", "base/good.toml", "--rules", "base", "--lang", "en")
    assert (again.returncode, again.stdout) == (0, "prove@2021-01-01: 2 cases, which all hold\n")


def test_broken_missing_and_repeated_files_are_told(
    tmp_path: Path, glimt: Run, book: RuleBook
) -> None:
    rules_folder(tmp_path / "rules", bad=FAILING, half="format = 1\nfamily = 'x'\n")
    broken = glimt("rules", "test", "rules/half.toml", "rules/bad.toml", "--lang", "en")
    assert broken.returncode == 3
    assert 'rules/half.toml:1: error: rules/half.toml: decided: The key "decided" is missing' in (
        broken.stderr.splitlines()
    )
    assert (
        "provd@2021-01-01: 2 cases, of which 1 does not hold" in broken.stdout
    )  # the others are tested
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


def test_a_rule_that_fails_while_it_judges_a_case_is_no_answer(tmp_path: Path, glimt: Run) -> None:
    env = plugin(tmp_path / "lib", FAILING_KIND, odd=ODD_RULE_SET)
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n', "utf-8")
    done = glimt("rules", "test", "--lang", "en", env=env)
    assert (done.returncode, done.stderr) == (3, "")
    assert "failed while it judged (ZeroDivisionError: oh no)" in done.stdout
    assert "prove@2021-01-01: 2 cases, of which 2 do not hold\n" in done.stdout
    write(tmp_path / "plan.toml", plan(fine()))
    judged = glimt("check", "plan.toml", "--lang", "en", env=env)
    assert judged.returncode == 3
    assert judged.stdout.endswith(
        "\n✗ The answer is not complete: rules could not be loaded, or failed\n"
    )
    assert judged.stderr.startswith("error: prove.few@2021-01-01: The rule «One at a time» failed")
    explained = glimt("explain", "plan.toml", "fine", "--lang", "en", env=env)
    assert explained.returncode == 3
    assert "? UNKNOWN prove.few" in explained.stdout


def test_a_folder_without_rule_sets_is_wrong_wherever_it_is_given(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    rules_folder(tmp_path / "empty").joinpath("rules.tml").write_text(RULE_SET, "utf-8")
    told = 'There is no rule set (*.toml) in "empty"\n'
    for args in (
        ["check", "plan.toml", "--rules", "empty"],
        ["explain", "plan.toml", "fine", "--rules", "empty"],
        ["rules", "list", "--rules", "empty"],
        ["rules", "test", "empty"],
    ):
        done = glimt(*args, "--lang", "en")
        assert (args, done.returncode, done.stdout) == (args, 2, "")
        assert done.stderr.endswith(told)


def test_a_plan_given_as_a_rule_set_is_told_as_that(tmp_path: Path, glimt: Run) -> None:
    folder = rules_folder(tmp_path / "rules")
    write(folder / "plan.toml", plan(fine()))
    told = "This is a plan document, and no rule set"
    for args in (["check", "rules/plan.toml", "--rules", "rules"], ["rules", "test", "rules"]):
        done = glimt(*args, "--lang", "en")
        assert done.returncode == 3
        assert done.stderr == f"rules/plan.toml: error: rules/plan.toml: {told}\n"


@pytest.mark.parametrize("sign", ["\\u001b[31m", "\\u0007", "\\n", "\\u202e", "\\u2028"])
@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("authority.nb", "Prøvenemnda"),
        ("jurisdiction.en", "Here"),
        ("source.title.nb", "Prøvevedtaket"),
        ("source.url", "https://example.org/p"),
        ("rules.few.title.nb", "Én om gangen"),
        ("rules.few.demand.en", "Come one by one."),
        ("rules.few.cases[0].name.nb", "To er for mange."),
    ],
)
def test_control_characters_in_a_rule_sets_texts_are_refused(
    tmp_path: Path, glimt: Run, where: str, text: str, sign: str
) -> None:
    assert f'"{text}"' in RULE_SET
    rules_folder(tmp_path / "rules", bad=RULE_SET.replace(f'"{text}"', f'"{text}{sign}"', 1))
    done = glimt("rules", "list", "--rules", "rules", "--lang", "en")
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert f"error: prove@2021-01-01: {where}: " in line
    assert line.isprintable()
    assert "prove" not in done.stdout
