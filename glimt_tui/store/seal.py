"""Sealing the visitor list: each day's names and numbers under a key of that day's own.

The keys lie outside the database, one small file a day. When a day must be gone its key is
destroyed, and with it every copy of the list of that day, wherever it is: in old backups, in
copies of the disk, in what somebody took home.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store.errors import StoreError

_KEY_BYTES = 32
_NONCE_BYTES = 12


class DayKeys:
    """The keys in a folder, made when they are first needed."""

    def __init__(self, folder: Path, *, mode: int = 0o600) -> None:
        """``mode`` is that of a key's file: 0660 where a group of people share the database."""
        self._folder = folder
        self._mode = mode

    def seal(self, day: date, name: str, text: str) -> bytes:
        """Seal what is told of somebody on a day; ``name`` is what it must be opened as."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        bound = f"{day} {name}".encode()
        return nonce + AESGCM(self._key(day)).encrypt(nonce, text.encode(), bound)

    def open(self, day: date, name: str, sealed: bytes) -> str | None:
        """What was sealed; None where the day's key is gone, and where nothing was sealed.

        Raises StoreError where it was changed.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._read(self._path(day))
        if key is None or not sealed:
            return None
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, rest, f"{day} {name}".encode()).decode()
        except (InvalidTag, ValueError):  # the latter where too little is left of it
            message = say("the visitor list's entry {entry} was changed", entry=quoted(name))
            raise StoreError(Problem(message=message)) from None

    def days(self) -> list[date]:
        """The days whose keys are there."""
        found = []
        with self._explained():
            for path in self._folder.glob("*.key"):
                with contextlib.suppress(ValueError):
                    found.append(date.fromisoformat(path.stem))
        return sorted(found)

    def destroy_before(self, day: date) -> int:
        """Overwrite and remove the keys of the days before ``day``; returns how many."""
        going = [each for each in self.days() if each < day]
        drafts = [path for path in self._drafts() if path.name < str(day)]
        with self._explained():
            for path in [*drafts, *map(self._path, going)]:
                with contextlib.suppress(FileNotFoundError):  # another session's purge was first
                    with open(path, "r+b") as file:
                        file.write(bytes(_KEY_BYTES))
                        file.flush()
                        os.fsync(file.fileno())
                    path.unlink()
            if going or drafts:
                self._sync_folder()
        return len(going)

    def _drafts(self) -> list[Path]:
        """Keys that a session was killed over while it made them."""
        with self._explained():
            return sorted(self._folder.glob("*.new"))

    def _path(self, day: date) -> Path:
        return self._folder / f"{day}.key"

    def _key(self, day: date) -> bytes:
        """The day's key; a new one is on the disk before anything is sealed with it."""
        path = self._path(day)
        found = self._read(path)
        if found is not None:
            return found
        with self._explained():
            draft = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}.new")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self._mode)
            try:
                os.fchmod(descriptor, self._mode)
                os.write(descriptor, secrets.token_bytes(_KEY_BYTES))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            # of two sessions that make one at once, the first one's is everybody's
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
            self._sync_folder()
        made = self._read(path)
        if made is None:
            raise StoreError(_lost(path))
        return made

    def _read(self, path: Path) -> bytes | None:
        with self._explained():
            try:
                key = path.read_bytes()
            except FileNotFoundError:
                return None
        if len(key) != _KEY_BYTES or key == bytes(_KEY_BYTES):
            return None
        return key

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = say(
                "the keys of the visitor list cannot be used ({error})",
                error=quoted(error.strerror or str(error)),
            )
            raise StoreError(Problem(message=message, file=str(self._folder))) from error


def _lost(path: Path) -> Problem:
    return Problem(message=say("this key of the visitor list is damaged"), file=str(path))
