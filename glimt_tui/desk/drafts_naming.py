"""Drafts that name somebody who asks what is held about them, or is erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from glimt_tui.desk.booking import Booking
from glimt_tui.desk.drafts import Draft, Drafts, folder_for
from glimt_tui.store.called import Called
from glimt_tui.store.repository import Reading


def drafts_naming(database: Path, whos: Iterable[str], called: Called) -> list[Draft]:
    """The drafts of this user of the machine, under any of some names, that name somebody.

    Those of other users of the machine nobody else can read; they are gone after three days.
    """
    return [draft for _, draft in _naming(database, whos, called)]


def throw_away_naming(database: Path, whos: Iterable[str], called: Called) -> int:
    """Remove those drafts; returns how many there were."""
    found = list(_naming(database, whos, called))
    for drafts, draft in found:
        drafts.throw_away(draft.booking.id)
        drafts.settle()
    return len(found)


def whos_in(reading: Reading, *others: str) -> set[str]:
    """All who have ever worked with a database, under whose names there may be drafts."""
    return {entry.who for entry in reading.entries()}.union(others)


def _naming(database: Path, whos: Iterable[str], called: Called) -> Iterator[tuple[Drafts, Draft]]:
    finder = called.finder(near=False)
    for who in sorted(set(whos)):
        drafts = Drafts(folder_for(database), who, database)
        for draft in drafts.all():
            ids, texts = _ids(draft.booking), _texts(draft.booking)
            if called.id in ids or any(map(finder.finds, texts)):
                yield drafts, draft


def _ids(booking: Booking) -> set[str | None]:
    opened = booking.opened.people if booking.opened else ()
    return {*booking.people, booking.host, *opened}


def _texts(booking: Booking) -> list[str]:
    return [booking.title, booking.link, *booking.reasons.values(), *booking.typed.values()]
