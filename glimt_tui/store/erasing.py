"""Erasing somebody: gone from the records, the journal and the file, but for what must be kept.

What must be kept is their entries in the visitor list, until the list forgets them: whoever was
infected must be traced. It stays under a stand-in's id, as do the heads in bookings that are over
(see ``stand_ins``). Nothing brings somebody back: undo finds no details to put back, and a copy
from before loses them again as it is restored (see ``erased_again``).
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from msgspec import Struct, structs

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Household, Person, Visit, Waiver
from glimt_tui.store import journal
from glimt_tui.store.days import Days
from glimt_tui.store.errors import Refused
from glimt_tui.store.held import Held, held
from glimt_tui.store.marks import MARK, Marks
from glimt_tui.store.naming import instead, names, without, wordless
from glimt_tui.store.records import HOUSE, Arrival, Key, PastVisit, Value
from glimt_tui.store.references import check_references
from glimt_tui.store.repository import Reading, Repository, Writing
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.stand_ins import is_stand_in, stand_in, stand_in_id
from glimt_tui.store.store import Clock, zone_of


class Erasure(Struct, kw_only=True):
    """What erasing somebody does: figures, and days until which something stays."""

    #: bookings that are removed, since nobody else was to come, and those that go on without them
    bookings_gone: int = 0
    bookings_without: int = 0
    #: bookings that are over, in which a stand-in is counted, and the last day of those
    bookings_over: int = 0
    over_until: date | None = None
    #: entries of the visitor list that stay, and the last day on which they may be seen
    arrivals: int = 0
    arrivals_until: date | None = None
    #: others who lose them as a contact or companion, and texts that lose their name
    people: int = 0
    texts: int = 0
    #: further records that are about nobody else, and are removed
    records: int = 0
    #: changes in the journal that lose their details
    changes: int = 0
    #: who stands in for them; None where nobody needs to
    stand_in: str | None = None
    #: whether the stand-in still belongs to a household, for those who live there are counted
    is_housemate: bool = False
    #: False where a reader has kept the files from being cleaned
    clean: bool = True

    @property
    def facts(self) -> dict[str, str | int]:
        """What the journal keeps of it: figures, and nobody's name."""
        figures = ("bookings_gone", "bookings_without", "bookings_over", "arrivals", "changes")
        return {name: n for name in figures if (n := getattr(self, name))}


def foresee(reading: Reading, found: Held, keeping: Keeping, now: Moment) -> Erasure:
    """What erasing somebody would do, as it stands now."""
    return _Erasing(reading, found, keeping, now).done


def erase(
    repository: Repository,
    marks: Marks | None,
    id_: str,
    keeping: Keeping,
    *,
    who: str,
    clock: Clock,
    keys: DayKeys | None = None,
    mark: str | None = None,
) -> Erasure:
    """Erase somebody; raises Refused where nothing is held of them, and for a stand-in.

    ``marks`` remember, outside of the database, whom a copy from before must not bring back.
    ``mark`` names one that is there already: that is for copies, of which nobody has another.
    """
    with repository.writing() as writing:
        found = held(writing, keys, id_)
        if is_stand_in(found.person):
            message = say(
                "{person} stands in for somebody who was erased, and goes by itself once no "
                "booking and no list needs it",
                person=id_,
            )
            raise Refused(Problem(message=message, where=f"person.{id_}"))
        now = clock()
        erasing = _Erasing(writing, found, keeping, now)
        mark = mark or secrets.token_hex(8)
        erasing.write(writing, who, now, mark)
        if marks is not None:  # before anybody can see it done, so that no copy gets past it
            marks.add(mark, id_)
    erasing.done.clean = repository.scrub()
    return erasing.done


class _Erasing:
    """One erasure: worked out from what stands there, and then written."""

    def __init__(self, reading: Reading, found: Held, keeping: Keeping, now: Moment) -> None:
        self._reading = reading
        self._found = found
        self._id = found.id
        self._now = now
        self._days = Days(zone_of(reading.get(Key("house", HOUSE))), reading.get)
        self._keeping = keeping
        self._seq = reading.entries_ever() + 1
        self._stand_in = stand_in_id(self._seq)
        self._home = found.person.lives_in
        self._near = found.called.finder(near=True)
        self._far = found.called.finder(near=False)
        self._own = {visit.id for visit in found.visits}
        #: what the household is called from now on, where it was called by them
        self._renamed = self._rename_home()
        self.changed: dict[Key, Value | None] = {}
        self.done = Erasure()
        self._work_out()

    # Working it out --------------------------------------------------------------------------

    def _work_out(self) -> None:
        for record in self._found.visits:
            self._put(record.key, record.value, self._visit(record.value))
        for visitor in self._found.visitors:
            arrival = visitor.arrival
            self._put(Key("arrival", arrival.id), arrival, self._arrival(arrival))
        for record in self._reading.everything():
            if record.key in self.changed or record.kind == "arrival":
                continue
            if record.kind == "person" and record.id == self._id:
                self.changed[record.key] = None
                continue
            self._put(record.key, record.value, self._other(record.key, record.value))
        if self.done.bookings_over or self.done.arrivals:
            self._leave_stand_in()
        self._told = {
            Key(change.kind, change.id): told.entry.seq
            for told in self._found.journal
            for change in told.changes
            if change.id is not None
        }
        self._rewritten = {*self.changed, Key("person", self._id)}
        self.done.changes = self._count_changes()

    def _put(self, key: Key, before: Value, after: Value | None) -> None:
        if after != before:
            self.changed[key] = after

    def _visit(self, visit: Value) -> Value | None:
        assert isinstance(visit, Visit)
        if self._has_begun(visit):
            self.done.bookings_over += 1
            last = self._days.local(visit.start) + timedelta(days=self._keeping.booking_days)
            self.done.over_until = max(last, self.done.over_until or last)
            return self._worded(instead(visit, self._id, self._stand_in))
        left = without(visit, self._id)
        if left is None or set(left.people) <= set(left.absent) or visit.host == self._id:
            self.done.bookings_gone += 1
            return None
        self.done.bookings_without += 1
        return self._worded(left)

    def _worded(self, visit: Visit) -> Visit:
        """A booking of theirs whose title names them no longer."""
        left = wordless(visit, self._near)
        self.done.texts += left != visit
        return left

    def _has_begun(self, visit: Visit) -> bool:
        """Whether somebody has been, or may have been, in a booking with others."""
        if visit.start <= self._now or visit.status in ("arrived", "done"):
            return True
        return bool(self._reading.arrivals_of(Key("visit", visit.id)))

    def _arrival(self, arrival: Arrival) -> Arrival | None:
        last = arrival.day + timedelta(days=self._keeping.retention_days)
        if last < self._days.local(self._now):
            return None  # the next purge would take it
        self.done.arrivals += 1
        self.done.arrivals_until = max(last, self.done.arrivals_until or last)
        return structs.replace(arrival, person=self._stand_in)

    def _other(self, key: Key, value: Value) -> Value | None:
        """A record that is not theirs: what names them goes, by id and in texts."""
        if isinstance(value, PastVisit):
            return value
        if isinstance(value, Waiver):
            return self._waiver(value)
        if isinstance(value, Household):
            return self._household(key, value)
        left: Value | None = without(value, self._id)
        if left is None:
            self.done.records += 1
            return None
        if isinstance(left, Person):
            self.done.people += names(value, self._id)
            return self._neighbour(left)
        worded = wordless(left, self._far)
        self.done.texts += worded != left
        return worded

    def _waiver(self, waiver: Waiver) -> Waiver | None:
        if self.changed.get(Key("visit", waiver.visit), waiver) is None:
            return None  # the booking is gone
        is_staff, is_own = self._found.person.role == "staff", waiver.visit in self._own
        # who has made an exception answers for it: that is the centre's account, not theirs
        finder = self._near if is_own else self._far
        left = wordless(waiver, finder, lambda key: key == "by" and is_staff)
        self.done.texts += left != waiver
        return left

    # The household -----------------------------------------------------------------------------

    def _rename_home(self) -> str | None:
        """What their household is to be called, where its id is their own or nobody is left."""
        mates = [self._reading.get(Key("person", id_)) for id_ in self._found.housemates]
        living = [mate.value for mate in mates if mate and isinstance(mate.value, Person)]
        is_theirs = self._home == self._id or all(map(is_stand_in, living))
        return self._stand_in if living and is_theirs else None

    def _household(self, key: Key, household: Household) -> Household | None:
        if household.id != self._home:
            return household
        if not self._found.housemates:
            return None
        if self._renamed is None:
            return household
        new = structs.replace(household, id=self._renamed)
        self.changed[Key("household", self._renamed)] = new
        return None

    def _neighbour(self, person: Person) -> Person:
        """Somebody else, with what they have to do with the household as it is from now on."""
        lost = self._home if self._renamed or not self._found.housemates else None
        if lost is None:
            return person
        kept: dict[str, str | None] = {}
        if person.household == lost:
            kept["household"] = self._renamed
        if person.fixed_household == lost:
            kept["fixed_household"] = self._renamed
        return structs.replace(person, **kept)

    def _leave_stand_in(self) -> None:
        household = (self._renamed or self._home) if self._found.housemates else None
        if household == self._stand_in:
            household = None  # whoever says nothing lives in the household of their own id
        self.done.stand_in = self._stand_in
        self.done.is_housemate = bool(self._found.housemates)
        person = stand_in(self._stand_in, self._found.person, household=household)
        self.changed[Key("person", self._stand_in)] = person

    # Writing it ----------------------------------------------------------------------------------

    def _count_changes(self) -> int:
        """How many changes of the journal lose their details."""
        rewritten, found = self._rewritten, 0
        for entry in self._reading.entries():
            for change in entry.changes:
                key = Key(change.kind, change.id) if change.id is not None else None
                if key and (key in rewritten or entry.seq <= self._told.get(key, 0)):
                    found += 1
        return found

    def write(self, writing: Writing, who: str, now: Moment, mark: str) -> None:
        """Write what stays, forget what the journal told, and leave an entry that names nobody."""
        check_references(writing, self.changed)
        for key, value in self.changed.items():
            if value is None:
                writing.remove(key)
            else:
                writing.write(key, value, self._seq)
        writing.forget(self._rewritten)
        writing.forget_until(self._told)
        writing.append(
            journal.entry(
                writing.last_entry(),
                seq=self._seq,
                at=now,
                who=who,
                action=journal.ERASE,
                facts={**self.done.facts, MARK: mark},
                undoes=None,
                changes=(),
            )
        )
        writing.leave_to_scrub(self._seq)
