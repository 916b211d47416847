"""Making backups of a store, and taking them back, as a session does."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import structs

from glimt_rules.errors import GlimtError
from glimt_rules.plan.model import Person
from glimt_rules.texts import Texts
from glimt_tui.store.backups.making import backup, keep_daily
from glimt_tui.store.backups.restoring import Restored, restore
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from store.places import MORNING, at, fill, visit

OSLO = ZoneInfo("Europe/Oslo")
TODAY = date(2021, 1, 12)
EN = Texts("en")
KEEPING = Keeping()


def make(store: Store, folder: Path) -> Path:
    assert isinstance(store.repository, SqliteRepository)
    return backup(store.repository, folder, now=store.clock(), zone=OSLO)


def take_back(store: Store, source: Path) -> Restored:
    """Restore as another session would, with this one open."""
    assert isinstance(store.repository, SqliteRepository)
    path = store.repository.path
    kept = kept_folder(path)
    return restore(path, source, kept, keeping=KEEPING, who="admin", clock=store.clock)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def told(error: GlimtError) -> list[tuple[str | None, str]]:
    return [(problem.file, EN.sentence(problem.message)) for problem in error.problems]


def people(store: Store) -> set[str]:
    with store.reading() as reading:
        return {record.id for record in reading.all("person")}


def daily(store: Store, today: date = TODAY, days: int = 3) -> Path | None:
    assert isinstance(store.repository, SqliteRepository)
    return keep_daily(store.repository, kept_folder(store.repository.path), today, days)


def spread(store: Store, n: int) -> list[str]:
    """Guests who come once, whose records grow and move about in the file; returns their names."""
    names = []
    for i in range(n):
        name = f"GJEST-{i:04d}-HEMMELIG"
        guest = Person(id=f"g{i * 7919 % 10007}", name=name, role="guest", phone=f"4{i:07d}")
        booked = visit(f"v{i}x", start=at(12, 8), end=at(12, 9), people=(guest.id,))
        arrival = Arrival(id=f"a{i}", person=guest.id, visit=booked.id, day=TODAY, arrived=MORNING)
        fill(store, guest, booked, arrival)
        names += [name, guest.phone or ""]
        if i % 3 == 0:
            with store.action("edit") as action:
                record = action.get(Key("person", guest.id))
                assert record is not None
                longer = structs.replace(guest, name=name + " og " + "lang " * (i % 30))
                action.put(longer, record.version)
    return names


def found_in(folder: Path, names: list[str]) -> set[str]:
    """The names that stand anywhere in the files of a folder."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {name for name in names if any(name.encode() in content for content in contents)}
