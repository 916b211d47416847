"""``glimt rules diff``: what differs between two rule sets, for people and for programs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from cli.writing import FAILING_KIND, NEXT_NASJONAL, ODD_RULE_SET, RULE_SET, Run, plugin
from glimt_rules.rulesets.book import RuleBook

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "next.toml").write_text(NEXT_NASJONAL, "utf-8")
    (tmp_path / "prove.toml").write_text(RULE_SET, "utf-8")
    return tmp_path


def test_a_version_and_a_file_are_told_rule_by_rule(folder: Path, glimt: Run) -> None:
    done = glimt("--lang", "en", "rules", "diff", "nasjonal@2021-01-03", "next.toml")
    assert (done.returncode, done.stderr) == (0, "")
    blocks = done.stdout.split("\n\n")
    assert blocks[0] == "nasjonal@2021-01-03 → nasjonal@2021-01-05"
    assert "    in force from  Monday 4 January 2021 → Wednesday 6 January 2021\n" in blocks[1]
    assert " → no end\n" in blocks[1]
    assert blocks[1].endswith("\n    reading        text taken away")
    assert blocks[2] == (
        "~ CHANGED private-gathering  At most five at private gatherings\n    limit  5 → 6"
    )
    assert blocks[3:] == [
        "Unchanged: distance, home-visits, indoor-persons, leisure, symptoms",
        "1 rule changed, 0 new, 0 gone, 5 unchanged\n",
    ]


def test_new_rules_are_told_with_what_they_demand_and_gone_ones_by_name(glimt: Run) -> None:
    told = glimt("--lang", "en", "rules", "diff", "senter@2020-12-26", "senter@2021-01-04").stdout
    assert "\n+ NEW equipment-quarantine  " in told
    assert "\n    hours     48\n    demand    " in told
    assert "\n− GONE room-cap  " in told
    assert "\n    force    house rule → advice\n" in told
    back = glimt("--lang", "en", "rules", "diff", "senter@2021-01-04", "senter@2020-12-26").stdout
    assert "\n− GONE equipment-quarantine  " in back
    assert "felles 8, musikkrom 4" in back


def test_the_same_rule_set_differs_in_nothing(glimt: Run, folder: Path) -> None:
    done = glimt("--lang", "en", "rules", "diff", "prove.toml", "prove.toml")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Nothing differs")
    report = json.loads(
        glimt("rules", "diff", "prove.toml", "prove.toml", "--format", "json").stdout
    )
    assert report == {
        "format": 1, "before": "prove@2021-01-01", "after": "prove@2021-01-01",
        "differs": False, "changes": [], "rules": [], "same": ["few"],
    }  # fmt: skip


def test_programs_get_every_value_under_the_keys_of_the_file(folder: Path, glimt: Run) -> None:
    text = RULE_SET.replace("limit = 1", "limit = 5\nuntil = 2021-02-01T16:00:00").replace(
        '"One at a time"', '"Five at a time"'
    )
    (folder / "other.toml").write_text(text, "utf-8")
    done = glimt("rules", "diff", "prove.toml", "other.toml", "--format", "json")
    report = json.loads(done.stdout)
    assert [*report] == ["format", "before", "after", "differs", "changes", "rules", "same"]
    (rule,) = report["rules"]
    assert (rule["rule"], rule["what"]) == ("few", "changed")
    assert rule["changes"] == [
        {"key": "limit", "before": 1, "after": 5},
        {"key": "until", "before": None, "after": "2021-02-01T16:00:00"},
        {
            "key": "title",
            "before": {"nb": "Én om gangen", "en": "One at a time"},
            "after": {"nb": "Én om gangen", "en": "Five at a time"},
        },
    ]
    english = glimt("--lang", "en", "rules", "diff", "prove.toml", "other.toml", "--format", "json")
    assert english.stdout == done.stdout


def test_a_draft_of_a_version_that_is_there_is_held_against_it(
    glimt: Run, folder: Path, book: RuleBook
) -> None:
    shipped = Path(book.families["nasjonal"][0].file)
    shutil.copy(shipped.with_name("2021-01-03.cases.toml"), folder / "draft.cases.toml")
    text = shipped.read_text("utf-8")
    (folder / "draft.toml").write_text(text.replace("limit = 10", "limit = 11"), "utf-8")
    done = glimt("rules", "diff", "nasjonal@2021-01-03", "draft.toml", "--format", "json")
    (rule,) = json.loads(done.stdout)["rules"]
    assert rule["changes"] == [{"key": "limit", "before": 10, "after": 11}]


def test_files_may_build_on_each_other_whichever_comes_first(glimt: Run, folder: Path) -> None:
    later = NEXT_NASJONAL.replace('base = "2021-01-03"', 'base = "2021-01-05"').replace(
        'version = "2021-01-05"', 'version = "2021-01-06"'
    )
    (folder / "later.toml").write_text(later, "utf-8")
    for files in (["next.toml", "later.toml"], ["later.toml", "next.toml"]):
        done = glimt("rules", "diff", *files, "--format", "json")
        assert (done.returncode, json.loads(done.stdout)["rules"]) == (0, [])


def test_rule_sets_of_folders_are_there_by_name(glimt: Run, folder: Path) -> None:
    (folder / "more").mkdir()
    shutil.move(folder / "prove.toml", folder / "more" / "prove.toml")
    more = ["--rules", "more", "--format", "json"]
    named = glimt("rules", "diff", "prove@2021-01-01", "senter@2021-01-04", *more)
    filed = glimt("rules", "diff", "more/prove.toml", "senter@2021-01-04", *more)
    assert named.returncode == 0
    assert named.stdout == filed.stdout


def test_a_kind_that_a_plugin_brings_can_be_read(glimt: Run, tmp_path: Path) -> None:
    env = plugin(tmp_path / "lib", FAILING_KIND, odd=ODD_RULE_SET)
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n', "utf-8")
    draft = ODD_RULE_SET.replace('version = "2021-01-01"', 'version = "2021-01-02"')
    (tmp_path / "draft.toml").write_text(draft, "utf-8")
    done = glimt("--lang", "en", "rules", "diff", "prove@2021-01-01", "draft.toml", env=env)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nasjonl@2021-01-03",
         'error: There is no rule set "nasjonl@2021-01-03"; did you mean nasjonal@2021-01-03?'),
        ("nasjonal", 'error: There is no rule set "nasjonal"; did you mean nasjonal@2021-01-03?'),
        ("senter@zzz", 'error: senter has no version "zzz"; there are: 2020-12-26 and 2021-01-04'),
        ("qqq", 'error: There is no rule set "qqq"; there are: kommunal@2020-12-26, '),
        ("gone.toml", "gone.toml: error: There is no such file"),
        (".", ".: error: This is a folder; a file is wanted"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_wrong_input(glimt: Run, folder: Path, name: str, told: str) -> None:
    done = glimt("--lang", "en", "rules", "diff", "next.toml", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(told)


def test_a_file_that_is_no_rule_set_makes_no_answer(glimt: Run, folder: Path) -> None:
    (folder / "half.toml").write_text("format = 1\nfamily = 'x'\n", "utf-8")
    done = glimt("--lang", "en", "rules", "diff", "half.toml", "senter@2021-01-04")
    assert (done.returncode, done.stdout) == (3, "")
    assert 'half.toml:1: error: half.toml: decided: The key "decided" is missing' in done.stderr


def test_the_difference_that_is_described_is_what_is_said(glimt: Run, tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "rule-sets.md").read_text("utf-8")
    blocks = re.findall(r"```(\w+)\n(.*?)```", page, re.DOTALL)
    (tmp_path / "2021-01-12.toml").write_text(
        next(text for kind, text in blocks if kind == "toml"), "utf-8"
    )
    shown = next(text for kind, text in blocks if kind == "console" and "rules diff" in text)
    command, _, output = shown.partition("\n")
    told = glimt(*command.removeprefix("$ glimt ").split()).stdout
    for part in output.split("…\n"):
        assert part in told
