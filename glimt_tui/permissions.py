"""Owners, groups and modes of files: what they are called, and the commands that change them."""

from __future__ import annotations

import stat
from pathlib import Path

from glimt_rules.documents.faults import quoted


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


def hand_over_command(path: Path, gid: int, mode: int) -> str:
    """The commands that give something a group, and the mode by which the group shares it."""
    import grp

    group = grp.getgrgid(gid).gr_name
    return f"chgrp {_typed(group)} {_typed(str(path))} && {chmod_command(path, mode)}"


def _typed(text: str) -> str:
    """A word of a command as it is typed."""
    import shlex

    return shlex.quote(f"./{text}" if text.startswith("-") else text)
