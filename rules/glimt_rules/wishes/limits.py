"""Which candidates exclude each other, by rules of kinds that are known and by plain sense.

Every limit says of some groups of candidates: of at most so many of them may any be chosen. All
limits are necessary: whoever exceeds one has a choice that the rules refuse, or in which somebody
or something is in two places at once. They are not sufficient; a choice is judged in any case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from glimt_rules.facts import present
from glimt_rules.house import House
from glimt_rules.kinds.base import Scope
from glimt_rules.kinds.between_uses import Cleaning, EquipmentRest, cleaning_minutes
from glimt_rules.kinds.contacts import ContactsPerWeek
from glimt_rules.kinds.persons_at_once import PersonsAtOnce
from glimt_rules.live import Session
from glimt_rules.live.index import Entry, entry_of
from glimt_rules.live.timetable import Timetable
from glimt_rules.moments import MINUTE
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule
from glimt_rules.wishes.candidates import Candidate, Week
from glimt_rules.wishes.exclusive import Interval, Limit, at_most_one, cliques, one_at_a_time


class Limits:
    """Finds the limits among candidates that the rules pass one by one."""

    def __init__(
        self,
        week: Week,
        candidates: Sequence[Candidate],
        session: Session,
        book: RuleBook,
        known_at: date | None,
    ) -> None:
        """``session`` is the plan as it is, judged."""
        self._week = week
        self._candidates = candidates
        self._session = session
        self._house = House(session.plan)
        self._timetable = Timetable(book, self._house.zone, known_at)
        self._rules: dict[tuple[int, Scope, str, str], tuple[Rule, ...]] = {}

    def all(self) -> list[Limit]:
        """Every limit that can be exceeded."""
        found = [
            *self.wishes(),
            *self.people(),
            *self.rooms(),
            *self.things(),
            *self.premises(),
            *self.contacts(),
        ]
        return [limit for limit in found if limit.binds]

    # What everybody knows --------------------------------------------------------------------

    def wishes(self) -> Iterator[Limit]:
        """A wish is met at most once a day, and no more often than it is wished for."""
        by_day: dict[tuple[int, int], list[int]] = defaultdict(list)
        for candidate in self._candidates:
            for wish in candidate.wishes:
                by_day[wish, candidate.day].append(candidate.number)
        by_wish: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for (wish, _), numbers in by_day.items():
            yield at_most_one(numbers)
            by_wish[wish].append((1, tuple(numbers)))
        for wish, groups in by_wish.items():
            yield Limit(tuple(groups), self._week.left(wish))

    def people(self) -> Iterator[Limit]:
        """Nobody is in two visits at once."""
        yield from one_at_a_time(
            (person, (*candidate.span, candidate.number))
            for candidate in self._candidates
            for person in candidate.visit.people
        )

    def rooms(self) -> Iterator[Limit]:
        """A room is used by one visit at a time, and is cleaned in between where that is a rule."""
        yield from one_at_a_time(
            (candidate.visit.room, self._in_room(candidate))
            for candidate in self._candidates
            if candidate.visit.room is not None
        )

    def _in_room(self, candidate: Candidate) -> Interval:
        start, end = candidate.span
        room = candidate.visit.room
        assert room is not None
        clean = end + cleaning_minutes(self._house, room) * MINUTE
        is_rule = all(
            any(
                isinstance(rule.kind, Cleaning)
                for rule in self._binding(candidate.visit, Scope.ROOM, at)
            )
            for at in (start, clean)
        )
        return start, clean if is_rule else end, candidate.number

    # Rules of kinds that are known -----------------------------------------------------------

    def things(self) -> Iterator[Limit]:
        """A thing is used by one visit at a time, and rests between two users."""
        uses: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in self._candidates:
            for thing in candidate.visit.equipment:
                uses[thing].append(candidate)
        for thing, candidates in uses.items():
            yield from one_at_a_time((thing, (*each.span, each.number)) for each in candidates)
            yield from self._rests(thing, candidates)

    def _rests(self, thing: str, candidates: Sequence[Candidate]) -> Iterator[Limit]:
        """Those who have not had it before wait until it has rested."""
        users = _apart({frozenset(each.visit.people) for each in candidates})
        if len(set(users.values())) < 2:
            return
        spans: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for each in candidates:
            rest = self._rest(thing, each)
            if rest:
                start, end = each.span
                spans[users[frozenset(each.visit.people)], start, end + rest].append(each.number)
        alike = [(start, end, number) for number, (_, start, end) in enumerate(spans)]
        groups = [(user, numbers) for (user, _, _), numbers in spans.items()]
        for clique in cliques(alike):
            by_user: dict[int, list[int]] = defaultdict(list)
            for n in clique:
                by_user[groups[n][0]] += groups[n][1]
            yield Limit(tuple((1, tuple(numbers)) for numbers in by_user.values()), 1)

    def _rest(self, thing: str, candidate: Candidate) -> int:
        """How long a thing rests after a use (ticks), where that is still a rule afterwards."""
        start, end = candidate.span
        rest = self._rest_at(thing, candidate, start)
        return min(rest, self._rest_at(thing, candidate, end + rest))

    def _rest_at(self, thing: str, candidate: Candidate, at: int) -> int:
        washable = self._house.thing[thing].washable
        return max(
            (
                rule.kind.reach(self._house)
                for rule in self._binding(candidate.visit, Scope.THING, at)
                if isinstance(rule.kind, EquipmentRest) and (rule.kind.hours is None) is washable
            ),
            default=0,
        )

    def premises(self) -> Iterator[Limit]:
        """No more people at once in the premises than the rules allow."""
        inside = sorted(
            (each for each in self._candidates if each.visit.setting == "centre"),
            key=lambda each: each.span,
        )
        there = [visit for visit in self._there if visit.setting == "centre"]
        spans = [(visit.start.ticks, visit.end.ticks, visit) for visit in there]
        starting = {each.span[0]: each for each in inside}
        for moment, candidate in starting.items():
            most = self._most_at_once(candidate)
            now = [visit for start, end, visit in spans if start <= moment < end]
            if most is None or any(map(self._crowds, now)):
                continue
            people = {person for visit in now for person in present(visit)}
            groups = [
                (len(set(each.visit.people) - people), (each.number,))
                for each in inside
                if each.span[0] <= moment < each.span[1]
            ]
            yield Limit(tuple(group for group in groups if group[0]), max(0, most - len(people)))

    def _most_at_once(self, candidate: Candidate) -> int | None:
        limits = [
            rule.kind.limit
            for rule in self._binding(candidate.visit, Scope.PREMISES, candidate.span[0])
            if isinstance(rule.kind, PersonsAtOnce) and rule.kind.visit_kinds is None
        ]
        return min(limits, default=None)

    def _crowds(self, visit: Visit) -> bool:
        """Whether too many are there already as a visit of the plan starts."""
        return any(
            isinstance(found.rule.kind, PersonsAtOnce) for found in self._session.found_at(visit.id)
        )

    def contacts(self) -> Iterator[Limit]:
        """No household meets more others in the week than the rules allow."""
        judged: dict[int, tuple[Rule, list[tuple[Entry, Candidate]]]] = {}
        for candidate in self._candidates:
            entry = entry_of(self._house, candidate.visit)
            for rule in self._binding(candidate.visit, Scope.HOUSEHOLD_WEEK, entry.start):
                if isinstance(rule.kind, ContactsPerWeek) and entry.meeting:
                    judged.setdefault(id(rule), (rule, []))[1].append((entry, candidate))
        for rule, them in judged.values():
            assert isinstance(rule.kind, ContactsPerWeek)
            yield from self._contacts(rule, rule.kind, them)

    def _contacts(
        self, rule: Rule, kind: ContactsPerWeek, judged: Sequence[tuple[Entry, Candidate]]
    ) -> Iterator[Limit]:
        house, met = self._house, self._met(rule, kind, min(entry.start for entry, _ in judged))
        new: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for entry, candidate in judged:
            for household, others in _meetings(kind, house, entry):
                for other in others - met[household]:
                    new[household][other].append(candidate.number)
        week = judged[0][0].week
        for household, others_met in new.items():
            left = kind.limit - house.outside_contacts.get((household, week), 0)
            left -= len(met[household])
            # who is above the limit already is at fault already; that may not become worse
            if left >= 0 and (kind.judges_staff or household not in house.staffed):
                groups = tuple((1, tuple(numbers)) for numbers in others_met.values())
                yield Limit(groups, left)

    def _met(self, rule: Rule, kind: ContactsPerWeek, first: int) -> dict[int, set[int]]:
        """Whom each household meets in visits of the plan that are judged, or come before all."""
        met: dict[int, set[int]] = defaultdict(set)
        for visit in self._there:
            entry = entry_of(self._house, visit)
            rules = self._binding(visit, Scope.HOUSEHOLD_WEEK, entry.start)
            if entry.start <= first or rule in rules:
                for household, others in _meetings(kind, self._house, entry):
                    met[household] |= others
        return met

    # What they look at -----------------------------------------------------------------------

    @cached_property
    def _there(self) -> list[Visit]:
        """The live visits of the plan that are on in the week."""
        first, last = self._week.span
        return [
            visit
            for visit in self._session.plan.visits
            if visit.status not in NOT_LIVE and visit.end.ticks > first and visit.start.ticks < last
        ]

    def _binding(self, visit: Visit, scope: Scope, at: int) -> tuple[Rule, ...]:
        """The rules, no advice, that judge such a visit by some groups where it starts then."""
        time = self._timetable.time_of(at)
        key = (time, scope, visit.setting, visit.kind)
        if key not in self._rules:
            judging = self._timetable.rules_in(time)[scope].judging(visit.setting, visit.kind)
            self._rules[key] = tuple(rule for rule in judging if rule.force != "advice")
        return self._rules[key]


def _meetings(
    kind: ContactsPerWeek, house: House, entry: Entry
) -> Iterator[tuple[int, frozenset[int]]]:
    """The households that meet others in a visit, and whom, as far as they count."""
    counting = entry.people if kind.work_counts else entry.people - house.staff
    for household in entry.meeting:
        members = house.members[household]
        others = counting - members
        if others and not counting.isdisjoint(members):
            yield household, others


def _apart(parties: Iterable[frozenset[str]]) -> dict[frozenset[str], int]:
    """Number parties so that those of which one is part of another have the same number."""
    number: dict[frozenset[str], int] = {}
    for n, party in enumerate(sorted(parties, key=lambda party: (len(party), sorted(party)))):
        number[party] = n
        for other, own in list(number.items()):
            if other < party:
                number = {each: n if m == own else m for each, m in number.items()}
    return number
