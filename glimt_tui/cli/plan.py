"""``glimt plan``: visits for a week of wishes, as fairly as the rules let."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import STDIN, read_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.wishes.read import read_wishes
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.outputs import write_whole
from glimt_tui.exchange.documents import as_json, as_toml
from glimt_tui.exits import Exit
from glimt_tui.planning.proposal import Proposal, document_of
from glimt_tui.planning.search import propose
from glimt_tui.planning.solver import require_solver
from glimt_tui.planning.watcher import Progress, Watcher
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.reports.proposal import ProposalReport, as_object, in_json, progress_words
from glimt_tui.store.store import system_clock
from glimt_tui.terminal import width_of, write, write_for_programs

#: How often progress is shown (seconds).
_EVERY = 0.2


def run(context: Context) -> Exit:
    """Print a proposal; exit code 1 where some wishes are not met as often as was wished for."""
    args = context.args
    require_solver()
    with Gathered() as gathered:
        days = gathered.of(context.days)
        book = gathered.of(lambda: context.book(of_centre=args.plan is None))
        judged = gathered.of(lambda: context.judged(args.plan))
        plan = judged[0].plan if judged else None
        source = gathered.of(lambda: read_source(args.wishes))
        wishes = gathered.of(lambda: read_wishes(source, plan).wishes if source else None)
        gathered.of(lambda: _check_output(context))
    assert wishes is not None
    assert plan is not None
    document, judging = judged
    book = judging(book)
    tell_notes(document.notes, context.texts)
    tell_errors(book.problems, context.texts)
    show = _Show(context)
    watcher = Watcher(args.seconds, show.progress)
    with _until_interrupted(watcher):
        try:
            proposal = propose(
                wishes,
                plan,
                book,
                now=system_clock(),
                watcher=watcher,
                known_at=days.known_at,
                weights=context.config.config.weights,
            )
        except InputError as error:
            raise InputError(document.located(problem) for problem in error.problems) from None
        finally:
            show.end()
    failed = [
        Problem(message=say("the rule failed, so nothing is proposed"), where=rule)
        for rule in proposal.failed
    ]
    tell_errors(failed, context.texts)
    lost = _write_document(context, proposal)
    _report(context, proposal, (*book.problems, *failed))
    if lost or failed or book.problems:
        return Exit.INCOMPLETE
    return Exit.OK if proposal.all_met else Exit.FAILED


def _report(context: Context, proposal: Proposal, problems: tuple[Problem, ...]) -> None:
    if context.args.format == "json":
        write_for_programs(in_json(as_object(proposal, problems, context.texts)) + "\n")
    else:
        write(ProposalReport(context.text_report()).render(proposal))


# The document ------------------------------------------------------------------------------


def _check_output(context: Context) -> None:
    """Raise InputError where the proposal cannot be written to the file that is named."""
    args = context.args
    path = args.output
    if path is None:
        return
    read = [args.wishes, args.plan, context.config.file]
    message: Message | None = None
    if not path or "\0" in path or path == STDIN:
        message = say("{found} is no file", found=quoted(path))
    elif not os.path.isdir(os.path.dirname(path) or os.curdir):
        message = say("there is no folder {folder}", folder=quoted(os.path.dirname(path)))
    elif os.path.isdir(path):
        message = say("this is a folder; a file is wanted")
    elif any(each and os.path.realpath(each) == os.path.realpath(path) for each in read):
        message = say("this is what is read here, and is not written over")
    if message is not None:
        raise InputError(Problem(message=message, where="--output"))


def _write_document(context: Context, proposal: Proposal) -> bool:
    """Write the proposal where it is wanted; whether it was lost."""
    path = context.args.output
    if path is None or proposal.failed:
        return False
    written = as_json if path.lower().endswith(".json") else as_toml
    try:
        write_whole(path, written(document_of(proposal)).encode("utf-8"))
    except OSError as error:
        reason = quoted(error.strerror or str(error))
        message = say("the proposal cannot be written: {reason}", reason=reason)
        tell_errors([Problem(message=message, where="--output", file=path)], context.texts)
        return True
    return False


# Meanwhile ---------------------------------------------------------------------------------


class _Show:
    """Shows progress on standard error, in one line of a terminal; elsewhere nothing."""

    def __init__(self, context: Context) -> None:
        self._texts = context.texts
        self._width = width_of(sys.stderr)
        self._last = -1.0

    def progress(self, progress: Progress) -> None:
        """Show how far it has come."""
        if self._width is None or progress.seconds - self._last < _EVERY:
            return
        self._last = progress.seconds
        text = self._texts.sentence(progress_words(progress))
        write(f"\r{text[: self._width - 1]}\x1b[K", sys.stderr)
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._last >= 0:
            write("\r\x1b[K", sys.stderr)
            sys.stderr.flush()


@contextmanager
def _until_interrupted(watcher: Watcher) -> Iterator[None]:
    """Have Ctrl-C end the search with the best so far; pressed again, it ends the program."""
    if current_thread() is not main_thread():
        yield
        return

    def stop(*_: object) -> None:
        if watcher.stopped:
            raise KeyboardInterrupt
        watcher.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
