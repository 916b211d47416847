"""``glimt rules lock``: the lock of a folder whose files were put there by hand."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.message import Message, count, say
from glimt_tui.cli.context import Context
from glimt_tui.cli.rules_add import cases_hold, not_now
from glimt_tui.exits import Exit, worst
from glimt_tui.reports.problems import tell_errors
from glimt_tui.rule_files.changing import carry_out
from glimt_tui.rule_files.configured import how_to_read
from glimt_tui.rule_files.folder import Contents, read_folder
from glimt_tui.rule_files.lock import Difference
from glimt_tui.rule_files.locking import Locking, locking
from glimt_tui.rule_files.work import Work, at_work, book_of, looked_after, the_folder
from glimt_tui.terminal import write

#: What only an admin may do, as it follows on "may".
LOCKING = say("lock a folder of rule sets")
_SIGNS = {"added": "+", "changed": "~", "missing": "−"}


def run(context: Context) -> Exit:
    """Take into the lock what is there, showing it; or say whether it is as the lock says."""
    config = context.config
    if context.args.folder is not None or not config.rule_directories:
        places = [the_folder(config, context.args.folder, where="")]
    else:
        places = [folder for folder in config.rule_directories if os.path.isdir(folder)]
    if context.args.check:
        return worst(_checked(context, context.rule_folders(), places))
    database = getattr(context.args, "database", None)
    as_name = getattr(context.args, "as_name", None)
    with (
        at_work(config, LOCKING, database=database, as_name=as_name, folders=places) as work,
        looked_after(config, places, database),
    ):
        how = how_to_read(config, database, locked=False)
        folders = [read_folder(folder, how) for folder in config.rule_directories]
        book = book_of(config, folders)
        if book.problems:
            return not_now(context, book.problems)
        past = context.args.past
        plans = [
            locking(work, folder, book, past=past, python=how.python)
            for folder in folders
            if folder.directory in places
        ]
        if not cases_hold(context, [each for plan in plans for each in plan.taken_in]):
            context.note(say("Nothing was locked"))
            return Exit.FAILED
        for plan in plans:
            _lock(context, work, plan)
    return Exit.OK


def _lock(context: Context, work: Work, plan: Locking) -> None:
    folder = str(plan.contents.directory)
    if not plan.is_needed:
        context.say(_as_locked(folder, plan.contents))
        return
    carry_out(plan.contents, plan.changes, work.journal("rules_lock", **plan.facts))
    held = count("{folder}: {n} file is locked", "{folder}: {n} files are locked",
                 len(plan.contents.files), folder=folder)  # fmt: skip
    context.say(held)
    names = {entry.name: entry.rule_set for entry in plan.changes.entries}
    for each in plan.differences:
        write(f"  {_line(each, names.get(each.name, ''))}\n")


def _line(difference: Difference, rule_set: str) -> str:
    told = f"{_SIGNS[difference.what]} {difference.name}"
    return harmless(f"{told}  {rule_set}" if rule_set else told)


# Only looking ----------------------------------------------------------------------------


def _checked(
    context: Context, folders: Iterable[Contents], places: Iterable[Path]
) -> Iterable[Exit]:
    for each in folders:
        if each.directory not in places:
            continue
        problems: list[Problem] = [p for failed in each.failed for p in failed.problems]
        tell_errors(problems, context.texts)
        if problems:
            yield Exit.INCOMPLETE
        elif each.lock is None:
            context.say(say("{folder} has no lock", folder=str(each.directory)))
            yield Exit.FAILED
        else:
            context.say(_as_locked(str(each.directory), each))
            if not each.lock.is_settled:
                context.note(
                    say("Something was begun there and not ended; glimt rules lock settles it")
                )
            yield Exit.OK


def _as_locked(folder: str, contents: Contents) -> Message:
    return count(
        "{folder} is as its lock says: {n} file",
        "{folder} is as its lock says: {n} files",
        len(contents.files),
        folder=folder,
    )
