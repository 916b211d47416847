"""How soon a week of wishes is planned, and how well: ``python -m benchmarks.wishes``.

A made-up centre with 60 participants in four cohorts, two members of staff each, what it has
planned already, and 150 wishes for one week. The same figures give the same week.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC
from time import perf_counter
from typing import Any

from glimt_rules.documents.source import Source
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.model import Wishes
from glimt_rules.wishes.read import read_wishes
from glimt_tui.planning.proposal import Proposal
from glimt_tui.planning.search import propose
from glimt_tui.planning.watcher import Progress, Watcher
from glimt_tui.plugins import load_book

Table = dict[str, Any]

WEEK, DAYS = "2021-W02", [f"2021-01-{day}" for day in range(11, 17)]
OPENING = {day: ["10:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
COHORTS = ("rod", "gul", "bla", "gronn")
#: id, capacity at 1 m and 2 m, own cleaning minutes
ROOMS = (
    ("felles", 12, 6, 15),
    ("studio", 3, 2, 30),
    ("musikkrom", 6, 4, 15),
    ("hobbyrom", 6, 4, 15),
    ("kunstrom", 6, 4, 15),
    ("samtalerom", 3, 2, 15),
)
#: what is wished for: title, kind, rooms, things, minutes
DOINGS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("Gitar", "activity", ("musikkrom", "studio"), ("gitar",), 60),
    ("Innspilling", "activity", ("studio",), ("mikrofon",), 90),
    ("Maling", "activity", ("kunstrom", "hobbyrom"), ("pensler",), 90),
    ("Strikking", "activity", ("hobbyrom", "felles"), (), 60),
    ("Samtale", "conversation", ("samtalerom",), (), 45),
    ("Vev", "activity", ("hobbyrom",), ("vev",), 60),
    ("Sjakk", "activity", ("felles", "hobbyrom"), ("sjakk",), 60),
)
#: id, whether it can be washed
THINGS = (
    ("gitar", True), ("mikrofon", True), ("pensler", True), ("vev", False), ("sjakk", True),
)  # fmt: skip


def week_of_wishes(people: int = 60, wishes: int = 150, seed: int = 1) -> tuple[Table, Table]:
    """A plan and the wishes beside it, as documents."""
    rng = random.Random(seed)
    ids = [f"deltaker-{n + 1:02d}" for n in range(people)]
    cohort_of = {id_: COHORTS[n * len(COHORTS) // people] for n, id_ in enumerate(ids)}
    staff = {f"ansatt-{cohort}-{n}": cohort for cohort in COHORTS for n in (1, 2)}
    plan = {
        "format": 1,
        "centre": {"cleaning_minutes": 15, "washing_minutes": 10, "opening_hours": OPENING},
        "rooms": [
            {"id": id_, "capacity_1m": one, "capacity_2m": two, "cleaning_minutes": minutes}
            for id_, one, two, minutes in ROOMS
        ],
        "equipment": [{"id": id_, "washable": washable} for id_, washable in THINGS],
        "cohorts": [{"id": cohort} for cohort in COHORTS],
        "households": [
            {"id": id_, "outside_contacts": {WEEK: rng.choice((0, 1, 2, 3, 4, 6))}}
            for id_ in (*ids, *staff)
        ],
        "people": [
            *(
                # one in twelve has no cohort yet
                {"id": id_, "name": id_.title(), "phone": "406 12 345"}
                | ({} if rng.random() < 1 / 12 else {"cohort": cohort_of[id_]})
                for id_ in ids
            ),
            *(
                {"id": id_, "name": id_.title(), "phone": "406 12 345", "cohort": cohort}
                | {"role": "staff"}
                for id_, cohort in staff.items()
            ),
        ],
        "visits": _planned(rng, ids, cohort_of, list(staff)),
    }
    return plan, {
        "format": 1,
        "week": WEEK,
        "booked_at": "2021-01-08T15:00",
        "wishes": [_wish(rng, n, ids, cohort_of) for n in range(wishes)],
    }


def _planned(
    rng: random.Random, ids: list[str], cohort_of: dict[str, str], staff: list[str]
) -> list[Table]:
    """Two on duty each day, and a group or two that meet as every week."""
    visits: list[Table] = []
    for n, day in enumerate(DAYS):
        on_duty = [staff[(n + k * 3) % len(staff)] for k in range(2)]
        shift = {"start": f"{day}T09:30", "end": f"{day}T17:00", "kind": "shift"}
        visits.append({"id": f"vakt-{day}", **shift, "people": on_duty})
        for room, start, end in (("felles", "11:00", "12:30"), ("musikkrom", "13:00", "14:00")):
            cohort = rng.choice(COHORTS)
            group = rng.sample([id_ for id_ in ids if cohort_of[id_] == cohort], 3)
            times = {"start": f"{day}T{start}", "end": f"{day}T{end}"}
            booked = {"booked_at": "2021-01-07T12:00", "room": room}
            visits.append({"id": f"{room}-{day}", **times, "people": group, **booked})
    return visits


def _wish(rng: random.Random, number: int, ids: list[str], cohort_of: dict[str, str]) -> Table:
    title, kind, rooms, things, minutes = rng.choice(DOINGS)
    person = ids[number * 7 % len(ids)]
    wish: Table = {
        "id": f"onske-{number + 1:03d}",
        "people": [person],
        "title": title,
        "kind": kind,
        "rooms": list(rooms),
        "minutes": minutes,
        "times": rng.choice((1, 1, 1, 2, 3)),
        "importance": rng.choice((1, 1, 2, 3)),
    }
    if things:
        wish["equipment"] = list(things)
    friends = [id_ for id_ in ids if cohort_of[id_] == cohort_of[person] and id_ != person]
    chance = rng.random()
    if kind == "conversation" or chance < 0.25:
        wish["with"] = "staff"
    elif chance < 0.5:
        wish["with"] = "anybody"
    elif chance < 0.75:
        wish["with"] = [rng.choice(friends)]
    if rng.random() < 0.8:
        days = rng.sample(list(OPENING), rng.choice((2, 3, 4)))
        wish["when"] = {
            day: [rng.choice(("10:00-14:00", "12:00-17:00", "10:00-17:00"))] for day in days
        }
    if rng.random() < 0.5:
        wish["preferably"] = [rng.choice(("11:00", "13:00", "14:30"))]
    return wish


def read(plan: Table, wishes: Table) -> tuple[Plan, Wishes, RuleBook]:
    """The documents as the command reads them, and the rules that come with Glimt."""
    read_plan = plan_from_raw(plan).plan
    source = Source("wishes.json", json.dumps(wishes), "json")
    book = load_book(("kommunal", "nasjonal", "senter", "stottekontakt"))
    return read_plan, read_wishes(source, read_plan).wishes, book


def main() -> None:
    """Plan the week, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--wishes", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    began = perf_counter()
    plan, wishes, book = read(*week_of_wishes(args.people, args.wishes, args.seed))

    def tell(progress: Progress) -> None:
        goal = progress.goal
        told = "" if goal is None else f"{goal.name} {goal.slot}: {goal.value} (bound {goal.bound})"
        score = progress.score
        sys.stderr.write(f"{progress.seconds:6.1f} s  {score.people} {score.importance}  {told}\n")

    reading = perf_counter() - began
    now = Moment(2021, 1, 8, 14, tzinfo=UTC)
    proposal = propose(wishes, plan, book, now=now, watcher=Watcher(args.seconds, tell))
    sys.stdout.write("\n".join(told_of(proposal, reading)) + "\n")


def told_of(proposal: Proposal, reading: float) -> Iterator[str]:
    """The figures."""
    met = sum(outcome.met for outcome in proposal.outcomes)
    asked = sum(outcome.times for outcome in proposal.outcomes)
    full = sum(outcome.is_met for outcome in proposal.outcomes)
    yield f"read in {reading:.2f} s; {proposal.candidates} candidates every {proposal.step} min"
    yield f"first proposal after {proposal.first_after:.2f} s, all in {proposal.seconds:.1f} s"
    yield f"{met} of {asked} slots; wishes met in full: {full} of {len(proposal.outcomes)}"
    yield f"cohorts proposed: {len(proposal.cohorts)}; ended: {proposal.ended}"
    for goal in proposal.goals:
        what = f"slot {goal.slot}" if goal.slot else goal.name
        of = "" if goal.asked is None else f" of {goal.asked:g}"
        yield f"{what:<12} {goal.value:g}{of}, bound {goal.bound:g}"


if __name__ == "__main__":
    main()
