"""Reading rule sets from TOML: strictly, and never half.

A file that is wrong in any place gives no rule set at all, and every problem with its
line, so that nothing is judged by half a regulation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

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
from glimt_rules.rulesets.files import cases_beside
from glimt_rules.rulesets.model import Case, End, Rule, RuleHead, RuleSet, RuleSetHead

_HEAD_KEYS = frozenset(RuleHead.__struct_encode_fields__)
#: What a rule that is taken over does not take with it.
_NOT_INHERITED = frozenset({"cases", "in_force", "until"})


#: Reads the days and local times of a rule set; whose they are, the plan's zone decides.
hook = Times(ZoneInfo("UTC"))


class Draft:
    """A rule set's file on its way to becoming one; gathers what is wrong with it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.beside = cases_beside(source.name)
        self.inline: dict[str, tuple[Case, ...]] = {}
        raw = parse(source)
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
        own = tuple(self.head.rules or {})
        self.casebook = CaseBook(self.inline, self.beside, own, hook)
        rules = [self._rule(name, table, base, kinds) for name, table in tables.items()]
        if self.faults:
            from glimt_rules.documents.where import Lines

            raise InputError(as_problems(self.faults, Lines(self.source)))
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
        if base is not None and name not in base.tables and "kind" not in table:
            self.fault(path, _no_rule_of_base(name, base))
            return None
        common = {key: value for key, value in table.items() if key in _HEAD_KEYS}
        head = convert(common, RuleHead, hook=hook, source=self.source, base_path=path)
        self.faults += head.faults
        if head.value is None or head.value.kind is None:
            return None
        kind_type = kinds.get(head.value.kind)
        if kind_type is None:
            self.fault((*path, "kind"), _unknown_kind(head.value.kind, kinds))
            return None
        parameters = {key: value for key, value in table.items() if key not in _HEAD_KEYS}
        kind = self._kind(path, kind_type, parameters)
        shown = own and self.beside is None
        self.faults += rule_faults(path, head.value, self.head, shown)
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

    def _kind(self, path: Path, type_: type[Kind], parameters: Mapping[str, Any]) -> Kind | None:
        """The rule's kind with its parameters; None where they are wrong, or it raises."""
        try:
            kind = convert(parameters, type_, hook=hook, source=self.source, base_path=path)
            self.faults += kind.faults
            self.faults += kind_text_faults(path, kind.value)
        except (Exception, SystemExit) as error:  # the kind may be anybody's
            self.fault(path, say("the kind of rule failed: {error}", error=quoted(repr(error))))
            return None
        return None if kind.faults else kind.value


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


class Failed(Struct, frozen=True):
    """A file that gave no rule set; ``repeated`` where one of its name is there already."""

    name: str
    problems: tuple[Problem, ...]
    repeated: bool = False


def read_rule_sets(
    sources: Iterable[Source],
    kinds: Mapping[str, type[Kind]],
    known: Iterable[RuleSet] = (),
) -> tuple[list[RuleSet], list[Failed]]:
    """Read rule sets that may build on each other and on ``known`` ones.

    Returns those that could be read, and the problems of each that could not. A family
    and version that is there already is a problem of the later one.
    """
    done: dict[str, RuleSet] = {rule_set.id: rule_set for rule_set in known}
    read: list[RuleSet] = []
    failed: list[Failed] = []
    waiting: list[Draft] = []
    for source in sources:
        try:
            waiting.append(Draft(source))
        except InputError as error:
            failed.append(Failed(source.name, error.problems))
    while waiting:
        ready = [draft for draft in waiting if not _waits(draft, waiting, done)]
        if not ready:  # each builds on another of them, in a ring
            for draft in waiting:
                draft.fault(("base",), say("the rule sets build on each other in a ring"))
            ready = waiting
        for draft in ready:
            rule_set = _finish(draft, done, kinds, failed)
            if rule_set is not None:
                done[rule_set.id] = rule_set
                read.append(rule_set)
        waiting = [draft for draft in waiting if draft not in ready]
    return read, failed


def _base_id(draft: Draft) -> str | None:
    return f"{draft.head.family}@{draft.head.base}" if draft.head.base else None


def _waits(draft: Draft, waiting: list[Draft], done: Mapping[str, RuleSet]) -> bool:
    """Whether a draft builds on one that is still to be read."""
    base = _base_id(draft)
    return base not in done and any(other.id == base for other in waiting if other is not draft)


def _finish(
    draft: Draft,
    done: Mapping[str, RuleSet],
    kinds: Mapping[str, type[Kind]],
    failed: list[Failed],
) -> RuleSet | None:
    """Make a draft a rule set, or note why it is none."""
    base = _base_id(draft)
    if base is not None and base not in done:
        draft.fault(("base",), say("there is no rule set {found} to build on", found=quoted(base)))
    repeated = draft.id in done
    if repeated:
        draft.fault(
            ("version",),
            say("{found} is there already, in {file}", found=draft.id, file=done[draft.id].file),
        )
    try:
        return draft.finish(done.get(base or ""), kinds)
    except InputError as error:
        failed.append(Failed(draft.name, error.problems, repeated))
        return None
