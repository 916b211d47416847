"""Rules by themselves: whether they ever have anything to say, and what their texts say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from glimt_rules.documents.faults import Path
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Bilingual, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.lint import LintFinding
from glimt_rules.rulesets.lint_versions import ZONE, shown
from glimt_rules.rulesets.model import Rule, RuleSet
from glimt_rules.rulesets.probes import fails_at, reach
from glimt_rules.rulesets.timeline import rule_span, stretches
from glimt_rules.terms import SETTINGS, VISIT_KINDS

#: Numbers as words, by language. One is left out: its words stand for much else.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "nb": (
        "null", "", "to", "tre", "fire", "fem", "seks", "sju|syv", "åtte", "ni", "ti", "elleve",
        "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten",
        "tjue|tyve",
    ),
    "en": (
        "zero|none", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
        "eighteen", "nineteen", "twenty",
    ),
}  # fmt: skip


def findings(book: RuleBook) -> Iterator[LintFinding]:
    """What there is to say of each rule set's own rules, and of its texts."""
    for rule_set in book.rule_sets:
        texts: list[tuple[Path, Bilingual | None]] = [(("note",), rule_set.note)]
        yield from _texts(rule_set, None, texts)
        if rule_set.source.url is None:
            yield _no_address(rule_set, None, ("source",))
        for rule in rule_set.rules:
            if not rule.inherited:
                yield from _never(book, rule_set, rule)
                yield from _stale(book, rule_set, rule)
                yield from _texts_of_rule(rule_set, rule)


# Rules that never apply --------------------------------------------------------------------


def _never(book: RuleBook, rule_set: RuleSet, rule: Rule) -> Iterator[LintFinding]:
    yield from _never_in_force(book, rule_set, rule)
    path, kind = ("rules", rule.name), rule.kind
    reached = reach(rule.asked)
    if not reached:
        yield LintFinding(
            level="error",
            rule_set=rule_set,
            rule=rule.name,
            path=(*path, "settings") if kind.settings is not None else path,
            what=say(
                "there is no visit of which it has anything to say: its settings, its kinds of"
                " visits and its kind exclude each other"
            ),
            do=say("look at settings and visit_kinds, or drop the rule"),
        )
        return
    failing = sorted({setting for setting, _ in fails_at(rule.asked)}, key=list(SETTINGS).index)
    if failing:
        yield LintFinding(
            level="error",
            rule_set=rule_set,
            rule=rule.name,
            path=(*path, "settings"),
            what=say(
                "it fails at visits {settings}", settings=tuple(SETTINGS[each] for each in failing)
            ),
            do=say("a rule of this kind cannot judge there: take it out of settings"),
        )
    yield from _idle(rule_set, rule, "settings", kind.settings, {s for s, _ in reached})
    yield from _idle(rule_set, rule, "visit_kinds", kind.visit_kinds, {k for _, k in reached})


def _idle(
    rule_set: RuleSet, rule: Rule, key: str, given: tuple[str, ...] | None, used: set[str]
) -> Iterator[LintFinding]:
    """Settings or kinds of visits that are named to no effect."""
    terms = SETTINGS if key == "settings" else VISIT_KINDS
    idle = tuple(terms[each] for each in given or () if each not in used)
    if idle:
        yield LintFinding(
            level="warning",
            rule_set=rule_set,
            rule=rule.name,
            path=("rules", rule.name, key),
            what=say(
                "{key} names what it never has anything to say of: {idle}", key=key, idle=idle
            ),
            do=say("take that out: a rule is easier to read without"),
        )


def _never_in_force(book: RuleBook, rule_set: RuleSet, rule: Rule) -> Iterator[LintFinding]:
    """A period of its own in which its rule set is over, or another version rules."""
    end = rule_set.until(None)
    if rule.in_force is not None and end is not None and rule.in_force >= end:
        yield LintFinding(
            level="error",
            rule_set=rule_set,
            rule=rule.name,
            path=("rules", rule.name, "in_force"),
            what=say(
                "it is never in force: it begins at {start}, and its rule set ends at {end}",
                start=shown(rule.in_force),
                end=shown(end),
            ),
            do=say("mend one of the two, or drop the rule"),
        )
        return
    own = [
        stretch
        for stretch in stretches(book.families[rule_set.family], ZONE)
        if stretch.rule_set is rule_set
    ]
    spans = [rule_span(rule, stretch, ZONE) for stretch in own]
    if own and not any(first < last for first, last in spans):
        yield LintFinding(
            level="warning",
            rule_set=rule_set,
            rule=rule.name,
            path=("rules", rule.name, "in_force" if rule.in_force else "until"),
            what=say("it is never in force: in its own period another version rules"),
            do=say("mend its period, or drop the rule"),
        )


# Texts ---------------------------------------------------------------------------------------


def _texts_of_rule(rule_set: RuleSet, rule: Rule) -> Iterator[LintFinding]:
    path: Path = ("rules", rule.name)
    texts: list[tuple[Path, Bilingual | None]] = [
        ((*path, "demand"), rule.demand),
        ((*path, "note"), rule.note),
    ]
    for field in rule.kind.__struct_fields__:
        value = getattr(rule.kind, field)
        if isinstance(value, Bilingual):
            texts.append(((*path, field), value))
    yield from _texts(rule_set, rule, texts)
    if rule.source.url is None and rule.source != rule_set.source:
        yield _no_address(rule_set, rule, (*path, "source"))


def _texts(
    rule_set: RuleSet, rule: Rule | None, texts: list[tuple[Path, Bilingual | None]]
) -> Iterator[LintFinding]:
    """Sentences that are the same in both languages, and so are missing in one."""
    for path, text in texts:
        if text is not None and text.nb.strip() == text.en.strip() and " " in text.nb.strip():
            yield LintFinding(
                level="warning",
                rule_set=rule_set,
                rule=rule.name if rule else None,
                path=path,
                what=say("{key} is the same in Norwegian and in English", key=str(path[-1])),
                do=say("write it in the language that is missing"),
            )


def _no_address(rule_set: RuleSet, rule: Rule | None, path: Path) -> LintFinding:
    return LintFinding(
        level="note",
        rule_set=rule_set,
        rule=rule.name if rule else None,
        path=path,
        what=say("its source has no address (url) at which it can be looked up"),
    )


# Numbers that were changed in one place only ---------------------------------------------------


def _stale(book: RuleBook, rule_set: RuleSet, rule: Rule) -> Iterator[LintFinding]:
    """Texts that still tell the number of the version before."""
    older = _older(book, rule_set, rule)
    if older is None or type(older.kind) is not type(rule.kind):
        return
    before, now = dict(_numbers(older.kind)), dict(_numbers(rule.kind))
    changed = {
        key: (before[key], now[key]) for key in before if now.get(key, before[key]) != before[key]
    }
    for key, (old, new) in changed.items():
        told = [
            (where, language)
            for where, text in (("title", rule.title), ("demand", rule.demand))
            for language in ("nb", "en")
            if _tells(getattr(text, language), old, language)
            and not _tells(getattr(text, language), new, language)
        ]
        for where, languages in groupby(told, key=lambda pair: pair[0]):
            yield LintFinding(
                level="warning",
                rule_set=rule_set,
                rule=rule.name,
                path=("rules", rule.name, where),
                what=say(
                    "{where} ({languages}) still says {old}, but {key} is {new} now",
                    where=where,
                    languages=tuple(language for _, language in languages),
                    old=old,
                    key=key,
                    new=new,
                ),
                do=say("write the text anew here, in both languages"),
            )


def _older(book: RuleBook, rule_set: RuleSet, rule: Rule) -> Rule | None:
    """The rule in the version that this one builds on, or else in the one before it."""
    versions = book.families[rule_set.family]
    earlier = versions[: versions.index(rule_set)]
    base = [version for version in versions if version.version == rule_set.base]
    for version in base or reversed(earlier):
        for other in version.rules:
            if other.name == rule.name:
                return other
    return None


def _numbers(kind: Kind) -> Iterator[tuple[str, int | float]]:
    """The numbers that a rule's kind was told, by key."""
    for field in kind.__struct_fields__:
        value = getattr(kind, field)
        entries = value.items() if isinstance(value, Mapping) else [(None, value)]
        for name, each in entries:
            if isinstance(each, int | float) and not isinstance(each, bool):
                yield (field if name is None else f"{field}.{name}"), each


def _tells(text: str, number: float, language: str) -> bool:
    """Whether a number stands in a text, in figures or as a word."""
    figures = str(number).removesuffix(".0")
    patterns = [rf"(?<![\d.,]){re.escape(figures)}(?!\d|[.,]\d)"]
    if language == "nb" and "." in figures:
        patterns.append(re.escape(figures.replace(".", ",")))
    words = _WORDS[language]
    if isinstance(number, int) and 0 <= number < len(words) and words[number]:
        patterns.append(rf"\b(?:{words[number]})\b")
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
