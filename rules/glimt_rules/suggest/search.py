"""Looking for the nearest alternatives: changes are tried, the nearest first, and judged.

What is found is promised: the visit has no violation and no unknown that it did not have, and no
other visit has a finding that it did not have. What is tried is judged by the part of the plan
around it; what is suggested was judged by the whole plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from heapq import merge
from itertools import combinations

from msgspec import Struct, structs

from glimt_rules.documents.times import zone_named
from glimt_rules.finding import LEVELS
from glimt_rules.judge import Judgement, judge
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.changes import Change, Changes, Weights, changed

#: So many alternatives are tried before it is said that there is none.
BUDGET = 1500
#: How many alternatives that change the same parts are shown beside each other.
MOST_ALIKE = 2
#: How far around a visit the rules look while alternatives are tried.
AROUND = timedelta(days=35)

#: What makes a finding the same one before and after: visit, rule, household or thing. It may
#: have become less bad: what was a violation and is unknown now is no finding that was not there.
_About = tuple[str, str, str]
#: How bad a finding is that is waived: told, but in nobody's way.
WAIVED = len(LEVELS)


class Suggestion(Struct, frozen=True, kw_only=True):
    """An alternative: what differs, what is said of it, and how far it is from what was asked."""

    visit: Visit
    #: exactly the keys that differ, with their new values
    change: Mapping[str, object]
    text: Message
    #: what changes, in a few words each
    what: tuple[Message, ...]
    verdict: str
    distance: float


class Search(Struct, frozen=True, kw_only=True):
    """What came of looking for alternatives."""

    verdict: str
    suggestions: tuple[Suggestion, ...] = ()
    #: how many alternatives were judged
    tried: int = 0
    #: the rule that stood in the way of most, where nothing was found
    in_the_way: str | None = None


def suggest(
    plan: Plan,
    book: RuleBook,
    visit_id: str,
    *,
    most: int = 5,
    weights: Weights | None = None,
    known_at: date | None = None,
    not_before: Moment | None = None,
    budget: int = BUDGET,
) -> Search:
    """The nearest alternatives to a visit that is at fault, the nearest first.

    ``not_before`` leaves out times that have passed. A visit that is not at fault, or does not
    take place, has none. Raises InputError where a waiver is wrong, and LookupError where there
    is no such visit.
    """
    visit = next((visit for visit in plan.visits if visit.id == visit_id), None)
    if visit is None:
        raise LookupError(visit_id)
    if visit.status in NOT_LIVE:
        return Search(verdict="ok")
    whole = _Judged(judge(plan, book, known_at=known_at))
    verdict = whole.verdict(visit_id)
    if verdict not in ("violation", "unknown"):
        return Search(verdict=verdict)
    searching = _Searching(plan, book, visit, whole, weights or Weights(), known_at, not_before)
    return searching.run(verdict, most, budget)


class _Judged:
    """A judgement as far as alternatives are held against it."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.levels: dict[_About, int] = {}
        for judged in judgement.faults:
            visit = judgement.facts.visits[judged.slot].id
            key = (visit, judged.rule_id, judged.subject)
            level = WAIVED if judged.waived else LEVELS.index(judged.level)
            self.levels[key] = min(level, self.levels.get(key, level))

    def verdict(self, visit: str) -> str:
        return str(self.judgement.verdicts[visit])

    def of(self, visit: str) -> dict[_About, int]:
        return {key: level for key, level in self.levels.items() if key[0] == visit}


class _Searching:
    """One search."""

    def __init__(
        self,
        plan: Plan,
        book: RuleBook,
        visit: Visit,
        whole: _Judged,
        weights: Weights,
        known_at: date | None,
        not_before: Moment | None,
    ) -> None:
        zone = zone_named(plan.timezone)
        assert zone is not None
        self._plan = plan
        self._book = book
        self._visit = visit
        self._whole = whole
        self._weights = weights
        self._known_at = known_at
        self._changes = Changes(plan, visit, zone, weights, not_before).all()
        self._near = _around(plan, visit)
        self._before = _Judged(judge(self._near, book, known_at=known_at))
        self._in_the_way: Counter[str] = Counter()

    def run(self, verdict: str, most: int, budget: int) -> Search:
        """Try changes, the nearest first, until enough are found or the budget is used up."""
        found: list[Suggestion] = []
        alike: Counter[tuple[str, ...]] = Counter()
        spare: list[Suggestion] = []
        enough: set[int] = set()
        tried = 0
        for changes in self._candidates():
            if len(changes) > 1 and any(id(change) in enough for change in changes):
                continue  # one of the two is enough by itself
            asked = sum(map(_asked, changes))
            if tried >= budget or (len(found) >= most and asked >= _farthest(found, most)):
                break  # advice only adds to what a change asks
            parts = tuple(sorted({change.part for change in changes}))
            if alike[parts] >= MOST_ALIKE and len(spare) >= most:
                continue
            tried += 1
            suggestion = self._try(changes, verdict)
            if suggestion is None:
                continue
            if len(changes) == 1:
                enough.add(id(changes[0]))
            alike[parts] += 1
            (found if alike[parts] <= MOST_ALIKE else spare).append(suggestion)
        found = sorted(found, key=_distance)[:most]
        found += sorted(spare, key=_distance)[: most - len(found)]
        return Search(
            verdict=verdict,
            suggestions=tuple(sorted(found, key=_distance)),
            tried=tried,
            in_the_way=next((rule for rule, _ in self._in_the_way.most_common(1)), None),
        )

    def _candidates(self) -> Iterator[tuple[Change, ...]]:
        """Single changes and pairs of changes to different parts, the nearest first."""
        singles = sorted(self._changes, key=_asked)
        pairs = sorted(
            (
                (one, other)
                for one, other in combinations(singles, 2)
                if one.part != other.part and one.distance + other.distance <= _FARTHEST_PAIR
            ),
            key=lambda pair: pair[0].distance + pair[1].distance,
        )
        yield from merge(
            ((change,) for change in singles), pairs, key=lambda them: sum(map(_asked, them))
        )

    def _try(self, changes: tuple[Change, ...], verdict: str) -> Suggestion | None:
        """Judge an alternative, first by what is around it, then by the whole plan."""
        visit = changed(self._visit, changes)
        after = self._judged(self._near, visit)
        if not self._helps(self._before, after, verdict):
            return None
        whole = self._judged(self._plan, visit)
        if not self._helps(self._whole, whole, verdict):
            return None
        advice = sum(level == LEVELS.index("advice") for level in whole.of(visit.id).values())
        return Suggestion(
            visit=visit,
            change=_differing(self._visit, visit),
            text=self._told(changes),
            what=tuple(each.told for each in changes),
            verdict=whole.verdict(visit.id),
            distance=round(sum(map(_asked, changes)) + self._weights.advice * advice, 2),
        )

    def _judged(self, plan: Plan, visit: Visit) -> _Judged:
        visits = tuple(visit if each.id == visit.id else each for each in plan.visits)
        there = structs.replace(plan, visits=visits)
        return _Judged(judge(there, self._book, known_at=self._known_at))

    def _helps(self, before: _Judged, after: _Judged, verdict: str) -> bool:
        """Whether nothing is worse than before, and the visit itself is at fault no more."""
        own = after.of(self._visit.id)
        for key, level in own.items():
            if level == WAIVED:
                continue
            if LEVELS[level] == "violation" or (
                LEVELS[level] == "unknown" and before.levels.get(key) != level
            ):
                self._in_the_way[key[1]] += 1
                return False
        if not after.judgement.complete:
            return False
        now = after.verdict(self._visit.id)
        if now != "ok" and LEVELS.index(now) <= LEVELS.index(verdict):
            return False
        for key, level in after.levels.items():
            if key[0] != self._visit.id and level < before.levels.get(key, WAIVED + 1):
                self._in_the_way[key[1]] += 1
                return False
        return True

    def _told(self, changes: tuple[Change, ...]) -> Message:
        """What changes, and which rules are kept then."""
        judgement = self._whole.judgement
        slot = judgement.facts.slot_of[self._visit.id]
        rules = {
            judged.rule.title
            for judged in judgement.faults
            if judged.slot == slot and not judged.waived and judged.level != "advice"
        }
        what = tuple(change.told for change in changes)
        return say(
            "{changes}: then {rules} would be followed",
            changes=what,
            rules=tuple(map(_quoted, sorted(rules, key=lambda title: title.en))),
        )


def _distance(suggestion: Suggestion) -> float:
    return suggestion.distance


def _farthest(found: list[Suggestion], most: int) -> float:
    """How far the last of the nearest is."""
    return sorted(map(_distance, found))[most - 1] if most else 0.0


#: Pairs of changes that ask more than this together are not tried.
_FARTHEST_PAIR = 8.0


def _quoted(title: Bilingual) -> Message:
    return say("«{rule}»", rule=title)


def _asked(change: Change) -> float:
    return change.distance


def _around(plan: Plan, visit: Visit) -> Plan:
    """The part of a plan that is near enough to matter while alternatives are tried."""
    first, last = visit.start - AROUND, visit.end + AROUND
    near = tuple(each for each in plan.visits if each.end > first and each.start < last)
    there = {each.id for each in near}
    waivers = tuple(waiver for waiver in plan.waivers if waiver.visit in there)
    return structs.replace(plan, visits=near, waivers=waivers)


def _differing(before: Visit, after: Visit) -> dict[str, object]:
    """Exactly the keys that differ."""
    return {
        name: getattr(after, name)
        for name in before.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    }
