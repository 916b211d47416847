"""Registering people from a table, by the database as it is when they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.people_table.rows import PersonRow, edit_of, joined_by
from glimt_tui.desk.view import View
from glimt_tui.store.errors import Refused
from glimt_tui.store.store import Store

#: The name of the action in the journal.
ACTION = "people_import"
#: How often it begins anew because somebody else wrote meanwhile.
_ATTEMPTS = 5


class Registration(Struct, frozen=True, kw_only=True):
    """What a table becomes, by a view of what is registered."""

    view: View
    rows: Sequence[PersonRow]
    chosen: Sequence[PersonRow]

    @property
    def edit(self) -> Edit:
        """What registers those who are chosen; each time with other ids."""
        return edit_of(self.rows, self.chosen, self.view)

    @property
    def joined(self) -> dict[int, Message]:
        """By line, with whom of those who are registered somebody comes to live."""
        return joined_by(self.rows, self.chosen, self.view)


def register(store: Store, look: Callable[[], Registration]) -> Registration:
    """Write those who are chosen as one action; ``look`` reads anew what is registered.

    Where somebody else writes between the look and the writing, it is looked once more: they may
    have registered the same people. Raises what ``look`` does, and Refused where others never stop.
    """
    for _ in range(_ATTEMPTS):
        found = look()
        if register_seen(store, found):
            return found
    raise Refused(Problem(message=say("Others write all the time; try once more")))


def register_seen(store: Store, found: Registration) -> bool:
    """Write those who are chosen, unless somebody has written anything since they were looked at.

    False where somebody has; nothing was written then.
    """
    edit = found.edit
    if not edit.put:
        return True
    with store.action(ACTION) as action:
        entry = action.writing.last_entry()
        if (entry.seq if entry else 0) != found.view.seq:
            return False
        for person in edit.put:
            action.put(person)
    return True
