"""What only an admin may change of the centre: whether it is a health service.

Whole rules hold or do not by that, as they do by a family's switch. Everything else of the house
is staff's to change, and the journal tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from glimt_rules.message import say
from glimt_rules.plan.model import Centre
from glimt_tui.access import User, require_admin
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import HOUSE, House, Key, Record, Value, decode

#: What only an admin may do, as it follows on "may".
HEALTH = say("say whether the centre is a health service")


def require_may_write(
    user: User,
    get: Callable[[Key], Record | None],
    values: Iterable[Value],
    configured: Centre | None,
) -> None:
    """See that somebody may write these values in place of those that are there.

    ``configured`` is the centre where the database says nothing of it. Raises Refused.
    """
    for value in values:
        if isinstance(value, House):
            record = get(Key("house", HOUSE))
            _require(user, record.value if record else None, value, configured)


def require_may_turn(user: User, entry: Entry, configured: Centre | None) -> None:
    """See that somebody may take back what an entry did to the house; raises Refused."""
    for change in entry.changes:
        if change.kind == "house":
            before, after = (
                None if told is None else decode("house", told)
                for told in (change.before, change.after)
            )
            _require(user, before, after, configured)


def _require(user: User, before: object, after: object, configured: Centre | None) -> None:
    if _is_health_service(before, configured) != _is_health_service(after, configured):
        require_admin(user, HEALTH)


def _is_health_service(house: object, configured: Centre | None) -> bool:
    centre = house.centre if isinstance(house, House) else None
    return (centre or configured or Centre()).health_service
