"""Where the database is, and whether nobody else can read or change it there.

What counts is who may do what by owner, group and mode, as the file system tells it. The
file may be a link; then both the folder of the link and the file that it leads to count.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_tui.config import Loaded
from glimt_tui.store.errors import StoreError

FILE_NAME = "glimt.db"
#: The site's folder; where it is there, the machine has one database for all.
SITE = Path("/var/lib/glimt")
#: What SQLite writes beside a database, by the end of its name.
BESIDE = ("-wal", "-shm", "-journal")


class _Wanted(NamedTuple):
    """What mode something has that is its owner's alone, and that a group shares."""

    private: int
    shared: int

    def mode(self, gid: int | None) -> int:
        return self.private if gid is None else self.shared


_FILE = _Wanted(0o600, 0o660)
_FOLDER = _Wanted(0o700, 0o2770)
#: A folder above, which the members of the group need to get through.
_ABOVE = _Wanted(0o700, 0o710)


def database_path(given: str | None, config: Loaded) -> Path:
    """Where the database is, or is to be made.

    Looked for in this order: ``given``, ``$GLIMT_DATABASE``, the configuration, the user's
    own where it is there, the site's where its folder is there, and else the user's own.
    """
    if given == "":
        message = say("{found} is no path of a file", found=quoted(given))
        raise InputError(Problem(message=message, where="--database"))
    if named := given or os.environ.get("GLIMT_DATABASE"):
        return Path(named)
    if config.database:
        return config.database
    own = _own_path()
    if own is not None and os.path.lexists(own):
        return own
    if SITE.is_dir():
        return SITE / FILE_NAME
    if own is None:
        message = say("You have no home folder here; name the database's file with this option")
        raise InputError(Problem(message=message, where="--database"))
    return own


def _own_path() -> Path | None:
    """The user's own database; None for one who has no home."""
    given = os.environ.get("XDG_DATA_HOME", "")
    # a relative folder is to be ignored, says the specification
    folder = given if os.path.isabs(given) else os.path.expanduser("~/.local/share")
    return Path(folder, "glimt", FILE_NAME) if os.path.isabs(folder) else None


def keys_folder(database: Path) -> Path:
    """The folder of keys that belongs to a database: beside it, or beside what it leads to."""
    real = os.path.realpath(database)
    return Path(f"{real}.keys")


def kept_folder(database: Path) -> Path:
    """The folder of the backups that are kept of a database, beside what it leads to."""
    return Path(f"{os.path.realpath(database)}.backups")


# Making ----------------------------------------------------------------------------------


def make_place(path: Path, group: str | None) -> None:
    """Make an empty file for a database, and its folder where it is not there.

    They are open to their owner alone, or to the members of ``group`` too. Raises
    StoreError, and then leaves nothing behind.
    """
    gid = None if group is None else _own_group(group)
    with ExitStack() as undo:
        try:
            _make_folders(path.parent, gid, undo)
            problems = list(_problems_of_folder(path.parent, gid, shared=gid is not None))
            problems += [_left_over(file) for file in _beside(path) if os.path.lexists(file)]
            if problems:
                raise StoreError(problems)
            _make_file(path, gid, undo)
        except FileExistsError:
            message = say("There is something here already; a database is made where nothing is")
            raise _wrong(path, message) from None
        except (OSError, ValueError) as error:
            message = say("No database can be made here: {reason}", reason=_reason(error))
            raise _wrong(path, message) from None
        undo.pop_all()


def make_beside(folder: Path, group: str | None) -> None:
    """Make a folder that belongs to a database, for those who may use the database.

    One that is there already is left as it is. Raises StoreError.
    """
    with ExitStack() as undo:
        try:
            _make_folders(folder, None if group is None else _own_group(group), undo)
        except OSError as error:
            message = say("This folder cannot be made: {reason}", reason=_reason(error))
            raise _wrong(folder, message) from None
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


def gid_of(group: str) -> int:
    """The number of a group; raises StoreError where there is none of that name."""
    import grp

    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        message = say("There is no group {group} on this machine", group=quoted(group))
        raise StoreError(Problem(message=message, where="staff_group")) from None


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
        mode = (_FOLDER if each == folder else _ABOVE).mode(gid)
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        _give(descriptor, gid, mode)


def _make_file(path: Path, gid: int | None, undo: ExitStack) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    undo.callback(os.unlink, path)
    _give(descriptor, gid, _FILE.mode(gid))


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


# Checking --------------------------------------------------------------------------------


def check_place(path: Path, group: str | None) -> None:
    """See that a database is there, and that nobody can use it who should not.

    Members of ``group`` may, where there is one. Raises StoreError with all that is wrong,
    and how to mend it.
    """
    gid = None if group is None else gid_of(group)
    status = _status_of_database(path)
    real = Path(os.path.realpath(path))
    shared = gid is not None and bool(status.st_mode & 0o070)
    problems = list(_problems_of(real, status, _FILE, gid))
    problems += _problems_of_folder(real.parent, gid, shared=shared)
    if not os.path.samefile(real.parent, path.parent):
        problems += _problems_of_folder(path.parent, gid)
    for file in _beside(path):
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
        message = say("This database is out of reach: {reason}", reason=_reason(error))
        raise _wrong(path, message) from None
    if stat.S_ISDIR(status.st_mode):
        raise _wrong(path, say("this is a folder; a file is wanted"))
    if not stat.S_ISREG(status.st_mode):
        raise _wrong(path, say("This is no regular file, which a database is"))
    return status


def _not_there(path: Path) -> StoreError:
    if os.path.islink(path):
        target = os.path.realpath(path)
        return _wrong(path, say("This leads to {target}, where nothing is", target=target))
    if os.path.isdir(path.parent):
        return _wrong(path, say("There is no database here; glimt init makes one"))
    message = say(
        "There is no folder {folder}; glimt init makes it, with a database",
        folder=str(path.parent),
    )
    return _wrong(path, message)


def _problems_of(
    path: Path, status: os.stat_result, wanted: _Wanted, gid: int | None
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
            command=_hand_over(path, gid, mode),
        )  # fmt: skip
    yield Problem(message=message, file=str(path))


def _problems_of_folder(
    folder: Path, gid: int | None, *, shared: bool = False
) -> Iterator[Problem]:
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
    mode = _FOLDER.shared
    remedy: str | Message = _hand_over(folder, gid, mode)
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
        yield from _problems_of(file, status, _FILE, gid)
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
        message = say(
            "This folder of the database is out of reach: {reason}", reason=_reason(error)
        )
        yield Problem(message=message, file=str(folder))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _problems_of(folder, status, _FOLDER, gid)
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


def _beside(database: Path) -> list[Path]:
    """What SQLite writes beside a database: beside what it leads to, where it is a link."""
    real = os.path.realpath(database)
    return [Path(real + end) for end in BESIDE]


def name_of_user(uid: int) -> str:
    """The name of a user of the machine, or the number where there is none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def name_of_group(gid: int) -> str:
    """The name of a group, or the number where there is none."""
    import grp

    try:
        return quoted(grp.getgrgid(gid).gr_name)
    except KeyError:
        return str(gid)


def octal(mode: int) -> str:
    """The permissions of a mode, as chmod takes them: 0644."""
    return format(stat.S_IMODE(mode), "04o")


def chmod_command(path: Path, mode: int) -> str:
    """The command that gives something a mode."""
    return f"chmod {mode:o} {_typed(str(path))}"


def _hand_over(path: Path, gid: int, mode: int) -> str:
    """The commands that give something a group, and the mode by which the group shares it."""
    import grp

    group = grp.getgrgid(gid).gr_name
    return f"chgrp {_typed(group)} {_typed(str(path))} && {chmod_command(path, mode)}"


def _typed(text: str) -> str:
    """A word of a command as it is typed."""
    import shlex

    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def _reason(error: OSError | ValueError) -> str:
    return quoted(getattr(error, "strerror", None) or str(error))


def _wrong(path: Path, message: Message) -> StoreError:
    return StoreError(Problem(message=message, file=str(path)))
