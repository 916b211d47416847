"""``glimt rules diff``: what differs between two rule sets; and finding those that are named."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.similar import closest
from glimt_rules.errors import InputError, Problem
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.diff import difference
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.isolated.beside import read_beside
from glimt_tui.reports.problems import tell_errors
from glimt_tui.reports.rules_diff import DifferenceReport, as_json
from glimt_tui.terminal import write, write_for_programs


def run(context: Context) -> Exit:
    """Print what differs between two rule sets; that something does is an answer, no fault."""
    args = context.args
    book = context.book()
    found = RuleSets(context, book).find([args.before, args.after])
    code = context.exit_of(book)
    tell_errors(found.problems, context.texts)
    before, after = found.rule_sets
    if before is None or after is None:
        return Exit.INCOMPLETE
    told = difference(before, after)
    if args.format == "json":
        write_for_programs(as_json(told) + "\n")
    else:
        write(DifferenceReport(context.text_report()).render(told))
    return code


class Found(Struct, frozen=True):
    """The rule sets that were named, in that order; None where a file is none."""

    rule_sets: tuple[RuleSet | None, ...]
    #: why those files are no rule sets
    problems: tuple[Problem, ...]


class RuleSets:
    """Finds rule sets by what they are called on the command line: by name, or as files."""

    def __init__(self, context: Context, book: RuleBook) -> None:
        self._context = context
        self._book = book
        self._named = {rule_set.id: rule_set for rule_set in book.rule_sets}
        self._problems: list[Problem] = []

    def is_there(self, name: str) -> bool:
        """Whether a rule set of this name is there."""
        return name in self._named

    def find(self, names: Sequence[str]) -> Found:
        """The rule sets of these names, or in these files.

        A file that is there already is the rule set that was read from it; another one may bear
        the name of a rule set that is there, and may build on any of the others. Raises
        InputError for whatever is neither a rule set nor a file.
        """
        wrong = [problem for name in names if (problem := self._wrong(name)) is not None]
        if wrong:
            raise InputError(wrong)
        there = {os.path.realpath(each.file): each for each in self._book.rule_sets}
        known = {name: self._named.get(name) or there.get(os.path.realpath(name)) for name in names}
        files = [name for name, rule_set in known.items() if rule_set is None]
        kinds = self._context.kinds() if files else {}
        read = {name: self._read(name, files, kinds) for name in files}
        found = [read[name] if name in read else known[name] for name in names]
        return Found(tuple(found), tuple(self._problems))

    def no_such(self, name: str) -> Problem:
        """What is said of a rule set that is not there."""
        family, _, version = name.partition("@")
        versions = tuple(each.version for each in self._book.families.get(family, ()))
        meant = closest(name, self._named)
        if meant is None and versions and not version:
            meant = f"{family}@{versions[-1]}"
        if meant is not None:
            message = say(
                "there is no rule set {name}; did you mean {meant}?", name=quoted(name), meant=meant
            )
        elif versions:
            message = say(
                "{rule} has no version {version}; there are: {known}",
                rule=family,
                version=quoted(version),
                known=versions,
            )
        else:
            message = say(
                "there is no rule set {name}; there are: {known}",
                name=quoted(name),
                known=tuple(self._named),
            )
        return Problem(message=message)

    # Files ---------------------------------------------------------------------------------

    def _wrong(self, name: str) -> Problem | None:
        """What is wrong with a name that is neither a rule set's nor a file's."""
        message: Message
        if name in self._named or (os.path.exists(name) and not os.path.isdir(name)):
            return None
        if os.path.isdir(name):
            message = say("This is a folder; a file is wanted")
        elif os.sep in name or name.endswith(".toml"):
            message = say("There is no such file")
        else:
            return self.no_such(name)
        return Problem(message=message, file=name)

    def _read(
        self, name: str, files: Sequence[str], kinds: Mapping[str, type[Kind]]
    ) -> RuleSet | None:
        """The rule set in a file, which may build on what is there and on the other files."""
        others = [Path(other) for other in files if other != name]
        found, failed = read_beside(
            Path(name), kinds, self._book.rule_sets, self._context.shielded, others
        )
        for each in failed:
            self._problems += each.told()
        return found
