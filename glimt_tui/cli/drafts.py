"""The rule sets in files that are named on the command line, beside those that are there."""

from __future__ import annotations

import os
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import read_small_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.draft import Draft
from glimt_rules.rulesets.files import rule_set_files
from glimt_rules.rulesets.headings import forgotten_headings
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.cli.context import Context
from glimt_tui.cli.rules_diff import RuleSets


def read_files(
    context: Context, book: RuleBook, files: list[str]
) -> tuple[RuleBook, list[RuleSet]]:
    """The rule sets in some files, which may build on those that are there.

    A file whose rule set stands in a folder of the configuration already is tried in the place of
    that one, as ``glimt rules add --replace`` would put it there; standard error says so. A file
    with a heading that is switched off by mistake gives no rule set, but a problem of the book.
    """
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
    instead = _instead(context, book, more)
    if len(instead) < len(more):
        book = context.book_with(*(path for path in more if path not in instead))
    if instead:
        book = _with_replaced(context, book, instead)
    wanted = {path.resolve() for path in paths}
    book = _without_forgotten(book, wanted)
    return book, [each for each in book.rule_sets if Path(each.file).resolve() in wanted]


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


def _instead(context: Context, book: RuleBook, paths: list[Path]) -> dict[Path, str]:
    """The files that would replace one of a configured folder, with their rule sets' names.

    Of several files for the same rule set the first is meant; the others are there already.
    """
    folders = {folder.resolve() for folder in context.config.rule_directories}
    there = {each.id for each in book.rule_sets if Path(each.file).resolve().parent in folders}
    found: dict[Path, str] = {}
    for path in paths if there else []:
        try:
            id_ = Draft(read_small_source(path)).id
        except InputError:
            continue  # what is wrong with it is told as it is read
        if id_ in there and id_ not in found.values():
            found[path] = id_
    return found


def _with_replaced(context: Context, book: RuleBook, instead: dict[Path, str]) -> RuleBook:
    """The book with the rule sets of some files in the place of those of the same names."""
    old = {each.id: each for each in book.rule_sets}
    for path, id_ in instead.items():
        context.note(
            say(
                "{rule_set} is there already, in {file}; if it is not in force yet,"
                " glimt rules add --replace puts {draft} in its place",
                rule_set=id_,
                file=old[id_].file,
                draft=str(path),
            )
        )
    found = RuleSets(context, book).find([str(path) for path in instead])
    given = [each for each in found.rule_sets if each is not None]
    names = {each.id for each in given}
    kept = [each for each in book.rule_sets if each.id not in names]
    return RuleBook(
        [*kept, *given],
        active={*book.active, *(each.family for each in given)},
        problems=[*book.problems, *found.problems],
    )


def _without_forgotten(book: RuleBook, files: set[Path]) -> RuleBook:
    """The book without those of these files in which a heading is switched off by mistake."""
    problems: dict[str, list[Problem]] = {}
    for each in book.rule_sets:
        if Path(each.file).resolve() in files:
            try:
                found = forgotten_headings(read_small_source(each.file))
            except InputError:  # gone since it was read
                continue
            if found:
                problems[each.id] = found
    if not problems:
        return book
    return RuleBook(
        [each for each in book.rule_sets if each.id not in problems],
        active=book.active,
        problems=[*book.problems, *(one for found in problems.values() for one in found)],
    )
