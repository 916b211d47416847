"""Looking at what would become of a series, and writing it, by the database as it is then."""

from __future__ import annotations

from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.series.asking import ACTIONS, outlook
from glimt_tui.desk.series.days import series_there
from glimt_tui.desk.series.outlook import Asked, Outlook
from glimt_tui.desk.view import View
from glimt_tui.store.records import key_of
from glimt_tui.store.store import Store

#: How often writing begins anew because somebody else wrote meanwhile.
_ATTEMPTS = 5


class Written(Struct, frozen=True):
    """What came of writing: how it stands, and whether it was written."""

    outlook: Outlook
    is_written: bool


def look(store: Store, view: View, asked: Asked) -> Outlook:
    """What something that is asked of a series would do, by a view; nothing is written."""
    with store.reading() as reading:
        there = series_there(reading)
    return outlook(view, there, asked)


def write(store: Store, book: RuleBook, now: Moment, view: View, seen: Outlook) -> Written:
    """Write what was seen as one action, where it stands no worse than it was seen.

    ``view`` is what whoever decided has looked at, and ``book`` the configuration's rules. It is
    judged once more, by the database as it is. Raises what writing any edit does.
    """
    found = seen
    for _ in range(_ATTEMPTS):
        with store.reading() as reading:
            there = series_there(reading)
            view = View(
                reading, book, now=now, centre=view.plan.centre, first=view.first, last=view.last
            )
        found = outlook(view, there, seen.asked)
        if found.why_not is not None or found.is_worse_than(seen):
            break
        with store.action(ACTIONS[type(found.asked)]) as action:
            entry = action.writing.last_entry()
            if (entry.seq if entry else 0) != view.seq:
                continue  # judged by what is no longer there; nothing was written yet
            for key in found.edit.remove:
                action.remove(key, found.edit.seen[key])
            for value in found.edit.put:
                action.put(value, found.edit.seen.get(key_of(value)))
        return Written(found, is_written=True)
    return Written(found, is_written=False)
