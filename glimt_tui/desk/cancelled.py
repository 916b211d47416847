"""For which rule bookings were cancelled, as it was known when they were.

Nobody is asked for a reason. What the journal holds is enough: going back through it gives the
centre as it was just before a booking was cancelled, and the rules as they had been decided on
that day say what the booking would have broken. That is the rule for which it is counted, the
gravest where there are several. Where nothing was broken, it was cancelled for something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TypeVar

from glimt_rules.finding import Finding
from glimt_rules.judge import judge
from glimt_rules.moments import Moment
from glimt_rules.plan.model import (
    NOT_LIVE,
    Centre,
    Cohort,
    Equipment,
    Household,
    Person,
    Plan,
    Room,
    Visit,
    Waiver,
)
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.view import near_day, with_accepted_waivers
from glimt_tui.store.families import Switch, switched
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.records import HOUSE, Family, House, Key, Value, decode
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import zone_of

T = TypeVar("T")
#: What is told of a booking that broke no rule, and of one of which it is not known.
NO_RULE, NOT_KNOWN = "", "?"
_FORCES = ("binding", "house", "advice")


def cancelled_for(
    reading: Reading, book: RuleBook, centre: Centre | None, visits: Collection[str]
) -> dict[str, str]:
    """The rule for which each of these cancelled bookings is counted, by the booking's id.

    NO_RULE where it broke none, NOT_KNOWN where the journal does not tell of it any more.
    """
    found = dict.fromkeys(visits, NOT_KNOWN)
    open_ = set(visits)
    past = _Past(reading, book, centre)
    for entry in reading.entries_back() if open_ else ():
        ended = [id_ for change in entry.changes if (id_ := _cancels(change)) in open_]
        past.before(entry)
        for id_ in ended:
            assert id_ is not None
            found[id_] = past.rule_of(id_, entry)
            open_.discard(id_)
        if not open_:
            break
    return found


def _cancels(change: Change) -> str | None:
    """The booking that a change cancels; None where it does something else."""
    if change.kind != "visit" or not change.before or not change.after:
        return None
    before, after = decode("visit", change.before), decode("visit", change.after)
    if not isinstance(before, Visit) or not isinstance(after, Visit):
        return None
    is_cancelled = before.status not in NOT_LIVE and after.status == "cancelled"
    return change.id if is_cancelled else None


class _Past:
    """The records as they were, going back entry by entry."""

    def __init__(self, reading: Reading, book: RuleBook, centre: Centre | None) -> None:
        self._there: dict[Key, Value] = {
            record.key: record.value for record in reading.everything() if record.kind != "arrival"
        }
        self._book = book
        self._centre = centre
        self._zone = zone_of(reading.get(Key("house", HOUSE)))

    def before(self, entry: Entry) -> None:
        """Go back to the moment before an entry, as far as the journal still tells."""
        for change in entry.changes:
            if change.id is None or change.kind == "arrival":
                continue
            key = Key(change.kind, change.id)
            if change.before is None:
                self._there.pop(key, None)
            else:
                self._there[key] = decode(change.kind, change.before)

    def rule_of(self, id_: str, entry: Entry) -> str:
        """The gravest rule that a booking breaks in what is there."""
        visit = self._there.get(Key("visit", id_))
        plan = self._plan()
        if not isinstance(visit, Visit) or visit not in plan.visits:
            return NOT_KNOWN
        day, known_at = self._local(visit.start), self._local(entry.at)
        broken = [
            finding
            for finding in _findings(near_day(plan, day, self._zone), self._rules(), day, known_at)
            if finding.visit == id_ and finding.level == "violation" and not finding.waived
        ]
        broken.sort(key=lambda each: (_FORCES.index(each.force), each.rule.id))
        return broken[0].rule.id if broken else NO_RULE

    def _local(self, moment: Moment) -> date:
        return moment.astimezone(self._zone).date()

    def _rules(self) -> RuleBook:
        """The rule book, with the families switched as they were."""
        families = [value for value in self._there.values() if isinstance(value, Family)]
        return switched(
            self._book,
            [Switch(family=each.id, active=each.active, version=0) for each in families],
        )

    def _plan(self) -> Plan:
        house = self._there.get(Key("house", HOUSE))
        known = house if isinstance(house, House) else House()
        visits = tuple(visit for visit in self._of(Visit) if self._is_whole(visit))
        ids = {visit.id for visit in visits}
        return Plan(
            format=1,
            timezone=known.timezone,
            centre=known.centre or self._centre or Centre(),
            rooms=tuple(self._of(Room)),
            equipment=tuple(self._of(Equipment)),
            cohorts=tuple(self._of(Cohort)),
            households=tuple(self._of(Household)),
            people=tuple(self._of(Person)),
            visits=visits,
            waivers=tuple(waiver for waiver in self._of(Waiver) if waiver.visit in ids),
        )

    def _of(self, type_: type[T]) -> Iterator[T]:
        return (value for value in self._there.values() if isinstance(value, type_))

    def _is_whole(self, visit: Visit) -> bool:
        """Whether all that a visit names is there; some of it may have been forgotten."""
        named = [Key("person", id_) for id_ in visit.people]
        named += [Key("equipment", id_) for id_ in visit.equipment]
        named += [Key("room", visit.room)] if visit.room else []
        return all(key in self._there for key in named)


def _findings(plan: Plan, book: RuleBook, day: date, known_at: date) -> list[Finding]:
    judged = with_accepted_waivers(
        plan, lambda plan: judge(plan, book, known_at=known_at, date_from=day, date_to=day)
    )
    return judged.findings
