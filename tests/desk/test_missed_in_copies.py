"""A copy that is kept forgets as the database does, and writes down first who would be missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from desk.test_following_up import DAYS, on
from glimt_rules.plan.model import Plan
from glimt_tui.desk.following_up import to_call
from glimt_tui.desk.missed import keeping_missed
from glimt_tui.store.backups.forgetting import purge_kept
from glimt_tui.store.backups.making import backup
from glimt_tui.store.backups.restoring import restore
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.plans import take_in
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import First, purge
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.screens import PEOPLE, FixedClock, plan_of
from store.places import new_repository

KEEPING = Keeping()


class Centre:
    """A database in a file, the copies that are kept of it, and its nights."""

    def __init__(self, repository: SqliteRepository) -> None:
        self.clock = FixedClock()
        self.repository = repository
        self.store = Store(repository, "kari", self.clock)
        self.kept = kept_folder(repository.path)
        self.kept.mkdir()
        plan: Plan = plan_of(people=PEOPLE)
        take_in(self.store, plan)

    @property
    def first(self) -> First:
        return keeping_missed("cron", self.clock, DAYS, KEEPING)

    def night(self) -> None:
        """What is done once a day, with the database and with its copies."""
        purge(self.repository, None, KEEPING, who="cron", clock=self.clock, first=self.first)
        purge_kept(self.kept, KEEPING, who="cron", clock=self.clock, first=self.first)

    def copy(self, folder: Path) -> Path:
        return backup(self.repository, folder, now=self.clock(), zone=ZoneInfo("Europe/Oslo"))

    def take_back(self, made: Path) -> None:
        restore(
            self.repository.path, made, self.kept,
            keeping=KEEPING, who="admin", clock=self.clock, first=self.first,
        )  # fmt: skip

    def comes(self) -> None:
        days = (self.clock() - FixedClock()()).days
        with self.store.action("book") as action:
            action.put(structs.replace(on(-days), id=f"v{days}"))

    def listed(self) -> list[str]:
        with self.store.reading() as reading:
            return [each.person.id for each in to_call(reading, self.clock(), DAYS)]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    repository = new_repository("sqlite", tmp_path)
    assert isinstance(repository, SqliteRepository)
    yield Centre(repository)
    repository.close()


@pytest.mark.parametrize("taken_back_on", [None, 32])
def test_who_came_seldom_is_missed_also_after_a_copy_was_taken_back(
    centre: Centre, taken_back_on: int | None
) -> None:
    for day in range(45):
        centre.night()
        if day in (0, 21):
            centre.comes()
        if day == 27:
            made = centre.copy(centre.kept)
        if day == taken_back_on:
            centre.take_back(made)
        assert centre.listed() == (["ane"] if day >= 21 + DAYS else []), day
        centre.clock.advance(days=1)


def test_a_copy_that_has_lain_elsewhere_writes_it_down_as_it_is_taken_back(
    centre: Centre, tmp_path: Path
) -> None:
    for day in range(45):
        centre.night()
        if day in (0, 21):
            centre.comes()
        if day == 27:
            made = centre.copy(tmp_path)
        centre.clock.advance(days=1)
    centre.take_back(made)
    assert centre.listed() == ["ane"]
    centre.clock.advance(days=1)
    centre.night()
    assert centre.listed() == ["ane"]
