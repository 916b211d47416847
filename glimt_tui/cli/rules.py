"""``glimt rules``: which rule sets there are, what a rule says, and whether cases hold."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import CaseResult, run_cases
from glimt_rules.rulesets.files import rule_set_files
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit, worst
from glimt_tui.reports.rules import RulesReport
from glimt_tui.reports.timeline import Timeline
from glimt_tui.terminal import write


def list_rule_sets(context: Context) -> Exit:
    """Print the versions of every family, when each rules, and a timeline."""
    days = context.days()
    book = context.book()
    write(Timeline(context.text_report(), book, days.known_at).render())
    return context.exit_of(book)


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
        raise InputError(Problem(message=_no_such_rule(book, name, version)))
    report = RulesReport(context.text_report(), book)
    write("\n".join(report.rule(rule_set, rule) for rule_set, rule in called))
    return context.exit_of(book)


def _no_such_rule(book: RuleBook, name: str, version: str) -> Message:
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
    book = context.book()
    rule_sets: Iterable[RuleSet] = book.rule_sets
    if context.args.files:
        book, rule_sets = _read_files(context, book, context.args.files)
    exits = [context.exit_of(book)]
    for rule_set in rule_sets:
        results = list(run_cases(rule_set))
        _tell_results(context, rule_set, results)
        exits += [Exit.FAILED for result in results if result.problems]
        exits += [Exit.INCOMPLETE for result in results if result.undecided]
    return worst(exits)


def _read_files(
    context: Context, book: RuleBook, files: list[str]
) -> tuple[RuleBook, list[RuleSet]]:
    """The rule sets in some files, which may build on those that are there."""
    paths: list[Path] = []
    problems: list[Problem] = []
    for file in files:
        try:
            paths += _files_in(file)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    there = {Path(rule_set.file).resolve() for rule_set in book.rule_sets}
    more = [path for path in paths if path.resolve() not in there]
    if more:
        book = context.book_with(*more)
    wanted = {path.resolve() for path in paths}
    return book, [
        rule_set for rule_set in book.rule_sets if Path(rule_set.file).resolve() in wanted
    ]


def _files_in(given: str) -> list[Path]:
    """A file, or the rule sets of a folder; raises InputError where there is neither."""
    path = Path(given)
    if os.path.isdir(path):
        files = rule_set_files(path)
        if not files:
            message = say("there is no rule set (*.toml) in {folder}", folder=quoted(given))
            raise InputError(Problem(message=message))
        return files
    if not os.path.isfile(path):
        raise InputError(Problem(message=say("There is no such file"), file=given))
    return [path]


def _tell_results(context: Context, rule_set: RuleSet, results: list[CaseResult]) -> None:
    texts = context.texts
    for result in results:
        if result.problems:
            write(f"{result.rule.id}: {texts.pick(result.case.name)}\n")
            for problem in result.problems:
                place = f"{harmless(problem.file or '')}: {harmless(problem.where)}"
                write(f"    {place}: {harmless(texts.sentence(problem.message))}\n")
    failed = sum(bool(result.problems) for result in results)
    if failed:
        told = count(
            "{cases}, of which {n} does not hold",
            "{cases}, of which {n} do not hold",
            failed,
            cases=count(
                "{rule_set}: {n} case", "{rule_set}: {n} cases", len(results), rule_set=rule_set.id
            ),
        )
    else:
        told = count(
            "{rule_set}: {n} case, which holds",
            "{rule_set}: {n} cases, which all hold",
            len(results),
            rule_set=rule_set.id,
        )
    write(texts(told) + "\n")
