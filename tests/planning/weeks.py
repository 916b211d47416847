"""Small weeks of wishes, and what is allowed of them found without Glimt's own search."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date
from itertools import product
from typing import Any

from msgspec import structs

from glimt_rules.documents.source import Source
from glimt_rules.judge import judge
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.candidates import Candidate, Week, candidates_of
from glimt_rules.wishes.model import Wishes
from glimt_rules.wishes.read import read_wishes

Table = dict[str, Any]

WEEK = "2021-W02"
NOW = Moment(2021, 1, 8, 12, tzinfo=UTC)
LEVELS = ("violation", "unknown", "advice")


def person(id_: str, cohort: str | None = "bla", **more: Any) -> Table:
    """Somebody of whom no rule has anything to say."""
    told: Table = {"id": id_, "name": id_.title(), "phone": "406 12 345", **more}
    return told if cohort is None else told | {"cohort": cohort}


def plan_table(*people: Table, told: int = 0, **more: Any) -> Table:
    """A plan with two rooms and a thing, in which every household has told its contacts."""
    homes = dict.fromkeys(each.get("household", each["id"]) for each in people)
    return {
        "format": 1,
        "rooms": [
            {"id": "liten", "capacity_1m": 2, "capacity_2m": 2},
            {"id": "stor", "capacity_1m": 6, "capacity_2m": 4, "cleaning_minutes": 30},
        ],
        "equipment": [{"id": "gitar"}, {"id": "vev", "washable": False}],
        "cohorts": [{"id": "bla"}, {"id": "gul"}],
        "households": [{"id": id_, "outside_contacts": {WEEK: told}} for id_ in homes],
        "people": list(people),
        **more,
    }


def plan_of(table: Table) -> Plan:
    return plan_from_raw(table).plan


def wish(id_: str, *people: str, **more: Any) -> Table:
    return {"id": id_, "people": list(people), **more}


def wishes_of(plan: Plan | None, *wishes: Table, **more: Any) -> Wishes:
    table = {"format": 1, "week": WEEK, "booked_at": "2021-01-08T12:00", "wishes": list(wishes)}
    source = Source("wishes.json", json.dumps({**table, **more}), "json")
    return read_wishes(source, plan).wishes


def candidates(plan: Plan, *wishes: Table, **more: Any) -> tuple[Candidate, ...]:
    return candidates_of(Week(wishes_of(plan, *wishes, **more), plan, NOW)).all


# Chance ------------------------------------------------------------------------------------


def random_week(seed: int, cohortless: bool = False) -> tuple[Plan, Wishes]:
    """A few people who want more than there is room for, with few enough ways to try them all."""
    rng = random.Random(seed)
    names = ["ane", "bo", "cai", "dag"][: rng.choice((3, 4))]
    cohorts: list[str | None] = ["bla", "bla", "bla", "gul"]
    people = [person(name, rng.choice(cohorts)) for name in names]
    if cohortless:
        people[0].pop("cohort", None)
    people.append(person("kari", "bla", role="staff"))
    visits = []
    if rng.random() < 0.5:
        there = {"booked_at": "2021-01-08T12:00", "room": rng.choice(("liten", "stor"))}
        times = {"start": "2021-01-11T10:30", "end": "2021-01-11T11:15"}
        visits.append({"id": "there", "people": [rng.choice(names)], **times, **there})
    table = plan_table(*people, told=rng.choice((0, 8, 9)), visits=visits)
    plan = plan_of(table)
    wishes = []
    for number in range(rng.choice((5, 6))):
        own = rng.choice(names)
        company: Any = rng.choice(
            ("nobody", "staff", "anybody", [rng.choice([n for n in names if n != own])])
        )
        days = rng.sample(("mon", "tue"), rng.choice((1, 2)))
        hours = rng.choice(("10:00-11:00", "10:30-11:30", "10:15-11:15", "10:00-11:15"))
        more = {"equipment": [rng.choice(("gitar", "vev"))]} if rng.random() < 0.5 else {}
        wishes.append(
            wish(
                f"w{number}",
                own,
                **{"with": company, "times": rng.choice((1, 2)), **more},
                importance=rng.choice((1, 2, 3)),
                rooms=[rng.choice(("liten", "liten", "stor"))],
                when={day: [hours] for day in days},
                preferably=rng.choice(([], ["mon"], ["tue"])),
            )
        )
    return plan, wishes_of(plan, *wishes)


# By hand -----------------------------------------------------------------------------------


class ByHand:
    """Every choice of candidates that is allowed, found by judging whole plans."""

    def __init__(self, plan: Plan, wishes: Wishes, book: RuleBook) -> None:
        self.plan, self.wishes, self.book = plan, wishes, book
        self.candidates = candidates_of(Week(wishes, plan, NOW)).all
        self._before: dict[tuple[str | None, ...], dict[tuple[object, ...], int]] = {}

    def choices(self) -> Iterator[tuple[list[Candidate], Plan]]:
        """Each allowed choice, with the plan as it is with the cohorts that allow it."""
        lacking = [each.id for each in self.plan.people if each.cohort is None]
        for cohorts in product((None, "bla", "gul"), repeat=len(lacking)):
            placed = dict(zip(lacking, cohorts, strict=True))
            people = tuple(
                structs.replace(each, cohort=placed.get(each.id, each.cohort))
                for each in self.plan.people
            )
            plan = structs.replace(self.plan, people=people)
            for chosen in self._grown([], 0, plan):
                yield chosen, plan

    def _grown(self, chosen: list[Candidate], first: int, plan: Plan) -> Iterator[list[Candidate]]:
        yield chosen
        for n in range(first, len(self.candidates)):
            more = [*chosen, self.candidates[n]]
            if self._makes_sense(more) and self.is_allowed([c.visit for c in more], plan):
                yield from self._grown(more, n + 1, plan)

    def _makes_sense(self, chosen: Sequence[Candidate]) -> bool:
        """Nobody and nothing in two places, and no wish met twice a day or too often."""
        met: Counter[int] = Counter()
        days: Counter[tuple[int, int]] = Counter()
        for each in chosen:
            for number in each.wishes:
                met[number] += 1
                days[number, each.day] += 1
        if any(n > self.wishes.wishes[number].times for number, n in met.items()):
            return False
        if any(n > 1 for n in days.values()):
            return False
        last = chosen[-1].visit
        others = [each.visit for each in chosen[:-1]]
        return not any(clash(last, other) for other in (*others, *self.plan.visits))

    def is_allowed(self, visits: Sequence[Visit], plan: Plan) -> bool:
        """Whether the whole plan with these visits says nothing against them."""
        before = found(self.plan, self.book)
        after = found(structs.replace(plan, visits=plan.visits + tuple(visits)), self.book)
        new = {visit.id for visit in visits}
        for key, level in after.items():
            if key[0] in new:
                if level < LEVELS.index("advice"):
                    return False
            elif level < before.get(key, len(LEVELS) + 1):
                return False
        return True

    def score(self, chosen: Sequence[Candidate]) -> tuple[tuple[int, ...], int]:
        """How many people have one slot, two and so on; and what was called important."""
        slots: Counter[str] = Counter()
        importance = 0
        for each in chosen:
            for number in each.wishes:
                slots.update(self.wishes.wishes[number].people)
                importance += self.wishes.wishes[number].importance
        asked: Counter[str] = Counter()
        for one in self.wishes.wishes:
            for id_ in one.people:
                asked[id_] += one.times
        levels = range(1, max(asked.values()) + 1)
        return tuple(sum(n >= level for n in slots.values()) for level in levels), importance


def clash(visit: Visit, other: Visit) -> bool:
    """Whether two visits need the same person, room or thing at once."""
    if not (visit.start < other.end and other.start < visit.end):
        return False
    return bool(
        set(visit.people) & set(other.people)
        or (visit.room is not None and visit.room == other.room)
        or set(visit.equipment) & set(other.equipment)
    )


def found(plan: Plan, book: RuleBook) -> dict[tuple[object, ...], int]:
    """How bad each finding of a plan is, by what it is about."""
    told: dict[tuple[object, ...], int] = {}
    for finding in judge(plan, book).findings:
        subject = finding.subject
        key = (finding.visit, finding.rule.id, subject.household, subject.equipment)
        level = len(LEVELS) if finding.waived else LEVELS.index(finding.level)
        told[key] = min(level, told.get(key, level))
    return told


def week_days() -> list[date]:
    return [date(2021, 1, day) for day in range(11, 18)]
