"""``glimt rules pages``: a page for each rule in both languages, and whether they are stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import run_cases
from glimt_rules.texts import Language
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.language import texts_in
from glimt_tui.reports.problems import tell_errors
from glimt_tui.reports.rule_markdown import MARK, RulePages
from glimt_tui.terminal import write

_LANGUAGES: Sequence[Language] = ("nb", "en")


def run(context: Context) -> Exit:
    """Write the pages into a folder; with ``--check`` only tell which are not as they were."""
    book = context.book()
    folder = Path(context.args.folder)
    wrong = [*book.problems, *_cases_that_do_not_hold(book)]
    if wrong:  # pages must not say what the rules do not do
        tell_errors(wrong, context.texts)
        return Exit.INCOMPLETE
    pages = all_pages(book, folder)
    try:
        differing = list(_differing(pages, folder))
        if not context.args.check:
            _refuse_others(path for path, _ in differing)
            _write(pages, [path for path, _ in differing])
            differing = []
    except OSError as error:
        reason = quoted(error.strerror or str(error))
        message = say("the pages cannot be written or read: {reason}", reason=reason)
        raise InputError(Problem(message=message, file=str(error.filename or folder))) from None
    if differing:
        tell_errors(
            (Problem(message=why, file=str(path)) for path, why in differing), context.texts
        )
        return Exit.FAILED
    told = count(
        "{folder}: {n} page, which is up to date",
        "{folder}: {n} pages, which are all up to date",
        len(pages),
        folder=str(folder),
    )
    write(context.texts(told) + "\n")
    return Exit.OK


def all_pages(book: RuleBook, folder: Path) -> dict[Path, str]:
    """The pages of both languages by their paths."""
    return {
        folder / language / name: text
        for language in _LANGUAGES
        for name, text in RulePages(texts_in(language), book).pages().items()
    }


def _cases_that_do_not_hold(book: RuleBook) -> Iterator[Problem]:
    for rule_set in book.rule_sets:
        for result in run_cases(rule_set):
            yield from result.problems


def _differing(pages: dict[Path, str], folder: Path) -> Iterator[tuple[Path, Message]]:
    """The pages that are not as they should be, and those of rules that are gone."""
    for path, text in pages.items():
        if not path.exists():
            yield path, say("this page is missing")
        elif _text_of(path) != text:
            yield path, say("this page is out of date")
    for language in _LANGUAGES:
        for path in sorted((folder / language).glob("*.md")):
            if path not in pages and _text_of(path).startswith(MARK):
                yield path, say("this page is of a rule that is not there")


def _refuse_others(paths: Iterable[Path]) -> None:
    """Raises InputError where a page would be written over what was not made here."""
    others = [path for path in paths if path.exists() and not _text_of(path).startswith(MARK)]
    if others:
        message = say("glimt did not make this page, and does not write over it")
        raise InputError(Problem(message=message, file=str(path)) for path in others)


def _text_of(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _write(pages: dict[Path, str], differing: Sequence[Path]) -> None:
    for path in differing:
        if path in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], "utf-8", newline="\n")
        else:
            path.unlink()
