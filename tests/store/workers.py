"""Sessions as processes of their own: ``python -m store.workers WHAT DATABASE [ARGUMENTS]``.

They tell line by line what they have done, once it is done, so that whoever kills one knows
what must be there.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from msgspec import structs

from glimt_rules.plan.model import Household, Person
from glimt_tui.store.backups.making import backup
from glimt_tui.store.backups.restoring import restore
from glimt_tui.store.errors import Stale
from glimt_tui.store.place.paths import kept_folder
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.sqlite.connection import connect
from glimt_tui.store.sqlite.migrations import NEWEST, Migration, migrate, migrations
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store, zone_of
from glimt_tui.store.watch import Watch
from store.places import MORNING, FakeClock

COUNTERS = ("a", "b", "c")
WEEK = "2021-W02"
TESTS = Path(__file__).parent.parent
KEEPING = Keeping()


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


@contextmanager
def worker(what: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process at work; it is gone afterwards."""
    paths = os.pathsep.join([str(TESTS), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-m", "store.workers", what, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ready(process: subprocess.Popen[str]) -> None:
    """Wait until a worker has begun."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]


def rest(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What else a worker tells until it ends; what was read ahead with a line is not lost."""
    assert process.stdout is not None
    assert process.stderr is not None
    told = process.stdout.read(), process.stderr.read()
    process.wait()
    return told


def _store(path: str, who: str = "worker") -> Store:
    return Store(SqliteRepository(Path(path)), who, FakeClock())


# What they do ----------------------------------------------------------------------------


def count_up(path: str, seconds: str) -> None:
    """Count shared records up by reading and writing; tell how often it was done, and refused."""
    store = _store(path)
    tell("ready")
    sys.stdin.readline()
    end = time.monotonic() + float(seconds)
    done, refused = dict.fromkeys(COUNTERS, 0), 0
    while time.monotonic() < end:
        name = random.choice(COUNTERS)
        try:
            _count_one(store, name)
        except Stale as stale:
            refused += 1
            if stale.theirs is None or stale.theirs.version <= stale.mine.version:
                raise
        else:
            done[name] += 1
    tell(*done.values(), refused)


def _count_one(store: Store, name: str) -> None:
    with store.reading() as reading:
        record = reading.get(Key("household", name))
    assert record is not None
    assert isinstance(record.value, Household)
    contacts = record.value.outside_contacts[WEEK] + 1
    with store.action("count") as action:
        changed = structs.replace(record.value, outside_contacts={WEEK: contacts})
        action.put(changed, record.version)


def write(path: str, name: str) -> None:
    """Write pairs of people, now and then changing one; tell each pair when it is there."""
    store = _store(path)
    tell("ready")
    for n in range(10**9):
        with store.action("pair") as action:
            for side in "ab":
                action.put(Person(id=f"{name}-{side}{n}", name="x" * (n % 150)))
            if n % 5 == 4:
                key = Key("person", f"{name}-a{n - 1}")
                record = action.get(key)
                assert record is not None
                action.put(structs.replace(record.value, name="changed"), record.version)
        tell(n)


def announce(path: str) -> None:
    """Write somebody on each line that comes; tell when it was committed."""
    store = _store(path, "announcer")
    tell("ready")
    for n, _ in enumerate(sys.stdin):
        with store.action("announce") as action:
            action.put(Person(id=f"new-{n}"))
        tell(time.monotonic())


def hold(path: str, seconds: str) -> None:
    """Hold the database for so long."""
    repository = SqliteRepository(Path(path))
    with repository.writing():
        tell("ready")
        time.sleep(float(seconds))


def back_up(path: str, folder: str) -> None:
    """Make backups without end."""
    repository = SqliteRepository(Path(path))
    with repository.reading() as reading:
        zone = zone_of(reading.get(Key("house", "house")))
    tell("ready")
    while True:
        made = backup(repository, Path(folder), now=MORNING, zone=zone)
        tell(made)


def restore_in_turn(path: str, *sources: str) -> None:
    """Restore one backup after the other without end."""
    clock = FakeClock()
    tell("ready")
    while True:
        for source in sources:
            done = restore(
                Path(path), Path(source), kept_folder(Path(path)),
                keeping=KEEPING, who="admin", clock=clock,
            )  # fmt: skip
            done.kept.unlink()
            tell(source)


def purge_and_fill(path: str) -> None:
    """Fill in guests, and forget them again, without end; a day of the clock is a round."""
    clock = FakeClock()
    store = Store(SqliteRepository(Path(path)), "worker", clock)
    with store.reading() as reading:
        clock.now += timedelta(days=20 * reading.entries_ever())
    tell("ready")
    for n in range(10**9):
        with store.action("fill") as action:
            start = action.writing.entries_ever()
            for place in range(30):
                guest = Person(id=f"g{start}-{place}", name=f"GJEST-{place}", role="guest")
                action.put(guest)
                action.put(
                    Arrival(id=guest.id, person=guest.id, day=clock.now.date(), arrived=action.now)
                )
        tell("filled", n)
        clock.move(days=20)
        purge(store.repository, None, KEEPING, who="worker", clock=clock)
        tell("purged", n)


def slow_migration() -> Migration:
    """A made-up second state of the tables, in steps that take their time."""
    lines = ["CREATE TABLE slow (n INTEGER PRIMARY KEY, text TEXT) STRICT;"]
    lines += [
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        f" WHERE n < 20000) INSERT INTO slow SELECT n + {n} * 20000, 'x' || n FROM numbers;"
        for n in range(8)
    ]
    lines += ["ALTER TABLE rooms ADD COLUMN floor INTEGER;"]
    return Migration(NEWEST + 1, "made_up", "\n".join(lines))


def migrate_slowly(path: str) -> None:
    """Bring a database to the made-up state; tell the steps that were run."""
    connection = connect(Path(path))
    tell("ready")
    sys.stdin.readline()
    steps = [*migrations(), slow_migration()]
    run = migrate(connection, Path(path), now=MORNING, program="test", steps=steps)
    tell(*(step.number for step in run), "done")


def poll(path: str, seconds: str) -> None:
    """Look for changes as a session does; tell each when it is seen."""
    repository = SqliteRepository(Path(path))
    watch = Watch(repository)
    tell("ready")
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        time.sleep(0.25)
        if watch.changed():
            with repository.reading() as reading:
                for entry in watch.news(reading):
                    tell(time.monotonic(), entry.seq, entry.who)


WORK: dict[str, Callable[..., None]] = {
    work.__name__: work
    for work in (
        count_up, write, announce, hold, back_up, restore_in_turn, purge_and_fill,
        migrate_slowly, poll,
    )
}  # fmt: skip

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])
