"""Why not, then: the least change of a visit that would satisfy one rule alone.

It looks at that rule and no other, so it explains; what is allowed by all of them is what
``search`` finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from glimt_rules.documents.times import zone_named
from glimt_rules.errors import InputError
from glimt_rules.finding import LEVELS, Finding
from glimt_rules.judgement import Judgement
from glimt_rules.live import Found, Session
from glimt_rules.message import Message
from glimt_rules.plan.model import Visit
from glimt_rules.suggest.changes import Change, Changes, changed
from glimt_rules.suggest.search import differing
from glimt_rules.suggest.weights import Weights

#: So many changes are tried for one rule at one visit, the nearest first, before it is said that
#: none would do: more than a fortnight's starts, and 0.1 s where households' contacts are counted.
BUDGET = 1000


class Fix(Struct, frozen=True):
    """What would satisfy a rule at a visit."""

    text: Message
    #: the visit's keys that differ then; none where it is for somebody to say what is so
    values: Mapping[str, object] = {}
    #: the visit as it would be, where anything differs
    visit: Visit | None = None
    #: whether the text is a question, since a fact is missing
    asks: bool = False
    #: what is to be asked besides, where several facts are missing
    also: tuple[Message, ...] = ()


def fix(
    session: Session, found: Found, weights: Weights | None = None, *, budget: int = BUDGET
) -> Fix | None:
    """The least that would satisfy the rule of a finding at its visit; None if nothing does.

    Where a fact is missing, it is asked for; where the rule is about something that may be so
    without being recorded, that is to be recorded; otherwise the nearest single change of the
    visit is looked for, among as many as ``budget``.
    """
    return _Fixing(session, weights or Weights(), budget).fix(found)


class Fixes:
    """What would satisfy the rule of each finding of a judgement, worked out once it is asked."""

    def __init__(
        self, judgement: Judgement, weights: Weights | None = None, *, budget: int = BUDGET
    ) -> None:
        """The judgement is complete: a rule that failed says of no change whether it is one."""
        facts = judgement.facts
        self._fixing = _Fixing(
            Session(facts.plan, judgement.book, known_at=judgement.known_at),
            weights or Weights(),
            budget,
        )
        self._found = {
            id(finding): Found(finding.visit, judged, facts)
            for judged, finding in zip(judgement.faults, judgement.findings, strict=True)
        }
        self._fixes: dict[int, Fix | None] = {}

    def of(self, finding: Finding) -> Fix | None:
        """What would satisfy the rule of one of the judgement's own findings."""
        key = id(finding)
        if key not in self._fixes:
            self._fixes[key] = self._fixing.fix(self._found[key])
        return self._fixes[key]


class _Fixing:
    """Looks for what would satisfy rules in one plan."""

    def __init__(self, session: Session, weights: Weights, budget: int) -> None:
        self._session = session
        self._weights = weights
        self._budget = budget
        self._plan = session.plan
        #: the changes of the visit that was looked at last, the nearest first
        self._last: tuple[Visit, list[Change]] | None = None
        #: by visit and rule: one change satisfies a rule for all the households at a visit
        self._nearest: dict[tuple[str, str], Fix | None] = {}

    def fix(self, found: Found) -> Fix | None:
        if found.level == "unknown":
            questions = [question.text for question in found.finding().questions]
            if questions:
                return Fix(questions[0], asks=True, also=tuple(questions[1:]))
        record = self._to_record(found)
        if record is not None:
            return record
        about = found.visit, found.rule.id
        if about not in self._nearest:
            self._nearest[about] = self._nearest_change(*about)
        return self._nearest[about]

    def _to_record(self, found: Found) -> Fix | None:
        """What may be so without being recorded."""
        visit = self._session.visit(found.visit)
        try:
            record = found.rule.asked.to_record(found.facts, found.judged.fault)
            if record is None or not record.values:
                return None if record is None else Fix(record.text)
            other = structs.replace(visit, **record.values)
        except (Exception, SystemExit):  # it fails at that; what it found holds all the same
            return None
        if not self._is_satisfied(other, found.rule.id):
            return None
        return Fix(record.text, differing(visit, other), other)

    def _nearest_change(self, visit_id: str, rule_id: str) -> Fix | None:
        visit = self._session.visit(visit_id)
        for change in self._changes(visit)[: self._budget]:
            other = changed(visit, (change,))
            if self._is_satisfied(other, rule_id):
                return Fix(change.told, differing(visit, other), other)
        return None

    def _changes(self, visit: Visit) -> list[Change]:
        """Every single change of a visit, the nearest first."""
        if self._last is None or self._last[0] is not visit:
            zone = zone_named(self._plan.timezone)
            assert zone is not None
            changes = Changes(self._plan, visit, zone, self._weights, None).all()
            self._last = visit, sorted(changes, key=lambda change: change.distance)
        return self._last[1]

    def _is_satisfied(self, visit: Visit, rule_id: str) -> bool:
        """Whether a rule would find nothing at a visit if the visit were like this.

        Nor may the rule be broken at another visit where it was not before: that would only pass
        the fault on. What is unknown there was not recorded before either. A recorded exception is
        a finding, too. Not everything is judged anew, so what was found at the visit before has to
        be gone as well.
        """
        found_at = self._session.found_at

        def is_in_the_way(found: Found) -> bool:
            if found.rule.id != rule_id:
                return False
            return found.visit == visit.id or _is_worse(found, found_at(found.visit))

        try:
            change = self._session.try_visit(visit, is_in_the_way)
        except InputError:  # it would be no plan any more
            return False
        if change.stopped_by is not None:
            return False
        gone = {found.key for found in change.disappeared}
        return all(found.key in gone for found in found_at(visit.id) if found.rule.id == rule_id)


def _is_worse(found: Found, before: Sequence[Found]) -> bool:
    """Whether a rule is broken where it was not before, or was less."""
    about = found.rule.id, found.judged.subject
    levels = [each.level for each in before if (each.rule.id, each.judged.subject) == about]
    return found.level != "unknown" and all(
        LEVELS.index(found.level) < LEVELS.index(level) for level in levels
    )
