"""Drafts of bookings, which outlive a dropped line: files in the user's state folder.

A draft is there as long as the booking has been neither saved nor thrown away. It holds names
and numbers, so it is its owner's alone (mode 0600), and is gone after three days by itself.
Several people may work as one user of the machine: each finds only the drafts of their own name,
and only those of the database that they have open.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_tui.desk.booking import Booking
from glimt_tui.desk.desk import Desk

#: Whoever wants to go on with a booking does so after the weekend at the latest.
KEPT_FOR = timedelta(days=3)
#: How long leaving the screen waits for the last draft to be written, in seconds.
_PATIENCE = 2.0


class Draft(Struct, frozen=True, kw_only=True):
    """A booking that was not finished, and when it was touched last, by the machine's clock."""

    touched: datetime
    booking: Booking


class Drafts:
    """The drafts of one person at one database."""

    def __init__(self, folder: Path | None, who: str, database: Path) -> None:
        """``folder`` is where drafts are kept; None where nothing may be left behind."""
        self._folder = folder
        #: what the files of this person and this database begin with
        self._mine = _digest(who, os.path.realpath(database))
        # one writer: what was written last stands there, and the screen does not wait for a disk
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="drafts")

    def keep(self, booking: Booking) -> None:
        """Write a draft, soon. A disk that does not take it costs the draft, and nothing else."""
        if self._folder is not None:
            draft = Draft(touched=datetime.now(UTC), booking=booking)
            self._writer.submit(self._write, draft)

    def throw_away(self, id_: str) -> None:
        """Remove the draft of a booking, if there is one."""
        if self._folder is not None:
            self._writer.submit(self._remove, id_)

    def settle(self) -> None:
        """Wait until all that was to be kept is kept: the screen is about to be gone."""
        with suppress(TimeoutError):
            self._writer.submit(lambda: None).result(_PATIENCE)

    def close(self) -> None:
        """Let go, after all has been kept."""
        self.settle()
        self._writer.shutdown(wait=False)

    def newest(self, *, of: str | None = None) -> Draft | None:
        """The draft of the visit ``of``; without it, the newest draft of a new booking.

        Waits for the disk: not to be asked on the screen's own thread.
        """
        self.settle()
        found = [
            draft
            for draft in self._all()
            if (draft.booking.is_new if of is None else draft.booking.id == of)
        ]
        return max(found, key=lambda draft: draft.touched, default=None)

    def all(self) -> list[Draft]:
        """Every draft that is there. Waits for the disk."""
        self.settle()
        return list(self._all())

    # Files ---------------------------------------------------------------------------------

    def _all(self) -> Iterator[Draft]:
        """The drafts that are there; what is too old, or no draft at all, is removed."""
        if self._folder is None:
            return
        for path in sorted(self._folder.glob(f"{self._mine}-*.json")):
            try:
                draft = _DECODER.decode(path.read_bytes())
            except (OSError, ValueError):
                draft = None
            if draft is None or datetime.now(UTC) - draft.touched > KEPT_FOR:
                with suppress(OSError):
                    path.unlink()
            else:
                yield draft

    def _path(self, id_: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{self._mine}-{_digest(id_)}.json"

    def _write(self, draft: Draft) -> None:
        assert self._folder is not None
        path = self._path(draft.booking.id)
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._folder)  # mode 0600
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_ENCODER.encode(draft))
                os.replace(name, path)
            except OSError:
                os.unlink(name)
                raise

    def _remove(self, id_: str) -> None:
        with suppress(OSError):
            self._path(id_).unlink()


def drafts_of(desk: Desk) -> Drafts:
    """The drafts of whoever is at work at a desk."""
    return Drafts(folder_for(desk.database), desk.who, desk.database)


def folder_for(database: Path) -> Path | None:
    """Where the user's drafts for a database are kept.

    A database that lies among temporary files is gone tomorrow: so are its drafts, beside it.
    """
    if Path(os.path.realpath(tempfile.gettempdir())) in Path(os.path.realpath(database)).parents:
        return database.parent / "drafts"
    return state_folder()


def state_folder() -> Path | None:
    """Where the user's drafts are kept; None for one who has no home."""
    given = os.environ.get("XDG_STATE_HOME", "")
    # a relative folder is to be ignored, says the specification
    folder = given if os.path.isabs(given) else os.path.expanduser("~/.local/state")
    return Path(folder, "glimt", "drafts") if os.path.isabs(folder) else None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:20]


def _write(value: object) -> Any:
    if isinstance(value, Moment):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _read(type_: type, value: Any) -> Any:
    if type_ is not Moment or not isinstance(value, str):
        raise ValueError(value)
    read = datetime.fromisoformat(value).astimezone(UTC)
    return Moment.combine(read.date(), read.time(), UTC)


_ENCODER = msgspec.json.Encoder(enc_hook=_write)
_DECODER = msgspec.json.Decoder(Draft, dec_hook=_read)
