"""The journal's tables: entries written as rows, read from them, and their details taken away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from glimt_rules.moments import Moment
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.records import Kind
from glimt_tui.store.sqlite.connection import Row, readable


def entries(
    connection: sqlite3.Connection, path: Path, where: str, values: Row = ()
) -> Iterator[Entry]:
    """The entries that a condition picks out, with what each of them changed."""
    rows = connection.execute(
        f"SELECT seq, at, who, action, facts, undoes, hash FROM journal {where}", values
    )
    for seq, at, who, action, facts, undoes, hash_ in rows:
        changes = _changes(connection, path, seq)
        with readable(path):
            entry = Entry(
                seq=seq,
                at=_moment(at),
                who=who,
                action=action,
                facts=json.loads(facts),
                undoes=undoes,
                changes=changes,
                hash=hash_,
            )
        yield entry


def _changes(connection: sqlite3.Connection, path: Path, seq: int) -> tuple[Change, ...]:
    rows = connection.execute(
        "SELECT kind, id, day, before, after, salt, digest FROM journal_changes"
        " WHERE seq = ? ORDER BY place",
        (seq,),
    )
    with readable(path):
        return tuple(
            Change(
                kind=kind,
                id=id_,
                day=date.fromisoformat(day) if day else None,
                before=before,
                after=after,
                salt=salt,
                digest=digest,
            )
            for kind, id_, day, before, after, salt, digest in rows
        )


def _moment(text: str) -> Moment:
    read = datetime.fromisoformat(text)
    return Moment.combine(read.date(), read.time(), UTC)


def insert(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add an entry, with what it changed."""
    connection.execute(
        "INSERT INTO journal (seq, at, who, action, facts, undoes, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.seq,
            entry.at.isoformat(),
            entry.who,
            entry.action,
            json.dumps(entry.facts, ensure_ascii=False, sort_keys=True),
            entry.undoes,
            entry.hash,
        ),
    )
    connection.executemany(
        "INSERT INTO journal_changes (seq, place, kind, id, day, before, after, salt, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                entry.seq,
                place,
                change.kind,
                change.id,
                change.day.isoformat() if change.day else None,
                change.before,
                change.after,
                change.salt,
                change.digest,
            )
            for place, change in enumerate(entry.changes)
        ],
    )


def take_away(connection: sqlite3.Connection, where: str, values: Row) -> int:
    """Take away the details of the changes that a condition picks out; returns how many."""
    done = connection.execute(
        "UPDATE journal_changes SET id = NULL, before = NULL, after = NULL, salt = NULL"
        f" WHERE {where}",
        values,
    )
    return done.rowcount


def take_away_before(connection: sqlite3.Connection, kind: Kind, day: date) -> int:
    """Take away the details of a kind of records about earlier days; returns how many."""
    where = "kind = ? AND id IS NOT NULL AND day IS NOT NULL AND day < ?"
    about = (kind, day.isoformat())
    removed = connection.execute(
        f"SELECT id, max(seq) FROM journal_changes WHERE {where} AND after IS NULL GROUP BY id",
        about,
    ).fetchall()
    taken = sum(
        take_away(connection, "kind = ? AND id = ? AND seq <= ?", (kind, id_, seq))
        for id_, seq in removed
    )
    return taken + take_away(connection, where, about)
