"""Who may say which rules judge: whose the folders of rule sets are, and the files in them.

A folder that the configuration names, all that is above it, and every file that is read from it
must belong to somebody who may say so, and nobody else may write it. That is looked at on the way
there, step by step, and what was looked at stays open: what is read is what was checked.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.documents.source import check_kind, explained
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_tui.config import Config
from glimt_tui.permissions import chmod_command, name_of_user, octal

#: As many links may lead from one to the next as the system itself follows.
_MOST_LINKS = 40
#: Opens a folder that may be stepped through, also where it may not be listed.
_STEP = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Trusted(Struct, frozen=True):
    """Who may say which rules judge: some users, and the members of a group."""

    uids: frozenset[int]
    #: the number of the group; None for none
    group: int | None = None

    def problems(self, path: str, status: os.stat_result, *, above: bool = False) -> list[Problem]:
        """What is wrong with the owner and the mode of something.

        ``above`` says that it is a folder above: everybody may write there, as in /tmp, where
        nobody can put away what belongs to another.
        """
        found = []
        if status.st_uid not in self.uids:
            message = say(
                "This belongs to {owner}; what says which rules judge must belong to one of: "
                "{users}",
                owner=quoted(name_of_user(status.st_uid)),
                users=tuple(quoted(name_of_user(uid)) for uid in sorted(self.uids)),
            )
            found.append(Problem(message=message, file=path))
        open_to = status.st_mode & (0o002 if status.st_gid == self.group else 0o022)
        if open_to and not (above and status.st_mode & stat.S_ISVTX):
            wanted = stat.S_IMODE(status.st_mode) & ~open_to
            message = say(
                "Others may write this, and so could change the rules: its mode is {found}; "
                "{wanted} is wanted: {command}",
                found=octal(status.st_mode),
                wanted=octal(wanted),
                command=chmod_command(Path(path), wanted),
            )
            found.append(Problem(message=message, file=path))
        return found


def trusted_by(config: Config, owner: int | None = None) -> Trusted:
    """Whom the configuration trusts: root, who runs this, ``owner`` of the database, the admins."""
    import grp
    import pwd

    uids = {0, os.geteuid()}
    if owner is not None:
        uids.add(owner)
    for name in config.admins:
        try:
            uids.add(pwd.getpwnam(name).pw_uid)
        except KeyError:  # a name that --as gives
            continue
    group = None
    if config.admin_group is not None:
        try:
            group = grp.getgrnam(config.admin_group).gr_gid
        except KeyError:  # told where somebody is to be an admin by it
            group = None
    return Trusted(frozenset(uids), group)


# On the way to a folder ------------------------------------------------------------------


@contextmanager
def opened(path: Path, trusted: Trusted) -> Iterator[int]:
    """A folder, opened for reading; raises InputError with all that cannot be trusted about it.

    Every folder from the root on counts, and those in which a link stands that leads there.
    """
    name = str(path)
    with explained(name):
        walk = _Walk(trusted)
        try:
            walk.to(os.path.join(os.getcwd(), path))
            problems = [*walk.problems, *trusted.problems(name, os.fstat(walk.at))]
            if problems:
                raise InputError(problems)
            descriptor = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=walk.at)
        finally:
            walk.close()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Walk:
    """Goes to a folder step by step, and looks at each."""

    def __init__(self, trusted: Trusted) -> None:
        self.problems: list[Problem] = []
        self.at = -1
        self._trusted = trusted
        self._name = "/"

    def close(self) -> None:
        """Let go of where it is."""
        if self.at >= 0:
            os.close(self.at)

    def to(self, path: str) -> None:
        """Go to an absolute path; raises OSError where there is no way."""
        steps, links = deque(path.split("/")), 0
        self._go(os.open("/", _STEP), "/")
        while steps:
            step = steps.popleft()
            if step in ("", "."):
                continue
            status = os.lstat(step, dir_fd=self.at)
            if not stat.S_ISLNK(status.st_mode):
                name = os.path.normpath(os.path.join(self._name, step))
                self._go(os.open(step, _STEP, dir_fd=self.at), name)
                continue
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            self._check_link(step, status)
            target = os.readlink(step, dir_fd=self.at)
            steps.extendleft(reversed(target.split("/")))
            if target.startswith("/"):
                self._go(os.open("/", _STEP), "/")
        # the last one is more than stepped through, and is looked at by whoever asked
        self.problems = [problem for problem in self.problems if problem.file != self._name]

    def _go(self, descriptor: int, name: str) -> None:
        self.close()
        self.at, self._name = descriptor, name
        found = self._trusted.problems(name, os.fstat(descriptor), above=True)
        self.problems += [problem for problem in found if problem not in self.problems]

    def _check_link(self, step: str, status: os.stat_result) -> None:
        """In a folder like /tmp, anybody can put a link; elsewhere only who may write there."""
        if status.st_uid not in self._trusted.uids:
            message = say(
                "This link belongs to {owner}, who may lead it anywhere",
                owner=quoted(name_of_user(status.st_uid)),
            )
            self.problems.append(Problem(message=message, file=os.path.join(self._name, step)))


# In a folder -----------------------------------------------------------------------------


@contextmanager
def file_in(folder: int, path: Path, trusted: Trusted) -> Iterator[int]:
    """A regular file of an open folder, opened for reading; ``path`` is what it is called.

    A link may lead to another file of the folder, and not out of it. Raises InputError with
    what is wrong.
    """
    name = str(path)
    with explained(name):
        steps = _steps_within(folder, path)
        at = os.dup(folder)
        try:
            for step in steps[:-1]:
                inner = os.open(step, _STEP, dir_fd=at)
                os.close(at)
                at = inner
                _check(trusted, name, os.fstat(at))
            check_kind(name, os.lstat(steps[-1], dir_fd=at))
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
            descriptor = os.open(steps[-1], flags, dir_fd=at)
        finally:
            os.close(at)
    try:
        with explained(name):
            _check(trusted, name, os.fstat(descriptor))
            yield descriptor
    finally:
        os.close(descriptor)


def _check(trusted: Trusted, name: str, status: os.stat_result) -> None:
    if problems := trusted.problems(name, status):
        raise InputError(problems)


def _steps_within(folder: int, path: Path) -> list[str]:
    """The way to a file from its folder, without a link; raises InputError where it leads out."""
    if not stat.S_ISLNK(os.lstat(path.name, dir_fd=folder).st_mode):
        return [path.name]
    target = os.path.realpath(path)
    steps = os.path.relpath(target, os.path.realpath(path.parent)).split(os.sep)
    if steps[0] == os.pardir:
        message = say("This link leads out of the folder, to {target}", target=harmless(target))
        raise InputError(Problem(message=message, file=str(path)))
    return steps  # each is opened without following a link that was put there meanwhile
