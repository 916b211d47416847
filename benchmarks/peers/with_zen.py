"""The checks as ZEN expressions, compiled once.

Measured, and the fastest kept: one compiled expression that names what several checks ask and
ends in a list of all levels, evaluated a visit at a time on facts as JSON. With facts as a dict
it takes a quarter longer, with an expression for each check eight times as long (every call hands
all facts over), with a list of visits mapped in one call two fifths longer, and as a decision graph
(``ZenEngine.evaluate_batch``) five times as long.

What is not recorded is left out of the facts, and is ``null``: each expression that compares it
has to ask for that first.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import msgspec
import zen

from benchmarks.peers.checks import (
    CHECKS,
    MOST_AT_A_GATHERING,
    MOST_INDOORS,
    ROOM_CAPS,
    WEIGHED_FROM,
    Fault,
    from_levels,
)
from benchmarks.peers.facts import Facts

_BETWEEN = {
    "in_person": 'setting != "phone" and setting != "online"',
    "visited": 'in_person and kind != "shift"',
    "in_centre": 'setting == "centre"',
    "at_centre": 'in_centre and kind != "shift"',
    "close": "distance != null ? distance < 1 : (capacity_1m != null and in_room > capacity_1m)",
    "close_2m": "distance != null ? distance < 2 : (capacity_2m != null and in_room > capacity_2m)",
    "not_known": "distance == null and capacity_1m == null",
}
_FULL = " or ".join(f'(room == "{room}" and in_room > {cap})' for room, cap in ROOM_CAPS.items())
#: 1 is advice, 2 unknown, 3 a violation
_LEVELS = {
    "kommunal.mask": (
        'visited and close and setting != "outdoors" and setting != "home"'
        " ? (masks == null ? 2 : (masks == false and unmasked_grown ? 3 : 0)) : 0"
    ),
    "nasjonal.distance": "visited and apart ? (close ? 3 : (not_known and in_centre ? 2 : 0)) : 0",
    "nasjonal.home-visits": (
        "visited and guests and not (purpose or guests_alone"
        " or (host_alone and (fixed_contacts or fixed_household))) ? 1 : 0"
    ),
    "nasjonal.indoor-persons": f"in_centre and inside > {MOST_INDOORS} ? 3 : 0",
    "nasjonal.leisure": (
        'in_person and kind == "leisure" and setting != "outdoors" and not health_service ? 1 : 0'
    ),
    "nasjonal.private-gathering": (
        'in_person and kind == "private_gathering" and setting != "home" and apart'
        f" and persons > {MOST_AT_A_GATHERING} ? 3 : 0"
    ),
    "nasjonal.symptoms": "in_person and ill ? 1 : 0",
    "senter.after-use": 'at_centre and status == "done" and cleaned != true ? 3 : 0',
    "senter.booked-ahead": "at_centre and (booked_at == null or booked_at >= start) ? 3 : 0",
    "senter.distance": "at_centre and apart ? (close ? 3 : (not_known ? 2 : 0)) : 0",
    "senter.distance-2m": "at_centre and apart and close_2m ? 1 : 0",
    "senter.handwash": (
        'at_centre and (status == "arrived" or status == "done") and handwashed != true ? 3 : 0'
    ),
    "senter.mask": "at_centre and unmasked and masks == false ? 1 : 0",
    "senter.room-cap": f"at_centre and ({_FULL}) ? 3 : 0",
    "stottekontakt.assessment": (
        f'in_person and kind == "support_contact" and day >= {WEIGHED_FROM}'
        " and (assessed_at == null or assessed_at > start)"
        " ? (risk == null ? 2 : (risk ? 3 : 1)) : 0"
    ),
}
_ALL = "; ".join(
    [
        *[f"{name} = {expression}" for name, expression in _BETWEEN.items()],
        f"[{', '.join(_LEVELS[check] for check in CHECKS)}]",
    ]
)
_PLAINLY = {"masks": "unmasked and not masks", "capacity_1m": "in_room > capacity_1m"}


class Zen:
    """ZEN, with the checks as one compiled expression."""

    name = f"zen-engine {version('zen-engine')}"
    most = 100_000

    def __init__(self) -> None:
        self.expression = zen.compile_expression(_ALL)

    def hand_over(self, facts: Sequence[Facts]) -> list[bytes]:
        """One JSON text a visit, without what is not recorded."""
        encode, names = msgspec.json.encode, Facts._fields[1:]
        return [
            encode({n: v for n, v in zip(names, visit[1:], strict=True) if v is not None})
            for visit in facts
        ]

    def decide(self, handed: Any) -> list[Any]:
        """A list of levels for each visit."""
        return list(map(self.expression.evaluate, handed))

    def faults(self, facts: Sequence[Facts], answer: Any) -> list[Fault]:
        """The levels, as they are compared."""
        return from_levels(facts, answer)

    def missing(self, fact: str) -> str:
        """It compares nothing with what is not there: the expression fails."""
        try:
            broken = zen.evaluate_expression(_PLAINLY[fact], {"unmasked": True, "in_room": 2})
        except RuntimeError as error:
            kind = msgspec.json.decode(str(error).splitlines()[0])
            return f"raises {kind['type']}: {kind['source']}"
        return "broken" if broken else "fine"
