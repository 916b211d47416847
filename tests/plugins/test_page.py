"""docs/plugins.md: its code is the example's, its headings are the hooks, its promises are kept."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pluggy
import pytest

from glimt_rules import hooks
from glimt_rules.facts import Facts
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui import hooks as hooks_of_application
from glimt_tui.cli.context import Context
from glimt_tui.config import Config, Loaded

CHECKOUT = Path(__file__).parents[2]
EXAMPLE = CHECKOUT / "docs" / "plugin-example"
PAGE = (CHECKOUT / "docs" / "plugins.md").read_text("utf-8")
SHOWN = re.findall(r"(?s)`([\w./-]+\.(?:py|toml))`:\n\n```\w+\n(.*?)```", PAGE)

PLAN = plan_from_raw({"format": 1}).plan


def hookspecs() -> dict[str, object]:
    """The hooks that there are, by name."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    modules = [hooks, hooks_of_application]
    return {
        name: getattr(module, name)
        for module in modules
        for name in vars(module)
        if manager.parse_hookspec_opts(module, name) is not None
    }


def test_the_page_shows_the_examples_own_code() -> None:
    assert {file for file, _ in SHOWN} == {
        str(path.relative_to(EXAMPLE))
        for path in [EXAMPLE / "pyproject.toml", *(EXAMPLE / "glimt_choir").glob("*.*")]
    }
    for file, text in SHOWN:
        assert text in (EXAMPLE / file).read_text("utf-8"), file


def test_every_hook_has_a_heading_that_says_what_goes_in_and_out_and_since_when() -> None:
    sections = dict(re.findall(r"(?ms)^### (glimt_\w+)\n(.*?)(?=^##|\Z)", PAGE))
    assert set(sections) == set(hookspecs())
    for name, told in sections.items():
        assert "Handed in:" in told
        assert "Handed back:" in told
        (since,) = re.findall(r"Since API (\d+)", told)
        assert 1 <= int(since) <= hooks.GLIMT_API
        assert f"Since API {since}." in str(inspect.getdoc(hookspecs()[name]))


def test_every_hook_has_a_test_of_its_own() -> None:
    text = Path(__file__).with_name("test_hooks.py").read_text("utf-8")
    tests = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    for hook in hookspecs():
        assert any(name.startswith("test_") and hook in name for name in tests), hook


def test_the_page_says_which_api_there_is() -> None:
    assert f"is the number of what follows: now **{hooks.GLIMT_API}**" in PAGE
    assert f"GLIMT_API = {hooks.GLIMT_API}\n" in (EXAMPLE / "glimt_choir/__init__.py").read_text()


# What may be relied on ---------------------------------------------------------------------

TABLE = PAGE.partition("## What a plugin may rely on")[2]
PROMISED = {
    what: re.findall(r"`(\w+)`", names)
    for what, names in re.findall(r"(?m)^\| `([\w.]+)` \| (.*) \|$", TABLE)
}
MADE = {
    "Facts": lambda: Facts(PLAN),
    "Judgement": lambda: judge(PLAN, RuleBook([])),
    "RuleBook": lambda: RuleBook([]),
    "Texts": lambda: Texts("en"),
    "Context": lambda: Context(SimpleNamespace(), Texts("en"), Loaded(Config())),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", PROMISED)
def test_what_a_plugin_may_rely_on_is_there(what: str) -> None:
    module, _, name = what.rpartition(".")
    if name[0].isupper():
        type_ = getattr(importlib.import_module(module), name)
        there = MADE[name]() if name in MADE else type_
        fields = type_.__struct_fields__ if issubclass(type_, msgspec.Struct) else ()
    else:
        there, fields = importlib.import_module(what), ()
    assert PROMISED[what]
    for promised in PROMISED[what]:
        assert hasattr(there, promised) or promised in fields, promised


def test_the_example_uses_nothing_but_what_may_be_relied_on() -> None:
    used: dict[str, set[str]] = {}
    for path in (EXAMPLE / "glimt_choir").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("glimt"):
                used.setdefault(node.module, set()).update(alias.name for alias in node.names)
    used.pop("glimt_choir.report"), used.pop("glimt_choir.singing"), used.pop("glimt_choir.totals")
    for module, names in used.items():
        classes = {what.rpartition(".")[2] for what in PROMISED if what.startswith(f"{module}.")}
        assert names <= {*PROMISED.get(module, ()), *classes}, module
    assert "glimt_rules.kinds.base" in used


def test_the_example_uses_nothing_of_facts_that_may_change() -> None:
    sources = [path.read_text("utf-8") for path in (EXAMPLE / "glimt_choir").glob("*.py")]
    found = {name for text in sources for name in re.findall(r"\bfacts\.(\w+)", text)}
    assert found - {"Facts"} <= set(PROMISED["glimt_rules.facts.Facts"])
    assert len(found) > 8
    assert "glimt_choir" not in sys.modules  # somebody else's: nothing here needs it imported
