"""A plan with what is proposed so far, and what the rules say of one visit more.

A visit may be proposed where the rules find no violation and no unknown at it or at another
proposed visit, and nothing at a visit of the plan that was not found there before, or less bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import structs

from glimt_rules.finding import LEVELS
from glimt_rules.live import Change, Edit, Found, Put, Remove, Session
from glimt_rules.plan.model import Person, Plan, Visit
from glimt_rules.rulesets.book import RuleBook

#: How bad a finding is that is waived: told, but in nobody's way.
_WAIVED = len(LEVELS)


class Trial:
    """A plan, judged, to which visits and cohorts are added as far as the rules pass them."""

    def __init__(self, plan: Plan, book: RuleBook, known_at: date | None = None) -> None:
        self._session = Session(plan, book, known_at=known_at)
        self.people: dict[str, Person] = {person.id: person for person in plan.people}
        #: the visits that are proposed
        self.proposed: dict[str, Visit] = {}
        #: the cohorts that are proposed, by person
        self.cohorts: dict[str, str] = {}
        self._asked: str = ""

    @property
    def complete(self) -> bool:
        """Whether no rule has failed, and no rule set."""
        return self._session.complete

    @property
    def session(self) -> Session:
        """The plan with what is proposed, judged."""
        return self._session

    def lacking(self, people: Iterable[str]) -> tuple[str, ...]:
        """Those of them of whom no cohort is recorded or proposed."""
        return tuple(id_ for id_ in people if self.people[id_].cohort is None)

    # Asking ------------------------------------------------------------------------------

    def refuses(self, visit: Visit) -> Found | None:
        """What is in the way of a visit; None where it may be proposed."""
        return self.asked(visit)[0]

    def asked(self, visit: Visit) -> tuple[Found | None, int]:
        """What is in the way of a visit, and how much advice is not followed at it."""
        self._asked = visit.id
        change = self._session.try_visit(visit, self._is_in_the_way)
        found = change.stopped_by or self._in_the_way(change)
        advice = sum(each.visit == visit.id and not each.waived for each in change.appeared)
        return found, advice

    def _in_the_way(self, change: Change) -> Found | None:
        return next((found for found in change.appeared if self._is_in_the_way(found)), None)

    def _is_in_the_way(self, found: Found) -> bool:
        """Whether a finding is one that may not come of a proposal."""
        if found.visit == self._asked or found.visit in self.proposed:
            return found.level != "advice" and not found.waived
        return _badness(found) < self._before(found)

    def _before(self, found: Found) -> int:
        """How bad the same was before: above all levels where it was not there."""
        rule, subject = found.judged.rule_id, found.judged.subject
        return min(
            (
                _badness(each)
                for each in self._session.found_at(found.visit)
                if (each.judged.rule_id, each.judged.subject) == (rule, subject)
            ),
            default=_WAIVED + 1,
        )

    # Adding and taking back ----------------------------------------------------------------

    def put(self, visit: Visit) -> str | None:
        """Propose a visit, unless a rule is in the way, which is then returned by its id."""
        found = self.refuses(visit)
        if found is not None:
            return found.judged.rule_id
        change = self._session.apply(Put(visit))
        found = self._in_the_way(change)
        if found is not None or self._session.failures:
            failed = [failure.rule.id for failure in self._session.failures]
            self._session.apply(*change.undo)
            return found.judged.rule_id if found else failed[0]
        self.proposed[visit.id] = visit
        return None

    def take_back(self, visit_id: str) -> None:
        """Propose a visit no longer."""
        self._session.apply(Remove("visits", visit_id))
        del self.proposed[visit_id]

    def place(self, cohorts: Mapping[str, str]) -> bool:
        """Propose cohorts for people who have none, where that makes nothing worse."""
        if not cohorts:
            return True
        placed = [
            structs.replace(self.people[id_], cohort=cohort) for id_, cohort in cohorts.items()
        ]
        self._asked = ""
        edits: list[Edit] = [Put(person) for person in placed]
        change = self._session.apply(*edits)
        if self._session.failures or self._in_the_way(change) is not None:
            self._session.apply(*change.undo)
            return False
        for person in placed:
            self.people[person.id] = person
        self.cohorts.update(cohorts)
        return True

    def take_out(self, people: Iterable[str]) -> None:
        """Propose cohorts for these people no longer."""
        edits: list[Edit] = []
        for id_ in people:
            person = structs.replace(self.people[id_], cohort=None)
            self.people[id_] = person
            del self.cohorts[id_]
            edits.append(Put(person))
        if edits:
            self._session.apply(*edits)


def _badness(found: Found) -> int:
    """The place of its level, the worst first; what is waived comes after all of them."""
    return _WAIVED if found.waived else LEVELS.index(found.level)
