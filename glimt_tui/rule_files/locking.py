"""Taking into the lock of a folder what was put there, changed or taken away by hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.files import CASES_SUFFIX
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.rule_files.adding import rule_set_in
from glimt_tui.rule_files.changing import Changes
from glimt_tui.rule_files.folder import Contents
from glimt_tui.rule_files.lock import Difference, Entry, Lock, differences, entries_for
from glimt_tui.rule_files.work import Work


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
        return lock is None or bool(self.differences) or not lock.is_settled

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
    lock, digests = contents.lock or Lock(), contents.digests
    unlike = [
        each for each in differences(lock, digests) if python or not each.name.endswith(".py")
    ]
    if not past and (problems := list(_of_the_past(contents, unlike))):
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
        if each.what == "added" or each.name.endswith(CASES_SUFFIX):
            continue
        message = say(
            "{what}. What was judged by it would be judged otherwise; --past takes that in",
            what=each.message,
        )
        yield Problem(message=message, file=str(contents.directory / each.name))
