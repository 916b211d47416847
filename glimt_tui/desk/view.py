"""What the screen knows at a moment: the plan, its versions, and what judging found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import structs

from glimt_rules.errors import InputError
from glimt_rules.finding import Finding
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Centre, Person, Plan, Visit, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.clashes import Clashes
from glimt_tui.desk.lent import Lent
from glimt_tui.store.daybook import Loan
from glimt_tui.store.days import midnight
from glimt_tui.store.families import switched, switches
from glimt_tui.store.plans import plan_of
from glimt_tui.store.records import HOUSE, Arrival, Key
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import zone_of

T = TypeVar("T")
#: How far rules look back, and then some: past bookings keep their people for four weeks.
LOOK_BACK = timedelta(days=28)
#: The week of a day reaches so far beyond it, and then some.
LOOK_AHEAD = timedelta(days=8)
#: How many days ahead is looked for what needs a decision.
AHEAD = timedelta(days=14)


class View:
    """The database at one moment, judged for the days that somebody looks at."""

    def __init__(
        self,
        reading: Reading,
        book: RuleBook,
        *,
        now: Moment,
        centre: Centre | None = None,
        first: date | None = None,
        last: date | None = None,
        near: bool = False,
    ) -> None:
        """``first`` and ``last`` are the days on the screen; today and what is near is added.

        ``near`` is for the first look, which is wanted at once: today alone is judged, and that
        only when its findings are asked for; what the rules look at for it is all that is read.
        """
        self._is_first_look = near
        #: how families are switched here, and the rules that judge by it
        self.switches = switches(reading)
        self.book = switched(book, self.switches.values())
        self.now = now
        self._days: dict[Moment, date] = {}
        self._judged: tuple[tuple[date, date], Judgement] | None = None
        self.zone: ZoneInfo = zone_of(reading.get(Key("house", HOUSE)))
        self.today = now.astimezone(self.zone).date()
        self.first = min(first or self.today, self.today)
        self.last = self.today if near else max(last or self.today, self.today + AHEAD)
        entry = reading.last_entry()
        self.seq = entry.seq if entry else 0
        self.versions: dict[Key, int] = {}
        #: everything from four weeks before the first day on
        self.plan = plan_of(
            reading,
            centre,
            versions=self.versions,
            since=midnight(self.first - LOOK_BACK, self.zone),
            until=midnight(self.last + LOOK_AHEAD, self.zone) if near else None,
        )
        self.arrivals = tuple(
            record.value
            for record in reading.arrivals(first=self.today - timedelta(days=1))
            if isinstance(record.value, Arrival)
        )
        #: the records of all loans
        self.loans = tuple(reading.all("loan"))

    @cached_property
    def judgement(self) -> Judgement:
        """What judging found of the days on the screen."""
        return judge_days(self.plan, self.book, self.zone, self.first, self.last)

    def judged(self, first: date, last: date) -> Judgement:
        """What judging finds of other days; the last answer is kept, for it is asked for again."""
        if (first, last) == (self.first, self.last):
            return self.judgement
        days, judgement = self._judged or (None, None)
        if judgement is None or days != (first, last):
            judgement = judge_days(self.plan, self.book, self.zone, first, last)
            self._judged = (first, last), judgement
        return judgement

    @property
    def is_judged(self) -> bool:
        """Whether the rules have been asked, so that no finding means that nothing was found.

        Only a first look is shown before.
        """
        return not self._is_first_look or "findings" in self.__dict__

    @cached_property
    def findings(self) -> Mapping[str, list[Finding]]:
        """The findings of each visit that has some; also of what was left open the day before."""
        found = by_visit(self.judgement)
        yesterday = self.today - timedelta(days=1)
        if self.first == self.today and any(map(self._is_open, self.on(yesterday))):
            before = judge_days(self.plan, self.book, self.zone, yesterday, yesterday)
            found |= by_visit(before)
        return found

    def _is_open(self, visit: Visit) -> bool:
        return visit.status != "done" and visit.status not in NOT_LIVE

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Everybody, by id."""
        return {person.id: person for person in self.plan.people}

    @cached_property
    def visits(self) -> Mapping[str, Visit]:
        """The visits, by id, in order of arrival."""
        there = sorted(self.plan.visits, key=lambda visit: (visit.start, visit.id))
        return {visit.id: visit for visit in there}

    @cached_property
    def lent(self) -> Lent:
        """The loans that bookings run into."""
        loans = [record.value for record in self.loans if isinstance(record.value, Loan)]
        return Lent(self.plan, self.book, self.zone, self.now, loans)

    @cached_property
    def clashes(self) -> Clashes:
        """What staff are warned of besides the rules."""
        return Clashes(self.plan, self.zone, self.lent)

    def day_of(self, visit: Visit) -> date:
        """The local day on which a visit starts."""
        day = self._days.get(visit.start)
        if day is None:
            day = self._days[visit.start] = visit.start.astimezone(self.zone).date()
        return day

    def on(self, day: date) -> list[Visit]:
        """The visits that start on a local day, in order of arrival."""
        return [visit for visit in self.visits.values() if self.day_of(visit) == day]

    def has_begun(self, visit: Visit) -> bool:
        """Whether a visit goes on by the clock, or today by somebody who came early."""
        is_early = visit.status == "arrived" and self.day_of(visit) == self.today
        return visit.start <= self.now or is_early

    def here(self) -> list[Arrival]:
        """Who is in the premises, by the visitor list."""
        return [arrival for arrival in self.arrivals if arrival.left is None]


def judge_days(plan: Plan, book: RuleBook, zone: ZoneInfo, first: date, last: date) -> Judgement:
    """Judge some days of a plan, by no more of it than the rules look at."""
    near = _between(
        plan,
        midnight(first - LOOK_BACK, zone),
        midnight(last + LOOK_AHEAD, zone),
    )
    return with_accepted_waivers(
        near, lambda plan: judge(plan, book, date_from=first, date_to=last)
    )


def with_accepted_waivers(plan: Plan, ask: Callable[[Plan], T]) -> T:
    """What is said of a plan.

    Where a waiver in it is one that no rules accept, since a new rule set has made it
    impossible, say, none of its waivers excepts anything.
    """
    try:
        return ask(plan)
    except InputError:
        return ask(structs.replace(plan, waivers=()))


def near_day(plan: Plan, day: date, zone: ZoneInfo) -> Plan:
    """The part of a plan that the rules look at for the days around one."""
    first, last = day - LOOK_BACK - timedelta(days=8), day + timedelta(days=16)
    return _between(plan, midnight(first, zone), midnight(last, zone))


def by_visit(judgement: Judgement) -> dict[str, list[Finding]]:
    """The findings of a judgement by visit."""
    found: dict[str, list[Finding]] = {}
    for finding in judgement.findings:
        found.setdefault(finding.visit, []).append(finding)
    return found


def _between(plan: Plan, since: Moment, until: Moment) -> Plan:
    return _with_visits(
        plan, [visit for visit in plan.visits if visit.end > since and visit.start < until]
    )


def _with_visits(plan: Plan, visits: list[Visit]) -> Plan:
    there = {visit.id for visit in visits}
    waivers: tuple[Waiver, ...] = tuple(waiver for waiver in plan.waivers if waiver.visit in there)
    return structs.replace(plan, visits=tuple(visits), waivers=waivers)
