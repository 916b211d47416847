"""Marks of who was erased, kept outside the database: whom a copy from before must not bring back.

A mark is a salted digest of an id, and tells nobody by itself. It stands beside the keys of the
visitor list and in no copy, so whoever has a copy cannot try out ids until one fits. Its name
stands in the journal's entry of the erasure: a copy that has that entry was made later, and holds
somebody of this id only because they were registered anew.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store.errors import StoreError

FILE_NAME = "erased.jsonl"
#: The fact of an entry by which a copy is known to have been through an erasure.
MARK = "mark"
_SALT_BYTES = 16


class Mark(Struct, frozen=True):
    """One erasure: its name, and what recognises whom it erased."""

    name: str
    salt: bytes
    digest: bytes

    def fits(self, id_: str) -> bool:
        """Whether this is the id of whom it erased."""
        return secrets.compare_digest(self.digest, _digest(self.salt, id_))


class Marks:
    """The marks in a folder, one on each line of a file that only grows."""

    def __init__(self, folder: Path, *, mode: int = 0o600) -> None:
        """``mode`` is that of the file: 0660 where a group of people share the database."""
        self._path = folder / FILE_NAME
        self._mode = mode

    def add(self, name: str, id_: str) -> None:
        """Keep the mark of an erasure; it has reached the disk when this returns."""
        salt = secrets.token_bytes(_SALT_BYTES)
        line = msgspec.json.encode(Mark(name, salt, _digest(salt, id_))) + b"\n"
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, self._mode)
            try:
                if os.fstat(descriptor).st_size == 0:
                    os.fchmod(descriptor, self._mode)
                os.write(descriptor, b"\n" + line)  # one that was cut short is a line by itself
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            _sync(self._path.parent)
        except OSError as error:
            raise self._unusable(error) from error

    def all(self) -> list[Mark]:
        """The marks that are there; a line that was cut short, as it was written, is none."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(error) from error
        found = []
        for line in filter(None, lines):
            try:
                found.append(msgspec.json.decode(line, type=Mark))
            except msgspec.MsgspecError:
                continue
        return found

    def _unusable(self, error: OSError) -> StoreError:
        message = say(
            "the marks of who was erased cannot be used ({error})",
            error=quoted(error.strerror or str(error)),
        )
        return StoreError(Problem(message=message, file=str(self._path)))


def fitting(ids: Iterable[str], marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """Those among some ids that marks fit, and which."""
    found = {id_: [mark for mark in marks if mark.fits(id_)] for id_ in ids}
    return {id_: there for id_, there in found.items() if there}


def _digest(salt: bytes, id_: str) -> bytes:
    return hashlib.sha256(salt + id_.encode("utf-8", "surrogatepass")).digest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
