"""Looking for the nearest alternatives: changes are tried, the nearest first, and judged.

What is found is promised: the visit has no violation and no unknown that it did not have, and no
other visit has a finding that it did not have. Each is judged as an edit of the plan that is thrown
away again, so a whole plan costs no more than the days around the visit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from heapq import merge
from itertools import combinations

from msgspec import Struct

from glimt_rules import live
from glimt_rules.documents.times import zone_named
from glimt_rules.errors import InputError
from glimt_rules.finding import LEVELS, Failure
from glimt_rules.live import Found, Session
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.changes import Change, Changes, changed
from glimt_rules.suggest.weights import Weights

#: So many alternatives are tried before it is said that there is none; a week's opening hours
#: hold some two thousand.
BUDGET = 4000
#: How many alternatives that change the same parts are shown beside each other.
MOST_ALIKE = 2
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
    #: which parts of the visit change: "time", "place", "people", …
    parts: frozenset[str]
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
    #: the rules that failed; then nothing is suggested, for nobody knows what is allowed
    failures: tuple[Failure, ...] = ()


def _go_on() -> None:
    """Nobody gives the search up."""


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
    go_on: Callable[[], None] = _go_on,
) -> Search:
    """The nearest alternatives to a visit that is at fault, the nearest first.

    ``not_before`` leaves out times that have passed. A visit that is not at fault, or does not
    take place, has none. Before each alternative ``go_on`` is called, which may raise to end the
    search. Raises InputError where a waiver is wrong, and LookupError where there is no such visit.
    """
    if visit_id not in {visit.id for visit in plan.visits}:
        raise LookupError(visit_id)
    session = Session(plan, book, known_at=known_at)
    return suggest_in(
        session,
        visit_id,
        most=most,
        weights=weights,
        not_before=not_before,
        budget=budget,
        go_on=go_on,
    )


def suggest_in(
    session: Session,
    visit_id: str,
    *,
    most: int = 5,
    weights: Weights | None = None,
    not_before: Moment | None = None,
    budget: int = BUDGET,
    go_on: Callable[[], None] = _go_on,
) -> Search:
    """The same as ``suggest``, of a plan that has been judged: for several of its visits."""
    visit = session.visit(visit_id)
    if visit.status in NOT_LIVE:
        return Search(verdict="ok")
    verdict = session.verdict(visit_id)
    if session.failures:
        return Search(verdict=verdict, failures=session.failures)
    if verdict not in ("violation", "unknown"):
        return Search(verdict=verdict)
    searching = _Searching(session, visit, weights or Weights(), not_before)
    return searching.run(verdict, most, budget, go_on)


class _Searching:
    """One search."""

    def __init__(
        self, session: Session, visit: Visit, weights: Weights, not_before: Moment | None
    ) -> None:
        plan = session.plan
        zone = zone_named(plan.timezone)
        assert zone is not None
        self._session = session
        self._visit = visit
        self._weights = weights
        self._changes = Changes(plan, visit, zone, weights, not_before).all()
        self._in_the_way: Counter[str] = Counter()
        self._is_in_the_way = in_the_way(session, visit.id)

    def run(self, verdict: str, most: int, budget: int, go_on: Callable[[], None]) -> Search:
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
            go_on()
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
                if one.part != other.part and one.distance + other.distance <= FARTHEST_PAIR
            ),
            key=lambda pair: pair[0].distance + pair[1].distance,
        )
        yield from merge(
            ((change,) for change in singles), pairs, key=lambda them: sum(map(_asked, them))
        )

    def _try(self, changes: tuple[Change, ...], verdict: str) -> Suggestion | None:
        """Judge an alternative, as far as it takes to know that it is none."""
        visit = changed(self._visit, changes)
        try:
            change = self._session.try_visit(visit, self._is_in_the_way)
        except InputError:  # an exception that is made of the visit could not be made there
            return None
        if change.stopped_by is not None:
            self._in_the_way[change.stopped_by.judged.rule_id] += 1
            return None
        own = [found for found in self._after(change) if not found.waived]
        now = min((_badness(found) for found in own), default=WAIVED)
        if now <= LEVELS.index(verdict):
            return None
        advice = sum(found.level == "advice" for found in own)
        return Suggestion(
            visit=visit,
            change=differing(self._visit, visit),
            text=self._told(changes, frozenset(found.judged.rule_id for found in own)),
            what=tuple(each.told for each in changes),
            parts=frozenset(each.part for each in changes),
            verdict=LEVELS[now] if now < WAIVED else "ok",
            distance=round(sum(map(_asked, changes)) + self._weights.advice * advice, 2),
        )

    def _after(self, change: live.Change) -> list[Found]:
        """What is found at the visit itself once it is changed."""
        gone = {found.key for found in change.disappeared}
        own = [f for f in self._session.found_at(self._visit.id) if f.key not in gone]
        return own + [found for found in change.appeared if found.visit == self._visit.id]

    def _told(self, changes: tuple[Change, ...], found_then: frozenset[str]) -> Message:
        """What changes, and which rules are kept then that were not before."""
        rules = {
            found.rule.title
            for found in self._session.found_at(self._visit.id)
            if not found.waived
            and found.level != "advice"
            and found.judged.rule_id not in found_then
        }
        what = tuple(change.told for change in changes)
        if not rules:  # what was broken is only advised there
            return say("{changes}: then it would be allowed", changes=what)
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
FARTHEST_PAIR = 8.0


def _quoted(title: Bilingual) -> Message:
    return say("«{rule}»", rule=title)


def _asked(change: Change) -> float:
    return change.distance


def in_the_way(session: Session, visit: str) -> Callable[[Found], bool]:
    """What says of a finding whether it forbids that a visit is, or is changed.

    It does where the visit itself would break a rule, or not be decided where it was before, and
    where any other visit would be worse off than it is.
    """

    def before(found: Found) -> list[Found]:
        about = _about(found)
        return [each for each in session.found_at(found.visit) if _about(each) == about]

    def is_in_the_way(found: Found) -> bool:
        level, there = _badness(found), before(found)
        was = min(map(_badness, there), default=WAIVED + 1)
        if found.visit != visit:
            return level < was or (level == was and all(_is_worse(found, old) for old in there))
        if level == WAIVED or found.level == "advice":
            return False
        return found.level == "violation" or level != was

    return is_in_the_way


def _is_worse(found: Found, old: Found) -> bool:
    """Whether what was counted is further off the limit than it was."""
    now, then = found.judged.fault.measured, old.judged.fault.measured
    if now is None or then is None or now == then:
        return False
    # of people too many are there, of time and distance there is too little
    return now > then if found.finding().unit in ("persons", "contacts") else now < then


def _about(found: Found) -> _About:
    return found.visit, found.judged.rule_id, found.judged.subject


def _badness(found: Found) -> int:
    """The place of its level, the worst first; what is waived comes after all of them."""
    return WAIVED if found.waived else LEVELS.index(found.level)


def differing(before: Visit, after: Visit) -> dict[str, object]:
    """Exactly the keys that differ."""
    return {
        name: getattr(after, name)
        for name in before.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    }
