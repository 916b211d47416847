"""The checks as JsonLogic, interpreted by json-logic-qubit.

Its fastest use: each check asks first what rules out most visits (``and`` and ``if`` stop as soon
as they can), and the facts are plain dicts. There is nothing to compile and no way to name what
several checks ask, so who is close is worked out anew in each of them.

What is not recorded is left out: ``var`` gives nothing for it, and comparing with nothing is
false, so each check that can be undecided has to ask for that first.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from json_logic import jsonLogic

from benchmarks.peers.checks import (
    ADVICE,
    CHECKS,
    FINE,
    MOST_AT_A_GATHERING,
    MOST_INDOORS,
    ROOM_CAPS,
    UNKNOWN,
    VIOLATION,
    WEIGHED_FROM,
    Fault,
    from_levels,
)
from benchmarks.peers.facts import Facts

Logic = Any  # what JSON can hold


def _v(name: str) -> Logic:
    return {"var": name}


def _is(name: str, value: Logic) -> Logic:
    return {"===": [_v(name), value]}


def _is_not(name: str, value: Logic) -> Logic:
    return {"!==": [_v(name), value]}


def _all(*each: Logic) -> Logic:
    return {"and": list(each)}


def _any(*each: Logic) -> Logic:
    return {"or": list(each)}


def _if(*each: Logic) -> Logic:
    return {"if": list(each)}


_IN_PERSON = _all(_is_not("setting", "phone"), _is_not("setting", "online"))
_VISITED = _all(_IN_PERSON, _is_not("kind", "shift"))
_AT_CENTRE = _all(_is("setting", "centre"), _is_not("kind", "shift"))
_NOT_KNOWN = _all(_is("distance", None), _is("capacity_1m", None))


def _close(metres: int) -> Logic:
    capacity = f"capacity_{metres}m"
    return _if(
        _is("distance", None),
        _all(_is_not(capacity, None), {">": [_v("in_room"), _v(capacity)]}),
        {"<": [_v("distance"), metres]},
    )


_LOGIC: dict[str, Logic] = {
    "kommunal.mask": _if(
        _all(_VISITED, _is_not("setting", "outdoors"), _is_not("setting", "home"), _close(1)),
        _if(
            _is("masks", None), UNKNOWN,
            _all(_is("masks", False), _v("unmasked_grown")), VIOLATION,
            FINE,
        ),
        FINE,
    ),
    "nasjonal.distance": _if(
        _all(_v("apart"), _VISITED),
        _if(_close(1), VIOLATION, _all(_is("setting", "centre"), _NOT_KNOWN), UNKNOWN, FINE),
        FINE,
    ),
    "nasjonal.home-visits": _if(
        _all(
            _v("guests"), _VISITED, {"!": _v("purpose")}, {"!": _v("guests_alone")},
            {"!": _all(_v("host_alone"), _any(_v("fixed_contacts"), _v("fixed_household")))},
        ),
        ADVICE, FINE,
    ),
    "nasjonal.indoor-persons": _if(
        _all({">": [_v("inside"), MOST_INDOORS]}, _is("setting", "centre")), VIOLATION, FINE
    ),
    "nasjonal.leisure": _if(
        _all(
            _is("kind", "leisure"), _IN_PERSON, _is_not("setting", "outdoors"),
            {"!": _v("health_service")},
        ),
        ADVICE, FINE,
    ),
    "nasjonal.private-gathering": _if(
        _all(
            _is("kind", "private_gathering"), _v("apart"), _IN_PERSON,
            _is_not("setting", "home"), {">": [_v("persons"), MOST_AT_A_GATHERING]},
        ),
        VIOLATION, FINE,
    ),
    "nasjonal.symptoms": _if(_all(_v("ill"), _IN_PERSON), ADVICE, FINE),
    "senter.after-use": _if(
        _all(_is_not("cleaned", True), _is("status", "done"), _AT_CENTRE), VIOLATION, FINE
    ),
    "senter.booked-ahead": _if(
        _all(_AT_CENTRE, _any(_is("booked_at", None), {">=": [_v("booked_at"), _v("start")]})),
        VIOLATION, FINE,
    ),
    "senter.distance": _if(
        _all(_v("apart"), _AT_CENTRE), _if(_close(1), VIOLATION, _NOT_KNOWN, UNKNOWN, FINE), FINE
    ),
    "senter.distance-2m": _if(_all(_v("apart"), _AT_CENTRE, _close(2)), ADVICE, FINE),
    "senter.handwash": _if(
        _all(
            _is_not("handwashed", True), _any(_is("status", "done"), _is("status", "arrived")),
            _AT_CENTRE,
        ),
        VIOLATION, FINE,
    ),
    "senter.mask": _if(_all(_is("masks", False), _v("unmasked"), _AT_CENTRE), ADVICE, FINE),
    "senter.room-cap": _if(
        _all(
            _AT_CENTRE,
            _any(*[
                _all(_is("room", room), {">": [_v("in_room"), cap]})
                for room, cap in ROOM_CAPS.items()
            ]),
        ),
        VIOLATION, FINE,
    ),
    "stottekontakt.assessment": _if(
        _all(
            _is("kind", "support_contact"), _IN_PERSON, {">=": [_v("day"), WEIGHED_FROM]},
            _any(_is("assessed_at", None), {">": [_v("assessed_at"), _v("start")]}),
        ),
        _if(_is("risk", None), UNKNOWN, _v("risk"), VIOLATION, ADVICE),
        FINE,
    ),
}  # fmt: skip
_PLAINLY: dict[str, Logic] = {
    "masks": _all(_v("unmasked"), {"!": _v("masks")}),
    "capacity_1m": {">": [_v("in_room"), _v("capacity_1m")]},
}


class JsonLogic:
    """json-logic-qubit, with a logic for each check."""

    name = f"json-logic-qubit {version('json-logic-qubit')}"
    most = 10_000

    def __init__(self) -> None:
        self.logics = [_LOGIC[check] for check in CHECKS]

    def hand_over(self, facts: Sequence[Facts]) -> list[dict[str, Any]]:
        """One dict a visit, without what is not recorded."""
        return [
            {n: v for n, v in zip(Facts._fields, visit, strict=True) if v is not None}
            for visit in facts
        ]

    def decide(self, handed: Any) -> list[Any]:
        """A list of levels for each visit."""
        logics = self.logics
        return [[jsonLogic(logic, visit) for logic in logics] for visit in handed]

    def faults(self, facts: Sequence[Facts], answer: Any) -> list[Fault]:
        """The levels, as they are compared."""
        return from_levels(facts, answer)

    def missing(self, fact: str) -> str:
        """Nothing counts as no, and every comparison with it is false."""
        broken = jsonLogic(_PLAINLY[fact], {"unmasked": True, "in_room": 2})
        return "broken" if broken else "fine"
