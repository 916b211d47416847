"""Where a database lies, and who somebody is there: for what is told of its place."""

from __future__ import annotations

import grp
import os
import shlex  # noqa: F401  # before a test becomes somebody who may not read our modules
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from glimt_rules.errors import GlimtError
from glimt_rules.texts import Texts
from glimt_tui.store.errors import StoreError
from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.making import make_place

OWN_GROUP = grp.getgrgid(os.getegid()).gr_name
#: A user and a group that are nobody's, as far as this machine knows.
STRANGER = 54321
EN = Texts("en")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def told(error: GlimtError) -> list[tuple[str | None, str]]:
    return [(problem.file, EN.sentence(problem.message)) for problem in error.problems]


def refused(path: Path, group: str | None = None) -> list[tuple[str | None, str]]:
    with pytest.raises(StoreError) as caught:
        check_place(path, group)
    return told(caught.value)


def not_made(path: Path, group: str | None = None) -> list[tuple[str | None, str]]:
    with pytest.raises(StoreError) as caught:
        make_place(path, group)
    return told(caught.value)


def mend(text: str) -> None:
    """Do what a message says: what stands after its last colon."""
    subprocess.run(["sh", "-c", text.rpartition(": ")[2]], check=True)


@contextmanager
def being(uid: int, *groups: int) -> Iterator[None]:
    """Be another user for a while; only root can."""
    before = os.getegid(), os.getgroups()
    os.setgroups(groups)
    os.setegid(uid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(before[0])
        os.setgroups(before[1])


def shared_group() -> tuple[str, int]:
    """Some group of the machine that is not root's."""
    found = next(group for group in grp.getgrall() if group.gr_gid)
    return found.gr_name, found.gr_gid
