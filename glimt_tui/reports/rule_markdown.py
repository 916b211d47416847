"""The rules as pages in Markdown: one a rule, and one a language that leads to them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from glimt_rules.message import Bilingual, Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import case_plan
from glimt_rules.rulesets.model import Case, RuleSet, SourceDocument
from glimt_rules.rulesets.timeline import stretches
from glimt_rules.terms import FORCES
from glimt_rules.texts import Language, Texts
from glimt_tui.reports.rule_page import (
    MORE_EXAMPLES,
    SAID_LOOKS,
    Edition,
    Example,
    Said,
    Value,
    editions,
)
from glimt_tui.reports.timeline import ZONE, ends, ruling

#: The first line of every page, by which they are known again.
MARK = "<!-- Written by `glimt rules pages`: edit the rule sets instead. -->"
INDEX = "README.md"
THE_RULES = say("The rules")
#: What each language calls itself.
_LANGUAGES: dict[Language, str] = {"nb": "Norsk", "en": "English"}
_SIGNS = re.compile(r"[\\`*_<>\[\]|#~&]")
#: What would begin a list at the start of a line.
_LIST = re.compile(r"^(\d*)([-+.)])(?=\s|$)")
_WIDTH = 96


class RulePages:
    """Writes the pages of one language."""

    def __init__(self, texts: Texts, book: RuleBook) -> None:
        self.texts = texts
        self.book = book

    def pages(self) -> dict[str, str]:
        """The pages by file name."""
        rules = {f"{rule_id}.md": self._rule(rule_id) for rule_id in self.book.rule_ids}
        return {INDEX: self._index(), **rules}

    # The index ---------------------------------------------------------------------------

    def _index(self) -> str:
        about = say(
            "made from the rule sets by {command}; every example is judged as its page is made",
            command="`glimt rules pages`",
        )
        blocks = [f"# {self._plain(THE_RULES)}", self._elsewhere(INDEX)]
        blocks.append(self.texts.sentence(about) + ".")
        for family, versions in self.book.families.items():
            blocks += [f"## {family}", _marked(self.texts.pick(versions[-1].authority))]
            ruled = stretches(versions, ZONE)
            newest_first = reversed(versions)
            blocks.append("\n".join(self._version(v, ruling(v, ruled)) for v in newest_first))
            blocks.append(self._table(family))
        return _page(blocks)

    def _version(self, version: RuleSet, when: Message) -> str:
        decided = say("decided {day}", day=version.decided)
        told = [self.texts.sentence(when), self.texts.sentence(decided)]
        line = f"- **{version.version}**: {'. '.join(told)}. {self._source(version.source)}"
        inner = [f"  - {self.texts.sentence(end)}" for end in ends(version)]
        return "\n".join([line, *inner])

    def _table(self, family: str) -> str:
        names = (say("rule"), say("force"), say("versions"))
        rows = [f"| {' | '.join(map(self._plain, names))} |", "| --- | --- | --- |"]
        for rule_id in self.book.rule_ids:
            called = self.book.rules_called(rule_id)
            rule_set, rule = called[-1]
            if rule_set.family == family:
                versions = ", ".join(version.version for version, _ in reversed(called))
                title = _marked(self.texts.pick(rule.title))
                force = self.texts(FORCES[rule.force])
                rows.append(f"| [{rule_id}]({rule_id}.md): {title} | {force} | {versions} |")
        return "\n".join(rows)

    # One rule ----------------------------------------------------------------------------

    def _rule(self, rule_id: str) -> str:
        told = list(editions(self.book, reversed(self.book.rules_called(rule_id))))
        blocks = [
            f"# {rule_id}",
            f"[{self._plain(THE_RULES)}]({INDEX}) · {self._elsewhere(f'{rule_id}.md')}",
        ]
        for edition in told:
            blocks += self._edition(edition)
        return _page(blocks)

    def _edition(self, edition: Edition) -> Iterator[str]:
        rule = edition.rule
        yield f"## {rule.version}: {_marked(self.texts.pick(rule.title))}"
        yield f"> {_marked(self.texts.pick(rule.demand))}"
        yield "\n".join(
            f"- **{self._plain(name)}:** {self._value(value)}" for name, value in edition.facts
        )
        if edition.taken_over:
            yield self.texts.sentence(edition.taken_over) + "."
        for example in edition.examples:
            yield from self._example(example)
        if edition.others:
            yield f"### {self._plain(MORE_EXAMPLES)}"
            yield "\n".join(self._case(case) for case in edition.others)

    def _example(self, example: Example) -> Iterator[str]:
        yield f"### {self._plain(example.heading)}"
        yield _marked(self.texts.pick(example.case.name))
        yield f"```toml\n{plan_as_toml(case_plan(example.case))}```"
        yield "\n".join(self._said(said) for said in example.said)

    def _said(self, said: Said) -> str:
        why = f": {_marked(self.texts.sentence(said.why))}" if said.why else ""
        return f"- `{said.visit}` {self._look(said.what)}{why}"

    def _case(self, case: Case) -> str:
        said = ", ".join(f"`{visit}` {self._look(what)}" for visit, what in case.expect.items())
        return f"- {_marked(self.texts.pick(case.name))}\n  {said}"

    def _look(self, what: str) -> str:
        sign, word, _ = SAID_LOOKS[what]
        return f"{sign} {self.texts(word)}"

    # Parts -------------------------------------------------------------------------------

    def _plain(self, message: Message) -> str:
        return _marked(self.texts.sentence(message))

    def _elsewhere(self, page: str) -> str:
        """A link to the same page in the other language."""
        others = [language for language in _LANGUAGES if language != self.texts.language]
        return " · ".join(f"[{_LANGUAGES[other]}](../{other}/{page})" for other in others)

    def _value(self, value: Value) -> str:
        if isinstance(value, SourceDocument):
            return self._source(value)
        if isinstance(value, tuple):
            return _marked("; ".join(map(self.texts.sentence, value)))
        text = self.texts.pick(value) if isinstance(value, Bilingual) else self.texts(value)
        return _marked(text)

    def _source(self, source: SourceDocument) -> str:
        title = _marked(self.texts.pick(source.title))
        link = f"[{title}](<{source.url}>)" if source.url else title
        return f"{link} ({self.texts.date(source.published)})" if source.published else link


def _page(blocks: list[str]) -> str:
    return "\n\n".join([MARK, *blocks]) + "\n"


def _marked(text: str) -> str:
    """A text in which nothing is taken for Markdown."""
    return _LIST.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", text))


# Plans in TOML ---------------------------------------------------------------------------


def plan_as_toml(plan: Mapping[str, Any]) -> str:
    """A small plan as people write it: visits under headers, everything else in few lines."""
    lines = [
        _entry(key, value)
        for key, value in plan.items()
        if key not in ("centre", "visits") and value != []
    ]
    tables = [("[centre]", plan["centre"])] if "centre" in plan else []
    tables += [("[[visits]]", visit) for visit in plan["visits"]]
    blocks = [
        lines,
        *([head, *(_entry(*item) for item in table.items())] for head, table in tables),
    ]
    return "\n\n".join(map("\n".join, blocks)) + "\n"


def _entry(key: str, value: object) -> str:
    line = f"{_key(key)} = {_toml(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list):
        return line
    rows: list[str] = []
    for item in map(_toml, value):
        if rows and len(rows[-1]) + len(item) + 2 <= _WIDTH:
            rows[-1] += f" {item},"
        else:
            rows.append(f"  {item},")
    return "\n".join([f"{_key(key)} = [", *rows, "]"])


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def _key(key: str) -> str:
    return (
        key if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", key) else json.dumps(key, ensure_ascii=False)
    )
