"""``glimt rules pages``: a page a rule in both languages, and what is told of stale ones."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cli.writing import NEXT_NASJONAL, RULE_SET, Run, rules_folder
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import case_plan
from glimt_tui.cli.pages import all_pages
from glimt_tui.reports.rule_markdown import MARK, plan_as_toml

CHECKOUT = Path(__file__).parents[2]
COMMITTED = CHECKOUT / "docs" / "rules"
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def pages(book: RuleBook) -> dict[str, str]:
    return {path.as_posix(): text for path, text in all_pages(book, Path()).items()}


def test_the_committed_pages_are_up_to_date(glimt: Run) -> None:
    done = glimt("rules", "pages", COMMITTED, "--check", "--lang", "en")
    assert done.returncode == 0, f"glimt rules pages docs/rules writes them:\n{done.stderr}"


def test_there_is_one_page_a_rule_and_an_index_in_both_languages(
    book: RuleBook, pages: dict[str, str]
) -> None:
    names = ["README.md", *(f"{rule_id}.md" for rule_id in book.rule_ids)]
    assert sorted(pages) == sorted(f"{lang}/{name}" for lang in ("nb", "en") for name in names)
    assert all(text.startswith(MARK) and text.endswith("\n") for text in pages.values())


def test_a_page_tells_every_version_with_the_newest_first(pages: dict[str, str]) -> None:
    heads = re.findall(r"^## .*", pages["nb/senter.distance-2m.md"], re.MULTILINE)
    assert heads == ["## 2021-01-04: Helst 2 meters avstand", "## 2020-12-26: 2 meters avstand"]
    cohort = pages["en/senter.cohort.md"].partition("## 2020-12-26")[0]
    assert "Taken over as it is from 2020-12-26, where its examples stand." in cohort
    assert "```" not in cohort


def test_a_page_tells_demand_of_whom_period_source_and_reading(pages: dict[str, str]) -> None:
    page = pages["en/stottekontakt.paused.md"]
    for told in (
        "> A support contact and the person who has one do not meet before 12 April.",
        "- **Force:** binding\n- **Authority:** Indre Østfold municipality\n",
        "- **Applies to:** Indre Østfold\n",
        "- **Period:** In force from 1 January 2021 to 11 April 2021 inclusive\n",
        "- **Source:** [Indre Østfold municipality's page on support contacts",
        "](<https://www.io.kommune.no/aktuelt/",
        "- **Reading:** The page does not say when the pause began; 1 January 2021 is assumed.",
        "- `telefon` – NOT APPLICABLE: The rule is not about visits by phone\n",
    ):
        assert told in page


def test_every_page_has_a_breaking_and_an_allowed_example(
    book: RuleBook, pages: dict[str, str]
) -> None:
    for name, page in pages.items():
        if not name.endswith("README.md"):
            said = re.findall(r"^- `\S+` (.) ", page, re.MULTILINE)
            assert {"✗", "!"} & set(said), name
            assert {"✓", "–"} & set(said), name
            assert "?" not in said or "✓" in said, name


def test_the_plans_on_the_pages_can_be_judged_as_they_stand(
    book: RuleBook, pages: dict[str, str]
) -> None:
    for name, page in pages.items():
        blocks = BLOCK.findall(page)
        assert bool(blocks) != name.endswith("README.md")
        for block in blocks:
            assert judge(plan_from_raw(tomllib.loads(block)).plan, book).complete


def test_every_plan_is_the_same_after_it_was_written_as_toml(book: RuleBook) -> None:
    def without_empty_lists(plan: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in plan.items() if value != []}

    for rule_set in book.rule_sets:
        for rule in rule_set.rules:
            for plan in map(case_plan, rule.cases):
                assert tomllib.loads(plan_as_toml(plan)) == without_empty_lists(plan)
    odd = {
        "format": 1, "centre": {"name": 'A "b" \\ \x7f', "opening_hours": {"mon": []}},
        "households": [{"id": "x" * 60, "outside_contacts": {"2021-W01": 1}}] * 3, "visits": [],
    }  # fmt: skip
    assert tomllib.loads(plan_as_toml(odd)) == without_empty_lists(odd)


def test_every_link_between_pages_leads_somewhere(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        for link in re.findall(r"\]\((?!<http)([^)#]+)\)", page):
            there = (Path(name).parent / link).as_posix()
            assert re.sub(r"^\w+/\.\./", "", there) in pages, f"{name}: {link}"


def test_texts_are_never_taken_for_markdown(tmp_path: Path, glimt: Run) -> None:
    odd = RULE_SET.replace('en = "Come one by one."', 'en = "1. *Come* [one]<br>_by_ | `one`"')
    rules_folder(tmp_path / "rules", odd=odd)
    assert glimt("rules", "pages", "out", "--rules", "rules").returncode == 0
    page = (tmp_path / "out" / "en" / "prove.few.md").read_text("utf-8")
    assert r"> 1\. \*Come\* \[one\]\<br\>\_by\_ \| \`one\`" in page


def test_the_check_names_every_page_that_is_not_as_it_was_written(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "rules", mine=RULE_SET)
    with_mine = ["--rules", "rules", "--lang", "en"]
    written = glimt("rules", "pages", "out", *with_mine)
    assert (written.returncode, written.stderr) == (0, "")
    assert written.stdout == "out: 56 pages, which are all up to date\n"
    assert glimt("rules", "pages", "out", "--check", *with_mine).returncode == 0
    own = tmp_path / "out" / "nb" / "notes.md"
    own.write_text("# My own\n", "utf-8")
    (tmp_path / "out" / "en" / "nasjonal.distance.md").write_text(f"{MARK}\nedited\n", "utf-8")
    (tmp_path / "out" / "nb" / "senter.mask.md").unlink()
    before = sorted((tmp_path / "out").rglob("*"))
    check = glimt("rules", "pages", "out", "--check", "--lang", "en")
    assert (check.returncode, check.stdout) == (1, "")
    assert check.stderr.splitlines() == [
        "out/nb/README.md: error: This page is out of date",
        "out/nb/senter.mask.md: error: This page is missing",
        "out/en/README.md: error: This page is out of date",
        "out/en/nasjonal.distance.md: error: This page is out of date",
        "out/nb/prove.few.md: error: This page is of a rule that is not there",
        "out/en/prove.few.md: error: This page is of a rule that is not there",
    ]
    assert sorted((tmp_path / "out").rglob("*")) == before
    assert glimt("rules", "pages", "out").returncode == 0
    assert glimt("rules", "pages", "out", "--check").returncode == 0
    assert own.read_text("utf-8") == "# My own\n"
    assert not (tmp_path / "out" / "nb" / "prove.few.md").exists()


def test_a_page_that_was_not_made_here_is_not_written_over(tmp_path: Path, glimt: Run) -> None:
    mine = [tmp_path / "nb" / "README.md", tmp_path / "en" / "senter.mask.md"]
    for path in mine:
        path.parent.mkdir()
        path.write_text("# My own\n", "utf-8")
    done = glimt("rules", "pages", ".", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    told = "error: Glimt did not make this page, and does not write over it"
    assert done.stderr.splitlines() == [
        f"nb/README.md: {told}", f"en/senter.mask.md: {told}"
    ]  # fmt: skip
    assert sorted(tmp_path.rglob("*.md")) == sorted(mine)
    assert {path.read_text("utf-8") for path in mine} == {"# My own\n"}
    assert glimt("rules", "pages", ".", "--check").returncode == 1


def test_no_pages_are_made_of_rules_that_do_not_hold(tmp_path: Path, glimt: Run) -> None:
    failing = RULE_SET.replace("limit = 1", "limit = 2")
    for folder, rule_set in (("fails", failing), ("broken", "format = 1\n")):
        rules_folder(tmp_path / folder, mine=rule_set, newer=NEXT_NASJONAL)
        done = glimt("rules", "pages", "out", "--rules", folder)
        assert (done.returncode, done.stdout) == (3, "")
        assert f"{folder}/mine.toml" in done.stderr
        assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_wrong_input(tmp_path: Path, glimt: Run) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for options in ([], ["--check"]):
        done = glimt("rules", "pages", "file", "--lang", "en", *options)
        assert done.returncode == (1 if options else 2)
        assert done.stderr.startswith("file/nb")
