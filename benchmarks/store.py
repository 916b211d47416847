"""What work with the centre's database costs: ``python -m benchmarks.store``.

A database as it would be after years: so many visits, each written by an action of its own,
and a visitor list of the last days. What the machine needs to put anything on the disk at all
is printed beside, since every action waits for that.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, count, islice
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from benchmarks.plans import realistic_plan
from glimt_rules.documents.source import Source
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.plan.read import read_plan
from glimt_tui.store.backups.making import backup
from glimt_tui.store.days import midnight
from glimt_tui.store.journal import verify
from glimt_tui.store.plans import plan_of
from glimt_tui.store.records import Key, Value
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.sqlite.create import create
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Action, Store
from glimt_tui.store.undo import undo
from glimt_tui.store.visitors import arrive, depart
from glimt_tui.store.watch import Watch

ZONE = ZoneInfo("Europe/Oslo")
#: Years of bookings stay with their people, so that the database is as large as it can be.
KEEPING = Keeping(booking_days=20_000)
ARRIVALS = 400
BATCH = 1000


class Bench:
    """A database, and what is done with it."""

    def __init__(self, folder: Path, visits: int) -> None:
        plan = read_plan(
            Source(name="plan", text=msgspec.json.encode(realistic_plan(visits)).decode(),
                   format="json")
        ).plan  # fmt: skip
        self.plan: Plan = plan
        self.now = _after(plan.visits[-1].start, hours=2)
        self.path = folder / "glimt.db"
        self.folder = folder
        (folder / "keys").mkdir()
        self.keys = DayKeys(folder / "keys")
        create(self.path, now=self.now)
        self.repository = SqliteRepository(self.path)
        self.store = Store(self.repository, "kari", lambda: self.now)
        self._fill(plan)
        self.people = [person.id for person in plan.people]
        self.day = plan.visits[-1].start.astimezone(ZONE).date() - timedelta(days=40)
        self.numbers = count()
        #: what is done after a measurement, unmeasured
        self.afterwards: list[Callable[[], object]] = []

    def _fill(self, plan: Plan) -> None:
        lists: tuple[tuple[Value, ...], ...] = (
            plan.rooms, plan.equipment, plan.cohorts, plan.households, plan.people,
        )  # fmt: skip
        with self.store.action("import") as action:
            for value in chain.from_iterable(lists):
                action.put(value)
        for visits in _batches(plan.visits, BATCH):
            # an entry for each, but the disk is waited for once a batch
            with self.repository.writing() as writing:
                for visit in visits:
                    action = Action(writing, "kari", self.now)
                    action.put(visit)
                    action.finish("book", None, {})
        purge(self.repository, None, KEEPING, who="kari", clock=lambda: self.now)
        for n in range(ARRIVALS):
            person = plan.people[n % len(plan.people)].id
            arrive(self.store, self.keys, person, at=_after(self.now, minutes=-1))
            depart(self.store, person)

    def new_visit(self) -> Visit:
        """A visit that is not there yet, on a day in the middle of all."""
        n = next(self.numbers)
        start = _after(midnight(self.day, ZONE), hours=12)
        return Visit(id=f"ny-{n}", start=start, end=_after(start, hours=1), people=("deltaker-05",))

    # What is measured --------------------------------------------------------------------

    def insert(self) -> None:
        """Book a visit."""
        with self.store.action("book") as action:
            action.put(self.new_visit())

    def edit(self) -> None:
        """Read a visit, and write it with another title."""
        n = next(self.numbers)
        key = Key("visit", self.plan.visits[n * 37 % len(self.plan.visits)].id)
        with self.store.reading() as reading:
            record = reading.get(key)
        assert record is not None
        assert isinstance(record.value, Visit)
        with self.store.action("edit") as action:
            action.put(structs.replace(record.value, title=f"Ny tittel {n}"), record.version)

    def read_day(self) -> None:
        """Read the visits of a day."""
        day = self.day - timedelta(days=next(self.numbers) % 300)
        with self.store.reading() as reading:
            reading.visits(midnight(day, ZONE), midnight(day + timedelta(days=1), ZONE))

    def receive(self) -> None:
        """Receive somebody, with their name and number sealed."""
        arrive(self.store, self.keys, self.people[-1])
        self.afterwards = [lambda: depart(self.store, self.people[-1])]

    def undo(self) -> None:
        """Take the newest action back."""
        with self.store.reading() as reading:
            last = reading.entries_ever()
        undo(self.store, last)

    def purge(self) -> None:
        """Purge where nothing is due."""
        done = purge(self.repository, None, KEEPING, who="kari", clock=lambda: self.now)
        assert not done.facts, done.facts

    def look(self) -> None:
        """Look whether somebody has written."""
        self.watch.changed()

    def judge(self) -> None:
        """Read everything, as a plan to judge."""
        with self.store.reading() as reading:
            plan_of(reading, self.plan.centre)

    def check(self) -> None:
        """Check the whole journal, and every record against it."""
        with self.store.reading() as reading:
            assert verify(reading) is None

    def whole(self) -> None:
        """Let the database check its file."""
        assert self.repository.faults() == []

    def back_up(self) -> None:
        """Make a backup, and check it."""
        backup(self.repository, self.folder, now=self.now, zone=ZONE).unlink()

    def scrub(self) -> None:
        """Write the file anew, as after a purge that found something."""
        with self.repository.writing() as writing:
            writing.leave_to_scrub(writing.entries_ever())
        assert self.repository.scrub()

    def run(self, few: int, many: int) -> None:
        """Measure and print everything."""
        self.watch = Watch(self.repository)
        self._measure("insert a visit", self.insert, many)
        self._measure("edit a visit", self.edit, many)
        self._measure("read a day of visits", self.read_day, many)
        self._measure("receive somebody", self.receive, many)
        self._measure("take an action back", self.undo, many, before=self.insert)
        self._measure("look for changes", self.look, many)
        self._measure("purge, nothing due", self.purge, few)
        self._measure("read all for judging", self.judge, few)
        self._measure("check the file", self.whole, few)
        self._measure("check the journal", self.check, few)
        self._measure("back up and check", self.back_up, few)
        self._measure("write the file anew", self.scrub, few)

    def _measure(
        self,
        name: str,
        call: Callable[[], None],
        times: int,
        before: Callable[[], object] | None = None,
    ) -> None:
        taken = []
        gc.collect()
        for _ in range(times):
            if before:
                before()
            begun = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begun)
            while self.afterwards:
                self.afterwards.pop()()
        _print(name, taken)


def _print(name: str, taken: list[float]) -> None:
    middle = statistics.median(taken) * 1000
    slow = sorted(taken)[math.ceil(len(taken) * 0.95) - 1] * 1000
    print(f"{name:24}{middle:12.3f} ms{slow:12.3f} ms", flush=True)  # noqa: T201


def _batches(values: Iterable[Visit], size: int) -> Iterator[list[Visit]]:
    left = iter(values)
    while batch := list(islice(left, size)):
        yield batch


def _after(moment: datetime, **length: float) -> Moment:
    found = (moment + timedelta(**length)).astimezone(UTC)
    return Moment.combine(found.date(), found.time(), UTC)


def _disk(folder: Path, times: int) -> None:
    """What it costs to put one page on the disk."""
    taken = []
    with open(folder / "disk", "wb") as file:
        for _ in range(times):
            file.write(bytes(4096))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    _print("the disk alone (fsync)", taken)


def main() -> None:
    """Build a database, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true", help="a small one; only shows that it runs")
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    args = parser.parse_args()
    visits = 1000 if args.quick else args.visits
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        begun = time.perf_counter()
        bench = Bench(folder, visits)
        size = bench.path.stat().st_size / 1e6
        print(  # noqa: T201
            f"{visits:,} visits, {size:.0f} MB, made in {time.perf_counter() - begun:.0f} s;"
            " median and 95th percentile"
        )
        _disk(folder, 200)
        bench.run(few=3, many=200)


if __name__ == "__main__":
    main()
