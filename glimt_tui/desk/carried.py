"""Exceptions that an entry of the journal only carried along with their bookings.

A booking that becomes one of a series is called otherwise from then on, and its exceptions with
it: the entry takes each away, and puts it where the booking is now.
"""

from __future__ import annotations

from msgspec import structs

from glimt_rules.plan.model import Waiver
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.records import decode


def carried(entry: Entry) -> dict[Waiver, set[str]]:
    """The exceptions that went along with their bookings, and what those may have been called."""
    ends = [_ends(change) for change in entry.changes if change.kind == "waiver"]
    gone: dict[Waiver, set[str]] = {}
    for before, after in ends:
        if before and not after:
            gone.setdefault(_anywhere(before), set()).add(before.visit)
    there = [after for before, after in ends if after and not before]
    return {each: gone[_anywhere(each)] for each in there if _anywhere(each) in gone}


def called_now(entry: Entry) -> dict[str, str]:
    """What bookings with an exception were called, and what the entry calls them.

    Of those that were excepted in the same words, nobody can tell which became which.
    """
    return {
        next(iter(were)): waiver.visit for waiver, were in carried(entry).items() if len(were) == 1
    }


def _ends(change: Change) -> tuple[Waiver | None, Waiver | None]:
    """An exception before and after a change, as far as it is told."""
    texts = (change.before, change.after)
    before, after = (text and decode("waiver", text) for text in texts)
    return (
        before if isinstance(before, Waiver) else None,
        after if isinstance(after, Waiver) else None,
    )


def _anywhere(waiver: Waiver) -> Waiver:
    """An exception without the visit that it is at."""
    return structs.replace(waiver, visit="")
