"""The visits by which wishes could be met: every time, place and company that comes into question.

None has been judged yet. Where there are too many to judge within seconds, fewer times are looked
at, and then fewer of everything; whoever reads the answer is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from glimt_rules.moments import Moment, parse_week
from glimt_rules.plan.model import NOT_LIVE, WEEKDAYS, Plan, Setting, Visit
from glimt_rules.suggest.weights import Weights
from glimt_rules.wishes.hours import Stretch, at, days_of, preference, starts, stretches, within
from glimt_rules.wishes.model import Wish, Wishes
from glimt_rules.wishes.partners import Party, parties
from glimt_rules.wishes.taken import Span, Taken

#: Starts are looked for at the first of these steps (minutes) with which there are not too many.
STEPS = (15, 30, 60)
#: So many candidates are judged within a few seconds.
MOST = 24_000
#: Spreads what is kept of too many evenly: multiples of it lie nowhere close together.
_GOLDEN = 0.6180339887498949


class Candidate(Struct, frozen=True, gc=False):
    """A visit that would meet a wish, or two at once."""

    #: its place among all candidates
    number: int
    #: the places of the wishes that it meets
    wishes: tuple[int, ...]
    visit: Visit
    #: the day's place in the week
    day: int
    #: from when until when (ticks)
    span: Span
    #: hundredths of how far it is from what was preferred, as suggestions weigh it
    cost: int
    #: the member of staff who was chosen for it, where any would do
    staff: str | None


class Candidates(Struct, frozen=True):
    """Every candidate, and how they were looked for."""

    of_week: Week
    all: tuple[Candidate, ...]
    #: minutes between the starts that were looked at
    step: int
    #: how many more there would have been at that step
    left_out: int


class Week:
    """The week of a wishes document, in a plan."""

    def __init__(self, wishes: Wishes, plan: Plan, now: Moment) -> None:
        """``now`` is when the visits are arranged, where the document does not say."""
        self.wishes = wishes.wishes
        self.plan = plan
        self.zone = ZoneInfo(plan.timezone)
        self.days = days_of(parse_week(wishes.week))
        self.booked_at = now if wishes.booked_at is None else wishes.booked_at
        first, last = at(self.days[0], 0, self.zone), at(self.days[-1], 24 * 60, self.zone)
        #: from when until when it is (ticks)
        self.span: Span = first.ticks, last.ticks
        self.taken = Taken(plan, *self.span)
        hours = plan.centre.opening_hours
        self.open = [stretches(getattr(hours, name)) for name in WEEKDAYS]
        self._ids = {visit.id: visit.status not in NOT_LIVE for visit in plan.visits}
        #: for each wish the days on which a visit of an earlier proposal meets it already
        self.met = [
            frozenset(n for n, day in enumerate(self.days) if self._visit_of(wish, day))
            for wish in self.wishes
        ]

    def left(self, wish: int) -> int:
        """How often a wish is still to be met."""
        return max(0, self.wishes[wish].times - len(self.met[wish]))

    def id_for(self, wish: Wish, day: date) -> str:
        """The id of the visit that meets a wish on a day: both, so that it is known again."""
        return next(id_ for id_ in _ids(wish, day) if id_ not in self._ids)

    def before(self, wish: int) -> tuple[str, ...]:
        """The visits of earlier proposals that meet a wish, in order of days."""
        there = (self._visit_of(self.wishes[wish], day) for day in self.days)
        return tuple(id_ for id_ in there if id_ is not None)

    def _visit_of(self, wish: Wish, day: date) -> str | None:
        """The visit of an earlier proposal that meets a wish on a day."""
        for id_ in _ids(wish, day):
            if id_ not in self._ids:
                return None
            if self._ids[id_]:
                return id_
        return None

    def hours(self, wish: Wish, day: int) -> list[Stretch]:
        """When a wish may be met on a day."""
        if wish.when is None:
            return self.open[day]
        return within(self.open[day], stretches(getattr(wish.when, WEEKDAYS[day])))


def _ids(wish: Wish, day: date) -> Iterator[str]:
    """The ids that a visit may have that meets a wish on a day: the first that is free."""
    yield f"{wish.id}.{day}"
    for n in range(2, 100):
        yield f"{wish.id}.{day}.{n}"


class _Place(NamedTuple):
    setting: Setting
    room: str | None
    cost: int


class _Way(NamedTuple):
    """One way to meet a wish, whenever that may be."""

    party: Party
    places: list[_Place]
    #: the hours of each day
    hours: list[list[Stretch]]


def candidates_of(week: Week, weights: Weights | None = None, most: int = MOST) -> Candidates:
    """Every candidate of a week's wishes that clashes with no visit that is there already."""
    weights = weights or Weights()
    ways = [way for party in parties(week) if (way := _way(week, party, weights)) is not None]
    step = STEPS[-1]
    for step in STEPS:
        if _how_many(week, ways, step) <= most:
            break
    made = [each for way in ways for each in _made(week, way, step, weights)]
    kept = _thinned(week, made, most)
    numbered = tuple(_numbered(each, n) for n, each in enumerate(kept))
    return Candidates(week, numbered, step, len(made) - len(kept))


def _way(week: Week, party: Party, weights: Weights) -> _Way | None:
    """How, where and when a party could meet; None where one of its wishes is met already."""
    if not all(map(week.left, party.wishes)):
        return None
    first, *others = party.wishes
    places, hours = _places(week, week.wishes[first], weights), _hours(week, first)
    for number in others:
        costs = {place[:2]: place.cost for place in _places(week, week.wishes[number], weights)}
        places = [
            place._replace(cost=place.cost + costs[place[:2]])
            for place in places
            if place[:2] in costs
        ]
        hours = [within(*both) for both in zip(hours, _hours(week, number), strict=True)]
    return _Way(party, places, hours)


def _hours(week: Week, number: int) -> list[list[Stretch]]:
    """When a wish may still be met, by day; once a day is enough."""
    wish, met = week.wishes[number], week.met[number]
    return [[] if day in met else week.hours(wish, day) for day in range(7)]


def _places(week: Week, wish: Wish, weights: Weights) -> list[_Place]:
    """Where a wish may be met, what was named first being the best."""
    found = []
    for n, setting in enumerate(wish.settings):
        cost = round(100 * weights.outdoors) * n
        if setting != "centre":
            found.append(_Place(setting, None, cost))
            continue
        rooms: Sequence[str | None] = wish.rooms or [room.id for room in week.plan.rooms] or [None]
        each = round(100 * weights.room) if wish.rooms else 0
        found += [_Place(setting, room, cost + each * k) for k, room in enumerate(rooms)]
    return found


def _starts(week: Week, way: _Way, step: int) -> Iterator[tuple[int, int]]:
    """The days and minutes at which a visit may start."""
    wish = week.wishes[way.party.wishes[0]]
    wanted = [preference(text) for number in way.party.wishes for text in _preferred(week, number)]
    for day, hours in enumerate(way.hours):
        minutes = [
            pair[1] for pair in wanted if pair and pair[1] is not None and pair[0] in (None, day)
        ]
        for minute in starts(hours, wish.minutes, step, minutes):
            yield day, minute


def _preferred(week: Week, number: int) -> tuple[str, ...]:
    return week.wishes[number].preferably


def _how_many(week: Week, ways: Sequence[_Way], step: int) -> int:
    return sum(len(way.places) * sum(1 for _ in _starts(week, way, step)) for way in ways)


def _made(week: Week, way: _Way, step: int, weights: Weights) -> Iterator[Candidate]:
    """The candidates of one way that clash with nothing."""
    wish, party = week.wishes[way.party.wishes[0]], way.party
    for day, minute in _starts(week, way, step):
        start = at(week.days[day], minute, week.zone)
        end = at(week.days[day], minute + wish.minutes, week.zone)
        if start <= week.booked_at:
            continue
        span = start.ticks, end.ticks
        own = sum(_off(week.wishes[n], day, minute, weights) for n in party.wishes)
        id_ = week.id_for(wish, week.days[day])
        for place in way.places:
            visit = Visit(
                id=id_,
                start=start,
                end=end,
                people=party.people,
                title=wish.title,
                kind=wish.kind,
                setting=place.setting,
                room=place.room,
                host=wish.host if place.setting == "home" else None,
                booked_at=week.booked_at,
                equipment=party.equipment,
                masks=wish.masks,
                distance_m=wish.distance_m,
                purpose=wish.purpose,
                assessed_at=wish.assessed_at,
            )
            if week.taken.allows(visit, span):
                yield Candidate(0, party.wishes, visit, day, span, own + place.cost, party.staff)


def _off(wish: Wish, day: int, minute: int, weights: Weights) -> int:
    """Hundredths of how far a time is from the nearest that is preferred."""
    found = []
    for text in wish.preferably:
        named = preference(text)
        if named is not None:
            days = 0 if named[0] is None else abs(named[0] - day)
            hours = 0.0 if named[1] is None else abs(named[1] - minute) / 60
            found.append(round(100 * (weights.day * days + weights.hour * hours)))
    return min(found, default=0)


def _thinned(week: Week, made: Sequence[Candidate], most: int) -> list[Candidate]:
    """As many as are wanted, each wish's share spread over its times, places and company."""
    if len(made) <= most:
        return list(made)
    share = max(1, most // len(week.wishes))
    of_wish: dict[tuple[int, ...], list[Candidate]] = {}
    for each in made:
        of_wish.setdefault(each.wishes[:1], []).append(each)
    kept: list[Candidate] = []
    for them in of_wish.values():
        spread = sorted(range(len(them)), key=lambda n: n * _GOLDEN % 1)
        kept += [them[n] for n in sorted(spread[:share])]
    return kept


def _numbered(each: Candidate, number: int) -> Candidate:
    return structs.replace(each, number=number)
