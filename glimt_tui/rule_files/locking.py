"""Taking into the lock of a folder what was put there, changed or taken away by hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.files import is_cases
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.rule_files.adding import rule_set_in
from glimt_tui.rule_files.changing import Changes
from glimt_tui.rule_files.folder import Contents
from glimt_tui.rule_files.lock import COPY_NAME, Difference, Entry, differences, entries_for
from glimt_tui.rule_files.past import must_be_said, rewritten
from glimt_tui.rule_files.work import Work

#: What the journal calls the changes of a folder.
JOURNALLED = frozenset({"rules_add", "rules_replace", "rules_remove", "rules_lock"})


class Locking(Struct, frozen=True, kw_only=True):
    """What is to be taken into the lock of a folder."""

    contents: Contents
    differences: tuple[Difference, ...]
    changes: Changes
    #: the rule sets that were not in the lock as they are
    taken_in: tuple[RuleSet, ...]

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to write."""
        lock = self.contents.lock
        if lock is None or self.differences or not lock.is_settled:
            return True
        return not os.path.lexists(self.contents.directory / COPY_NAME)

    @property
    def facts(self) -> Mapping[str, str | int]:
        """What the journal says of it."""
        named = {
            what: " ".join(each.name for each in self.differences if each.what == what)
            for what in ("added", "changed", "missing")
        }
        told = {what: names for what, names in named.items() if names}
        return {"folder": os.path.abspath(self.contents.directory), **told}


def locking(work: Work, contents: Contents, book: RuleBook, *, past: bool, python: bool) -> Locking:
    """What it takes to lock a folder as it is; ``contents`` were not held against the lock.

    ``python`` says whether Python there counts. Raises InputError where something was changed
    that has to be said with --past.
    """
    lock, digests = contents.held, contents.digests
    unlike = [
        each for each in differences(lock, digests) if python or not each.name.endswith(".py")
    ]
    problems = [
        *_of_the_past(contents, unlike),
        *_of_a_lost_lock(work, contents, book),
        *_of_days_that_are_over(work, contents, unlike, book),
    ]
    if problems and not past:
        raise InputError(problems)
    anew = [file for file in contents.files if file.name in {each.name for each in unlike}]
    entries: list[Entry] = []
    for file in anew:
        rule_set = rule_set_in(book.rule_sets, file)
        digest = (file.name, file.sha256)
        entries += entries_for([digest], rule_set, work.user.name, work.now)
    return Locking(
        contents=contents,
        differences=tuple(unlike),
        changes=Changes(
            entries=tuple(entries),
            gone=tuple(each.name for each in unlike if each.what == "missing"),
        ),
        taken_in=tuple(
            rule_set
            for rule_set in book.rule_sets
            if any(all(rule_set_in([rule_set], file)) for file in anew)
        ),
    )


def _of_the_past(contents: Contents, unlike: Iterable[Difference]) -> Iterator[Problem]:
    """What cannot be taken for granted: the locked rules may have judged already."""
    if contents.lock_file is not None and contents.lock is None:
        message = say("The folder's lock cannot be read; --past makes a new one of what is there")
        yield Problem(message=message, file=str(contents.lock_file.path))
    for each in unlike:
        if each.what == "added" or is_cases(each.name):
            continue
        message = say(
            "{what}. What was judged by it would be judged otherwise; --past takes that in",
            what=each.message,
        )
        yield Problem(message=message, file=str(contents.directory / each.name))


def _of_a_lost_lock(work: Work, contents: Contents, book: RuleBook) -> Iterator[Problem]:
    """The rule sets that have judged, where nothing tells any more what was locked of them."""
    if contents.lock_file is not None or contents.last is not None:
        return
    if contents.sign is None and not _has_been_locked(work, contents):
        return
    names = {str(file.path) for file in contents.files}
    for rule_set in book.rule_sets:
        if rule_set.file in names and work.has_begun(rule_set):
            message = say(
                "The folder's lock is gone, so that nobody can tell whether this is still what "
                "has judged since {day}; --past takes it in as it is",
                day=rule_set.in_force.date(),
            )
            yield Problem(message=message, file=rule_set.file, where=rule_set.id)


def _of_days_that_are_over(
    work: Work, contents: Contents, unlike: Iterable[Difference], book: RuleBook
) -> Iterator[Problem]:
    """What the files that the lock did not hold, and that were not read so far, would judge."""
    if contents.lock is None:
        return
    added = {str(contents.directory / each.name) for each in unlike if each.what == "added"}
    before = RuleBook([each for each in book.rule_sets if each.file not in added])
    for family in sorted({each.family for each in book.rule_sets if each.file in added}):
        yield from must_be_said(work, rewritten(work, before, book, family))


def _has_been_locked(work: Work, contents: Contents) -> bool:
    """Whether the journal tells of the folder; of one without a database, nothing does."""
    if work.session is None:
        return False
    folder = os.path.abspath(contents.directory)
    with work.session.store.reading() as reading:
        return any(
            folder in (entry.facts.get("folder"), os.path.dirname(str(entry.facts.get("file", ""))))
            for entry in reading.entries_back()
            if entry.action in JOURNALLED
        )
