"""Making the place of a database: its file and its folders, for those whom they are for."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store.errors import StoreError, reason, wrong
from glimt_tui.store.place.checking import problems_of_folder
from glimt_tui.store.place.paths import written_beside
from glimt_tui.store.place.wanted import ABOVE, FILE, FOLDER, gid_of


def make_place(path: Path, group: str | None) -> None:
    """Make an empty file for a database, and its folder where it is not there.

    They are open to their owner alone, or to the members of ``group`` too. Raises
    StoreError, and then leaves nothing behind.
    """
    gid = None if group is None else _own_group(group)
    with ExitStack() as undo:
        try:
            _make_folders(path.parent, gid, undo)
            problems = list(problems_of_folder(path.parent, gid, shared=gid is not None))
            problems += [_left_over(file) for file in written_beside(path) if os.path.lexists(file)]
            if problems:
                raise StoreError(problems)
            _make_file(path, gid, undo)
        except FileExistsError:
            message = say("There is something here already; a database is made where nothing is")
            raise wrong(path, message) from None
        except (OSError, ValueError) as error:
            message = say("No database can be made here: {reason}", reason=reason(error))
            raise wrong(path, message) from None
        undo.pop_all()


def make_beside(folder: Path, group: str | None) -> None:
    """Make a folder that belongs to a database, for those who may use the database.

    One that is there already is left as it is. Raises StoreError.
    """
    with ExitStack() as undo:
        try:
            _make_folders(folder, None if group is None else _own_group(group), undo)
        except OSError as error:
            message = say("This folder cannot be made: {reason}", reason=reason(error))
            raise wrong(folder, message) from None
        undo.pop_all()


def _own_group(group: str) -> int:
    """The number of a group to which the user can give files."""
    gid = gid_of(group)
    if os.geteuid() != 0 and gid not in {os.getegid(), *os.getgroups()}:
        message = say(
            "You are not in the group {group}; whoever was added to it must log in again",
            group=quoted(group),
        )
        raise StoreError(Problem(message=message, where="staff_group"))
    return gid


def _make_folders(folder: Path, gid: int | None, undo: ExitStack) -> None:
    """Make a folder, and those above it; a group may step through all of them."""
    missing = []
    above = folder
    while not os.path.lexists(above):
        missing.append(above)
        above = above.parent
    for each in reversed(missing):
        try:
            os.mkdir(each, 0o700)
        except FileExistsError:  # made by somebody else meanwhile; it is looked at later
            continue
        undo.callback(os.rmdir, each)
        mode = (FOLDER if each == folder else ABOVE).mode(gid)
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        _give(descriptor, gid, mode)


def _make_file(path: Path, gid: int | None, undo: ExitStack) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    undo.callback(os.unlink, path)
    _give(descriptor, gid, FILE.mode(gid))


def _give(descriptor: int, gid: int | None, mode: int) -> None:
    """Set the group and the mode of what has just been made, whatever the umask is."""
    try:
        if gid is not None:
            os.fchown(descriptor, -1, gid)
        os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)


def _left_over(file: Path) -> Problem:
    message = say("This is left over from another database; move it away first")
    return Problem(message=message, file=str(file))
