"""Measure what one edit, and one what-if, cost while a plan is judged as it changes.

    python -m benchmarks.live [--quick]

Edits are those of somebody at a desk: another time, another day, a room, somebody more or
less, a tick in a list. Every figure is of single calls, in time of the processor, so that others
who use it do not count; the last column is the worst of all, the collector of cycles included.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from msgspec import structs

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

from benchmarks.plans import realistic_plan  # noqa: E402
from glimt_rules.judge import judge  # noqa: E402
from glimt_rules.live import Edit, Put, Session  # noqa: E402
from glimt_rules.plan.model import Plan, Visit  # noqa: E402
from glimt_rules.plan.read import plan_from_raw  # noqa: E402
from glimt_rules.rulesets.book import RuleBook  # noqa: E402
from glimt_rules.suggest.search import suggest_in  # noqa: E402
from glimt_tui.plugins import BUILT_IN, load_book  # noqa: E402

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (200, 1_000)
EDITS, QUICK_EDITS = 1_000, 50


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description="Measure edits of a plan that is judged.")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a test")
    args = parser.parse_args(argv)
    book = load_book(tuple(BUILT_IN), [ROOT / "benchmarks" / "rules"])
    say(f"{'visits':>8} {'what':<32}{'median ms':>12}{'p95 ms':>10}{'worst ms':>10}")
    for visits in QUICK_SIZES if args.quick else SIZES:
        measure(visits, book, QUICK_EDITS if args.quick else EDITS)
    return 0


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def measure(visits: int, book: RuleBook, edits: int) -> None:
    """Print the rows of one plan."""
    plan = plan_from_raw(realistic_plan(visits)).plan
    session = Session(plan, book)
    rng = random.Random(1)
    gc.collect()
    gc.freeze()
    tried = [timed(lambda edit=edit: session.what_if(edit)) for edit in some(plan, rng, edits)]  # type: ignore[misc]
    row(visits, "what-if", tried)
    applied = [timed(lambda edit=edit: session.apply(edit)) for edit in some(plan, rng, edits)]  # type: ignore[misc]
    row(visits, "edit", applied)
    told = [
        timed(lambda edit=edit: explained(session, edit))  # type: ignore[misc]
        for edit in some(plan, rng, edits)
    ]
    row(visits, "edit, its findings explained", told)
    tell_alternatives(visits, session, rng, edits)
    gc.unfreeze()
    if session.findings != judge(session.plan, book).findings:
        raise SystemExit("the session's findings are not those of the whole plan")


def tell_alternatives(visits: int, session: Session, rng: random.Random, searches: int) -> None:
    """Print what looking for alternatives costs: each of them, and all that are tried."""
    bad = [visit for visit, verdict in session.verdicts.items() if verdict == "violation"]
    took, tried = [], 0
    for visit in rng.sample(bad, min(len(bad), searches // 10)):
        before = time.process_time()
        tried += suggest_in(session, visit).tried
        took.append((time.process_time() - before) * 1000)
    row(visits, "suggest, with the plan judged", took)
    row(visits, f"  each of {tried} alternatives", [sum(took) / tried])


def explained(session: Session, edit: Edit) -> None:
    """An edit, and what is told of it."""
    for found in session.apply(edit).appeared:
        found.finding()


def row(visits: int, what: str, took: list[float]) -> None:
    """Print one row."""
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    say(f"{visits:>8} {what:<32}{median(took):>12.3f}{p95:>10.3f}{max(took):>10.3f}")


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds it takes."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


def some(plan: Plan, rng: random.Random, edits: int) -> list[Edit]:
    """Edits of visits anywhere in the plan."""
    return [Put(changed(plan, rng, rng.choice(plan.visits))) for _ in range(edits)]


def changed(plan: Plan, rng: random.Random, visit: Visit) -> Visit:
    """A visit with one thing changed."""
    what = rng.randrange(5)
    if what == 0:
        by = timedelta(minutes=rng.choice([15, 30, 60, -30]))
        return structs.replace(visit, start=visit.start + by, end=visit.end + by)
    if what == 1:
        by = timedelta(days=rng.choice([1, -1, 2]))
        return structs.replace(visit, start=visit.start + by, end=visit.end + by)
    if what == 2 and visit.setting == "centre":
        return structs.replace(visit, room=rng.choice([room.id for room in plan.rooms]))
    if what == 3:
        someone = rng.choice(plan.people).id
        if someone not in visit.people:
            return structs.replace(visit, people=(*visit.people, someone))
    return structs.replace(visit, masks=not visit.masks)


if __name__ == "__main__":
    raise SystemExit(main())
