"""What every subcommand needs: the language, the configuration, the rule book."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast
from zoneinfo import ZoneInfo

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import read_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, say
from glimt_rules.plan.read import PlanDocument, read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.cli.days import Days, days_of
from glimt_tui.cli.rule_folders import wrong_folder
from glimt_tui.config import Loaded
from glimt_tui.exits import Exit
from glimt_tui.isolated import isolated
from glimt_tui.plugins import asks_for_more, kinds_for, load_book
from glimt_tui.reports.formats import FORMATS, Render
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.reports.text import TextReport
from glimt_tui.terminal import paint_for, width_of, write

if TYPE_CHECKING:  # the database is opened only where it is asked for
    from glimt_rules.kinds.base import Kind
    from glimt_rules.rulesets.model import RuleSet
    from glimt_tui.extensions import Extensions
    from glimt_tui.rule_files.folder import Contents
    from glimt_tui.store.session import Session
    from glimt_tui.store.sqlite.connection import Mode

T = TypeVar("T")
#: Makes of a rule book the one that judges a plan.
Judging = Callable[[RuleBook], RuleBook]


class Gathered:
    """Tells all that is wrong at once: calls are made one by one, and raise together."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def of(self, call: Callable[[], T]) -> T:
        """What a call returns; its InputError waits until the others have been made."""
        try:
            return call()
        except InputError as error:
            self._problems += error.problems
            return cast("T", None)  # never seen: leaving the block raises

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, *_: object) -> None:
        if self._problems:
            raise InputError(self._problems)


class Context:
    """One run of the program: what was asked for, and in which surroundings."""

    def __init__(self, args: argparse.Namespace, texts: Texts, config: Loaded) -> None:
        self.args = args
        self.texts = texts
        self.config = config

    def book(self, *, of_centre: bool = False) -> RuleBook:
        """The rule book that judges: the configuration's, with ``--rules`` and ``--only``.

        ``of_centre`` leaves ``--only`` to ``judged``: it is for the centre's own database, which
        may switch on any family that is there. Raises InputError where a folder or a family is not
        there.
        """
        contents = self.rule_folders() if self.config.rule_directories else []
        tell_notes([note for each in contents for note in each.notes], self.texts)
        book = self.book_with(contents=contents)
        only = getattr(self.args, "only", [])
        there = book.families if of_centre else book.active
        unknown = [family for family in only if family not in there]
        if unknown and not book.problems:
            raise InputError(
                Problem(
                    message=say(
                        "there is no family {family}; there are: {known}",
                        family=quoted(family),
                        known=book.active,
                    ),
                    where="--only",
                )
                for family in unknown
            )
        return book.only(only) if only and not of_centre else book

    def rule_folders(self) -> list[Contents]:
        """The folders of rule sets that the configuration names, as they are read now."""
        from glimt_tui.rule_files.configured import read_configured

        return read_configured(self.config, getattr(self.args, "database", None))

    def kinds(self) -> Mapping[str, type[Kind]]:
        """The kinds of rules that a rule set of one's own may use; Python in folders brings more.

        What cannot be loaded of it has been told with the rule book.
        """
        config = self.config.config
        return kinds_for(config.families, config.plugins, self._folders_with_python())

    def shielded(self, rule_sets: Iterable[RuleSet]) -> list[RuleSet]:
        """Rule sets of one's own, with rules of other packages' kinds asked in a worker."""
        config = self.config.config
        load = (config.families, self._folders_with_python(), config.plugins)
        return isolated(rule_sets, load, seconds=config.rule_seconds)

    def _folders_with_python(self) -> list[Contents]:
        """The configuration's folders, where they may hold Python."""
        return self.rule_folders() if self.config.config.python_in_rule_directories else []

    def book_with(self, *files: Path, contents: Sequence[Contents] | None = None) -> RuleBook:
        """The configuration's rule book with ``--rules``, and with some more files.

        ``contents`` are the configuration's folders, where they are not to be read now.
        """
        asked = map(Path, getattr(self.args, "rules", []))
        folders = [*self.config.rule_directories, *asked]
        wrong = [wrong_folder(self.config, place, folder) for place, folder in enumerate(folders)]
        problems = [problem for problem in wrong if problem]
        there = [folder for folder, problem in zip(folders, wrong, strict=True) if not problem]
        if self.config.rule_directories and contents is None:
            contents = self.rule_folders()
        read = {each.folder: each for each in contents or ()}
        try:
            book = load_book(
                self.config.config.families,
                [*(read.get(folder, folder) for folder in there), *files],
                self.config.config.plugins,
                seconds=self.config.config.rule_seconds,
            )
        except InputError as error:
            problems += [
                self.config.problem(problem.message, problem.where)
                if problem.where in ("families", "plugins")
                else problem
                for problem in error.problems
            ]
        if problems:
            raise InputError(sorted(problems, key=lambda problem: problem.line or sys.maxsize))
        return book

    def exit_of(self, book: RuleBook) -> Exit:
        """Tell what could not be loaded; the exit code that it alone gives."""
        tell_errors(book.problems, self.texts)
        return Exit.INCOMPLETE if book.problems else Exit.OK

    def days(self) -> Days:
        """The days of the options; raises InputError with every one that is none."""
        return days_of(self.args)

    def plan(self, path: str | None) -> PlanDocument:
        """Read a plan, or what the centre's database holds; raises GlimtError."""
        if path is not None:
            return read_plan(read_source(path), centre=self.config.centre)
        return self.judged(None)[0]

    def judged(self, path: str | None) -> tuple[PlanDocument, Judging]:
        """A plan as ``plan`` reads it, and what makes of a rule book the one that judges it.

        A document is judged by the configuration alone; the centre's database has switches of
        its own, which are told on standard error where they leave a family out.
        """
        if path is not None:
            return self.plan(path), _as_it_is
        from glimt_tui.cli.switches import by_centre
        from glimt_tui.store.families import switches
        from glimt_tui.store.plans import plan_of

        with self.session(mode="ro") as session, session.store.reading() as reading:
            document = PlanDocument(plan_of(reading, self.config.config.centre))
            there = switches(reading)
        return document, by_centre(self, there, ZoneInfo(document.plan.timezone))

    def session(self, mode: Mode = "rw") -> AbstractContextManager[Session]:
        """Work with the centre's database; raises GlimtError where that cannot be."""
        from glimt_tui.store.session import session

        return session(
            self.config,
            database=getattr(self.args, "database", None),
            as_name=getattr(self.args, "as_name", None),
            mode=mode,
        )

    def formats(self) -> Mapping[str, Render]:
        """The formats of reports by name; plugins' too, where the configuration asks for any."""
        extensions = self.extensions()
        return FORMATS if extensions is None else extensions.formats

    def extensions(self) -> Extensions | None:
        """What plugins bring besides rules; None where the configuration asks for no plugin."""
        if not asks_for_more(self.config.config.families, self.config.config.plugins):
            return None
        from glimt_tui.extensions import Extensions

        return Extensions(self.config)

    def say(self, message: Message) -> None:
        """Write a sentence to standard output."""
        write(self.texts.sentence(message) + "\n")

    def note(self, *messages: Message) -> None:
        """Write sentences to standard error that fail nothing."""
        tell_notes([Problem(message=message) for message in messages], self.texts)

    def text_report(self) -> TextReport:
        """The report for people, as standard output can show it."""
        return TextReport(self.texts, paint_for(sys.stdout), width_of(sys.stdout))


def _as_it_is(book: RuleBook) -> RuleBook:
    return book


def judge_document(document: PlanDocument, book: RuleBook, days: Days) -> Judgement:
    """Judge a plan that was read; raises InputError, with lines, for wrong waivers."""
    try:
        return judge(
            document.plan,
            book,
            known_at=days.known_at,
            date_from=days.date_from,
            date_to=days.date_to,
        )
    except InputError as error:
        raise InputError(document.located(problem) for problem in error.problems) from None
