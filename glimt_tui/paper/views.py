"""What is looked at for paper: a day as it will be, or as it is now where it is today."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre, Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.view import View
from glimt_tui.store.days import midnight
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import HOUSE, Key, PastVisit
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Clock, Store, zone_of


def repository_of(plan: Plan, clock: Clock) -> MemoryRepository:
    """A plan document as a database that nothing is left of; raises Refused as importing does."""
    repository = MemoryRepository()
    take_in(Store(repository, "", clock), plan)
    return repository


def zone_in(reading: Reading) -> ZoneInfo:
    """The zone whose clock the centre goes by."""
    return zone_of(reading.get(Key("house", HOUSE)))


def view_of(
    reading: Reading,
    book: RuleBook,
    centre: Centre | None,
    now: Moment,
    first: date,
    last: date,
) -> View:
    """A view of the days from ``first`` to ``last``, judged, at the moment that paper tells of.

    That is now where today is among the days; of other days it is the midnight with which the
    first of them begins, and whoever came on other days than these is not on its list.
    """
    zone = zone_in(reading)
    is_now = first <= now.astimezone(zone).date() <= last
    moment = now if is_now else midnight(first, zone)
    view = View(
        reading,
        book,
        now=moment,
        centre=centre,
        first=first,
        last=last,
        near=first == last,
    )
    if not is_now:
        view.arrivals = tuple(each for each in view.arrivals if first <= each.day <= last)
    _ = view.findings
    return view


def forgotten(reading: Reading, first: date, last: date) -> int:
    """How many visits there were on some days of which nobody knows any more who took part."""
    zone = zone_in(reading)
    begins, ends = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    return sum(
        isinstance(record.value, PastVisit) and begins <= record.value.start < ends
        for record in reading.visits(begins, ends)
    )
