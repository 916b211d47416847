"""Changing a folder of rule sets so that it is as its lock says at every moment.

First the lock says that both is right, the old and the new. Then the files are put there, or taken
away, each whole or not at all, and the journal is written. Last the lock says what is there now.
Whoever is stopped in between leaves a folder that can be read; where something fails, everything
is put back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

from msgspec import Struct, structs

from glimt_rules.errors import GlimtError
from glimt_rules.rulesets.files import CASES_SUFFIX, is_cases
from glimt_tui.rule_files import lock as locks
from glimt_tui.rule_files.folder import Contents, File
from glimt_tui.rule_files.lock import Entry, Lock, lock_text
from glimt_tui.rule_files.lost import REMOVED
from glimt_tui.store.drafts import (
    Modes,
    draft,
    explained,
    make_folder,
    publish,
    put_in_place,
    sync_folder,
)


class Changes(Struct, frozen=True, kw_only=True):
    """What is to be done to a folder."""

    #: files that are to stand there, the cases of a rule set before it
    put: tuple[File, ...] = ()
    #: names of files that are to be put away
    remove: tuple[str, ...] = ()
    #: entries for what is put there, and for what is taken in as it is
    entries: tuple[Entry, ...] = ()
    #: names of files that are gone, and whose entries go as well
    gone: tuple[str, ...] = ()


def carry_out(
    contents: Contents, changes: Changes, journal: AbstractContextManager[object]
) -> bool:
    """Change a folder that somebody looks after (``alone_in``); whole, or not at all.

    ``journal`` is entered before the first file is touched, and left when all are in place.
    Returns whether the lock is settled: where it is not, it still says that both is right.
    Raises StoreError where something cannot be written.
    """
    folder, modes = contents.directory, modes_in(contents.directory)
    old = contents.held.settled(contents.digests)
    middle, new = _locks(old, changes)
    copy = _bytes_of(folder / locks.COPY_NAME)
    with ExitStack() as undo:
        undo.callback(_put_lock_back, contents, modes)
        _write_lock(folder, middle, modes)
        undo.callback(_put_data_back, folder / locks.COPY_NAME, copy, modes)
        _write_copy(folder, middle, modes)
        with journal:
            for file in changes.put:
                undo.callback(_put_file_back, contents, file.name, modes)
                write_file(folder / file.name, file.data, modes)
            if changes.remove:
                _put_away(folder, changes.remove, undo)
        undo.pop_all()
    if new == middle:
        return True
    try:
        _write_copy(folder, new, modes)
        _write_lock(folder, new, modes)
    except GlimtError:
        return False
    return True


def _locks(old: Lock, changes: Changes) -> tuple[Lock, Lock]:
    """The lock by which the old and the new are right, and the one for the new alone."""
    put = {file.name for file in changes.put}
    given = {entry.name for entry in changes.entries}
    going = set(changes.remove)
    before = [
        structs.replace(entry, pending=entry.name in going)
        for entry in old.files
        # what is taken in as it stands there has one entry, the new one
        if entry.name not in given - put and entry.name not in changes.gone
    ]
    coming = [structs.replace(entry, pending=entry.name in put) for entry in changes.entries]
    after = [entry for entry in old.files if entry.name not in given | going | set(changes.gone)]
    return _sorted([*before, *coming]), _sorted([*after, *changes.entries])


def _sorted(entries: Iterable[Entry]) -> Lock:
    return Lock(files=tuple(sorted(entries, key=lambda entry: (entry.name, entry.pending))))


# Writing ---------------------------------------------------------------------------------


def modes_in(folder: Path) -> Modes:
    """Who may read what is put into a folder: those who may read the folder."""
    status = os.stat(folder)
    mode = 0o600 | (0o040 if status.st_mode & 0o050 else 0) | (0o044 if status.st_mode & 5 else 0)
    group = None if status.st_mode & 0o005 else status.st_gid
    return Modes(file=mode, folder=status.st_mode & 0o7777, group=group)


def write_file(path: Path, data: bytes, modes: Modes) -> None:
    """Write a file whole, or leave what is there as it is."""
    with draft(path.parent) as new:
        with explained(path):
            new.write_bytes(data)
        if os.path.lexists(path):
            put_in_place(new, path)
        else:
            publish(new, [path.name], modes)


def _write_lock(folder: Path, lock: Lock, modes: Modes) -> None:
    write_file(folder / locks.FILE_NAME, lock_text(lock), modes)


def _write_copy(folder: Path, lock: Lock, modes: Modes) -> None:
    write_file(folder / locks.COPY_NAME, lock_text(lock), modes)


def _put_away(folder: Path, names: Sequence[str], undo: ExitStack) -> None:
    """Keep files beside, all under the first number that is free."""
    kept = folder / REMOVED
    if not os.path.lexists(kept):
        undo.callback(_remove_empty, kept)
        make_folder(kept, modes_in(folder))
    number = 1
    while any(os.path.lexists(kept / _numbered(name, number)) for name in names):
        number += 1
    with explained(folder):
        for name in names:
            target = kept / _numbered(name, number)
            os.rename(folder / name, target)
            undo.callback(os.rename, target, folder / name)
    sync_folder(kept)
    sync_folder(folder)


def _numbered(name: str, number: int) -> str:
    """A name with a number before its end, but for the first: ``a.2.toml``, ``a.2.cases.toml``."""
    if number == 1:
        return name
    end = CASES_SUFFIX if is_cases(name) else Path(name).suffix
    return f"{name.removesuffix(end)}.{number}{end}"


# Putting back ----------------------------------------------------------------------------


def _put_file_back(contents: Contents, name: str, modes: Modes) -> None:
    path = contents.directory / name
    before = next((file for file in contents.files if file.name == name), None)
    if before is not None:
        write_file(path, before.data, modes)
    else:
        path.unlink(missing_ok=True)


def _put_lock_back(contents: Contents, modes: Modes) -> None:
    data = None if contents.lock_file is None else contents.lock_file.data
    _put_data_back(contents.directory / locks.FILE_NAME, data, modes)


def _put_data_back(path: Path, data: bytes | None, modes: Modes) -> None:
    if data is not None:
        write_file(path, data, modes)
    else:
        path.unlink(missing_ok=True)


def _bytes_of(path: Path) -> bytes | None:
    """What is in a file of one's own; None where there is none."""
    with explained(path):
        return path.read_bytes() if path.is_file() else None


def _remove_empty(folder: Path) -> None:
    """Take a folder away that was made for nothing; it would tell of a lock that never was."""
    with suppress(OSError):
        os.rmdir(folder)
