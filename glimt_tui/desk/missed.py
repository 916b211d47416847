"""Writing down who is missed before the bookings forget that they used to come.

Bookings lose their people after a while, the older ones first. Whoever comes seldom has lost the
visit before the last one before they would be missed. So on the night on which that goes, it is
written down from which day on they are missed unless they come again. It names no booking, and
until that day it tells nothing of the last visit that is not held anyway. Once they have come again
and the bookings tell it by themselves, it goes. Whoever is missed already is written down as
missing until they are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person
from glimt_tui.desk.following_up import Looking
from glimt_tui.store.daybook import Call, Outcome
from glimt_tui.store.records import Record
from glimt_tui.store.repository import Reading
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import First
from glimt_tui.store.store import Clock, Store

#: What the journal calls it that somebody is missed, or would be.
MISSING = "missing"


class _Change(Struct, frozen=True):
    """What is written down of somebody anew, and the word on them that goes."""

    person: Person
    #: None where the bookings tell again by themselves that they come
    outcome: Outcome | None
    #: from which day on they are missed
    since: date | None
    gone: Record | None


def keeping_missed(who: str, clock: Clock, silent_days: int, keeping: Keeping) -> First:
    """What writes it down in a database, or in a copy of one, right before that forgets."""
    return lambda repository: keep_missed(
        Store(repository, who, clock), clock(), silent_days, keeping
    )


def keep_missed(store: Store, now: Moment, silent_days: int, keeping: Keeping) -> int:
    """Write down who used to come and is missed, or will be; returns how many those are.

    Costs one look, and writes nothing where nothing is new.
    """
    with store.reading() as reading:
        if not any(_changes(reading, now, silent_days, keeping)):
            return 0
    with store.action(MISSING) as action:
        # looked at once more: another session may have written it down meanwhile
        found = list(_changes(action.writing, now, silent_days, keeping))
        for place, change in enumerate(found, 1):
            if change.gone is not None:
                action.remove(change.gone.key, change.gone.version)
            if change.outcome is not None:
                action.put(
                    Call(
                        id=f"call-{action.writing.entries_ever() + 1:09d}.{place}",
                        person=change.person.id,
                        at=action.now,
                        by=store.who,
                        outcome=change.outcome,
                        again_on=change.since,
                    )
                )
    return sum(change.outcome is not None for change in found)


def _changes(
    reading: Reading, now: Moment, silent_days: int, keeping: Keeping
) -> Iterator[_Change]:
    looking = Looking(reading, now, silent_days)
    today = looking.today
    first_kept = today - timedelta(days=keeping.booking_days)
    for person in looking.people.values():
        word = looking.words.get(person.id)
        if looking.is_newly_missed(person):
            yield _Change(person, "missing", today, word)
            continue
        since = looking.missed_from(person, first_kept)
        # else the day would tell of a last visit that is forgotten before anybody is missed
        if since is not None and silent_days <= keeping.booking_days:
            yield _Change(person, "expected", max(since, today), word)
        elif word is not None and looking.is_over(person, word, first_kept):
            yield _Change(person, None, None, word)
