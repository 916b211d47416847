"""Noticing that the folders of rule sets have changed, and reading the rules anew while one works.

Looking costs a few system calls, and is done once a second at most. Where the rules cannot be read
as they are now, or not believed, those that were read last stay, and say that they are not all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook

#: How often is looked at the folders, in seconds.
EVERY = 1.0
#: How often is tried anew what could not be read: what was wrong may lie above the folders.
RETRY = 5.0

#: What a folder looks like: itself, and each file in it that counts.
_Look = tuple[object, ...]


class ReadAnew(Struct, frozen=True):
    """The rules as they are from now on, and what to say of it."""

    book: RuleBook
    told: Message


class RuleWatch:
    """Looks after the folders of rule sets that the configuration names."""

    def __init__(
        self,
        folders: Sequence[Path],
        load: Callable[[], RuleBook],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Made before the rules are read first, by ``load``: what changes from then on shows."""
        self._folders = tuple(folders)
        self._load = load
        self._clock = clock
        self._seen = _look_at(self._folders)
        self._next = clock() + EVERY
        self._retry = clock() + RETRY
        #: the last rules that could be read as a whole
        self._sound: RuleBook | None = None

    @property
    def is_due(self) -> bool:
        """Whether to look again; costs nothing."""
        return bool(self._folders) and self._clock() >= self._next

    def look(self, book: RuleBook) -> ReadAnew | None:
        """The rules anew, where a folder has changed since ``book`` was read; else None."""
        now = self._clock()
        self._next = now + EVERY
        seen = _look_at(self._folders)
        tries_again = bool(book.problems) and now >= self._retry
        if seen == self._seen and not tries_again:
            return None
        self._seen, self._retry = seen, now + RETRY
        if not book.problems:
            self._sound = book
        found = self._read(book)
        if says_the_same(book, found) and tries_again:
            return None
        return ReadAnew(found, _told(book, found))

    def _read(self, book: RuleBook) -> RuleBook:
        """The rules as they are now; or those that were sound, with what is wrong now."""
        try:
            found = self._load()
        except GlimtError as error:
            found = RuleBook(book.rule_sets, active=book.active, problems=error.problems)
        if not found.problems or self._sound is None:
            return found
        sound = self._sound
        return RuleBook(sound.rule_sets, active=sound.active, problems=found.problems)


def says_the_same(one: RuleBook, other: RuleBook) -> bool:
    """Whether two rule books say the same, as far as anybody can tell."""
    return not _differing(one, other) and _sentences(one) == _sentences(other)


def _sentences(book: RuleBook) -> list[tuple[str | None, str, Message]]:
    return [(each.file, each.where, each.message) for each in book.problems]


def _differing(before: RuleBook, after: RuleBook) -> list[Message]:
    """The rule sets that are new, changed or gone."""
    old = {each.id: each for each in before.rule_sets}
    new = {each.id: each for each in after.rule_sets}
    told = [
        Message("{rule_set}", {"rule_set": id_})
        for id_, each in new.items()
        if id_ not in old
        or (each.tables, each.in_force, each.ends)
        != (old[id_].tables, old[id_].in_force, old[id_].ends)
    ]
    return told + [say("without {rule_set}", rule_set=id_) for id_ in old if id_ not in new]


def _told(before: RuleBook, after: RuleBook) -> Message:
    if after.problems:
        why = problem_words(after.problems[0])
        return say("The rules could not be read anew: {why}", why=why)
    what = _differing(before, after)
    if not what:
        return say("The rules were read anew, and say the same")
    return say("The rules were read anew: {what}", what=tuple(what))


def problem_words(problem: Problem) -> Message:
    """A problem with its file's name, as it fits on a line."""
    if not problem.file:
        return problem.message
    return Message("{file}: {why}", {"file": Path(problem.file).name, "why": problem.message})


# Looking ---------------------------------------------------------------------------------


def _look_at(folders: Sequence[Path]) -> _Look:
    return tuple(map(_look_at_one, folders))


def _look_at_one(folder: Path) -> _Look:
    try:
        own = _stamp(os.stat(folder))
        with os.scandir(folder) as entries:
            files = [
                (entry.name, *_stamps(entry))
                for entry in entries
                if entry.name.endswith((".toml", ".py", ".lock"))
            ]
    except OSError as error:
        return (str(folder), error.errno)
    return (str(folder), own, *sorted(files))


def _stamps(entry: os.DirEntry[str]) -> tuple[int, ...]:
    """Of a file, and of what it leads to where it is a link."""
    own = _stamp(entry.stat(follow_symlinks=False))
    if not entry.is_symlink():
        return own
    try:
        return (*own, *_stamp(entry.stat()))
    except OSError:  # it leads nowhere
        return own


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return (
        status.st_ino,
        status.st_mode,
        status.st_uid,
        status.st_gid,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
