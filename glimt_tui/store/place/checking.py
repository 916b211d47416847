"""Whether nobody can read or change a database who should not.

What counts is who may do what by owner, group and mode, as the file system tells it. The
file may be a link; then both the folder of the link and the file that it leads to count.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_tui.permissions import (
    chmod_command,
    hand_over_command,
    name_of_group,
    name_of_user,
    octal,
)
from glimt_tui.store.errors import StoreError, reason, wrong
from glimt_tui.store.place.paths import kept_folder, keys_folder, written_beside
from glimt_tui.store.place.wanted import FILE, FOLDER, Wanted, gid_of


def check_place(path: Path, group: str | None) -> None:
    """See that a database is there, and that nobody can use it who should not.

    Members of ``group`` may, where there is one. Raises StoreError with all that is wrong,
    and how to mend it.
    """
    gid = None if group is None else gid_of(group)
    status = _status_of_database(path)
    real = Path(os.path.realpath(path))
    shared = gid is not None and bool(status.st_mode & 0o070)
    problems = list(_problems_of(real, status, FILE, gid))
    problems += problems_of_folder(real.parent, gid, shared=shared)
    if not os.path.samefile(real.parent, path.parent):
        problems += problems_of_folder(path.parent, gid)
    for file in written_beside(path):
        problems += _problems_beside(file, gid)
    for folder in (keys_folder(path), kept_folder(path)):
        problems += _problems_of_own(folder, gid)
    if not problems:
        problems += _out_of_reach(real)
    if problems:
        raise StoreError(problems)


def _status_of_database(path: Path) -> os.stat_result:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        raise _not_there(path) from None
    except (OSError, ValueError) as error:
        message = say("This database is out of reach: {reason}", reason=reason(error))
        raise wrong(path, message) from None
    if stat.S_ISDIR(status.st_mode):
        raise wrong(path, say("this is a folder; a file is wanted"))
    if not stat.S_ISREG(status.st_mode):
        raise wrong(path, say("This is no regular file, which a database is"))
    return status


def _not_there(path: Path) -> StoreError:
    if os.path.islink(path):
        target = os.path.realpath(path)
        return wrong(path, say("This leads to {target}, where nothing is", target=target))
    if os.path.isdir(path.parent):
        return wrong(path, say("There is no database here; glimt init makes one"))
    message = say(
        "There is no folder {folder}; glimt init makes it, with a database",
        folder=str(path.parent),
    )
    return wrong(path, message)


def _problems_of(
    path: Path, status: os.stat_result, wanted: Wanted, gid: int | None
) -> Iterator[Problem]:
    """What is wrong with the owner and the mode of what nobody else may even read."""
    if gid is None and not _is_trusted(status):
        yield _of_another(path, status)
    in_group = gid is not None and status.st_gid == gid
    if not status.st_mode & (0o007 if in_group else 0o077):
        return
    mode = wanted.mode(gid)
    found, right = octal(status.st_mode), octal(mode)
    if gid is None or in_group:
        message = say(
            "Others may read or change this: its mode is {found}; {wanted} is wanted: {command}",
            found=found, wanted=right, command=chmod_command(path, mode),
        )  # fmt: skip
    else:
        message = say(
            "Others may read or change this: its mode is {found} and its group {other}; {wanted} "
            "and the group {group} are wanted: {command}",
            found=found, other=name_of_group(status.st_gid), wanted=right, group=name_of_group(gid),
            command=hand_over_command(path, gid, mode),
        )  # fmt: skip
    yield Problem(message=message, file=str(path))


def problems_of_folder(folder: Path, gid: int | None, *, shared: bool = False) -> Iterator[Problem]:
    """What is wrong with a folder in which the database lies, or a link to it.

    Nobody else may put another file in its place. Where the database is ``shared``, members
    of the group can write beside it, and what they write is the group's.
    """
    status = os.stat(folder)
    if gid is None and not _is_trusted(status):
        yield _of_another(folder, status)
    in_group = gid is not None and status.st_gid == gid
    if shared and gid is not None:
        if not in_group or status.st_mode & 0o2072 != 0o2070:
            yield _not_the_groups(folder, status, gid)
        return
    open_to = status.st_mode & (0o002 if in_group else 0o022)
    if open_to and not status.st_mode & stat.S_ISVTX:
        mode = stat.S_IMODE(status.st_mode) & ~open_to
        message = say(
            "Others may put another database into this folder: its mode is {found}; {wanted} is "
            "wanted: {command}",
            found=octal(status.st_mode), wanted=octal(mode), command=chmod_command(folder, mode),
        )  # fmt: skip
        yield Problem(message=message, file=str(folder))


def _not_the_groups(folder: Path, status: os.stat_result, gid: int) -> Problem:
    mode = FOLDER.shared
    remedy: str | Message = hand_over_command(folder, gid, mode)
    if status.st_mode & stat.S_ISVTX:  # a folder that is meant for everybody stays so
        remedy = say("move the database into such a folder")
    message = say(
        "A database that the group {group} shares lies in a folder of this group alone, with the "
        "mode {wanted}; this one has {found}, and the group {other}: {remedy}",
        group=name_of_group(gid), wanted=octal(mode), found=octal(status.st_mode),
        other=name_of_group(status.st_gid), remedy=remedy,
    )  # fmt: skip
    return Problem(message=message, file=str(folder))


def _problems_beside(file: Path, gid: int | None) -> Iterator[Problem]:
    """What is wrong with a file that SQLite wrote beside the database, if it is there."""
    try:
        status = os.lstat(file)
    except FileNotFoundError:  # gone with whoever was last to leave the database
        return
    if stat.S_ISREG(status.st_mode):
        yield from _problems_of(file, status, FILE, gid)
    else:
        message = say("This is no regular file, as SQLite would have written it; remove it")
        yield Problem(message=message, file=str(file))


def _problems_of_own(folder: Path, gid: int | None) -> Iterator[Problem]:
    """What is wrong with a folder that belongs to the database, if it is there."""
    if not os.path.lexists(folder):
        return
    try:
        status = os.stat(folder)
    except OSError as error:
        message = say("This folder of the database is out of reach: {reason}", reason=reason(error))
        yield Problem(message=message, file=str(folder))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _problems_of(folder, status, FOLDER, gid)
    else:
        message = say("This is no folder, but the database keeps something in it")
        yield Problem(message=message, file=str(folder))


def _out_of_reach(path: Path) -> Iterator[Problem]:
    """What keeps the user from the database where it is safe from others."""
    if os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        return
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        message = say("This database lies on a disk that can only be read")
    else:
        status = os.stat(path)
        message = say(
            "You may not read and write this: it belongs to {owner}, and its mode is {found}",
            owner=quoted(name_of_user(status.st_uid)),
            found=octal(stat.S_IMODE(status.st_mode)),
        )
    yield Problem(message=message, file=str(path))


def _is_trusted(status: os.stat_result) -> bool:
    """Whether something belongs to the user, or to root, who may do everything anyway."""
    return os.geteuid() == 0 or status.st_uid in (0, os.geteuid())


def _of_another(path: Path, status: os.stat_result) -> Problem:
    message = say(
        "This belongs to {owner}, and you are {user}; several users share a database by the key "
        "staff_group of the configuration",
        owner=quoted(name_of_user(status.st_uid)),
        user=quoted(name_of_user(os.geteuid())),
    )
    return Problem(message=message, file=str(path))
