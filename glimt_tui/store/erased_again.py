"""Copies of a database lose again who was erased since they were made."""

from __future__ import annotations

from pathlib import Path

from glimt_tui.store.errors import StoreError
from glimt_tui.store.marks import MARK, Mark, Marks, fitting
from glimt_tui.store.place.paths import keys_folder
from glimt_tui.store.repository import Reading
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Clock


class Erased:
    """Who has been erased from a database, for copies of it."""

    def __init__(self, database: Path) -> None:
        self._marks = _carried_out(Marks(keys_folder(database)).all(), database)

    def from_copy(
        self, repository: SqliteRepository, keeping: Keeping, *, who: str, clock: Clock
    ) -> tuple[int, bool]:
        """Erase in a copy whoever was erased since it was made.

        Returns how many that were, and whether nothing of them stays in the copy's file.
        """
        found = self._still_in(repository)
        if not found:
            return 0, True
        from glimt_tui.store.erasing import erase  # seldom needed, as a session begins

        erased, clean = 0, True
        for id_, names in found.items():
            mark = " ".join(names)
            done = erase(repository, None, id_, keeping, who=who, clock=clock, mark=mark)
            erased, clean = erased + 1, clean and done.clean
        return erased, clean

    def _still_in(self, repository: SqliteRepository) -> dict[str, list[str]]:
        """Those in a copy who were erased later, and the names of the marks that say so."""
        if not self._marks:
            return {}
        with repository.reading() as reading:
            ids = {record.id for record in reading.all("person")}.union(reading.told("person"))
            found = fitting(sorted(ids), self._marks)
            been_through = names_of_marks(reading) if found else set()
        pending = {
            id_: [mark.name for mark in marks if mark.name not in been_through]
            for id_, marks in found.items()
        }
        return {id_: names for id_, names in pending.items() if names}

    def missing_in(self, reading: Reading) -> list[str]:
        """The names of the marks that a copy knows nothing of, whether or not they concern it.

        Whatever takes the database's place must know them, so that a copy that is brought back
        after that one is held to them, too.
        """
        there = names_of_marks(reading) if self._marks else set()
        return [mark.name for mark in self._marks if mark.name not in there]


def _carried_out(marks: list[Mark], database: Path) -> list[Mark]:
    """The marks whose erasures the database has been through; all of them where it is damaged.

    One that no entry tells of stands from an erasure that came to nothing.
    """
    if not marks:
        return []
    try:
        repository = SqliteRepository(database, "ro")
        try:
            with repository.reading() as reading:
                known = names_of_marks(reading)
        finally:
            repository.close()
    except StoreError:
        return marks
    return [mark for mark in marks if mark.name in known]


def names_of_marks(reading: Reading) -> set[str]:
    """The names of the marks of all erasures that a journal tells of."""
    told = (entry.facts.get(MARK) for entry in reading.entries_back())
    return {name for names in told if isinstance(names, str) for name in names.split()}
