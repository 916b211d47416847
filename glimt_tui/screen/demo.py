"""Made-up days on the screen: a database that nothing is left of afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, timedelta
from pathlib import Path

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_tui.access import User
from glimt_tui.store.daybook import Call, Language, Loan, Notice
from glimt_tui.store.drafts import PRIVATE
from glimt_tui.store.place.paths import keys_folder
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import Value
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.session import Session
from glimt_tui.store.sqlite.create import create
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Clock, Store
from glimt_tui.store.visitors import arrive

#: The made-up days are told as they stand at this moment: Tuesday 12 January 2021, 11.40.
DEMO_NOW = Moment(2021, 1, 12, 10, 40, tzinfo=UTC)


#: What the demo's day holds beside its plan.
DEMO_NOTES: tuple[Value, ...] = (
    Notice(
        id="beskjed-1",
        text="Kaffen er snart tom. Noen må innom butikken før fredag",
        by="marit",
        at=DEMO_NOW - timedelta(hours=19),
        until=date(2021, 1, 14),
    ),
    Loan(id="utlaan-1", thing="brodder", person="gunnar", out=DEMO_NOW - timedelta(hours=22)),
    Call(
        id="samtale-1",
        person="tuva",
        at=DEMO_NOW - timedelta(hours=23),
        by="marit",
        outcome="no_answer",
        again_on=date(2021, 1, 12),
        note="Tar telefonen etter klokken tolv",
        note_until=date(2021, 1, 15),
    ),
    Language(id="amir", person="amir", language="en"),
)


def demo_session(plan: Plan, clock: Clock, notes: tuple[Value, ...] = ()) -> Callable[[], object]:
    """A session on a database of its own that is gone afterwards.

    ``notes`` is what its day holds beside the plan.
    """

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
                if notes:
                    with colleague.action("import") as action:
                        for note in notes:
                            action.put(note)
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
