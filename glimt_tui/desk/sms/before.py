"""What a booking was before it was changed, as the journal still tells it.

Only what a message would say differently counts as a change: when it is, and where. What was taken
back was no change, nor was taking it back. A booking that took the place of another, as when it is
repeated or its series is split, goes on with that one's story.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from msgspec import structs

from glimt_rules.plan.model import Visit
from glimt_tui.desk.series.asking import ACTIONS
from glimt_tui.desk.series.days import made_for
from glimt_tui.desk.series.outlook import Carry, Make
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.records import Key, decode
from glimt_tui.store.repository import Reading


def before(reading: Reading, visit: Visit, may_name: Collection[str] = ()) -> Visit | None:
    """The booking as it was until its time or its place was changed last.

    ``may_name`` has the ids of the rooms that messages name; the others are all one place. None
    where neither has been changed, or where the journal does not tell of it any more.
    """
    now = _told(visit, may_name)
    for was in _story(reading, visit):
        if _told(was, may_name) != now:
            return was
    return None


def _told(visit: Visit, may_name: Collection[str]) -> tuple[object, ...]:
    """What a message says of a booking."""
    room = visit.room if visit.room in may_name else None
    return visit.start, visit.end, visit.setting, room


def _story(reading: Reading, visit: Visit) -> Iterator[Visit]:
    """What a booking was before each of its changes, the newest first."""
    id_ = visit.id
    passed_over: int | None = None
    for entry in _entries(reading, id_):
        change = next((each for each in _changes(entry) if each.id == id_), None)
        if change is None or (passed_over is not None and entry.seq >= passed_over):
            continue
        if entry.undoes is not None:
            passed_over = entry.undoes  # since then it is again as it was before that one
            continue
        if change.before is None:  # here it was made, perhaps of another
            change = _replaced(entry, change)
        was = _visit_of(change.before) if change is not None else None
        if change is None or change.id is None or was is None:
            return
        yield was
        id_ = change.id


def _entries(reading: Reading, id_: str) -> Iterator[Entry]:
    """The entries that may tell of a booking, the newest first.

    The one that wrote it last is at hand by its number; the others are looked for one by one.
    """
    record = reading.get(Key("visit", id_))
    newest = reading.entry(record.version) if record else None
    if newest is None:
        return
    yield newest
    for entry in reading.entries_back():
        if entry.seq < newest.seq:
            yield entry


def _changes(entry: Entry) -> Iterator[Change]:
    return (change for change in entry.changes if change.kind == "visit")


def _visit_of(text: str | None) -> Visit | None:
    """A booking from what the journal keeps of it; None where it is forgotten whose it was."""
    value = decode("visit", text) if text is not None else None
    return value if isinstance(value, Visit) else None


# What took the place of another -------------------------------------------------------------


def _replaced(entry: Entry, made: Change) -> Change | None:
    """The removal of the booking whose place a new one took; None where it is new indeed."""
    gone = [each for each in _changes(entry) if each.after is None and each.before is not None]
    if entry.action == ACTIONS[Make]:
        return next((each for each in gone if _is_renamed(each, made)), None)
    if entry.action == ACTIONS[Carry]:
        return _by_day(entry, made, gone)
    return None


def _is_renamed(gone: Change, made: Change) -> bool:
    """Whether nothing but its id is new about a booking."""
    was, now = _visit_of(gone.before), _visit_of(made.after)
    return was is not None and now is not None and structs.replace(was, id=now.id) == now


def _by_day(entry: Entry, made: Change, gone: list[Change]) -> Change | None:
    """The booking of a series that was split whose place one of the new series took.

    Each is as many days later or earlier as the others are. The last ones tell how many: what is
    forgotten is forgotten from the first on.
    """
    new = [
        each
        for change in _changes(entry)
        if change.before is None and (each := _day_of(change)) is not None
    ]
    old = {each: change for change in gone if (each := _day_of(change)) is not None}
    day = _day_of(made)
    if day is None or not old:
        return None
    return old.get(day - (max(new) - max(old)))


def _day_of(change: Change) -> date | None:
    """The day for which the booking of a series was made."""
    made = made_for(change.id) if change.id is not None else None
    return made[1] if made is not None else None
