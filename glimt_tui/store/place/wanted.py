"""Which modes are wanted: for the owner of a database alone, or for a group that shares it."""

from __future__ import annotations

from typing import NamedTuple

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_tui.store.errors import StoreError


class Wanted(NamedTuple):
    """What mode something has that is its owner's alone, and that a group shares."""

    private: int
    shared: int

    def mode(self, gid: int | None) -> int:
        """The mode for the owner alone, or for the group of this number, too."""
        return self.private if gid is None else self.shared


FILE = Wanted(0o600, 0o660)
FOLDER = Wanted(0o700, 0o2770)
#: A folder above, which the members of the group need to get through.
ABOVE = Wanted(0o700, 0o710)


def gid_of(group: str) -> int:
    """The number of a group; raises StoreError where there is none of that name."""
    import grp

    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        message = say("There is no group {group} on this machine", group=quoted(group))
        raise StoreError(Problem(message=message, where="staff_group")) from None
