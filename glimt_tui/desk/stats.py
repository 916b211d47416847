"""A stretch of days in figures that name nobody: what the municipality is told of a month.

Bookings lose their people after a while; what kind they were, where, and whether they took place
stays for good, and so do each day's people and hours (``store.retention``). Only how many
different people came in all cannot be told of days that are forgotten, since nobody knows who
came on which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Centre, Person, Setting, Visit, VisitKind, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.cancelled import NO_RULE, NOT_KNOWN, cancelled_for
from glimt_tui.desk.slack import here
from glimt_tui.store.days import midnight
from glimt_tui.store.records import HOUSE, Key, PastVisit
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import zone_of

_MINUTE = 60_000_000
#: A visit that takes place counts once it has begun to.
_HAPPENED = frozenset({"arrived", "done"})


class Figures(Struct, frozen=True, kw_only=True):
    """What happened from ``first`` to ``last``, both included."""

    first: date
    last: date
    #: visits that took place, shifts left out, and the same by kind and by setting
    held: int
    kinds: Mapping[str, int]
    settings: Mapping[str, int]
    #: different people who are not staff, since ``people_from``; None where that is forgotten
    people: int | None
    #: the first day of which it is known who came; None where that is no day of these
    people_from: date | None
    #: the people of each day who are not staff, added up
    person_days: int
    #: what everybody spent in visits and shifts, each by themselves
    minutes: int
    #: visits to which nobody came
    no_shows: int
    cancelled: int
    #: by rule; see ``desk.cancelled``
    cancelled_for: Mapping[str, int]
    #: exceptions from rules at visits since ``people_from``
    waivers: Mapping[str, int]


def figures_of(
    reading: Reading, book: RuleBook, centre: Centre | None, now: Moment, first: date, last: date
) -> Figures:
    """The figures of some days, as far as they are over."""
    zone = zone_of(reading.get(Key("house", HOUSE)))
    begins, ends = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    all_ = [
        record.value
        for record in reading.visits(begins, ends)
        if isinstance(record.value, Visit | PastVisit) and begins <= record.value.start < ends
    ]
    visits = [visit for visit in all_ if isinstance(visit, Visit)]
    held = [visit for visit in all_ if _is_held(visit, now) and visit.kind != "shift"]
    off = [visit for visit in all_ if visit.start <= now and visit.kind != "shift"]
    cancelled = [visit for visit in off if visit.status == "cancelled"]
    rules = cancelled_for(
        reading, book, centre, [visit.id for visit in cancelled if isinstance(visit, Visit)]
    )
    lived = _Lived(reading, [visit for visit in visits if _is_held(visit, now)], zone)
    counts = [count for count in reading.day_counts() if first <= count.day <= last]
    forgotten = [count.day for count in counts]
    forgotten += [_day(each.start, zone) for each in all_ if isinstance(each, PastVisit)]
    people_from = max([first, *(day + timedelta(days=1) for day in forgotten)])
    in_range = {visit.id for visit in visits}
    waivers = Counter(
        record.value.rule
        for record in reading.all("waiver")
        if isinstance(record.value, Waiver) and record.value.visit in in_range
    )
    return Figures(
        first=first,
        last=last,
        held=len(held),
        kinds=_by([visit.kind for visit in held], get_args(VisitKind)),
        settings=_by([visit.setting for visit in held], get_args(Setting)),
        people=lived.people_since(people_from) if people_from <= last else None,
        people_from=people_from if people_from <= last else None,
        person_days=lived.person_days + sum(count.guests for count in counts),
        minutes=lived.minutes + sum(count.minutes for count in counts),
        no_shows=sum(visit.status == "no_show" for visit in off),
        cancelled=len(cancelled),
        cancelled_for=_by(
            [rules.get(visit.id, NOT_KNOWN) for visit in cancelled],
            [*sorted(set(rules.values()) - {NO_RULE, NOT_KNOWN}), NO_RULE, NOT_KNOWN],
        ),
        waivers=dict(sorted(waivers.items())),
    )


class _Lived:
    """What is counted of visits of which it is known who took part, as forgetting counts it."""

    def __init__(self, reading: Reading, visits: list[Visit], zone: ZoneInfo) -> None:
        staff = {
            record.id
            for record in reading.all("person")
            if isinstance(record.value, Person) and record.value.role == "staff"
        }
        self._days = {
            (_day(visit.start, zone), id_)
            for visit in visits
            for id_ in here(visit)
            if id_ not in staff
        }
        self.person_days = len(self._days)
        self.minutes = sum(
            (visit.end.ticks - visit.start.ticks) // _MINUTE * len(here(visit)) for visit in visits
        )

    def people_since(self, first: date) -> int:
        """How many different people there were from a day on."""
        return len({id_ for day, id_ in self._days if day >= first})


def _is_held(visit: Visit | PastVisit, now: Moment) -> bool:
    """Whether a visit has taken place, or does so now."""
    return visit.status not in NOT_LIVE and (visit.end <= now or visit.status in _HAPPENED)


def _day(moment: Moment, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _by(names: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    """How often each name is there, in the order given; nothing of those that are not."""
    often = Counter(names)
    return {name: often[name] for name in order if often[name]}
