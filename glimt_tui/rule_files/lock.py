"""The lock of a folder of rule sets: which files belong there, and what is in them.

``glimt.lock`` names every file with the SHA-256 of its bytes, the rule set that it holds, and who
took it in and when. A file that is another than its lock says, one that is not in the lock, and
one that is missing are each named, and none of them is read.

While a file is put there or taken away, its entry is ``pending``: it may be there or not yet (or no
longer). Two entries of one file say that it is the old one or the new one. So whoever stops half
way, at whatever moment, leaves a folder that is as its lock says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs, to_builtins

from glimt_rules.documents.convert import convert
from glimt_rules.documents.source import parse, small_source
from glimt_rules.errors import InputError
from glimt_rules.message import Message, say

FILE_NAME = "glimt.lock"
#: A copy of the lock, written with it: what is left where the lock is taken away.
COPY_NAME = ".glimt.locked"
_HEAD = (
    "# Which files of this folder are rule sets, and what is in them. Written by glimt rules add,\n"
    "# glimt rules remove and glimt rules lock; whoever changes it by hand is told of it.\n"
)


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file of the folder."""

    name: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^/\x00-\x1f]+$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    #: the rule set that it holds, or whose cases; empty for a file of another kind
    family: str = ""
    version: str = ""
    added_by: str = ""
    added_at: datetime | None = None
    #: it is being put there, or taken away, and may be missing
    pending: bool = False

    @property
    def rule_set(self) -> str:
        """The rule set, as it is named; empty where the file holds none."""
        return f"{self.family}@{self.version}" if self.family else ""


class Lock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The entries of a folder, by name."""

    format: Literal[1] = 1
    files: tuple[Entry, ...] = ()

    def named(self, name: str) -> list[Entry]:
        """The entries of a file: more than one while another takes its place."""
        return [entry for entry in self.files if entry.name == name]

    def of(self, names: Collection[str]) -> Lock:
        """The lock of some of its files."""
        return Lock(files=tuple(entry for entry in self.files if entry.name in names))

    def settled(self, digests: Mapping[str, str]) -> Lock:
        """The lock as it is once what was begun is over; ``digests`` are of what is there.

        Of Python, nobody looks at what is there where it is switched off.
        """
        kept = {
            entry.name: structs.replace(entry, pending=False)
            for entry in self.files
            if digests.get(entry.name, entry.name[-3:]) in (entry.sha256, ".py")
        }
        return Lock(files=tuple(kept[name] for name in sorted(kept)))

    @property
    def is_settled(self) -> bool:
        """Whether nothing is under way."""
        names = {entry.name for entry in self.files}
        return len(names) == len(self.files) and not any(entry.pending for entry in self.files)


class Difference(Struct, frozen=True):
    """A file that is not as the lock says."""

    name: str
    what: Literal["changed", "added", "missing"]
    entry: Entry | None
    message: Message


def differences(lock: Lock, digests: Mapping[str, str]) -> list[Difference]:
    """The files that are not as the lock says, by name; ``digests`` are of what is there."""
    found = []
    for name in sorted({*digests, *(entry.name for entry in lock.files)}):
        entries, digest = lock.named(name), digests.get(name)
        if not entries:
            found.append(Difference(name, "added", None, _ADDED))
        elif digest is None and not all(entry.pending for entry in entries):
            found.append(Difference(name, "missing", entries[0], _by(_MISSING, entries[0])))
        elif digest is not None and digest not in {entry.sha256 for entry in entries}:
            found.append(Difference(name, "changed", entries[0], _by(_CHANGED, entries[0])))
    return found


_ADDED = say(
    "This file is not in the folder's lock, and so is not read; glimt rules add takes a rule set "
    "in, and glimt rules lock takes in what was put there by hand"
)
_MISSING = say("This file is in the folder's lock, and is not there; {who} took it in on {day}")
_CHANGED = say(
    "This file is not what the folder's lock says, and so is not read: it was changed after {who} "
    "took it in on {day}"
)
_SOMEBODY = say("somebody")


def _by(message: Message, entry: Entry) -> Message:
    """A message that says who took the file in, and when."""
    day = entry.added_at.date() if entry.added_at else "?"
    return Message(message.text, {"who": entry.added_by or _SOMEBODY, "day": day})


def read_lock(name: str, data: bytes) -> Lock:
    """Read a lock; raises InputError with everything that is wrong with it."""
    source = structs.replace(small_source(name, data), format="toml")
    conversion = convert(parse(source), Lock, source=source)
    if conversion.problems:
        raise InputError(conversion.problems)
    return conversion.whole()


def lock_text(lock: Lock) -> bytes:
    """A lock as its file holds it."""
    import tomli_w

    told = to_builtins(lock, builtin_types=(datetime,))
    return (_HEAD + "\n" + tomli_w.dumps(told, multiline_strings=False)).encode()


def entries_for(
    digests: Iterable[tuple[str, str]], rule_set: tuple[str, str], who: str, now: datetime
) -> list[Entry]:
    """New entries for files with their digests, which hold a rule set and its cases."""
    at = datetime.fromtimestamp(int(now.timestamp()), UTC)
    family, version = rule_set
    return [
        Entry(name=name, sha256=digest, family=family, version=version, added_by=who, added_at=at)
        for name, digest in digests
    ]
