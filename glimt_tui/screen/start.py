"""Opening the screen: on the centre's own database, or on made-up days that leave no trace."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_tui.access import User
from glimt_tui.desk.desk import Desk
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.terminal import run_app
from glimt_tui.store.drafts import PRIVATE
from glimt_tui.store.place import keys_folder
from glimt_tui.store.plans import take_in
from glimt_tui.store.retention import Keeping
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.session import Session
from glimt_tui.store.sqlite.create import create
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Clock, Store, system_clock
from glimt_tui.store.visitors import arrive

if TYPE_CHECKING:
    from datetime import date

    from glimt_rules.rulesets.book import RuleBook
    from glimt_rules.texts import Texts
    from glimt_tui.cli.context import Context

#: The made-up days are told as they stand at this moment: Tuesday 12 January 2021, 11.40.
DEMO_NOW = Moment(2021, 1, 12, 10, 40, tzinfo=UTC)


def open_screen(context: Context, book: RuleBook, today: date | None) -> int:
    """Run the screen on the centre's database, showing ``today`` as the day, if it is given."""
    clock: Clock = system_clock if today is None else clock_of(today)
    desk = Desk(context.session, book, clock, context.config.config.centre)
    return run(desk, context.texts, keys=context.config.config.keys, is_other_day=today is not None)


def open_demo(plan: Plan, book: RuleBook, texts: Texts, today: date | None) -> int:
    """Run the screen on made-up days, which nothing is written of anywhere else."""
    start = DEMO_NOW if today is None else Moment.combine(today, DEMO_NOW.time(), UTC)
    clock = clock_from(start)
    desk = Desk(demo_session(plan, clock), book, clock)
    return run(desk, texts, is_other_day=True)


def run(
    desk: Desk, texts: Texts, *, keys: Mapping[str, str] | None = None, is_other_day: bool
) -> int:
    """Run the screen; returns the exit code."""
    desk.begin()
    return run_app(GlimtApp(desk, texts, keys=keys, is_other_day=is_other_day))


def clock_of(day: date) -> Clock:
    """A clock that goes as the machine's does, on another day."""
    now = system_clock()
    return clock_from(Moment.combine(day, now.time(), UTC))


def clock_from(start: Moment) -> Clock:
    """A clock that shows ``start`` now, and goes on from there."""
    began = datetime.now(UTC)

    def clock() -> Moment:
        now = start + (datetime.now(UTC) - began)
        return Moment.combine(now.date(), now.time(), UTC)

    return clock


def demo_session(plan: Plan, clock: Clock) -> Callable[[], object]:
    """A session on a database of its own that is gone afterwards."""

    @contextmanager
    def session() -> Iterator[Session]:
        with tempfile.TemporaryDirectory(prefix="glimt-demo-") as folder:
            path = Path(folder) / "glimt.db"
            create(path, now=DEMO_NOW)
            path.chmod(0o600)
            keys_folder(path).mkdir(mode=0o700)
            repository = SqliteRepository(path)
            made = Session(
                path=path,
                user=User("demo", "admin", "demo"),
                repository=repository,
                store=Store(repository, "demo", clock),
                keys=DayKeys(keys_folder(path)),
                keeping=Keeping(),
                modes=PRIVATE,
                backup_days=0,
            )
            try:
                # by somebody else: what whoever tries it out has done is all that undo takes back
                colleague = Store(repository, "glimt", clock)
                take_in(colleague, plan)
                _receive_those_who_are_here(colleague, made.keys, plan, clock())
                yield made
            finally:
                repository.close()

    return session


def _receive_those_who_are_here(store: Store, keys: DayKeys, plan: Plan, now: Moment) -> None:
    """Put those on the visitor list who, by the plan, are in the house."""
    here = set()
    for visit in plan.visits:
        if (
            visit.start <= now < visit.end
            and visit.status == "arrived"
            and visit.setting == "centre"
        ):
            for person in visit.people:
                if person not in visit.absent and person not in here:
                    here.add(person)
                    arrive(
                        store,
                        keys,
                        person,
                        visit_id=visit.id,
                        at=visit.start - timedelta(minutes=2),
                        handwashed=visit.handwashed,
                    )
