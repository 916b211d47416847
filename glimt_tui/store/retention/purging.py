"""A purge: what is due goes from the records, from the journal, and from the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct, structs

from glimt_rules.moments import Moment, iso_week, parse_week
from glimt_rules.plan.model import Household, Person, Symptoms, Visit
from glimt_tui.store import journal
from glimt_tui.store.days import Days, midnight
from glimt_tui.store.records import HOUSE, Key, PastVisit, Record
from glimt_tui.store.repository import Repository, Writing
from glimt_tui.store.retention import daybook, guests
from glimt_tui.store.retention.figures import keep_figures
from glimt_tui.store.retention.keeping import SYMPTOM_DAYS, Keeping
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Clock, zone_of


class Purged(Struct, kw_only=True):
    """How much was forgotten; figures that name nobody."""

    arrivals: int = 0
    bookings: int = 0
    guests: int = 0
    symptoms: int = 0
    #: weeks of contacts that households had told of
    weeks: int = 0
    #: series, loans, calls and notices
    notes: int = 0
    #: changes in the journal that have lost their details
    changes: int = 0
    keys: int = 0
    #: False where a reader has kept the files from being cleaned
    clean: bool = True

    @property
    def facts(self) -> dict[str, str | int]:
        """What the journal keeps of it: what was found, and how much."""
        names = ("arrivals", "bookings", "guests", "symptoms", "weeks", "notes", "changes")
        return {name: n for name in names if (n := getattr(self, name))}


#: What is done with a database, or a copy of one, right before something in it is forgotten.
First = Callable[[Repository], object]


def purge(
    repository: Repository,
    keys: DayKeys | None,
    keeping: Keeping,
    *,
    who: str,
    clock: Clock,
    first: First | None = None,
) -> Purged:
    """Forget what has been kept for long enough; safe to call at any time, as often as wanted.

    Without ``keys`` none are destroyed: that is for copies of a database. ``first`` writes down
    what nobody could know afterwards.
    """
    if first is not None:
        first(repository)
    with repository.writing() as writing:
        forgetting = Forgetting(writing, keeping, clock())
        done = forgetting.everything(who)
    if keys is not None:
        # only now that no entry needs them any more
        done.keys = keys.destroy_before(forgetting.first_arrival_day)
    # also where nothing was due: the last purge may have been kept from it
    done.clean = repository.scrub()
    return done


class Forgetting:
    """One purge, in one transaction."""

    def __init__(self, writing: Writing, keeping: Keeping, now: Moment) -> None:
        self._writing = writing
        self._now = now
        self._zone = zone_of(writing.get(Key("house", HOUSE)))
        self._days = Days(self._zone, writing.get)
        self._version = writing.entries_ever() + 1
        today = self._days.local(now)
        self.today = today
        #: the first days whose entries and bookings stay
        self.first_arrival_day = today - timedelta(days=keeping.retention_days)
        self.first_booking_day = today - timedelta(days=keeping.booking_days)
        self.first_symptom_day = today - timedelta(days=SYMPTOM_DAYS)
        #: what passes, of people who stay, is told in the journal for as long as the list is kept
        self.first_detail_day = max(self.first_arrival_day, self.first_symptom_day)

    def everything(self, who: str) -> Purged:
        """Forget all that is due, and leave an entry that tells how much it was."""
        done = Purged()
        done.arrivals = self._arrivals(done)
        done.bookings = self._bookings(done)
        done.notes = self._notes(done)
        done.symptoms = self._symptoms(done)
        done.guests = self._guests(done)
        done.weeks = self._weeks(done)
        if done.facts:
            self._writing.append(
                journal.entry(
                    self._writing.last_entry(),
                    seq=self._version,
                    at=self._now,
                    who=who,
                    action=journal.PURGE,
                    facts=done.facts,
                    undoes=None,
                    changes=(),
                )
            )
            self._writing.leave_to_scrub(self._version)
        return done

    def _arrivals(self, done: Purged) -> int:
        gone = self._writing.arrivals(last=self.first_arrival_day - timedelta(days=1))
        for record in gone:
            self._writing.remove(record.key)
        done.changes += self._writing.forget(record.key for record in gone)
        done.changes += self._writing.forget_before("arrival", self.first_arrival_day)
        return len(gone)

    def _bookings(self, done: Purged) -> int:
        first = midnight(self.first_booking_day, self._zone)
        gone = self._writing.visits_with_people(before=first)
        visits = (record.value for record in gone if isinstance(record.value, Visit))
        keep_figures(self._writing, self._days, visits)
        for record in gone:
            visit = record.value
            assert isinstance(visit, Visit)
            for waiver in self._writing.waivers_of(visit.id):
                self._writing.remove(waiver.key)
                done.changes += self._writing.forget([waiver.key])
            kept = {name: getattr(visit, name) for name in PastVisit.__struct_fields__}
            self._writing.write(record.key, PastVisit(**kept), self._version)
        done.changes += self._writing.forget(record.key for record in gone)
        for kind in ("visit", "waiver"):
            done.changes += self._writing.forget_before(kind, self.first_booking_day)
        return len(gone)

    def _symptoms(self, done: Purged) -> int:
        forgotten = 0
        for record in self._writing.all("person"):
            person = record.value
            assert isinstance(person, Person)
            kept = tuple(each for each in person.symptoms if not self._over(each))
            if kept != person.symptoms:
                forgotten += len(person.symptoms) - len(kept)
                self._rewrite(record, structs.replace(person, symptoms=kept), done)
        # the journal tells of what has not cleared, too, and of people who were removed
        done.changes += self._writing.forget_before("person", self.first_detail_day)
        return forgotten

    def _over(self, symptoms: Symptoms) -> bool:
        return symptoms.cleared is not None and symptoms.cleared < self.first_symptom_day

    def _notes(self, done: Purged) -> int:
        """What the day holds beside the plan, and what the journal tells of it."""
        going = list(daybook.due(self._writing, self._days, self.today, self.first_booking_day))
        for record, left in going:
            if left is None:
                self._writing.remove(record.key)
            else:
                self._writing.write(record.key, left, self._version)
        done.changes += self._writing.forget(record.key for record, _ in going)
        for kind in ("series", "loan", "call"):
            done.changes += self._writing.forget_before(kind, self.first_booking_day)
        done.changes += self._writing.forget_before("notice", self.today)
        done.changes += self._writing.forget_before("language", self.first_arrival_day)
        return len(going)

    def _guests(self, done: Purged) -> int:
        """Guests whom nothing keeps, with what is about them and nobody else."""
        gone = 0
        for record, left in list(guests.due(self._writing, self._days, self.first_arrival_day)):
            own = daybook.only_about(self._writing, record.id)
            for key in own:
                self._writing.remove(key)
            done.changes += self._writing.forget(own)
            if left is None:
                self._writing.remove(record.key)
                done.changes += self._writing.forget([record.key])
            elif left != record.value:
                self._rewrite(record, left, done)
            else:
                continue
            gone += 1
        return gone

    def _weeks(self, done: Purged) -> int:
        """Contacts that households told of, for weeks that no rule looks back on any more.

        A household of which nothing is told, and in which nobody lives, goes with them: it may
        be called by a name.
        """
        forgotten = 0
        people = [r.value for r in self._writing.all("person") if isinstance(r.value, Person)]
        homes = {home for each in people for home in (each.lives_in, each.fixed_household)}
        first = iso_week(self.first_booking_day)
        for record in self._writing.all("household"):
            household = record.value
            assert isinstance(household, Household)
            kept = {
                week: n
                for week, n in household.outside_contacts.items()
                if parse_week(week) >= parse_week(first)
            }
            if not kept and household.id not in homes:
                forgotten += len(household.outside_contacts)
                self._writing.remove(record.key)
                done.changes += self._writing.forget([record.key])
            elif kept != household.outside_contacts:
                forgotten += len(household.outside_contacts) - len(kept)
                self._rewrite(record, structs.replace(household, outside_contacts=kept), done)
        done.changes += self._writing.forget_before("household", self.first_booking_day)
        return forgotten

    def _rewrite(self, record: Record, value: Person | Household, done: Purged) -> None:
        """Write what stays of a record; what the journal told of it goes as a whole."""
        self._writing.write(record.key, value, self._version)
        done.changes += self._writing.forget([record.key])
