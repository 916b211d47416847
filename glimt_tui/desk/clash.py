"""One warning of the house at one visit: what is wrong, when, and with whom or what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_tui.store.daybook import Loan

#: What is wrong, the most pressing first: somebody, staff, a room or a thing in two places at
#: once; a thing that is on loan, or rests after one; a time at which the centre is closed, or
#: without staff; a shift without staff.
What = Literal["person", "staff", "room", "thing", "loan", "closed", "unstaffed", "shift"]
#: The statuses of visits that can still be changed.
STANDING = frozenset({"planned", "arrived"})


class Clash(Struct, frozen=True):
    """One warning at one visit."""

    what: What
    visit: str
    start: Moment
    end: Moment
    #: the ids of the people, the room or the things that are in two places at once, or on loan
    ids: tuple[str, ...] = ()
    #: the visit where they are as well
    other: str | None = None
    #: the loan that a thing is in; one that has no end is still out
    loan: Loan | None = None


def present(visit: Visit) -> Iterator[str]:
    """Those who take part in a visit."""
    return (id_ for id_ in visit.people if id_ not in visit.absent)
