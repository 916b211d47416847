"""A rule set's file on its way to becoming a rule set, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from glimt_rules.documents.convert import convert
from glimt_rules.documents.faults import Fault, Path, as_problems, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.documents.source import Source, parse
from glimt_rules.documents.times import Times
from glimt_rules.errors import InputError, Problem
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import id_fault
from glimt_rules.rulesets.casebook import CaseBook
from glimt_rules.rulesets.check import head_faults, kind_text_faults, rule_faults
from glimt_rules.rulesets.files import cases_read
from glimt_rules.rulesets.model import Case, End, Rule, RuleHead, RuleSet, RuleSetHead

_HEAD_KEYS = frozenset(RuleHead.__struct_encode_fields__)
#: How a text begins that is still to be filled in, in either language.
_STILL_OPEN = ('"FYLL UT', '"FILL IN')
#: What a rule that is taken over does not take with it.
_NOT_INHERITED = frozenset({"cases", "in_force", "until"})


#: Reads the days and local times of a rule set; whose they are, the plan's zone decides.
hook = Times(ZoneInfo("UTC"))


class Draft:
    """A rule set's file on its way to becoming one; gathers what is wrong with it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.cases, self.beside = cases_read(source)
        self.inline: dict[str, tuple[Case, ...]] = {}
        try:
            raw = self.raw = parse(source)
        except InputError as error:
            from glimt_rules.rulesets.slips import told_plainly

            raise told_plainly(source, error) from None
        if "visits" in raw and "family" not in raw:
            message = say("this is a plan document, and no rule set")
            raise InputError(Problem(message=message, file=source.name))
        conversion = convert(raw, RuleSetHead, hook=hook, source=source)
        self.faults += conversion.faults
        self.head: RuleSetHead = (
            conversion.whole() if conversion.value is None else (conversion.value)
        )

    @property
    def id(self) -> str:
        """How the rule set is named, as far as its file says so."""
        return f"{self.head.family}@{self.head.version}"

    @property
    def name(self) -> str:
        """What to call it where something is wrong: its id, or else its file."""
        head = self.head
        return self.id if head.family and head.version else self.source.name

    def fault(self, path: Path, message: Message) -> None:
        """Note what is wrong at a place in the file."""
        self.faults.append(Fault(path, message))

    def finish(self, base: RuleSet | None, kinds: Mapping[str, type[Kind]]) -> RuleSet:
        """The rule set; raises InputError with all problems of the file."""
        self.faults += head_faults(self.head)
        tables = self._tables(base)
        own = {name: _changes(name, base) for name in self.head.rules or {}}
        self.casebook = CaseBook(
            self.inline, self.beside, own, hook, self._not_own(base), self.cases
        )
        rules = [self._rule(name, table, base, kinds) for name, table in tables.items()]
        if any(mark in self.source.text for mark in _STILL_OPEN):
            from glimt_rules.rulesets.hints import to_be_filled_in

            self.faults += to_be_filled_in(self.raw)
        if self.faults:
            from glimt_rules.documents.where import Lines
            from glimt_rules.rulesets.headings import with_headings
            from glimt_rules.rulesets.hints import with_hints

            problems = as_problems(with_hints(self.faults, self.raw), Lines(self.source))
            raise InputError(with_headings(self.source, problems))
        head = self.head
        return RuleSet(
            family=head.family,
            version=head.version,
            authority=head.authority,
            jurisdiction=head.jurisdiction,
            decided=head.decided,
            in_force=head.in_force,
            ends=self._ends(),
            source=head.source,
            note=head.note,
            rules=tuple(sorted((r for r in rules if r is not None), key=lambda r: r.name)),
            file=self.source.name,
            tables=tables,
            base=head.base,
            review_by=head.review_by,
        )

    def _ends(self) -> tuple[End, ...]:
        head = self.head
        if head.until is not None:
            return (End(decided=head.decided, until=head.until),)
        return head.ends or ()

    def _tables(self, base: RuleSet | None) -> dict[str, dict[str, Any]]:
        """The rules' tables, with what is taken over from the base."""
        head = self.head
        inherited = {} if base is None else dict(base.tables)
        if head.drop and head.base is None:
            self.fault(("drop",), say("there is no base to drop rules of"))
        for place, name in enumerate(head.drop or () if base is not None else ()):
            if inherited.pop(name, None) is None:
                self.fault(("drop", place), _no_rule_of_base(name, base))
        tables = {
            name: {k: v for k, v in table.items() if k not in _NOT_INHERITED}
            for name, table in inherited.items()
        }
        for name, table in (head.rules or {}).items():
            if table is not None:
                tables[name] = {**tables.get(name, {}), **table}
        return tables

    def _not_own(self, base: RuleSet | None) -> dict[str, Message]:
        """Why a rule of the base has no cases here."""
        told: dict[str, Message] = {}
        for name in base.tables if base is not None else ():
            if name in (self.head.drop or ()):
                message = say("the rule {rule} is dropped, and so has no cases", rule=quoted(name))
            else:
                message = say(
                    "the rule {rule} is taken over as it is, and so has no cases here; those of"
                    " the base hold",
                    rule=quoted(name),
                )
            told[name] = message
        return told

    def _rule(
        self,
        name: str,
        table: Mapping[str, Any],
        base: RuleSet | None,
        kinds: Mapping[str, type[Kind]],
    ) -> Rule | None:
        path: Path = ("rules", name)
        own = name in (self.head.rules or {})
        if id_fault(name) is not None or "." in name:
            self.fault(path, _no_name(name))
        if own and _changes(name, base) and name in (self.head.drop or ()):
            self.fault(path, _dropped_and_changed(name))
            return None
        if "kind" not in table and not _changes(name, base):
            if base is not None or self.head.base is None:  # else the missing base is told
                self.fault(path, _no_kind() if base is None else _no_rule_of_base(name, base))
            return None
        common = {key: value for key, value in table.items() if key in _HEAD_KEYS}
        head = convert(common, RuleHead, hook=hook, source=self.source, base_path=path)
        kind_type = kinds.get(head.value.kind or "") if head.value is not None else None
        given = {key: value for key, value in table.items() if key not in _HEAD_KEYS}
        meant = set() if kind_type is None else self._unknown_keys(path, given, kind_type)
        self.faults += (fault for fault in head.faults if fault.path not in meant)
        if head.value is None or head.value.kind is None:
            return None
        if kind_type is None:
            self.fault((*path, "kind"), _unknown_kind(head.value.kind, kinds))
            return None
        kind = self._kind(path, kind_type, given, meant)
        shown = own and self.beside is None
        changed = _changes(name, base)
        self.faults += rule_faults(path, head.value, self.head, shown=shown, changed=changed)
        self.inline[name] = head.value.cases
        if head.faults or kind is None or self.head.source is None:
            return None
        return Rule(
            name=name,
            family=self.head.family,
            version=self.head.version,
            force=head.value.force,
            title=head.value.title,
            demand=head.value.demand,
            note=head.value.note,
            source=head.value.source or self.head.source,
            kind=kind,
            in_force=head.value.in_force,
            until=head.value.until,
            inherited=not own,
            casebook=self.casebook,
        )

    def _unknown_keys(self, path: Path, given: dict[str, Any], type_: type[Kind]) -> set[Path]:
        """Tell the keys that a rule of this kind does not have, and take them out.

        Returns the places of those that were probably meant: their misspelling is told.
        """
        known = type_.__struct_encode_fields__
        meant: set[Path] = set()
        for key in [key for key in given if key not in known]:
            del given[key]
            guess = closest(key, (*known, *RuleHead.__struct_encode_fields__))
            if guess is not None:
                meant.add((*path, guess))
            self.fault((*path, key), _no_key(key, guess, known))
        return meant

    def _kind(
        self, path: Path, type_: type[Kind], parameters: Mapping[str, Any], meant: set[Path]
    ) -> Kind | None:
        """The rule's kind with its parameters; None where they are wrong, or it raises."""
        try:
            kind = convert(parameters, type_, hook=hook, source=self.source, base_path=path)
            self.faults += (fault for fault in kind.faults if fault.path not in meant)
            self.faults += kind_text_faults(path, kind.value)
        except (Exception, SystemExit) as error:  # the kind may be anybody's
            self.fault(path, say("the kind of rule failed: {error}", error=quoted(repr(error))))
            return None
        return None if kind.faults else kind.value


def _changes(name: str, base: RuleSet | None) -> bool:
    """Whether a rule of this name is one of the base's."""
    return base is not None and name in base.tables


def _no_key(key: str, guess: str | None, known: tuple[str, ...]) -> Message:
    if guess is not None:
        return say(
            "There is no key {key} here; did you mean {meant}?",
            key=quoted(key),
            meant=quoted(guess),
        )
    return say(
        "There is no key {key} here; rules of this kind have {own}, and every rule has {common}",
        key=quoted(key),
        own=tuple(known),
        common=RuleHead.__struct_encode_fields__,
    )


def _no_kind() -> Message:
    return say(
        "a new rule says of which {kind} it is; to change a rule of another version, name that"
        " version as {base} at the top of the file",
        kind="kind",
        base="base",
    )


def _dropped_and_changed(name: str) -> Message:
    return say(
        "{rule} stands in {drop} above, and is changed here: take it away in one of the places",
        rule=quoted(name),
        drop="drop",
    )


def _no_name(name: str) -> Message:
    return say("{found} is no name for a rule; use letters, digits, - and _", found=quoted(name))


def _no_rule_of_base(name: str, base: RuleSet | None) -> Message:
    known = sorted(base.tables) if base is not None else []
    meant = closest(name, known)
    if meant is not None:
        return say(
            "{found} is no rule of the base; did you mean {meant}?",
            found=quoted(name),
            meant=quoted(meant),
        )
    return say(
        "{found} is no rule of the base, which has: {known}",
        found=quoted(name),
        known=tuple(known),
    )


def _unknown_kind(kind: str, kinds: Mapping[str, type[Kind]]) -> Message:
    meant = closest(kind, kinds)
    if meant is not None:
        return say(
            "there is no kind of rule called {found}; did you mean {meant}?",
            found=quoted(kind),
            meant=quoted(meant),
        )
    return say(
        "there is no kind of rule called {found}; there are: {known}",
        found=quoted(kind),
        known=tuple(sorted(kinds)),
    )
