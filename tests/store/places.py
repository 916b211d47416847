"""Repositories, stores and records for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Room, Visit
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.repository import Repository
from glimt_tui.store.sqlite.create import create
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store

#: Tuesday 12 January 2021, ten in the morning in Oslo.
MORNING = moment = Moment(2021, 1, 12, 9, tzinfo=UTC)


class FakeClock:
    """A clock that stands until somebody moves it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> Moment:
        return Moment.combine(self.now.date(), self.now.time(), UTC)

    def move(self, **lengths: float) -> None:
        self.now += timedelta(**lengths)


def at(day: int, hour: int, minute: int = 0, month: int = 1, year: int = 2021) -> Moment:
    """A moment by the clock of UTC, which is one hour behind Oslo's in winter."""
    return Moment(year, month, day, hour, minute, tzinfo=UTC)


def new_repository(kind: str, folder: Path) -> Repository:
    """An empty repository of one of the two kinds."""
    if kind == "memory":
        return MemoryRepository()
    path = folder / "glimt.db"
    create(path, now=MORNING)
    return SqliteRepository(path)


def fill(store: Store, *values: Any) -> None:
    """Write new records."""
    with store.action("test") as action:
        for value in values:
            action.put(value)


KARI = Person(id="kari", name="Kari Eksempel", phone="41234567")
OLA = Person(id="ola", name="Ola Prøve", phone="90001234", role="guest")
STUDIO = Room(id="studio", name="Studio")


def visit(id_: str = "v1", **keys: Any) -> Visit:
    """A visit of Kari's on 12 January from 13 to 14 by UTC's clock, unless told otherwise."""
    keys = {"start": at(12, 13), "end": at(12, 14), "people": ("kari",), **keys}
    return Visit(id=id_, **keys)
