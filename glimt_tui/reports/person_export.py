"""All that is held about somebody, as it is given to them: plain values, for JSON and for text.

Whoever asks is told about themselves, not about others: those who take part in the same bookings
are counted, and never named, since that somebody comes to the centre says something of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Visit
from glimt_tui.store.daybook import Call, Language, Loan, Series
from glimt_tui.store.days import clock
from glimt_tui.store.held import Held, Told
from glimt_tui.store.held_copies import Copy
from glimt_tui.store.journal import Change
from glimt_tui.store.naming import ONE, SEVERAL, names, texts
from glimt_tui.store.records import Arrival, Record, Value, decode
from glimt_tui.store.retention.keeping import SYMPTOM_DAYS, Keeping
from glimt_tui.store.visitors import Visitor

Values = dict[str, Any]


class Beside(Struct, frozen=True, kw_only=True):
    """What is held outside the database."""

    #: when each draft that names them was touched last
    drafts: tuple[datetime, ...] = ()
    draft_days: timedelta = timedelta()
    copies: tuple[Copy, ...] = ()


class PersonExport:
    """What is held about one person, as plain values."""

    def __init__(
        self, held: Held, beside: Beside, keeping: Keeping, *, zone: ZoneInfo, now: Moment
    ) -> None:
        self._held = held
        self._beside = beside
        self._keeping = keeping
        self._zone = zone
        self._now = now

    def values(self) -> Values:
        """Everything, by sections; a section without anything is there, and empty."""
        held = self._held
        return {
            "format": 1,
            "id": held.id,
            "at": self._time(self._now),
            "person": None if held.record is None else self._own(held.record.value),
            "household": self._household(),
            "bookings": [self._booking(record) for record in held.visits],
            "visitor_list": [self._entry(visitor) for visitor in held.visitors],
            "notes": [self._note(record) for record in held.others if self._is_note(record)],
            "elsewhere": [self._elsewhere(r) for r in held.others if not self._is_note(r)],
            "journal": [self._told(told) for told in held.journal],
            "at_work": [{"as": who, "entries": n} for who, n in sorted(held.acted.items())],
            "drafts": [self._draft(touched) for touched in self._beside.drafts],
            "copies": [structs.asdict(copy) for copy in self._beside.copies],
        }

    def _own(self, value: Value) -> Values:
        """Their own record, with those whom they have named themselves."""
        assert isinstance(value, Person)
        found = {**self._plain(value), "role": value.role}
        for symptoms, told in zip(value.symptoms, found.get("symptoms", ()), strict=True):
            if symptoms.cleared is not None:
                told["kept_until"] = symptoms.cleared + timedelta(days=SYMPTOM_DAYS)
        return found

    def _household(self) -> Values | None:
        held = self._held
        if held.household is None and not held.housemates:
            return None
        found = self._plain(held.household.value) if held.household else {}
        return {**found, "others": len(held.housemates)}

    def _booking(self, record: Record) -> Values:
        visit = record.value
        assert isinstance(visit, Visit)
        kept = self._day(visit.start) + timedelta(days=self._keeping.booking_days)
        waivers = [w.value for w in self._held.waivers if getattr(w.value, "visit", "") == visit.id]
        return {
            **self._about(visit),
            "waivers": [self._plain(waiver) for waiver in waivers],
            "kept_until": kept,
        }

    def _entry(self, visitor: Visitor) -> Values:
        arrival = visitor.arrival
        kept = arrival.day + timedelta(days=self._keeping.retention_days)
        return {**self._arrival(arrival, visitor), "kept_until": kept}

    def _arrival(self, arrival: Arrival, visitor: Visitor | None) -> Values:
        found = self._plain(arrival)
        found.pop("person", None)
        if visitor is not None:
            found |= {"name": visitor.name, "phone": visitor.phone}
        return found

    def _is_note(self, record: Record) -> bool:
        """Whether a record is held beside the plan, and is about them."""
        return isinstance(record.value, Series | Loan | Call | Language) and names(
            record.value, self._held.id
        )

    def _note(self, record: Record) -> Values:
        """What is held of them beside the plan, and until when."""
        value = record.value
        last: date | None = None
        if isinstance(value, Series):
            last = value.last
        elif isinstance(value, Loan) and value.back is not None:
            last = self._day(value.back)
        elif isinstance(value, Call):
            if self._is_open(value):
                return {"record": record.kind, **self._about(value), "kept_until_called": True}
            last = self._day(value.at)
        kept = last and {"kept_until": last + timedelta(days=self._keeping.booking_days)}
        return {"record": record.kind, **self._about(value), **(kept or {})}

    def _is_open(self, call: Call) -> bool:
        """Whether a call asks for another, which nobody has made yet."""
        calls = [each.value for each in self._held.others if isinstance(each.value, Call)]
        newest = max(
            (each for each in calls if each.person == call.person),
            key=lambda each: (each.at, each.id),
        )
        return newest == call and call.again_on is not None

    def _elsewhere(self, record: Record) -> Values:
        """A record that names them and is another's: how it does, and no more."""
        value = record.value
        if names(value, self._held.id) and not isinstance(value, Person):
            return {"record": record.kind, **self._about(value)}
        finder = self._held.called.finder(near=False)
        told: Values = {"record": record.kind}
        if as_ := self._part(value):
            told["named_as"] = as_
        return told | {key: text for key, text in texts(value) if finder.finds(text)}

    def _about(self, value: Value) -> Values:
        """A record in which others may stand: those are counted."""
        found = self._plain(value)
        others: set[str] = set()
        for key in (*ONE, *SEVERAL):
            there = getattr(value, key, None)
            others.update(there if isinstance(there, tuple) else [there] if there else [])
            found.pop(key, None)
        return {**found, "part": self._part(value), "others": len(others - {self._held.id})}

    def _part(self, value: Value) -> list[str]:
        """The keys under which a record names them."""
        return [
            key
            for key in (*SEVERAL, *ONE)
            if getattr(value, key, None) == self._held.id
            or (key in SEVERAL and self._held.id in getattr(value, key, ()))
        ]

    # The journal -----------------------------------------------------------------------------

    def _told(self, told: Told) -> Values:
        entry = told.entry
        return {
            "entry": entry.seq,
            "at": self._time(entry.at),
            "who": entry.who,
            "action": entry.action,
            **({} if entry.undoes is None else {"undoes": entry.undoes}),
            "changes": [self._change(change) for change in told.changes],
        }

    def _change(self, change: Change) -> Values:
        return {
            "record": change.kind,
            "before": self._once(change, change.before),
            "after": self._once(change, change.after),
        }

    def _once(self, change: Change, text: str | None) -> Values | None:
        """A record as it was; of somebody else's, only how it names them."""
        if text is None:
            return None
        value = decode(change.kind, text)
        if isinstance(value, Person):
            is_own = value.id == self._held.id
            return self._plain(value) if is_own else {"named_as": self._part(value)}
        if isinstance(value, Arrival):
            return self._arrival(value, None)
        return self._about(value) if names(value, self._held.id) else self._nameless(value)

    def _nameless(self, value: Value) -> Values:
        """A record as it was while it did not name them; who else stood there is not told."""
        found = self._plain(value)
        for key in (*ONE, *SEVERAL):
            found.pop(key, None)
        return found

    def _draft(self, touched: datetime) -> Values:
        local = touched.astimezone(self._zone).replace(microsecond=0)
        return {"touched": local, "kept_until": (local + self._beside.draft_days).date()}

    # Plain values ----------------------------------------------------------------------------

    def _plain(self, value: object) -> Values:
        """A struct under the keys of the plan document, without what was never said."""
        assert isinstance(value, Struct)
        return {
            field.encode_name: self._plainly(found)
            for field in structs.fields(type(value))
            if (found := getattr(value, field.name)) != field.default
            and found not in ((), {}, None, b"")
            and not isinstance(found, bytes)
        }

    def _plainly(self, value: object) -> Any:
        if isinstance(value, Moment):
            return self._time(value)
        if isinstance(value, Struct):
            return self._plain(value)
        if isinstance(value, tuple | list):
            return [self._plainly(each) for each in value]
        if isinstance(value, Mapping):
            return dict(value)
        return value

    def _time(self, moment: Moment) -> datetime:
        return clock(moment, self._zone)

    def _day(self, moment: Moment) -> date:
        return self._time(moment).date()


def is_empty(section: object) -> bool:
    """Whether nothing is held under a section."""
    return section is None or (isinstance(section, Sequence) and not section)


def sections(values: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The sections of what is held, in the order in which they are told."""
    return ((key, value) for key, value in values.items() if key not in ("format", "id", "at"))
