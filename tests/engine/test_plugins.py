"""Loading plugins: each by itself, and what fails is named and never taken for a pass."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glimt_rules.errors import InputError
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui import plugins
from glimt_tui.plugins import BUILT_IN, load_book

EN = Texts("en")

HEALTHY = """
from glimt_rules.hooks import files_beside, hookimpl

@hookimpl
def glimt_rule_sets():
    return files_beside(__file__)
"""

BROKEN = {
    "that cannot be imported": ("import nothing_of_that_name", "ModuleNotFoundError"),
    "that leaves the program": ("import sys; sys.exit(0)", "SystemExit"),
    "that is no Python": ("def (:", "SyntaxError"),
    "that misspells a hook": (
        "from glimt_rules.hooks import hookimpl\n@hookimpl\ndef glimt_rule_set(): return []",
        "glimt_rule_set",
    ),
    "whose hook raises": (
        "from glimt_rules.hooks import hookimpl\n@hookimpl\ndef glimt_rule_sets(): return 1 / 0",
        "ZeroDivisionError",
    ),
    "whose hook leaves the program": (
        "import sys\nfrom glimt_rules.hooks import hookimpl\n"
        "@hookimpl\ndef glimt_rule_sets(): sys.exit(0)",
        "SystemExit",
    ),
    "that offers no path": (
        "from glimt_rules.hooks import hookimpl\n@hookimpl\ndef glimt_rule_sets(): return [3]",
        "no path",
    ),
    "that offers a file that is not there": (
        "from pathlib import Path\nfrom glimt_rules.hooks import hookimpl\n"
        "@hookimpl\ndef glimt_rule_sets(): return [Path('gone.toml')]",
        "no such file",
    ),
    "that offers no kind": (
        "from glimt_rules.hooks import hookimpl\n@hookimpl\ndef glimt_rule_kinds(): return [int]",
        "no kind of rule",
    ),
    "that offers a kind without a name": (
        "from glimt_rules.hooks import hookimpl\nfrom glimt_rules.kinds.base import Kind\n"
        "class Odd(Kind, frozen=True): pass\n"
        "@hookimpl\ndef glimt_rule_kinds(): return [Odd]",
        "has no name",
    ),
    "that offers a kind whose name is no text": (
        "from glimt_rules.hooks import hookimpl\nfrom glimt_rules.kinds.base import Kind\n"
        "class Odd(Kind, frozen=True): name = 3\n"
        "@hookimpl\ndef glimt_rule_kinds(): return [Odd]",
        "has no name",
    ),
    "that repeats a kind": (
        "from glimt_rules.hooks import hookimpl\nfrom glimt_rules.kinds import Distance\n"
        "@hookimpl\ndef glimt_rule_kinds(): return [Distance]",
        "distance",
    ),
}


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A family of its own, ``prove``, brought by a module whose text a test writes."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(plugins.BUILT_IN, "prove", "glimt_prove")
    yield tmp_path / "glimt_prove.py"
    sys.modules.pop("glimt_prove", None)


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_a_plugin_is_named_with_its_error_and_the_others_load(
    module: Path, text: str, words: str, book: RuleBook
) -> None:
    module.write_text(text, "utf-8")
    loaded = load_book(plugins.BUILT_IN)
    assert [p.where for p in loaded.problems] in (["glimt_prove"], ["gone.toml"])
    assert words in EN(loaded.problems[0].message)
    assert [s.id for s in loaded.rule_sets] == [s.id for s in book.rule_sets]
    judgement = judge(plan_from_raw({"format": 1}).plan, loaded)
    assert not judgement.complete


def test_a_plugins_rule_sets_judge_beside_the_others(module: Path, book: RuleBook) -> None:
    module.write_text(HEALTHY, "utf-8")
    built_in = Path(plugins.__file__).parent.parent
    shipped = next(built_in.rglob("glimt_nasjonal/2021-01-03.toml"))
    text = shipped.read_text("utf-8").replace('family = "nasjonal"', 'family = "prove"', 1)
    (module.parent / "one.toml").write_text(text, "utf-8")
    cases = shipped.with_suffix(".cases.toml").read_text("utf-8")
    (module.parent / "one.cases.toml").write_text(cases, "utf-8")
    loaded = load_book(plugins.BUILT_IN)
    assert loaded.problems == ()
    assert "prove" in loaded.active
    assert [s.id for s in loaded.families["prove"]] == ["prove@2021-01-03"]


def test_a_broken_rule_set_file_is_named_and_gives_no_rules(module: Path) -> None:
    module.write_text(HEALTHY, "utf-8")
    (module.parent / "one.toml").write_text('format = 1\nfamily = "prove"\n', "utf-8")
    loaded = load_book(plugins.BUILT_IN)
    assert "prove" not in loaded.families
    assert loaded.problems
    assert all(problem.file and problem.file.endswith("one.toml") for problem in loaded.problems)


def test_a_family_without_any_rule_set_is_never_a_pass(module: Path, book: RuleBook) -> None:
    module.write_text("", "utf-8")
    loaded = load_book(["nasjonal", "prove"])
    assert [problem.where for problem in loaded.problems] == ["prove"]
    assert "no rule set" in EN(loaded.problems[0].message)
    assert [s.id for s in loaded.rule_sets] == [s.id for s in book.rule_sets]
    assert not judge(plan_from_raw({"format": 1}).plan, loaded).complete


def test_a_family_that_nobody_brings_is_an_error_of_the_configuration() -> None:
    with pytest.raises(InputError) as error:
        load_book([*BUILT_IN, "fylket"])
    assert "fylket" in EN(error.value.problems[0].message)
    assert "kommunal" in EN(error.value.problems[0].message)
