"""A new rule set's file, to be filled in: its head, and every rule as a comment to be changed.

Lines that begin with ``##`` explain. Lines that begin with ``# `` are TOML that is switched off:
without these two characters they are keys of the file. So a whole rule can be switched on by
taking one ``# `` from each of its lines; what explains stays a comment.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from glimt_rules.kinds.base import Kind
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.moments import LocalTime
from glimt_rules.rulesets.check import day_or_time
from glimt_rules.rulesets.model import Case, Rule, RuleSet
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts
from glimt_tui.reports import rule_set_words as words
from glimt_tui.reports.rule_examples import EXAMPLE, Examples
from glimt_tui.reports.rule_keys import KINDS_SAY, allowed, fields_of, key_means
from glimt_tui.reports.toml_values import case_lines, inline

_WIDTH = 96
_LINE = "## " + "-" * (_WIDTH - 3)
#: How far ahead the days lie that only show how a day is written.
_AHEAD = timedelta(days=14)
#: What is told of a rule in keys of its own, in the order of the file.
_TEXT_KEYS = ("title", "demand", "note")


class NewRuleSet(Struct, frozen=True):
    """What is known of a rule set that is to be written."""

    family: str
    version: str
    #: the rule set whose rules it takes over
    base: RuleSet | None = None
    decided: date | None = None
    in_force: LocalTime | None = None
    #: which of these days are no more than guessed from the version
    guessed: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.version}.toml"

    @property
    def id(self) -> str:
        """How it is named."""
        return f"{self.family}@{self.version}"


class Template:
    """Writes the file of a new rule set, with comments in one language."""

    def __init__(self, texts: Texts, new: NewRuleSet, examples: Examples) -> None:
        self.texts = texts
        self.new = new
        self.examples = examples

    def render(self) -> str:
        """The whole file."""
        base = self.new.base
        lines = [*self._opening(), *self._head(), *self._source()]
        if base is not None:
            over = self._over(base)
            going_on = (rule for rule in base.rules if rule.name not in over)
            lines += [line for rule in going_on for line in self._rule(base, rule)]
        lines += self._new_rule()
        return "\n".join(lines) + "\n"

    # The head ------------------------------------------------------------------------------

    def _opening(self) -> Iterator[str]:
        new, base = self.new, self.new.base
        yield "#:schema ./rules.schema.json"
        yield from self._told(
            say("{id}, a new rule set", id=new.id)
            if base is None
            else say("{id}, a change of {base}", id=new.id, base=base.id)
        )
        yield "##"
        yield from self._point(
            say(
                "Lines that begin with ## explain. Lines that begin with one # are switched off:"
                " take away the # and the space behind it, and the line counts."
            )
        )
        if base is not None:
            yield from self._point(
                say(
                    "What you do not touch stays as it is in {base}. Change what has changed, and"
                    " nothing else.",
                    base=base.id,
                )
            )
        yield from self._point(
            say(
                "Text stands between straight quotation marks, {wanted}, and in both languages: nb"
                " is Norwegian, en is English.",
                wanted='"…"',
            )
        )
        yield from self._point(
            say(
                "A rule that is changed, or new, needs examples: at least one that breaks it, and"
                " one that keeps it. Each is a small plan, and what is expected of the rule at its"
                " visits: violation, advice, kept or not-applicable."
            )
        )
        yield from self._point(
            say("What begins with FILL IN is to be replaced. Try the file as often as you like:")
        )
        yield f"##       glimt rules test {new.file}"
        yield from self._point(
            say("The first line helps editors that know JSON Schemas, once the schema is there:")
        )
        yield "##       glimt schema rules > rules.schema.json"
        yield ""

    def _head(self) -> Iterator[str]:
        new, base = self.new, self.new.base
        yield "format = 1"
        yield f"family = {inline(new.family)}"
        yield f"version = {inline(new.version)}"
        if base is not None:
            yield f"base = {inline(base.version)}"
        yield from self._bilingual_head(base)
        yield ""
        yield from self._day("decided", new.decided, words.DECIDED, words.OPEN_DECIDED)
        in_force = None if new.in_force is None else day_or_time(new.in_force)
        yield from self._day("in_force", in_force, words.IN_FORCE, words.OPEN_IN_FORCE)
        later = (in_force or new.decided or date(2021, 1, 17)) + _AHEAD
        ahead = later.date() if isinstance(later, datetime) else later
        yield from self._told(words.UNTIL)
        yield f"# until = {ahead}"
        yield from self._told(words.REVIEW_BY)
        yield f"# review_by = {ahead}"
        if base is not None:
            yield from self._told(words.DROP)
            yield from self._told(
                say("They are: {rules}", rules=tuple(f'"{rule.name}"' for rule in base.rules))
            )
            over = self._over(base)
            if over:
                yield from self._told(words.OVER)
            yield f"drop = {inline(over)}" if over else "# drop = []"
        yield from self._told(words.NOTE)
        yield '# note = { nb = "…", en = "…" }'
        yield ""

    def _over(self, base: RuleSet) -> list[str]:
        """The rules of the base that will have ended by themselves before this is in force."""
        first = self.new.in_force
        return [
            rule.name
            for rule in base.rules
            if first is not None and rule.until is not None and rule.until <= first
        ]

    def _bilingual_head(self, base: RuleSet | None) -> Iterator[str]:
        open_ = {"authority": words.OPEN_AUTHORITY, "jurisdiction": words.OPEN_JURISDICTION}
        for key, message in open_.items():
            value = self._open(message) if base is None else getattr(base, key)
            yield f"{key} = {inline(value)}"

    def _day(self, key: str, value: date | None, means: Message, open_: Message) -> Iterator[str]:
        yield from self._told(means)
        if key in self.new.guessed:
            yield from self._told(words.GUESSED)
        yield f"{key} = {inline(self.texts(open_) if value is None else value)}"

    def _source(self) -> Iterator[str]:
        yield from self._told(words.SOURCE)
        yield "[source]"
        yield f"title = {inline(self._open(words.OPEN_SOURCE))}"
        yield '# url = "https://…"'
        yield f"# published = {self.new.decided or date(2021, 1, 17)}"
        yield ""
        yield from self._told(words.SETTINGS)
        yield from self._words(SETTINGS)
        yield from self._told(words.KINDS_OF_VISITS)
        yield from self._words(VISIT_KINDS)
        yield ""

    def _open(self, message: Message) -> Bilingual:
        """A text that is still to be filled in, for each of the languages."""
        nb, en = say("in Norwegian"), say("in English")
        told = [f"{self.texts(message)}, {self.texts(language)}" for language in (nb, en)]
        return Bilingual(*told)

    def _words(self, called_by: Mapping[str, Message]) -> Iterator[str]:
        for word, called in called_by.items():
            yield f'##     "{word}"'.ljust(30) + self.texts(called)

    # Rules ---------------------------------------------------------------------------------

    def _rule(self, base: RuleSet, rule: Rule) -> Iterator[str]:
        """A rule that is taken over, switched off, with what may stand at each key."""
        heading = Message("{rule}: {title}", {"rule": rule.name, "title": rule.title})
        yield from self._heading(heading)
        yield f"# [rules.{rule.name}]"
        yield from self._kind(rule.kind)
        yield from self._told(words.FORCE)
        yield f"# force = {inline(rule.force)}"
        yield from self._parameters(rule.kind)
        table = base.tables[rule.name]
        for key in (*_TEXT_KEYS, "source"):
            if key in table:
                yield f"# {key} = {inline(table[key])}"
        yield from self._told(words.OWN_PERIOD if rule.in_force or rule.until else words.PERIOD)
        yield from self._cases(rule.name, self.examples.of(rule))
        yield ""

    def _kind(self, kind: Kind) -> Iterator[str]:
        means = KINDS_SAY.get(kind.name)
        if means is not None:
            yield from self._told(say("The kind of rule: {kind}", kind=means))
        yield f"# kind = {inline(kind.name)}"

    def _parameters(self, kind: Kind) -> Iterator[str]:
        """The keys of the rule's kind: its own first, and those that all kinds have."""
        fields = fields_of(type(kind))
        for key in sorted(fields, key=lambda key: key in Kind.__struct_fields__):
            means, value = key_means(kind.name, key), getattr(kind, fields[key].name)
            if value is None:
                yield from self._told(say("The key {key} is not given here.", key=key))
            if means is not None:
                yield from self._told(means)
            may = None if key in Kind.__struct_fields__ else allowed(fields[key].type)
            if may is not None:
                yield from self._told(say("What may stand there: {words}", words=may))
            if value is not None:
                yield f"# {key} = {inline(value)}"

    def _cases(self, name: str, cases: Sequence[Case]) -> Iterator[str]:
        yield from self._told(words.CASES if cases else words.NO_CASES)
        for case in cases:
            yield "#"
            yield from (f"# {line}".rstrip() for line in case_lines(f"rules.{name}.cases", case))

    def _new_rule(self) -> Iterator[str]:
        """An example of a rule that no version has, and the kinds that there are."""
        yield from self._heading(say("A rule of your own"))
        yield from self._told(words.NEW_RULE)
        for name, means in KINDS_SAY.items():
            yield f'##     "{name}"'.ljust(30) + self.texts(means)
        yield from self._told(words.NEW_RULE_NAME)
        yield f"# [rules.{EXAMPLE.name}]"
        for key, value in EXAMPLE.table.items():
            yield f"# {key} = {inline(value)}"
        yield from self._cases(EXAMPLE.name, self.examples.of_own_rule())

    # Comments ------------------------------------------------------------------------------

    def _heading(self, message: Message) -> Iterator[str]:
        yield _LINE
        yield from self._told(message)

    def _told(self, message: Message) -> Iterator[str]:
        yield from _wrapped(self.texts.sentence(message), "## ", "## ")

    def _point(self, message: Message) -> Iterator[str]:
        yield from _wrapped(self.texts.sentence(message), "##   - ", "##     ")


def _wrapped(text: str, first: str, rest: str) -> Iterable[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
