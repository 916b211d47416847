"""What the documents show is what the program does."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import asdict

from conftest import Run
from glimt_rules.kinds import KINDS
from glimt_rules.rulesets.model import RuleHead, RuleSetHead
from glimt_rules.suggest.weights import Weights
from glimt_tui.cli.schema_keys import KEYS
from glimt_tui.reports.formats import FORMATS

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")),
         *sorted((CHECKOUT / "docs" / "veiledning").glob("*.md"))]  # fmt: skip
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
README = (CHECKOUT / "README.md").read_text("utf-8")
LEAST = next(text for kind, text in BLOCK.findall(README) if kind == "toml")


def name(path: Path) -> str:
    return path.name


def test_the_shown_report_is_the_demos(glimt: Run) -> None:
    shown = next(text for kind, text in BLOCK.findall(README) if kind == "console")
    command, _, output = shown.partition("\n")
    told = glimt(*command.removeprefix("$ glimt ").removesuffix(" | cat").split()).stdout
    for part in output.split("…\n"):
        assert part.strip() in told


def test_the_least_plan_is_simply_fine(glimt: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(LEAST, "utf-8")
    done = glimt("check", "--strict", "plan.toml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_shown_after_a_plan_is_what_is_said_of_it(glimt: Run, tmp_path: Path) -> None:
    shown = 0
    for page in PAGES:
        blocks = BLOCK.findall(page.read_text("utf-8"))
        for (kind, plan), (_, console) in pairwise(blocks):
            command, _, output = console.partition("\n")
            if kind == "toml" and command == "$ glimt --lang en check plan.toml":
                (tmp_path / "plan.toml").write_text(plan, "utf-8")
                done = glimt("--lang", "en", "check", "plan.toml")
                assert done.stdout + done.stderr == output, page.name
                shown += 1
    assert shown >= 2


def test_the_report_that_is_described_is_what_is_said_of_a_plan(glimt: Run, tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "reports.md").read_text("utf-8")
    _, _, output = BLOCK.findall(page)[0][1].partition("\n")
    plan = "\n".join(line for line in LEAST.splitlines() if not line.startswith("booked_at"))
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    assert glimt("--lang", "en", "check", "plan.toml").stdout == output


def test_every_format_is_described_and_so_is_what_it_says_of_a_plan(
    glimt: Run, tmp_path: Path
) -> None:
    page = (CHECKOUT / "docs" / "reports.md").read_text("utf-8")
    for format_ in FORMATS:
        assert f"| `{format_}` |" in page
        assert format_ == "text" or f"`--format {format_}` prints" in page
    annotation = next(text for kind, text in BLOCK.findall(page) if kind == "text")
    plan = "\n".join(line for line in LEAST.splitlines() if not line.startswith("booked_at"))
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    done = glimt("--lang", "en", "check", "plan.toml", "--format", "github")
    assert done.stdout == annotation
    command = next(text for kind, text in BLOCK.findall(page) if "--output" in text)
    glimt(*command.removeprefix("glimt ").split())
    assert (tmp_path / "glimt.sarif").stat().st_size > 1000
    assert (tmp_path / "glimt.xml").read_text("utf-8").startswith("<?xml")


def test_the_rule_set_that_is_described_holds_and_judges(glimt: Run, tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "rule-sets.md").read_text("utf-8")
    text = next(text for kind, text in BLOCK.findall(page) if kind == "toml")
    (tmp_path / "new.toml").write_text(text, "utf-8")
    done = glimt("--lang", "en", "rules", "test", "new.toml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_and_key_of_a_rule_set_is_described() -> None:
    page = (CHECKOUT / "docs" / "rule-sets.md").read_text("utf-8")
    for kind in KINDS:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{kind.name}` |"))
        own = set(kind.__struct_fields__) - {"settings", "visit_kinds"}
        assert all(f"`{key}`" in row for key in own), kind.name
    keys = {*RuleSetHead.__struct_fields__, *RuleHead.__struct_fields__} - {"rules"}
    assert all(f"`{key}`" in page for key in keys)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!http|#)([^)#]+)[^)]*\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


def test_every_command_in_the_table_is_in_the_help(glimt: Run) -> None:
    for line in re.findall(r"^\| `glimt ([a-z -]+)", README, re.MULTILINE):
        assert glimt(*line.split(), "--help").returncode == 0


def test_what_is_near_is_told_as_it_is_weighed(glimt: Run) -> None:
    page = (CHECKOUT / "docs" / "suggestions.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| ([\d.]+) \|$", page, re.MULTILINE)
    assert [(key, float(weight)) for key, _, weight in rows] == list(asdict(Weights()).items())
    assert [f"For {text}." for _, text, _ in rows] == [key.text for key in KEYS["Weights"].values()]
    command, _, output = BLOCK.findall(page)[0][1].partition("\n")
    asked = command.removeprefix("$ glimt ").split()
    assert glimt(*[CHECKOUT / a if a.endswith(".toml") else a for a in asked]).stdout == output
