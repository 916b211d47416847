"""``glimt rules new``, and what ``glimt rules test`` tells whoever fills its file in."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cli.writing import NEXT_NASJONAL, RULE_SET, Run, report, rules_folder
from glimt_rules.documents.source import Source
from glimt_rules.errors import Problem
from glimt_rules.kinds import KINDS
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.read import read_rule_sets
from glimt_rules.texts import Texts

SHIPPED = (
    "kommunal@2020-12-26", "nasjonal@2021-01-03", "senter@2020-12-26", "senter@2021-01-04",
    "stottekontakt@2021-04-12",
)  # fmt: skip


def filled_in(text: str) -> str:
    return re.sub(r'"(FYLL UT|FILL IN)[^"]*"', '"Kilde"', text)


def switched_on(text: str) -> str:
    """All of a file, as if somebody had taken one ``# `` from every line that has one."""
    return re.sub(r"^# ?(?!#|:schema)", "", text, flags=re.MULTILINE)


# The file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("base", SHIPPED)
def test_a_new_file_changes_nothing_once_filled_in_and_holds_with_all_switched_on(
    tmp_path: Path, glimt: Run, book: RuleBook, base: str, language: str
) -> None:
    family, _, version = base.partition("@")
    done = glimt("rules", "new", f"{family}@2021-06-01", "--base", version, "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / "2021-06-01.toml"
    text = file.read_text("utf-8")
    tomllib.loads(text)

    unfilled = glimt("rules", "test", file.name, "--lang", language)
    assert unfilled.returncode == 3
    assert [line.split(": ")[3] for line in unfilled.stderr.splitlines()] == [
        "source.title.nb", "source.title.en"
    ]  # fmt: skip

    file.write_text(filled_in(text), "utf-8")
    unchanged = glimt("rules", "test", file.name, "--lang", language)
    assert unchanged.returncode == 0
    dropped = "drop" in tomllib.loads(text)
    assert len(unchanged.stderr.splitlines()) == (not dropped)  # that it changes nothing
    difference = report(glimt("rules", "diff", base, file.name, "--format", "json"))
    for rule in difference["rules"]:  # periods of their own are not taken over, and told of
        if rule["what"] != "gone":
            assert {change["key"] for change in rule["changes"]} <= {"in_force", "until"}

    file.write_text(switched_on(filled_in(text)), "utf-8")
    whole = glimt("rules", "test", file.name, "--lang", language)
    assert (whole.returncode, whole.stderr) == (0, ""), whole.stdout
    taken_over = next(rule_set for rule_set in book.rule_sets if rule_set.id == base)
    for own in taken_over.rules:
        if own.until is None:
            assert f"\n# [rules.{own.name}]\n" in text
            assert text.count(f"\n# [[rules.{own.name}.cases]]\n") == 2


def test_the_comments_are_in_the_language_and_no_placeholder_gets_past(
    tmp_path: Path, glimt: Run
) -> None:
    norwegian = glimt("rules", "new", "nasjonal@x", "--output", "-").stdout
    english = glimt("rules", "new", "nasjonal@x", "--output", "-", "--lang", "en").stdout
    assert norwegian.count('"FYLL UT: ') == english.count('"FILL IN: ') == 4
    assert "FILL IN" not in norwegian
    assert "## Hvor mange som kan være i lokalene samtidig.\n" in norwegian
    assert "## How many may be in the premises at once.\n" in english
    keys = [
        [line for line in filled_in(text).splitlines() if not line.startswith("##")]
        for text in (norwegian, english)
    ]
    assert keys[0] == keys[1]  # the comments alone are in another language
    for text in (norwegian, english):
        (tmp_path / "x.toml").write_text(text, "utf-8")
        done = glimt("rules", "test", "x.toml", "--lang", "en")
        assert done.returncode == 3
        told = [line.split(": ", 4)[3:] for line in done.stderr.splitlines()]
        assert [where for where, _ in told] == [
            "decided", "in_force", "source.title.nb", "source.title.en"
        ]  # fmt: skip
        assert all(said.startswith("this is still to be filled in: ") for _, said in told)


def test_days_are_guessed_from_a_version_that_is_a_day_and_said_to_be(glimt: Run) -> None:
    guessed = glimt("rules", "new", "nasjonal@2021-01-20", "--output", "-", "--lang", "en").stdout
    assert guessed.count("guessed from the version") == 2
    head = tomllib.loads(guessed)
    assert str(head["decided"]) == str(head["in_force"]) == "2021-01-20"
    given = glimt("rules", "new", "nasjonal@2021-01-17", "--in-force", "2021-01-20T16:00",
                  "--decided", "2021-01-18", "--output", "-", "--lang", "en").stdout  # fmt: skip
    assert "guessed" not in given
    head = tomllib.loads(given)
    assert (str(head["decided"]), str(head["in_force"])) == ("2021-01-18", "2021-01-20 16:00:00")
    assert (head["base"], head["authority"]["nb"]) == ("2021-01-03", "Regjeringen")
    as_staff_write = glimt("rules", "new", "nasjonal@2021-01-17", "--in-force", "20.1.2021",
                           "--decided", "18.01.2021", "--output", "-").stdout  # fmt: skip
    head = tomllib.loads(as_staff_write)
    assert (str(head["decided"]), str(head["in_force"])) == ("2021-01-18", "2021-01-20")


def test_without_a_base_it_is_the_latest_version_and_none_for_a_family_of_ones_own(
    tmp_path: Path, glimt: Run
) -> None:
    latest = tomllib.loads(glimt("rules", "new", "senter@2021-03-01", "--output", "-").stdout)
    assert latest["base"] == "2021-01-04"
    assert glimt("rules", "new", "huset@2021-03-01").returncode == 0
    file = tmp_path / "2021-03-01.toml"
    first = file.read_text("utf-8")
    assert "base" not in tomllib.loads(first)
    unfilled = glimt("rules", "test", file.name, "--lang", "en")
    assert [line.split(": ", 4)[3] for line in unfilled.stderr.splitlines()] == [
        "rules", "authority.nb", "authority.en", "jurisdiction.nb", "jurisdiction.en",
        "source.title.nb", "source.title.en",
    ]  # fmt: skip
    file.write_text(switched_on(filled_in(first)), "utf-8")
    assert glimt("rules", "test", file.name, "--lang", "en").stdout == (
        "huset@2021-03-01: 2 cases, which all hold\n"
    )


def test_a_rule_that_had_ended_in_the_base_is_dropped_and_one_that_comes_back_is_told(
    tmp_path: Path, glimt: Run
) -> None:
    glimt("rules", "new", "stottekontakt@2021-06-01")
    file = tmp_path / "2021-06-01.toml"
    text = filled_in(file.read_text("utf-8"))
    assert tomllib.loads(text)["drop"] == ["paused"]
    assert "[rules.paused]" not in text
    file.write_text(text.replace('\ndrop = ["paused"]\n', "\n"), "utf-8")
    told = glimt("rules", "test", file.name, "--lang", "en").stderr
    assert "The rule paused ended in stottekontakt@2021-04-12 on 12 April 2021" in told


def test_a_base_may_build_on_another_and_its_examples_come_from_there(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "rules", newer=NEXT_NASJONAL)
    done = glimt("rules", "new", "nasjonal@2021-02-01", "--rules", "rules", "--output", "-")
    head = tomllib.loads(done.stdout)
    assert head["base"] == "2021-01-05"
    on = tomllib.loads(switched_on(filled_in(done.stdout)))
    assert on["rules"]["private-gathering"]["limit"] == 6
    assert [len(rule["cases"]) for rule in on["rules"].values()] == [2] * 7


def test_nothing_is_written_over_and_nothing_is_left_of_what_cannot_be_written(
    tmp_path: Path, glimt: Run
) -> None:
    (tmp_path / "2021-06-01.toml").write_text("mine", "utf-8")
    (tmp_path / "there").mkdir()
    (tmp_path / "link.toml").symlink_to("nowhere.toml")
    kept = glimt("rules", "new", "nasjonal@2021-06-01", "--lang", "en")
    assert (kept.returncode, kept.stdout) == (2, "")
    assert kept.stderr == (
        "2021-06-01.toml: error: --output: This file is there already, and is not written over\n"
    )
    assert (tmp_path / "2021-06-01.toml").read_text("utf-8") == "mine"
    link = glimt("rules", "new", "nasjonal@2021-06-01", "--output", "link.toml", "--lang", "en")
    assert link.returncode == 2
    assert not (tmp_path / "nowhere.toml").exists()
    gone = glimt("rules", "new", "nasjonal@2021-06-01", "--output", "gone/x.toml", "--lang", "en")
    assert (gone.returncode, "there is no folder" in gone.stderr.lower()) == (2, True)
    folder = glimt("rules", "new", "nasjonal@2021-06-01", "--output", "there", "--lang", "en")
    assert folder.stdout.startswith("Written: there/2021-06-01.toml\n")
    assert (tmp_path / "there" / "2021-06-01.toml").is_file()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["nasjonal"], '"nasjonal" is no name for a rule set; write nasjonal@2021-01-20'),
        (["nasjonal@a b"], 'nasjonal@a b: The id "a b" holds " "'),
        (["nasjonal@../x"], 'holds "/"'),
        (["na.sjonal@x"], "A family's name has no dot"),
        (["nasjonal@2021-01-03"], "nasjonal@2021-01-03 is there already"),
        (["nasjonal@x", "--base", "2021-01-30"], 'did you mean "2021-01-03"?'),
        (["nasjonal@x", "--base", "zzz"], "there are: 2021-01-03"),
        (["nasjonal@x", "--base", "senter@2021-01-04"], "--base: nasjonal has no version"),
        (["huset@x", "--base", "1"], "leave out --base"),
        (["nasjonal@x", "--in-force", "onsdag"], '--in-force: "onsdag" is no day or time'),
        (["nasjonal@x", "--in-force", "2021-01-20T16:00Z"], "is no day or time"),
        (["nasjonal@x", "--decided", "2021-02-30"], '--decided: "2021-02-30" is no day'),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    tmp_path: Path, glimt: Run, args: list[str], told: str
) -> None:
    done = glimt("rules", "new", *args, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_everything_that_is_wrong_with_the_options_is_told_at_once(glimt: Run) -> None:
    done = glimt("rules", "new", "x", "--in-force", "y", "--decided", "z", "--lang", "en")
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        '"x" is no name for a rule set; write nasjonal@2021-01-20', "--decided", "--in-force"
    ]  # fmt: skip


# What is told of slips ---------------------------------------------------------------------

EN, NB = Texts("en"), Texts("nb")
KIND_BY_NAME = {kind.name: kind for kind in KINDS}


def problems_of(text: str, book: RuleBook) -> tuple[Problem, ...]:
    """What is wrong with a rule set, as ``glimt rules test`` and every other command tell it."""
    source = Source(name="x.toml", text=text, format="toml")
    _, (failed,) = read_rule_sets([source], KIND_BY_NAME, book.rule_sets)
    return failed.problems


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('family = "prove"', "family = “prove”", 3, "found the quotation mark “"),
        ('nb = "Her"', "nb = «Her»", 6, "between straight ones"),
        ('nb = "Her"', 'nb = "Her', 6, "do not come in pairs"),
        ('nb = "Her"', "nb = \"Her'", 6, "do not come in pairs"),
        ('en = "Here" }', 'en = "Here"', 6, "closing curly bracket is missing on this line"),
        ('people = ["x"] },\n]', 'people = ["x"] },', 28, "a line with ] is missing"),
        ('people = ["x", "y"] },\n]', 'people = ["x", "y"] },', 21, "a line with ] is missing"),
        ('"y"] },\n', '"y"] }\n  { id = "b" }\n', 22, "a comma is missing at the end of this line"),
        ('expect = { a = "kept" }', 'expect = ["kept"]', 27, "a table of keys is wanted"),
        ("[rules.few]", "[rules.few", 11, "as many brackets after as before: [rules.few]"),
        ("[[rules.few.cases]]", "[[rules.few.cases]", 18, ": [[rules.few.cases]]"),
        ("limit = 1", "limit: 1", 14, "a colon after \"limit\"; an equals sign"),
        ("limit = 1", "limit = én", 14, 'marks, "én", and a number is written with digits'),
        ("limit = 1", "limit = 1,5", 14, "decimals stand after a point: 1.5"),
        ("limit = 1", "limit = Ja", 14, "write true, in small letters"),
        ("decided = 2021-01-01", "decided = 1.1.2021", 7, "without quotes: 2021-01-01"),
        ("decided = 2021-01-01", "decided = 2021-1-1", 7, "two digits: 2021-01-01"),
        ("decided = 2021-01-01", "decided = 2021-02-30", 7, 'no day "2021-02-30"'),
        ("in_force = 2021-01-01", "in_force = 2021-01-01 kl. 16", 8, "2021-01-01T16:00:00"),
        ("in_force = 2021-01-01", "in_force = 2021-01-01 16.30", 8, "2021-01-01T16:30:00"),
        ("decided = 2021-01-01", 'decided = "1. januar"', 7, "a date that exists is wanted"),
        ("limit = 1", 'limit = "1"', 14, "a whole number is wanted, without quotes"),
        ("limit = 1", "limti = 1", 14, 'did you mean "limit"?'),
        ('title = { nb = "Én', 'titel = { nb = "Én', 15, 'did you mean "title"?'),
        ("limit = 1", "limit = 1\nqqq = 1", 15, "and every rule has kind, force, title"),
        ('"house"', '"husregel"', 13, 'did you mean "house"?'),
        ('"kept"', '"ok"', 27, 'did you mean "kept"?'),
        ('{ nb = "Én om gangen", en = "One at a time" }', '"Én"', 15, "wanted in both languages"),
        (', en = "One at a time"', "", 15, "the English text (en) is missing"),
        ('nb = "Én om gangen", ', "", 15, "the Norwegian text (nb) is missing"),
        ("limit = 1", 'limit = 1\nbase = "x"', 15, "above the first header in square brackets"),
        ("format = 1", "format = 1\nuntil = 2020-12-31", 3, "it ends on 31 December 2020, be"),
        ("format = 1", "format = 1\nreview_by = 2020-12-31", 3, "before the day on which"),
        ("format = 1", 'format = 1\nbase = "2020"', 3, 'the family "prove" has none at all'),
        ('expect = { a = "kept" }', 'limit = 2\nexpect = { a = "kept" }', 27, "a key of the rule"),
        ('expect = { a = "violation" }', 'expect = { a = "kept" }', 18, "no case breaks the rule"),
        ('expect = { a = "kept" }', 'expect = { a = "violation" }', 18, "no case keeps the rule"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_once_with_its_line_and_what_to_do(
    book: RuleBook, old: str, new: str, line: int, told: str
) -> None:
    assert old in RULE_SET
    (problem,) = problems_of(RULE_SET.replace(old, new, 1), book)
    assert told in EN(problem.message)
    assert problem.line == line
    assert NB(problem.message) != EN(problem.message)


CASES = NEXT_NASJONAL[NEXT_NASJONAL.index("[[rules") :]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NEXT_NASJONAL.replace(CASES, ""), "and so needs cases of its own: one that breaks it"),
        (NEXT_NASJONAL.replace("2021-01-03", "2021-01-30", 1), 'did you mean "2021-01-03"?'),
        (NEXT_NASJONAL.replace('base = "2021-01-03"\n', ""), "name that version as base"),
        (NEXT_NASJONAL.replace("[rules.private-", "[rules.privat-"), 'mean "private-gathering"?'),
        (NEXT_NASJONAL.replace("decided", 'drop = ["private-gathering"]\ndecided', 1),
         "stands in drop above, and is changed here"),
        (NEXT_NASJONAL.replace("decided", 'drop = "leisure"\ndecided', 1), '["leisure"]'),
        (NEXT_NASJONAL.replace("rules.private", "private"), "is called [rules.private-gathering]"),
        (NEXT_NASJONAL.replace("limit = 6", "limti = 6"), 'did you mean "limit"?'),
        (NEXT_NASJONAL.replace("limit = 6", 'drop = ["leisure"]'), '"drop" belongs to the whole'),
    ],
)  # fmt: skip
def test_a_slip_in_a_change_is_told_once(book: RuleBook, text: str, told: str) -> None:
    (problem,) = problems_of(text, book)
    assert told in EN(problem.message)
    assert NB(problem.message) != EN(problem.message)


def test_cases_beside_of_a_rule_that_is_dropped_or_not_changed_are_told(
    tmp_path: Path, glimt: Run
) -> None:
    head = NEXT_NASJONAL.replace(CASES, "").replace("decided", 'drop = ["leisure"]\ndecided', 1)
    (tmp_path / "x.toml").write_text(head, "utf-8")
    more = "".join(
        CASES.replace("private-gathering", name) for name in ("leisure", "symptoms", "x")
    )
    (tmp_path / "x.cases.toml").write_text(CASES + more, "utf-8")
    done = glimt("rules", "test", "x.toml", "--lang", "en")
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if ": error: " in line]
    assert [line.split(": ")[-1] for line in errors] == [
        'The rule "leisure" is dropped, and so has no cases',
        'The rule "symptoms" is taken over as it is, and so has no cases here; those of the base'
        " hold",
        'The rule set has no rule "x" of its own',
    ]


def test_all_that_is_wrong_is_told_at_once_in_rules_and_in_cases(
    tmp_path: Path, glimt: Run
) -> None:
    text = RULE_SET.replace("limit = 1", 'limit = "1"').replace('"house"', '"law"')
    text = text.replace('people = ["x"]', 'peple = ["x"]')
    (tmp_path / "x.toml").write_text(text, "utf-8")
    done = glimt("rules", "test", "x.toml", "--lang", "en")
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [
        "x.toml:13", "x.toml:14", "x.toml:29"
    ]  # fmt: skip
    assert done.returncode == 3


def test_a_case_that_does_not_hold_is_told_with_what_was_counted_and_the_choice(
    tmp_path: Path, glimt: Run
) -> None:
    wrong = RULE_SET.replace("limit = 1", "limit = 2")
    (tmp_path / "x.toml").write_text(wrong, "utf-8")
    done = glimt("rules", "test", "x.toml", "--lang", "en")
    assert done.stdout.splitlines()[1:3] == [
        "    x.toml:20: rules.few.cases[0].expect.a: «violation» was expected at a, and «kept» was"
        " found: 2 people at once in the premises; at most 2 are allowed",
        '        → One of the two is wrong: the case, which then says a = "kept", or the rule,'
        " which has limit = 2",
    ]
    early = RULE_SET.replace("in_force = 2021-01-01", "in_force = 2021-01-05T12:30:00")
    (tmp_path / "x.toml").write_text(early, "utf-8")
    told = glimt("rules", "test", "x.toml", "--lang", "en").stdout
    assert "the visit starts on 5 January 2021 at 12:00, and the rule is in force from" in told
    assert "→ Give the visit another day in the case, or the rule other dates" in told


def test_the_line_of_a_case_beside_is_the_one_in_its_own_file(tmp_path: Path, glimt: Run) -> None:
    first = RULE_SET.index("[[rules")
    (tmp_path / "x.toml").write_text(RULE_SET[:first].replace("= 1\nt", "= 2\nt"), "utf-8")
    (tmp_path / "x.cases.toml").write_text(RULE_SET[first:], "utf-8")
    done = glimt("rules", "test", "x.toml", "--lang", "en")
    assert "    x.cases.toml:3: rules.few.cases[0].expect.a: «violation»" in done.stdout


def test_what_may_well_be_meant_is_noted_and_fails_nothing(tmp_path: Path, glimt: Run) -> None:
    late = NEXT_NASJONAL.replace("in_force = 2021-01-06", "in_force = 2021-01-04")
    (tmp_path / "x.toml").write_text(late, "utf-8")
    done = glimt("rules", "test", "x.toml", "--lang", "en")
    assert done.returncode == 0
    notes = done.stderr.splitlines()
    assert [note.split(": ")[:3] for note in notes] == [
        ["x.toml:9", "note", "in_force"],
        ["x.toml:12", "note", "rules.private-gathering"],
        ["x.toml:12", "note", "rules.private-gathering"],
    ]
    assert "before it was made known on 5 January 2021" in notes[0]
    meant = late.replace("source =", 'note = { nb = "Slik.", en = "So." }\nsource =', 1)
    meant = meant.replace("limit = 6", 'limit = 6\ntitle = { nb = "Seks", en = "Six" }')
    meant = meant.replace("limit = 6", 'limit = 6\nsource = { title = { nb = "S", en = "T" } }')
    (tmp_path / "x.toml").write_text(meant, "utf-8")
    assert glimt("rules", "test", "x.toml", "--lang", "en").stderr == ""
