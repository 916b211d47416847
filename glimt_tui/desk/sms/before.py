"""What a booking was before it was changed, as the journal still tells it.

Only what a message would say differently counts as a change: when it is, and where.
"""

from __future__ import annotations

from collections.abc import Iterator

from glimt_rules.plan.model import Visit
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.records import Key, decode
from glimt_tui.store.repository import Reading


def before(reading: Reading, visit: Visit) -> Visit | None:
    """The booking as it was until its time or its place was changed last.

    None where neither has been, or where the journal does not tell of it any more.
    """
    for change in _changes(reading, visit.id):
        if change.before is None:
            return None  # here it was made
        was = decode("visit", change.before)
        if not isinstance(was, Visit):
            return None
        if _told(was) != _told(visit):
            return was
    return None


def _told(visit: Visit) -> tuple[object, ...]:
    """What a message says of a booking."""
    return visit.start, visit.end, visit.setting, visit.room


def _changes(reading: Reading, id_: str) -> Iterator[Change]:
    """What the journal tells of a booking, the newest first.

    The entry that wrote it last is at hand by its number; the others are looked for one by one.
    """
    record = reading.get(Key("visit", id_))
    newest = reading.entry(record.version) if record else None
    if newest is None:
        return
    yield from _in(newest, id_)
    for entry in reading.entries_back():
        if entry.seq < newest.seq:
            yield from _in(entry, id_)


def _in(entry: Entry, id_: str) -> Iterator[Change]:
    return (change for change in entry.changes if change.kind == "visit" and change.id == id_)
