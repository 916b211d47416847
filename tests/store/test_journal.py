"""The journal finds whatever was changed in it, or behind its back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import structs

from glimt_tui.store.journal import Tampered, verify
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from glimt_tui.store.terms import named
from store.places import KARI, OLA, STUDIO, FakeClock, fill, new_repository, visit

LAST = 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with five entries, the second of which is on Kari."""
    repository = new_repository("sqlite", tmp_path)
    clock = FakeClock()
    store = Store(repository, "kari-i-vakt", clock)
    for values in ((STUDIO,), (KARI,), (OLA,), (visit(),)):
        fill(store, *values)
        clock.move(minutes=1)
    with store.action("edit", n=1) as action:
        action.put(structs.replace(KARI, phone="40000001"), 2)
    repository.close()
    return tmp_path / "glimt.db"


def plain_sql(path: Path, *statements: str) -> None:
    """What somebody does who writes the file by another program, and knows of the triggers."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def found_in(path: Path) -> Tampered | None:
    repository = SqliteRepository(path)
    try:
        with repository.reading() as reading:
            return verify(reading)
    finally:
        repository.close()


def test_a_journal_that_nobody_touched_is_whole(path: Path) -> None:
    assert found_in(path) is None


def test_an_empty_journal_is_whole(store: Store) -> None:
    with store.reading() as reading:
        assert verify(reading) is None


ENTRIES = [
    "UPDATE journal SET who = 'ola' WHERE seq = 2",
    "UPDATE journal SET at = '2021-01-12T09:00:59+00:00' WHERE seq = 2",
    "UPDATE journal SET action = 'remove' WHERE seq = 2",
    """UPDATE journal SET facts = '{"n": 2}' WHERE seq = 2""",
    "UPDATE journal SET undoes = 1 WHERE seq = 2",
    "UPDATE journal SET hash = zeroblob(32) WHERE seq = 2",
    "UPDATE journal_changes SET kind = 'room' WHERE seq = 2",
    "UPDATE journal_changes SET day = '2020-01-01' WHERE seq = 2",
    "UPDATE journal_changes SET digest = zeroblob(32) WHERE seq = 2",
    "DELETE FROM journal_changes WHERE seq = 2",
    "INSERT INTO journal_changes SELECT 2, 1, kind, day, id, before, after, salt, digest"
    " FROM journal_changes WHERE seq = 3",
    "UPDATE journal_changes SET after = replace(after, 'Kari', 'Kåre') WHERE seq = 2",
    "UPDATE journal_changes SET before = after WHERE seq = 2",
    "UPDATE journal_changes SET id = 'ola' WHERE seq = 2",
    "UPDATE journal_changes SET salt = zeroblob(16) WHERE seq = 2",
    "UPDATE journal_changes SET salt = NULL WHERE seq = 2",
    "UPDATE journal_changes SET id = NULL WHERE seq = 2",
    "UPDATE journal_changes SET id = NULL, salt = NULL WHERE seq = 2",
]


@pytest.mark.parametrize("statement", ENTRIES)
def test_an_entry_that_was_changed_is_found(path: Path, statement: str) -> None:
    plain_sql(path, statement)
    found = found_in(path)
    assert found is not None
    assert found.seq == 2
    assert found.entry is not None


@pytest.mark.parametrize(
    ("seqs", "first"), [("= 2", 2), ("= 1", 1), (f"= {LAST}", LAST), (">= 4", 4), (">= 1", 1)]
)
def test_entries_that_were_removed_are_found(path: Path, seqs: str, first: int) -> None:
    plain_sql(
        path,
        f"DELETE FROM journal_changes WHERE seq {seqs}",
        f"DELETE FROM journal WHERE seq {seqs}",
    )
    found = found_in(path)
    assert found is not None
    assert found.seq == first


def test_the_last_entry_is_missed_even_where_the_counter_was_set_back(path: Path) -> None:
    plain_sql(
        path,
        f"DELETE FROM journal_changes WHERE seq = {LAST}",
        f"DELETE FROM journal WHERE seq = {LAST}",
        f"UPDATE sqlite_sequence SET seq = {LAST - 1} WHERE name = 'journal'",
    )
    found = found_in(path)
    assert found is not None
    assert found.message.values == {"thing": named("person", "kari")}


def test_entries_that_were_swapped_are_found(path: Path) -> None:
    moves = ((2, 90), (3, 2), (90, 3))
    plain_sql(
        path,
        *(
            f"UPDATE {table} SET seq = {new} WHERE seq = {old}"
            for table in ("journal", "journal_changes")
            for old, new in moves
        ),
        f"UPDATE sqlite_sequence SET seq = {LAST} WHERE name = 'journal'",
    )
    found = found_in(path)
    assert found is not None
    assert found.seq == 2


def test_an_entry_at_the_end_that_follows_from_nothing_is_found(path: Path) -> None:
    plain_sql(
        path,
        "INSERT INTO journal (at, who, action, facts, hash)"
        " SELECT at, who, action, facts, hash FROM journal WHERE seq = 2",
    )
    found = found_in(path)
    assert found is not None
    assert found.seq == LAST + 1


def test_the_first_of_several_entries_is_named(path: Path) -> None:
    plain_sql(
        path,
        "UPDATE journal SET who = 'ola' WHERE seq = 4",
        "UPDATE journal_changes SET after = '{}' WHERE seq = 3",
        "UPDATE people SET body = replace(body, 'Kari', 'Kåre')",
    )
    found = found_in(path)
    assert found is not None
    assert found.seq == 3


BEHIND_ITS_BACK = {
    "changed": ("UPDATE people SET body = replace(body, 'Ola', 'Oda') WHERE id = 'ola'", "ola"),
    "changed back": (
        "UPDATE people SET body ="
        " (SELECT after FROM journal_changes WHERE seq = 2) WHERE id = 'kari'",
        "kari",
    ),
    "removed": ("DELETE FROM people WHERE id = 'ola'", "ola"),
    "added": (
        "INSERT INTO people SELECT 'per', 9, replace(body, 'ola', 'per') FROM people"
        " WHERE id = 'ola'",
        "per",
    ),
    "added with the number of another entry": (
        "INSERT INTO people SELECT 'per', 3, replace(body, 'ola', 'per') FROM people"
        " WHERE id = 'ola'",
        "per",
    ),
    "numbered anew": ("UPDATE people SET version = 1 WHERE id = 'ola'", "ola"),
    "numbered by the future": ("UPDATE people SET version = 99 WHERE id = 'ola'", "ola"),
    "numbered before the first": ("UPDATE people SET version = 0 WHERE id = 'ola'", "ola"),
}


@pytest.mark.parametrize("name", BEHIND_ITS_BACK)
def test_a_record_that_was_written_without_an_entry_is_found(path: Path, name: str) -> None:
    statement, id_ = BEHIND_ITS_BACK[name]
    plain_sql(path, statement)
    found = found_in(path)
    assert found is not None
    assert found.seq == LAST + 1
    assert found.message.values == {"thing": named("person", id_)}


@pytest.mark.parametrize("version", [1, 2, 3])
def test_so_is_one_that_was_added_after_some_were_forgotten(path: Path, version: int) -> None:
    repository = SqliteRepository(path)
    with repository.writing() as writing:
        writing.forget([Key("person", "ola"), Key("room", "studio")])
    repository.close()
    assert found_in(path) is None
    plain_sql(
        path,
        f"INSERT INTO people SELECT 'per', {version}, replace(body, 'ola', 'per') FROM people"
        " WHERE id = 'ola'",
    )
    found = found_in(path)
    assert found is not None
    assert found.message.values == {"thing": named("person", "per")}


TRIGGERS = [
    "UPDATE journal SET who = 'ola'",
    "DELETE FROM journal",
    "DELETE FROM journal_changes",
    "UPDATE journal_changes SET after = '{}'",
    "UPDATE journal_changes SET salt = NULL",
    "UPDATE journal_changes SET id = NULL, before = NULL, after = NULL, salt = NULL, day = '2000'",
]


@pytest.mark.parametrize("statement", TRIGGERS)
def test_the_database_itself_keeps_the_journal_as_it_is(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with closing(connection), pytest.raises(sqlite3.IntegrityError, match="journal"):
        connection.execute(statement)
    assert found_in(path) is None


@pytest.mark.parametrize("key", [Key("person", "kari"), Key("person", "ola"), Key("visit", "v1")])
def test_what_is_forgotten_is_no_sign_of_tampering(path: Path, key: Key) -> None:
    repository = SqliteRepository(path)
    with repository.writing() as writing:
        assert writing.forget([key])
    repository.close()
    assert found_in(path) is None


def test_who_forgets_by_plain_sql_does_not_hide_a_change_that_way(path: Path) -> None:
    """The record still says which entry wrote it, and an older word does not fit it."""
    plain_sql(
        path,
        "UPDATE journal_changes SET id = NULL, before = NULL, after = NULL, salt = NULL"
        " WHERE seq = 2",
        "UPDATE people SET body = replace(body, 'Kari', 'Kåre') WHERE id = 'kari'",
    )
    found = found_in(path)
    assert found is not None
    assert found.message.values == {"thing": named("person", "kari")}


def test_an_entry_that_was_made_unreadable_is_an_error_that_is_explained(path: Path) -> None:
    from glimt_tui.store.errors import StoreError

    plain_sql(path, "UPDATE journal SET at = 'yesterday' WHERE seq = 2")
    with pytest.raises(StoreError):
        found_in(path)
