"""What judging one plan gave: a judgement, or what is wrong with the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.finding import Failure
from glimt_rules.judgement import Judgement
from glimt_rules.plan.read import PlanDocument
from glimt_rules.texts import Texts
from glimt_tui.exits import Exit, worst
from glimt_tui.language import texts_in

if TYPE_CHECKING:
    from glimt_rules.suggest.fixes import Fixes


class Answer(Struct, kw_only=True):
    """The answer for one plan; either ``judgement`` or ``errors`` is there."""

    #: the path as it was given, or None for the centre's own database
    plan: str | None
    document: PlanDocument | None = None
    judgement: Judgement | None = None
    #: the least changes, where somebody asked for them and the judgement is complete
    fixes: Fixes | None = None
    errors: tuple[Problem, ...] = ()

    def line_of(self) -> Callable[[str], int | None]:
        """A function from a visit's id to the line on which it begins."""
        document = self.document
        if document is None or document.source is None:
            return lambda visit: None
        index = {visit.id: n for n, visit in enumerate(document.plan.visits)}
        return lambda visit: document.line_of_visit(index[visit])

    def exit(self, strict: bool = False) -> Exit:
        """The exit code of this plan alone."""
        if self.judgement is None:
            return Exit.WRONG_INPUT
        if not self.judgement.complete:
            return Exit.INCOMPLETE
        failing = any(
            fails(finding.level, strict) and not finding.waived
            for finding in self.judgement.findings
        )
        return Exit.FAILED if failing else Exit.OK


class Answers(Struct, kw_only=True):
    """The answers for all plans of a command line, and how they are to be told."""

    plans: Sequence[Answer]
    texts: Texts
    #: whether what is unknown fails, too
    strict: bool = False
    #: what could not be loaded of the rule sets
    problems: tuple[Problem, ...] = ()

    def nameless(self) -> Texts:
        """The texts for reports that end in logs: people are called by their ids."""
        return texts_in(self.texts.language, names=False)

    def fails(self, level: str) -> bool:
        """Whether a finding of that level, where it is not waived, fails the check."""
        return fails(level, self.strict)

    def exit(self) -> Exit:
        """The exit code of the whole command."""
        loaded = Exit.INCOMPLETE if self.problems else Exit.OK
        return worst([loaded, *(answer.exit(self.strict) for answer in self.plans)])


def fails(level: str, strict: bool) -> bool:
    """Whether a level fails a check: a violation does, and what is unknown if it is strict."""
    return level == "violation" or (strict and level == "unknown")


def incomplete_problems(judgement: Judgement, failures: Iterable[Failure] = ()) -> list[Problem]:
    """Why an answer is not complete: what could not be loaded, and which rules failed."""
    return [*judgement.book.problems, *failed_rules([*judgement.failures, *failures])]


def failed_rules(failures: Iterable[Failure]) -> list[Problem]:
    """The rules that failed, each once for each way in which it did."""
    failed = {
        (failure.rule.id, failure.rule.version, failure.message.values["error"]): failure
        for failure in failures
    }
    return [
        Problem(message=failure.message, where=f"{failure.rule.id}@{failure.rule.version}")
        for failure in failed.values()
    ]
