"""Which local day a record is about: from it is counted how long its details may stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Household, Person, Visit, Waiver
from glimt_tui.store.daybook import Call, Loan, Notice, Series
from glimt_tui.store.records import Arrival, Key, PastVisit, Record, Value


class Days:
    """The days of records, by the centre's clock."""

    def __init__(self, zone: ZoneInfo, get: Callable[[Key], Record | None]) -> None:
        """``get`` finds other records: a waiver is about the day of its visit."""
        self._zone = zone
        self._get = get

    def local(self, moment: Moment) -> date:
        """The local day of a moment."""
        return moment.astimezone(self._zone).date()

    def about(self, before: Value | None, after: Value | None, now: Moment) -> date | None:
        """The last day that a change is about; None where its details stay with the record.

        A record's own details stay as long as it does itself. What is removed, and whatever
        tells of symptoms or of contacts, is counted from the day on which it was written; what
        is removed that was about an earlier day, from that day.
        """
        found = [day for value in (before, after) if value and (day := self.of(value))]
        if after is None:
            return min([*found, self.local(now)])
        if found:
            return max(found)
        if any(_passing(value) for value in (before, after) if value):
            return self.local(now)
        return None

    def of(self, value: Value) -> date | None:
        """The local day that a record is about, if it is about one."""
        if isinstance(value, Visit | PastVisit):
            return self.local(value.start)
        if isinstance(value, Arrival):
            return value.day
        if isinstance(value, Waiver):
            visit = self._get(Key("visit", value.visit))
            return self.of(visit.value) if visit else None
        if isinstance(value, Series):
            return value.last
        if isinstance(value, Loan):
            return self.local(value.back) if value.back else None
        if isinstance(value, Call):
            return self.local(value.at)
        if isinstance(value, Notice):
            return value.until
        return None


def midnight(day: date, zone: ZoneInfo) -> Moment:
    """The moment at which a local day begins."""
    begins = datetime.combine(day, time(), zone).astimezone(UTC)
    return Moment.combine(begins.date(), begins.time(), UTC)


def clock(moment: Moment, zone: ZoneInfo) -> datetime:
    """What the local clock shows at a moment, as messages write it."""
    local = moment.astimezone(zone)
    return datetime(
        local.year, local.month, local.day, local.hour, local.minute, local.second, tzinfo=zone
    )


def _passing(value: Value) -> bool:
    """Whether a record that stays tells of something that does not."""
    if isinstance(value, Person):
        return bool(value.symptoms)
    return isinstance(value, Household)
