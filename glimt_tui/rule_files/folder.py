"""Reading a folder of rule sets that the configuration names: each file once, and only if trusted.

Where the folder has a lock, what is not as the lock says is named, and not read. Whatever is wrong
stands in the contents beside what could be read, so that an answer is never quietly smaller.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from msgspec import Struct, structs

from glimt_rules.documents.source import (
    CHANGING,
    Source,
    explained,
    read_steady,
    small_source,
)
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.files import cases_name, is_cases, is_rule_set, rule_set_name
from glimt_rules.rulesets.read import Failed
from glimt_tui.rule_files import lock as locks
from glimt_tui.rule_files.lock import Lock, differences, read_lock
from glimt_tui.rule_files.lost import copy_read, gone, sign_of_lock
from glimt_tui.rule_files.pending import left_missing, under_way
from glimt_tui.rule_files.trust import Trusted, file_in, opened

#: How often a folder is read anew that somebody changes meanwhile.
_ATTEMPTS = 5
#: What is told of a file that cannot be a rule set by its name.
NO_RULE_SET = say(
    "This can be no rule set: its file ends in .toml, and not in .cases.toml, and does not begin "
    "with a dot"
)


class File(Struct, frozen=True):
    """A file of a folder, as it was read."""

    path: Path
    data: bytes

    @property
    def name(self) -> str:
        """What it is called in its folder."""
        return self.path.name

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


class Contents(Struct, frozen=True, kw_only=True):
    """What is in a folder of rule sets."""

    #: the folder, or the one file, as the configuration names it
    folder: Path
    #: the folder itself
    directory: Path
    #: all that could be read and may be believed, as files and as rule sets
    files: tuple[File, ...] = ()
    sources: tuple[Source, ...] = ()
    #: Python that is to be loaded: only where the configuration turns that on
    modules: tuple[File, ...] = ()
    #: what may not be believed, or cannot be read
    failed: tuple[Failed, ...] = ()
    #: what is worth knowing, and fails nothing
    notes: tuple[Problem, ...] = ()
    lock: Lock | None = None
    #: the lock's file as it was read; None where there is none
    lock_file: File | None = None
    #: what tells that there was a lock, where it is gone
    sign: str | None = None
    #: where the lock is gone: what it was last
    last: Lock | None = None

    @property
    def held(self) -> Lock:
        """What has been taken into the lock, also where that is gone and its copy is left."""
        return self.lock or self.last or Lock()

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each file, by name."""
        return {file.name: file.sha256 for file in self.files}

    def without(self, names: Collection[str]) -> Contents:
        """The contents as they would be without some files."""
        return structs.replace(
            self,
            files=tuple(file for file in self.files if file.name not in names),
            sources=tuple(each for each in self.sources if Path(each.name).name not in names),
        )


class How(Struct, frozen=True, kw_only=True):
    """How a folder is read."""

    trusted: Trusted
    #: whether Python there is to be loaded, where the lock holds it
    python: bool = False
    #: whether what is there is held against the lock
    locked: bool = True


def read_folder(path: Path, how: How) -> Contents:
    """Read a folder of rule sets, or one file; what is wrong stands in the contents."""
    one = None if path.is_dir() else path.name
    empty = Contents(folder=path, directory=path.parent if one else path)
    for _ in range(_ATTEMPTS):
        try:
            with opened(empty.directory, how.trusted) as at:
                contents = _read(empty, at, how, one)
        except InputError as error:
            failed = tuple(Failed(each.file or str(path), (each,)) for each in error.problems)
            contents = structs.replace(empty, failed=failed)
        if not _was_changed_meanwhile(contents, how.trusted):
            break
    return contents


def _read(empty: Contents, at: int, how: How, one: str | None) -> Contents:
    """What is in an open folder, or of it only the file ``one`` with its cases."""
    folder = empty.directory
    with explained(str(folder)):
        there = os.listdir(at)
    lock_file = _read_lock_file(folder, at, how.trusted, there)
    lock, last, sign = _lock_in(lock_file, how), None, sign_of_lock(there)
    if sign is not None and how.locked:
        return structs.replace(empty, failed=(gone(folder, sign),), sign=sign)
    if sign == locks.COPY_NAME:
        last = copy_read(_file(folder / sign, at, how.trusted))
    names = _names(there)
    if one is not None:
        if not is_rule_set(one):
            wrong = Problem(message=NO_RULE_SET, file=str(folder / one))
            return structs.replace(empty, failed=(Failed(str(folder / one), (wrong,)),))
        wanted = {one, cases_name(one)}
        names = [name for name in names if name in wanted]
        lock, last = (each and each.of(wanted) for each in (lock, last))
    code = [name for name in names if name.endswith(".py")]
    notes = () if how.python else tuple(_switched_off(folder / name) for name in code)
    names = [name for name in names if how.python or name not in code]
    files, failed = _read_files(folder, at, names, how.trusted)
    if how.locked and lock is not None:
        files, unlike = _as_locked(folder, lock, files, {each.name for each in failed}, names)
        with explained(str(folder / locks.FILE_NAME)):
            written = os.stat(locks.FILE_NAME, dir_fd=at).st_mtime
        failed += [*unlike, *left_missing(folder, lock, written, there)]
        notes += under_way(folder, lock)
    modules = tuple(file for file in files if file.name in code)
    if how.locked and lock is None:
        failed += [_unlocked(file.path) for file in modules]
        modules = ()
    sources, not_read = _sources(files)
    return structs.replace(
        empty,
        files=tuple(files),
        sources=sources,
        modules=modules,
        failed=(*failed, *not_read),
        notes=notes,
        lock=lock,
        lock_file=lock_file,
        sign=sign,
        last=last,
    )


def _names(names: Iterable[str]) -> list[str]:
    """The files that count: rule sets, their cases, and Python; a leading dot hides a file."""
    return sorted(
        name for name in names if name.endswith((".toml", ".py")) and not name.startswith(".")
    )


def _read_lock_file(folder: Path, at: int, trusted: Trusted, names: Iterable[str]) -> File | None:
    """The lock of a folder, if there is one; raises InputError where it cannot be read."""
    if locks.FILE_NAME not in names:
        return None
    return _file(folder / locks.FILE_NAME, at, trusted)


def _lock_in(file: File | None, how: How) -> Lock | None:
    """What a lock says; raises InputError where it is none, unless nothing is held against it."""
    if file is None:
        return None
    try:
        return read_lock(str(file.path), file.data)
    except InputError:
        if how.locked:
            raise
        return None


def _file(path: Path, at: int, trusted: Trusted) -> File:
    with file_in(at, path, trusted) as descriptor:
        return File(path, read_steady(str(path), descriptor))


def _read_files(
    folder: Path, at: int, names: Iterable[str], trusted: Trusted
) -> tuple[list[File], list[Failed]]:
    files, failed = [], []
    for name in names:
        try:
            files.append(_file(folder / name, at, trusted))
        except InputError as error:
            failed.append(Failed(str(folder / name), error.problems))
    return files, failed


def _as_locked(
    folder: Path, lock: Lock, files: list[File], failed: set[str], names: Iterable[str]
) -> tuple[list[File], list[Failed]]:
    """The files that are as the lock says, and what the others are.

    Those in ``failed`` have been told of already, and are not missing.
    """
    digests = {file.name: file.sha256 for file in files}
    unlike = [
        each
        for each in differences(lock, digests)
        if str(folder / each.name) not in failed
        # Python that is switched off is not read, whatever the lock says of it
        and (each.name in names or not each.name.endswith(".py"))
    ]
    wrong = {each.name for each in unlike}
    # a rule set is not read without its cases, nor with others than were taken in with it
    for each in unlike:
        wrong.add(rule_set_name(each.name))
    told = [
        Failed(
            each.entry.rule_set if each.entry and each.entry.family else str(folder / each.name),
            (Problem(message=each.message, file=str(folder / each.name)),),
        )
        for each in unlike
    ]
    return [file for file in files if file.name not in wrong], told


def _sources(files: Iterable[File]) -> tuple[tuple[Source, ...], list[Failed]]:
    """The rule sets among files, each with its cases; and those that are none."""
    cases: dict[str, Source | None] = {}
    sources: list[Source] = []
    failed: list[Failed] = []
    toml = [file for file in files if file.name.endswith(".toml")]
    for file in sorted(toml, key=lambda file: not is_cases(file.name)):
        try:
            source = small_source(str(file.path), file.data)
        except InputError as error:
            failed.append(Failed(str(file.path), error.problems))
            continue
        if is_cases(file.name):
            cases[rule_set_name(file.name)] = source
        else:
            sources.append(structs.replace(source, beside=cases.get(file.name)))
    return tuple(sources), failed


def _switched_off(path: Path) -> Problem:
    message = say(
        "This is Python, and is not loaded; python_in_rule_directories of the configuration "
        "turns that on"
    )
    return Problem(message=message, file=str(path))


def _unlocked(path: Path) -> Failed:
    message = say(
        "This is Python that no lock holds, and so is not loaded; glimt rules lock takes it in"
    )
    return Failed(str(path), (Problem(message=message, file=str(path)),))


def _was_changed_meanwhile(contents: Contents, trusted: Trusted) -> bool:
    """Whether somebody was at work in the folder, so that what was read may be half of it."""
    problems = [problem for failed in contents.failed for problem in failed.problems]
    if not problems:
        return False
    if any(problem.message == CHANGING for problem in problems):
        return True
    try:
        with opened(contents.directory, trusted) as at:
            now = _read_lock_file(contents.directory, at, trusted, os.listdir(at))
    except InputError:
        return False
    before = contents.lock_file
    return (now and now.data) != (before and before.data)
