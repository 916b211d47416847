"""Reports in files: what ``--output`` asks for, checked before anything is judged."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import STDIN
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.reports.answer import Answers
from glimt_tui.reports.formats import FORMATS, Render


class Output(Struct, frozen=True):
    """A report that is wanted in a file."""

    format: str
    path: str


def outputs_of(
    given: Iterable[str],
    plans: Sequence[str],
    config: Path | None = None,
    book: RuleBook | None = None,
    formats: Mapping[str, Render] = FORMATS,
) -> list[Output]:
    """The outputs that the options name; raises InputError with all that cannot be.

    What is read is not written over: the plans, the configuration, the book's rule sets.
    """
    outputs: list[Output] = []
    problems: list[Problem] = []
    taken = {
        _identity(file): say("this is a rule set, and is not written over")
        for file in ([] if book is None else _files_of(book))
    }
    if config is not None:
        taken[_identity(str(config))] = say("this is the configuration, and is not written over")
    for plan in plans:
        taken[_identity(plan)] = say("this is a plan, and is not written over")
    for text in given:
        format_, _, path = text.partition("=")
        wrong = _wrong(text, format_, path, formats) or taken.get(_identity(path))
        if wrong is not None:
            file = path if path and path != STDIN else None
            problems.append(Problem(message=wrong, where="--output", file=file))
        else:
            outputs.append(Output(format_, path))
            taken[_identity(path)] = say("two reports cannot be written to one file")
    if problems:
        raise InputError(problems)
    return outputs


def _files_of(book: RuleBook) -> Iterator[str]:
    """The files of a book's rule sets, and of those that could not be loaded."""
    yield from (rule_set.file for rule_set in book.rule_sets)
    yield from (problem.file for problem in book.problems if problem.file)


def _identity(path: str) -> str:
    return os.path.normcase(os.path.realpath(path)) if path != STDIN else path


def _wrong(text: str, format_: str, path: str, formats: Mapping[str, Render]) -> Message | None:
    """Why there can be no such output, or None."""
    if not path or "\0" in path:
        return say("{found} is no format with a file; write json=report.json", found=quoted(text))
    if format_ not in formats:
        return say(
            "there is no format {found}; there are: {known}",
            found=quoted(format_),
            known=tuple(formats),
        )
    if path == STDIN:
        return say("- is no file; --format says what is written to standard output")
    folder = os.path.dirname(path) or os.curdir
    if not os.path.isdir(folder):
        return say("there is no folder {folder}", folder=quoted(folder))
    if os.path.isdir(path):
        return say("this is a folder; a file is wanted")
    return None


def write_outputs(
    outputs: Iterable[Output], answers: Answers, formats: Mapping[str, Render] = FORMATS
) -> list[Problem]:
    """Write every report; returns what is wrong with those that could not be written.

    All are made before the first is written: one that fails leaves no others half done.
    """
    reports = [
        (output, formats[output.format](answers).encode("utf-8", "backslashreplace"))
        for output in outputs
    ]
    problems = []
    for output, data in reports:
        try:
            write_whole(output.path, data)
        except OSError as error:
            reason = error.strerror or str(error)
            message = say("the report cannot be written: {reason}", reason=quoted(reason))
            problems.append(Problem(message=message, where="--output", file=output.path))
    return problems


def write_whole(path: str, data: bytes) -> None:
    """Write a file whole or not at all: whoever reads it meanwhile sees the old one."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    # A pipe or a device is no file to replace. It is opened by the name that was given: where
    # that leads, as /dev/stdout does, need not be a path (/proc/1/fd/pipe:[2]).
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as stream:
            stream.write(data)
        return
    path = os.path.realpath(path)  # a link goes on leading to the file
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, os.strerror(13))
    beside = os.path.join(os.path.dirname(path), f".glimt-{os.urandom(6).hex()}.tmp")
    try:
        with open(beside, "xb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
