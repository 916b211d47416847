"""Writing rule sets as tests need them: a head, and rules with cases that are there for form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from glimt_rules.documents.source import read_source
from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import read_rule_sets

CASES = """
[[rules.{name}.cases]]
name = {{ nb = "Prøve.", en = "Test." }}
expect = {{ a = "violation", b = "kept" }}
visits = []
"""


def rule(name: str = "few", keys: str = 'kind = "persons-at-once"\nlimit = 3', **more: str) -> str:
    """A rule of the house; ``more`` are keys that come beside or instead, as they are written."""
    head = {
        "force": '"house"',
        "title": '{ nb = "Regel", en = "Rule" }',
        "demand": '{ nb = "Gjør det.", en = "Do it." }',
    } | more
    lines = [f"[rules.{name}]", keys, *(f"{key} = {value}" for key, value in head.items() if value)]
    return "\n".join(lines) + CASES.format(name=name)


def rule_set(day: str = "2021-01-04", *rules: str, **keys: str) -> str:
    """A rule set of the family ``prove``, decided and in force on the day that it is named by."""
    head = {
        "format": "1",
        "family": '"prove"',
        "version": f'"{day}"',
        "authority": '{ nb = "Nemnda", en = "The board" }',
        "jurisdiction": '{ nb = "Her", en = "Here" }',
        "decided": day,
        "in_force": day,
        "source": '{ title = { nb = "Vedtak", en = "Decision" }, url = "https://example.org/" }',
    } | keys
    lines = [f"{key} = {value}" for key, value in head.items() if value]
    return "\n".join(lines) + "\n\n" + "\n".join(rules or (rule(),))


def read(folder: Path, *texts: str, kinds: Iterable[type[Kind]] = KINDS) -> list[RuleSet]:
    """The rule sets of these texts, all of which must be readable."""
    sources = []
    for place, text in enumerate(texts):
        path = folder / f"{place}.toml"
        path.write_text(text, "utf-8")
        sources.append(read_source(path))
    found, failed = read_rule_sets(sources, {kind.name: kind for kind in kinds})
    assert failed == []
    return found


def book(folder: Path, *texts: str) -> RuleBook:
    """The same as a rule book."""
    return RuleBook(read(folder, *texts))
