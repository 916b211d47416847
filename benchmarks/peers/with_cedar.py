"""The checks as Cedar policies: one permits every visit, one forbids it for each finding.

Its fastest use: the policies are parsed once, there are no entities, the facts are each
request's context as JSON, and all requests go in one batch. One answer holds every check, since
a decision names all policies that forbid. There is no way to name what several checks ask.

Cedar computes with whole numbers (fractions are an extension, parsed from text at each request),
so distances are handed over in centimetres. What is not recorded is left out; a policy that
reads it all the same fails, and is then passed over, so each has to ask with ``has`` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import cedarpy
import msgspec

from benchmarks.peers.checks import (
    LEVELS,
    MOST_AT_A_GATHERING,
    MOST_INDOORS,
    ROOM_CAPS,
    WEIGHED_FROM,
    Fault,
)
from benchmarks.peers.facts import Facts

_IN_PERSON = 'context.setting != "phone" && context.setting != "online"'
_VISITED = f'{_IN_PERSON} && context.kind != "shift"'
_AT_CENTRE = 'context.setting == "centre" && context.kind != "shift"'
_NOT_KNOWN = "!(context has distance) && !(context has capacity_1m)"
_FULL = " || ".join(
    f'(context.room == "{room}" && context.in_room > {cap})' for room, cap in ROOM_CAPS.items()
)


def _close(metres: int) -> str:
    capacity = f"capacity_{metres}m"
    return (
        f"(if context has distance then context.distance < {metres * 100}"
        f" else context has {capacity} && context.in_room > context.{capacity})"
    )


_MASKS = f'{_VISITED} && context.setting != "outdoors" && context.setting != "home" && {_close(1)}'
_NOT_WEIGHED = (
    f'context.kind == "support_contact" && {_IN_PERSON} && context.day >= {WEIGHED_FROM}'
    " && (!(context has assessed_at) || context.assessed_at > context.start)"
)
#: check, level, and when a visit is forbidden
_FORBIDDEN = (
    ("kommunal.mask", "unknown", f"!(context has masks) && {_MASKS}"),
    (
        "kommunal.mask", "violation",
        f"context has masks && !context.masks && context.unmasked_grown && {_MASKS}",
    ),
    ("nasjonal.distance", "violation", f"context.apart && {_VISITED} && {_close(1)}"),
    ("nasjonal.distance", "unknown", f"context.apart && {_AT_CENTRE} && {_NOT_KNOWN}"),
    (
        "nasjonal.home-visits", "advice",
        f"context.guests && {_VISITED} && !(context.purpose || context.guests_alone"
        " || (context.host_alone && (context.fixed_contacts || context.fixed_household)))",
    ),
    (
        "nasjonal.indoor-persons", "violation",
        f'context.inside > {MOST_INDOORS} && context.setting == "centre"',
    ),
    (
        "nasjonal.leisure", "advice",
        f'context.kind == "leisure" && {_IN_PERSON} && context.setting != "outdoors"'
        " && !context.health_service",
    ),
    (
        "nasjonal.private-gathering", "violation",
        f'context.kind == "private_gathering" && {_IN_PERSON} && context.setting != "home"'
        f" && context.apart && context.persons > {MOST_AT_A_GATHERING}",
    ),
    ("nasjonal.symptoms", "advice", f"context.ill && {_IN_PERSON}"),
    (
        "senter.after-use", "violation",
        f'{_AT_CENTRE} && context.status == "done"'
        " && !(context has cleaned && context.cleaned)",
    ),
    (
        "senter.booked-ahead", "violation",
        f"{_AT_CENTRE} && (!(context has booked_at) || context.booked_at >= context.start)",
    ),
    ("senter.distance", "violation", f"context.apart && {_AT_CENTRE} && {_close(1)}"),
    ("senter.distance", "unknown", f"context.apart && {_AT_CENTRE} && {_NOT_KNOWN}"),
    ("senter.distance-2m", "advice", f"context.apart && {_AT_CENTRE} && {_close(2)}"),
    (
        "senter.handwash", "violation",
        f'{_AT_CENTRE} && (context.status == "done" || context.status == "arrived")'
        " && !(context has handwashed && context.handwashed)",
    ),
    (
        "senter.mask", "advice",
        f"context has masks && !context.masks && context.unmasked && {_AT_CENTRE}",
    ),
    ("senter.room-cap", "violation", f"context has room && {_AT_CENTRE} && ({_FULL})"),
    ("stottekontakt.assessment", "unknown", f"{_NOT_WEIGHED} && !(context has risk)"),
    (
        "stottekontakt.assessment", "violation",
        f"{_NOT_WEIGHED} && context has risk && context.risk",
    ),
    (
        "stottekontakt.assessment", "advice",
        f"{_NOT_WEIGHED} && context has risk && !context.risk",
    ),
)  # fmt: skip
_PERMIT = "permit (principal, action, resource);"
_PLAINLY = {
    "masks": "context.unmasked && !context.masks",
    "capacity_1m": "context.in_room > context.capacity_1m",
}
_WHO: dict[str, Any] = {
    "principal": {"type": "Centre", "id": "staff"},
    "action": {"type": "Action", "id": "receive"},
    "resource": {"type": "Centre", "id": "house"},
}


class Cedar:
    """Cedar, with a policy for each finding."""

    name = f"cedarpy {version('cedarpy')}"
    most = 10_000

    def __init__(self) -> None:
        policies = [f"forbid (principal, action, resource) when {{ {when} }};"
                    for _, _, when in _FORBIDDEN]  # fmt: skip
        self.policies = cedarpy.PolicySet.from_str("\n".join([*policies, _PERMIT]))
        self.entities = cedarpy.Entities.from_json_str("[]")
        #: the parser numbers policies in their order
        self.says = {
            f"policy{place}": (check, LEVELS.index(level))
            for place, (check, level, _) in enumerate(_FORBIDDEN)
        }

    def hand_over(self, facts: Sequence[Facts]) -> list[dict[str, Any]]:
        """One request a visit, with its facts as JSON."""
        encode, names = msgspec.json.encode, Facts._fields
        requests = []
        for visit in facts:
            known = {n: v for n, v in zip(names, visit, strict=True) if v is not None}
            if visit.distance is not None:
                known["distance"] = int(visit.distance * 100)
            requests.append({**_WHO, "context": encode(known).decode()})
        return requests

    def decide(self, handed: Any) -> list[Any]:
        """An answer for each request."""
        return cedarpy.is_authorized_batch(handed, self.policies, self.entities)

    def faults(self, facts: Sequence[Facts], answer: Any) -> list[Fault]:
        """The policies that forbid, as they are compared."""
        found: list[Fault] = []
        for visit, result in zip(facts, answer, strict=True):
            if result.diagnostics.errors:
                raise SystemExit(f"cedarpy could not decide: {result.diagnostics.errors}")
            if not result.allowed:
                said = [self.says[policy] for policy in result.diagnostics.reasons]
                found += [(visit.visit, check, level) for check, level in sorted(said)]
        return found

    def missing(self, fact: str) -> str:
        """A policy that fails is passed over."""
        policies = f"{_PERMIT} forbid (principal, action, resource) when {{ {_PLAINLY[fact]} }};"
        context = {"unmasked": True, "in_room": 2}
        result = cedarpy.is_authorized({**_WHO, "context": context}, policies, [])
        told = ", and reports an error" if result.diagnostics.errors else ""
        return f"{result.decision.name.lower()}{told}"
