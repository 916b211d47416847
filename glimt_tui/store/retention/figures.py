"""The figures that stay of days whose people are forgotten: how many, and nobody's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from glimt_rules.plan.model import NOT_LIVE, Person, Visit
from glimt_tui.store.days import Days
from glimt_tui.store.records import DayCount
from glimt_tui.store.repository import Writing


def keep_figures(writing: Writing, days: Days, visits: Iterable[Visit]) -> None:
    """Count visits among the figures of their days, before their people are forgotten."""
    by_day: dict[date, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_day[days.local(visit.start)].append(visit)
    if not by_day:
        return
    known = {count.day: count for count in writing.day_counts()}
    roles = {
        record.id: record.value.role
        for record in writing.all("person")
        if isinstance(record.value, Person)
    }
    for day, theirs in by_day.items():
        writing.set_day_count(_counted(day, theirs, roles, known.get(day)))


def _counted(
    day: date, visits: list[Visit], roles: Mapping[str, str], known: DayCount | None
) -> DayCount:
    """The figures of a day, on top of what was counted of it before."""
    live = [visit for visit in visits if visit.status not in NOT_LIVE]
    there = [(visit, id_) for visit in live for id_ in visit.people if id_ not in visit.absent]
    people = {id_ for _, id_ in there}
    before = known or DayCount(day=day)
    return DayCount(
        day=day,
        visits=before.visits + len(live),
        cancelled=before.cancelled + len(visits) - len(live),
        people=before.people + len(people),
        guests=before.guests + sum(roles.get(id_) != "staff" for id_ in people),
        minutes=before.minutes
        + sum((visit.end.ticks - visit.start.ticks) // 60_000_000 for visit, _ in there),
    )
