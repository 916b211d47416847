"""Who stands in for somebody who was erased: a head that is counted, and nobody.

Rules look back for some weeks, and count whom others were with. So in the bookings that are over,
and on the visitor list, an erased person is replaced by somebody of whom nothing is known but
what those counts take. A stand-in goes like a guest does, as soon as nothing names it any more.
"""

from __future__ import annotations

import re

from glimt_rules.plan.model import Person

_ID = re.compile(r"erased-[1-9][0-9]*", re.ASCII)


def stand_in_id(seq: int) -> str:
    """What to call the stand-in of whom an entry of the journal erased."""
    return f"erased-{seq}"


def stand_in(id_: str, person: Person, *, household: str | None) -> Person:
    """Who takes somebody's place where heads are counted.

    At work or not, and the cohort, stay: both say which rules counted them. ``household`` is the
    one that they shared with somebody who is still there: else that somebody would have met one
    more than they did.
    """
    return Person(
        id=id_,
        role="staff" if person.role == "staff" else "guest",
        cohort=person.cohort,
        household=household,
    )


def is_stand_in(person: Person) -> bool:
    """Whether this is nobody; somebody of whom anything more has been written down is not."""
    return (
        _ID.fullmatch(person.id) is not None
        and person.role in ("staff", "guest")
        and person == stand_in(person.id, person, household=person.household)
    )
