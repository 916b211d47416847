"""The journal: every action, who did it and when, and what was before and after.

Entries form a chain: each carries a hash over itself and the entry before, so that nothing can
be changed, left out or put in between without it being found. What was before and after is held
to by a digest only, made with a salt of its own. So the details of somebody who must be
forgotten can be taken away with their salts, and the chain still holds, while nobody can try
out names until one fits the digest.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_tui.store.records import Kind, Record, encode
from glimt_tui.store.terms import named

if TYPE_CHECKING:
    from glimt_tui.store.repository import Reading

#: What comes before the first entry.
BEGINNING = bytes(32)


class Change(Struct, frozen=True, kw_only=True):
    """One record before and after an action; None where it was not there.

    Once its details are taken away, ``id``, ``before``, ``after`` and ``salt`` are None.
    """

    kind: Kind
    id: str | None
    #: the local day that the details are about, from which it is counted how long they stay
    day: date | None
    before: str | None
    after: str | None
    salt: bytes | None
    digest: bytes

    @property
    def is_whole(self) -> bool:
        """Whether the details are still there."""
        return self.salt is not None


class Entry(Struct, frozen=True, kw_only=True):
    """One action: all that it changed was written together."""

    seq: int
    at: Moment
    who: str
    action: str
    #: figures and words about the action that tell of nobody
    facts: Mapping[str, str | int]
    #: the entry that this one takes back
    undoes: int | None
    changes: tuple[Change, ...]
    hash: bytes


def change(kind: Kind, id_: str, day: date | None, before: str | None, after: str | None) -> Change:
    """A change with its digest."""
    salt = secrets.token_bytes(16)
    return Change(
        kind=kind,
        id=id_,
        day=day,
        before=before,
        after=after,
        salt=salt,
        digest=_digest(salt, id_, before, after),
    )


def taken_away(whole: Change) -> Change:
    """A change without its details."""
    return Change(
        kind=whole.kind,
        id=None,
        day=whole.day,
        before=None,
        after=None,
        salt=None,
        digest=whole.digest,
    )


def entry(
    last: Entry | None,
    *,
    at: Moment,
    who: str,
    action: str,
    facts: Mapping[str, str | int],
    undoes: int | None,
    changes: Iterable[Change],
    seq: int,
) -> Entry:
    """The entry that follows the last one."""
    made = Entry(
        seq=seq,
        at=at,
        who=who,
        action=action,
        facts=dict(facts),
        undoes=undoes,
        changes=tuple(changes),
        hash=b"",
    )
    return Entry(
        **{name: getattr(made, name) for name in made.__struct_fields__[:-1]},
        hash=_hash(last.hash if last else BEGINNING, made),
    )


def _digest(salt: bytes, id_: str | None, before: str | None, after: str | None) -> bytes:
    told = json.dumps([id_, before, after], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(salt + told.encode("utf-8", "surrogatepass")).digest()


def _hash(before: bytes, entry: Entry) -> bytes:
    """The hash of an entry, given that of the entry before."""
    told = json.dumps(
        [
            entry.seq,
            entry.at.isoformat(),
            entry.who,
            entry.action,
            dict(entry.facts),
            entry.undoes,
            [
                [change.kind, change.day and change.day.isoformat(), change.digest.hex()]
                for change in entry.changes
            ],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(before + told.encode("utf-8", "surrogatepass")).digest()


class Tampered(Struct, frozen=True):
    """The first entry that is not as it was written, and what is wrong about it."""

    seq: int
    message: Message
    entry: Entry | None = None


#: The actions that forget: what is due, and somebody. They rewrite records, and tell nothing of
#: them.
PURGE, ERASE = "purge", "erase"
FORGETTING = frozenset({PURGE, ERASE})


class _Told(Struct):
    """What the journal says of the records, found on the way through it."""

    #: the last word on each record, and the entry that says it
    latest: dict[tuple[Kind, str], tuple[int, str | None]] = {}
    #: of how many records of a kind an entry told what has been taken away since
    forgotten: Counter[tuple[int, Kind]] = msgspec.field(default_factory=Counter)
    forgetting: set[int] = set()

    def hear(self, entry: Entry) -> Message | None:
        """Take in an entry; returns what is wrong with its details, if something is."""
        if entry.action in FORGETTING:
            self.forgetting.add(entry.seq)
        for part in entry.changes:
            if part.salt is None and part.id is None and part.before is None and part.after is None:
                self.forgotten[entry.seq, part.kind] += 1
                continue
            salt, id_ = part.salt, part.id
            digest = salt and _digest(salt, id_, part.before, part.after)
            if id_ is None or digest != part.digest:
                return say("its details are not as they were written")
            if part.before != part.after:  # else it was looked at only
                self.latest[part.kind, id_] = (entry.seq, part.after)
        return None

    def is_as_told(self, record: Record) -> bool:
        """Whether a record is as the entry wrote it that it says wrote it last."""
        seq, after = self.latest.get((record.kind, record.id), (0, None))
        if seq == record.version:
            return encode(record.value) == after
        if seq > record.version:
            return False
        if record.version in self.forgetting:
            # whoever forgets takes away every word on what is rewritten
            return (record.kind, record.id) not in self.latest
        # its last word has been taken away: each such word can stand for one record
        self.forgotten[record.version, record.kind] -= 1
        return self.forgotten[record.version, record.kind] >= 0


def verify(reading: Reading) -> Tampered | None:
    """The first sign that the journal, or a record behind its back, was tampered with.

    None where every entry follows from the one before, no detail differs from its digest, and
    every record is as the journal's last word on it says. What has been taken away because it
    must be forgotten is no such sign: then the record's version says which entry wrote it.
    """
    before: Entry | None = None
    told = _Told()
    for found in reading.entries():
        expected = before.seq + 1 if before else 1
        if found.seq != expected:
            return Tampered(expected, say("this entry is missing"))
        if _hash(before.hash if before else BEGINNING, found) != found.hash:
            return Tampered(
                found.seq, say("this entry, or the one before, is not as it was written"), found
            )
        wrong = told.hear(found)
        if wrong is not None:
            return Tampered(found.seq, wrong, found)
        before = found
    ever = reading.entries_ever()
    if ever > (before.seq if before else 0):
        return Tampered(
            (before.seq if before else 0) + 1,
            say("the entries from here to {last} are missing", last=ever),
        )
    return _behind_its_back(reading, told, before.seq if before else 0)


def _behind_its_back(reading: Reading, told: _Told, last: int) -> Tampered | None:
    """A record that was written, or removed, without an entry."""
    missing = {key for key, (_, after) in told.latest.items() if after is not None}
    for record in reading.everything():
        missing.discard((record.kind, record.id))
        if not told.is_as_told(record):
            return Tampered(last + 1, _without_entry(record.kind, record.id))
    for kind, id_ in sorted(missing):
        return Tampered(last + 1, _without_entry(kind, id_))
    return None


def _without_entry(kind: Kind, id_: str) -> Message:
    return say("{thing} was changed without an entry", thing=named(kind, id_))
