"""The checks written by hand, as fast as we could make it in plain Python: the yardstick.

One loop, everything in local names, each record unpacked once, and nothing looked at where
the visit's setting already says that it cannot matter. ``benchmarks.handwritten`` is the
whole checker, with its own counting and texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.checks import (
    ADVICE,
    MOST_AT_A_GATHERING,
    MOST_INDOORS,
    ROOM_CAPS,
    UNKNOWN,
    VIOLATION,
    WEIGHED_FROM,
    Fault,
)
from benchmarks.peers.facts import Facts

_REMOTE = frozenset({"phone", "online"})
_NO_MASKS = frozenset({"outdoors", "home"})


def decide(facts: Sequence[Facts]) -> list[Fault]:  # noqa: C901 - one loop: calls cost time
    """What is found, by visit and check."""
    found: list[Fault] = []
    put = found.append
    cap_of = ROOM_CAPS.get
    for (
        visit, day, start, setting, kind, status, health_service, persons, inside, room, in_room,
        capacity_1m, capacity_2m, apart, distance, masks, unmasked, unmasked_grown, booked_at,
        assessed_at, handwashed, cleaned, ill, risk, guests, purpose, host_alone, fixed_contacts,
        fixed_household, guests_alone,
    ) in facts:  # fmt: skip
        if setting in _REMOTE:
            continue
        in_centre = setting == "centre"
        if kind == "shift":
            if in_centre and inside > MOST_INDOORS:
                put((visit, "nasjonal.indoor-persons", VIOLATION))
            if ill:
                put((visit, "nasjonal.symptoms", ADVICE))
            continue
        close = close_2m = not_known = False
        if distance is not None:
            if distance < 2:
                close_2m = True
                close = distance < 1
        elif capacity_1m is None:
            not_known = True
            close_2m = capacity_2m is not None and in_room > capacity_2m
        else:
            close = in_room > capacity_1m
            close_2m = capacity_2m is not None and in_room > capacity_2m
        if close and not masks and setting not in _NO_MASKS:
            if masks is None:
                put((visit, "kommunal.mask", UNKNOWN))
            elif unmasked_grown:
                put((visit, "kommunal.mask", VIOLATION))
        if apart:
            if close:
                put((visit, "nasjonal.distance", VIOLATION))
            elif not_known and in_centre:
                put((visit, "nasjonal.distance", UNKNOWN))
        if (
            guests
            and not purpose
            and not (host_alone and (fixed_contacts or fixed_household))
            and not guests_alone
        ):
            put((visit, "nasjonal.home-visits", ADVICE))
        if in_centre and inside > MOST_INDOORS:
            put((visit, "nasjonal.indoor-persons", VIOLATION))
        if kind == "leisure":
            if setting != "outdoors" and not health_service:
                put((visit, "nasjonal.leisure", ADVICE))
        elif (
            kind == "private_gathering"
            and persons > MOST_AT_A_GATHERING
            and apart
            and setting != "home"
        ):
            put((visit, "nasjonal.private-gathering", VIOLATION))
        if ill:
            put((visit, "nasjonal.symptoms", ADVICE))
        if in_centre:
            if status == "done" and not cleaned:
                put((visit, "senter.after-use", VIOLATION))
            if booked_at is None or booked_at >= start:
                put((visit, "senter.booked-ahead", VIOLATION))
            if apart:
                if close:
                    put((visit, "senter.distance", VIOLATION))
                elif not_known:
                    put((visit, "senter.distance", UNKNOWN))
                if close_2m:
                    put((visit, "senter.distance-2m", ADVICE))
            if not handwashed and (status == "done" or status == "arrived"):
                put((visit, "senter.handwash", VIOLATION))
            if unmasked and masks is False:
                put((visit, "senter.mask", ADVICE))
            cap = cap_of(room)  # type: ignore[arg-type]  # no room has no cap
            if cap is not None and in_room > cap:
                put((visit, "senter.room-cap", VIOLATION))
        if (
            kind == "support_contact"
            and day >= WEIGHED_FROM
            and (assessed_at is None or assessed_at > start)
        ):
            level = VIOLATION if risk else UNKNOWN if risk is None else ADVICE
            put((visit, "stottekontakt.assessment", level))
    return found


def missing(fact: str) -> str:
    """What Python itself says of a plain rule where a fact is missing."""
    masks = space = None
    try:
        broken = not masks if fact == "masks" else space < 2  # type: ignore[operator]
    except TypeError as error:
        return f"raises {type(error).__name__}"
    return "broken" if broken else "fine"
