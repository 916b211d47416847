"""Taking an action back: a new entry that puts everything as it was before.

Refused, with the reason, where somebody has changed the same thing since, and where the details
of the action had to be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import ERASE, Change, Entry
from glimt_tui.store.records import Key, Record, Value, decode, encode
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Action, Store
from glimt_tui.store.terms import named

#: What was forgotten, or told to somebody, cannot be taken back.
NEVER = frozenset(
    {"init", "migrate", "purge", "missing", "restore", "trace", "backup", "export"}
    | {"rules_add", "rules_replace", "rules_remove", "rules_lock"}
    | {ERASE, "person_export"}
)


def undo(store: Store, seq: int) -> Entry:
    """Take back the action of an entry; returns that entry.

    Taking back what was itself taken back does it again. Raises Refused.
    """
    with store.reading() as reading:
        found = reading.entry(seq)
    name = "redo" if found is not None and found.undoes is not None else "undo"
    with store.action(name, undoes=seq) as action:
        entry = action.writing.entry(seq)
        if entry is None:
            raise _refused(say("there is no such entry in the journal"), seq)
        if entry.action == ERASE:
            raise _refused(
                say("somebody was erased by this; nothing is held of them that could come back"),
                seq,
            )
        if entry.action in NEVER or not entry.changes:
            raise _refused(say("{action} cannot be taken back", action=entry.action), seq)
        if is_taken_back(action.writing, seq):
            raise _refused(say("this has been taken back already"), seq)
        for change in entry.changes:
            _put_back(action, entry, change)
    return entry


def _put_back(action: Action, entry: Entry, change: Change) -> None:
    if change.id is None:
        message = say("its details had to be forgotten, so it cannot be taken back")
        raise _refused(message, entry.seq)
    key = Key(change.kind, change.id)
    current = action.get(key)
    if (None if current is None else encode(current.value)) != change.after:
        raise _refused(_changed_since(action.writing, entry, key), entry.seq)
    before = None if change.before is None else decode(change.kind, change.before)
    _set(action, key, current, before)


def _set(action: Action, key: Key, current: Record | None, value: Value | None) -> None:
    if value is not None:
        action.put(value, current.version if current else None)
    elif current is not None:
        action.remove(key, current.version)


def _changed_since(reading: Reading, entry: Entry, key: Key) -> Message:
    """Who changed a record after an entry."""
    for later in reading.entries(after=entry.seq):
        if any((change.kind, change.id) == (key.kind, key.id) for change in later.changes):
            return say(
                "{who} has changed {thing} since (entry {seq}), so it cannot be taken back",
                who=later.who,
                thing=named(key.kind, key.id),
                seq=later.seq,
            )
    return say("{thing} has been changed since", thing=named(key.kind, key.id))


def last_to_undo(reading: Reading, who: str) -> int | None:
    """The newest action of somebody's that stands and can be taken back."""
    for entry, stands in _standing(reading):
        if entry.who == who and stands and entry.undoes is None and _can_be_undone(entry):
            return entry.seq
    return None


def last_to_redo(reading: Reading, who: str) -> int | None:
    """The newest taking back of somebody's that stands, where they did nothing else since."""
    for entry, stands in _standing(reading):
        if entry.who != who or not stands or entry.action in NEVER:
            continue
        if entry.undoes is None:
            return None
        undone = reading.entry(entry.undoes)
        if undone is not None and undone.undoes is None:
            return entry.seq
    return None


def _can_be_undone(entry: Entry) -> bool:
    return bool(entry.changes) and entry.action not in NEVER


def _standing(reading: Reading) -> Iterator[tuple[Entry, bool]]:
    """The entries, the newest first, and whether each has not been taken back."""
    taken_back: set[int] = set()
    for entry in reading.entries_back():
        stands = entry.seq not in taken_back
        if stands and entry.undoes is not None:
            taken_back.add(entry.undoes)
        yield entry, stands


def is_taken_back(reading: Reading, seq: int) -> bool:
    """Whether an action has been taken back, and that not taken back in turn."""
    return any(not is_taken_back(reading, later) for later in reading.undoing(seq))


def _refused(message: Message, seq: int) -> Refused:
    return Refused(Problem(message=message, where=f"journal.{seq}"))
