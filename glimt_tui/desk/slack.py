"""How many more there is room for: by the rules in force, the rooms, and what is planned.

Only rules that must be kept set a limit here; what is merely advised does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from glimt_rules.kinds.base import Kind
from glimt_rules.kinds.distance import Distance
from glimt_rules.kinds.persons_at_once import PersonsAtOnce, RoomCap
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Room, Visit
from glimt_rules.rulesets.timeline import all_in_force
from glimt_tui.desk.view import View

#: Kinds of visits that others of the cohort may join; a conversation is for those who have it.
JOINED = frozenset({"activity", "leisure"})


class Space(Struct, frozen=True):
    """How many more people there is room for; None where nothing sets a limit."""

    premises: int | None = None
    room: int | None = None
    #: False where a rule needs a figure of the room that nobody has written down
    is_known: bool = True

    @property
    def more(self) -> int | None:
        """How many more may come, all in all; never below 0."""
        limits = [each for each in (self.premises, self.room) if each is not None]
        return max(0, min(limits)) if limits else None


class Seats(Struct, frozen=True):
    """How many more of a cohort could join a visit."""

    cohort: str
    more: int
    is_known: bool = True


class Limits:
    """What the rules of the active families allow, at any moment: also where nothing is planned."""

    def __init__(self, view: View) -> None:
        self._rooms = {room.id: room for room in view.plan.rooms}
        self._in_force: list[tuple[int, int, Kind]] = [
            (first, last, rule.kind)
            for first, last, _, rule in all_in_force(view.book, view.zone)
            if rule.force != "advice" and isinstance(rule.kind, PersonsAtOnce | RoomCap | Distance)
        ]

    def at(self, moment: Moment, kind: str = "activity") -> list[Kind]:
        """The kinds of limits for visits of a kind that start at the centre at a moment."""
        now = moment.ticks
        return [
            rule
            for first, last, rule in self._in_force
            if first <= now < last
            and "centre" in rule.in_settings
            and (rule.of_kinds is None or kind in rule.of_kinds)
        ]

    def premises(self, moment: Moment, kind: str = "activity") -> int | None:
        """How many people may be in the premises at once."""
        limits = [rule.limit for rule in self.at(moment, kind) if isinstance(rule, PersonsAtOnce)]
        return min(limits, default=None)

    def room(
        self, id_: str, moment: Moment, kind: str = "activity", distance: float | None = None
    ) -> tuple[int | None, bool]:
        """How many people may be in a room at once, and whether all that this takes is known.

        ``distance`` is the distance that a visit is to keep: then the room holds as many as can
        keep it. Otherwise the distances count that rules ask for.
        """
        rules = self.at(moment, kind)
        room = self._rooms.get(id_)
        limits = [
            rule.limits[id_] for rule in rules if isinstance(rule, RoomCap) and id_ in rule.limits
        ]
        asked = [float(rule.metres) for rule in rules if isinstance(rule, Distance)]
        figures = [
            _capacity(room, metres) for metres in (asked if distance is None else [distance])
        ]
        limits += [figure for figure in figures if figure is not None]
        return min(limits, default=None), None not in figures


def _capacity(room: Room | None, metres: float) -> int | None:
    """How many people can keep a distance in a room, by the figure for at least so much."""
    if room is None:
        return None
    return room.capacity_1m if metres <= 1 else room.capacity_2m


class Presence:
    """Who is planned to be at the centre when."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self._visits = [v for v in visits if v.setting == "centre" and v.status not in NOT_LIVE]

    def most(self, first: Moment, last: Moment, room: str | None = None) -> int:
        """The most people at once between two moments, in the premises or in one room.

        Staff on duty are in the premises, and in no room.
        """
        there = [
            visit
            for visit in self._visits
            if visit.start < last
            and visit.end > first
            and (room is None or (visit.room == room and visit.kind != "shift"))
        ]
        moments = {first, *(visit.start for visit in there if visit.start > first)}
        return max(
            len({id_ for visit in there if visit.start <= now < visit.end for id_ in here(visit)})
            for now in moments
        )


def here(visit: Visit) -> list[str]:
    """Those who take part in a visit."""
    return [id_ for id_ in visit.people if id_ not in visit.absent]


def space(
    limits: Limits, presence: Presence, room: str | None, first: Moment, last: Moment
) -> Space:
    """How many more people there is room for between two moments, in a room or anywhere."""
    allowed = limits.premises(first)
    premises = None if allowed is None else max(0, allowed - presence.most(first, last))
    if room is None:
        return Space(premises)
    holds, is_known = limits.room(room, first)
    left = None if holds is None else max(0, holds - presence.most(first, last, room))
    return Space(premises, left, is_known)


def seats(view: View, limits: Limits, visits: Sequence[Visit], visit: Visit) -> Seats | None:
    """How many more of its cohort could join a visit; None where nobody could.

    ``visits`` are those that may be going on at the same time. Only a visit in a room, of
    several people who are all of one cohort, is open to others of it; and only to those who are
    not elsewhere at that time.
    """
    there = here(visit)
    cohorts = {view.people[id_].cohort for id_ in there if id_ in view.people}
    cohort = next(iter(cohorts), None)
    if visit.room is None or visit.kind not in JOINED or visit.status != "planned":
        return None
    if visit.end <= view.now or len(there) < 2 or len(cohorts) != 1 or cohort is None:
        return None
    holds, is_known = limits.room(visit.room, visit.start, visit.kind, visit.distance_m)
    allowed = limits.premises(visit.start, visit.kind)
    presence = Presence(visits)
    left = [len(_free(view, cohort, visits, visit))]
    if holds is not None:
        left.append(holds - presence.most(visit.start, visit.end, visit.room))
    if allowed is not None:
        left.append(allowed - presence.most(visit.start, visit.end))
    return Seats(cohort, min(left), is_known) if min(left) > 0 else None


def _free(view: View, cohort: str, visits: Sequence[Visit], visit: Visit) -> list[str]:
    """The participants of a cohort who are in no visit while this one lasts."""
    busy = {
        id_
        for other in visits
        if other.start < visit.end and other.end > visit.start and other.status not in NOT_LIVE
        for id_ in here(other)
    }
    return [
        person.id
        for person in view.people.values()
        if person.cohort == cohort and person.role != "staff" and person.id not in busy
    ]
