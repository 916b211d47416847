"""Visits of every sort that there can be: at which of them a rule has anything to say.

A rule may be tied to settings and kinds of visits in ways that leave nothing: a cap on a
room says nothing of a walk, wherever it is told to look. Here a rule is held against one
visit of each setting and kind, in every status in which visits take place, by one person and
by two, with all that can be recorded of it. What is asked is the rule's ``asked``: the code of
other people's kinds runs in a process of its own here, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import product
from typing import get_args

from msgspec import convert

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Kind, StandIn
from glimt_rules.plan.model import NOT_LIVE, Plan, Setting, Status, VisitKind

SETTINGS: tuple[Setting, ...] = get_args(Setting)
VISIT_KINDS: tuple[VisitKind, ...] = get_args(VisitKind)
#: The statuses of visits that take place.
STATUSES: tuple[Status, ...] = tuple(s for s in get_args(Status) if s not in NOT_LIVE)

#: A setting and a kind of visit.
Sort = tuple[Setting, VisitKind]
#: All that there can be: staff on duty are at the centre.
SORTS: tuple[Sort, ...] = tuple(
    (setting, kind)
    for setting, kind in product(SETTINGS, VISIT_KINDS)
    if kind != "shift" or setting == "centre"
)

_FIRST = datetime(2000, 1, 3, 12, tzinfo=UTC)
_PARTIES = (["ane", "bo"], ["ane"])
_PEOPLE = [
    {"id": "ane", "role": "participant", "born": date(1990, 1, 1), "risk_group": True},
    {"id": "bo", "role": "support_contact", "born": date(1990, 1, 1), "risk_group": True},
]
_THINGS = [{"id": "washed", "washable": True}, {"id": "set-aside", "washable": False}]


def reach(kind: Kind) -> frozenset[Sort]:
    """The sorts of visits of which a rule says more than that they do not concern it.

    Where the rule fails at a visit, that visit concerns it, too.
    """
    found: set[Sort] = set()
    for health_service in (False, True):
        facts = _facts(health_service, _rooms(kind))
        if (judged := _candidates(kind, facts)) is None:
            return frozenset(SORTS)
        for slot in judged:
            visit = facts.visits[slot]
            sort = (visit.setting, visit.kind)
            if sort not in found and _applies(kind, facts, slot):
                found.add(sort)
    return frozenset(found)


def fails_at(kind: Kind) -> frozenset[Sort]:
    """The sorts of visits at which a rule cannot judge, but fails: all, where it fails to say."""
    facts = _facts(False, _rooms(kind))
    if (judged := _candidates(kind, facts)) is None:
        return frozenset(SORTS)
    return frozenset(
        (facts.visits[slot].setting, facts.visits[slot].kind)
        for slot in judged
        if _failing(kind, facts, slot)
    )


def _candidates(kind: Kind, facts: Facts) -> list[int] | None:
    """The visits that the rule may judge; None where it fails to say."""
    try:
        return kind.candidates(facts)
    except (Exception, SystemExit):  # the kind may be anybody's
        return None


def _applies(kind: Kind, facts: Facts, slot: int) -> bool:
    try:
        return kind.not_applicable(facts, slot) is None
    except (Exception, SystemExit):
        return True


def _failing(kind: Kind, facts: Facts, slot: int) -> bool:
    mask = bytearray(len(facts.visits))
    mask[slot] = 1
    alone = _itself(kind).scope.value in _ALONE
    try:
        list(kind.judge(facts, [(None, (slot,))], mask) if alone else ())
    except (Exception, SystemExit):
        return True
    return False


def _itself(kind: Kind) -> Kind:
    """The kind as the rule set tells it, whatever is asked in its place."""
    return kind.kind if isinstance(kind, StandIn) else kind


#: The scopes whose groups can be a visit by itself.
_ALONE = frozenset({"visit", "premises", "room"})


def _rooms(kind: Kind) -> frozenset[str]:
    """The names in a rule's tables, any of which may be a room's."""
    told = _itself(kind)
    values = (getattr(told, field) for field in told.__struct_fields__)
    return frozenset(str(key) for value in values if isinstance(value, Mapping) for key in value)


@lru_cache(maxsize=32)
def _facts(health_service: bool, rooms: frozenset[str]) -> Facts:
    """Visits of every sort, a week apart, so that none has to do with another."""
    named = sorted(rooms) or ["room"]
    visits = [
        _visit(n, sort, status, people, named[n % len(named)])
        for n, (sort, status, people) in enumerate(product(SORTS, STATUSES, _PARTIES))
    ]
    weeks = _weeks(len(visits))
    document = {
        "format": 1,
        "centre": {"health_service": health_service},
        "rooms": [{"id": room, "capacity_1m": 1, "capacity_2m": 1} for room in named],
        "equipment": _THINGS,
        "people": _PEOPLE,
        "households": [{"id": "ane", "outside_contacts": dict.fromkeys(weeks, 1)}],
        "visits": visits,
    }
    return Facts(convert(document, Plan, dec_hook=_moment))


def _visit(n: int, sort: Sort, status: Status, people: list[str], room: str) -> dict[str, object]:
    setting, kind = sort
    start = _FIRST + timedelta(weeks=n)
    visit: dict[str, object] = {
        "id": f"{n:04d}", "kind": kind, "setting": setting, "status": status, "people": people,
        "start": start, "end": start + timedelta(hours=1), "booked_at": start, "distance_m": 0,
        "masks": False, "assessed_at": start, "equipment": [thing["id"] for thing in _THINGS],
    }  # fmt: skip
    if setting == "centre" and kind != "shift":
        visit["room"] = room
    if setting == "home":
        visit["host"] = "ane"
    return visit


def _weeks(n: int) -> Iterable[str]:
    days = ((_FIRST + timedelta(weeks=each)).isocalendar() for each in range(n))
    return [f"{year:04d}-W{week:02d}" for year, week, _ in days]


def _moment(type_: type, value: datetime) -> object:
    """The plan's times, which its reader makes of texts."""
    return type_.fromisoformat(value.isoformat())  # type: ignore[attr-defined]
