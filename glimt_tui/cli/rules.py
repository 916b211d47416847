"""``glimt rules``: which rule sets there are, what a rule says, and whether cases hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import run_cases
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.notes import notes_on
from glimt_rules.rulesets.wrong_plans import wrong_plans
from glimt_tui.cli.context import Context
from glimt_tui.cli.drafts import read_files
from glimt_tui.cli.switches import switches_there
from glimt_tui.exits import Exit, exit_for, worst
from glimt_tui.reports.case_results import told_results
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.reports.rules import RulesReport
from glimt_tui.reports.timeline import ZONE, Timeline
from glimt_tui.store.families import state_words, switched, switched_off
from glimt_tui.terminal import write

if TYPE_CHECKING:  # looked for only where somebody asks
    from glimt_rules.rulesets.coverage import Coverage


def list_rule_sets(context: Context) -> Exit:
    """Print the versions of every family, when each rules, and a timeline."""
    days = context.days()
    book = context.book(of_centre=True)
    there, zone = switches_there(context)
    own = switched(book, there.values())
    off = {family: say("not in the configuration") for family in book.families}
    off |= {family: say("left out by --only") for family in own.active}
    off |= {each.family: state_words(each, zone) for each in switched_off(book, there)}
    own = own.only(context.args.only) if context.args.only else own
    today = datetime.now(ZONE).date()
    files = _files_of_ones_own(context, own)
    text = context.text_report()
    write(Timeline(text, own, days.known_at, today=today, off=off, files=files).render())
    return context.exit_of(own)


def _files_of_ones_own(context: Context, book: RuleBook) -> dict[str, str]:
    """The files of the rule sets that came with no package, by the rule sets' names."""
    own = {*context.config.rule_directories, *map(Path, context.args.rules)}
    return {
        each.id: each.file
        for each in book.rule_sets
        if own & {Path(each.file), Path(each.file).parent}
    }


def show_rule(context: Context) -> Exit:
    """Print a rule, of one version or of every version that has it."""
    book = context.book()
    name, _, version = context.args.rule.partition("@")
    called = [
        (rule_set, rule)
        for rule_set, rule in book.rules_called(name)
        if not version or rule_set.version == version
    ]
    if not called:
        if book.problems:
            return context.exit_of(book)
        raise InputError(Problem(message=_no_such_rule(book, context.args.rule)))
    report = RulesReport(context.text_report(), book)
    write("\n".join(report.rule(rule_set, rule) for rule_set, rule in called))
    return context.exit_of(book)


def _no_such_rule(book: RuleBook, given: str) -> Message:
    name, _, version = given.partition("@")
    rule_set = next((each for each in book.rule_sets if each.id == given), None)
    if rule_set is not None:
        return say(
            "{found} is a rule set, and no rule; its rules are {rules}",
            found=given,
            rules=tuple(rule.id for rule in rule_set.rules),
        )
    versions = tuple(rule_set.version for rule_set, _ in book.rules_called(name))
    if not versions:
        return book.no_such_rule(name)
    return say(
        "{rule} has no version {version}; there are: {known}",
        rule=name,
        version=quoted(version),
        known=versions,
    )


def test_rule_sets(context: Context) -> Exit:
    """Run the cases of the files given, or of every rule set that is there."""
    if context.args.strict and not context.args.coverage:
        message = say("it goes with --coverage, which is missing")
        raise InputError(Problem(message=message, where="--strict"))
    book = context.book()
    rule_sets: Iterable[RuleSet] = book.rule_sets
    if context.args.files:
        book, rule_sets = read_files(context, book, context.args.files)
    exits = [context.exit_of(book)]
    misses = Misses(context) if context.args.coverage else None
    exits += _told_of_files(context, book, rule_sets)
    for rule_set in rule_sets:
        try:
            results = list(run_cases(rule_set))
        except InputError as error:  # the file of its cases is wrong; the others are tried
            tell_errors(error.problems, context.texts)
            exits.append(exit_for(error))
            continue
        write(told_results(context.texts, rule_set, results))
        if misses is not None:
            misses.tell(rule_set)
        exits += [Exit.FAILED for result in results if result.problems]
        exits += [Exit.INCOMPLETE for result in results if result.undecided]
    if misses is not None:
        exits.append(misses.tell_all())
    return worst(exits)


class Misses:
    """Tells what the cases of rule sets miss, one rule set after the other and then in all."""

    def __init__(self, context: Context) -> None:
        from glimt_tui.reports.coverage import CoverageReport

        self._report = CoverageReport(context.text_report())
        self._found: list[Coverage] = []
        self._strict = context.args.strict

    def tell(self, rule_set: RuleSet) -> None:
        """Try the changes of a rule set, and say which of them no case notices."""
        from glimt_rules.rulesets.coverage import coverage

        self._found.append(coverage(rule_set))
        write(self._report.render(self._found[-1]))

    def tell_all(self) -> Exit:
        """Say how much is noticed in all; fails where something is missed and none may be."""
        if self._found:
            write("\n" + self._report.summary(self._found))
        missed = any(each.missed for each in self._found)
        return Exit.FAILED if missed and self._strict else Exit.OK


def _told_of_files(
    context: Context, book: RuleBook, rule_sets: Iterable[RuleSet]
) -> Iterator[Exit]:
    """Tell what else is to be mended or looked at in the files that were given."""
    if not context.args.files:
        return
    read = {Path(rule_set.file).resolve() for rule_set in rule_sets}
    told = {problem.file for problem in book.problems if problem.file}
    for file in sorted(told):
        if Path(file).resolve() not in read and Path(file).suffix == ".toml":
            problems = list(wrong_plans(Path(file)))
            tell_errors(problems, context.texts)
            yield from (Exit.WRONG_INPUT for _ in problems)
    by_id = {rule_set.id: rule_set for rule_set in book.rule_sets}
    for rule_set in rule_sets:
        base = by_id.get(f"{rule_set.family}@{rule_set.base}")
        tell_notes(notes_on(rule_set, base), context.texts)
        if not context.args.coverage:  # which tells more
            tell_unnoticed(context, rule_set, base)


def tell_unnoticed(context: Context, rule_set: RuleSet, base: RuleSet | None) -> None:
    """Tell of changed limits that no case of a rule set notices."""
    if base is None:
        return
    from glimt_tui.reports.coverage import unnoticed

    try:
        tell_notes(unnoticed(rule_set, base), context.texts)
    except InputError:  # the file of its cases is wrong, which is told as they are run
        return
