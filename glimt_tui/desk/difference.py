"""Two versions made from one booking: where they differ, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct, structs

from glimt_rules.plan.model import Visit
from glimt_tui.desk.booking import Booking, FieldName, booking_of

#: The parts of a booking that go together: half of mine and half of theirs would be neither.
PARTS: dict[FieldName, tuple[str, ...]] = {
    "who": ("people",),
    "when": ("start", "end"),
    "where": ("setting", "room", "host"),
    "what": ("title",),
    "kind": ("kind",),
    "equipment": ("equipment",),
    "masks": ("masks",),
    "distance": ("distance_m",),
    "purpose": ("purpose",),
    "assessed": ("assessed",),
    "public": ("public",),
    "link": ("link",),
    "status": ("status",),
    "handwashed": ("handwashed",),
    "cleaned": ("surfaces_cleaned",),
}


class Difference(Struct, frozen=True):
    """One field in which two versions differ, and which of them changed it."""

    field: FieldName
    by_me: bool
    by_them: bool


def differences(mine: Booking, theirs: Visit) -> list[Difference]:
    """Where what stands in the form differs from what somebody else has written meanwhile."""
    their = booking_of(theirs, None)
    before = booking_of(mine.opened, None) if mine.opened else None
    return [
        Difference(
            field,
            by_me=before is None or _part(mine, field) != _part(before, field),
            by_them=before is None or _part(their, field) != _part(before, field),
        )
        for field in PARTS
        if _part(mine, field) != _part(their, field)
    ]


def _part(booking: Booking, field: FieldName) -> tuple[object, ...]:
    values = (getattr(booking, name) for name in PARTS[field])
    return tuple(value.strip() if isinstance(value, str) else value for value in values)


def merged(
    mine: Booking, theirs: Visit, version: int, take_theirs: Collection[FieldName]
) -> Booking:
    """What stands in the form after choosing: it is an edit of their version from then on."""
    their = booking_of(theirs, version)
    taken = {name: getattr(their, name) for field in take_theirs for name in PARTS[field]}
    typed = {field: text for field, text in mine.typed.items() if field not in take_theirs}
    return structs.replace(mine, opened=theirs, seen=version, typed=typed, **taken)


def made_new(mine: Booking, new_id: str) -> Booking:
    """What stands in the form as a booking of its own, where the one it was is gone."""
    return structs.replace(mine, id=new_id, opened=None, seen=None)
