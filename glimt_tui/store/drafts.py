"""Files that are there as a whole or not at all: made beside their place, then put into it.

A draft that a killed session left behind is removed by whoever makes the next one in that
folder; that it is nobody's any more shows by nobody holding its lock.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store.errors import Busy, StoreError, reason
from glimt_tui.store.place.paths import BESIDE

_PATTERN = ".glimt-*.new"
#: How long is waited for another session that looks after the same folder.
WAIT_SECONDS = 30.0


class Modes(Struct, frozen=True):
    """Who may use what is made: its owner alone, or a group of people."""

    file: int = 0o600
    folder: int = 0o700
    #: the number of the group; None for the one that the system gives
    group: int | None = None


#: For whoever makes it.
PRIVATE = Modes()


def shared_by(group: int) -> Modes:
    """For the members of a group."""
    return Modes(file=0o660, folder=0o2770, group=group)


@contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """An empty file of one's own in a folder, which is gone on leaving unless it was published."""
    with explained(folder):
        sweep(folder)
        path, descriptor = _new_draft(folder)
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            remove(path)
        os.close(descriptor)


def publish(path: Path, names: Iterable[str], modes: Modes = PRIVATE) -> Path:
    """Give a draft the first of the names that is free, once it has reached the disk."""
    folder = path.parent
    with explained(folder):
        _finish(path, modes)
        for name in names:
            with contextlib.suppress(FileExistsError):
                _take_name(path, folder / name)
                sync_folder(folder)
                return folder / name
    message = say("There is a file of this name already; nothing is written over")
    raise StoreError(Problem(message=message, file=str(folder)))


def put_in_place(path: Path, target: Path) -> None:
    """Let a draft take the place of a file."""
    with explained(target):
        status = os.stat(target)
        _finish(path, Modes(file=status.st_mode & 0o7777, group=status.st_gid))
        os.replace(path, target)
        sync_folder(target.parent)


def make_folder(folder: Path, modes: Modes) -> None:
    """Make a folder where there is none."""
    with explained(folder):
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            return
        if modes.group is not None:
            os.chown(folder, -1, modes.group)
        os.chmod(folder, modes.folder)


def remove(path: Path) -> None:
    """Remove a file, and what the driver wrote beside it."""
    for each in (path, *(Path(f"{path}{end}") for end in BESIDE)):
        each.unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Look after a folder while no other session does; gives False where one does already.

    Waits for it, and raises Busy where that takes too long, unless ``wait`` is false.
    """
    with explained(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        got = _lock(descriptor)
        end = time.monotonic() + WAIT_SECONDS
        while wait and not got:
            if time.monotonic() > end:
                message = say("another session has been at work in this folder for too long")
                raise Busy(Problem(message=message, file=str(folder)))
            time.sleep(0.05)
            got = _lock(descriptor)
        yield got
    finally:
        os.close(descriptor)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except FileNotFoundError:
        message = say("there is no such folder; make it first")
        raise StoreError(Problem(message=message, file=str(path))) from None
    except OSError as error:
        message = say("nothing can be written here: {reason}", reason=reason(error))
        raise StoreError(Problem(message=message, file=str(path))) from error


def _new_draft(folder: Path) -> tuple[Path, int]:
    while True:
        path = folder / _PATTERN.replace("*", secrets.token_hex(6))
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        os.fchmod(descriptor, 0o600)
        # somebody who swept in between may have taken it for a leftover
        if _lock(descriptor) and os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove the drafts of sessions that were killed."""
    for path in folder.glob(_PATTERN):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
            try:
                if _lock(descriptor):
                    remove(path)
            finally:
                os.close(descriptor)
    for path in folder.glob(f"{_PATTERN}-*"):  # what the driver wrote beside one
        if not os.path.lexists(str(path).rpartition("-")[0]):
            with contextlib.suppress(OSError):
                path.unlink()


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _finish(path: Path, modes: Modes) -> None:
    """Give a draft its owner and mode, and see that it has reached the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        if modes.group is not None and os.fstat(descriptor).st_gid != modes.group:
            os.fchown(descriptor, -1, modes.group)
        os.fchmod(descriptor, modes.file)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take_name(path: Path, name: Path) -> None:
    """Rename a file unless there is one of that name."""
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:  # a memory stick knows no second name of a file
        if os.path.lexists(name):
            raise FileExistsError(name) from None
        os.rename(path, name)
    else:
        os.unlink(path)


def sync_folder(folder: Path) -> None:
    """See that the names in a folder have reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
